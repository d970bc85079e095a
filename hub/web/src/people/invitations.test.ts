// This file checks the words for how people stand with being invited.
import { expect, it } from "vitest";
import type { PersonInvited } from "../wire/endpoints";
import {
  about,
  choosable,
  done,
  inOrder,
  invitable,
  joinedTexts,
  ofGroup,
  printable,
  summed,
  textable,
  texted,
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
  why_not_texted: "",
  cell: "+12025550177",
  by_text: false,
  leaves_at: null,
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

it("a text says when it was sent, when it leaves, and that it could not be delivered", () => {
  const one = { ...TOM, by_text: true };
  expect(when(one)).toMatch(/^Texted .*23.* good until .*30/);
  expect(when({ ...one, state: "over" })).toMatch(/^Texted/);
  expect(when({ ...one, state: "over" })).not.toContain("until");
  expect(when({ ...one, state: "bounced" })).toContain("could not be delivered");
  expect(when({ ...one, leaves_at: "2026-11-24T08:00:00.000Z" })).toMatch(/^The text leaves at .*good until/);
});

it("who has no cell gets no text, and what became of texts is one sentence", () => {
  expect(textable([TOM, { ...TOM, why_not_texted: "No cell." }])).toEqual([TOM]);
  expect(choosable([{ ...TOM, why: "No.", why_not_printed: "No.", why_not_texted: "" }])).toHaveLength(1);
  expect(texted({ sent: 0, leaves_at: null, left_out: [] })).toBe("No invitation was sent.");
  expect(texted({ sent: 2, leaves_at: null, left_out: [] })).toBe("2 texts are on their way.");
  expect(texted({ sent: 2, leaves_at: "2026-11-24T08:00:00.000Z", left_out: [] })).toContain(
    "2 texts leave at",
  );
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
  expect(done(1)).toBe("1 invitation is on its way.");
  expect(done(12)).toBe("12 invitations are on their way.");
  expect(done(0)).toBe("No invitation was sent.");
  expect([TO_DO_FIRST[0], TO_DO_FIRST.at(-1)]).toEqual(["declined", "signed_up"]);
});

it("who has no address of their own can be chosen for a page, and a group leaves out whom a stranger answered for", () => {
  const ben = { ...TOM, why: "No address.", state: "not_invited" as const };
  const una = { ...TOM, why_not_printed: "No.", state: "declined" as const };
  const nobody = {
    ...ben,
    why_not_printed: "Signed up.",
    why_not_texted: "Signed up.",
    state: "signed_up" as const,
  };
  expect(choosable([TOM, ben, una, nobody])).toEqual([TOM, ben, una]);
  expect(printable([TOM, ben, una, nobody])).toEqual([TOM, ben]);
  expect(ofGroup([TOM, ben, una, nobody], "not_invited")).toEqual([ben]);
  expect(ofGroup([TOM, ben, una, nobody], "not_signed_up")).toEqual([TOM, ben]);
});

it("puts what several requests came to into one sentence, with when the last text leaves", () => {
  const [early, late] = ["2026-05-04T12:00:00Z", "2026-05-04T13:00:00Z"];
  const none = { person: "p_2", name: "Ben", why: "No cell." };

  expect(
    joinedTexts([
      { sent: 500, leaves_at: late, left_out: [none] },
      { sent: 40, leaves_at: early, left_out: [] },
    ]),
  ).toEqual({ sent: 540, leaves_at: late, left_out: [none] });
  expect(joinedTexts([{ sent: 3, leaves_at: null, left_out: [] }])).toEqual({
    sent: 3,
    leaves_at: null,
    left_out: [],
  });
});
