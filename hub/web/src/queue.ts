// This file is what the review queue says and works out: words to change, differences, results. No network.
import {
  WORDS_LENGTH,
  TEXT_LENGTH,
  type Held,
  type Item,
  type Review,
  type ReviewedOne,
  type ReviewManyIn,
} from "./wire";

/** A field of an item that a reviewer may reword. */
export interface Words {
  name: string;
  label: string;
  value: string;
  length: number;
  optional: boolean;
}

/** What may be reworded of an item; what was measured or chosen stays its author's. */
export function wordsOf(item: Item): Words[] {
  switch (item.type) {
    case "text":
      return [{ name: "text", label: "Message", value: item.text, length: TEXT_LENGTH, optional: false }];
    case "files":
      return [
        { name: "text", label: "Caption", value: item.text ?? "", length: TEXT_LENGTH, optional: true },
      ];
    case "note":
    case "observation":
      return [{ name: "text", label: "Note", value: item.text, length: TEXT_LENGTH, optional: false }];
    case "incident":
      return [
        { name: "what", label: "What happened", value: item.what, length: TEXT_LENGTH, optional: false },
        {
          name: "action",
          label: "What was done about it",
          value: item.action ?? "",
          length: WORDS_LENGTH,
          optional: true,
        },
      ];
    case "nap":
    case "meal":
    case "bottle":
    case "diaper":
      return [
        { name: "note", label: "Remark", value: item.note ?? "", length: WORDS_LENGTH, optional: true },
      ];
    default:
      return [];
  }
}

/** The item in these words; the same one where nothing was changed, null where a word is missing. */
export function reworded(item: Item, words: Readonly<Record<string, string>>): Item | null {
  const fields = wordsOf(item);
  const its = fields.map((one) => [one.name, (words[one.name] ?? one.value).trim()] as const);
  if (fields.some((one, index) => !one.optional && its[index]?.[1] === "")) return null;
  if (fields.every((one, index) => its[index]?.[1] === one.value.trim())) return item;
  return { ...item, ...Object.fromEntries(its) };
}

export interface Part {
  sort: "same" | "gone" | "new";
  text: string;
}

/** Beyond so many comparisons a difference is told as a whole, so that no phone stands still. */
const COMPARED = 250_000;

/** What was taken away and what was put in its place, word by word. */
export function difference(before: string, after: string): Part[] {
  const [one, other] = [tokens(before), tokens(after)];
  if (one.length * other.length > COMPARED) return joined([gone(before), fresh(after)]);
  const common = table(one, other);
  const found: Part[] = [];
  for (let i = 0, j = 0; i < one.length || j < other.length;) {
    if (i < one.length && j < other.length && one[i] === other[j]) {
      found.push({ sort: "same", text: one[i++] ?? "" });
      j++;
    } else if (i < one.length && (j >= other.length || at(common, i + 1, j) >= at(common, i, j + 1))) {
      found.push(gone(one[i++] ?? ""));
    } else found.push(fresh(other[j++] ?? ""));
  }
  return joined(found);
}

const gone = (text: string): Part => ({ sort: "gone", text });
const fresh = (text: string): Part => ({ sort: "new", text });
const tokens = (text: string) => text.split(/(\s+)/).filter((one) => one !== "");
const at = (common: number[][], i: number, j: number) => common[i]?.[j] ?? 0;

/** How many tokens the rests of both have in common, by where they begin. */
function table(one: string[], other: string[]): number[][] {
  const common: number[][] = Array.from({ length: one.length + 1 }, () => []);
  for (let i = one.length - 1; i >= 0; i--)
    for (let j = other.length - 1; j >= 0; j--)
      (common[i] ?? [])[j] =
        one[i] === other[j]
          ? at(common, i + 1, j + 1) + 1
          : Math.max(at(common, i + 1, j), at(common, i, j + 1));
  return common;
}

/** Neighbours of one sort are one part; what is gone stands before what is new. */
function joined(parts: Part[]): Part[] {
  const found: Part[] = [];
  for (const part of parts.filter((one) => one.text !== "")) {
    const last = found.at(-1);
    if (last?.sort === part.sort) last.text += part.text;
    else found.push({ ...part });
  }
  return found;
}

/** "7 approved. 1 was not: Omar Haddad already declined this." */
export function resultLine(results: readonly Pick<ReviewedOne, "done" | "detail">[]): string {
  const done = results.filter((one) => one.done).length;
  const why = new Map<string, number>();
  for (const one of results) if (!one.done) why.set(one.detail ?? "", (why.get(one.detail ?? "") ?? 0) + 1);
  const not = [...why].map(([detail, count]) => `${count} ${count === 1 ? "was" : "were"} not: ${detail}`);
  return [done ? `${done} approved.` : "Nothing was approved.", ...not].join(" ");
}

/** What another reviewer did a moment ago; names: whose items. */
export function news(by: string, answer: Review["answer"], names: readonly string[]): string {
  const did = { approve: "approved", return: "returned", decline: "declined" }[answer];
  const [name] = names;
  return names.length === 1 ? `${by} ${did} what ${name} wrote.` : `${by} ${did} ${names.length} items.`;
}

/** The one to go on with after this one has left the list: the next, else the last. */
export function following<One extends { id: string }>(list: readonly One[], left: string): One | undefined {
  const index = list.findIndex((one) => one.id === left);
  return list[index + 1] ?? list[index - 1];
}

/** What a keystroke asks for; null where it is none of ours. */
export function asked(
  key: string,
): "approve" | "return" | "decline" | "edit" | "undo" | "next" | "before" | null {
  const keys = {
    a: "approve",
    r: "return",
    d: "decline",
    e: "edit",
    u: "undo",
    j: "next",
    k: "before",
    ArrowDown: "next",
    ArrowUp: "before",
  } as const;
  return Object.hasOwn(keys, key) ? keys[key as keyof typeof keys] : null;
}

/** The versions of these that a reviewer has read, as the hub asks for them. */
export function versions(list: readonly Held[]): ReviewManyIn["messages"] {
  // There is at least one: nobody asks for none.
  return list.map(({ id, edited_at }) => ({ id, edited_at })) as ReviewManyIn["messages"];
}
