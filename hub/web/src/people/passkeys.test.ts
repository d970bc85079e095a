// This file is the tests of what goes between the browser's octets and our letters, and of why no passkey came of it.
import fc from "fast-check";
import { afterEach, describe, expect, it, vi } from "vitest";
import { Problem } from "../wire/problem";
import { octets, picked, whyNot, written } from "./passkeys";

afterEach(() => vi.unstubAllGlobals());

describe("octets of a passkey", () => {
  it("are written as base64url without padding, and come back as they were", () => {
    expect(written(new Uint8Array([251, 255, 254]).buffer)).toBe("-__-");
    expect(written(new Uint8Array([1]).buffer)).toBe("AQ");
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (raw) => {
        const there = written(Uint8Array.from(raw).buffer);
        expect(there).toMatch(/^[\w-]*$/);
        expect([...octets(there)]).toEqual([...raw]);
      }),
    );
  });
});

describe("what is to be signed", () => {
  it("is asked for once what was asked for before is there, or failed, so that both go by one cookie", async () => {
    let under = 0;
    let most = 0;
    const answers = [
      () => Response.json({ title: "unavailable", detail: "Try again in a moment." }, { status: 503 }),
      () => Response.json({ challenge: "AAAA", party: "localhost", expires_at: "" }),
    ];
    vi.stubGlobal("fetch", async () => {
      most = Math.max(most, ++under);
      await new Promise((done) => setTimeout(done, 5));
      under -= 1;
      return (answers.length > 1 ? answers.shift() : answers[0])?.();
    });
    const empty = new ArrayBuffer(0);
    const response = { clientDataJSON: empty, authenticatorData: empty, signature: empty, userHandle: null };
    vi.stubGlobal("navigator", { credentials: { get: () => Promise.resolve({ id: "k", response }) } });
    const both = await Promise.allSettled([picked(), picked(), picked()]);

    expect(both.map((one) => one.status)).toEqual(["rejected", "fulfilled", "fulfilled"]);
    expect(most).toBe(1);
  });
});

describe("why no passkey came of it", () => {
  it("is said in the hub's words, or in ours for what the browser did not do", () => {
    const refused = new Problem(401, "unauthenticated", "This passkey opens no account here.");
    const cancelled = new DOMException("The operation timed out or was not allowed.", "NotAllowedError");
    const there = new DOMException("One of them is registered.", "InvalidStateError");

    expect(whyNot(refused)).toBe("This passkey opens no account here.");
    expect(whyNot(cancelled)).toBe("No passkey was used. Try again, or sign in with your password.");
    expect(whyNot(cancelled, true)).toBe("No passkey was made. Try again when you are ready.");
    expect(whyNot(there, true)).toBe("There is a passkey for your account on this device already.");
  });
});
