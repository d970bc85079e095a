// This file asks the hub to sign children in and out, each with the words that tell of it.
import { m } from "../paraglide/messages";
import { hub } from "../wire/api";
import type { SignOutChildren, StaysSigned, StayToConfirm } from "../wire/endpoints";
import { attending } from "./attending.svelte";

/** Who is meant, in a sentence: one by name, else how many. */
export interface Named {
  id: string;
  name: string;
}

type Asked = () => Promise<StaysSigned>;

const ids = (children: readonly Named[]): string[] => children.map((one) => one.id);

function acted(children: readonly Named[], asked: Asked, says: string): Promise<boolean> {
  return attending.act(ids(children), asked, says);
}

function who(children: readonly Named[]): { name: string; count: number } {
  return { name: children[0]?.name ?? "", count: children.length };
}

/** at: null for now. person: who brought them, null where nobody said. */
export function signIn(
  children: readonly Named[],
  room: string,
  at: string | null = null,
  person: string | null = null,
): Promise<boolean> {
  const body = { students: ids(children), room, at, person };
  return acted(
    children,
    () => hub.post("/v1/attendance/sign-in", { body }),
    children.length === 1
      ? m.attendance_signed_in(who(children))
      : m.attendance_signed_in_many(who(children)),
  );
}

/** Who takes a child: a person, a name of the roster's list, or somebody who is on no list; or nobody in particular. */
export type Taker = Pick<SignOutChildren, "person" | "listed" | "other">;

export function signOut(
  children: readonly Named[],
  at: string | null = null,
  taker: Taker = {},
): Promise<boolean> {
  const body = { students: ids(children), at, ...taker };
  return acted(
    children,
    () => hub.post("/v1/attendance/sign-out", { body }),
    children.length === 1
      ? m.attendance_signed_out(who(children))
      : m.attendance_signed_out_many(who(children)),
  );
}

export function move(children: readonly Named[], room: Named): Promise<boolean> {
  const body = { students: ids(children), room: room.id };
  const said = { ...who(children), room: room.name };
  return acted(
    children,
    () => hub.post("/v1/attendance/move", { body }),
    children.length === 1 ? m.attendance_moved(said) : m.attendance_moved_many(said),
  );
}

export function takeOver(children: readonly Named[]): Promise<boolean> {
  const body = { students: ids(children) };
  return acted(
    children,
    () => hub.post("/v1/attendance/take-over", { body }),
    children.length === 1
      ? m.attendance_taken_over(who(children))
      : m.attendance_taken_over_many(who(children)),
  );
}

/** Somebody stands by that a stay closed by itself. */
export function confirm({ stay, student }: StayToConfirm): Promise<boolean> {
  const params = { path: { id: stay.id } };
  return acted(
    [student],
    () => hub.post("/v1/attendance/stays/{id}/confirm", { params, body: { n: stay.n } }),
    m.attendance_confirmed({ name: student.name }),
  );
}
