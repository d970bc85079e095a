// This file is what the screens ask of the hub about photos and files.
import * as api from "./api";
import type { Attached } from "./wire";

export const bring = api.bring;
export const dropFile = api.dropFile;
export const file = api.file;

/** Save a file on this device, under its name. */
export async function save(its: Attached): Promise<void> {
  const url = URL.createObjectURL(await api.file(its.id, false));
  const link = document.createElement("a");
  link.href = url;
  link.download = its.name ?? "";
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // some browsers read it only later
}
