// This file says where each step of a school's first hour is taken, and which comes next.
import { m } from "../paraglide/messages";
import type { FirstStepShown } from "../wire/endpoints";

interface Where {
  href: string;
  name: () => string;
  about: () => string;
}

export const FIRST_STEPS: Record<FirstStepShown["step"], Where> = {
  roster: { href: "#/roster", name: m.people_first_roster, about: m.people_first_roster_about },
  invite_staff: { href: "#/invitations", name: m.people_first_staff, about: m.people_first_staff_about },
  invite_parents: {
    href: "#/invitations",
    name: m.people_first_parents,
    about: m.people_first_parents_about,
  },
  message: { href: "#/", name: m.people_first_message, about: m.people_first_message_about },
};

/** The first step that is not taken; nothing where all are. */
export function next(steps: readonly FirstStepShown[]): FirstStepShown | undefined {
  return steps.find((one) => !one.taken);
}
