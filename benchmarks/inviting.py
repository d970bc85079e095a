"""
What inviting a whole center costs: python -m benchmarks.inviting --people 5000 [--way email|text|page]

A hub on a fresh SQLite file, in this process, with one center of so many parents. One of its staff posts to her
room's team PER_S times a second, first alone and then while an admin invites all who never were: by email, by text,
or on a page (the first 500, as one print has). Told are seconds and processor seconds of the invitations, the posts
beside them included, and how long a post took until it was kept (p50, p99, longest) without and with them.
"""

from __future__ import annotations

import argparse
import asyncio
import statistics
import tempfile
import time
import uuid
from dataclasses import dataclass, field
from pathlib import Path
from typing import TYPE_CHECKING, Literal

from sqlalchemy import update

from benchmarks.rosters import center_of
from channels.items import TextItem
from hub.actions.conversations.post import Post, post
from hub.actions.people import inviting, printing, texting
from hub.heap import freeze
from hub.notify.rendering import signer_of
from hub.store import schema
from hub.store.row_security import Across
from hub.store.schools import list_schools
from tests.hub.people.test_roster import imported
from tests.hub.running import running

if TYPE_CHECKING:
    from hub.bus.school import School
    from tests.hub.running import Running

Way = Literal["email", "text", "page"]

PER_S, ALONE_S = 50, 3.0


@dataclass
class Staff:
    """Who posts, and how long each post took, in ms."""

    hub: Running
    school: School
    took_ms: list[float] = field(default_factory=list)

    async def go_on(self) -> None:
        """Post for ever, whether or not the one before is kept yet: who waits makes nobody else wait."""
        roster = self.school.snapshot.roster
        room = min(roster.rooms)
        teacher = min(one for one in roster.staff_of[room] if one not in roster.admins)
        place, number = self.school.snapshot.by_subject["staff", f"room:{room}"].id, 0
        async with asyncio.TaskGroup() as group:
            while True:
                said = Post(teacher, place, uuid.uuid4().hex, TextItem(f"Snack is ready, {number}"))
                group.create_task(self._post(said))
                number += 1
                await asyncio.sleep(1 / PER_S)

    async def _post(self, said: Post) -> None:
        began = time.perf_counter()
        await post(self.school, said, self.hub.clock())
        self.took_ms.append((time.perf_counter() - began) * 1000)

    def told(self) -> str:
        """A half sentence about the posts since it was asked last."""
        took, self.took_ms = sorted(self.took_ms), []
        if len(took) < 2:
            return "too few posts"
        p99 = statistics.quantiles(took, n=100)[98]
        return f"{len(took)} posts: p50 {statistics.median(took):.1f}, p99 {p99:.1f}, longest {took[-1]:.1f} ms"


async def invited(hub: Running, school: School, way: Way) -> int:
    """Invite all who never were; how many of them are."""
    signer, admin, now = signer_of(hub.settings), min(school.snapshot.roster.admins), hub.clock()
    assert signer is not None
    if way == "email":
        wish = inviting.InvitationWish(admin=admin, group="not_invited")
        return (await inviting.invite(school, signer, wish, now)).sent
    if way == "text":
        return (await texting.text(school, signer, texting.TextWish(admin=admin, group="not_invited"), now)).sent
    planned = await printing.plan(school, printing.PrintWish(admin=admin, group="not_invited"), now)
    await printing.kept(school, signer, planned, now)
    return len(planned.pages)


async def measured(people: int, way: Way, alone_s: float = ALONE_S) -> str:
    """What it came to in three sentences. alone_s: for how long the posts are measured alone before."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        code, said = await imported(folder, center_of(folder / "center.zip", people))
        assert code == 0, said
        env = {"ROOMWIRE_WORKER": "0", "ROOMWIRE_SECRET": "benchmark-" * 4}
        async with running(folder, env, demo=False) as hub:
            (its,) = await hub.hub.store.read(list_schools, Across.OPERATOR)
            if way == "text":  # who has an email address gets no text with a group
                await hub.hub.store.write(
                    lambda one: one.connection.execute(update(schema.person).values(email=None)),
                    whose=Across.OPERATOR,
                )
            school = await hub.hub.schools.opened(its.id)
            freeze()  # as a hub does once it stands
            staff = Staff(hub, school)
            posting = asyncio.create_task(staff.go_on())
            await asyncio.sleep(alone_s)
            alone, began, worked = staff.told(), time.perf_counter(), time.process_time()
            sent = await invited(hub, school, way)
            took, worked = time.perf_counter() - began, time.process_time() - worked
            beside = staff.told()
            posting.cancel()
            await asyncio.wait([posting])
    return f"{sent:,} by {way}: {took:.2f} s, {worked:.2f} s of processor.\nAlone {alone}.\nBeside {beside}."


def main() -> None:
    """Measure once, and say so."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.inviting", description=__doc__)
    parser.add_argument("--people", type=int, default=5_000)
    parser.add_argument("--way", choices=("email", "text", "page"), default="email")
    args = parser.parse_args()
    print(asyncio.run(measured(args.people, args.way)))


if __name__ == "__main__":
    main()
