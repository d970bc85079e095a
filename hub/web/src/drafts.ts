// This file keeps what is being written, per profile and conversation, until it is sent.

export function load(storage: Storage, profile: string, conversation: string): string {
  return storage.getItem(key(profile, conversation)) ?? "";
}

/** An empty draft is none. */
export function save(storage: Storage, profile: string, conversation: string, text: string): void {
  if (text === "") storage.removeItem(key(profile, conversation));
  else storage.setItem(key(profile, conversation), text);
}

function key(profile: string, conversation: string): string {
  return `roomwire.draft.${profile}.${conversation}`;
}
