// This file checks how a message with marks is taken apart.
import { expect, it } from "vitest";
import type { MessagePart } from "../paraglide/runtime";
import { runs } from "./rich";

const text = (value: string): MessagePart => ({ type: "text", value });
const mark = (type: "markup-start" | "markup-end", name: string): MessagePart => ({
  type,
  name,
  options: {},
  attributes: {},
});

it("what stands within a mark is one text, with its facts", () => {
  const parts = [
    text("See "),
    mark("markup-start", "link"),
    text("the room "),
    text("Acorns"),
    mark("markup-end", "link"),
    text(", "),
    text("today"),
  ];
  expect(runs(parts)).toEqual([
    { text: "See ", mark: null },
    { text: "the room Acorns", mark: "link" },
    { text: ", today", mark: null },
  ]);
});

it("two marks beside each other stay two", () => {
  const each = (name: string) => [mark("markup-start", name), text(name), mark("markup-end", name)];
  expect(runs([...each("em"), ...each("em")])).toEqual([
    { text: "em", mark: "em" },
    { text: "em", mark: "em" },
  ]);
  expect(runs([])).toEqual([]);
});
