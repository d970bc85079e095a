#!/usr/bin/env bash
# Paraglide JS 2.25.4 with its message format plugin 4.4.4: a plural that lists "one" and "other", as English has them, says
# the message's own key of one million in Spanish, and of 2 in Polish.
#
# One would guess: "other" is the form of all that is not listed, as in ICU MessageFormat, where it has to be there.
# What happens: each form is compared with what Intl.PluralRules answers, "other" as well. Spanish (like French, Italian and
# Portuguese) has "many" for whole millions, Polish has "few" and "many": where no line matches, the reader sees the key,
# without a warning by the compiler. What stands for the rest is "form=*".
# Source: the compiled function of the message; CLDR's plural rules as ECMA-402 has them; this run.
#
# Needs node 20 or newer with npm, and a package index.
set -euo pipefail

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
npm init -y > /dev/null
npm pkg set type=module
npm install --silent --no-audit --no-fund @inlang/paraglide-js@2.25.4 @inlang/plugin-message-format@4.4.4

mkdir -p project.inlang messages
cat > project.inlang/settings.json <<'JSON'
{
  "baseLocale": "en",
  "locales": ["en", "es", "pl"],
  "telemetry": "off",
  "modules": ["./node_modules/@inlang/plugin-message-format/dist/index.js"],
  "plugin.inlang.messageFormat": { "pathPattern": "./messages/{locale}.json" }
}
JSON
for locale in en es pl; do
    cat > "messages/$locale.json" <<JSON
{
  "listed": [{
    "declarations": ["input count", "local form = count: plural"],
    "selectors": ["form"],
    "match": { "form=one": "$locale one", "form=other": "$locale other" }
  }],
  "rest": [{
    "declarations": ["input count", "local form = count: plural"],
    "selectors": ["form"],
    "match": { "form=one": "$locale one", "form=*": "$locale rest" }
  }]
}
JSON
done
npx paraglide-js compile --project ./project.inlang --outdir ./compiled --strategy globalVariable baseLocale --silent

cat > check.mjs <<'JS'
import assert from "node:assert";
import { m } from "./compiled/messages.js";

for (const [locale, count] of [["en", 1_000_000], ["es", 2], ["es", 1_000_000], ["pl", 2]]) {
  const category = new Intl.PluralRules(locale).select(count);
  console.log(locale, count, `(${category}):`, m.listed({ count }, { locale }), "|", m.rest({ count }, { locale }));
}
assert.equal(m.listed({ count: 2 }, { locale: "es" }), "es other");
assert.equal(m.listed({ count: 1_000_000 }, { locale: "es" }), "listed", "a million is said otherwise now");
assert.equal(m.listed({ count: 2 }, { locale: "pl" }), "listed", "two are said otherwise now");
assert.equal(m.rest({ count: 1_000_000 }, { locale: "es" }), "es rest");
console.log("As found: “other” is one form among others, and what no form has is the key.");
JS
node check.mjs
