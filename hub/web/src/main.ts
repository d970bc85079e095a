// This file starts the page.
import { mount } from "svelte";
import App from "./app/App.svelte";
import "./colors.css";
import "./app.css";
import { session } from "./app/session.svelte";
import { tellBy } from "./parts/time";
import { comeBack } from "./people/identities";

const target = document.getElementById("app");
tellBy("", "");
comeBack();
if (target) mount(App, { target });

window.addEventListener("online", () => session.wake());
window.addEventListener("offline", () => session.drop());
window.addEventListener("storage", ({ key }) => session.changedElsewhere(key));
document.addEventListener("visibilitychange", () => {
  if (document.visibilityState === "visible") session.wake();
  else session.sending.release();
});
void session.start();
navigator.serviceWorker?.addEventListener("message", ({ data }: MessageEvent<{ open?: string }>) => {
  if (data.open?.startsWith("#/")) location.hash = data.open;
});
