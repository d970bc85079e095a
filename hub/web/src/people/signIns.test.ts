// This file is the tests of how a sign-in is told: on what, and when it was last used, no more exactly than is known.
import { describe, expect, it } from "vitest";
import { deviceOf, usedWhen } from "./signIns";

const NOW = new Date("2026-11-29T12:00:00.000Z");

describe("a sign-in", () => {
  it("is told by browser and system, by one of them, or as one that says nothing", () => {
    expect(deviceOf({ browser: "Firefox", system: "Android" })).toBe("Firefox, Android");
    expect(deviceOf({ browser: "", system: "iPhone" })).toBe("iPhone");
    expect(deviceOf({ browser: "", system: "" })).toBe("A device that does not say what it is");
  });

  it("was used within a day, here or lately, else on a day", () => {
    expect(usedWhen({ used_at: "2026-11-29T01:00:00.000Z", here: false }, NOW)).toBe(
      "Used in the last 24 hours",
    );
    expect(usedWhen({ used_at: "2026-11-01T01:00:00.000Z", here: true }, NOW)).toBe(
      "Used in the last 24 hours",
    );
    expect(usedWhen({ used_at: "2026-11-10T12:00:00.000Z", here: false }, NOW)).toBe(
      "Last used: November 10",
    );
  });
});
