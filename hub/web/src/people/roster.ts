// This file puts into words how the roster came in, and what became of it.
import { m } from "../paraglide/messages";
import { spoken } from "../parts/language.svelte";
import { clock, day, sameDay } from "../parts/time";
import type {
  RosterCounts,
  RosterDuplicate,
  RosterIssue,
  RosterRunListed,
  RosterTold,
} from "../wire/endpoints";

export type RunState = RosterRunListed["state"];

export const RUN_STATES = spoken<RunState>({
  applied: m.people_run_applied_state,
  unchanged: m.people_run_unchanged,
  held: m.people_run_held,
  refused: m.people_run_refused_state,
  failed: m.people_run_failed,
  dropped: m.people_run_dropped,
  undone: m.people_run_undone,
});

/** What profiles of one name have in common besides. */
export const TWICE_SIGNS = spoken<RosterDuplicate["signs"][number]>({
  email: m.people_twice_email,
  cell: m.people_twice_cell,
  child: m.people_twice_child,
  colleagues: m.people_twice_colleagues,
  birth_date: m.people_twice_birth_date,
  parent: m.people_twice_parent,
  pick_up: m.people_twice_listed,
});

/** The largest file that the hub takes. */
export const LARGEST_ROSTER_BYTES = 20 * 1024 * 1024;

/** Why a file need not be sent at all; empty where it is. */
export function whyNot(file: { size: number }): string {
  if (file.size > LARGEST_ROSTER_BYTES) return m.people_run_too_large();
  return file.size === 0 ? m.people_run_empty() : "";
}

/** "As of 9:04 AM" today, else with the day. */
export function asOf(at: string, now: Date): string {
  if (sameDay(at, now.toISOString())) return m.people_run_as_of({ time: clock(at) });
  return m.people_run_as_of_day({ day: day(at, now), time: clock(at) });
}

/** "Today, 9:04 AM". */
export function moment(at: string, now: Date): string {
  return m.people_run_at({ day: day(at, now), time: clock(at) });
}

/** By which door, and by whom where somebody pressed something. */
export function door(its: { source: RosterRunListed["source"]; by: string }): string {
  if (its.source === "command") return m.people_run_command();
  if (its.source === "folder")
    return its.by ? m.people_run_folder_yes({ name: its.by }) : m.people_run_folder();
  if (its.source === "server")
    return its.by ? m.people_run_server_by({ name: its.by }) : m.people_run_server();
  return its.by ? m.people_run_page({ name: its.by }) : m.people_run_page_nobody();
}

/** Each kind of which somebody comes, leaves or changes: "Children: 3 new, 1 gone". */
export function counted(counts: RosterCounts): string[] {
  const kinds = [
    [m.people_run_kind_students(), counts.students],
    [m.people_run_kind_staff(), counts.staff],
    [m.people_run_kind_guardians(), counts.guardians],
  ] as const;
  return kinds.flatMap(([kind, { gained, lost, changed }]) => {
    const what = [
      gained ? m.people_run_gained({ count: gained }) : "",
      lost ? m.people_run_lost({ count: lost }) : "",
      changed ? m.people_run_changed({ count: changed }) : "",
    ].filter(Boolean);
    return what.length ? [m.people_run_of({ kind, what: what.join(", ") })] : [];
  });
}

/** Where in the bundle something is wrong. */
export function place({ file, line, column }: RosterIssue): string {
  if (!line) return file;
  return column ? m.people_run_column({ file, line, column }) : m.people_run_line({ file, line });
}

/** Whether there is anything at all to be read of it. */
export function tells(told: RosterTold): boolean {
  return [told.at_once, told.gains, told.loses, told.children, told.held, told.issues].some(
    (one) => one.length > 0,
  );
}
