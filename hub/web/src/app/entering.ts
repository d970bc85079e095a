// This file is every way in: by password, code, passkey, invitation or an account elsewhere.
import { hub } from "../wire/api";
import type { HalfSignedIn, PasskeySignIn, ReturnIn } from "../wire/endpoints";
import { isDeviceAfterAll } from "../people/foundOut";
import { alone } from "./leaving.svelte";

/** As one page of this browser at a time; whoever is refused because this is a room device sees that it is one. */
async function enters<Done>(work: () => Promise<Done>): Promise<Done> {
  try {
    return await alone(work);
  } catch (error) {
    await isDeviceAfterAll(error);
    throw error;
  }
}

export class Entering {
  /**
   * @param entered - told once somebody is in, whoever was before; the page starts when it is started, so that
   * whoever asked may say something first.
   */
  constructor(private readonly entered: () => void) {}

  /** What is still asked; null where nothing is, and somebody is in. */
  byPassword(email: string, password: string): Promise<HalfSignedIn | null> {
    return enters(async () => this.unlessHalf(await hub.post("/v1/sign-in", { body: { email, password } })));
  }

  /** Likewise by the link of an invitation. */
  byInvitation(secret: string, password: string): Promise<HalfSignedIn | null> {
    const body = { secret, password };
    return enters(async () => this.unlessHalf(await hub.post("/v1/invitations/accept", { body })));
  }

  /** Likewise by who came back from an account elsewhere with an invitation, once they said yes. */
  bySignUp(step: string): Promise<HalfSignedIn | null> {
    const body = { step };
    return enters(async () => this.unlessHalf(await hub.post("/v1/invitations/oidc/accept", { body })));
  }

  /** Likewise by what came back from an account elsewhere. */
  byIdentity(back: ReturnIn): Promise<HalfSignedIn | null> {
    return enters(async () => this.unlessHalf(await hub.post("/v1/sign-in/oidc", { body: back })));
  }

  /** By a passkey, after which nothing more is asked. */
  byPasskey(answer: PasskeySignIn): Promise<void> {
    return enters(async () => {
      await hub.post("/v1/sign-in/passkey", { body: answer });
      this.entered();
    });
  }

  /** Somebody acts on a room device from now on, by their PIN. */
  byPin(person: string, pin: string): Promise<void> {
    return enters(async () => {
      await hub.post("/v1/room-device/act", { body: { person, pin } });
      this.entered();
    });
  }

  /** Go on with one of which a part is still asked, by a code. */
  byCode(step: string, code: string): Promise<void> {
    return enters(async () => {
      await hub.post("/v1/sign-in/code", { body: { step, code } });
      this.entered();
    });
  }

  /** Go on with one by the first code of an app that was just set up; the recovery codes. */
  bySetUp(step: string, code: string): Promise<readonly string[]> {
    return enters(async () => {
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
