#!/usr/bin/env bash
# Babel 2.19.0: reading a .po file with abort_invalid=True, plural forms that are missing become empty strings, and a
# message that stands twice is one: nothing is said of either.
#
# One would guess: abort_invalid=True refuses a catalog in which a plural has fewer msgstr[n] than its header announces, or
# the same msgid twice with two translations, as GNU msgfmt does ("duplicate message definition").
# What happens: the Polish plural with one form of three is ('…', '', ''), so what is said of two or five children is
# nothing at all; of "Room" the first translation stays, the second is dropped. Who relies on the reader to find gaps has to
# count forms and entries themselves (PoFileParser counts what it has read in `counter`).
# Source: babel/messages/pofile.py of 2.19.0, PoFileParser; gettext manual, "Invoking msgfmt"; this run.
#
# Needs python3 (checked as 3.11) with venv, and a package index.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check babel==2.19.0

cat > pl.po <<'PO'
msgid ""
msgstr ""
"Language: pl\n"
"Plural-Forms: nplurals=3; plural=(n==1 ? 0 : n%10>=2 && n%10<=4 && (n%100<12 || n%100>14) ? 1 : 2);\n"
"Content-Type: text/plain; charset=utf-8\n"

msgid "{count} child"
msgid_plural "{count} children"
msgstr[0] "{count} dziecko"

msgid "Room"
msgstr "Sala"

msgid "Room"
msgstr "Pokój"
PO

env/bin/python - <<'PYTHON'
from importlib.metadata import version

from babel.messages.pofile import read_po

with open("pl.po", "rb") as file:
    catalog = read_po(file, locale="pl", abort_invalid=True)
forms, room = catalog.get("{count} child").string, catalog.get("Room").string
print("Babel", version("babel"), "read", len(catalog), "messages of three")
print("forms:", forms)
print("Room:", room)
assert forms == ("{count} dziecko", "", ""), "missing forms are told otherwise now"
assert (len(catalog), room) == (2, "Sala"), "messages that stand twice are told otherwise now"
print("As found: both gaps are silent.")
PYTHON
