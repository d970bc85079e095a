// This file is what the screens call the ways of reaching people, and what became of each.
import type { Step } from "./wire";

const MEDIA: Record<string, string> = { push: "Push", email: "Email", sms: "Text message" };

const STEPS: Record<Step["what"], string> = {
  planned: "planned",
  handed: "handed over",
  accepted: "sent",
  failed: "failed",
  retrying: "trying again",
  ambiguous: "unclear whether it arrived",
  cancelled: "not needed any more",
  reported: "reported on",
  sent: "with the carrier",
  delivered: "delivered",
  undelivered: "not delivered",
  read: "read",
  "passed on": "passed on to another provider",
  waits: "waits",
  cleared: "taken off the other devices",
  resent: "sent again by a person",
  bounced: "came back",
  delayed: "on its way, for longer than usual",
  joined: "told together with others",
  postponed: "put off until the digest",
};

export function media(names: readonly string[]): string {
  return names.map((name) => MEDIA[name] ?? name).join(", ");
}

export function step(one: Step): string {
  return `${media([one.medium])}: ${STEPS[one.what]}`;
}
