"""This file reads a roster that an admin brought or had fetched, and keeps it until they have looked at it."""

from __future__ import annotations

import asyncio
import hashlib
from dataclasses import dataclass, replace
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people import roster_runs
from hub.actions.people.roster_runs import (
    RosterDoor,
    about_all,
    digest_of_bundle,
    keep_waiting,
    state_said,
    with_left_out,
)
from hub.bus.fresh import on_fresh_rules
from hub.errors import Forbidden
from hub.oneroster.apart import read_apart
from hub.oneroster.kept_bundle import bundle_of
from hub.store import journal
from hub.store.clock import day_in
from hub.store.row_security import Across
from policies.people.first_roster import its_school, why_none
from policies.people.roster_runs import RunSource, may_run
from policies.sentence import Listed, Sentence, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.bus.school import School
    from hub.oneroster.apart import ReadApart, RosterLeftOut, SheetToName
    from hub.queries.people.roster_source import SchoolSource
    from hub.store.snapshot import Snapshot
    from hub.store.transaction import Transaction

OTHERS = 10
"""Names of other schools in a bundle that are said; a chain has hundreds."""


@dataclass(frozen=True, slots=True, kw_only=True)
class RosterFile:
    """
    A zip or a spreadsheet that an admin brings, and how its endDates are meant (hub/reference/end_dates.py).

    without_refused: go on without rows that are refused, as far as that gives nobody more. door: by which it comes.
    """

    admin: str
    name: str
    packed: bytes
    end_dates: str
    without_refused: bool = False
    door: RunSource = RunSource.PAGE


@dataclass(frozen=True, slots=True)
class RosterTaken:
    """
    upload: what waits now, empty where it was refused; then run is its place in the log. Both are empty where
    somebody has to name the columns first: to_name are the sheets, and nothing was kept.

    left_out: what is gone on without, or would be where it was refused; None: nothing, or there is no going on.
    """

    upload: str
    run: str
    left_out: RosterLeftOut | None
    to_name: tuple[SheetToName, ...] = ()


async def take(school: School, file: RosterFile, whose: SchoolSource, now: datetime) -> RosterTaken:
    """Likewise, where it is known whose it is and that its admin may bring it. door: by which it comes."""
    source = whose.as_of(
        day_in(school.snapshot.time_zone, now), file.end_dates, fetched=file.door is RunSource.SERVER
    )
    reading = await read_apart(
        file.name, file.packed, source, whose.source, without_refused=file.without_refused, tells=True
    )
    if reading.to_name:
        return RosterTaken("", "", None, reading.to_name)
    name = school.snapshot.roster.school_name
    mine, why = _mine(reading, whose, name)
    body = next((one.body for one in reading.parts if one.source == mine), None)
    refused = bool(reading.problems.items)
    issues = reading.problems if refused else with_left_out(file.name, reading)
    others = Listed(sorted(one.name for one in reading.parts if one.source != mine)[:OTHERS])
    there = next((one.name for one in reading.parts if one.source == mine), name)
    if body is None and not refused:
        issues = about_all(file.name, why, issues)
    elif whose.taken is not None and there != name:
        its = say("The roster calls this school {name}, and so does everybody once it is applied.", name=there)
        issues = about_all(file.name, its, issues)
    elif others and file.door is RunSource.PAGE:  # a server was asked for this school alone
        its = say(
            "Only {school} is brought in. Left out, as it is not yours: {others}.", school=name, others=others
        )
        issues = about_all(file.name, its, issues)
    digest = await asyncio.to_thread(_digest, file, body)
    said = await asyncio.to_thread(state_said, reading, whose.over)
    door = RosterDoor(source=file.door, file=file.name, started=now, by=file.admin, digest=digest, state=said)

    def write(transaction: Transaction, rules: Snapshot) -> RosterTaken:
        check(transaction, rules, file.admin)
        if body is None:
            run = roster_runs.write_refused(transaction.connection, school.id, issues, door, now)
            return RosterTaken("", run, reading.left_out)
        upload = keep_waiting(transaction, school.id, replace(door, warnings=issues, body=body), now)
        return RosterTaken(upload, "", reading.left_out)

    return await on_fresh_rules(
        school, lambda rules: school.store.write(lambda one: write(one, rules), school.id, across=Across.ACCOUNT)
    )


def _mine(reading: ReadApart, whose: SchoolSource, name: str) -> tuple[str, Sentence]:
    """What the school is called in what was read; and what to say where it is not in there."""
    there = {one.source: one.name for one in reading.parts}
    nothing = say("This bundle has nothing of {school} in it.", school=name)
    if whose.taken is None or whose.source in there:
        return whose.source, nothing
    why = why_none(name, there, whose.taken)
    return its_school(name, there, whose.taken), why if isinstance(why, Sentence) else nothing


def _digest(file: RosterFile, body: bytes | None) -> str:
    """By what a roster is known again: the file, or what a server says."""
    if file.door is RunSource.SERVER and body is not None:
        return digest_of_bundle(bundle_of(body))
    return hashlib.sha256(file.packed).hexdigest()


def refuse_others(rules: Snapshot, person: str) -> None:
    """Go on only for admins, who bring rosters in; raises Forbidden."""
    if isinstance(verdict := may_run(rules.roster.people[person]), Refused):
        raise Forbidden(verdict.because)


def check(transaction: Transaction, rules: Snapshot, admin: str) -> None:
    """Go on only if the admin is one still, by the rules that hold until the commit."""
    refuse_others(rules, admin)
    journal.lock(transaction, rules.school)
    journal.check_rules(transaction, rules.school, rules.rules_seq)
