// This file is a child's record beside a conversation about it, as new as the connection lets it be.
import { hub } from "../wire/api";
import type { ChildRecord } from "../wire/endpoints";
import { Newest } from "../wire/newest";
import { isRefused } from "../wire/problem";

export class Glance {
  /** The last that the hub has said; null before, and for who may see nothing of it. */
  record = $state.raw<ChildRecord | null>(null);
  /** When the hub has said it. */
  at = $state.raw<Date | null>(null);
  /** Whether it could not be asked again since: what is shown may be old, or there is more. */
  stale = $state(false);

  private readonly questions = new Newest();

  /** Only the hub's own no takes away what is shown: without a connection a child is as allergic as before. */
  async ask(student: string): Promise<void> {
    const last = this.questions.ask();
    try {
      const found = await hub.get("/v1/students/{id}/record", { params: { path: { id: student } } });
      if (last()) this.say(found, new Date());
    } catch (error) {
      if (!last()) return;
      if (isRefused(error)) this.say(null, null);
      else this.stale = true;
    }
  }

  private say(record: ChildRecord | null, at: Date | null): void {
    this.record = record;
    this.at = at;
    this.stale = false;
  }
}
