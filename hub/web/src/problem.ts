// This file is what can go wrong when the hub is asked for something, in its own words.
import type { Error as Refusal, Problem as Body } from "./wire";

const NO_CONNECTION = "There is no connection to the hub right now.";
const NOT_OURS = "The hub could not be reached. Please try again in a moment.";

/** status 0: nothing is known, the connection was lost. retryMs: when the same may succeed. */
export class Problem extends globalThis.Error {
  constructor(
    readonly status: number,
    readonly code: string,
    readonly detail: string,
    readonly retryMs: number | null = null,
  ) {
    super(detail);
  }

  /** retryMs: how long to wait where nobody else says when the connection is back. */
  static offline(retryMs = 0): Problem {
    return new Problem(0, "offline", NO_CONNECTION, retryMs);
  }

  /** An error frame of the socket. */
  static of(frame: Refusal): Problem {
    const retryMs = frame.retry ? (frame.retry_ms ?? 1_000) : null;
    return new Problem(frame.code === "unauthenticated" ? 401 : 400, frame.code, frame.message, retryMs);
  }

  /** An answer over HTTP that is not 2xx; what stands between us and the hub may have written it. */
  static async from(response: Response): Promise<Problem> {
    const body = (await response.json().catch(() => ({}))) as Partial<Body>;
    const again = response.status === 429 || response.status >= 500;
    const after = Number(response.headers.get("retry-after")) * 1_000;
    return new Problem(
      response.status,
      body.code ?? "unavailable",
      body.detail ?? NOT_OURS,
      again ? after || 1_000 : null,
    );
  }
}

/** What a person reads of anything that went wrong. */
export function inWords(error: unknown): string {
  return error instanceof Problem ? error.detail : "Something went wrong on this page. Please reload it.";
}
