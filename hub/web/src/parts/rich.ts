// This file takes a message of the catalogs that has marks in it apart, such as "See {#link}Settings{/link}.".
import type { MessagePart } from "../paraglide/runtime";

/** A stretch of text. mark: what it stands within, such as "link"; null for what is plain. */
export interface Run {
  text: string;
  mark: string | null;
}

/** The texts in their order, those within one mark as one; a mark stands within no other. */
export function runs(parts: readonly MessagePart[]): Run[] {
  const found: Run[] = [];
  let mark: string | null = null;
  for (const part of parts) {
    const last = found.at(-1);
    if (part.type === "markup-start") found.push({ text: "", mark: (mark = part.name) });
    else if (part.type === "markup-end") mark = null;
    else if (part.type !== "text") continue;
    else if (last && last.mark === mark) last.text += part.value;
    else found.push({ text: part.value, mark });
  }
  return found;
}
