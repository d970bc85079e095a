// This file has the words of what staff may do, and what is unusual about somebody.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { Assigned, Colleague, ColleagueIn } from "../wire/endpoints";

export type Area = "families" | "activities" | "announcements" | "staff";

export const AREAS = spoken<Area>({
  families: m.people_area_families,
  activities: m.people_area_activities,
  announcements: m.people_area_announcements,
  staff: m.people_area_staff,
});

export const LEVELS = spoken<Colleague["families"]>({
  none: m.people_level_none,
  read: m.people_level_read,
  full: m.people_level_full,
});

export const MARKS = spoken<Colleague["marks"]>({
  normal: m.people_marks_normal,
  urgent: m.people_marks_urgent,
  emergency: m.people_marks_emergency,
});

export const OWN = spoken<Colleague["own"]>({
  school: m.people_own_school,
  waits: m.people_own_waits,
  trusted: m.people_own_trusted,
});

const areas = Object.keys(AREAS) as Area[];

/** What sets somebody apart from the rest, in a few words; empty where nothing does. */
export function unusual(one: Colleague): string {
  if (one.role === "admin") return m.people_apart_admin();
  const words: string[] = areas.flatMap((area) => {
    if (one[area] === "full") return [];
    const said = one[area] === "none" ? m.people_apart_none : m.people_apart_read;
    return [said({ area: AREAS[area] })];
  });
  if (one.own === "waits") words.push(m.people_apart_waits());
  if (one.own === "trusted") words.push(m.people_apart_trusted());
  if (one.reviews) words.push(m.people_apart_reviews());
  if (one.marks === "urgent") words.push(m.people_apart_urgent());
  if (one.marks === "emergency") words.push(m.people_apart_emergency());
  return words.join(" · ");
}

/** The rooms of today, the first one first. */
export function roomsOf(one: Colleague): string {
  const now = one.rooms.filter((room) => room.now);
  const names = [...new Map(now.map((room) => [room.room, room.name]))]
    .sort(([room], [other]) => Number(other === one.primary) - Number(room === one.primary))
    .map(([, name]) => name);
  return names.join(", ") || m.people_no_room();
}

/** What to send so that everything is again as it was. */
export function back(one: Colleague): ColleagueIn {
  const { families, staff, announcements, activities, reviews, marks, own, primary } = one;
  const levels = one.why ? {} : { families, staff, announcements, activities, reviews, marks, own };
  return { ...levels, primary: primary ?? "", rooms: given(one.rooms) };
}

/** The rooms that admins gave, as the door takes them. */
export function given(rooms: readonly Assigned[]): NonNullable<ColleagueIn["rooms"]> {
  return rooms.filter((room) => room.by === "admin").map(({ room, begin, end }) => ({ room, begin, end }));
}
