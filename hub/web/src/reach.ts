// This file puts into words how well somebody can be reached.
import { media } from "./media";
import { roleWord } from "./roles";
import type { HardToReach, Reach, ReachCounts } from "./wire";

export type Label = Reach["label"];

export const LABELS: Readonly<Record<Label, string>> = {
  none: "Not reachable",
  emergencies: "Emergencies only",
  urgent: "Urgent only",
  one_way: "One way only",
  well: "Well reached",
};

export const WORST_FIRST: readonly Label[] = ["none", "emergencies", "urgent", "one_way", "well"];

/** The label in one glance: with one way, which. */
export function glance(reach: Reach): string {
  return reach.label === "one_way" && reach.ways.length === 1
    ? `${LABELS[reach.label]}: ${media(reach.ways).toLowerCase()}`
    : LABELS[reach.label];
}

/** Of how many the school can say that they are well reached. */
export function summed(counts: ReachCounts): string {
  const all = WORST_FIRST.reduce((sum, label) => sum + counts[label], 0);
  if (!all) return "Nobody has to be reached yet. People come with the roster.";
  if (counts.well === all) return `All ${all} people can be reached by more than one way.`;
  return `${counts.well} of ${all} people can be reached by more than one way.`;
}

/** "Parent · Mia, Leo", "Staff · Acorns". */
export function about(one: HardToReach): string {
  const role = roleWord(one.role);
  return [role[0]?.toUpperCase() + role.slice(1), one.about.join(", ")].filter(Boolean).join(" · ");
}
