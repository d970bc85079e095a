// This file carries the files of one message that is being written to the hub, two at a time.
import * as drafts from "../conversations/drafts";
import { m } from "../paraglide/messages";
import { unique } from "../parts/ids";
import { storage } from "../parts/storage";
import type { Kept } from "../wire/endpoints";
import type { Attached } from "../wire/frames";
import { inWords, Problem } from "../wire/problem";
import { LARGEST_BYTES, MOST_FILES } from "./sizes";
import { ends, goes, moved, stay } from "./underway.svelte";

/** How many are on their way at once. */
const AT_ONCE = 2;

/** How long to wait before each further try where the hub has no room for it just now. */
const AGAIN_MS: readonly number[] = [1_000, 5_000];

/**
 * One file that was chosen. preview: an address of the photo on this device, empty where there is none.
 * done: how much is there, from 0 to 1. kept: what the hub has of it, once it has all. why: it did not come through.
 */
export interface Upload {
  key: string;
  name: string;
  bytes: number;
  preview: string;
  state: "waiting" | "sending" | "there" | "failed";
  done: number;
  why: string;
  kept: Attached | null;
}

export interface Bringing {
  bring(raw: File, progress: (part: number) => void, signal: AbortSignal): Promise<Kept>;
  dropFile(id: string): Promise<void>;
}

export class Uploads {
  list = $state.raw<Upload[]>([]);
  /** The children who are said to be on the photos, by id. */
  tagged = $state.raw<string[]>([]);
  private raw = new Map<string, { file: File; stop: AbortController }>();
  /** How long whoever writes this is here; from then on nothing of it is brought, and nothing kept. */
  private readonly stay = stay();

  constructor(
    private readonly hub: Bringing,
    private readonly profile: string,
    private readonly conversation: string,
    private readonly again: readonly number[] = AGAIN_MS,
  ) {
    const tagged = drafts.loadTags(storage, profile, conversation);
    this.restore(drafts.loadFiles(storage, profile, conversation, Date.now()), tagged);
    if (!this.photos) this.tagged = [];
    this.stay.addEventListener("abort", () => this.stop(), { once: true });
  }

  private stop(): void {
    for (const { stop } of this.raw.values()) stop.abort();
    this.raw.clear();
  }

  /** Whether something is still on its way, or did not come through. */
  get unfinished(): number {
    return this.list.filter((one) => one.state !== "there").length;
  }

  /** Whether anything is there on which somebody can be seen. */
  get photos(): boolean {
    return this.list.some((one) => one.preview !== "" || Boolean(one.kept?.width));
  }

  tag(students: string[]): void {
    this.tagged = students;
    this.save();
  }

  get files(): Attached[] {
    return this.list.flatMap((one) => one.kept ?? []);
  }

  /** Begin with these; what is too many or too large is told, and not taken. */
  add(chosen: readonly File[]): string {
    const fits = chosen.filter((one) => one.size <= LARGEST_BYTES && one.size > 0);
    const taken = fits.slice(0, MOST_FILES - this.list.length);
    for (const file of taken) {
      const key = unique();
      this.raw.set(key, { file, stop: new AbortController() });
      const preview = file.type.startsWith("image/") ? URL.createObjectURL(file) : "";
      const { name, size: bytes } = file;
      this.list = [
        ...this.list,
        { key, name, bytes, preview, state: "waiting", done: 0, why: "", kept: null },
      ];
    }
    this.pump();
    const large = chosen.find((one) => one.size > LARGEST_BYTES);
    if (large) return m.records_too_large({ name: large.name });
    if (chosen.some((one) => one.size === 0)) return m.records_empty_file();
    return taken.length < fits.length ? m.records_most_files({ count: MOST_FILES }) : "";
  }

  /** What was sent a moment ago and taken back is there again. */
  restore(files: readonly Attached[], tagged: readonly string[] = []): void {
    if (tagged.length) this.tagged = [...new Set([...tagged, ...this.tagged])];
    const again = files.map((kept) => ({
      key: unique(),
      name: kept.name ?? "",
      bytes: kept.bytes ?? 0,
      preview: "",
      state: "there" as const,
      done: 1,
      why: "",
      kept,
    }));
    this.list = [...again, ...this.list].slice(0, MOST_FILES);
    this.save();
  }

  remove(key: string): void {
    const gone = this.list.find((one) => one.key === key);
    this.raw.get(key)?.stop.abort();
    ends(key);
    this.forget(key);
    this.list = this.list.filter((one) => one.key !== key);
    if (!this.photos) this.tagged = []; // nobody is on what is not there
    if (gone?.kept) this.hub.dropFile(gone.kept.id).catch(() => undefined); // it is removed after a day anyway
    this.save();
    this.pump();
  }

  retry(key: string): void {
    this.change(key, { state: "waiting", why: "", done: 0 });
    this.pump();
  }

  /** All of them, to be sent now; the list is empty from here on. */
  take(): Attached[] {
    const { files } = this;
    for (const { key } of this.list) this.forget(key);
    this.list = [];
    this.tagged = [];
    this.save();
    return files;
  }

  private pump(): void {
    if (this.stay.aborted) return;
    for (const one of this.list) if (one.state === "waiting") goes(one.key);
    const free = AT_ONCE - this.list.filter((one) => one.state === "sending").length;
    const next = this.list.filter((one) => one.state === "waiting").slice(0, Math.max(0, free));
    for (const one of next) void this.carry(one.key);
  }

  private async carry(key: string): Promise<void> {
    const its = this.raw.get(key);
    if (!its) return;
    this.change(key, { state: "sending" });
    try {
      const kept = await this.bring(key, its.file, its.stop.signal);
      this.change(key, { state: "there", done: 1, kept, name: kept.name, bytes: kept.bytes });
    } catch (error) {
      const offline = error instanceof Problem && error.status === 0;
      this.change(key, { state: "failed", why: offline ? m.records_not_through() : inWords(error) });
    }
    if (this.stay.aborted) return;
    ends(key);
    this.save();
    this.pump();
  }

  /** A hub that is busy is asked again by itself. */
  private async bring(key: string, file: File, signal: AbortSignal): Promise<Kept> {
    for (let tried = 0; ; tried += 1) {
      try {
        return await this.hub.bring(file, (done) => (moved(key), this.change(key, { done })), signal);
      } catch (error) {
        const wait = error instanceof Problem && error.status === 503 ? this.again[tried] : undefined;
        if (wait === undefined) throw error;
        this.change(key, { done: 0 });
        await new Promise((resolve) => setTimeout(resolve, wait));
        if (signal.aborted) throw error;
      }
    }
  }

  private change(key: string, change: Partial<Upload>): void {
    this.list = this.list.map((one) => (one.key === key ? { ...one, ...change } : one));
  }

  private forget(key: string): void {
    const preview = this.list.find((one) => one.key === key)?.preview;
    if (preview) URL.revokeObjectURL(preview);
    this.raw.delete(key);
  }

  /** What is there stays with the draft, though the page is closed. */
  private save(): void {
    if (this.stay.aborted) return; // whoever was writing has left meanwhile
    drafts.saveFiles(storage, this.profile, this.conversation, this.files, Date.now());
    drafts.saveTags(storage, this.profile, this.conversation, this.tagged);
  }
}
