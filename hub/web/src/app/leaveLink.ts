// This file is the way from a page that a link opened to the front.
import { session } from "./session.svelte";

/** What the link had has done its part: it stays neither in the address nor in what the browser remembers. */
export function leaveLink(): void {
  history.replaceState(null, "", "#/");
  window.dispatchEvent(new HashChangeEvent("hashchange"));
  void session.start();
}
