// This file is where this browser keeps things; where it keeps nothing, they live as long as the page.
import { isRoomDevice } from "./roomDevice";

/** Storage that forgets when the page closes. */
export class Memory implements Storage {
  private readonly kept = new Map<string, string>();

  get length(): number {
    return this.kept.size;
  }

  key(index: number): string | null {
    return [...this.kept.keys()][index] ?? null;
  }

  getItem(key: string): string | null {
    return this.kept.get(key) ?? null;
  }

  setItem(key: string, value: string): void {
    this.kept.set(key, value);
  }

  removeItem(key: string): void {
    this.kept.delete(key);
  }

  clear(): void {
    this.kept.clear();
  }
}

export const storage: Storage = usable();

/**
 * Some browsers have storage that refuses: in a private window, or when a site may keep nothing. A room device is
 * everybody's, and keeps nothing of anybody.
 */
function usable(): Storage {
  try {
    if (isRoomDevice()) return new Memory();
    localStorage.setItem("roomwire.probe", "1");
    localStorage.removeItem("roomwire.probe");
    return localStorage;
  } catch {
    return new Memory();
  }
}
