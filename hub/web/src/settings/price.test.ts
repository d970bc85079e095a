// This file checks that what a text costs is read as people write it, and nothing else is.
import fc from "fast-check";
import { expect, it } from "vitest";
import { read, written } from "./price";

it("a price is read with a dot or a comma, and nothing is nothing", () => {
  expect(read("0.0083")).toBe(83);
  expect(read(" 0,05 ")).toBe(500);
  expect(read(".5")).toBe(5_000);
  expect(read("10")).toBe(100_000);
  expect(read("")).toBe(0);
});

it("what is no price is not taken for one", () => {
  for (const text of ["a few", "-1", "0.00831", "1.", "10.0001", "1e1", "0.0.1", "."])
    expect(read(text)).toBeNull();
});

it("every price comes back as it was written", () => {
  fc.assert(fc.property(fc.integer({ min: 0, max: 100_000 }), (price) => read(written(price)) === price));
});
