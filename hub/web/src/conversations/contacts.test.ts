// Whom one may write to, as the sheet shows it.
import { describe, expect, it } from "vitest";
import type { Contact } from "../wire/endpoints";
import { byKind } from "./contacts";

function contact(kind: string, title: string, about = ""): Contact {
  return { kind, kind_label: kind, title, about, id: null, student: null, person: title };
}

const ALL = [
  contact("direct", "Zoé Alvarez, alone", "Mia"),
  contact("direct", "Dana Novak, alone", "Leo"),
  contact("staff_direct", "Ben Carter", "Saplings"),
];

describe("new message", () => {
  it("shows everybody under their kind, by name", () => {
    expect(byKind(ALL, "").map((one) => [one.kind, one.contacts.map((each) => each.title)])).toEqual([
      ["direct", ["Dana Novak, alone", "Zoé Alvarez, alone"]],
      ["staff_direct", ["Ben Carter"]],
    ]);
  });

  it("finds a parent by their child, and without accents", () => {
    expect(byKind(ALL, "mia zoe")[0]?.contacts.map((one) => one.title)).toEqual(["Zoé Alvarez, alone"]);
    expect(byKind(ALL, "nobody")).toEqual([]);
  });
});
