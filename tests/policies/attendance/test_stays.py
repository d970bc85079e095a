"""What becomes of a child's stays: a table for each act, and a naive model beside any run of acts."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.attendance.stays import (
    SAME_ACT,
    ChildStay,
    Correction,
    SignMethod,
    StayAlready,
    StayChange,
    StayClash,
    StayClashes,
    StayEnd,
    StayOutcome,
    StaysChanged,
    confirm,
    correct,
    last_left,
    move,
    open_stay,
    sign_in,
    sign_out,
    take_over,
    undo,
)

EIGHT = datetime(2026, 11, 23, 8, tzinfo=UTC)
HOUR = timedelta(hours=1)


def end(at: datetime, noted: datetime | None = None, **more: str) -> StayEnd:
    return StayEnd(at=at, by="ana", method=SignMethod.STAFF, noted_at=noted or at, **more)


def stay(name: str, at: datetime, until: datetime | None = None, room: str = "acorns", **more: object) -> ChildStay:
    left = None if until is None else end(until)
    its: dict[str, object] = {"taken_over_at": at, "taken_over_by": "ana", **more}
    return ChildStay(id=name, student="mia", room=room, came=end(at), left=left, **its)  # type: ignore[arg-type]


def made(outcome: StayOutcome) -> tuple[ChildStay, ...]:
    assert isinstance(outcome, StaysChanged), outcome
    return outcome.stays


def why(outcome: StayOutcome) -> StayClash:
    assert isinstance(outcome, StayClashes), outcome
    return outcome.why


HERE = stay("one", EIGHT)
GONE = stay("one", EIGHT, EIGHT + HOUR)


def test_a_child_comes_and_its_stay_is_open() -> None:
    (its,) = made(sign_in([], HERE))

    assert its.is_open
    assert not its.is_in_transit
    assert open_stay([GONE, its]) is its
    assert open_stay([GONE]) is None


@pytest.mark.parametrize(
    ("after", "room", "again"),
    [
        (timedelta(), "acorns", True),
        (SAME_ACT, "acorns", True),
        (SAME_ACT + timedelta(milliseconds=1), "acorns", False),
        (timedelta(), "saplings", False),
    ],
)
def test_signed_in_twice_is_once_for_two_minutes_and_a_clash_from_then_on(
    after: timedelta, room: str, again: bool
) -> None:
    outcome = sign_in([HERE], stay("two", EIGHT + after, room=room))

    assert (outcome == StayAlready(HERE)) == again
    assert again or outcome == StayClashes(StayClash.IN_ALREADY, HERE)


@pytest.mark.parametrize(("hours", "clashes"), [(-1, True), (0, True), (0.5, True), (1, False), (2, False)])
def test_nobody_is_twice_in_a_moment_and_an_end_is_no_part_of_a_stay(hours: float, clashes: bool) -> None:
    outcome = sign_in([GONE], stay("two", EIGHT + hours * HOUR))

    assert (outcome == StayClashes(StayClash.HERE_THEN, GONE)) == clashes


def test_what_was_struck_stands_in_nobodys_way() -> None:
    assert made(sign_in([replace(GONE, struck=True)], HERE)) == (HERE,)
    assert made(sign_in([replace(HERE, struck=True)], stay("two", EIGHT)))[0].id == "two"


def test_a_child_goes_with_somebody_and_later_than_it_came() -> None:
    with_rosa = end(EIGHT + HOUR, person="rosa")
    (its,) = made(sign_out([HERE], with_rosa))

    assert (its.left, its.n, its.is_open) == (with_rosa, 2, False)
    for early in (EIGHT, EIGHT - HOUR):
        assert why(sign_out([HERE], end(early))) is StayClash.NO_TIME


def test_signed_out_twice_is_once_but_with_another_it_is_said() -> None:
    moment = EIGHT + HOUR
    assert sign_out([], end(moment)) == StayClashes(StayClash.NOT_IN)
    assert sign_out([GONE], end(moment, moment + SAME_ACT)) == StayAlready(GONE)
    assert why(sign_out([GONE], end(moment, moment + 2 * SAME_ACT))) is StayClash.NOT_IN
    assert why(sign_out([GONE], end(moment, moment, person="tom"))) is StayClash.LEFT_OTHERWISE
    with_tom = replace(GONE, left=end(moment, person="tom"))
    assert sign_out([with_tom], end(moment, person="tom")) == StayAlready(with_tom)
    assert why(sign_out([with_tom], end(moment, other="Uncle Joe"))) is StayClash.LEFT_OTHERWISE
    assert why(sign_out([with_tom], end(moment, listed="Joe Diaz"))) is StayClash.LEFT_OTHERWISE


def test_the_last_stay_is_the_one_that_ended_last_and_was() -> None:
    later = stay("two", EIGHT + 2 * HOUR, EIGHT + 3 * HOUR)

    assert last_left([later, GONE]) is later
    assert last_left([replace(later, struck=True), GONE, HERE]) is GONE
    assert last_left([HERE]) is None


def test_a_move_closes_one_stay_and_opens_the_next_in_the_same_instant() -> None:
    fresh = stay("two", EIGHT + HOUR, room="saplings", taken_over_at=None)
    left, came = made(move([HERE], fresh))

    assert left.left is not None
    assert (left.left.at, came.came.at, came.moved_from) == (EIGHT + HOUR, EIGHT + HOUR, "acorns")
    assert came.is_in_transit
    (there,) = made(take_over([left, came], "ben", EIGHT + 2 * HOUR))
    assert (there.is_in_transit, there.taken_over_by, there.n) == (False, "ben", 2)
    assert take_over([left, there], "ana", EIGHT + 2 * HOUR) == StayAlready(there)


def test_nobody_is_moved_who_is_not_here_or_is_there_or_came_later() -> None:
    fresh = stay("two", EIGHT + HOUR, room="saplings")
    assert move([GONE], fresh) == StayClashes(StayClash.NOT_IN, GONE)
    assert take_over([], "ana", EIGHT) == StayClashes(StayClash.NOT_IN)
    assert why(move([HERE], replace(fresh, came=end(EIGHT)))) is StayClash.NO_TIME
    assert why(move([HERE], stay("two", EIGHT + HOUR))) is StayClash.SAME_ROOM
    came = replace(fresh, moved_from="acorns")
    assert move([came], replace(fresh, id="three")) == StayAlready(came)
    assert why(move([HERE], stay("two", EIGHT))) is StayClash.SAME_ROOM


def wanted(its: ChildStay, **more: object) -> Correction:
    same: dict[str, object] = {
        "stay": its.id, "n": its.n, "room": its.room, "came_at": its.came.at,
        "left_at": None if its.left is None else its.left.at, "struck": False, "by": "ines", "device": "",
        "now": EIGHT + 9 * HOUR,
    }  # fmt: skip
    return Correction(**(same | more))  # type: ignore[arg-type]


def test_a_correction_is_one_more_state_and_keeps_who_took_the_child() -> None:
    with_rosa = replace(GONE, left=end(EIGHT + HOUR, person="rosa"))
    (its,) = made(correct([with_rosa], wanted(with_rosa, left_at=EIGHT + 2 * HOUR, room="saplings")))

    assert its.left == replace(with_rosa.left, at=EIGHT + 2 * HOUR)  # type: ignore[type-var]
    assert (its.room, its.corrected, its.n) == ("saplings", True, 2)
    (opened,) = made(correct([GONE], wanted(GONE, left_at=None)))
    assert opened.is_open
    (closed,) = made(correct([HERE], wanted(HERE, left_at=EIGHT + HOUR)))
    assert closed.left is not None
    assert (closed.left.by, closed.left.noted_at) == ("ines", EIGHT + 9 * HOUR)
    assert made(correct([HERE], wanted(HERE, struck=True)))[0].struck


def test_a_correction_that_changes_nothing_cannot_be_or_came_too_late_changes_nothing() -> None:
    later = stay("two", EIGHT + 2 * HOUR)
    assert correct([HERE], wanted(HERE)) == StayAlready(HERE)
    assert why(correct([GONE], wanted(GONE, left_at=EIGHT))) is StayClash.NO_TIME
    assert why(correct([GONE], wanted(GONE, left_at=EIGHT, struck=True))) is StayClash.NO_TIME
    assert correct([GONE, later], wanted(GONE, left_at=None)) == StayClashes(StayClash.HERE_THEN, later)
    assert why(correct([GONE], wanted(GONE, n=2))) is StayClash.CHANGED
    assert why(correct([replace(GONE, struck=True)], wanted(GONE))) is StayClash.CHANGED
    assert why(correct([], wanted(GONE))) is StayClash.CHANGED


AUTO = replace(GONE, n=2, left=replace(end(EIGHT + HOUR), by="", method=SignMethod.AUTO))


def test_who_stands_by_a_stay_that_closed_by_itself_does_so_once_and_of_that_state() -> None:
    (its,) = made(confirm(AUTO, 2, "ana", EIGHT + 9 * HOUR))

    assert (its.confirmed_by, its.confirmed_at, its.left, its.n) == ("ana", EIGHT + 9 * HOUR, AUTO.left, 3)
    assert (its.is_auto, its.is_to_confirm, AUTO.is_to_confirm) == (True, False, True)
    assert confirm(its, 2, "ines", EIGHT) == StayAlready(its)
    assert why(confirm(AUTO, 1, "ana", EIGHT)) is StayClash.CHANGED
    assert why(confirm(GONE, 1, "ana", EIGHT)) is StayClash.CHANGED
    assert why(confirm(replace(AUTO, struck=True), 2, "ana", EIGHT)) is StayClash.CHANGED
    assert not replace(HERE, struck=True).is_auto


def test_who_corrects_what_closed_by_itself_says_when_and_to_whom_and_answers_for_that() -> None:
    (its,) = made(correct([AUTO], wanted(AUTO, left_at=EIGHT + 2 * HOUR, person="rosa")))

    assert its.left == replace(end(EIGHT + 2 * HOUR, EIGHT + 9 * HOUR, person="rosa"), by="ines")
    assert (its.is_auto, its.is_to_confirm, its.corrected) == (False, False, True)
    (same_time,) = made(correct([AUTO], wanted(AUTO, person="rosa")))
    assert same_time.left is not None
    assert (same_time.left.at, same_time.left.person, same_time.is_auto) == (EIGHT + HOUR, "rosa", False)


def test_a_correction_that_leaves_the_end_stands_by_it() -> None:
    for more in ({}, {"room": "saplings"}):
        (its,) = made(correct([AUTO], wanted(AUTO, **more)))
        assert (its.left, its.confirmed_by, its.is_to_confirm) == (AUTO.left, "ines", False)
    assert correct([its], wanted(its)) == StayAlready(its)
    (struck,) = made(correct([AUTO], wanted(AUTO, struck=True)))
    assert (struck.confirmed_by, struck.is_to_confirm) == ("", False)
    (otherwise,) = made(correct([its], wanted(its, left_at=EIGHT + 2 * HOUR)))
    assert (otherwise.confirmed_at, otherwise.confirmed_by, otherwise.is_auto) == (None, "", False)


def test_a_child_that_is_there_after_all_was_seen_as_it_was_said() -> None:
    (its,) = made(correct([AUTO], wanted(AUTO, left_at=None)))

    assert (its.is_open, its.here_at, its.confirmed_at) == (True, EIGHT + 9 * HOUR, None)
    asked = wanted(HERE, came_at=EIGHT - HOUR)
    (earlier,) = made(correct([HERE], asked))
    assert (earlier.is_open, earlier.here_at) == (True, asked.now)
    assert correct([HERE], wanted(HERE)) == StayAlready(HERE)


def test_who_is_signed_out_as_the_day_closed_by_itself_is_not_out_already() -> None:
    assert sign_out([AUTO], end(EIGHT + HOUR, EIGHT + HOUR)) == StayClashes(StayClash.NOT_IN, AUTO)
    assert sign_out([AUTO], end(EIGHT + HOUR, person="rosa")) == StayClashes(StayClash.NOT_IN, AUTO)


NIGHT = EIGHT + 16 * HOUR
"""When it is taken back: a moment after midnight, though what is taken back was before."""


def test_what_is_taken_back_is_as_it_was_and_one_state_more() -> None:
    assert made(undo([HERE], [StayChange(None, HERE)], NIGHT)) == (replace(HERE, struck=True, n=2),)
    out = replace(GONE, n=2)
    assert made(undo([out], [StayChange(HERE, out)], NIGHT)) == (replace(HERE, here_at=NIGHT, n=3),)
    seen = replace(HERE, taken_over_at=None)
    over = replace(seen, taken_over_at=EIGHT, n=2)
    assert made(undo([over], [StayChange(seen, over)], NIGHT)) == (replace(seen, n=3),)


def test_nothing_is_taken_back_of_which_something_came_since() -> None:
    out = replace(GONE, n=2)
    later = stay("two", EIGHT + 2 * HOUR)
    assert undo([out], [StayChange(None, HERE)], NIGHT) == StayClashes(StayClash.CHANGED, out)
    assert undo([], [StayChange(None, HERE)], NIGHT) == StayClashes(StayClash.CHANGED)
    assert undo([out, later], [StayChange(HERE, out)], NIGHT) == StayClashes(StayClash.HERE_THEN, later)


ROOMS = ("acorns", "saplings", "oaks")
Step = tuple[str, str, int]
STEPS = st.lists(
    st.tuples(
        st.sampled_from(["in", "out", "move", "over", "undo", "earlier", "later", "reopen", "strike"]),
        st.sampled_from(ROOMS),
        st.integers(0, 90),
    ),
    max_size=25,
)
"""An act, a room, and how many minutes after the one before, or before now it is said to have been."""


class Ledger:
    """A child's stays as they are kept, with every state of each; and beside it what a child would tell."""

    def __init__(self) -> None:
        self.now = EIGHT
        self.kept: dict[str, ChildStay] = {}
        self.states: dict[str, list[ChildStay]] = {}
        self.last: list[StayChange] = []

    def stays(self) -> list[ChildStay]:
        return list(self.kept.values())

    def take(self, outcome: StayOutcome) -> None:
        if not isinstance(outcome, StaysChanged):
            return
        self.last = [StayChange(self.kept.get(one.id), one) for one in outcome.stays]
        for one in outcome.stays:
            self.states.setdefault(one.id, []).append(one)
            self.kept[one.id] = one

    def step(self, act: str, room: str, minutes: int) -> None:
        self.now += timedelta(minutes=minutes % 7, milliseconds=1)
        at, before = self.now - timedelta(minutes=minutes), self.stays()
        name = f"s{len(self.kept)}"
        fresh = replace(stay(name, at, room=room), came=end(at, self.now))
        here = open_stay(before) or last_left(before)
        match act:
            case "in":
                self.take(sign_in(before, fresh))
            case "out":
                self.take(sign_out(before, end(at, self.now)))
            case "move":
                self.take(move(before, replace(fresh, taken_over_at=None)))
            case "over":
                self.take(take_over(before, "ben", self.now))
            case "undo":
                self.take(undo(before, self.last, self.now))
            case _ if here is not None:
                self.take(correct(before, self.correction(act, here, room, minutes)))

    def correction(self, act: str, here: ChildStay, room: str, minutes: int) -> Correction:
        change = {
            "earlier": {"came_at": here.came.at - timedelta(minutes=minutes)},
            "later": {"came_at": here.came.at + timedelta(minutes=minutes), "room": room},
            "reopen": {"left_at": None},
            "strike": {"struck": True},
        }[act]
        return wanted(here, **change)


@given(STEPS)
def test_any_run_of_acts_keeps_a_child_in_one_place_and_every_state_of_it(steps: list[Step]) -> None:
    ledger = Ledger()
    for act, room, minutes in steps:
        ledger.step(act, room, minutes)
        its = [one for one in ledger.stays() if not one.struck]
        assert sum(one.is_open for one in its) <= 1
        in_order = sorted(its, key=lambda one: one.came.at)
        for one, other in pairwise(in_order):
            assert one.left is not None
            assert one.came.at < one.left.at <= other.came.at
        for name, states in ledger.states.items():
            assert [one.n for one in states] == list(range(1, len(states) + 1))
            assert states[-1] == ledger.kept[name]


@given(STEPS)
def test_where_a_child_is_equals_what_a_naive_model_says(steps: list[Step]) -> None:
    ledger, room_now = Ledger(), ""
    for act, room, _ in steps:
        before = {name: len(its) for name, its in ledger.states.items()}
        was = room_now
        ledger.step(act, room, 0)
        happened = {name: len(its) for name, its in ledger.states.items()} != before
        if happened:
            room_now = naive(act, room, was, ledger)
        here = open_stay(ledger.stays())
        assert (here.room if here is not None else "") == room_now


def naive(act: str, room: str, was: str, ledger: Ledger) -> str:
    """Where a child is after an act that happened, told without stays: what is corrected or undone is asked for."""
    match act:
        case "in" | "move":
            return room
        case "out":
            return ""
        case "over" | "earlier":
            return was
        case _:
            here = [one for one in ledger.stays() if one.left is None and not one.struck]
            return here[0].room if here else ""
