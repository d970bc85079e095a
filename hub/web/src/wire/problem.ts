// This file is what can go wrong when the hub is asked for something, in its own words.
import { m } from "../paraglide/messages";
import type { Problem as Body } from "./endpoints";
import type { Error as Refusal } from "./frames";

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
    return new Problem(0, "offline", m.wire_no_connection(), retryMs);
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
      body.detail ?? m.wire_not_reached(),
      again ? after || 1_000 : null,
    );
  }
}

/** Whether the hub has said that it is not the reader's to see, or is not there; not that it could not be asked. */
export function isRefused(error: unknown): boolean {
  return error instanceof Problem && (error.status === 403 || error.status === 404);
}

/** What a person reads of anything that went wrong. */
export function inWords(error: unknown): string {
  return error instanceof Problem ? error.detail : m.wire_page_failed();
}

/** Why somebody is asked to sign in again who was here; said in the language of whoever reads it then. */
export const ENDED = () => m.wire_session_ended();
export const CHANGED = () => m.wire_password_changed();
