"""Who sees who is here, who signs children of which room in and out, who corrects and takes back."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest

from policies.attendance.signing import (
    LONGEST_REASON,
    SignAct,
    SigningPerson,
    answering_room,
    may_be_correction_reason,
    may_correct_then,
    may_see_attendance,
    may_see_history,
    may_sign,
    may_undo,
)
from policies.attendance.stays import ChildStay, SignMethod, StayEnd
from policies.verdict import Allowed, Refused
from tests.school import FACTS, ana, ines, of, roster, student

NOW = datetime(2026, 11, 23, 16, tzinfo=UTC)
MILLISECOND = timedelta(milliseconds=1)


def may(name: str, child: str, room: str, act: SignAct, device: str = "", **facts: object) -> bool:
    its = replace(FACTS, **facts)  # type: ignore[arg-type]
    school = roster(its)
    signer = SigningPerson(school.people[name], device)
    return isinstance(may_sign(school, signer, school.students[child], room, act), Allowed)


@pytest.mark.parametrize(
    ("name", "room", "allowed"),
    [
        ("ana", "acorns", True),
        ("ana", "saplings", False),
        ("ben", "saplings", True),
        ("ines", "saplings", True),
        ("kim", "acorns", False),
        ("rosa", "acorns", False),
    ],
)
@pytest.mark.parametrize("act", SignAct)
def test_the_staff_of_a_room_and_admins_sign_there_and_parents_nowhere(
    name: str, room: str, allowed: bool, act: SignAct
) -> None:
    assert may(name, "leo", room, act) == allowed


def test_on_a_room_device_it_is_that_room_for_whoever_acts() -> None:
    for name in ("kim", "ana", "ines"):
        assert may(name, "mia", "acorns", SignAct.IN, device="acorns")
        assert not may(name, "mia", "saplings", SignAct.IN, device="acorns")


def test_the_room_that_answers_is_where_a_child_is_and_either_of_two_on_its_way() -> None:
    school = roster(FACTS)
    leo, came = school.students["leo"], StayEnd(at=NOW, by="ines", method=SignMethod.STAFF, noted_at=NOW)
    here = ChildStay(id="s", student="leo", room="saplings", came=came, taken_over_at=NOW)
    moved = replace(here, moved_from="acorns", taken_over_at=None)
    acorns, saplings, nobody = (SigningPerson(of(name)) for name in ("ana", "ben", "kim"))
    each = acorns, saplings, nobody

    for signer in each:
        assert answering_room(signer, leo, here) == "saplings"
    assert [answering_room(one, leo, moved) for one in each] == [
        "acorns",
        "saplings",
        "saplings",
    ]
    two = replace(leo, rooms=frozenset({"acorns", "saplings"}))
    assert [answering_room(one, two, None) for one in each] == [
        "acorns",
        "saplings",
        "acorns",
    ]
    assert answering_room(acorns, replace(leo, rooms=frozenset()), None) == ""


@pytest.mark.parametrize(("act", "allowed"), [(one, one in {SignAct.OUT, SignAct.TAKE_OVER}) for one in SignAct])
def test_who_left_comes_in_no_more_and_is_signed_out_still(act: SignAct, allowed: bool) -> None:
    gone = tuple(replace(one, active=one.id != "mia") for one in FACTS.students)
    if act in {SignAct.CORRECT, SignAct.UNDO, SignAct.CLOSE, SignAct.CONFIRM}:
        allowed = True

    assert may("ana", "mia", "acorns", act)
    assert may("ana", "mia", "acorns", act, students=gone) == allowed


def test_a_child_comes_into_an_open_room_alone_and_goes_out_of_a_closed_one() -> None:
    closed = tuple(replace(one, active=one.id != "acorns") for one in FACTS.rooms)

    assert not may("ines", "mia", "acorns", SignAct.IN, rooms=closed)
    assert may("ines", "mia", "acorns", SignAct.OUT, rooms=closed)


@pytest.mark.parametrize("act", SignAct)
def test_nobody_says_at_work_who_took_their_own_child(act: SignAct) -> None:
    assert may("nora", "emil", "acorns", act) == (act not in {SignAct.OUT, SignAct.CORRECT, SignAct.CONFIRM})


def test_staff_see_who_is_here_and_no_history_of_their_own_child() -> None:
    school = roster()
    for name, sees in (("ana", True), ("ines", True), ("rosa", False)):
        assert isinstance(may_see_attendance(of(name)), Allowed) == sees
        assert isinstance(may_see_history(school, of(name), student("mia")), Allowed) == sees
    assert isinstance(may_see_attendance(replace(ana, active=False)), Refused)
    assert isinstance(may_see_history(school, of("nora"), student("leo")), Allowed)
    assert isinstance(may_see_history(school, of("nora"), student("emil")), Refused)


def test_staff_correct_a_week_and_admins_any_day() -> None:
    week = NOW - timedelta(days=7)
    for person, at, allowed in (
        (ana, week, True),
        (ana, week - MILLISECOND, False),
        (ines, week - timedelta(days=300), True),
    ):
        assert isinstance(may_correct_then(SigningPerson(person), at, NOW), Allowed) == allowed


def test_one_takes_back_what_one_did_for_a_minute() -> None:
    minute = NOW - timedelta(minutes=1)

    assert isinstance(may_undo(ana, "ana", minute, NOW), Allowed)
    assert isinstance(may_undo(ana, "ana", minute - MILLISECOND, NOW), Refused)
    assert isinstance(may_undo(ines, "ana", minute, NOW), Refused)


def test_a_correction_says_why() -> None:
    for reason, fits in (("", False), ("x", True), ("x" * LONGEST_REASON, True), ("x" * 501, False)):
        assert isinstance(may_be_correction_reason(reason), Allowed) == fits
