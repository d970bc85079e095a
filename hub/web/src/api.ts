// This file is every request over HTTP. A refusal is thrown as a Problem, whose detail is for people.
import { Problem } from "./problem";
import type {
  Blocks,
  Calls,
  Changed,
  Children,
  ColleagueIn,
  Colleagues,
  Confirmations,
  ConsentIn,
  Consents,
  Contact,
  Contacts,
  Conversation,
  Conversations,
  Device,
  Directory,
  EmailSettings,
  EmailSettingsIn,
  Explanation,
  Figures,
  GuardianPolicy,
  GuardianPolicyIn,
  Held,
  Item,
  Kept,
  Me,
  Messages,
  Posted,
  Preferences,
  PreferencesIn,
  Preview,
  PushKey,
  Readings,
  Reachability,
  Remainder,
  ReportMade,
  Providers,
  Reports,
  Resent,
  Reviewed,
  ReviewedMany,
  ReviewIn,
  ReviewManyIn,
  ReviewSettings,
  ReviewSettingsIn,
  Reviews,
  SignedIn,
  StaffOnly,
  SyncIn,
  Synced,
  Talking,
  TalkingIn,
  TextSettings,
  TextSettingsIn,
  Ticket,
  TieIn,
  TiesOf,
  Timeline,
  UndeliveredPage,
  UnsortedList,
  Urgent,
} from "./wire";
import type { Urgency } from "./urgency";

export interface DemoPerson {
  name: string;
  role: string;
  email: string;
  password: string;
}

/** How long a question may take; then it counts as lost. */
const ANSWER_MS = 20_000;

/** How long to wait before a question that was lost is asked again. */
const AGAIN_MS = 1_000;

interface Asking {
  body?: unknown;
  headers?: Record<string, string>;
  signal?: AbortSignal;
  keepalive?: boolean;
}

let profile: string | null = null;

/** From now on ask as this profile; null: as the one signed in with. */
export function actAs(person: string | null): void {
  profile = person;
}

export const signIn = (email: string, password: string) =>
  ask<SignedIn>("POST", "/v1/sign-in", { body: { email, password } });
export const signOut = () => ask<void>("POST", "/v1/sign-out", { body: {} });
export const me = () => ask<Me>("GET", "/v1/me");
export const rename = (display_name: string) => ask<Me>("PATCH", "/v1/me", { body: { display_name } });
export const speak = (language: string) => ask<Me>("PATCH", "/v1/me", { body: { language } });
export const changePassword = (current: string, fresh: string) =>
  ask<void>("POST", "/v1/password", { body: { current, new: fresh } });
export const ticket = () => ask<Ticket>("POST", "/v1/ticket", { body: {} });
export const directory = () => ask<Directory>("GET", "/v1/people");
export const people = async () => (await directory()).people;
export const explain = (who: string, may: string, about: string) =>
  ask<Explanation>("GET", `/v1/explain?${new URLSearchParams({ who, may, about }).toString()}`);
export const conversations = () => all<Conversation, Conversations>("/v1/conversations?limit=200");
export const messages = (conversation: string, before: string | null) =>
  ask<Messages>(
    "GET",
    `/v1/conversations/${conversation}/messages?limit=50${before ? `&before=${before}` : ""}`,
  );
export const post = (conversation: string, cid: string, item: Item, urgency: Urgency = "normal") =>
  ask<Posted>("POST", `/v1/conversations/${conversation}/messages`, {
    body: { item, urgency },
    headers: { "Idempotency-Key": cid },
  });
export const edit = (message: string, item: Item) =>
  ask<Changed>("PUT", `/v1/messages/${message}`, { body: { item } });
export const withdraw = (message: string) => ask<Changed>("DELETE", `/v1/messages/${message}`);
export const read = (conversation: string, n: number) =>
  ask<void>("POST", `/v1/conversations/${conversation}/read`, { body: { n } });
export const contacts = () => ask<Contacts>("GET", "/v1/conversations/possible");
export const converse = ({ kind, student, person }: Contact) =>
  ask<Conversation>("POST", "/v1/conversations", {
    body: { kind, ...(student ? { student } : {}), ...(person ? { person } : {}) },
  });
export const talking = () => ask<Talking>("GET", "/v1/settings/conversations");
export const putTalking = (body: TalkingIn) => ask<Talking>("PUT", "/v1/settings/conversations", { body });
export const emailSettings = () => ask<EmailSettings>("GET", "/v1/settings/email");
export const putEmailSettings = (body: EmailSettingsIn) =>
  ask<EmailSettings>("PUT", "/v1/settings/email", { body });
export const textSettings = () => ask<TextSettings>("GET", "/v1/settings/texts");
export const putTextSettings = (body: TextSettingsIn) =>
  ask<TextSettings>("PUT", "/v1/settings/texts", { body });
export const held = () => all<Held, Reviews>("/v1/reviews?state=held&limit=200");
export const returned = () => all<Held, Reviews>("/v1/reviews?state=returned&mine=yes&limit=200");
/** keepalive: it is to arrive though the page is gone by then. */
export const review = (message: string, body: ReviewIn, keepalive = false) =>
  ask<Reviewed>("POST", `/v1/reviews/${message}`, { body, keepalive });
export const reviewMany = (body: ReviewManyIn) => ask<ReviewedMany>("POST", "/v1/reviews", { body });
export const reviewSettings = () => ask<ReviewSettings>("GET", "/v1/settings/review");
export const putReviewSettings = (body: ReviewSettingsIn) =>
  ask<ReviewSettings>("PUT", "/v1/settings/review", { body });
export const staffOnly = () => ask<StaffOnly>("GET", "/v1/settings/staff-only");
export const putStaffOnly = (body: Record<string, boolean>) =>
  ask<StaffOnly>("PUT", "/v1/settings/staff-only", { body });
export const preview = (conversation: string, item: Item, urgency: Urgency = "normal") =>
  ask<Preview>("POST", "/v1/preview", { body: { conversation, item, urgency } });
export const confirm = (message: string) => ask<void>("PUT", `/v1/messages/${message}/ack`);
export const confirmations = () => ask<Confirmations>("GET", "/v1/me/acks");
export const standings = (message: string) => ask<Urgent>("GET", `/v1/messages/${message}/acks`);
export const unreached = () => ask<Calls>("GET", "/v1/unreached");
export const timeline = (message: string) => ask<Timeline>("GET", `/v1/messages/${message}/timeline`);
export const students = async () => (await ask<Children>("GET", "/v1/students")).items;
export const tiesOf = (student: string) => ask<TiesOf>("GET", `/v1/students/${student}/guardians`);
export const putTie = (student: string, person: string, body: TieIn) =>
  ask<TiesOf>("PUT", `/v1/students/${student}/guardians/${person}`, { body });
export const guardianPolicy = () => ask<GuardianPolicy>("GET", "/v1/settings/guardians");
export const putGuardianPolicy = (body: GuardianPolicyIn) =>
  ask<GuardianPolicy>("PUT", "/v1/settings/guardians", { body });
export const staff = () => ask<Colleagues>("GET", "/v1/staff");
export const putStaff = (person: string, body: ColleagueIn) =>
  ask<Colleagues>("PUT", `/v1/staff/${person}`, { body });
export const preferences = () => ask<Preferences>("GET", "/v1/preferences");
export const consents = (person: string) => ask<Consents>("GET", `/v1/consents/${person}`);
export const putConsent = (person: string, body: ConsentIn) =>
  ask<Consents>("PUT", `/v1/consents/${person}`, { body });
export const putPreferences = (body: PreferencesIn) => ask<Preferences>("PUT", "/v1/preferences", { body });
export const readings = (conversation: string) =>
  ask<Readings>("GET", `/v1/conversations/${conversation}/readings`);
export const blocks = () => ask<Blocks>("GET", "/v1/me/blocks");
export const block = (person: string) => ask<Blocks>("PUT", `/v1/me/blocks/${person}`);
export const unblock = (person: string) => ask<Blocks>("DELETE", `/v1/me/blocks/${person}`);
export const report = (conversation: string, message: string | null, reason: string) =>
  ask<ReportMade>("POST", `/v1/conversations/${conversation}/reports`, { body: { message, reason } });
export const reports = () => ask<Reports>("GET", "/v1/reports");
export const settle = (id: string, note: string) =>
  ask<Reports>("POST", `/v1/reports/${id}`, { body: { note } });
export const listUnsorted = () => ask<UnsortedList>("GET", "/v1/unsorted");
export const sort = (id: string, note: string) =>
  ask<UnsortedList>("POST", `/v1/unsorted/${id}`, { body: { note } });
export const original = async (id: string) => (await answered("GET", `/v1/unsorted/${id}/original`)).blob();
export const remainder = (message: string) => ask<Remainder>("GET", `/v1/messages/${message}/remainder`);
export const providers = () => ask<Providers>("GET", "/v1/providers");
export const undelivered = (cursor: string | null) =>
  ask<UndeliveredPage>("GET", `/v1/undelivered${cursor ? `?cursor=${encodeURIComponent(cursor)}` : ""}`);
export const resend = (id: string) => ask<Resent>("POST", `/v1/deliveries/${id}/resend`);
export const reachability = (label: string | null, cursor: string | null) =>
  ask<Reachability>("GET", `/v1/reachability${asked({ label, cursor })}`);
export const figures = (from: string | null, to: string | null) =>
  ask<Figures>("GET", `/v1/figures${asked({ from, to })}`);
export const figuresTable = async (from: string, to: string) =>
  (await answered("GET", `/v1/figures${asked({ from, to, format: "csv" })}`)).blob();
export const sync = (body: SyncIn, signal?: AbortSignal) => ask<Synced>("POST", "/v1/sync", { body, signal });
export const pushKey = () => orNothing(ask<PushKey>("GET", "/v1/push-key"));
export const addDevice = (address: string) =>
  ask<Device>("POST", "/v1/devices", { body: { provider: "webpush", address } });
export const removeDevice = (id: string) => ask<void>("DELETE", `/v1/devices/${id}`);
export const demo = () => orNothing(ask<{ people: DemoPerson[] }>("GET", "/v1/demo"));

/** What is asked for, behind an address; what is null is left out. */
function asked(wanted: Record<string, string | null>): string {
  const query = new URLSearchParams();
  for (const [name, value] of Object.entries(wanted)) if (value !== null) query.set(name, value);
  return query.size ? `?${query.toString()}` : "";
}

/** A photo or file, for who may see it; small: an image to show among others. */
export async function file(id: string, small: boolean, signal?: AbortSignal): Promise<Blob> {
  const response = await fetched(`/v1/files/${id}${small ? "?size=small" : ""}`, {
    credentials: "same-origin",
    cache: "no-store",
    signal: signal ?? null,
    headers: profile ? { "Roomwire-Profile": profile } : {},
  });
  if (!response.ok) throw await Problem.from(response);
  return response.blob().catch(() => {
    throw Problem.offline(AGAIN_MS);
  });
}

export const dropFile = (id: string) => ask<void>("DELETE", `/v1/files/${id}`);

/** Bring a photo or a file. progress: how much of it is there, from 0 to 1; only this way of asking tells it. */
export function bring(raw: File, progress: (part: number) => void, signal: AbortSignal): Promise<Kept> {
  const request = new XMLHttpRequest();
  request.open("POST", "/v1/files");
  request.setRequestHeader("Content-Type", raw.type || "application/octet-stream");
  request.setRequestHeader("X-File-Name", encodeURIComponent(raw.name));
  if (profile) request.setRequestHeader("Roomwire-Profile", profile);
  request.upload.onprogress = (event) => progress(event.loaded / Math.max(event.total, 1));
  signal.addEventListener("abort", () => request.abort());
  return new Promise((resolve, reject) => {
    request.onerror = request.onabort = () => reject(Problem.offline(AGAIN_MS));
    request.onload = () => {
      const answer = new Response(request.responseText, { status: request.status });
      if (request.status === 201) resolve(answer.json() as Promise<Kept>);
      else void Problem.from(answer).then(reject);
    };
    request.send(raw);
  });
}

/** The answer, or null where there is no such thing here. */
async function orNothing<Answer>(asked: Promise<Answer>): Promise<Answer | null> {
  try {
    return await asked;
  } catch (error) {
    if (error instanceof Problem && error.status === 404) return null;
    throw error;
  }
}

async function all<One, Page extends { items: One[]; next: string | null }>(path: string): Promise<One[]> {
  const items: One[] = [];
  let cursor = "";
  for (;;) {
    const page = await ask<Page>("GET", path + cursor);
    items.push(...page.items);
    if (page.next === null) return items;
    cursor = `&cursor=${encodeURIComponent(page.next)}`;
  }
}

async function ask<Answer>(method: string, path: string, asking: Asking = {}): Promise<Answer> {
  const response = await answered(method, path, asking);
  return (response.status === 204 ? undefined : await said(response)) as Answer;
}

async function answered(method: string, path: string, asking: Asking = {}): Promise<Response> {
  const response = await fetched(path, {
    method,
    credentials: "same-origin",
    keepalive: asking.keepalive ?? false,
    signal: asking.signal ?? AbortSignal.timeout(ANSWER_MS),
    headers: {
      ...(asking.body === undefined ? {} : { "Content-Type": "application/json" }),
      ...(profile ? { "Roomwire-Profile": profile } : {}),
      ...asking.headers,
    },
    body: asking.body === undefined ? null : JSON.stringify(asking.body),
  });
  if (!response.ok) throw await Problem.from(response);
  return response;
}

/** What breaks off on its way is no answer, and neither is a page that stands between us and the hub. */
async function said(response: Response): Promise<unknown> {
  try {
    return await response.json();
  } catch {
    throw Problem.offline(AGAIN_MS);
  }
}

async function fetched(path: string, init: RequestInit): Promise<Response> {
  try {
    return await fetch(path, init);
  } catch {
    throw Problem.offline(AGAIN_MS);
  }
}
