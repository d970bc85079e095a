// This file puts into words who looked at a conversation.
import { m } from "../paraglide/messages";
import { day, type Clock } from "../parts/time";
import type { Reading } from "../wire/endpoints";

/** "Ines Walker read this conversation on 23 November." */
export function read({ person, name, at }: Reading, me: string, now: Date, by?: Clock): string {
  const when = day(at, now, by);
  const mine = person === me;
  if (when === m.parts_today()) return mine ? m.records_you_read_today() : m.records_read_today({ name });
  if (when === m.parts_yesterday())
    return mine ? m.records_you_read_yesterday() : m.records_read_yesterday({ name });
  return mine ? m.records_you_read_on({ when }) : m.records_read_on({ name, when });
}
