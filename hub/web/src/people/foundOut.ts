// This file finds out that this browser is a room device after all, where it has forgotten that.
import { becomeRoomDevice, isRoomDevice } from "../parts/roomDevice";
import { hub } from "../wire/api";
import { Problem } from "../wire/problem";

/**
 * Browsers that clear what pages keep leave the cookie by which the hub knows a room device. It is one from now on,
 * and the page begins anew: only as it begins it decides to keep nothing of anybody. Whether it did.
 */
export function beginsAsDevice(): boolean {
  if (isRoomDevice()) return false;
  becomeRoomDevice();
  // Where even that cannot be kept, a page that begins anew would do so for ever.
  if (isRoomDevice()) location.reload();
  return isRoomDevice();
}

/** Likewise where the hub refused something, and it turns out that this is why. */
export async function isDeviceAfterAll(refused: unknown): Promise<boolean> {
  if (isRoomDevice() || !(refused instanceof Problem) || refused.status !== 403) return false;
  const standing = await hub.get("/v1/room-device").catch(() => null);
  return Boolean(standing?.paired) && beginsAsDevice();
}
