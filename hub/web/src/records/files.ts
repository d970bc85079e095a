// This file is what the screens ask of the hub about photos and files.
import * as api from "../wire/api";
import type { Attached } from "../wire/frames";

export const bring = api.bring;
export const dropFile = (id: string) => api.hub.delete("/v1/files/{id}", { params: { path: { id } } });
export const file = api.file;

/** Save a file on this device, under its name. */
export async function save(its: Attached): Promise<void> {
  keep(await api.file(its.id, false), its.name ?? "");
}

/** Save what was asked for on this device. */
export function keep(blob: Blob, name: string): void {
  const url = URL.createObjectURL(blob);
  const link = document.createElement("a");
  link.href = url;
  link.download = name;
  link.click();
  setTimeout(() => URL.revokeObjectURL(url), 60_000); // some browsers read it only later
}
