// This file puts into words who left, and how an erasure ended.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import type { ErasureShown, WhoLeft } from "../wire/endpoints";

/** How long it can be taken back, as the hub has it (policies/records/erasure.py). */
export const ERASURE_DAYS = 7;

export const LEFT_AS = spoken<WhoLeft["role"]>({
  child: m.records_erasure_child,
  guardian: m.records_erasure_guardian,
  staff: m.records_erasure_staff,
  admin: m.records_erasure_admin,
});

export const ENDED: Record<NonNullable<ErasureShown["ended"]>, (facts: { at: string }) => string> = {
  done: m.records_erasure_end_done,
  taken_back: m.records_erasure_end_taken_back,
  returned: m.records_erasure_end_returned,
};
