#!/usr/bin/env bash
# typst 0.15.2 (the Python wheel): compile() gives back bytes, and keeps what it worked out for them as long as the process lives.
#
# One would guess: a function from bytes to bytes leaves nothing behind once its result is let go, and what is remembered to
# be quicker is bounded, as the program `typst watch` bounds it.
# What happens: each document of 120 pages that was not set before leaves some 30 MB in the process. It does not go with the
# result, not with a round of the garbage collector, and not with a dozen small documents set after it; nothing in the
# module's interface lets it go. Only the end of the process does.
# Source: github.com/messense/typst-py/issues/104 (open: the memoization of comemo is never evicted); this run.
#
# Needs python3 (checked as 3.11) with venv on Linux, and a package index.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check typst==0.15.2

env/bin/python - <<'PYTHON'
import gc
from importlib.metadata import version
from pathlib import Path

import typst


def resident_mb():
    return int(Path("/proc/self/statm").read_text().split()[1]) * 4096 // 1_000_000


def pages(which):
    return "\n".join(f"#pagebreak(weak: true)\n= Page {page} of {which}\n#lorem(200)" for page in range(120)).encode()


print("typst", version("typst"))
typst.compile(pages("the first"), format="pdf")
begin = resident_mb()
for which in range(8):
    typst.compile(pages(which), format="pdf")
gc.collect()
after = resident_mb()
for _ in range(12):
    typst.compile(b"= Small", format="pdf")
gc.collect()
later = resident_mb()
print(f"{begin} MB after a first document, {after} MB after eight more, {later} MB after twelve small ones")
assert after - begin > 80, "what was worked out is let go now"
assert later > after - 20, "small documents push out what is old now"
assert not {"evict", "clear", "reset"} & {name.lower() for name in dir(typst)}, "it can be told to let go now"
print("As found: each new document stays in memory until the process ends.")
PYTHON
