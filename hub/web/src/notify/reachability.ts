// This file puts into words how well somebody can be reached.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { roleWord } from "../people/roles";
import type { HardToReach, Reach, ReachCounts } from "../wire/endpoints";
export type Label = Reach["label"];

export const LABELS = spoken<Label>({
  none: m.notify_reach_none,
  emergencies: m.notify_reach_emergencies,
  urgent: m.notify_reach_urgent,
  one_way: m.notify_reach_one_way,
  well: m.notify_reach_well,
});

const ONE_WAY: Readonly<Record<string, string>> = spoken({
  push: m.notify_reach_one_way_push,
  sms: m.notify_reach_one_way_sms,
  email: m.notify_reach_one_way_email,
});

export const WORST_FIRST: readonly Label[] = ["none", "emergencies", "urgent", "one_way", "well"];

/** The label in one glance: with one way, which. */
export function glance({ label, ways }: Reach): string {
  const [way = "", ...more] = ways;
  const only = label === "one_way" && !more.length ? ONE_WAY[way] : undefined;
  return only ?? LABELS[label];
}

/** Of how many the school can say that they are well reached. */
export function summed(counts: ReachCounts): string {
  const all = WORST_FIRST.reduce((sum, label) => sum + counts[label], 0);
  if (!all) return m.notify_reach_no_people();
  if (counts.well === all) return m.notify_reach_all({ all });
  return m.notify_reach_some({ well: counts.well, all });
}

/** "Parent · Mia, Leo", "Staff · Acorns". */
export function about(one: HardToReach): string {
  const role = roleWord(one.role);
  return [role[0]?.toUpperCase() + role.slice(1), one.about.join(", ")].filter(Boolean).join(" · ");
}
