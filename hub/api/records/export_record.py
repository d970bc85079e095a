"""This file says what an export has of a child's record: as the page shows it to the same reader, and in words."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec

from hub.api.people.child_record import ChildRecord, PartKept, record_of
from hub.api.records.export_pages import ShownPart
from hub.errors import Forbidden
from hub.queries.people.child_record import custody_text
from policies.people.child_record import RecordPart
from policies.people.child_record_words import PARTS, lines_of
from policies.people.facts import PhotoScope
from policies.people.photo_consent import COVERS
from policies.sentence import Sentence, as_is, say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.api.people.photo_consent import PhotoAnswerOf
    from hub.api.records.export_data import ExportedChild
    from hub.api.records.export_stream import ExportRun
    from hub.api.records.export_words import Speaker
    from hub.store.snapshot import Snapshot

IN_ORDER = (
    RecordPart.BIRTH_DATE, RecordPart.ALLERGIES, RecordPart.DIETS, RecordPart.MEDICATION, RecordPart.PRIMARY_ROOM,
    RecordPart.PLAN,
)  # fmt: skip


def exported_record(connection: Connection, rules: Snapshot, run: ExportRun, its: str) -> ChildRecord | None:
    """The record of a child as its page shows it to who exports; None of an admin's own child."""
    try:
        return record_of(connection, rules, run.wish.person, its)
    except Forbidden:
        return None


def exported_custody(
    connection: Connection, rules: Snapshot, run: ExportRun, record: ChildRecord | None
) -> str | None:
    """
    The custody text of a child, for who sees that there is one, and is on record as having read it; else None.

    record: what who exports sees of the child by now.
    """
    if record is None or record.custody is None or record.student not in run.custody:
        return None
    return custody_text(connection, rules.school, record.student)


def shown_record(child: ExportedChild, speaker: Speaker) -> list[ShownPart]:
    """A child's record for people: every part of which something is kept."""
    record = child.record
    if record is None:
        return []
    rooms = {one.id: one.name for one in record.rooms}
    kept = [(part, one) for part in IN_ORDER if (one := getattr(record, part.value)) is not None and one.source]
    found = [_part(PARTS[part], part, one, rooms, speaker) for part, one in kept]
    found += [
        _part(_whose(one.giver_name), RecordPart.CONTACTS, one, rooms, speaker)
        for one in record.contacts if one.source
    ]  # fmt: skip
    if record.photos.holds is not None:
        lines = [_photos(one) for one in record.photos.answers if one.scope is not None]
        said = [speaker.say(line) for line in (as_is(record.photos.says), *lines)]
        found.append(ShownPart(speaker.say(say("Photos")), said, ""))
    if child.custody is not None:
        found.append(ShownPart(speaker.say(PARTS[RecordPart.CUSTODY]), [child.custody], ""))
    return found


def _photos(one: PhotoAnswerOf) -> Sentence:
    """A parent's answer, in the words in which it was asked."""
    return say("{name}: {what}", name=one.name, what=COVERS[PhotoScope(one.scope or "none")])


def _whose(giver: str | None) -> Sentence:
    what = PARTS[RecordPart.CONTACTS]
    return what if giver is None else say("{what}, named by {name}", what=what, name=giver)


def _part(called: Sentence, part: RecordPart, one: PartKept, rooms: dict[str, str], speaker: Speaker) -> ShownPart:
    value = msgspec.to_builtins(one.value)  # type: ignore[attr-defined]  # every part but custody has one
    lines = [speaker.say(line) for line in lines_of(part, value, rooms)]
    return ShownPart(speaker.say(called), lines, speaker.say(_source(one, speaker)))


def _source(one: PartKept, speaker: Speaker) -> Sentence:
    day = "" if one.at is None else speaker.day(one.at)
    if one.source == "roster":
        return say("From the roster, as of {day}.", day=day) if day else say("From the roster.")
    return say("{name}, {day}", name=one.by, day=day) if one.by else as_is(day)
