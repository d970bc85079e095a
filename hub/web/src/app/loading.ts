// This file asks for what the page begins with: who one is, what one is in, and who is who.
import { storage } from "../parts/storage";
import { actAs, all, hub } from "../wire/api";
import type { Me } from "../wire/endpoints";
import type { Item } from "../wire/frames";
import { Problem } from "../wire/problem";

/** Where the profile stands that was chosen last. */
export const PROFILE = "roomwire.profile";

export const whoami = () => hub.get("/v1/me");

/** The conversations one is in, and who is who. */
export function lists() {
  const conversations = all((cursor) =>
    hub.get("/v1/conversations", { params: { query: { limit: 200, cursor } } }),
  );
  return Promise.all([conversations, hub.get("/v1/people")]);
}

/** Put another item in place of a message, or take it back, where the hub has to look up what it is about. */
export async function amend(message: string, item: Item | null, edited_at: string | null): Promise<void> {
  const params = { path: { id: message } };
  if (item) await hub.put("/v1/messages/{id}", { params, body: { item, edited_at } });
  else await hub.delete("/v1/messages/{id}", { params });
}

/** The profile chosen last may be gone; then it is the one signed in with. */
export async function withoutProfile(error: unknown): Promise<Me> {
  if (!(error instanceof Problem) || error.status !== 404) throw error;
  storage.removeItem(PROFILE);
  actAs(null);
  return whoami();
}
