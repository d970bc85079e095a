// This file checks what a person reads of what went wrong.
import { afterEach, expect, test } from "vitest";
import { speak } from "../parts/language.svelte";
import { sentenceOf } from "./backoff";
import { ENDED, inWords, Problem } from "./problem";

afterEach(() => speak("en"));

test("what the page says itself it says in its language, and what the hub said stays", () => {
  const refused = new Problem(403, "forbidden", "Only admins may.");
  speak("es");

  expect(inWords(Problem.offline())).toBe("En este momento no hay conexión con el servidor.");
  expect(inWords(new TypeError("x is undefined"))).toBe(
    "Algo salió mal en esta página. Por favor, vuelva a cargarla.",
  );
  expect(sentenceOf(4503)).toContain("vuelva a cargar esta página");
  expect(inWords(refused)).toBe("Only admins may.");
});

test("why somebody was signed out is said to whoever reads it then", () => {
  speak("pl");
  const why = ENDED;
  speak("en");

  expect(why()).toBe("You were signed out: this session has ended. Please sign in again.");
});
