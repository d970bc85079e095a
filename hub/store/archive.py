"""This file writes all records into one file while the hub runs, and reads them back into an empty database."""

from __future__ import annotations

import base64
import hashlib
import json
import os
import secrets
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, Date, Engine, LargeBinary, MetaData, Table, func, insert, select, text, update

from hub.errors import Conflict, Invalid
from hub.store import schema
from hub.store.database import migrate, reading, revision, writing
from hub.store.row_security import Across, Scope
from hub.store.schema import everything
from notifiers.tables import attempt, delivery, planned
from policies.sentence import as_is

FORMAT = 1
MANIFEST = "manifest.json"

PASSING = {
    *("ticket", "watching", "reset", "guess"),
    *("half_sign_in", "second_factor_offer", "passkey_challenge", "oidc_visit", "room_device_code"),
}
"""What is worth nothing a minute or an hour later; and a link that was used since shall not come back to life."""

ROWS, BODIES = 1_000, 16
"""Rows in memory at once; of parts of files, which are larger by far, fewer."""

EVERYTHING = Scope("", Across.OPERATOR)

RESTORED = "The records were restored from a backup; it may have been sent before."


def write(engine: Engine, file: Path, at: str) -> dict[str, int]:
    """
    Write every record as of one moment into file, a zip of one JSON line per row; the rows by table.

    It works beside a running hub. The file is whole or is not there.

    Raises:
        OSError: it cannot be written.
    """
    partial = file.with_name(file.name + ".partial")
    tables: dict[str, dict[str, Any]] = {}
    try:
        with partial.open("wb") as raw:
            partial.chmod(0o600)  # it holds everything there is
            with zipfile.ZipFile(raw, "w", zipfile.ZIP_DEFLATED, compresslevel=3) as archive:
                with reading(engine, EVERYTHING) as connection:
                    head = revision(connection)
                    for table in _tables():
                        tables[table.name] = _dump(connection, table, archive)
                manifest = {"format": FORMAT, "revision": head, "at": at, "tables": tables}
                archive.writestr(MANIFEST, json.dumps(manifest, indent=1))
            raw.flush()
            os.fsync(raw.fileno())
        partial.replace(file)
    finally:
        partial.unlink(missing_ok=True)
    return {name: its["rows"] for name, its in tables.items()}


def _tables() -> Iterator[Table]:
    for metadata in everything:
        yield from (table for table in metadata.sorted_tables if table.name not in PASSING)


def _dump(connection: Connection, table: Table, archive: zipfile.ZipFile) -> dict[str, Any]:
    digest, rows = hashlib.sha256(), 0
    found = connection.execution_options(yield_per=_rows_of(table)).execute(
        select(table).order_by(*table.primary_key)
    )
    with archive.open(f"{table.name}.ndjson", "w", force_zip64=True) as file:
        for row in found.mappings():
            line = json.dumps(dict(row), ensure_ascii=False, default=_plain).encode() + b"\n"
            digest.update(line)
            file.write(line)
            rows += 1
    return {"rows": rows, "sha256": digest.hexdigest()}


def _rows_of(table: Table) -> int:
    return BODIES if _columns(table, LargeBinary) else ROWS


def _columns(table: Table, kind: type) -> list[str]:
    return [column.name for column in table.c if isinstance(column.type, kind)]


def _plain(value: object) -> str:
    """What JSON has no word for: a day, and octets."""
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, bytes):
        return base64.b64encode(value).decode()
    raise TypeError(f"{type(value)} is in no table")


def read(engine: Engine, file: Path, *, keep_epoch: bool = False) -> dict[str, int]:
    """
    Bring the records of file into an empty database, of either kind; all of them or none.

    Devices notice by the new epoch and load everything anew. Alerts that were under way are not sent again:
    the hub that made the backup went on and sent them, or may have.

    Raises:
        Invalid: the file is none of ours, is damaged, or comes from a newer version.
        Conflict: the database holds records already.
    """
    try:
        with zipfile.ZipFile(file) as archive:
            manifest = _manifest(archive)
            try:
                migrate(engine, manifest["revision"])
            except ValueError as error:
                raise Invalid(as_is(f"The backup cannot be restored: {error}")) from error
            with writing(engine, EVERYTHING) as connection:
                loaded = _load_all(connection, archive, manifest["tables"])
            migrate(engine)
    except (zipfile.BadZipFile, EOFError) as error:
        raise Invalid(as_is(f"{file} is damaged, or is not a backup: {error}.")) from error
    with writing(engine, EVERYTHING) as connection:
        _begin_anew(connection, keep_epoch=keep_epoch)
    return loaded


def _manifest(archive: zipfile.ZipFile) -> dict[str, Any]:
    try:
        manifest: dict[str, Any] = json.loads(archive.read(MANIFEST))
        known = manifest["format"] == FORMAT and isinstance(manifest["tables"], dict)
    except (KeyError, ValueError, TypeError):
        known = False
    if not known:
        raise Invalid(as_is("This is not a backup of Roomwire, or one of a newer version."))
    return manifest


def _load_all(connection: Connection, archive: zipfile.ZipFile, told: dict[str, Any]) -> dict[str, int]:
    there = MetaData()
    there.reflect(connection)  # the tables as they were when the backup was made
    filled = [
        name for name in told if connection.execute(select(func.count()).select_from(there.tables[name])).scalar()
    ]
    if filled:
        raise Conflict(
            as_is(f"This database holds records already ({', '.join(filled)}); restore into an empty one.")
        )
    return {table.name: _load(connection, table, archive, told[table.name]) for table in there.sorted_tables
            if table.name in told}  # fmt: skip


def _load(connection: Connection, table: Table, archive: zipfile.ZipFile, told: dict[str, Any]) -> int:
    dates, octets, most = _columns(table, Date), _columns(table, LargeBinary), _rows_of(table)
    digest, rows, batch = hashlib.sha256(), 0, list[dict[str, Any]]()
    try:
        with archive.open(f"{table.name}.ndjson") as file:
            for line in file:
                digest.update(line)
                row = json.loads(line)
                row |= {name: date.fromisoformat(row[name]) for name in dates if row[name]}
                batch.append(row | {name: base64.b64decode(row[name]) for name in octets})
                rows += 1
                if len(batch) == most:
                    connection.execute(insert(table), batch)
                    batch.clear()
    except (KeyError, ValueError) as error:
        raise Invalid(as_is(f"The backup is damaged at {table.name}: {error}.")) from error
    if batch:
        connection.execute(insert(table), batch)
    if (rows, digest.hexdigest()) != (told["rows"], told["sha256"]):
        raise Invalid(as_is(f"The backup is damaged: {table.name} is not what was written."))
    _go_on_counting(connection, table)
    return rows


def _go_on_counting(connection: Connection, table: Table) -> None:
    """PostgreSQL counts beside the table; its next number comes after what was brought in."""
    if connection.dialect.name != "postgresql" or table.name not in {"placement", "assignment", attempt.name}:
        return
    connection.execute(
        text(
            f"select setval(pg_get_serial_sequence('{table.name}', 'id'),"  # noqa: S608 (one of three names)
            f" (select coalesce(max(id), 0) + 1 from {table.name}), false)"
        )
    )


def _begin_anew(connection: Connection, *, keep_epoch: bool) -> None:
    its = schema.school.c
    if keep_epoch:
        return
    for school in connection.execute(select(its.id)).scalars().all():
        connection.execute(update(schema.school).where(its.id == school).values(epoch=secrets.token_hex(8)))
    connection.execute(
        update(delivery)
        .where(delivery.c.settled_at.is_(None))
        .values(settled_at=delivery.c.due_at, outcome="ambiguous", detail=RESTORED, lease_until=None)
    )
    seq = select(its.seq).where(its.id == planned.c.school).scalar_subquery()
    connection.execute(update(planned).values(seq=seq))
