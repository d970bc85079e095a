// This file is what the screens call something urgent, and who may call it that.
import type { Event } from "./wire";

export type Urgency = NonNullable<Event["urgency"]>;

export const URGENCIES: Readonly<Record<Urgency, string>> = {
  normal: "Normal",
  urgent: "Urgent",
  emergency: "Emergency",
  drill: "Drill",
};

/** What the sender reads before it goes. */
export const MEANS: Readonly<Record<Urgency, string>> = {
  normal: "",
  urgent: "Rings now whatever people chose, and goes on by text and email until it is read.",
  emergency: "Reaches everybody at once by push, text and email, at any hour, and asks them to confirm.",
  drill: "Reaches everybody like an emergency, says that it is a drill, and asks them to confirm.",
};

/** What one may choose; only the normal where nothing else is allowed. */
export function levels(may: (what: string) => boolean): Partial<Record<Urgency, string>> {
  const allowed = (Object.keys(URGENCIES) as Urgency[]).filter((one) => {
    if (one === "normal") return true;
    return may(one === "urgent" ? "urgent" : "emergency");
  });
  return Object.fromEntries(allowed.map((one) => [one, URGENCIES[one]]));
}

/** Whether everybody is asked to confirm that they have read it. */
export function asks(urgency: Urgency): boolean {
  return urgency === "emergency" || urgency === "drill";
}
