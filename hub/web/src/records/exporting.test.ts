// This file checks how a copy comes to this device: whole and saved, or not at all.
import { afterEach, expect, test, vi } from "vitest";
import "../testing/browser";
import { actAs, takeOut } from "../wire/api";
import { Problem } from "../wire/problem";

const END = [0x50, 0x4b, 0x05, 0x06, ...Array<number>(18).fill(0)];
const never = new AbortController().signal;
let asked: Request[] = [];

/** A hub that answers with these octets, in pieces of so many. */
function gives(octets: readonly number[], each = 7, fails = false): void {
  asked = [];
  vi.stubGlobal("fetch", (request: Request) => {
    asked.push(request);
    const body = new ReadableStream<Uint8Array>({
      start(flow) {
        for (let at = 0; at < octets.length; at += each)
          flow.enqueue(new Uint8Array(octets.slice(at, at + each)));
        if (fails) flow.error(new TypeError("the line broke"));
        else flow.close();
      },
    });
    return Promise.resolve(new Response(body));
  });
}

const ended = (copy: Promise<Blob>) =>
  copy.then(
    (blob) => blob.size,
    (error: unknown) => (error instanceof Problem ? error.detail : error),
  );

const BROKE = "The copy broke off before it was whole, so nothing of it was kept. Ask for it once more.";

afterEach(() => {
  vi.unstubAllGlobals();
  actAs(null);
});

test("a whole copy comes as it is, told of piece by piece, and is asked for as who one acts as", async () => {
  actAs("p_rosa");
  gives([1, 2, 3, ...END]);
  const told: number[] = [];
  const whole = await takeOut("/v1/exports/family", null, (octets) => told.push(octets), never);

  expect([...new Uint8Array(await whole.arrayBuffer())]).toEqual([1, 2, 3, ...END]);
  expect(told).toEqual([7, 14, 21, 25]);
  expect(asked[0]?.method).toBe("POST");
  expect(asked[0]?.headers.get("roomwire-profile")).toBe("p_rosa");
  expect(asked[0]?.headers.get("content-type")).toBeNull();
});

test("the office says why, and about whom", async () => {
  gives(END);
  await takeOut("/v1/exports/office", { reason: "A court asked", student: "st_mia" }, () => {}, never);

  expect(await asked[0]?.json()).toEqual({ reason: "A court asked", student: "st_mia" });
  expect(asked[0]?.headers.get("content-type")).toBe("application/json");
});

test.each([
  ["ends before its list", [1, 2, 3, ...END].slice(0, -1), false],
  ["is empty", [], false],
  ["breaks in the middle", [1, 2, 3, ...END], true],
] as const)("a copy that %s is none", async (_how, octets, fails) => {
  gives(octets, 7, fails);

  expect(await ended(takeOut("/v1/exports/family", null, () => {}, never))).toBe(BROKE);
});

test("a refusal is told in the hub’s own words", async () => {
  const body = { code: "forbidden", detail: "Only admins export what the school keeps." };
  vi.stubGlobal("fetch", () => Promise.resolve(Response.json(body, { status: 403 })));

  expect(await ended(takeOut("/v1/exports/office", { reason: "x" }, () => {}, never))).toBe(body.detail);
});
