// This file is what a test lacks of a browser: addresses begin where the page stands, and the page is in a language.
const PAGE = "https://maplestreet.example";

globalThis.Request = class extends Request {
  constructor(input: RequestInfo | URL, init?: RequestInit) {
    super(typeof input === "string" ? new URL(input, PAGE) : input, init);
  }
};

Object.defineProperty(globalThis, "navigator", { value: { languages: ["en-US", "en"] }, configurable: true });
globalThis.document ??= { documentElement: { lang: "en" } } as Document;

/** The address as the page wrote it. */
export const pathOf = ({ url }: Request) => url.slice(PAGE.length);
