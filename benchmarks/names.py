"""
How long it takes to look for children's names in what somebody writes: python -m benchmarks.names

A school of 300 children with the names that children have, words of English and Spanish among them. Ten messages
to one family are looked at in turn; one in three names a child or has a word that is a name.
"""

from __future__ import annotations

import statistics
import time
from dataclasses import replace
from datetime import date

from policies.people.facts import Guardianship, Person, Role, Student
from policies.people.roster import Facts, Roster, roster_on
from policies.review.content import Content, held_by_content, names_of
from policies.settings import SchoolSettings

GIVEN = [
    "Mia", "Leo", "Will", "May", "Ivy", "Ruby", "Joy", "Grace", "Hope", "Zoë", "Łukasz", "Søren", "José",
    "Anne-Marie", "Liam", "Emma", "Noah", "Olivia", "Ava", "Lucas", "Sofia", "Mateo", "Camila", "Amara",
    "Kenji", "Priya", "Omar", "Layla", "Hana", "Diego",
]  # fmt: skip
FAMILY = [
    "Alvarez", "Novak", "Yoder", "Brooks", "Zieliński", "O’Brien", "García", "Nguyen", "Kowalska", "Moss",
]  # fmt: skip
SAID = (
    "Mia slept well and ate all of her lunch today.",
    "Will you pick her up at four? We will be late from the garden.",
    "She played outside with the water table and had two helpings of pasta.",
    "Leo Novak bit her on the arm, we cooled it and she was fine after a minute.",
    "Please bring a spare pair of socks tomorrow; it may rain.",
    "Hoy comió muy bien y durmió una hora y media.",
    "We read a story about a bear, painted with rose and ivory, and sang.",
    "Reminder: the center is closed on Friday.",
    "She has a slight cough, no fever: 98.6. We'll keep an eye on it!",
    "Thank you so much for the muffins.",
)
RUNS, ROUNDS = 9, 300


def school() -> Roster:
    """300 children, each with a parent; one of the staff."""
    students = tuple(
        Student(id=f"s{at}", name=f"{given} {family}", given=given)
        for at, (given, family) in enumerate((given, family) for given in GIVEN for family in FAMILY)
    )
    parents = tuple(Person(id=f"g{one.id}", role=Role.GUARDIAN, name=f"Parent {one.id}", human=frozenset())
                    for one in students)  # fmt: skip
    ana = Person(id="ana", role=Role.STAFF, name="Ana Reyes", human=frozenset())
    facts = Facts(
        school="s", school_name="School", settings=SchoolSettings(), people=(*parents, ana), students=students,
        rooms=(), placements=(), assignments=(),
        guardianships=tuple(Guardianship(f"g{one.id}", one.id) for one in students),
    )  # fmt: skip
    return roster_on(facts, date(2026, 11, 23))


def main() -> None:
    """Print the median of the runs' means, in microseconds a verdict: of all, and of each message."""
    roster = school()
    names, addressed = names_of(roster), (roster.students["s0"],)
    content = Content(text="", author=roster.people["ana"], addressed=addressed)
    each = [
        statistics.median(_mean_us(roster, names, replace(content, text=text)) for _ in range(RUNS))
        for text in SAID
    ]
    print(f"all {statistics.mean(each):6.1f} µs   each {' '.join(f'{one:.1f}' for one in each)}")


def _mean_us(roster: Roster, names: object, content: Content) -> float:
    began = time.process_time()
    for _ in range(ROUNDS):
        held_by_content(roster, names, content)  # type: ignore[arg-type]  # what names_of gave
    return (time.process_time() - began) / ROUNDS * 1e6


if __name__ == "__main__":
    main()
