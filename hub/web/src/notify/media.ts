// This file is what the screens call the ways of reaching people, and what became of each.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { Step } from "../wire/endpoints";

const MEDIA: Readonly<Record<string, string>> = spoken({
  push: m.notify_push,
  email: m.notify_email,
  sms: m.notify_sms,
});

const STEPS = spoken<Step["what"]>({
  planned: m.notify_step_planned,
  handed: m.notify_step_handed,
  accepted: m.notify_step_accepted,
  failed: m.notify_step_failed,
  retrying: m.notify_step_retrying,
  ambiguous: m.notify_step_ambiguous,
  cancelled: m.notify_step_cancelled,
  reported: m.notify_step_reported,
  sent: m.notify_step_sent,
  delivered: m.notify_step_delivered,
  undelivered: m.notify_step_undelivered,
  read: m.notify_step_read,
  "passed on": m.notify_step_passed_on,
  waits: m.notify_step_waits,
  cleared: m.notify_step_cleared,
  resent: m.notify_step_resent,
  bounced: m.notify_step_bounced,
  delayed: m.notify_step_delayed,
  joined: m.notify_step_joined,
  postponed: m.notify_step_postponed,
});

export function media(names: readonly string[]): string {
  return names.map((name) => MEDIA[name] ?? name).join(", ");
}

export function step(one: Step): string {
  return m.notify_step({ medium: media([one.medium]), step: STEPS[one.what] });
}
