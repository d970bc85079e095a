// This file proves the page's side of the protocol: whatever happens on the way, in the end all is there.
import fc from "fast-check";
import { expect, it } from "vitest";
import { ANA, FAMILY, ROSA } from "../testing/cast";
import type { Bug } from "../testing/hub";
import type { Fault } from "../testing/phone";
import { PLACES, Story } from "../testing/story";

const FAULTS: Fault[] = ["refused", "lost", "unheard", "silent", "unavailable", "broken off", "portal"];

/** What may happen, in words. The number says to what, or how. */
const STEPS: Record<string, (story: Story, which: number) => unknown> = {
  "Ana writes": (story, which) => story.writes(pick(PLACES, which)),
  "Rosa writes": (story, which) => story.said(pick(PLACES, which), ROSA),
  "Ana writes on her tablet": (story, which) => story.said(pick(PLACES, which), ANA),
  "a moment passes": ({ phone }, which) => phone.passes(pick([1, 21, 45, 200], which)),
  "time passes": ({ phone }, which) => phone.passes(pick([1_000, 5_000, 13_000, 31_000], which)),
  "the connection breaks": ({ phone }, which) => phone.wires.at(-1)?.breaks(which % 3, which / 3, 1006),
  "the connection dies unnoticed": (story, which) => story.dies(which % 3),
  "the connection stands still": ({ phone }) => phone.wires.at(-1)?.stands(),
  "the connection goes on": ({ phone }) => phone.goesOn(),
  "the hub hangs up": ({ hub }, which) => hub.hangUp(pick([1001, 1011, 4001, 4002, 4004, 4005], which)),
  "the hub sends the page away": ({ hub }, which) => hub.hangUp(pick([4500, 4502, 4503], which)),
  "the hub restarts": ({ hub }, which) => hub.restarts(pick([0, 300, 4_000], which)),
  "the hub is brought back to an earlier day": (story, which) => story.restored(which % 4),
  "the session ends": ({ hub }) => hub.hangUp(4501),
  "Ana signs in": (story) => story.signsIn(),
  "the next post is refused": ({ hub }) => hub.judgements.push("never"),
  "the next post has to wait": ({ hub }) => hub.judgements.push("later"),
  "frames come one by one, or together": ({ phone }, which) => (phone.joined = which % 2 === 0),
  "events come late, or not": ({ phone }, which) => (phone.eventsLate = which % 2 === 0),
  "the page is opened anew": ({ phone }) => phone.reload(),
  "the phone sleeps": (story, which) => story.sleeps(pick([9, 60, 3_600], which)),
  "Ana looks at her phone": ({ session }) => session.wake(),
  "the school gives time to take back, or none": (story, which) => story.givesTime(pick([0, 5, 60], which)),
  "Ana takes back what she wrote": (story) => story.takesBack(),
  "somebody takes back what was sent": (story, which) => story.withdrawn(pick(PLACES, which), which % 3),
  "Ana puts her phone away": ({ session }) => session.sending.release(),
  "the network says that it is gone": ({ session }) => session.drop(),
  "Ana opens a conversation": ({ phone }, which) => (phone.looksAt = pick([...PLACES, null], which)),
  "Ana scrolls up": ({ phone }) => phone.open(true),
  "Ana reads": ({ session, phone }) => void session.read(phone.looksAt ?? FAMILY),
  "Ana reads on her tablet": (story, which) => story.reads(pick(PLACES, which), which % 3),
  "Ana leaves a room, or comes back": ({ hub }, which) => hub.moved(pick(PLACES, which)),
  "sockets get through, or not": ({ phone }, which) =>
    (phone.sockets = pick(["open", "refused", "silent"] as const, which)),
  "answers over HTTP stay away": ({ phone }) => (phone.answersWait = true),
  "newer answers overtake them": ({ phone }) => (phone.answersWait = false),
  "answers over HTTP come": ({ phone }, which) => phone.answersCome(pick(["first", "last"] as const, which)),
  "a question over HTTP fails": ({ phone }, which) => phone.faults.push(pick(FAULTS, which)),
  "the network is gone, or back": ({ phone }) => (phone.gone = !phone.gone),
  "messages wait for an admin, or not": ({ hub }) => (hub.holds = !hub.holds),
  "Ines decides": ({ hub }, which) => hub.decided(pick(["approve", "decline"] as const, which)),
  "the hub repeats itself, or not": ({ hub }) => (hub.repeats = !hub.repeats),
  "something else happens": ({ hub }) => hub.sung(),
  "Ana tries again": (story) => story.triesAgain(),
};

/** What a story may claim on its way. */
const CLAIMS: Record<string, (story: Story) => void> = {
  "the page is connected": ({ session }) => expect(session.link).toBe("live"),
  "Ana has been told everything": ({ session, hub }) => expect(session.inbox.cursor).toBe(hub.head()),
};

type Step = [name: string, which: number];

/** What happens in every story, and how often. */
const USUAL = [
  ...Array<string>(8).fill("a moment passes"),
  ...Array<string>(4).fill("time passes"),
  ...Array<string>(4).fill("Ana writes"),
  ...Array<string>(3).fill("Rosa writes"),
  "the connection breaks",
];

/** Stories that are about a few things besides, so that these meet. */
function stories(about: fc.Arbitrary<string[]>): fc.Arbitrary<Step[]> {
  const steps = fc.array(fc.tuple(fc.nat(), fc.nat(11)), { maxLength: 70, size: "max" });
  return fc.tuple(about, steps).map(([names, some]) => {
    const all = [...USUAL, ...names, ...names, ...names];
    return some.map(([name, which]) => [pick(all, name), which]);
  });
}

/** "Ana writes 1 · time passes" as steps. */
function read(words: string): Step[] {
  return words.split(" · ").map((one) => {
    const [, name = "", which] = /^(.*?)(?: (\d+))?$/.exec(one) ?? [];
    if (!(name in STEPS || name in CLAIMS)) throw new Error(`Nothing is called “${name}”.`);
    return [name, Number(which ?? 0)];
  });
}

async function told(steps: readonly Step[], bug: Bug | null = null): Promise<void> {
  const one = new Story(bug);
  try {
    for (const [name, which] of steps) {
      await (STEPS[name] ?? CLAIMS[name])?.(one, which);
      await one.phone.passes(0);
    }
    await one.heals();
    one.ends();
  } finally {
    one.phone.off();
  }
}

/** For other stories, or more of them: VITE_SEED=7 VITE_RUNS=3000 npm test. */
const RUNS = Number(import.meta.env["VITE_RUNS"] ?? 200);
const SEED = Number(import.meta.env["VITE_SEED"] ?? 2026);

it("whatever happens on the way, everything is there in the end, in order and once", async () => {
  const any = stories(fc.subarray(Object.keys(STEPS), { minLength: 1, maxLength: 9 }));
  await fc.assert(
    fc.asyncProperty(any, (steps) => told(steps)),
    { numRuns: RUNS, seed: SEED },
  );
}, 60_000);

it.each<[string, string]>([
  ["what Ana has written herself does not wait for her to read it", "time passes · Ana writes"],
  [
    "the page rests while it loads everything anew",
    "time passes · Ana writes · the hub is brought back to an earlier day",
  ],
  ["an answer that breaks off is asked for again", "a question over HTTP fails 5 · time passes"],
  [
    "that the session has ended does not refuse what was written",
    "sockets get through, or not 1 · time passes 3 · Ana writes · the session ends",
  ],
  [
    "a page that polls rests while there is no network",
    "sockets get through, or not 1 · time passes 3 · the network is gone, or back · Ana writes · time passes",
  ],
  [
    "an answer that overtakes an event does not hide it",
    "events come late, or not · time passes · Rosa writes · Ana writes" +
      " · a moment passes 2 · the connection breaks",
  ],
  [
    "a page that polls is connected again as soon as the hub answers",
    "sockets get through, or not 1 · time passes 3 · a question over HTTP fails · Rosa writes" +
      " · time passes 1 · the page is connected",
  ],
  [
    "a page that polls does not wait for ever for an answer",
    "sockets get through, or not 1 · time passes 3 · a question over HTTP fails 3 · Rosa writes" +
      " · time passes · Rosa writes · time passes 3 · time passes 2 · Ana has been told everything",
  ],
  [
    "the queue of what waits for approval is asked for until it can be had",
    "messages wait for an admin, or not · time passes · Ana writes" +
      " · the network is gone, or back · time passes",
  ],
  [
    "the lists are asked for until they can be had",
    "time passes · Ana leaves a room, or comes back · time passes · a question over HTTP fails" +
      " · Ana leaves a room, or comes back · time passes",
  ],
  [
    "the queue of who is in no room any more is empty",
    "messages wait for an admin, or not · time passes · Ana writes · time passes" +
      " · Ana leaves a room, or comes back 1 · time passes · Ana leaves a room, or comes back · time passes",
  ],
  [
    "a phone that slept finds out that its connection has died, also where Ana is in no room",
    "Ana leaves a room, or comes back · Ana leaves a room, or comes back 1 · time passes" +
      " · the connection dies unnoticed · Ana leaves a room, or comes back",
  ],
  [
    "a second try to connect does not undo the first",
    "time passes · the connection breaks · a question over HTTP fails 1" +
      " · Ana looks at her phone · Ana looks at her phone · time passes",
  ],
  [
    "what is said while a conversation is being opened is shown",
    "time passes · answers over HTTP stay away · Ana opens a conversation · a moment passes 3" +
      " · Rosa writes · a moment passes 3 · answers over HTTP come",
  ],
  [
    "a page of a thread that was left and opened again leaves no gap in it",
    `time passes${" · Rosa writes".repeat(16)} · Ana opens a conversation · time passes · Ana scrolls up` +
      " · time passes · answers over HTTP stay away · Ana scrolls up · a moment passes 3" +
      " · newer answers overtake them · Ana leaves a room, or comes back · time passes" +
      " · Ana leaves a room, or comes back · time passes · answers over HTTP come",
  ],
  [
    "what is said while a conversation comes back is counted",
    "time passes · Ana leaves a room, or comes back · time passes · answers over HTTP stay away" +
      " · Ana leaves a room, or comes back · a moment passes 3 · Rosa writes · a moment passes 3" +
      " · answers over HTTP come",
  ],
  [
    "lists that were asked for before everything was loaded anew are not taken",
    "time passes · answers over HTTP stay away · Ana leaves a room, or comes back · a moment passes 3" +
      " · newer answers overtake them · the hub is brought back to an earlier day 1 · time passes",
  ],
  [
    "signing in twice makes one connection",
    "time passes · Ana writes · the session ends · time passes" +
      " · Ana signs in · a moment passes 1 · Ana signs in",
  ],
])("%s", (_sentence, words) => told(read(words)));

it.each<[Bug, string]>([
  ["forgets which messages it has", "the connection breaks"],
  ["forgets an event on resume", "the connection breaks"],
  ["says too early that all was sent", "the connection breaks"],
  ["gives a repeated message another id", "the hub repeats itself, or not"],
  ["acknowledges what it does not store", "the next post has to wait"],
])(
  "a hub that %s is noticed",
  async (bug, name) => {
    const steps = stories(fc.constant([name, "the connection breaks", "Ana opens a conversation"]));
    const checked = await fc.check(
      fc.asyncProperty(steps, (some) => told(some, bug)),
      { numRuns: RUNS, seed: SEED, endOnFailure: true },
    );

    expect(checked.failed).toBe(true);
  },
  60_000,
);

it("a hub that takes no page in is left some peace", async () => {
  await expect(told([], "takes no page in")).rejects.toThrow(/deeply equal .*'live'/);
});

it("a hub whose older messages are the newest again is not asked for ever", async () => {
  await expect(told([], "gives the newest messages again")).rejects.toThrow(/has everything/);
});

function pick<One>(from: readonly One[], which: number): One {
  return from[which % from.length] as One;
}
