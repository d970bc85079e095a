/// <reference lib="webworker" />
// This file runs when the page does not: it shows what was pushed, and opens it.
interface Pushed {
  /** The tag of what is taken off instead of shown. */
  clear?: string;
  title?: string;
  body?: string;
  url?: string;
  tag?: string;
}

const worker = self as unknown as ServiceWorkerGlobalScope;

worker.addEventListener("push", (event) => {
  const pushed = read(event.data);
  if (pushed.clear) {
    event.waitUntil(takeOff(pushed.clear));
    return;
  }
  event.waitUntil(
    worker.registration.showNotification(pushed.title ?? "Roomwire", {
      body: pushed.body ?? "",
      tag: pushed.tag ?? "",
      icon: "/icon-192.png",
      data: { url: pushed.url ?? "/" },
    }),
  );
});

worker.addEventListener("notificationclick", (event) => {
  event.notification.close();
  const { url } = event.notification.data as { url: string };
  event.waitUntil(show(new URL(url, worker.location.origin)));
});

/** It was read on another device. */
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
