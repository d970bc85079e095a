// This file takes away what this device shows of the hub, so that the next person on it does not read it.

/** Nothing of ours stays on the lock screen; where there are no notifications, there is nothing to do. */
export async function forgetShown(): Promise<void> {
  const worker = await globalThis.navigator?.serviceWorker?.getRegistration().catch(() => undefined);
  const shown = (await worker?.getNotifications().catch(() => undefined)) ?? [];
  for (const one of shown) one.close();
}
