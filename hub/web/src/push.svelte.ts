// This file lets this browser be alerted when nobody looks at the page.
import * as api from "./api";
import { storage } from "./storage";

type State = "unknown" | "absent" | "off" | "on" | "denied";

const DEVICE = "roomwire.push";

export class Push {
  /** absent: the hub or this browser cannot; denied: the person said no to the browser. */
  state = $state<State>("unknown");
  private key = "";

  async look(): Promise<void> {
    const found = await api.pushKey().catch(() => null);
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

  async turnOn(): Promise<void> {
    if ((await Notification.requestPermission()) !== "granted") {
      this.state = Notification.permission === "denied" ? "denied" : "off";
      return;
    }
    await navigator.serviceWorker.register("/sw.js");
    const worker = await navigator.serviceWorker.ready;
    const subscription = await worker.pushManager.subscribe({
      userVisibleOnly: true,
      applicationServerKey: this.key,
    });
    const device = await api.addDevice(JSON.stringify(subscription));
    storage.setItem(DEVICE, device.id);
    this.state = "on";
  }

  async turnOff(): Promise<void> {
    const id = storage.getItem(DEVICE);
    if (!id) return;
    await api.removeDevice(id);
    storage.removeItem(DEVICE);
    const worker = await navigator.serviceWorker.getRegistration();
    await (await worker?.pushManager.getSubscription())?.unsubscribe();
    this.state = "off";
  }
}
