"""
What a letter costs in the filter of a long list: python -m benchmarks.filtering --people 1060

A hub on a fresh SQLite file with one center of so many parents and its staff of 40, and a real Chromium. An admin
opens each list of people and types a name in its filter, letter by letter, and takes it away again. Told is for
each list how many rows are rendered, and how long it took from a key to the end of the next frame, median and
longest, in ms. --slow 4 has the browser run four times slower, as a phone of some years does.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
from dataclasses import dataclass
from pathlib import Path

from playwright.async_api import Page

from benchmarks.rosters import center_of
from hub.actions.people import accounts
from hub.actions.people.passwords import kept
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schools import list_schools
from tests.hub.people.test_roster import imported
from tests.hub.running import running
from tests.servers import free_port
from tests.web.browser import DESKTOP, browser, signed_in

ADMIN = "s0-t0@bench.example"

CLOCK = """
window.took = [];
addEventListener("keydown", () => {
  const began = performance.now();
  requestAnimationFrame(() => {
    const after = new MessageChannel();
    after.port1.onmessage = () => window.took.push(performance.now() - began);
    after.port2.postMessage(0);
  });
}, true);
"""
"""From the key to once the frame that it changed has been laid out and painted."""

PAINTED = """many => new Promise(done => {
  const look = () => window.took.length < many ? setTimeout(look, 5) : done();
  look();
})"""
"""Until so many keys were seen to their end."""


@dataclass(frozen=True, slots=True)
class Place:
    """A list of people, where it is, and the name that is typed."""

    name: str
    path: str
    rows: str
    typed: str


PLACES = (
    Place("Invitations", "#/invitations", "ul[aria-label=Invitations] > li", "g123"),
    Place("Children", "#/children", "ul[aria-label=Children] > li", "c123"),
    Place("Messages", "#/", "ul[aria-label=Conversations] > li", "c123"),
)


async def typed(page: Page, place: Place, url: str) -> str:
    """A sentence about one list."""
    await page.goto(f"{url}/{place.path}")
    search = page.get_by_role("searchbox").first
    await search.wait_for()
    await page.locator(place.rows).nth(5).wait_for()
    rows = await page.locator(place.rows).count()
    await search.focus()
    for number, key in enumerate([*place.typed, *["Backspace"] * len(place.typed)], 1):
        await page.keyboard.press(key)
        await page.evaluate(PAINTED, number)
    took = sorted(await page.evaluate("window.took"))
    await page.evaluate("window.took = []")
    return f"{place.name}: {rows} rows, median {statistics.median(took):.0f}, longest {took[-1]:.0f} ms"


async def measured(people: int, slow: float) -> list[str]:
    """A sentence for each list."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code, said = await imported(folder, center_of(folder / "center.zip", people))
        assert code == 0, said
        env = {"ROOMWIRE_WORKER": "0", "ROOMWIRE_SECRET": "benchmark-" * 4}
        async with running(folder, env, demo=False, port=free_port()) as hub, browser() as opened:
            (its,) = await hub.hub.store.read(list_schools, Across.OPERATOR)
            school, hashed = await hub.hub.schools.opened(its.id), kept("maple-street")
            admin = next(one.id for one in school.snapshot.roster.people.values() if one.email == ADMIN)
            await hub.hub.store.write(
                lambda one: accounts.create(one, ADMIN, hashed, [admin], stamp(hub.clock())), whose=Across.OPERATOR
            )
            page = await signed_in(opened, hub.url, ADMIN, DESKTOP)
            await page.evaluate(CLOCK)
            session = await page.context.new_cdp_session(page)
            await session.send("Emulation.setCPUThrottlingRate", {"rate": slow})
            return [await typed(page, place, hub.url) for place in PLACES]


def main() -> None:
    """Measure once, and say so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.filtering", description=__doc__)
    parser.add_argument("--people", type=int, default=1_060)
    parser.add_argument("--slow", type=float, default=1.0)
    args = parser.parse_args()
    print("\n".join(asyncio.run(measured(args.people, args.slow))))


if __name__ == "__main__":
    main()
