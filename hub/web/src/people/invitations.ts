// This file puts into words how people stand with being invited.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { clock, dateOf } from "../parts/time";
import type { InvitationCounts, PersonInvited, TextsSent } from "../wire/endpoints";
import { roleWord } from "./roles";

export type State = PersonInvited["state"];

export type Group = "not_invited" | "not_signed_up";

export const STATES = spoken<State>({
  not_invited: m.people_invitation_not_invited,
  printed: m.people_invitation_printed,
  bounced: m.people_invitation_bounced,
  declined: m.people_invitation_declined,
  over: m.people_invitation_over,
  invited: m.people_invitation_invited,
  signed_up: m.people_invitation_signed_up,
});

/** What is still to be done comes first. */
export const TO_DO_FIRST: readonly State[] = [
  "declined",
  "not_invited",
  "bounced",
  "over",
  "printed",
  "invited",
  "signed_up",
];

/** How many of all have signed up. */
export function summed(counts: InvitationCounts): string {
  const all = TO_DO_FIRST.reduce((sum, state) => sum + counts[state], 0);
  if (!all) return m.people_invitations_nobody();
  if (counts.signed_up === all) return m.people_invitations_everybody({ all });
  return m.people_invitations_some({ count: counts.signed_up, all });
}

/** "Parent · Mia, Leo", "Staff · Acorns". */
export function about(one: PersonInvited): string {
  const role = roleWord(one.role);
  return [role[0]?.toUpperCase() + role.slice(1), one.about.join(", ")].filter(Boolean).join(" · ");
}

/** Since when, and until when a link is good; empty where there is nothing to say of it. */
export function when(one: PersonInvited): string {
  if (!one.sent_at || !one.expires_at || one.state === "signed_up") return "";
  const [sent, until] = [dateOf(one.sent_at), dateOf(one.expires_at)];
  if (one.leaves_at) return m.people_invitation_text_waits({ hour: clock(one.leaves_at), until });
  if (one.by_text && one.state === "bounced") return m.people_invitation_text_lost({ sent });
  if (one.by_text)
    return one.state === "invited"
      ? m.people_invitation_texted_until({ sent, until })
      : m.people_invitation_texted({ sent });
  if (one.state === "printed") return m.people_invitation_printed_until({ sent, until });
  return one.state === "invited"
    ? m.people_invitation_until({ sent, until })
    : m.people_invitation_sent({ sent });
}

/** What is still to be done comes first; within it they stay by name. */
export function inOrder(people: readonly PersonInvited[]): PersonInvited[] {
  return TO_DO_FIRST.flatMap((state) => people.filter((one) => one.state === state));
}

/** Who may be invited now by email. */
export function invitable(people: readonly PersonInvited[]): PersonInvited[] {
  return people.filter((one) => !one.why);
}

/** For whom a page may be printed now. */
export function printable(people: readonly PersonInvited[]): PersonInvited[] {
  return people.filter((one) => !one.why_not_printed);
}

/** Whom a text may go to now. */
export function textable(people: readonly PersonInvited[]): PersonInvited[] {
  return people.filter((one) => !one.why_not_texted);
}

/** Those of a group: who never was invited, or everybody who is not in yet and whom no stranger answered for. */
export function ofGroup(people: readonly PersonInvited[], group: Group): PersonInvited[] {
  return people.filter((one) =>
    group === "not_invited"
      ? one.state === "not_invited"
      : one.state !== "signed_up" && one.state !== "declined",
  );
}

/** Who may be chosen: for an email, a page, a text, or any of them. */
export function choosable(people: readonly PersonInvited[]): PersonInvited[] {
  return people.filter((one) => !one.why || !one.why_not_printed || !one.why_not_texted);
}

/** What became of it, in one sentence. */
export function done(sent: number): string {
  return sent ? m.people_invited_sent({ count: sent }) : m.people_invited_none();
}

/** What several requests came to as one: the texts of all, and when the last of them leaves. */
export function joinedTexts(came: readonly TextsSent[]): TextsSent {
  const leaves = came.flatMap((its) => its.leaves_at ?? []).sort();
  return {
    sent: came.reduce((sum, its) => sum + its.sent, 0),
    leaves_at: leaves.at(-1) ?? null,
    left_out: came.flatMap((its) => its.left_out),
  };
}

/** What became of texts: on their way, or waiting for the morning. */
export function texted(its: TextsSent): string {
  if (!its.sent) return m.people_invited_none();
  return its.leaves_at
    ? m.people_texted_waiting({ count: its.sent, hour: clock(its.leaves_at) })
    : m.people_texted_done({ count: its.sent });
}
