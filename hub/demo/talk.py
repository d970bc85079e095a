"""This file is what the people of the demo school said this morning, so that its screens are not empty."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from channels.items import Bottle, Diaper, Incident, Item, Meal, Nap, Note, Observation, TextItem

if TYPE_CHECKING:
    from hub.store.snapshot import Snapshot


@dataclass(frozen=True, slots=True)
class DemoMessage:
    """One thing said: by whom, where, when, under which name."""

    author: str
    conversation: str
    cid: str
    item: Item
    at: datetime


MORNING: tuple[tuple[int, str, str, Item], ...] = (
    (200, "Ines Walker", "announcement school",
     TextItem("Picture day is on Thursday. Please send a change of clothes with your child.")),
    (190, "Rosa Alvarez", "family Mia Alvarez",
     TextItem("Good morning! Mia slept badly and may need an earlier nap today.")),
    (184, "Ana Reyes", "family Mia Alvarez",
     TextItem("Thank you, Rosa. We will put her down as soon as she rubs her eyes.")),
    (170, "Ana Reyes", "day Mia Alvarez", Bottle(contents="formula", amount_ml=150)),
    (150, "Ana Reyes", "day Mia Alvarez", Diaper(state="wet")),
    (140, "Ben Carter", "staff Saplings", TextItem("We are short of wipes. Could the next one out bring a box?")),
    (135, "Nora Lind", "staff Saplings", TextItem("On my way past the store room, I will bring two.")),
    (120, "Dana Novak", "family Leo Novak",
     TextItem("Pavel picks Leo up today, at four. Please have his jacket ready.")),
    (112, "Ben Carter", "family Leo Novak", TextItem("Got it, the jacket is in his cubby.")),
    (95, "Ben Carter", "day Leo Novak", Meal(meal="morning_snack", amount="most", note="Loved the pears.")),
    (80, "Ben Carter", "day Leo Novak",
     Incident(what="Bumped his knee on the slide.", action="Washed it, cold pack, a hug.", severity="minor")),
    (60, "Ana Reyes", "day Mia Alvarez",
     Observation(text="Pulled herself up at the low shelf and stood for some ten seconds.")),
    (40, "Ana Reyes", "announcement Acorns",
     TextItem("We go to the garden at ten every day this week. Sun hats are welcome.")),
)  # fmt: skip


def talk(snapshot: Snapshot, now: datetime) -> Iterator[DemoMessage]:
    """What was said, oldest first; under the same names every time, so that nothing is said twice."""
    people = {one.name: one.id for one in snapshot.roster.people.values()}
    for number, (minutes, author, where, item) in enumerate(MORNING):
        at = now - timedelta(minutes=minutes)
        yield DemoMessage(people[author], _found(snapshot, where), f"demo-{number}", item, at)
    nap = Nap(started_at=(now - timedelta(minutes=100)).replace(microsecond=0))
    yield DemoMessage(people["Ana Reyes"], _found(snapshot, "day Mia Alvarez"), f"demo-nap-{now:%Y%m%d}", nap, now)
    note = Note(text="Sang along with the good-bye song for the first time!")
    yield DemoMessage(people["Ben Carter"], _found(snapshot, "day Leo Novak"), "demo-note", note, now)


def _found(snapshot: Snapshot, where: str) -> str:
    kind, _, name = where.partition(" ")
    roster = snapshot.roster
    names = {
        **{one.name: f"student:{one.id}" for one in roster.students.values()},
        **{one.name: f"room:{one.id}" for one in roster.rooms.values()},
        "school": "school:",
    }
    return snapshot.by_subject[kind, names[name]].id
