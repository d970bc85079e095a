// This file keeps what an admin chose: saved at once, with an Undo beside the word that says so.
import { m } from "../paraglide/messages";
import { toast } from "../parts/toasts.svelte";
import { Newest } from "../wire/newest";
import { inWords } from "../wire/problem";

/** Settings as the hub answers them, and as it takes them: under the same names, what is missing stays. */
export class Saving<Chosen extends object, Wanted extends object> {
  chosen = $state.raw<Chosen | null>(null);
  readonly loading: Promise<void>;
  /** What the hub is known to have. */
  private kept: Chosen | null = null;
  private readonly changes = new Newest();

  /** took: what follows from what the hub has, beside what it had; also after an Undo. */
  constructor(
    get: () => Promise<Chosen>,
    private readonly put: (wanted: Wanted) => Promise<Chosen>,
    private readonly took: (now: Chosen, before: Chosen | null) => void = () => undefined,
  ) {
    this.loading = get().then((found) => this.take(found, () => true));
  }

  /** At once on the screen, and back where the hub refuses. */
  async change(wanted: Wanted, said: string = m.settings_saved()): Promise<void> {
    const { chosen: before } = this;
    if (!before || !(await this.send(wanted))) return;
    toast(said, "plain", () => void this.undo(earlier(before, wanted)));
  }

  private async undo(wanted: Wanted): Promise<void> {
    if (this.chosen && (await this.send(wanted))) toast(m.settings_put_back());
  }

  /** What was changed again meanwhile stays on the screen: only the last answer takes its place. */
  private async send(wanted: Wanted): Promise<boolean> {
    const last = this.changes.ask();
    this.chosen = { ...this.chosen!, ...wanted };
    try {
      this.take(await this.put(wanted), last);
      return true;
    } catch (error) {
      if (last()) this.chosen = this.kept;
      toast(inWords(error), "bad");
      return false;
    }
  }

  private take(now: Chosen, last: () => boolean): void {
    const { kept: before } = this;
    this.kept = now;
    if (last()) this.chosen = now;
    this.took(now, before);
  }
}

/** What was set before, of that which is changed. */
function earlier<Chosen extends object, Wanted extends object>(before: Chosen, wanted: Wanted): Wanted {
  const names = new Set(Object.keys(wanted));
  return Object.fromEntries(Object.entries(before).filter(([name]) => names.has(name))) as Wanted;
}
