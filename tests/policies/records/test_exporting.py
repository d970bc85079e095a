"""Who takes out a copy of what, when one that was begun may not go on, and what a file of it is called."""

import re
from dataclasses import replace

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from policies.conversations.seeing import Side, Spans
from policies.people.facts import Person, Role
from policies.records.exporting import (
    LONGEST_NAME,
    ExportReach,
    ReadingRight,
    entry_name,
    may_export_child,
    may_export_family,
    may_export_office,
    page_name,
    still_reaches,
)
from policies.verdict import Allowed, Refused
from tests.school import FACTS, of, roster, student


def anybody(role: Role, *, active: bool = True) -> Person:
    return Person(id="p", role=role, name="P", human=frozenset(), active=active)


@pytest.mark.parametrize("role", Role)
@pytest.mark.parametrize("active", [True, False])
def test_parents_take_their_own_and_admins_the_schools_as_long_as_they_are_there(
    role: Role, *, active: bool
) -> None:
    person = anybody(role, active=active)

    assert isinstance(may_export_family(person), Allowed) == (active and role is Role.GUARDIAN)
    assert isinstance(may_export_office(person), Allowed) == (active and role is Role.ADMIN)


def test_each_refusal_says_who_may() -> None:
    assert may_export_family(of("ana")).because == (
        "Only parents take a copy of what they see. The office exports what the school keeps."
    )
    assert may_export_office(of("rosa")).because == "Only admins export what the school keeps."


def test_an_admin_exports_every_child_but_their_own() -> None:
    facts = replace(
        FACTS, people=tuple(replace(one, role=Role.ADMIN) if one.id == "nora" else one for one in FACTS.people)
    )
    there, nora = roster(facts), of("nora", facts)

    assert may_export_child(there, nora, student("mia", facts)) == may_export_office(nora)
    assert may_export_child(there, nora, student("emil", facts)) == Refused(
        "Emil is your own child, so another admin exports this."  # type: ignore[arg-type]
    )
    assert isinstance(may_export_child(there, of("ines", facts), student("emil", facts)), Allowed)
    assert may_export_child(there, of("ana"), student("mia")) == may_export_office(of("ana"))


OPEN: Spans = ((3, 7), (9, None))
RIGHT = ReadingRight(Side.GUARDIAN, OPEN, own_child=False)
REACH = ExportReach(active=True, role=Role.GUARDIAN, rights={"c": RIGHT}, children=frozenset({"mia"}))


@pytest.mark.parametrize(
    "now",
    [
        REACH,
        replace(REACH, rights={"c": RIGHT, "d": RIGHT}),
        replace(REACH, children=frozenset({"mia", "leo"})),
        replace(REACH, rights={"c": replace(RIGHT, spans=((1, None),))}),
        replace(REACH, rights={"c": replace(RIGHT, spans=((3, 8), (9, None)))}),
    ],
)
def test_what_stays_or_grows_lets_an_export_go_on(now: ExportReach) -> None:
    assert still_reaches(REACH, now)


@pytest.mark.parametrize(
    "now",
    [
        replace(REACH, active=False),
        replace(REACH, role=Role.STAFF),
        replace(REACH, rights={}),
        replace(REACH, rights={"d": RIGHT}),
        replace(REACH, children=frozenset()),
        replace(REACH, rights={"c": replace(RIGHT, side=Side.STAFF)}),
        replace(REACH, rights={"c": replace(RIGHT, own_child=True)}),
        replace(REACH, rights={"c": replace(RIGHT, spans=((3, 7), (9, 12)))}),
        replace(REACH, rights={"c": replace(RIGHT, spans=((4, 7), (9, None)))}),
        replace(REACH, rights={"c": replace(RIGHT, spans=((3, 6), (9, None)))}),
        replace(REACH, rights={"c": replace(RIGHT, spans=((9, None),))}),
        replace(REACH, rights={"c": replace(RIGHT, spans=((3, 7), (10, None)))}),
    ],
)
def test_whatever_was_taken_away_ends_it(now: ExportReach) -> None:
    assert not still_reaches(REACH, now)


def test_an_export_of_nothing_goes_on_for_who_is_there() -> None:
    nothing = ExportReach(active=True, role=Role.ADMIN)

    assert still_reaches(nothing, nothing)


@pytest.mark.parametrize(
    ("name", "ending", "becomes"),
    [
        ("garden", "jpg", "photos/00012-garden.jpg"),
        ("../../etc/passwd", "txt", "photos/00012-etc-passwd.txt"),
        ("Zoë’s  picture (2)", "JPG", "photos/00012-Zoë-s-picture-2.jpg"),
        ("", "jpg", "photos/00012.jpg"),
        ("...", "jpg", "photos/00012.jpg"),
        ("\u202egnp", "../sh", "photos/00012-gnp.sh"),
        ("a\x00b\nc", "", "photos/00012-a-b-c.bin"),
        ("CON", "txt", "photos/00012-CON.txt"),
        ("x" * 300, "pdf", f"photos/00012-{'x' * LONGEST_NAME}.pdf"),
    ],
)
def test_a_file_is_called_what_it_was_as_far_as_that_is_safe(name: str, ending: str, becomes: str) -> None:
    assert entry_name("photos", 12, name, ending) == becomes


@given(st.text(), st.sets(st.integers(1, 10_000), min_size=2, max_size=20))
@example("Families of Preschool Program, Full Day, Monday Through Friday, Building B, Room 204", {1, 2, 10})
@example("\U00020000" * 200, {1, 11})
def test_however_long_a_title_is_every_page_of_it_has_a_name_that_a_disk_takes(title: str, pages: set[int]) -> None:
    made = {page_name(7, title, at) for at in pages}

    assert len(made) == len(pages)
    assert all(len(one.rpartition("/")[2].encode()) <= 255 for one in made)


@given(st.lists(st.tuples(st.text(), st.text(max_size=12)), max_size=20))
def test_no_name_leads_elsewhere_and_none_is_there_twice(names: list[tuple[str, str]]) -> None:
    made = [entry_name("files", number, *one) for number, one in enumerate(names)]

    assert all(re.fullmatch(r"files/\d{5}(-[\w-]+)?\.[a-z0-9]{1,8}", one) for one in made)
    assert len({one.casefold() for one in made}) == len(made)
