// This file checks how a list is put into words.
import { afterEach, expect, test } from "vitest";
import { speak } from "./language.svelte";
import { all } from "./lists";

afterEach(() => speak("en"));

test.each([
  ["en", ["", "Mia", "Mia and Leo", "Mia, Leo and Ida"]],
  ["es", ["", "Mia", "Mia y Leo", "Mia, Leo e Ida"]],
  ["pl", ["", "Mia", "Mia i Leo", "Mia, Leo i Ida"]],
])("names are joined as %s joins them", (language, joined) => {
  speak(language);

  expect([[], ["Mia"], ["Mia", "Leo"], ["Mia", "Leo", "Ida"]].map(all)).toEqual(joined);
});
