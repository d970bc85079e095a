"""
A database to measure a hub on: python -m benchmarks.seed --roster ZIP --database URL --vars FOLDER

Imports the roster into an empty database, gives each of a room's staff an account and a session that never ends,
and hands out a ticket for each connection, which never ends either and opens one socket.
FOLDER/hub-CONNECTIONS-MEMBERS.tsv has a line for each connection of a set: its ticket, a tab, the conversation of
its room's team. What was made for a SQLite file is kept in FOLDER and copied the next time, as long as neither the
roster nor this program has changed. Whoever opens more than 1,000 sockets from one address starts the hub with
ROOMWIRE_PROXIES=127.0.0.1.
"""

from __future__ import annotations

import argparse
import hashlib
import itertools
import secrets
import shutil
import sys
import tempfile
import time
import zipfile
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from hub import settings
from hub.actions.people import accounts
from hub.actions.people.passwords import kept
from hub.commands.roster import RosterCame, source_of, sync
from hub.commands.working import working
from hub.oneroster.read import read
from hub.reference.end_dates import EXCLUSIVE
from hub.settings import Settings, SettingsError
from hub.signing import fingerprint
from hub.store import clock
from hub.store.clock import stamp
from hub.store.database import sqlite_file
from hub.store.people import list_emails
from hub.store.row_security import Across
from hub.store.schools import list_schools
from hub.store.sessions import OpenSession, insert_session
from hub.store.snapshot import snapshot
from hub.store.tickets import insert_ticket

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from hub.store.transaction import Transaction

ROOT = Path(__file__).parents[1]
NEVER = stamp(datetime(2099, 1, 1, tzinfo=UTC))
SEEDS_KEPT = 6
"""Seeded SQLite files that are kept in FOLDER, the newest: who compares two versions comes back to the other."""

HALF_MADE_S = 3_600.0
"""No seed takes that long to make."""


class SeedError(Exception):
    """It cannot be seeded; the sentence says why, and what to do."""


@dataclass(frozen=True, slots=True)
class ConnectionSet:
    """So many connections to rooms of so many members."""

    connections: int
    members: int

    @property
    def rooms(self) -> int:
        """How many rooms hold that many connections; the last one need not be full."""
        return -(-self.connections // self.members)

    @property
    def file(self) -> str:
        """The name of its file."""
        return f"hub-{self.connections}-{self.members}.tsv"


SETS = tuple(ConnectionSet(*one) for one in ((50, 20), (2_000, 20), (2_000, 200), (5_000, 20)))


@dataclass(frozen=True, slots=True)
class TeamRoom:
    """A room's team: their conversation, and everybody in it, by email address."""

    conversation: str
    emails: Mapping[str, str]


def seed(chosen: Settings, roster: Path, folder: Path, sets: Sequence[ConnectionSet] = SETS) -> None:
    """
    Fill the empty database of these settings, and write the files of its connections into folder.

    Raises:
        SeedError: the roster is none, or has too few rooms; the database is not empty.
        SettingsError: the database cannot be used.
    """
    members = _members(roster)
    folder.mkdir(parents=True, exist_ok=True)
    file = sqlite_file(chosen.database_url)
    if file is None:
        _fill(chosen, roster, folder, sets)
        return
    if Path(file).exists():
        raise SeedError(f"{file} is there already; name a file that is not there yet.")
    its = folder / f"seed-{_key(members, sets)}"
    if not its.is_dir():
        _keep(its, roster, sets)
    its.touch()
    Path(file).parent.mkdir(parents=True, exist_ok=True)
    shutil.copy(its / "hub.sqlite3", file)
    for one in sets:
        shutil.copy(its / one.file, folder)
    for old in sorted(folder.glob("seed-*"), key=_age_s)[SEEDS_KEPT:]:
        shutil.rmtree(old)
    for half in folder.glob("making-*"):  # of a run that was killed
        if _age_s(half) > HALF_MADE_S:
            shutil.rmtree(half)


def _age_s(path: Path) -> float:
    return time.time() - path.stat().st_mtime


def _members(roster: Path) -> dict[str, bytes]:
    """What is in the zip, by name: the file itself differs by the minute in which it was packed."""
    try:
        with zipfile.ZipFile(roster) as packed:
            return {name: packed.read(name) for name in sorted(packed.namelist())}
    except (OSError, zipfile.BadZipFile) as error:
        raise SeedError(f"{roster} is no roster that can be read: {error}.") from error


def _key(members: Mapping[str, bytes], sets: Sequence[ConnectionSet]) -> str:
    """Changes with the roster, the sets, and with whatever this program is made of, its schema included."""
    digest = hashlib.sha256(repr((members, sets)).encode())
    packages = [sorted((ROOT / one).rglob("*.py")) for one in ("policies", "channels", "notifiers", "hub")]
    for path in (Path(__file__), *itertools.chain(*packages)):
        if "node_modules" not in path.parts:
            digest.update(path.read_bytes())
    return digest.hexdigest()[:16]


def _keep(its: Path, roster: Path, sets: Sequence[ConnectionSet]) -> None:
    """Make a folder with a seeded file and the files of its connections; it is there whole, or not at all."""
    with tempfile.TemporaryDirectory(dir=its.parent, prefix="making-") as name:
        made = Path(name) / "seed"
        made.mkdir()
        chosen = settings.read({"ROOMWIRE_DATABASE_URL": f"sqlite:///{made}/hub.sqlite3"})
        _fill(chosen, roster, made, sets)
        if (made / "hub.sqlite3-wal").exists():
            raise SeedError("Something else has the new file open; try again.")
        if not its.is_dir():
            made.rename(its)


def _fill(chosen: Settings, roster: Path, folder: Path, sets: Sequence[ConnectionSet]) -> None:
    if working(chosen, _any_school):
        raise SeedError("The database has schools already; name an empty one.")
    reading = read(roster, source_of(chosen, EXCLUSIVE))
    if reading.bundle is None:
        first = reading.problems[0]
        raise SeedError(f"{roster} is no roster that can be imported: {first.file}: {first.reason}")
    sync(chosen, reading, RosterCame(roster.name, None), confirmed=True)

    async def seeded(store: Store) -> dict[ConnectionSet, list[str]]:
        rooms = await store.read(_rooms, Across.OPERATOR)
        wanted = {one: _chosen(rooms, one) for one in sets}
        return await store.write(lambda transaction: _let_in(transaction, wanted), whose=Across.OPERATOR)

    for one, lines in working(chosen, seeded).items():
        (folder / one.file).write_text("".join(lines))


async def _any_school(store: Store) -> bool:
    return bool(await store.read(list_schools, Across.OPERATOR))


def _rooms(connection: Connection) -> list[TeamRoom]:
    """Every room's team, by school and room; without rooms of whose staff somebody works elsewhere too."""
    found: list[TeamRoom] = []
    for school in sorted(list_schools(connection), key=lambda one: one.source):
        emails = {one.person: one.email for one in list_emails(connection, school.id) if one.email}
        found += _rooms_of(snapshot(connection, school.id), emails)
    return found


def _rooms_of(rules: Snapshot, emails: Mapping[str, str]) -> Iterator[TeamRoom]:
    roster = rules.roster
    for room in sorted(roster.rooms.values(), key=lambda one: (one.name, one.id)):
        conversation = rules.by_subject["staff", f"room:{room.id}"].id
        people = sorted(roster.staff_of.get(room.id, ()), key=lambda one: emails.get(one, one))
        if all(roster.people[one].rooms == {room.id} and one in emails for one in people):
            yield TeamRoom(conversation, {one: emails[one] for one in people})


def _chosen(rooms: Sequence[TeamRoom], wanted: ConnectionSet) -> list[TeamRoom]:
    """
    The rooms of a set: the first that have as many members as it asks for.

    Raises:
        SeedError: there are too few.
    """
    found = [room for room in rooms if len(room.emails) == wanted.members]
    if len(found) < wanted.rooms:
        raise SeedError(
            f"The roster has {len(found)} rooms with {wanted.members} staff each who work nowhere else and have an "
            f"email; {wanted.rooms} are needed for {wanted.connections} connections."
        )
    return found[: wanted.rooms]


def _let_in(
    transaction: Transaction, wanted: Mapping[ConnectionSet, Sequence[TeamRoom]]
) -> dict[ConnectionSet, list[str]]:
    """Accounts, sessions and tickets; a line for each connection, room by room for each member in turn."""
    connection, now = transaction.connection, stamp(clock.now())
    hashed, sessions = kept(secrets.token_urlsafe(24)), dict[str, str]()
    lines: defaultdict[ConnectionSet, list[str]] = defaultdict(list)
    for one, rooms in wanted.items():
        people = [list(room.emails) for room in rooms]
        for number in range(one.connections):
            room = number % len(rooms)
            person = people[room][number // len(rooms)]
            if person not in sessions:
                account = accounts.create(transaction, rooms[room].emails[person], hashed, [person], now)
                sessions[person] = fingerprint(secrets.token_urlsafe(32))
                its = OpenSession(
                    id=sessions[person], account=account, person=person, created_at=now, expires_at=NEVER
                )
                insert_session(connection, its)
            ticket = secrets.token_urlsafe(24)
            insert_ticket(connection, fingerprint(ticket), sessions[person], person, NEVER)
            lines[one].append(f"{ticket}\t{rooms[room].conversation}\n")
    return lines


def _set(text: str) -> ConnectionSet:
    connections, _, members = text.partition(":")
    if not (connections.isdigit() and members.isdigit() and int(connections) and int(members)):
        raise argparse.ArgumentTypeError(f"{text!r} is not two numbers such as 2000:20.")
    return ConnectionSet(int(connections), int(members))


def main(argv: Sequence[str] | None = None) -> int:
    """Seed; 0 done, 1 not: what stands in the way is told in a sentence."""
    asked = argparse.ArgumentParser(prog="python -m benchmarks.seed", description=__doc__)
    asked.add_argument("--roster", type=Path, required=True, metavar="ZIP", help="a OneRoster bundle")
    asked.add_argument("--database", required=True, metavar="URL", help="an empty one, or a file not there yet")
    asked.add_argument("--vars", type=Path, required=True, metavar="FOLDER", help="where the files are written")
    asked.add_argument("--set", type=_set, action="append", metavar="CONNECTIONS:MEMBERS", help="other than usual")
    args = asked.parse_args(argv)
    try:
        seed(settings.read({"ROOMWIRE_DATABASE_URL": args.database}), args.roster, args.vars, args.set or SETS)
    except (SeedError, SettingsError) as error:
        print(f"seed: {error}", file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
