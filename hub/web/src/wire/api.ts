// This file is every request over HTTP, as the OpenAPI document types it. A refusal is thrown as a Problem, whose
// detail is for people.
import createClient, { type FetchOptions } from "openapi-fetch";
import type {
  PathsWithMethod,
  RequiredKeysOf,
  ResponseObjectMap,
  SuccessResponse,
} from "openapi-typescript-helpers";
import type { Kept, OfficeExportIn, paths, RosterUploaded } from "./endpoints";
import { m } from "../paraglide/messages";
import { Problem } from "./problem";

/** How long a question may take; then it counts as lost. */
const ANSWER_MS = 20_000;

/** How long to wait before a question that was lost is asked again. */
const AGAIN_MS = 1_000;

let profile: string | null = null;

/** From now on ask as this profile; null: as the one signed in with. */
export function actAs(person: string | null): void {
  profile = person;
}

type Method = "get" | "post" | "put" | "patch" | "delete";

/** One method of one address. */
type Operation<By extends Method, Path extends keyof paths> =
  paths[Path] extends Record<By, infer Found extends Record<string, unknown>> ? Found : never;

/** What it gives: what the document says, or the file it is; nothing where there is nothing to say. */
type Given<By extends Method, Path extends keyof paths, Options> = Options extends { parseAs: "blob" }
  ? Blob
  : Said<NonNullable<SuccessResponse<ResponseObjectMap<Operation<By, Path>>>>>;
type Said<Body> = [Body] extends [never] ? void : Body;

/** Asks an address. Where no signal is named, an answer that takes too long counts as lost. */
type Ask<By extends Method> = <
  Path extends PathsWithMethod<paths, By>,
  Options extends FetchOptions<Operation<By, Path>>,
>(
  path: Path,
  ...options: RequiredKeysOf<FetchOptions<Operation<By, Path>>> extends never ? [Options?] : [Options]
) => Promise<Given<By, Path, Options>>;

type Call = (path: never, options: object) => Promise<{ data?: unknown; response: Response }>;

type Options = RequestInit & { params?: { path?: object } };

/** The changes that are on their way, by what they change. */
const changing = new Map<string, Promise<unknown>>();

/** How often somebody came in or left: what waited before that is of somebody who is not here any more. */
let visit = 0;

/** Of what waits its turn nothing is sent any more; what is on its way is. */
export function dropWaiting(): void {
  visit += 1;
  changing.clear();
}

/**
 * One change of a thing after another, and a question about it after them: sent together they would come to the hub,
 * and their answers back, in any order.
 */
function inTurn<Answer>(thing: string, changes: boolean, ask: () => Promise<Answer>): Promise<Answer> {
  const before = changing.get(thing);
  const asked = visit;
  const then = () => (asked === visit ? ask() : Promise.reject(Problem.offline(AGAIN_MS)));
  const mine = before ? before.then(then, then) : ask();
  if (!changes) return mine;
  changing.set(thing, mine);
  const over = () => {
    if (changing.get(thing) === mine) changing.delete(thing);
  };
  mine.then(over, over);
  return mine;
}

/** What breaks off on its way is no answer, and neither is a page that stands between us and the hub. */
function asking<By extends Method>(call: unknown, changes = true): Ask<By> {
  const ask = (path: never, options: Options = {}) => {
    const headers = { ...(profile ? { "Roomwire-Profile": profile } : {}), ...options.headers };
    const thing = JSON.stringify([path, options.params?.path]);
    return inTurn(thing, changes, () => answered(call as Call, path, { ...options, headers }));
  };
  return ask as unknown as Ask<By>;
}

async function answered(call: Call, path: never, options: Options): Promise<unknown> {
  const signal = AbortSignal.timeout(ANSWER_MS);
  try {
    const { data, response } = await call(path, { signal, ...options });
    if (data !== undefined || response.status === 204) return data;
  } catch (error) {
    if (error instanceof Problem) throw error;
  }
  throw Problem.offline(AGAIN_MS);
}

async function fetched(request: Request): Promise<Response> {
  const response = await fetch(request);
  if (!response.ok) throw await Problem.from(response);
  return response;
}

const client = createClient<paths>({ fetch: fetched });

export const hub = {
  get: asking<"get">(client.GET, false),
  post: asking<"post">(client.POST, false),
  put: asking<"put">(client.PUT),
  patch: asking<"patch">(client.PATCH),
  delete: asking<"delete">(client.DELETE),
};

/** All pages of a list; page: asks for one, after the cursor of the one before. */
export async function all<One>(
  page: (cursor: string | undefined) => Promise<{ items: One[]; next?: string | null }>,
): Promise<One[]> {
  const items: One[] = [];
  let cursor: string | undefined;
  do {
    const found = await page(cursor);
    items.push(...found.items);
    cursor = found.next ?? undefined;
  } while (cursor !== undefined);
  return items;
}

/** The answer, or null where there is no such thing here. */
export async function orNothing<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

/** A photo or file, for who may see it; small: an image to show among others. It may take as long as it takes. */
export function file(id: string, small: boolean, signal?: AbortSignal): Promise<Blob> {
  const params = { path: { id }, query: small ? { size: "small" as const } : {} };
  return hub.get("/v1/files/{id}", { params, parseAs: "blob", cache: "no-store", signal });
}

/** Bring a photo or a file. */
export function bring(raw: File, progress: Progress, signal: AbortSignal): Promise<Kept> {
  return sent("/v1/files", raw, progress, signal);
}

/** Bring a roster, of which nothing is applied. */
export function bringRoster(
  raw: File,
  progress: Progress,
  signal: AbortSignal,
  without = false,
): Promise<RosterUploaded> {
  return sent(
    without ? "/v1/roster/uploads?without_refused=true" : "/v1/roster/uploads",
    raw,
    progress,
    signal,
  );
}

/** Told how much of a file is there, from 0 to 1. */
type Progress = (part: number) => void;

/** What the hub makes of a file that is sent as it is; only this way of asking tells how much of it is there. */
function sent<Made>(
  path: "/v1/files" | "/v1/roster/uploads" | "/v1/roster/uploads?without_refused=true",
  raw: File,
  progress: Progress,
  signal: AbortSignal,
): Promise<Made> {
  const request = new XMLHttpRequest();
  request.open("POST", path);
  request.setRequestHeader("Content-Type", raw.type || "application/octet-stream");
  request.setRequestHeader("X-File-Name", encodeURIComponent(raw.name));
  if (profile) request.setRequestHeader("Roomwire-Profile", profile);
  request.upload.onprogress = (event) => progress(event.loaded / Math.max(event.total, 1));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    request.onerror = request.onabort = () => reject(Problem.offline(AGAIN_MS));
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (request.status === 201) resolve(answer.json() as Promise<Made>);
      else void Problem.from(answer).then(reject);
    };
    request.send(raw);
  });
}

/** Told how many octets are there. */
type Taking = (octets: number) => void;

/** So many octets are handed to the browser at a time, which puts them where memory is not. */
const HANDED_OCTETS = 8_000_000;

/** What every whole zip ends with: the mark of its list, and 18 octets. */
const ZIP_END = [0x50, 0x4b, 0x05, 0x06] as const;
const ZIP_END_OCTETS = 22;

/**
 * An export, as it comes. One that broke off is thrown away: what stands between us and the hub may take the end of the
 * line for the end of the file, so its last octets are looked at.
 */
export async function takeOut(
  path: "/v1/exports/family" | "/v1/exports/office",
  body: OfficeExportIn | null,
  told: Taking,
  signal: AbortSignal,
): Promise<Blob> {
  const headers = {
    ...(profile ? { "Roomwire-Profile": profile } : {}),
    ...(body ? { "Content-Type": "application/json" } : {}),
  };
  const asked = {
    method: "POST",
    headers,
    body: body && JSON.stringify(body),
    signal,
    cache: "no-store",
  } as const;
  try {
    const answer = await fetched(new Request(path, asked));
    const whole = new Blob(await parts(answer, told), { type: "application/zip" });
    const end = new Uint8Array(await whole.slice(-ZIP_END_OCTETS).arrayBuffer());
    if (ZIP_END.every((octet, at) => end[at] === octet)) return whole;
  } catch (error) {
    if (error instanceof Problem) throw error;
  }
  throw new Problem(0, "unavailable", m.wire_broke_off(), AGAIN_MS);
}

/** What comes, in parts that the browser keeps. */
async function parts(answer: Response, told: Taking): Promise<Blob[]> {
  const found: Blob[] = [];
  let gathered: Uint8Array<ArrayBuffer>[] = [];
  let [there, waits] = [0, 0];
  const reader = answer.body!.getReader();
  for (;;) {
    const { done, value } = await reader.read();
    if (done) return [...found, new Blob(gathered)];
    gathered.push(value);
    there += value.length;
    waits += value.length;
    if (waits >= HANDED_OCTETS) {
      found.push(new Blob(gathered));
      [gathered, waits] = [[], 0];
    }
    told(there);
  }
}

export interface DemoPerson {
  name: string;
  role: string;
  email: string;
  password: string;
}

/** Whom one may sign in as here; nobody where this is no demo. It is no part of the API, and in no document. */
export async function demoPeople(): Promise<DemoPerson[]> {
  try {
    const answer = await fetched(new Request("/v1/demo"));
    return ((await answer.json()) as { people: DemoPerson[] }).people;
  } catch {
    return [];
  }
}
