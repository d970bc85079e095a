"""One folding for names everywhere: nothing else in the project compares them."""

import re
from pathlib import Path

HUB = Path(__file__).parents[1]
SECOND = re.compile(r"normalize\(\s*\"NFK?D\"|\.normalize\(\"NFK?D\"\)")
OTHERWISE = {
    "policies/people/folding.py": "names",
    "hub/web/src/parts/folding.ts": "names, on the page",
    "policies/inbound/stopping.py": "the words of STOP",
    "policies/inbound/tapbacks.py": "the words of phones, and what they quote",
    "policies/inbound/choosing.py": "a name that is shown, in letters of a text",
    "hub/inbound/email/phone_lines.py": "the words of mail programs",
}
"""Who takes letters apart, and what: nothing but what stands first compares names."""


def test_names_are_folded_in_one_place_of_the_hub_and_in_one_of_the_page() -> None:
    sources = [*HUB.glob("policies/**/*.py"), *HUB.glob("hub/**/*.py"), *HUB.glob("notifiers/**/*.py"),
               *HUB.glob("channels/**/*.py"), *HUB.glob("hub/web/src/**/*.ts"),
               *HUB.glob("hub/web/src/**/*.svelte")]  # fmt: skip
    found = {str(one.relative_to(HUB)) for one in sources if SECOND.search(one.read_text(encoding="utf-8"))}

    assert found == OTHERWISE.keys()
