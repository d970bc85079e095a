"""This file fits what a spreadsheet says to what is on record: people under their ids, the rest as it is."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, TypeVar

from hub.oneroster.kept_bundle import mirrored
from hub.oneroster.rows import AssignmentRow, Bundle, PersonRow, PlacementRow, StudentRow
from hub.oneroster.spreadsheet.alike import bare_id, plain_name, same_email
from hub.oneroster.spreadsheet.covers import CHILD_DAYS, CHILDREN, EMPLOYEES, PAYERS, ROLES, WORK, WORK_DAYS
from hub.oneroster.spreadsheet.known_children import LeftChild, known_children
from hub.oneroster.spreadsheet.reading import DERIVED
from hub.store.clock import day_in, moment
from hub.store.roster_words import LOCAL
from policies.people.facts import Tie
from policies.people.folding import words_of

if TYPE_CHECKING:
    from collections.abc import Callable, Hashable, Iterable, Mapping

    from hub.store.schools import SchoolName
    from hub.store.snapshot import RosterRows

Row = TypeVar("Row")
Stay = TypeVar("Stay", PlacementRow, AssignmentRow)
Place = PlacementRow | AssignmentRow


@dataclass(frozen=True, slots=True)
class OnRecord:
    """
    What is known of a school. bundle: what the records have of its source now (mirrored). left: the children and
    parents who were there before, as they were called. ties: whom anybody was ever tied to, barred from or denied,
    as parent and child by their ids in the roster; barred: likewise, whom from, wholly or in part.
    """

    bundle: Bundle
    left: tuple[LeftChild, ...] = ()
    left_parents: tuple[PersonRow, ...] = ()
    ties: frozenset[tuple[str, str]] = frozenset()
    barred: frozenset[tuple[str, str]] = frozenset()


def known_of(school: SchoolName, rows: RosterRows) -> OnRecord:
    """What is known of a school, of the rows of its roster by the names of their tables."""
    source = {row["id"]: row["source"] for table in ("student", "person") for row in rows[table]}
    here = school.source
    gone = {
        table: [row for row in rows[table] if row["left_at"] is not None and row["erased_at"] is None]
        for table in ("student", "person")
    }
    return OnRecord(
        bundle=mirrored(school, rows),
        left=tuple(
            LeftChild(
                row=StudentRow(source=row["source"], school=here, given=row["given"], family=row["family"]),
                birth=row["birth_date"],
                day=day_in(school.time_zone, moment(row["left_at"])),
            )
            for row in gone["student"]
            if not row["source"].startswith(LOCAL)
        ),
        left_parents=tuple(
            PersonRow(
                user=row["source"], school=here, role="guardian", given=row["given"], family=row["family"],
                email=row["email"], sms=row["cell"], phone=None,
            )
            for row in gone["person"]
            if row["role"] == "guardian" and not row["source"].startswith(LOCAL)
        ),
        ties=frozenset(
            (source[row["guardian"]], source[row["student"]])
            for table in ("guardianship", "denial")
            for row in rows[table]
        ),
        barred=frozenset(
            (source[row["guardian"]], source[row["student"]])
            for table in ("guardianship", "denial")
            for row in rows[table]
            if row.get("tie") in (None, Tie.BARRED)
        ),
    )  # fmt: skip


def fitted(part: Bundle, known: OnRecord) -> Bundle:
    """
    The whole roster of a school, of a spreadsheet of it (covers) and what is on record.

    Whoever has no id in the file, or one that the record does not know, is who is on record where that is certain:
    a child as known_children has it; a room by a name that only one has; a parent by the name and a child that they
    were ever tied to or kept from, or the name and the address; an employee by the name and the address. So nobody
    who was barred comes in beside the bar under another id. What the file does not tell of stays.
    """
    record, covers = known.bundle, part.covers or ()
    children = _renamed(part, "student", known_children(part, known))
    children = _renamed(children, "room", _rooms(children, record))
    users = _guardians(children, known) | _workers(children, record, covers)
    people = _merged(_renamed(children, "user", users))
    kept = _with_kept_facts(people, record, covers)
    whole = _completed(kept, record, covers)
    places: list[Place] = [*whole.placements, *whole.assignments]
    used = {one.room for one in places}
    rooms = {row.source: row for row in (*record.rooms, *whole.rooms)}
    return replace(
        whole,
        schools=record.schools,
        rooms=tuple(rooms[one] for one in sorted(rooms) if one in used),
        rows=part.rows,
        covers=None,
    )


_PLACES: dict[str, dict[str, tuple[str, ...]]] = {
    "student": {
        "students": ("source",),
        "guardians": ("student",),
        "placements": ("student",),
        "births": ("student",),
        "pick_ups": ("student",),
    },
    "room": {"rooms": ("source",), "placements": ("room",), "assignments": ("room",)},
    "user": {"people": ("user",), "guardians": ("user",), "assignments": ("user",)},
}
"""Where an id stands, by what it is of."""


def _renamed(part: Bundle, kind: str, names: Mapping[str, str]) -> Bundle:
    """With other ids of one kind of thing."""
    changed: dict[str, Any] = {}
    for rows, (column,) in _PLACES[kind].items():
        changed[rows] = tuple(
            replace(one, **{column: names.get(getattr(one, column), getattr(one, column))})
            for one in getattr(part, rows)
        )
    return replace(part, **changed)


def _merged(part: Bundle) -> Bundle:
    """Who seemed to be two and is one on record, such as a parent of two children, stands there once."""
    people: dict[str, PersonRow] = {}
    for one in part.people:
        side = f"{one.role == 'guardian'} {one.user}"
        its = people.get(side, one)
        people[side] = replace(
            its, email=its.email or one.email, sms=its.sms or one.sms, phone=its.phone or one.phone
        )
    return replace(part, people=tuple(people.values()), guardians=tuple(dict.fromkeys(part.guardians)))


def _alone(rows: Iterable[Row], by: Callable[[Row], Hashable]) -> dict[Hashable, Row]:
    """Of rows those that nobody else is like, by what they are like in; empty words are like nothing."""
    rows = list(rows)
    times = Counter(by(one) for one in rows)
    return {by(one): one for one in rows if times[by(one)] == 1 and by(one)}


def _rooms(part: Bundle, record: Bundle) -> dict[str, str]:
    def name(row: Any) -> str:
        return " ".join(words_of(row.name))

    theirs = _alone(record.rooms, name)
    return {one.source: theirs[name(one)].source for one in part.rooms if name(one) in theirs}


def _guardians(part: Bundle, known: OnRecord) -> dict[str, str]:
    children: defaultdict[str, set[str]] = defaultdict(set)
    for user, student in (*known.ties, *((tie.user, tie.student) for tie in known.bundle.guardians)):
        children[user].add(student)
    listed: defaultdict[str, set[str]] = defaultdict(set)
    for tie in part.guardians:
        listed[tie.user].add(tie.student)

    def like(one: PersonRow, its: PersonRow) -> bool:
        ours = bool(children[its.user] & listed[one.user])
        return its.user == bare_id(one.user) or same_email(one, its) or ours

    here = [one for one in known.bundle.people if one.role == "guardian"]
    theirs = [*here, *known.left_parents]
    return _matched([one for one in part.people if one.role == "guardian"], theirs, like)


def _workers(part: Bundle, record: Bundle, covers: tuple[str, ...]) -> dict[str, str]:
    known = [one for one in record.people if one.role != "guardian"]

    def like(one: PersonRow, its: PersonRow) -> bool:
        alone = not its.email if "employee_email" in covers else True  # by the name alone, as the file has no more
        return its.user == bare_id(one.user) or same_email(one, its) or (alone and not one.email)

    return _matched([one for one in part.people if one.role != "guardian"], known, like)


def _matched(
    mine: list[PersonRow], theirs: list[PersonRow], like: Callable[[PersonRow, PersonRow], bool]
) -> dict[str, str]:
    """Who is whom where that is certain: one of that name who is like them, and whom no id in the file names."""
    known, named = {one.user for one in theirs}, {one.user for one in mine}
    free: defaultdict[str, list[PersonRow]] = defaultdict(list)
    for its in theirs:
        if its.user not in named or DERIVED in its.user:
            free[plain_name(its)].append(its)
    found = {
        one.user: [its.user for its in free[plain_name(one)] if like(one, its)]
        for one in mine
        if one.user not in known
    }
    by_id = Counter(user for one, users in found.items() if DERIVED not in one for user in users)
    # two ids of a file are two people, whatever they are called; of made ones several may be of one
    return {
        one: users[0] for one, users in found.items() if len(users) == 1 and by_id[users[0]] == (DERIVED not in one)
    }


def _with_kept_facts(part: Bundle, record: Bundle, covers: tuple[str, ...]) -> Bundle:
    """With what the file has no column for, as it is on record."""
    known = {(one.user, one.role == "guardian"): one for one in record.people}
    pays = {(one.user, one.student): one.payer for one in record.guardians}

    def person(one: PersonRow) -> PersonRow:
        its = known.get((one.user, one.role == "guardian"))
        if its is None:
            return one
        who = "parent" if one.role == "guardian" else "employee"
        kept: dict[str, Any] = {} if f"{who}_email" in covers else {"email": its.email}
        kept |= {} if f"{who}_number" in covers else {"sms": its.sms, "phone": its.phone}
        kept |= {"role": its.role} if who == "employee" and ROLES not in covers else {}
        return replace(one, **kept)

    return replace(
        part,
        people=tuple(person(one) for one in part.people),
        placements=part.placements if CHILD_DAYS in covers else _with_days(part.placements, record.placements),
        assignments=part.assignments if WORK_DAYS in covers else _with_days(part.assignments, record.assignments),
        guardians=part.guardians
        if PAYERS in covers
        else tuple(replace(one, payer=pays.get((one.user, one.student), one.payer)) for one in part.guardians),
    )


def _with_days(rows: tuple[Stay, ...], record: tuple[Stay, ...]) -> tuple[Stay, ...]:
    """Since when somebody is in a room, where the file does not say."""
    since = {_place(one): one.begin for one in record if one.end is None}
    return tuple(replace(one, begin=since.get(_place(one), one.begin)) for one in rows)


def _place(one: Place) -> str:
    return "\n".join((one.student if isinstance(one, PlacementRow) else one.user, one.room))


def _completed(part: Bundle, record: Bundle, covers: tuple[str, ...]) -> Bundle:
    """With the children or the employees on record, where the file is of the others alone."""
    if CHILDREN not in covers:
        part = replace(
            part,
            students=record.students,
            people=(*part.people, *(one for one in record.people if one.role == "guardian")),
            guardians=record.guardians,
            placements=record.placements,
        )
    if EMPLOYEES not in covers:
        part = replace(
            part,
            people=(*part.people, *(one for one in record.people if one.role != "guardian")),
            assignments=record.assignments,
        )
    elif WORK not in covers:
        here = {one.user for one in part.people if one.role != "guardian"}
        part = replace(part, assignments=tuple(one for one in record.assignments if one.user in here))
    return part
