// This file is what stays of somebody who leaves this page: nothing that the next person on the device could read.
import { attending } from "../attendance/attending.svelte";
import * as drafts from "../conversations/drafts";
import { forgetShown } from "../notify/shown";
import { m } from "../paraglide/messages";
import { forgetFolded } from "../parts/folding";
import { isRoomDevice } from "../parts/roomDevice";
import { storage } from "../parts/storage";
import { dismissAll, toast } from "../parts/toasts.svelte";
import * as identities from "../people/identities";
import * as underway from "../records/underway.svelte";
import { actAs, dropWaiting } from "../wire/api";
import { PROFILE } from "./loading";

/** Whether somebody was signed in here when this page was last looked at; not who. */
export const HERE = "roomwire.here";

/** Files that are not there yet are brought in nobody else's name. */
export function leaveFiles(): void {
  const files = underway.left();
  if (files) toast(m.app_files_left({ count: files }), "bad");
}

/**
 * However somebody's time here ended, nothing that they typed or were shown is kept. wasIn: they were signed in, and the
 * page has not just begun, where they may sign in by an account elsewhere.
 */
export function forget(wasIn: boolean): void {
  attending.end();
  dismissAll(); // before what is said to who leaves: of their files, or of what was not sent
  leaveFiles();
  identities.dropped("add");
  if (wasIn) identities.dropped("sign-in");
  dropWaiting();
  forgetFolded();
  storage.removeItem(PROFILE);
  storage.removeItem(HERE);
  // A room device keeps what is typed for each of them apart, in memory alone, until the hub has it.
  if (!isRoomDevice()) drafts.forget(storage);
  void forgetShown();
  actAs(null);
}
