// This file says, of the children who are on a photo, which of them keep it from being sent, and whom it waits for.
import { all } from "../parts/lists";
import type { PhotoChoiceOut } from "../wire/endpoints";

type Choices = readonly PhotoChoiceOut[];

/** Those whose parents allow less than sending it here. */
export function tooFar(choices: Choices, tagged: readonly string[]): PhotoChoiceOut[] {
  return choices.filter((one) => tagged.includes(one.student) && !one.fits);
}

/** Whether photos with these on them stay here: somebody's parents allow less, or it could not be asked what they do. */
export function mayNotGo(choices: Choices | null, tagged: readonly string[]): boolean {
  return choices === null || tooFar(choices, tagged).length > 0;
}

/** Those of whom no parent has said anything yet. */
export function notYet(choices: Choices, tagged: readonly string[]): PhotoChoiceOut[] {
  return choices.filter((one) => tagged.includes(one.student) && one.fits && one.waits);
}

/** Those of whom no parent has said anything either, and whose photo goes at once all the same. */
export function atOnce(choices: Choices, tagged: readonly string[]): PhotoChoiceOut[] {
  return choices.filter((one) => tagged.includes(one.student) && one.fits && one.unsaid && !one.waits);
}

export function listed(choices: Choices): string {
  return all(choices.map((one) => one.name));
}

/** Those it is about, and those who were chosen, before anybody is looked for by name; then whoever is called that. */
export function offered(
  choices: Choices,
  tagged: readonly string[],
  sought: string,
  fold: (name: string) => string,
): PhotoChoiceOut[] {
  const word = fold(sought.trim());
  if (word) return choices.filter((one) => fold(one.name).includes(word));
  const near = choices.filter((one) => one.near || tagged.includes(one.student));
  return near.length ? near : [...choices];
}
