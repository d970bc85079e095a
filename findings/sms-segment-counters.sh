#!/usr/bin/env bash
# sms-length 0.2.2, sms-counter 1.0.0, split-sms 0.1.7 and sms-segments-calculator 1.3.0 (Twilio's): four packages that
# count the segments of a text, which is what it costs, do not agree on prices in euros and on lists in brackets.
#
# One would guess: how many segments a text takes is settled by the alphabet and the two lengths, 160 and 153, so that
# packages made for nothing else say the same.
# What happens: € [ ] { } \ ~ | ^ take two septets, of which the first is an escape, and a segment does not end between
# them. Twilio's package and split-sms leave the last septet of a segment empty then. sms-length adds all septets up and
# divides by 153: of 305 septets with a € across the boundary it says two segments, and three are sent and paid.
# sms-counter besides counts such a sign as one septet: a price list of 153 signs is one segment to it, and two to
# the others; "[" and 159 letters are one to it, and two to the others.
# Source: 3GPP TS 23.038, 6.2.1.1 (two septets for a sign of the extension table) and TS 23.040, 9.2.3.24.1 (how a text
# is split); this run.
#
# Needs node (checked as 20) with npm, and a package index.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm install --silent --no-audit --no-fund --ignore-scripts \
    sms-segments-calculator@1.3.0 split-sms@0.1.7 sms-length@0.2.2 sms-counter@1.0.0

cat > count.cjs <<'NODE'
const assert = require("node:assert");
const { SegmentedMessage } = require("sms-segments-calculator");
const { split } = require("split-sms");
const smsLength = require("sms-length");
const smsCounter = require("sms-counter").default;

const texts = {
  "160 letters": ["a".repeat(160), [1, 1, 1, 1]],
  "161 letters": ["a".repeat(161), [2, 2, 2, 2]],
  "a euro across the boundary": ["a".repeat(152) + "€" + "a".repeat(152), [3, 3, 2, 2]],
  "a bracket and 159 letters": ["[" + "a".repeat(159), [2, 2, 2, 1]],
  "a letter and 152 euros": ["x" + "€".repeat(152), [2, 2, 2, 1]],
};
console.log("segments by".padEnd(28), "Twilio's  split-sms  sms-length  sms-counter");
for (const [name, [text, found]] of Object.entries(texts)) {
  const counts = [
    new SegmentedMessage(text, "auto").segmentsCount, split(text).parts.length,
    smsLength.count(text).messages, smsCounter.count(text).messages,
  ];
  console.log(name.padEnd(28), counts.map((one) => String(one).padEnd(10)).join(" "));
  assert.deepStrictEqual(counts, found, `${name} is counted otherwise now`);
}
const parts = split(texts["a euro across the boundary"][0]).parts.map((part) => part.length);
console.log("split-sms ends the first of", parts.length, "segments one septet early:", parts.join(", "));
assert.deepStrictEqual(parts, [152, 152, 1]);
console.log("As found: what a text costs depends on which package was asked.");
NODE
node count.cjs
