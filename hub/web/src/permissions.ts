// This file has the words of what staff may do, and what is unusual about somebody.
import type { Assigned, Colleague, ColleagueIn } from "./wire";

export type Area = "families" | "activities" | "announcements" | "staff";

export const AREAS: Readonly<Record<Area, string>> = {
  families: "Families",
  activities: "Activities",
  announcements: "Announcements",
  staff: "Staff messages",
};

export const LEVELS: Readonly<Record<Colleague["families"], string>> = {
  none: "None",
  read: "Read",
  full: "Full",
};

export const MARKS: Readonly<Record<Colleague["marks"], string>> = {
  normal: "No",
  urgent: "Urgent",
  emergency: "Emergency",
};

const areas = Object.keys(AREAS) as Area[];

export const OWN: Readonly<Record<Colleague["own"], string>> = {
  school: "As the school",
  waits: "Waits",
  trusted: "Trusted",
};

/** What sets somebody apart from the rest, in a few words; empty where nothing does. */
export function unusual(one: Colleague): string {
  const words = areas
    .filter((area) => one[area] !== "full")
    .map((area) => `${AREAS[area]}: ${LEVELS[one[area]].toLowerCase()}`);
  if (one.role === "admin") return "Admin";
  if (one.own === "waits") words.push("under review");
  if (one.own === "trusted") words.push("trusted");
  if (one.reviews) words.push("approves");
  if (one.marks !== "normal") words.push(one.marks === "urgent" ? "may mark urgent" : "may mark emergencies");
  return words.join(" · ");
}

/** The rooms of today, the first one first. */
export function roomsOf(one: Colleague): string {
  const now = one.rooms.filter((room) => room.now);
  const names = [...new Map(now.map((room) => [room.room, room.name]))]
    .sort(([room], [other]) => Number(other === one.primary) - Number(room === one.primary))
    .map(([, name]) => name);
  return names.join(", ") || "No room";
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
