"""This file is what admins do with a server that the roster comes from, and how it is fetched by itself."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass, field, replace
from typing import TYPE_CHECKING
from urllib.parse import urlsplit
from zoneinfo import ZoneInfo

from hub.actions.people import roster_runs
from hub.actions.people.bring_roster import bring_in
from hub.actions.people.roster_runs import RosterDoor, about_all, digest_of_bundle, printable, state_said
from hub.actions.people.roster_taken import RosterFile, RosterTaken, check, refuse_others, take
from hub.bus.fresh import on_fresh_rules, read_on_fresh_rules
from hub.errors import Invalid, NotFound
from hub.oneroster.apart import read_apart
from hub.oneroster.kept_bundle import bundle_of
from hub.oneroster.server.client import AnsweredOtherwise, ClientLimits, ServerAccess, ServerFailed
from hub.oneroster.server.fetching import FoundThere, ServerSchool, fetched, look_around
from hub.queries.people.roster_source import source_of
from hub.store import roster_runs as runs
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import day_in, moment, stamp
from hub.store.people import find_named
from hub.store.roster_servers import (
    RosterServer,
    delete_server,
    find_server,
    note_fetched,
    put_server,
    sealed_about,
)
from hub.store.roster_states import forget_state
from hub.store.row_security import Across
from policies.people.roster_runs import RunSource, RunState
from policies.people.roster_servers import (
    ServerPlace,
    address_fault,
    asked_since,
    asks_for_all,
    cleaned,
    needs_secret,
)
from policies.records.activity_log import Deed
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from asyncio import Semaphore
    from collections.abc import Callable
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.bus.school import School
    from hub.oneroster.apart import ReadApart
    from hub.oneroster.server.client import Version
    from hub.queries.people.roster_source import SchoolSource
    from hub.sealing import Sealer
    from hub.store.roster_words import RunIssues
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction

NONE_CONNECTED = say("No server is connected. Connect one first.")
SECRET_AGAIN = say("Enter the secret as well: it goes to an address, or by a name, that it was not entered for.")
SECRET_LOST = say("The secret cannot be read any more, as the hub’s own was changed. Enter it again.")


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerWanted:
    """
    A server as an admin enters it. secret: None for the one that is kept. org, org_name: the school there, empty
    while it is only tried.
    """

    admin: str
    version: Version
    address: str
    token_address: str
    client: str
    secret: str | None = field(repr=False)
    scope: str
    org: str = ""
    org_name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class ServerAsking:
    """
    How servers are asked. sealer: of their secrets. local: they may be in our own network. rosters: a turn to read
    what came. read: told how many rows came so far.
    """

    sealer: Sealer
    limits: ClientLimits
    local: bool
    rosters: Semaphore
    end_dates: str
    read: Callable[[int], None] | None = None


def _access(kept: RosterServer | None, wanted: ServerWanted, asking: ServerAsking) -> ServerAccess:
    """
    Where to ask and as whom.

    Raises:
        Invalid: an address is none, or the secret has to be entered.
    """
    address, token_address = cleaned(wanted.address), wanted.token_address.strip()
    for name, its in (("address", address), ("token_address", token_address)):
        if fault := address_fault(its, local=asking.local):
            raise Invalid(on_field(name, fault))
    secret = wanted.secret
    if secret is None:
        before = None if kept is None else ServerPlace(kept.address, kept.token_address, kept.client)
        if kept is None or needs_secret(before, ServerPlace(address, token_address, wanted.client.strip())):
            raise Invalid(on_field("secret", SECRET_AGAIN))
        secret = _opened(kept, asking.sealer)
    return ServerAccess(
        version=wanted.version, address=address, token_address=token_address, client=wanted.client.strip(),
        secret=secret, scope=wanted.scope.strip(),
    )  # fmt: skip


def _opened(kept: RosterServer, sealer: Sealer) -> str:
    raw = sealer.opened(sealed_about(kept.school), kept.secret)
    if raw is None:
        raise Invalid(on_field("secret", SECRET_LOST))
    return raw.decode()


async def look(school: School, wanted: ServerWanted, asking: ServerAsking) -> FoundThere:
    """
    What is on a server that may be connected; nothing is kept.

    Raises:
        Forbidden: only admins do that.
        Invalid: it does not answer so that a roster can be read; the sentence says why.
    """

    def read(connection: Connection, rules: Snapshot) -> ServerAccess:
        refuse_others(rules, wanted.admin)
        return _access(find_server(connection, rules.school), wanted, asking)

    access = await read_on_fresh_rules(school, read)
    try:
        return await look_around(access, asking.limits, local=asking.local)
    except ServerFailed as met:
        raise Invalid(met.sentence) from None


async def connect(school: School, wanted: ServerWanted, asking: ServerAsking, now: datetime) -> None:
    """
    Fetch the roster of the school from this server from now on; the next look asks for all of it.

    Raises:
        Forbidden: only admins do that.
        Invalid: an address is none, or the secret has to be entered.
    """

    def write(transaction: Transaction, rules: Snapshot) -> None:
        check(transaction, rules, wanted.admin)
        connection = transaction.connection
        access = _access(find_server(connection, rules.school), wanted, asking)
        server = RosterServer(
            school=rules.school, version=access.version, address=access.address,
            token_address=access.token_address, client=access.client, scope=access.scope,
            secret=asking.sealer.seal(sealed_about(rules.school), access.secret.encode()),
            org=wanted.org, org_name=wanted.org_name, by=wanted.admin, at=stamp(now),
        )  # fmt: skip
        _drop_waiting(connection, rules.school, wanted.admin, now)
        put_server(connection, server)
        _put_deed(transaction, rules.school, wanted.admin, Deed.SERVER_CONNECTED, stamp(now))

    await on_fresh_rules(school, lambda rules: school.store.write(lambda one: write(one, rules), school.id))


async def disconnect(school: School, admin: str, now: datetime) -> None:
    """
    Fetch the roster from nowhere any more; the secret is deleted, and so is what the source had said row by row.

    Raises:
        Forbidden: only admins do that.
        NotFound: no server is connected.
    """

    def write(transaction: Transaction, rules: Snapshot) -> None:
        check(transaction, rules, admin)
        if not delete_server(transaction.connection, rules.school):
            raise NotFound(NONE_CONNECTED)
        forget_state(transaction.connection, rules.school)
        _drop_waiting(transaction.connection, rules.school, admin, now)
        _put_deed(transaction, rules.school, admin, Deed.SERVER_DISCONNECTED, stamp(now))

    await on_fresh_rules(school, lambda rules: school.store.write(lambda one: write(one, rules), school.id))


def _drop_waiting(connection: Connection, school: str, admin: str, now: datetime) -> None:
    """What came from a server that is the school's no more waits for nobody's yes."""
    for one in runs.list_uploads(connection, school, stamp(now)):
        if one.source == RunSource.SERVER:
            runs.delete_upload(connection, one.id)
            if one.run is not None:
                runs.drop_run(connection, one.run, admin, stamp(now))


def _put_deed(transaction: Transaction, school: str, admin: str, deed: Deed, at: str) -> None:
    names = {one.id: one.name for one in find_named(transaction.connection, [admin])}
    put_on_record(transaction, LogDraft(school=school, deed=deed, at=at, by=admin, by_name=names.get(admin, "")))


def named(server: RosterServer) -> str:
    """What a roster from a server is called in the log: by its host."""
    return printable(urlsplit(server.address).netloc)


async def fetch(school: School, admin: str, asking: ServerAsking, now: datetime) -> RosterTaken:
    """
    Fetch the whole roster now, and keep it until an admin says yes or no, as one that is brought from the page.

    Raises:
        Forbidden: only admins do that.
        NotFound: no server is connected.
        Unavailable: what came could not be read in time.
    """

    def read(connection: Connection, rules: Snapshot) -> tuple[RosterServer, SchoolSource]:
        refuse_others(rules, admin)
        server = find_server(connection, rules.school)
        if server is None:
            raise NotFound(NONE_CONNECTED)
        return server, source_of(connection, rules.school)

    server, whose = await read_on_fresh_rules(school, read, Across.SCHOOLS)
    try:
        packed = await fetched(
            _there(server, whose, asking.sealer), asking.limits, None, local=asking.local, read=asking.read
        )
    except ServerFailed as met:
        door = RosterDoor(source=RunSource.SERVER, file=named(server), started=now, by=admin)
        issues = about_all(named(server), met.sentence)
        run = await school.store.write(
            lambda one: roster_runs.write_refused(one.connection, school.id, issues, door, now), school.id
        )
        return RosterTaken("", run, None)
    file = RosterFile(
        admin=admin, name=named(server), packed=packed, end_dates=asking.end_dates, door=RunSource.SERVER
    )
    async with asking.rosters:
        return await take(school, file, whose, now)


def _there(server: RosterServer, whose: SchoolSource, sealer: Sealer) -> ServerSchool:
    """
    The school on its server.

    Raises:
        ServerFailed: its secret cannot be read any more.
    """
    raw = sealer.opened(sealed_about(server.school), server.secret)
    if raw is None:
        raise ServerFailed(SECRET_LOST)
    access = ServerAccess(
        version=server.version, address=server.address, token_address=server.token_address,  # type: ignore[arg-type]
        client=server.client, secret=raw.decode(), scope=server.scope,
    )  # fmt: skip
    return ServerSchool(access=access, org=server.org, source=whose.source)


@dataclass(frozen=True, slots=True)
class _Fetched:
    """What a server gave by itself: read, with its digest, and whether it was all of it."""

    reading: ReadApart
    digest: str
    full: bool


async def fetch_by_itself(
    store: Store, server: RosterServer, time_zone: str, asking: ServerAsking, now: datetime
) -> None:
    """
    Fetch the roster of a school at its time and bring it in; what is held waits for a yes, and all of it is on
    record. What has changed is asked for where nothing else came in since the last time, and all of it else.

    Raises:
        Unavailable: it could not be read, or not be written.
    """
    whose = await store.read(lambda one: source_of(one, server.school), Across.SCHOOLS.within(server.school))
    door = RosterDoor(source=RunSource.SERVER, file=named(server), started=now)
    try:
        its = await _fetched(server, whose, ZoneInfo(time_zone), asking, now)
    except ServerFailed as met:
        await _refused(store, server, replace(door, digest=None), about_all(door.file, met.sentence), now)
        return
    reading = its.reading
    part = next((one for one in reading.parts if one.source == whose.source), None)
    door = replace(door, digest=its.digest, warnings=reading.warnings)
    if part is None:
        nothing = about_all(door.file, say("This bundle has nothing of {school} in it.", school=server.org_name))
        await _refused(store, server, door, reading.problems if reading.problems.items else nothing, now)
        return
    bundle = bundle_of(part.body)
    door = replace(door, digest=digest_of_bundle(bundle), body=part.body, state=state_said(reading, whose.over))
    if await store.read(lambda one: _is_answered(one, server.school, door.digest, now), server.school):
        return
    door = replace(door, connected_at=server.at)
    try:
        done = await bring_in(store, bundle, door, time_zone, now)
    except roster_runs.Disconnected:  # by an admin, who wants nothing of it any more
        return
    if done.applied and door.state is not None:
        digest = door.state.digest
        await store.write(
            lambda one: note_fetched(one.connection, server, stamp(now), digest, full=its.full), server.school
        )


async def _fetched(
    server: RosterServer, whose: SchoolSource, zone: ZoneInfo, asking: ServerAsking, now: datetime
) -> _Fetched:
    """Changes where that will do, and all of it where they cannot be read over what was said before."""
    there = _there(server, whose, asking.sealer)
    full_at = None if server.full_at is None else moment(server.full_at)
    same = server.state is not None and whose.over == server.state
    since = asked_since(moment(server.asked_at)) if same and server.asked_at is not None else None
    if asks_for_all(full_at, now, zone):
        since = None
    source = whose.as_of(day_in(str(zone), now), asking.end_dates, fetched=True)
    for each in dict.fromkeys((since, None)):
        try:
            packed = await fetched(there, asking.limits, each, local=asking.local, read=asking.read)
        except AnsweredOtherwise:  # some know no filter, and say so in their own ways
            if each is None:
                raise
            continue
        async with asking.rosters:
            reading = await read_apart(named(server), packed, source, whose.source)
        if not reading.problems.items:
            break
    return _Fetched(reading, hashlib.sha256(packed).hexdigest(), full=each is None)


def _is_answered(connection: Connection, school: str, digest: str | None, now: datetime) -> bool:
    """Whether nothing more is to be said of this very roster: an admin said no or took it back, or it waits."""
    back = runs.newest_run(connection, school, (RunState.UNDONE,))
    since = runs.newest_run(connection, school, (RunState.APPLIED, RunState.UNCHANGED), RunSource.SERVER)
    said_else = back is not None and since is not None and since.ended_at > (back.undone_at or back.ended_at)
    if back is not None and back.digest == digest and not said_else:
        return True
    newest = runs.newest_run(connection, school, tuple(RunState), RunSource.SERVER)
    if newest is None or newest.digest != digest:
        return False
    if newest.state == RunState.HELD:
        return any(one.run == newest.id for one in runs.list_uploads(connection, school, stamp(now)))
    return newest.state == RunState.DROPPED


async def _refused(store: Store, server: RosterServer, door: RosterDoor, issues: RunIssues, now: datetime) -> None:
    """Write down why nothing came in; the same roster that is refused again is not told of again."""

    def write(transaction: Transaction) -> None:
        still = find_server(transaction.connection, server.school)
        if still is None or still.at != server.at:
            return
        newest = runs.newest_run(transaction.connection, server.school, tuple(RunState), RunSource.SERVER)
        same = newest is not None and newest.state == RunState.REFUSED and newest.digest == door.digest
        if door.digest is None or not same:
            roster_runs.write_refused(transaction.connection, server.school, issues, door, now)

    await store.write(write, server.school)
