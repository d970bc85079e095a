// This file checks the words for how people stand with being invited.
import { expect, it } from "vitest";
import type { PersonInvited } from "../wire/endpoints";
import {
  about,
  choosable,
  done,
  inOrder,
  invitable,
  ofGroup,
  printable,
  summed,
  TO_DO_FIRST,
  when,
} from "./invitations";

const TOM: PersonInvited = {
  person: "p_1",
  name: "Tom Alvarez",
  role: "guardian",
  about: ["Leo", "Mia"],
  email: "tom@families.example",
  state: "invited",
  why: "",
  why_not_printed: "",
  number: null,
  by_number: false,
  sent_at: "2026-11-23T15:04:05.123Z",
  expires_at: "2026-11-30T15:04:05.123Z",
  times: 1,
};
const NOBODY = { not_invited: 0, printed: 0, invited: 0, over: 0, bounced: 0, declined: 0, signed_up: 0 };

it("a school reads how many people have signed up, of all", () => {
  expect(summed({ ...NOBODY, signed_up: 1, over: 2 })).toBe("1 of 3 people has signed up.");
  expect(summed({ ...NOBODY, signed_up: 2, invited: 1 })).toBe("2 of 3 people have signed up.");
  expect(summed({ ...NOBODY, signed_up: 3 })).toBe("All 3 people have signed up.");
  expect(summed(NOBODY)).toContain("come with the roster");
});

it("a link that is good says until when, another one when it was sent", () => {
  expect(when(TOM)).toMatch(/23.* good until .*30/);
  expect(when({ ...TOM, state: "over" })).not.toContain("until");
  expect(when({ ...TOM, state: "printed" })).toMatch(/^Printed .*23.* good until .*30/);
  expect(when({ ...TOM, state: "signed_up" })).toBe("");
  expect(when({ ...TOM, state: "not_invited", sent_at: null, expires_at: null })).toBe("");
});

it("who is still to be invited comes first, and by name", () => {
  const people = [TOM, { ...TOM, name: "Una", state: "not_invited" as const }, { ...TOM, name: "Vera" }];
  expect(inOrder(people).map((one) => one.name)).toEqual(["Una", "Tom Alvarez", "Vera"]);
});

it("somebody is told apart by what they are and whose parent", () => {
  expect(about(TOM)).toBe("Parent · Leo, Mia");
  expect(about({ ...TOM, role: "staff", about: [] })).toBe("Staff");
});

it("only who may be invited can be chosen, and what came of it is one sentence", () => {
  expect(invitable([TOM, { ...TOM, why: "No address." }])).toEqual([TOM]);
  expect(done({ sent: 1, left_out: [] })).toBe("1 invitation is on its way.");
  expect(done({ sent: 12, left_out: [] })).toBe("12 invitations are on their way.");
  expect(done({ sent: 0, left_out: [] })).toBe("No invitation was sent.");
  expect([TO_DO_FIRST[0], TO_DO_FIRST.at(-1)]).toEqual(["declined", "signed_up"]);
});

it("who has no address of their own can be chosen for a page, and a group leaves out whom a stranger answered for", () => {
  const ben = { ...TOM, why: "No address.", state: "not_invited" as const };
  const una = { ...TOM, why_not_printed: "No.", state: "declined" as const };
  const nobody = { ...ben, why_not_printed: "Signed up.", state: "signed_up" as const };
  expect(choosable([TOM, ben, una, nobody])).toEqual([TOM, ben, una]);
  expect(printable([TOM, ben, una, nobody])).toEqual([TOM, ben]);
  expect(ofGroup([TOM, ben, una, nobody], "not_invited")).toEqual([ben]);
  expect(ofGroup([TOM, ben, una, nobody], "not_signed_up")).toEqual([TOM, ben]);
});
