import { expect, test } from "vitest";
import { sizeOf } from "./sizes";

test.each([
  [0, "0 bytes"],
  [999, "999 bytes"],
  [1_000, "1 KB"],
  [640_400, "640 KB"],
  [999_600, "1.0 MB"],
  [2_140_000, "2.1 MB"],
  [20_000_000, "20 MB"],
])("%i octets are told as %s", (bytes, told) => {
  expect(sizeOf(bytes)).toBe(told);
});
