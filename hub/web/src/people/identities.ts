// This file goes to those by whose accounts people sign in, and knows what they sent along when the page is back.
import type { ReturnIn } from "../wire/endpoints";

/** Where they send the browser back to. */
const BACK = "/oidc";

/** What the address of the page has of a way back; null where it is none. */
export function returned(pathname: string, search: string): ReturnIn | null {
  if (pathname !== BACK) return null;
  const of = new URLSearchParams(search);
  const [state, code, error] = ["state", "code", "error"].map((name) => of.get(name) ?? "");
  return state ? { state, code: code ?? "", error: error ?? "" } : null;
}

/** What it is for: signing in, adding to the account of who is signed in, or signing up by an invitation. */
export type Purpose = "sign-in" | "add" | "join";

export function purposeOf(back: ReturnIn): Purpose {
  if (back.state.startsWith("add.")) return "add";
  return back.state.startsWith("join.") ? "join" : "sign-in";
}

/** Where each goes on. */
const SCREENS: Record<Purpose, string> = { "sign-in": "/#/", add: "/#/identities", join: "/#/join" };

let came: ReturnIn | null = null;

/** Once, when the page starts: what came is kept in memory alone, and stands in the address no more. */
export function comeBack() {
  came = returned(location.pathname, location.search);
  if (location.pathname === BACK) {
    history.replaceState(null, "", SCREENS[came ? purposeOf(came) : "sign-in"]);
  }
}

/** What came, once; null where nothing did, or for something else. */
export function taken(purpose: Purpose): ReturnIn | null {
  const found = came && purposeOf(came) === purpose ? came : null;
  if (found) came = null;
  return found;
}

/** Whoever it was for is not who is here: what came to sign somebody in, or to be added, is dropped unused. */
export function dropped(purpose: Purpose): void {
  if (came && purposeOf(came) === purpose) came = null;
}
