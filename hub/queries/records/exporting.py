"""This file reads what an export has of what is kept, by the rules that it is shown by on the page."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

import msgspec

from channels.items import Attached, Files, Item
from hub.queries.conversations.recorded import on_record
from hub.store import changes
from hub.store.holds import find_holds
from policies.records.exporting import ExportReach, ReadingRight

if TYPE_CHECKING:
    from collections.abc import Collection, Iterable, Sequence

    from sqlalchemy import Connection

    from hub.store.holds import Hold
    from hub.store.journal import Stored
    from hub.store.snapshot import Conversation, Snapshot


def reach_of(snapshot: Snapshot, person: str, of: Collection[str]) -> ExportReach:
    """What person may read of these conversations at this moment, to see later whether they still may."""
    its = snapshot.roster.people[person]
    found = {one: place for one in of if (place := snapshot.membership(person, one)) is not None}
    rights = {one: ReadingRight(its.side, its.spans, its.own_child) for one, its in found.items()}
    children = snapshot.roster.children_of.get(person, frozenset())
    return ExportReach(active=its.active, role=its.role, rights=rights, children=children)


def conversations_of(snapshot: Snapshot, person: str, student: str | None) -> list[Conversation]:
    """The conversations person is in, by child, kind and id; student: only those that are about that one."""
    roster = snapshot.roster
    mine = [snapshot.conversations[one] for one in snapshot.of_person.get(person, ())]
    if student is not None:
        mine = [one for one in mine if (its := one.student(roster)) is not None and its.id == student]
    return sorted(mine, key=lambda one: (_name(snapshot, one), one.kind.name, one.id))


def _name(snapshot: Snapshot, one: Conversation) -> tuple[bool, str]:
    """What is about no child comes last."""
    its = one.student(snapshot.roster)
    return (its is None, its.name if its is not None else "")


@dataclass(frozen=True, slots=True)
class FormerVersion:
    """What a message said until at, when by changed it or took it back. by: a person's id."""

    at: str
    by: str
    item: Item


@dataclass(frozen=True, slots=True)
class KeptBeside:
    """What is kept of a message besides what it says. hold: of one that waited, or waits."""

    hold: Hold | None = None
    versions: tuple[FormerVersion, ...] = ()


NOTHING_BESIDE = KeptBeside()


def kept_beside(
    connection: Connection, snapshot: Snapshot, reader: str, said: Sequence[Stored]
) -> dict[int, KeptBeside]:
    """
    What is kept beside these events of one conversation, by position; a hold with the event that was held.

    Former versions are for whom they are on record, so never for an admin whose own child it is about.
    """
    where = said[0].event.conversation if said else None
    if not said or not on_record(snapshot, reader, where):
        return {}
    ids = [one.event.id for one in said if one.event.id is not None]
    holds = find_holds(connection, snapshot.school, [one.event.id for one in said if one.event.kind == "held"])  # type: ignore[misc]
    versions: dict[str, list[FormerVersion]] = {}
    for row in changes.list_revisions(connection, snapshot.school, ids):
        item = msgspec.json.decode(row["item"], type=Item)
        versions.setdefault(row["message"], []).append(FormerVersion(row["at"], row["changed_by"], item))
    return {
        one.event.seq: KeptBeside(
            holds.get(one.event.id or "") if one.event.kind == "held" else None,
            tuple(versions.get(one.event.id or "", ())),
        )
        for one in said
    }


def files_of(items: Iterable[Item | None]) -> list[Attached]:
    """The photos and files that stand in these items, each once, in their order."""
    found = {one.id: one for item in items if isinstance(item, Files) for one in item.files}
    return list(found.values())
