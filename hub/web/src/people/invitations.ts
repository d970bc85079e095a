// This file puts into words how people stand with being invited.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { dateOf } from "../parts/time";
import type { InvitationCounts, InvitesSent, PersonInvited } from "../wire/endpoints";
import { roleWord } from "./roles";

export type State = PersonInvited["state"];

export const STATES = spoken<State>({
  not_invited: m.people_invitation_not_invited,
  bounced: m.people_invitation_bounced,
  over: m.people_invitation_over,
  invited: m.people_invitation_invited,
  signed_up: m.people_invitation_signed_up,
});

/** What is still to be done comes first. */
export const TO_DO_FIRST: readonly State[] = ["not_invited", "bounced", "over", "invited", "signed_up"];

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
  const sent = dateOf(one.sent_at);
  return one.state === "invited"
    ? m.people_invitation_until({ sent, until: dateOf(one.expires_at) })
    : m.people_invitation_sent({ sent });
}

/** What is still to be done comes first; within it they stay by name. */
export function inOrder(people: readonly PersonInvited[]): PersonInvited[] {
  return TO_DO_FIRST.flatMap((state) => people.filter((one) => one.state === state));
}

/** Who may be invited now. */
export function invitable(people: readonly PersonInvited[]): PersonInvited[] {
  return people.filter((one) => !one.why);
}

/** What became of it, in one sentence. */
export function done(its: InvitesSent): string {
  return its.sent ? m.people_invited_sent({ count: its.sent }) : m.people_invited_none();
}
