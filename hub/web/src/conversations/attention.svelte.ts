// This file tells the hub what its reader has open, and what of it they have seen.
import { session } from "../app/session.svelte";
import type { Conversation } from "../wire/endpoints";

/** How long it has to be looked at to count as read. */
const READ_MS = 400;

/** How often it is said again that this is open. */
const WATCH_MS = 45_000;

/**
 * For as long as a screen is there: the conversation is watched while the page is visible, and read where its end
 * is on the screen too.
 */
export function attend(conversation: () => Conversation, visible: () => boolean, atEnd: () => boolean): void {
  $effect(() => {
    const { id, n, read_n } = conversation();
    if (!session.inbox.threads[id] || !atEnd() || !visible() || n <= read_n || session.link !== "live")
      return;
    const timer = setTimeout(() => void session.read(id), READ_MS);
    return () => clearTimeout(timer);
  });

  $effect(() => {
    if (!visible() || session.link !== "live") return;
    const { id } = conversation();
    session.watch(id);
    const timer = setInterval(() => session.watch(id), WATCH_MS);
    return () => {
      clearInterval(timer);
      session.watch(null);
    };
  });
}
