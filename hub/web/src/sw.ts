/// <reference lib="webworker" />
// This file runs when the page does not: it shows what was pushed, and opens it.
interface Shown {
  title?: string;
  body?: string;
  tag?: string;
}

/** notification: what browsers that can show by themselves; the rest is the same for older workers. */
interface Pushed extends Shown {
  /** The tag of what is taken off instead of shown. */
  clear?: string;
  url?: string;
  notification?: Shown & { navigate?: string };
}

/** As push.svelte.ts keeps it; nothing is imported here, for a worker of this kind cannot load it. */
interface Kept {
  id: string;
  endpoint: string;
  person: string;
  key: string;
}

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener("push", (event) => {
  const pushed = read(event.data);
  if (pushed.clear) {
    event.waitUntil(takeOff(pushed.clear));
    return;
  }
  const shown = pushed.notification ?? pushed;
  event.waitUntil(
    worker.registration
      .showNotification(shown.title ?? "Roomwire", {
        body: shown.body ?? "",
        tag: shown.tag ?? "",
        icon: "/icon-192.png",
        data: { url: pushed.notification?.navigate ?? pushed.url ?? "/" },
      })
      .then(heard),
  );
});

worker.addEventListener("pushsubscriptionchange", (event) => {
  event.waitUntil(renew((event as unknown as { newSubscription?: PushSubscription }).newSubscription));
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url: string };
  event.waitUntil(show(new URL(url, worker.location.origin)));
});

/** Within so many milliseconds, for a school whose phones all ring at once; and no more often than once an hour. */
const SPREAD = 10_000;
const AGAIN = 3_600_000;
let said = 0;

/** Let the hub know that this device is in use: it does not fall silent then. Where it cannot, nothing is lost. */
async function heard(): Promise<void> {
  if (Date.now() < said + AGAIN) return;
  said = Date.now();
  await new Promise((wait) => setTimeout(wait, Math.random() * SPREAD));
  await fetch("/v1/devices/heard", { method: "POST" }).catch(() => undefined);
}

/** The browser is reached elsewhere from now on, or not any more: the hub learns of it as whoever turned this on. */
async function renew(given: PushSubscription | null | undefined): Promise<void> {
  const cache = await caches.open("roomwire.push");
  const kept = (await (await cache.match("/push-device"))?.json()) as Kept | undefined;
  if (!kept) return;
  const subscription =
    given ??
    (await worker.registration.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: kept.key,
    }));
  const headers = { "Content-Type": "application/json", "Roomwire-Profile": kept.person };
  const body = JSON.stringify({ provider: "webpush", address: JSON.stringify(subscription) });
  const answer = await fetch("/v1/devices", { method: "POST", headers, body });
  if (!answer.ok) return; // somebody else is signed in here by now, or nobody
  const { id } = (await answer.json()) as { id: string };
  const now = { ...kept, id, endpoint: subscription.endpoint };
  await cache.put("/push-device", new Response(JSON.stringify(now)));
  if (id !== kept.id) await fetch(`/v1/devices/${kept.id}`, { method: "DELETE", headers });
}

/** It was read on another device, or taken back. */
async function takeOff(tag: string): Promise<void> {
  for (const shown of await worker.registration.getNotifications({ tag })) shown.close();
}

/** In the page that is open already, else in a new one; never anywhere but here. */
async function show(url: URL): Promise<void> {
  if (url.origin !== worker.location.origin) return;
  const pages = await worker.clients.matchAll({ type: "window", includeUncontrolled: true });
  const page = pages[0];
  if (!page) {
    await worker.clients.openWindow(url.href);
    return;
  }
  await page.focus();
  page.postMessage({ open: url.hash });
}

function read(data: PushMessageData | null): Pushed {
  try {
    return (data?.json() ?? {}) as Pushed;
  } catch {
    return {};
  }
}
