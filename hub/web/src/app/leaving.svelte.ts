// This file tells the hub that somebody has signed out of this browser, as soon as it can be told.
import { storage } from "../parts/storage";
import { hub } from "../wire/api";
import { Problem } from "../wire/problem";

/** That somebody left whom the hub still takes for signed in here; not who. All pages of this browser share it. */
const LEFT = "roomwire.left";

/** How long until the hub is told again that could not be reached. */
const AGAIN_MS = 10_000;

const isLeft = () => storage.getItem(LEFT) !== null;

/** Whether a page of this browser just said that somebody left, by what changed in its storage. */
export const saysLeft = (key: string | null): boolean => key === LEFT && isLeft();

/**
 * Coming in and leaving, of all pages of this browser one at a time: they share a cookie, and each answer sets it or
 * takes it away.
 */
export async function alone<Done>(work: () => Promise<Done>): Promise<Done> {
  const locks = (globalThis.navigator as Navigator | undefined)?.locks as LockManager | undefined;
  if (!locks) return work(); // an address that is not secure has none
  return (await locks.request("roomwire.session", work)) as Done;
}

export class Leaving {
  /** Whether the hub was asked to take note that somebody left, and could not be reached. */
  unreached = $state(false);
  private again: ReturnType<typeof setTimeout> | undefined;

  /** Somebody leaves; from now on no page lets anybody in by the sign-in that they had. */
  begin(): void {
    storage.setItem(LEFT, "1");
  }

  /** Tell the hub, if it has yet to be told; whether nothing is left to be told. */
  async tell(): Promise<boolean> {
    clearTimeout(this.again);
    if (isLeft()) await alone(() => this.told());
    this.unreached = isLeft();
    if (this.unreached) this.again = setTimeout(() => void this.tell(), AGAIN_MS);
    return !this.unreached;
  }

  /** Somebody came in, which ended whatever sign-in this browser had: there is nothing to tell any more. */
  over(): void {
    storage.removeItem(LEFT);
    this.unreached = false;
  }

  private async told(): Promise<void> {
    if (!isLeft()) return; // another page has told it meanwhile, or somebody came in there
    try {
      await hub.post("/v1/sign-out");
    } catch (error) {
      // Who is not signed in any more has left.
      if (!(error instanceof Problem) || error.status !== 401) return;
    }
    storage.removeItem(LEFT);
  }
}
