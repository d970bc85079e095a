// This file is a room's attendance as it is shown: loaded once, and followed by what the hub tells.
import { m } from "../paraglide/messages";
import { toast } from "../parts/toasts.svelte";
import { hub } from "../wire/api";
import type { Attendance, StaysSigned } from "../wire/endpoints";
import type { Event, ShownStay } from "../wire/frames";
import { Newest } from "../wire/newest";
import { inWords } from "../wire/problem";
import { isUnknown, isUnlisted, rows, toConfirm, withStays, type Stays } from "./stays";

/** As long as the hub takes an act back, less what a tap takes to get there. */
const UNDO_MS = 58_000;

export class Attending {
  board = $state.raw<Attendance | null>(null);
  stays = $state.raw<Stays>({});
  /** Why nothing can be shown; a sentence for the reader. */
  sentence = $state("");
  /** The children about whom something is on its way to the hub. */
  busy = $state.raw<ReadonlySet<string>>(new Set());
  /** Counts what may have changed who fetches a child: a roster, a right. */
  rulesTold = $state(0);
  private wanted = "";
  private shown = false;
  /** Counts who was here: what was asked by one of them is told to nobody after. */
  private visit = 0;
  private readonly questions = new Newest();

  waiting = $derived(this.board ? toConfirm(this.board, this.stays) : []);

  rows = $derived(this.board ? rows(this.board, this.stays) : []);

  /** A screen shows a room from here on; empty is the reader's first. */
  async open(room = ""): Promise<void> {
    this.shown = true;
    this.wanted = room;
    await this.load();
  }

  /** Nothing is shown any more, and nothing of it stays for whoever comes next. */
  close(): void {
    this.questions.ask();
    this.shown = false;
    this.wanted = this.sentence = "";
    this.board = null;
    this.stays = {};
  }

  /** Whoever was here leaves; an answer that is still to come is for nobody. */
  end(): void {
    this.visit += 1;
    this.busy = new Set();
    this.close();
  }

  /** What the hub has now. What this page heard meanwhile stays where it is newer. */
  async load(): Promise<void> {
    const last = this.questions.ask();
    const room = this.wanted;
    try {
      const found = await hub.get("/v1/attendance", { params: { query: room ? { room } : {} } });
      if (!last()) return;
      this.board = found;
      this.stays = withStays(this.stays, found.stays);
      this.sentence = "";
    } catch (error) {
      if (last()) this.sentence = inWords(error);
    }
  }

  /** What the hub tells of any room; the list itself is asked for anew where it may be another. */
  happened(event: Event): void {
    if (!this.shown) return;
    if (event.kind === "roster" || event.kind === "setting") {
      this.rulesTold += 1;
      void this.load();
    }
    if (event.kind !== "attendance" || !event.stays) return;
    this.heard(event.stays);
    const { board } = this;
    if (board && (isUnknown(board, event.stays) || isUnlisted(board, event.stays))) void this.load();
  }

  /**
   * Do something with children; whether it was done. says: what is told of it then, with a way to take it back. What
   * stands against it is told in the hub's words, and the room is shown as it is.
   */
  async act(children: readonly string[], asked: () => Promise<StaysSigned>, says: string): Promise<boolean> {
    const { visit } = this;
    this.busy = new Set([...this.busy, ...children]);
    try {
      const done = await asked();
      if (visit !== this.visit) return false;
      this.heard(done.stays);
      const { deed } = done;
      const [first] = done.already;
      if (deed) toast(says, "plain", () => void this.undo(deed), UNDO_MS);
      else if (first) toast(first.says);
      return true;
    } catch (error) {
      if (visit !== this.visit) return false;
      toast(inWords(error), "bad");
      void this.load();
      return false;
    } finally {
      this.busy = new Set([...this.busy].filter((one) => !children.includes(one)));
    }
  }

  /** An answer of the hub that was asked for elsewhere. */
  took(done: StaysSigned): void {
    this.heard(done.stays);
  }

  /** What is told of stays; where all that waited here is settled, more of it is asked for. */
  private heard(told: readonly ShownStay[]): void {
    this.stays = withStays(this.stays, told);
    if (this.board?.to_confirm_more && !this.waiting.length) void this.load();
  }

  private async undo(deed: string): Promise<void> {
    const { visit } = this;
    try {
      const done = await hub.post("/v1/attendance/undo", { body: { deed } });
      if (visit !== this.visit) return;
      this.heard(done.stays);
      toast(m.attendance_undone());
    } catch (error) {
      if (visit !== this.visit) return;
      toast(inWords(error), "bad");
      void this.load();
    }
  }
}

export const attending = new Attending();
