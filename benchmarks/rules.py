"""
How long the rules take: python -m benchmarks.rules

A school of 300 people and some 1,000 conversations, in memory. A verdict is timed alone; after a teacher's change
of room the roster is made anew and everybody's place in every conversation with it.
"""

from __future__ import annotations

import random
import statistics
import time
from collections.abc import Callable
from dataclasses import replace
from datetime import date
from itertools import count

from channels.kinds import kinds
from hub.store.snapshot import Conversation, Snapshot
from policies.conversations.messaging import may_message
from policies.conversations.seeing import may_see
from policies.people.facts import Dated, Guardianship, Person, Role, Room, Student
from policies.people.groups import filled
from policies.people.roster import Facts, Roster, roster_on
from policies.settings import SchoolSettings

DAY = date(2026, 11, 23)
ADMINS, STAFF, GUARDIANS, STUDENTS, ROOMS = 5, 45, 250, 470, 12
TIMES = 5_000


def school() -> Facts:
    """The school's facts, the same each time."""
    rng = random.Random(1)
    roles = [Role.ADMIN] * ADMINS + [Role.STAFF] * STAFF + [Role.GUARDIAN] * GUARDIANS
    people = tuple(
        Person(id=f"p{number}", role=role, name=f"Person {number}", human=frozenset({f"h{number}"}))
        for number, role in enumerate(roles)
    )
    students, rooms = [f"s{number}" for number in range(STUDENTS)], [f"r{number}" for number in range(ROOMS)]
    workers = [one.id for one in people if one.role is not Role.GUARDIAN]
    guardians = [one.id for one in people if one.role is Role.GUARDIAN]
    return Facts(
        school="school", school_name="School", settings=SchoolSettings(), people=people,
        students=tuple(Student(id=one, name=f"Child {one}") for one in students),
        rooms=tuple(Room(id=one, name=f"Room {one}") for one in rooms),
        placements=tuple(Dated(one, rng.choice(rooms)) for one in students),
        assignments=tuple(Dated(one, rng.choice(rooms)) for one in workers),
        guardianships=tuple(Guardianship(one, child) for child in students for one in rng.sample(guardians, 2)),
    )  # fmt: skip


def live(roster: Roster) -> Snapshot:
    """The school as a hub has it in memory, with everybody's place worked out."""
    number, spans = count(), ((1, None),)
    found = [(Conversation(f"c{next(number)}", kind, subject)) for kind in kinds().values() if not kind.on_demand
             for subject in kind.subjects(roster)]  # fmt: skip
    made = Snapshot(
        school="school", epoch="e", rules_seq=1, time_zone="UTC", roster=roster,
        conversations={one.id: one for one in found},
        parties={
            one.id: tuple((its.party, its.side, spans) for its in one.kind.members(roster, one.subject))
            for one in found
        },
        people={party: dict.fromkeys(people, spans) for party, people in filled(roster).items()},
    )  # fmt: skip
    assert made.of_person
    return made


def timed(what: Callable[[], object], times: int) -> list[float]:
    """Seconds of the processor of each run: what else runs here does not count."""
    found = []
    for _ in range(times):
        began = time.process_time()
        what()
        found.append(time.process_time() - began)
    return found


def main() -> None:
    """Print a table."""
    rng, facts = random.Random(2), school()
    roster = roster_on(facts, DAY)
    known = live(roster)
    print(f"{len(facts.people)} people, {len(known.conversations)} conversations")
    people, students = list(roster.people.values()), list(roster.students.values())
    conversations = list(known.conversations.values())

    def post() -> object:
        where, person = rng.choice(conversations), rng.choice(people)
        return known.membership(person.id, where.id) and where.kind.may_post(
            roster, where.subject, person, where.kind.items[0]
        )

    moved = (replace(facts.assignments[ADMINS], room="r0"), *facts.assignments[ADMINS + 1 :])
    changed = replace(facts, assignments=facts.assignments[:ADMINS] + moved)
    rows: tuple[tuple[str, Callable[[], object], int], ...] = (
        ("may see a student", lambda: may_see(roster, rng.choice(people), rng.choice(students)), TIMES),
        ("may message a family", lambda: may_message(roster, rng.choice(people), rng.choice(students)), TIMES),
        ("is in a conversation and may post", post, TIMES),
        ("every place after a change of room", lambda: live(roster_on(changed, DAY)), 50),
    )
    print("| what | median µs | p99 µs |\n| --- | --- | --- |")
    for name, what, times in rows:
        took = [one * 1e6 for one in timed(what, times)]
        print(f"| {name} | {statistics.median(took):,.1f} | {sorted(took)[int(len(took) * 0.99)]:,.1f} |")


if __name__ == "__main__":
    main()
