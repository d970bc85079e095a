// This file is how the hub in memory answers: over the socket, and the same over HTTP.
import type * as endpoints from "../wire/endpoints";
import type * as frames from "../wire/frames";

export const GONE = "There is no such conversation.";

/** The hub's end of one socket. */
export interface Line {
  tell(frame: frames.Frame): void;
  hangUp(code: number): void;
}

export interface Answer {
  status: number;
  body?: unknown;
}

type Responses<Operation extends keyof endpoints.operations> = endpoints.operations[Operation]["responses"];
type Body<Response> = Response extends { content: { "application/json": infer Said } } ? Said : undefined;

/** What the named operation may say with that status, as the hub itself declares it; else this does not compile. */
export function says<
  Operation extends keyof endpoints.operations,
  Status extends keyof Responses<Operation> & number,
>(_operation: Operation, status: Status, body: Body<Responses<Operation>[Status]>): Answer {
  return { status, body };
}

type Queries = {
  [Name in keyof endpoints.operations]: endpoints.operations[Name] extends {
    parameters: { query?: infer Query };
  }
    ? keyof NonNullable<Query>
    : never;
};

/** What stands behind the addresses that this hub knows, of what the real one declares; else this does not compile. */
const KNOWN = {
  conversations: ["cursor", "limit"],
  reviews: ["cursor", "limit", "state", "mine"],
  messages: ["cursor", "limit"],
} as const satisfies { [Name in keyof Queries]?: readonly Queries[Name][] };

/** What stands behind an address, by the names its operation knows. */
export class Query<Operation extends keyof typeof KNOWN> {
  private readonly found: URLSearchParams;

  constructor(
    readonly operation: Operation,
    text: string,
  ) {
    this.found = new URLSearchParams(text);
  }

  get(name: (typeof KNOWN)[Operation][number]): string | null {
    return this.found.get(name);
  }
}

/** The names behind an address that its operation does not know. */
export function unknown(operation: string, text: string): string[] {
  const known: readonly string[] = operation in KNOWN ? KNOWN[operation as keyof typeof KNOWN] : [];
  return [...new URLSearchParams(text).keys()].filter((name) => !known.includes(name));
}

export type Said = Pick<frames.Ok, "seq" | "id" | "sharing">;
export type Refused = Pick<frames.Error, "code" | "message" | "retry" | "retry_ms">;

export const NOT_FOUND: Refused = { code: "not_found", message: GONE, retry: false };
export const LATER: Refused = {
  code: "rate_limited",
  message: "That was too fast.",
  retry: true,
  retry_ms: 700,
};

const STATUS: Partial<Record<frames.Error["code"], number>> = {
  unauthenticated: 401,
  forbidden: 403,
  not_found: 404,
  conflict: 409,
  invalid: 422,
  rate_limited: 429,
  unavailable: 503,
};

export function posted({ seq, id, sharing }: frames.Event): endpoints.Posted {
  return { seq, id: id ?? "", sharing: sharing ?? "now" };
}

export function over<Some extends object>(said: Some | Refused, told: (said: Some) => Answer): Answer {
  return "code" in said ? refused(said) : told(said as Some);
}

export function refused({ code, message }: Refused): Answer {
  const status = STATUS[code] ?? 500;
  return {
    status,
    body: {
      type: "",
      title: code,
      status,
      detail: message,
      code,
    } satisfies endpoints.Problem,
  };
}

export function synced(events: frames.Event[], seq: number, epoch: string, more: boolean): Answer {
  return says("sync", 200, { events, seq, epoch, more });
}
