"""Who is told of an event: of what is shared, of what waits for approval, and of an answer to it."""

import pytest

from policies.notify.audience import Occasion, audience, is_reminded, still_there
from policies.notify.recipients import hears_of_hold
from tests.school import ana, ines, rosa, roster, student

SCHOOL = roster()
FAMILY = frozenset({"rosa", "tom"})


def told(occasion: Occasion) -> frozenset[str] | None:
    return audience(SCHOOL, occasion, lambda: FAMILY)


def test_of_what_is_shared_those_are_told_whom_its_kind_has_hear_of_it() -> None:
    assert told(Occasion(kind="message", author=ana, shared=True)) == FAMILY


@pytest.mark.parametrize("kind", ["message", "held", "edited", "withdrawn", "member", "roster"])
def test_of_what_families_do_not_see_no_family_is_told(kind: str) -> None:
    assert not (told(Occasion(kind=kind, author=ana, about=student("mia"))) or frozenset()) & FAMILY


@pytest.mark.parametrize("kind", ["message", "edited", "withdrawn", "reviewed", "member", "roster"])
def test_of_most_events_nobody_is_told_at_all(kind: str) -> None:
    assert told(Occasion(kind=kind, author=ana)) is None


def test_d5_of_what_waits_those_are_told_who_may_approve_it_and_not_its_author() -> None:
    held = Occasion(kind="held", author=ana, about=student("mia"))

    assert told(held) == hears_of_hold(SCHOOL, student("mia"), ana) == {"ines", "omar"}
    assert told(Occasion(kind="held", author=ines, about=student("mia"))) == {"omar"}


@pytest.mark.parametrize(
    ("answer", "by", "people"),
    [
        ("decline", ines, {"ana"}),
        ("return", ines, {"ana"}),
        ("decline", ana, frozenset()),
        ("approve", ines, None),
        (None, ines, None),
    ],
)
def test_who_wrote_it_hears_that_it_was_not_approved_unless_they_took_it_back(answer, by, people) -> None:
    assert told(Occasion(kind="reviewed", author=by, answer=answer, to="ana")) == people


@pytest.mark.parametrize(
    ("reader", "waiting", "reminded"),
    [("ines", ["c1"], True), ("ines", [], False), ("ana", ["c1"], False), ("rosa", ["c1"], False)],
)
def test_who_may_approve_is_reminded_of_what_waits_where_they_are(reader: str, waiting, reminded: bool) -> None:
    assert is_reminded(SCHOOL, reader, waiting) is reminded


def test_nobody_is_told_of_what_they_may_not_read() -> None:
    assert still_there(FAMILY, lambda person: person == rosa.id) == {"rosa"}
    assert still_there(frozenset(), lambda person: True) == frozenset()
