// This file keeps what is being written, per profile and conversation, until it is sent.
const PREFIX = "roomwire.draft.";

export function load(storage: Storage, profile: string, conversation: string): string {
  return storage.getItem(key(profile, conversation)) ?? "";
}

/** An empty draft is none. */
export function save(storage: Storage, profile: string, conversation: string, text: string): void {
  if (text === "") storage.removeItem(key(profile, conversation));
  else storage.setItem(key(profile, conversation), text);
}

/** Whoever signs in next on this device finds none of them. */
export function forget(storage: Storage): void {
  const keys = Array.from({ length: storage.length }, (_, index) => storage.key(index) ?? "");
  for (const one of keys) if (one.startsWith(PREFIX)) storage.removeItem(one);
}

function key(profile: string, conversation: string): string {
  return `${PREFIX}${profile}.${conversation}`;
}
