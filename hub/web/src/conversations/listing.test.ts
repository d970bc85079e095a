// This file checks the list of conversations.
import { expect, it } from "vitest";
import { conversation, message } from "../testing/cast";
import { byChild, found, inOrder, kinds } from "./listing";

const mia = conversation();
const zoe = conversation({
  id: "c_zoe",
  title: "Zoë’s day",
  kind: "day",
  kind_label: "Day",
  student: "s_zoe",
  student_name: "Zoë Novák",
  may_post: false,
});
const school = conversation({
  id: "c_school",
  title: "Announcements",
  kind: "announcement",
  kind_label: "Announcements",
  student: null,
  student_name: null,
});

it("is searched by every word, whatever the accents", () => {
  expect(found([mia, zoe, school], null, "novak zoe")).toEqual([zoe]);
  expect(found([mia, zoe], "day", "")).toEqual([zoe]);
  expect(found([mia, zoe], null, "leo")).toEqual([]);
});

it("is found by a parent and by the child’s room, each word by its beginning", () => {
  const family = conversation({
    title: "Mia’s family",
    found_by: ["Acorns", "Łucja Alvarez", "Rosa Alvarez"],
  });

  expect(found([family, zoe, school], null, "rosa")).toEqual([family]);
  expect(found([family, zoe, school], null, "lucja acorns")).toEqual([family]);
  expect(found([family, zoe, school], null, "osa")).toEqual([]);
});

it("has a chip for each kind there is, first those that one may write to", () => {
  expect(kinds([zoe, mia]).map((chip) => chip.label)).toEqual(["Family", "Day"]);
});

it("begins with what was said last, and ends with what one only reads", () => {
  const spoken = conversation({ id: "c_spoken", last: message(1) });

  expect(inOrder([zoe, mia, spoken])).toEqual([spoken, mia, zoe]);
});

it("has a heading per child, and what comes from the school below", () => {
  expect(byChild([school, zoe, mia]).map((section) => section.heading)).toEqual([
    "Mia",
    "Zoë Novák",
    "From the school",
  ]);
});
