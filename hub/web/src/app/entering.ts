// This file is every way in: by password, code, passkey or invitation.
import { hub } from "../wire/api";
import type { HalfSignedIn, PasskeySignIn } from "../wire/endpoints";
import { alone } from "./leaving.svelte";

export class Entering {
  /**
   * @param entered - told once somebody is in, whoever was before; the page starts when it is started, so that
   * whoever asked may say something first.
   */
  constructor(private readonly entered: () => void) {}

  /** What is still asked; null where nothing is, and somebody is in. */
  byPassword(email: string, password: string): Promise<HalfSignedIn | null> {
    return alone(async () => this.unlessHalf(await hub.post("/v1/sign-in", { body: { email, password } })));
  }

  /** Likewise by the link of an invitation. */
  byInvitation(secret: string, password: string): Promise<HalfSignedIn | null> {
    const body = { secret, password };
    return alone(async () => this.unlessHalf(await hub.post("/v1/invitations/accept", { body })));
  }

  /** By a passkey, after which nothing more is asked. */
  byPasskey(answer: PasskeySignIn): Promise<void> {
    return alone(async () => {
      await hub.post("/v1/sign-in/passkey", { body: answer });
      this.entered();
    });
  }

  /** Go on with one of which a part is still asked, by a code. */
  byCode(step: string, code: string): Promise<void> {
    return alone(async () => {
      await hub.post("/v1/sign-in/code", { body: { step, code } });
      this.entered();
    });
  }

  /** Go on with one by the first code of an app that was just set up; the recovery codes. */
  bySetUp(step: string, code: string): Promise<readonly string[]> {
    return alone(async () => {
      const { codes } = await hub.post("/v1/sign-in/set-up", { body: { step, code } });
      this.entered();
      return codes;
    });
  }

  private unlessHalf(into: object | HalfSignedIn): HalfSignedIn | null {
    if ("step" in into) return into;
    this.entered();
    return null;
  }
}
