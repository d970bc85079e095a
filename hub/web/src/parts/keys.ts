// This file tells what is a key and what only ends the composing of a letter.

/**
 * Whether a key belongs to a composition, as Japanese, Chinese and Korean are written: its Enter chooses a word.
 *
 * Safari ends a composition before the Enter that ended it, and tells so by a key code of 229 alone.
 */
export function composes(event: Pick<KeyboardEvent, "isComposing" | "keyCode">): boolean {
  return event.isComposing || event.keyCode === 229;
}

/**
 * Whether what is pasted is words with a picture of them beside, as Word and Excel put it: then the words are meant.
 *
 * A file that was copied brings its name as plain words too, but never as a page.
 */
export function areWords(data: Pick<DataTransfer, "types" | "getData">): boolean {
  return data.types.includes("text/html") && data.getData("text/plain").trim() !== "";
}
