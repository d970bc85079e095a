// This file lets this browser be alerted when nobody looks at the page.
import { storage } from "../parts/storage";
import { hub, orNothing } from "../wire/api";

type State = "unknown" | "absent" | "off" | "on" | "denied";

const DEVICE = "roomwire.push";
const OF = "roomwire.push.of";

/** Whom a device rings for: the account that is signed in, and the profile it was switched on in. */
interface Who {
  email: string;
  person: string;
}

/** What the service worker needs where the browser is to be reached elsewhere: which device, whose, by which key. */
interface Kept {
  id: string;
  endpoint: string;
  person: string;
  key: string;
}

const [CACHE, KEPT] = ["roomwire.push", "/push-device"];

async function kept(): Promise<Kept | null> {
  const found = await (await caches.open(CACHE)).match(KEPT);
  return found ? ((await found.json()) as Kept) : null;
}

async function keep(now: Kept): Promise<void> {
  await (await caches.open(CACHE)).put(KEPT, new Response(JSON.stringify(now)));
}

const pushKey = () => orNothing(hub.get("/v1/push-key"));
const removeDevice = (id: string) => hub.delete("/v1/devices/{id}", { params: { path: { id } } });

export class Push {
  /** absent: the hub or this browser cannot; denied: the person said no to the browser. */
  state = $state<State>("unknown");
  private key = "";

  async look(): Promise<void> {
    const found = await pushKey().catch(() => null);
    if (!found || !("serviceWorker" in navigator) || !("PushManager" in window)) {
      this.state = "absent";
      return;
    }
    this.key = found.key;
    const subscription = await (
      await navigator.serviceWorker.getRegistration()
    )?.pushManager.getSubscription();
    if (Notification.permission === "denied") this.state = "denied";
    else this.state = subscription && storage.getItem(DEVICE) ? "on" : "off";
  }

  /**
   * Say that this browser is there: a device belongs to a sign-in, and after another one it is silent until it does.
   * Who else signs in here is not alerted before they ask for it.
   */
  async renew(me: Who): Promise<void> {
    if (!storage.getItem(DEVICE)) return;
    const [email, person] = (storage.getItem(OF) ?? `${me.email} ${me.person}`).split(" ");
    if (email !== me.email) return this.forget();
    if (person === me.person) await this.register(me);
  }

  /** Tell the hub where this browser is reached; the service worker tells it by itself where that changes. */
  private async register(me: Who): Promise<void> {
    const worker = await navigator.serviceWorker?.getRegistration();
    const subscription = await worker?.pushManager.getSubscription();
    if (!subscription) return;
    const before = await kept();
    const { id } = await hub.post("/v1/devices", {
      body: { provider: "webpush", address: JSON.stringify(subscription) },
    });
    const key = this.key || before?.key || (await pushKey())?.key || "";
    await keep({ id, endpoint: subscription.endpoint, person: me.person, key });
    storage.setItem(DEVICE, id);
    storage.setItem(OF, `${me.email} ${me.person}`);
    if (before && before.id !== id) await removeDevice(before.id).catch(() => undefined);
  }

  private async forget(): Promise<void> {
    storage.removeItem(DEVICE);
    storage.removeItem(OF);
    await caches.delete(CACHE);
  }

  async turnOn(me: Who): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") {
      this.state = Notification.permission === "denied" ? "denied" : "off";
      return;
    }
    await navigator.serviceWorker.register("/sw.js");
    const worker = await navigator.serviceWorker.ready;
    await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: this.key,
    });
    await this.register(me);
    this.state = "on";
  }

  async turnOff(): Promise<void> {
    const id = storage.getItem(DEVICE);
    if (!id) return;
    const removed = removeDevice((await kept())?.id ?? id);
    removed.catch(() => undefined);
    await this.forget();
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
    this.state = "off";
    await removed;
  }
}
