"""
How long a hub takes to start: python -m benchmarks.starting [--schools N] [--events N] [--rounds N] [--url URL]

Schools of the usual size (80 children, 150 parents, 20 staff), each with EVENTS messages in the families'
conversations; on a fresh SQLite file, or with --url on an empty PostgreSQL database. From the start of the process
until /readyz says ready: seconds and processor time, median and range; its memory (PSS) SETTLED_S later; and how
long the first request into a school takes, which opens it.
"""

from __future__ import annotations

import argparse
import asyncio
import os
import statistics
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import NamedTuple

from sqlalchemy import Connection, Engine, insert, select, text

from hub.actions.people.sessions import SESSION_LASTS
from hub.app import opened_engine
from hub.signing import fingerprint
from hub.store import rights, schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.settings import settings_text
from hub.store.store import Store
from hub.store.transaction import Transaction
from policies.settings import SchoolSettings
from tests.servers import free_port

CHILDREN, PARENTS, STAFF, ROOMS = 80, 150, 20, 5
USUAL_EVENTS = 200
SETTLED_S = 3.0
TICKS = os.sysconf("SC_CLK_TCK")


class Start(NamedTuple):
    """One start: seconds to ready, processor seconds, PSS in MB, and seconds of the first request into a school."""

    ready_s: float
    processor_s: float
    memory_mb: float
    first_s: float


def filled(transaction: Transaction, number: int, events: int) -> None:
    """A school with its people, its conversations, what was said in them, and a session of its first admin."""
    connection, school, now = transaction.connection, f"s{number}", datetime.now(UTC)
    connection.execute(
        insert(schema.school).values(
            id=school, source=school, name=f"School {number}", time_zone="Europe/Berlin", seq=0, rules_seq=0,
            epoch="e", floor=1, day=now.date(), settings=settings_text(SchoolSettings()),
        )
    )  # fmt: skip
    _roster(connection, school)
    rights.settle(transaction, school, now.date(), stamp(now))
    _said(connection, school, events, now - timedelta(days=300))
    person, token = f"{school}-t0", f"token-{school}"
    account = {"id": school, "email": f"{person}@start.example", "password": "none", "created_at": stamp(now)}
    connection.execute(insert(schema.account).values(**account))
    connection.execute(insert(schema.profile).values(account=school, person=person))
    session = {"id": fingerprint(token), "account": school, "person": person, "created_at": stamp(now)}
    connection.execute(insert(schema.session).values(**session, expires_at=stamp(now + SESSION_LASTS)))


def _roster(connection: Connection, school: str) -> None:
    def person(name: str, side: str, role: str) -> dict[str, object]:
        its = f"{school}-{name}"
        return {"id": its, "school": school, "source": name, "side": side, "role": role, "given": f"Given{name}",
                "family": f"Family{name}", "email": f"{its}@start.example"}  # fmt: skip

    staff = [person(f"t{one}", "staff", "staff" if one else "admin") for one in range(STAFF)]
    parents = [person(f"g{one}", "guardian", "guardian") for one in range(PARENTS)]
    rooms = [{"id": f"{school}-r{one}", "school": school, "source": f"r{one}", "name": f"Room {one}"}
             for one in range(ROOMS)]  # fmt: skip
    students = [{"id": f"{school}-c{one}", "school": school, "source": f"c{one}", "given": f"Child{one}",
                 "family": f"Family{one}"} for one in range(CHILDREN)]  # fmt: skip
    connection.execute(insert(schema.person), staff + parents)
    connection.execute(insert(schema.room), rooms)
    connection.execute(insert(schema.student), students)
    placed = [{"school": school, "student": f"{school}-c{one}", "room": f"{school}-r{one % ROOMS}"}
              for one in range(CHILDREN)]  # fmt: skip
    assigned = [{"school": school, "person": f"{school}-t{one}", "room": f"{school}-r{one % ROOMS}"}
                for one in range(STAFF)]  # fmt: skip
    ties = [{"school": school, "guardian": f"{school}-g{one}", "student": f"{school}-c{one % CHILDREN}",
             "tie": "guardian", "listed_as": "guardian"} for one in range(PARENTS)]  # fmt: skip
    connection.execute(insert(schema.placement), placed)
    connection.execute(insert(schema.assignment), assigned)
    connection.execute(insert(schema.guardianship), ties)


def _said(connection: Connection, school: str, events: int, since: datetime) -> None:
    """Messages of the admin in all conversations of families in turn, as they lie after some months."""
    its = schema.conversation.c
    where = list(connection.execute(select(its.id).where(its.school == school, its.kind == "family")).scalars())
    seq = connection.execute(select(schema.school.c.seq).where(schema.school.c.id == school)).scalar_one()
    columns = "school, seq, kind, audience, conversation, n, id, author, cid, hash, at, body"
    put = text(
        f"insert into event ({columns}) values (:school, :seq, 'message', 'all', :conversation, :n, :id, :author,"  # noqa: S608
        " :cid, 'h', :at, :body)"
    )
    for start in range(0, events, 10_000):
        connection.execute(put, list(_rows(school, where, range(start, min(events, start + 10_000)), seq, since)))
    connection.execute(text("update school set seq = seq + :n where id = :school"), {"n": events, "school": school})
    counts = [{"id": one, "n": len(range(at, events, len(where)))} for at, one in enumerate(where)]
    connection.execute(text("update conversation set n = :n where id = :id"), counts)
    put = text("insert into planned (school, seq) values (:school, :seq)")
    connection.execute(put, {"school": school, "seq": seq + events})


def _rows(school: str, where: list[str], numbers: range, seq: int, since: datetime) -> Iterator[dict[str, object]]:
    at = stamp(since)
    for one in numbers:
        yield {
            "school": school, "seq": seq + one + 1, "conversation": where[one % len(where)],
            "n": one // len(where) + 1, "id": f"{school}-m{one}", "author": f"{school}-t0", "cid": str(one),
            "at": at, "body": '{"item":{"type":"text","text":"She slept from one to half past two and ate well."}}',
        }  # fmt: skip


async def seed(engine: Engine, schools: int, events: int) -> None:
    """Fill an empty database."""
    store = Store(engine)
    store.start()
    for number in range(schools):
        await store.write(lambda one: filled(one, number, events), whose=Across.OPERATOR)  # noqa: B023 (awaited)
    await store.stop()


def started(url: str, port: int, worker: str) -> Start:
    """Start a hub, see what it takes, and stop it."""
    env = {
        **os.environ, "ROOMWIRE_DATABASE_URL": url, "ROOMWIRE_BASE_URL": f"http://127.0.0.1:{port}",  # noqa: TID251
        "ROOMWIRE_WORKER": worker,
    }  # fmt: skip
    began = time.monotonic()
    command = [sys.executable, "-m", "hub", "serve", "--port", str(port)]
    hub = subprocess.Popen(command, env=env, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL)
    try:
        while not _is_ready(port):
            assert hub.poll() is None, "it did not start"
            time.sleep(0.005)
        ready_s, processor_s = time.monotonic() - began, _worked(hub.pid)
        time.sleep(SETTLED_S)
        memory_mb = _pss_mb(hub.pid)
        asked = time.monotonic()
        headers = {"authorization": "Bearer token-s0", "roomwire-profile": "s0-t0"}
        address = f"http://127.0.0.1:{port}/v1/me"
        urllib.request.urlopen(urllib.request.Request(address, headers=headers)).read()
        return Start(ready_s, processor_s, memory_mb, time.monotonic() - asked)
    finally:
        hub.terminate()
        hub.wait()


def _is_ready(port: int) -> bool:
    try:
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/readyz") as answer:
            return bool(answer.status == 200)
    except (urllib.error.URLError, OSError):
        return False


def _worked(pid: int) -> float:
    parts = Path(f"/proc/{pid}/stat").read_text().rpartition(")")[2].split()
    return (int(parts[11]) + int(parts[12])) / TICKS


def _pss_mb(pid: int) -> float:
    lines = Path(f"/proc/{pid}/smaps_rollup").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("Pss:")) / 1024


def main() -> None:
    """Print a row of a table."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.starting", description=__doc__)
    parser.add_argument("--schools", type=int, default=1)
    parser.add_argument("--events", type=int, default=USUAL_EVENTS, help="in each school")
    parser.add_argument("--rounds", type=int, default=7)
    parser.add_argument("--url", default="", help="an empty PostgreSQL database")
    parser.add_argument("--kept", default="", help="a folder that keeps the SQLite file for another time")
    parser.add_argument("--worker", default="1", choices=("0", "1"))
    args = parser.parse_args()
    with tempfile.TemporaryDirectory() as folder:
        file = Path(args.kept or folder) / f"start-{args.schools}-{args.events}.sqlite3"
        url = args.url or f"sqlite:///{file}"
        if args.url or not file.exists():
            asyncio.run(seed(opened_engine(url), args.schools, args.events))
        starts = [started(url, free_port(), args.worker) for _ in range(args.rounds)]
    its = f"| {args.schools:,} | {args.events:,} "
    for values in zip(*starts, strict=True):
        its += f"| {statistics.median(values):.2f} ({min(values):.2f} to {max(values):.2f}) "
    print("| schools | events in each | ready after s | processor s | memory MB | first request s |")
    print("| --- | --- | --- | --- | --- | --- |")
    print(f"{its}|")


if __name__ == "__main__":
    main()
