// This file has the words of how far photos of a child may go.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { PhotoAnswerOf, PhotoConsent } from "../wire/endpoints";
import { moment } from "./childRecord";

export type Scope = NonNullable<PhotoConsent["holds"]>;

/** From the narrowest on, as they are offered. */
export const SCOPES = spoken<Scope>({
  none: m.people_photos_none,
  own_family: m.people_photos_family,
  rooms: m.people_photos_rooms,
  public: m.people_photos_public,
});

export const ABOUT = spoken<Scope>({
  none: m.people_photos_none_about,
  own_family: m.people_photos_family_about,
  rooms: m.people_photos_rooms_about,
  public: m.people_photos_public_about,
});

/** Who said it, from where and when; empty where nobody has. */
export function saidBy(one: Pick<PhotoAnswerOf, "at" | "by" | "source" | "note">): string {
  if (!one.at) return "";
  const facts = { name: one.by ?? "", at: moment(one.at) };
  const words = one.source === "paper" ? m.people_photos_paper(facts) : m.people_record_by(facts);
  return one.note ? `${words} · ${one.note}` : words;
}
