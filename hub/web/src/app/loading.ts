// This file asks for what the page begins with: who one is, what one is in, and who is who.
import { storage } from "../parts/storage";
import { actAs, all, hub } from "../wire/api";
import type { Me } from "../wire/endpoints";
import { Problem } from "../wire/problem";

/** Where the profile stands that was chosen last. */
export const PROFILE = "roomwire.profile";

export const whoami = () => hub.get("/v1/me");

/** The conversations one is in, and who is who. */
export function lists() {
  const conversations = all((cursor) =>
    hub.get("/v1/conversations", { params: { query: { limit: "200", cursor } } }),
  );
  return Promise.all([conversations, hub.get("/v1/people")]);
}

/** The profile chosen last may be gone; then it is the one signed in with. */
export async function withoutProfile(error: unknown): Promise<Me> {
  if (!(error instanceof Problem) || error.status !== 404) throw error;
  storage.removeItem(PROFILE);
  actAs(null);
  return whoami();
}
