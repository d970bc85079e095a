// This file asks the browser for passkeys: to make one, to sign by one, and to offer them where one types an email.
import { m } from "../paraglide/messages";
import { hub } from "../wire/api";
import type { PasskeyIn, PasskeyQuestion, PasskeySignIn, PasskeyToMake } from "../wire/endpoints";
import { inWords, Problem } from "../wire/problem";

/** How long before what is to be signed is over it is asked for anew; the hub takes it for ten minutes. */
const RENEWED_MS = 540_000;

/** Whether this browser has passkeys at all. */
export const CAN = typeof globalThis.PublicKeyCredential === "function";

/** What base64url without padding stands for. */
export function octets(written: string): Uint8Array<ArrayBuffer> {
  const plain = atob(written.replaceAll("-", "+").replaceAll("_", "/"));
  return Uint8Array.from(plain, (one) => one.charCodeAt(0));
}

/** Octets as base64url without padding. */
export function written(raw: ArrayBuffer): string {
  const plain = btoa(Array.from(new Uint8Array(raw), (one) => String.fromCharCode(one)).join(""));
  return plain.replaceAll("+", "-").replaceAll("/", "_").replaceAll("=", "");
}

/** A passkey that the browser makes, wherever its owner likes. */
export async function made(asked: PasskeyToMake, name: string): Promise<PasskeyIn> {
  const found = await navigator.credentials.create({
    publicKey: {
      challenge: octets(asked.challenge),
      rp: { id: asked.party, name: "Roomwire" },
      user: { id: octets(asked.user), name: asked.email, displayName: asked.name },
      pubKeyCredParams: asked.algorithms.map((alg) => ({ type: "public-key", alg })),
      excludeCredentials: asked.former.map((id) => ({ type: "public-key", id: octets(id) })),
      authenticatorSelection: {
        residentKey: "required",
        requireResidentKey: true,
        userVerification: "required",
      },
      attestation: "none",
    },
  });
  const its = found as PublicKeyCredential;
  const answer = its.response as AuthenticatorAttestationResponse;
  return {
    id: its.id,
    client_data: written(answer.clientDataJSON),
    attestation: written(answer.attestationObject),
    name,
  };
}

/** What is signed by a passkey that its owner picks; options: how they are asked, and until when. */
async function signed(
  asked: PasskeyQuestion,
  options: CredentialRequestOptions = {},
): Promise<PasskeySignIn> {
  const found = await navigator.credentials.get({
    ...options,
    publicKey: { challenge: octets(asked.challenge), rpId: asked.party, userVerification: "required" },
  });
  const its = found as PublicKeyCredential;
  const answer = its.response as AuthenticatorAssertionResponse;
  return {
    id: its.id,
    client_data: written(answer.clientDataJSON),
    authenticator_data: written(answer.authenticatorData),
    signature: written(answer.signature),
    user_handle: answer.userHandle ? written(answer.userHandle) : "",
  };
}

let asking: Promise<unknown> = Promise.resolve();

/**
 * What is to be signed, once what was asked for before is there: the first answer keeps the cookie that the next goes
 * by. Of two at once each would keep one of its own, and the hub would refuse what the first had signed.
 */
function asked(): Promise<PasskeyQuestion> {
  const next = asking.then(() => hub.post("/v1/sign-in/passkey/begin"));
  asking = next.catch(() => undefined);
  return next;
}

/** Ask for a passkey, now, in a window of the browser's. */
export async function picked(): Promise<PasskeySignIn> {
  return signed(await asked());
}

/**
 * Let the browser offer passkeys where an email is typed, for as long as that is on the screen, and use what is
 * picked there. What ends the offer comes back.
 */
export function offered(use: (answer: PasskeySignIn) => Promise<void>): () => void {
  let stopped = false;
  let abort = new AbortController();
  async function offer() {
    if (!CAN || !(await PublicKeyCredential.isConditionalMediationAvailable?.())) return;
    await looked();
    while (!stopped) {
      abort = new AbortController();
      const { signal } = abort;
      const timer = setTimeout(() => abort.abort(), RENEWED_MS);
      try {
        await use(await signed(await asked(), { mediation: "conditional", signal }));
      } catch {
        // Whatever it was that the browser did not like, the password is there; what was too old comes anew.
        if (!signal.aborted) return;
      } finally {
        clearTimeout(timer);
      }
      await looked();
    }
  }
  void offer().catch(() => undefined);
  return () => {
    stopped = true;
    abort.abort();
  };
}

/** As soon as somebody looks at the page: one that lies in a drawer asks for nothing. */
function looked(): Promise<void> {
  if (!document.hidden) return Promise.resolve();
  return new Promise((resolve) =>
    document.addEventListener("visibilitychange", () => resolve(), { once: true }),
  );
}

/** Why no passkey was made or used, for its owner. making: it was to be made. */
export function whyNot(problem: unknown, making = false): string {
  if (problem instanceof Problem) return inWords(problem);
  if (making && problem instanceof DOMException && problem.name === "InvalidStateError") {
    return m.people_passkey_there();
  }
  return making ? m.people_passkey_not_made() : m.people_passkey_not_used();
}
