import { afterEach, beforeEach, describe, expect, test, vi } from "vitest";
import { Memory } from "./storage";
import { becomeRoomDevice, ceaseRoomDevice, isRoomDevice, LONGEST, readable, typed } from "./roomDevice";

describe("a room device", () => {
  beforeEach(() => {
    vi.stubGlobal("localStorage", new Memory());
    vi.stubGlobal("sessionStorage", new Memory());
  });
  afterEach(() => vi.unstubAllGlobals());

  test("forgets whoever was here before, and keeps nothing but that it is one", () => {
    localStorage.setItem("roomwire.draft.ana.c_1", "half a sentence");
    sessionStorage.setItem("seen", "1");
    expect(isRoomDevice()).toBe(false);

    becomeRoomDevice();

    expect(isRoomDevice()).toBe(true);
    expect([localStorage.length, localStorage.key(0)]).toEqual([1, "roomwire.room-device"]);
    expect(sessionStorage.length).toBe(0);
    ceaseRoomDevice();
    expect(isRoomDevice()).toBe(false);
    expect(localStorage.length).toBe(0);
  });
});

test("a code reads as two times four", () => {
  expect(readable("ABCD2345")).toBe("ABCD 2345");
});

test("of a PIN only digits are typed, and no more than it can have", () => {
  expect(["4", "x", "8", "Enter", "6", "2"].reduce(typed, "")).toBe("4862");
  expect("1234567890".split("").reduce(typed, "")).toHaveLength(LONGEST);
});
