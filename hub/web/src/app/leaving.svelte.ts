// This file tells the hub that somebody has signed out of this browser, as soon as it can be told.
import { storage } from "../parts/storage";
import { hub } from "../wire/api";
import { Problem } from "../wire/problem";

/** That somebody left whom the hub still takes for signed in here; not who. */
const LEFT = "roomwire.left";

/** How long until the hub is told again that could not be reached. */
const AGAIN_MS = 10_000;

/** Another page of this browser learns of it under this name. */
export const isLeft = (key: string | null): boolean => key === LEFT && storage.getItem(LEFT) !== null;

export class Leaving {
  /** Whether the hub has yet to be told. */
  pending = $state(storage.getItem(LEFT) !== null);
  private telling: Promise<void> | null = null;
  private again: ReturnType<typeof setTimeout> | undefined;

  /** Somebody leaves; from now on nobody is let in by the sign-in that they had. */
  begin(): void {
    storage.setItem(LEFT, "1");
    this.pending = true;
  }

  /** Tell the hub, if it has yet to be told and can be. */
  async tell(): Promise<void> {
    if (!this.pending) return;
    this.telling ??= this.told();
    await this.telling;
    this.telling = null;
    clearTimeout(this.again);
    if (this.pending) this.again = setTimeout(() => void this.tell(), AGAIN_MS);
  }

  /**
   * Somebody comes in, which ends whatever sign-in this browser had. What is being told meanwhile is waited for, as its
   * answer takes the cookie away.
   */
  async before(): Promise<void> {
    await this.telling;
  }

  /** There is nothing to tell any more. */
  over(): void {
    clearTimeout(this.again);
    storage.removeItem(LEFT);
    this.pending = false;
  }

  private async told(): Promise<void> {
    try {
      await hub.post("/v1/sign-out");
    } catch (error) {
      // Who is not signed in any more has left.
      if (!(error instanceof Problem) || error.status !== 401) return;
    }
    this.over();
  }
}
