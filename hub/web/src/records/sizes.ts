// This file says how large a file is, and what of it this page takes.
import { m } from "../paraglide/messages";

export const LARGEST_BYTES = 20 * 1024 * 1024;
export const MOST_FILES = 10;

/** What the system offers to choose; the hub itself decides what it takes. */
export const ACCEPT =
  "image/jpeg,image/png,image/webp,image/gif,application/pdf,text/plain,.csv,.docx,.xlsx,.pptx,.odt,.ods,.odp";

/** “640 KB”, “2.1 MB”. */
export function sizeOf(bytes: number): string {
  if (bytes < 1_000) return m.records_bytes({ count: bytes });
  const kb = Math.round(bytes / 1_000);
  if (kb < 1_000) return m.records_kilobytes({ count: kb });
  return m.records_megabytes({ count: (bytes / 1_000_000).toFixed(bytes < 10_000_000 ? 1 : 0) });
}
