// This file is what the review queue says and works out: words to change, differences, results. No network.
import { diffWords, diffWordsWithSpace, type Change } from "diff";
import { m } from "../paraglide/messages";
import { since } from "../parts/time";
import type { Held, ReviewedOne, ReviewManyIn } from "../wire/endpoints";
import { WORDS_LENGTH, TEXT_LENGTH, type Item, type Review } from "../wire/frames";

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
      return [needed("text", m.review_words_message(), item.text)];
    case "files":
      return [optional("text", m.review_words_caption(), item.text, TEXT_LENGTH)];
    case "note":
    case "observation":
      return [needed("text", m.review_words_note(), item.text)];
    case "incident":
      return [
        needed("what", m.review_words_what(), item.what),
        optional("action", m.review_words_action(), item.action),
      ];
    case "nap":
    case "meal":
    case "bottle":
    case "diaper":
      return [optional("note", m.review_words_remark(), item.note)];
    default:
      return [];
  }
}

function needed(name: string, label: string, value: string): Words {
  return { name, label, value, length: TEXT_LENGTH, optional: false };
}

function optional(name: string, label: string, value: string | undefined, length = WORDS_LENGTH): Words {
  return { name, label, value: value ?? "", length, optional: true };
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

/** Texts that differ in more words are told apart as a whole, so that no phone stands still. */
const WORDS_CHANGED = 400;

/** What was taken away and what was put in its place, word by word; together they are both texts, to the letter. */
export function difference(before: string, after: string): Part[] {
  const limit = { maxEditLength: WORDS_CHANGED };
  // The first reads better, but overlooks where only spaces were changed.
  for (const differ of [diffWords, diffWordsWithSpace]) {
    const parts = differ(before, after, limit)?.map(part);
    if (!parts) break;
    if (without("new", parts) === before && without("gone", parts) === after) return parts;
  }
  const whole: Part[] = [
    { sort: "gone", text: before },
    { sort: "new", text: after },
  ];
  return whole.filter((one) => one.text !== "");
}

function part({ removed, added, value }: Change): Part {
  return { sort: removed ? "gone" : added ? "new" : "same", text: value };
}

function without(sort: Part["sort"], parts: readonly Part[]): string {
  return parts
    .filter((one) => one.sort !== sort)
    .map((one) => one.text)
    .join("");
}

/** "just now", "waiting for 5 min". */
export function waited(held: Held, now: Date): string {
  const time = since(held.held_at, now);
  return time === m.parts_just_now() ? time : m.review_waiting_for({ time });
}

/** "7 approved. 1 was not: Omar Haddad already declined this." */
export function resultLine(results: readonly Pick<ReviewedOne, "done" | "detail">[]): string {
  const done = results.filter((one) => one.done).length;
  const counts = new Map<string, number>();
  for (const { done, detail } of results)
    if (!done) counts.set(detail ?? "", (counts.get(detail ?? "") ?? 0) + 1);
  const not = [...counts].map(([why, count]) => m.review_approved_not({ count, why }));
  return [done ? m.review_approved_count({ count: done }) : m.review_approved_none(), ...not].join(" ");
}

const NEWS = { approve: m.review_news_approve, return: m.review_news_return, decline: m.review_news_decline };
const SEVERAL = {
  approve: m.review_news_approve_several,
  return: m.review_news_return_several,
  decline: m.review_news_decline_several,
};

/** What another reviewer did a moment ago; names: whose items. */
export function news(by: string, answer: Review["answer"], names: readonly string[]): string {
  const [author = ""] = names;
  return names.length === 1 ? NEWS[answer]({ by, author }) : SEVERAL[answer]({ by, count: names.length });
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
  return list.map(({ id, edited_at }) => ({ id, edited_at }));
}
