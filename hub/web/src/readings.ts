// This file puts into words who looked at a conversation.
import { day } from "./time";
import type { Reading } from "./wire";

/** "Ines Walker read this conversation on 23 November." */
export function read({ person, name, at }: Reading, me: string, now: Date, locale?: string): string {
  const when = day(at, now, locale);
  const near = when === "Today" || when === "Yesterday";
  return `${person === me ? "You" : name} read this conversation ${near ? when.toLowerCase() : `on ${when}`}.`;
}
