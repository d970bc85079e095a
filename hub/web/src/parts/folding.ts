// This file makes names and words comparable, for search and for order: the twin of policies/people/folding.py.

/** Small letters that Unicode does not take apart, under what they are written as where there is no key for them. */
const BASES: Record<string, string> = {
  a: "ᶏⱥ",
  aa: "ꜳ",
  ae: "æ",
  ao: "ꜵ",
  au: "ꜷ",
  av: "ꜹꜻ",
  ay: "ꜽ",
  b: "ƀƃɓᵬᶀꞗ",
  c: "ƈȼɕꞓꞔ",
  d: "ðđƌȡɖɗᵭᶁᶑꟈ",
  e: "ɇəɚɛᶒᶓᶕⱸꬴ",
  f: "ƒᵮᶂꞙ",
  g: "ǥɠɣᶃꞡ",
  h: "ħɦⱨꞕ",
  hv: "ƕ",
  i: "ıɨɩᵼᶖ",
  j: "ȷɉɟʄʝ",
  k: "ƙᶄⱪꝁꝃꝅꞣ",
  l: "łƚȴɫɬɭᶅⱡꝇꝉꞎꬷꬸꬹ",
  ll: "ỻ",
  m: "ɱᵯᶆꬺ",
  n: "ŋƞȵɲɳᵰᶇꞑꞥꬻꬼ",
  o: "øɔɵᶗⱺꝋꝍꬿ",
  oe: "œ",
  oo: "ꝏ",
  p: "ƥᵱᵽᶈꝑꝓꝕ",
  q: "ĸɋʠꝗꝙ",
  r: "ɍɼɽɾᵲᵳᶉꞧꭉ",
  s: "ȿʂʃʆᵴᶊᶋᶘꞩꟊ",
  ss: "ß",
  t: "ŧƫƭȶʈᵵⱦ",
  th: "þꝥꝧ",
  tz: "ꜩ",
  u: "ʊᵿᶙꞹꭎꭒ",
  v: "ʋᶌỽⱱⱴꝟ",
  vy: "ꝡ",
  w: "ⱳ",
  x: "ᶍꭖꭗꭘꭙ",
  y: "ƴɏỿꭚ",
  z: "ƶƺȥɀʐʑʒʓᵶᶎᶚⱬ",
  г: "ґғҕӷӻ",
  ж: "җ",
  з: "ҙ",
  и: "ҋ",
  к: "қҝҟӄ",
  л: "ӆԓԡԯ",
  м: "ӎ",
  н: "ңӈӊԣԩ",
  о: "ө",
  п: "ҧԥ",
  р: "ҏ",
  с: "ҫ",
  т: "ҭꚋ",
  х: "ҳӽӿ",
  ч: "ҷҹ",
  ы: "ꙑ",
  ѡ: "ѽ",
  ү: "ұ",
  һ: "ԧ",
  ҽ: "ҿ",
  σ: "ς",
  ي: "ىی",
  ه: "ة",
  ك: "ک",
};

const BASE = new Map(
  Object.entries(BASES).flatMap(([base, letters]) => [...letters].map((one) => [one, base] as const)),
);

const LETTER = new RegExp(`[${Object.values(BASES).join("")}]`, "gu");
const APOSTROPHE = /[’‘ʼʻʾʿ`´′ʹ‛·]/gu;
const HYPHEN = /[‐‑‒–−]/gu;
const KATAKANA = /[\u30a1-\u30f6]/gu;

/** Accents, the points of Hebrew and Arabic, and what nobody sees. Vowels of other scripts stay. */
const DROPPED =
  /[\u0300-\u036f\u0483-\u0489\u0591-\u05bd\u05bf\u05c1\u05c2\u05c4\u05c5\u05c7\u0610-\u061a\u0640\u064b-\u065f\u0670\u06d6-\u06dc\u06df-\u06e4\u06e7\u06e8\u06ea-\u06ed\u0711\u0730-\u074a\u1ab0-\u1aff\u1dc0-\u1dff\u20d0-\u20f0\ufe00-\ufe0f\ufe20-\ufe2f\u00ad\u061c\u200b-\u200f\u202a-\u202e\u2060-\u2069\ufeff]/gu;

/** Letters of scripts without spaces, and of Korean, whose particles hang on to names. */
const RUN =
  "\\u0e00-\\u0eff\\u1000-\\u109f\\u1100-\\u11ff\\u1780-\\u17d3\\u3005\\u3040-\\u30ff\\u3400-\\u9fff\\uac00-\\ud7a3\\u{20000}-\\u{3ffff}";
const IN_RUN = new RegExp(`^[${RUN}]`, "u");
const WORD = new RegExp(
  `[${RUN}]+|(?:(?![${RUN}])[\\p{L}\\p{N}\\u0900-\\u0963\\u0966-\\u0dff\\u0f00-\\u0fff\\ua8e0-\\ua8ff])+`,
  "gu",
);
/** An apostrophe or a hyphen within a word, but for that of a possessive. */
const JOINT = /([\p{L}\p{N}])['-](?=[\p{L}\p{N}])(?!s(?![\p{L}\p{N}]))/gu;

/** A text without case, accents, widths and what looks alike: "Łukasz" and "ŁUKASZ" are "lukasz". */
export function fold(text: string): string {
  return oneMark(oneMark(text).normalize("NFKD").replace(DROPPED, "").toLowerCase().normalize("NFC"))
    .replace(LETTER, (one) => BASE.get(one) ?? one)
    .replace(KATAKANA, (one) => String.fromCharCode(one.charCodeAt(0) - 0x60));
}

function oneMark(text: string): string {
  return text.replace(APOSTROPHE, "'").replace(HYPHEN, "-");
}

/** The words of a text, folded; apostrophes and hyphens part them: "Léo’s" is leo and s. */
export function wordsOf(text: string): string[] {
  return fold(text).match(WORD) ?? [];
}

/** The same with what apostrophes and hyphens part put together: "O’Brien" is obrien. */
function joinedOf(text: string): string[] {
  return fold(text).replace(JOINT, "$1").match(WORD) ?? [];
}

/** Texts whose words are remembered at the most: those of a few of the longest lists. */
const REMEMBERED = 10_000;

const remembered = new Map<string, readonly string[]>();

/** What somebody looked through is nothing to who comes next on the device. */
export function forgetFolded(): void {
  remembered.clear();
}

/** The words of a text both ways: a list is looked through with each letter, and folding costs most of that. */
function bothWays(text: string): readonly string[] {
  const before = remembered.get(text);
  if (before) return before;
  if (remembered.size >= REMEMBERED) remembered.clear();
  const its = [...wordsOf(text), ...joinedOf(text)];
  remembered.set(text, its);
  return its;
}

/** What is looked for, read once: whether every word of it begins a word of a text; no words are in every text. */
export function seeker(wanted: string): (text: string) => boolean {
  const ways = [wordsOf(wanted), joinedOf(wanted)];
  return (text) => {
    const its = bothWays(text);
    return ways.some((words) => words.every((word) => its.some((one) => holds(one, word))));
  };
}

/** Of a script without spaces a word is found within what stands together. */
function holds(one: string, word: string): boolean {
  return one.startsWith(word) || (IN_RUN.test(word) && one.includes(word));
}

/** In the order of what they are called. */
export function byName(one: string, other: string): number {
  const [first, second] = [fold(one), fold(other)];
  return first < second ? -1 : first > second ? 1 : 0;
}
