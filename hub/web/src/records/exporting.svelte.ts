// This file is an export under way on this device: how much of it is there, and what became of it.
import { takeOut } from "../wire/api";
import type { OfficeExportIn } from "../wire/endpoints";
import { inWords } from "../wire/problem";
import { keep } from "./files";

/** octets: how much is there, null while none is under way. sentence: what went wrong; done: it was saved. */
export class Exporting {
  octets = $state<number | null>(null);
  sentence = $state("");
  done = $state(false);
  private stopping: AbortController | null = null;

  /** Take a copy out, and save it once it is whole. body: null for a parent's own. */
  async start(body: OfficeExportIn | null): Promise<void> {
    const stopping = (this.stopping = new AbortController());
    [this.octets, this.sentence, this.done] = [0, "", false];
    try {
      const path = body ? "/v1/exports/office" : "/v1/exports/family";
      const whole = await takeOut(path, body, (octets) => (this.octets = octets), stopping.signal);
      if (stopping.signal.aborted) return;
      keep(whole, `roomwire-${new Date().toISOString().slice(0, 10)}.zip`);
      this.done = true;
    } catch (error) {
      if (!stopping.signal.aborted) this.sentence = inWords(error);
    } finally {
      if (this.stopping === stopping) this.octets = null;
    }
  }

  /** Nothing of it is kept. */
  stop(): void {
    this.stopping?.abort();
    this.octets = null;
  }
}
