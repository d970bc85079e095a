import { expect, it } from "vitest";
import type { Attendance } from "../wire/endpoints";
import type { ShownStay } from "../wire/frames";
import { inOrder, isIn, isUnknown, isUnlisted, rows, toConfirm, withStays } from "./stays";

const ROOM = "acorns";
const MORNING = "2026-11-23T13:00:00.000Z";
const NOON = "2026-11-23T17:00:00.000Z";

function stay(id: string, more: Partial<ShownStay> = {}): ShownStay {
  return { id, n: 1, student: "mia", room: ROOM, since: MORNING, by: "ana", taken_over_at: MORNING, ...more };
}

function board(...children: string[]): Attendance {
  return {
    room: ROOM,
    chosen: true,
    rooms: [],
    day: "2026-11-23",
    since: "2026-11-23T05:00:00.000Z",
    now: NOON,
    children: children.map((id) => ({ id, name: id, rooms: [ROOM] })),
    stays: [],
    to_confirm: [],
    to_confirm_more: false,
  };
}

function whereIs(...stays: ShownStay[]): string {
  return rows(board("mia"), withStays({}, stays))[0]!.where;
}

it("of two states of one stay the later holds, whichever came first", () => {
  const [one, two] = [stay("s"), stay("s", { n: 2, until: NOON })];
  expect(withStays(withStays({}, [two]), [one])).toEqual({ s: two });
  expect(withStays(withStays({}, [one]), [two])).toEqual({ s: two });
  const known = withStays({}, [two]);
  expect(withStays(known, [one])).toBe(known);
});

it("a child is where its open stay is, as this room sees it", () => {
  expect(whereIs()).toBe("coming");
  expect(whereIs(stay("s"))).toBe("here");
  expect(whereIs(stay("s", { taken_over_at: null, moved_from: "oaks" }))).toBe("arriving");
  expect(whereIs(stay("s", { room: "oaks", taken_over_at: null, moved_from: ROOM }))).toBe("leaving");
  expect(whereIs(stay("s", { room: "oaks" }))).toBe("away");
  expect(whereIs(stay("s", { until: NOON }))).toBe("left");
  expect(whereIs(stay("s", { struck: true }))).toBe("coming");
});

it("what ended on another day is of that day, and the last of today says when a child left", () => {
  expect(whereIs(stay("s", { since: "2026-11-22T13:00:00.000Z", until: "2026-11-22T22:00:00.000Z" }))).toBe(
    "coming",
  );
  const stays = withStays({}, [
    stay("late", { since: "2026-11-23T15:00:00.000Z", until: NOON }),
    stay("early", { until: "2026-11-23T14:00:00.000Z" }),
  ]);
  expect(rows(board("mia"), stays)[0]!.stay!.id).toBe("late");
});

it("who is in is who is here or between two rooms, and who arrives stands first", () => {
  const stays = withStays({}, [
    stay("one", { student: "leo" }),
    stay("two", { student: "mia", taken_over_at: null, moved_from: "oaks" }),
  ]);
  const found = rows(board("ada", "leo", "mia"), stays);
  expect(found.filter(isIn).map((row) => row.child.id)).toEqual(["leo", "mia"]);
  expect(inOrder(found).map((row) => row.child.id)).toEqual(["mia", "ada", "leo"]);
});

it("a child that comes into the room and stands in no list has the list asked for anew", () => {
  expect(isUnknown(board("mia"), [stay("s")])).toBe(false);
  expect(isUnknown(board("leo"), [stay("s")])).toBe(true);
  expect(isUnknown(board("leo"), [stay("s", { room: "oaks" })])).toBe(false);
  expect(isUnknown(board("leo"), [stay("s", { room: "oaks", moved_from: ROOM })])).toBe(true);
  expect(isUnknown(board("leo"), [stay("s", { struck: true })])).toBe(false);
});

it("what closed by itself waits until it is told to be settled, and what is new has the list asked for anew", () => {
  const closed = stay("s", { n: 2, until: NOON, by_itself: "to_confirm" });
  const student = { id: "mia", name: "Mia" };
  const waiting = {
    stay: closed,
    student,
    room_name: "Acorns",
    says: "Closed by itself",
    may: true,
    why: "",
  };
  const found = { ...board("mia"), to_confirm: [waiting] };

  expect(toConfirm(found, {})).toEqual([waiting]);
  expect(toConfirm(found, withStays({}, [stay("s")]))).toEqual([waiting]);
  expect(toConfirm(found, withStays({}, [stay("s", { ...closed, n: 3, by_itself: "confirmed" })]))).toEqual(
    [],
  );
  expect(toConfirm(found, withStays({}, [stay("s", { n: 3, until: NOON })]))).toEqual([]);
  expect(toConfirm(found, withStays({}, [{ ...closed, n: 3, struck: true }]))).toEqual([]);
  expect(isUnlisted(found, [closed])).toBe(false);
  expect(isUnlisted(found, [{ ...closed, id: "other" }])).toBe(true);
  expect(isUnlisted(found, [stay("other")])).toBe(false);
});
