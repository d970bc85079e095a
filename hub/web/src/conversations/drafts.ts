// This file keeps what is being written, per profile and conversation, until it is sent.
import type { Attached } from "../wire/frames";

const PREFIX = "roomwire.draft.";

export function load(storage: Storage, profile: string, conversation: string): string {
  return storage.getItem(key(profile, conversation)) ?? "";
}

/** An empty draft is none. */
export function save(storage: Storage, profile: string, conversation: string, text: string): void {
  if (text === "") storage.removeItem(key(profile, conversation));
  else storage.setItem(key(profile, conversation), text);
}

/** The conversations in which a profile has words that were not sent. */
export function listed(storage: Storage, profile: string): string[] {
  const mine = key(profile, "");
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  return keys.flatMap((one) =>
    one.startsWith(mine) && !/[.](files|tagged)$/.test(one) ? one.slice(mine.length) : [],
  );
}

/** How long the hub keeps what was not sent, and a little less. */
const FILES_MS = 23 * 3_600_000;

/** The files that were brought for it and not sent; none where the hub has none any more. */
export function loadFiles(storage: Storage, profile: string, conversation: string, now: number): Attached[] {
  try {
    const text = storage.getItem(`${key(profile, conversation)}.files`);
    const kept = text === null ? null : (JSON.parse(text) as { at: number; files: Attached[] });
    return kept && now - kept.at < FILES_MS ? kept.files : [];
  } catch {
    return [];
  }
}

/** at: of the oldest of them, as far as this device knows. */
export function saveFiles(
  storage: Storage,
  profile: string,
  conversation: string,
  files: readonly Attached[],
  now: number,
): void {
  const name = `${key(profile, conversation)}.files`;
  if (!files.length) return storage.removeItem(name);
  const before = loadFiles(storage, profile, conversation, now).length
    ? (JSON.parse(storage.getItem(name) ?? "{}") as { at: number }).at
    : now;
  storage.setItem(name, JSON.stringify({ at: before, files }));
}

/** Who is on the photos among them: a reload must not make a photo of a child one of nobody. */
export function loadTags(storage: Storage, profile: string, conversation: string): string[] {
  try {
    const text = storage.getItem(`${key(profile, conversation)}.tagged`);
    return text === null ? [] : (JSON.parse(text) as string[]);
  } catch {
    return [];
  }
}

export function saveTags(
  storage: Storage,
  profile: string,
  conversation: string,
  tagged: readonly string[],
): void {
  const name = `${key(profile, conversation)}.tagged`;
  if (tagged.length) storage.setItem(name, JSON.stringify(tagged));
  else storage.removeItem(name);
}

/** Whoever signs in next on this device finds none of them. */
export function forget(storage: Storage): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  for (const one of keys) if (one.startsWith(PREFIX)) storage.removeItem(one);
}

function key(profile: string, conversation: string): string {
  return `${PREFIX}${profile}.${conversation}`;
}
