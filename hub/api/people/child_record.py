"""This file has the endpoints of a child's record: what the center keeps about a child, part by part."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Annotated, Any, Literal

import msgspec
from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import child_record
from hub.actions.people.child_record import RecordChange
from hub.api.people.listed_pick_ups import ToCollect, shown_pick_ups
from hub.api.people.photo_consent import PhotoConsent, consent_of
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Named, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden
from hub.limits.costs import Cost
from hub.queries.people.child_record import KeptPart, ReadRecord, read_record, seen_student
from hub.store.child_record import list_revisions
from policies.people.child_record import RecordPart, may_see_changes
from policies.people.child_record_words import lines_of
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.child_record import RecordRevision
    from hub.store.snapshot import Snapshot

Short = Annotated[str, Meta(max_length=120)]
Line = Annotated[str, Meta(max_length=500)]
LongText = Annotated[str, Meta(max_length=4_000)]
Phone = Annotated[str, Meta(max_length=40)]

SeverityName = Literal["unknown", "mild", "moderate", "severe"]
DayName = Literal["mon", "tue", "wed", "thu", "fri", "sat", "sun"]
SourceName = Literal["", "roster", "school", "parent"]
PartName = Literal["birth_date", "allergies", "diets", "medication", "contacts", "primary_room", "plan", "custody"]


class Allergy(Out, frozen=True, forbid_unknown_fields=True):
    """What a child does not bear, how bad that is, and what is to be done; action may be empty."""

    what: Short
    severity: SeverityName
    action: Line = ""


class EmergencyContact(Out, frozen=True, forbid_unknown_fields=True):
    """Whom to call where no parent is reached; relation: what they are to the child, may be empty."""

    name: Short
    phone: Phone
    relation: Short = ""


class PartKept(Out, frozen=True):
    """
    Where a part of a record comes from. source: empty where nothing is kept. at: when it was set, or when the
    roster was last level with its source; by: who set it; null where not known, or not for the reader.

    n: which state of it this is, 0 before the first; a change names it. may_set: the reader changes it; why.
    """

    source: SourceName
    at: str | None
    by: str | None
    n: int
    may_set: bool
    why: str


class KeptDate(PartKept, frozen=True):
    value: date | None


class KeptAllergies(PartKept, frozen=True):
    """value: null where nobody has said anything, empty where none are known."""

    value: tuple[Allergy, ...] | None


class KeptDiets(PartKept, frozen=True):
    """value: null where nobody has said anything, empty where there are none."""

    value: tuple[str, ...] | None


class KeptText(PartKept, frozen=True):
    value: str | None


class KeptContacts(PartKept, frozen=True):
    """
    Emergency contacts in the order in which they are called. giver: the parent who named them, null for the school.

    value: null where nobody has said anything.
    """

    giver: str | None
    giver_name: str | None
    value: tuple[EmergencyContact, ...] | None


class KeptRoom(PartKept, frozen=True):
    """value: the room, among the child's, that the school calls its first; null where it has not."""

    value: str | None


class KeptPlan(PartKept, frozen=True):
    """value: the days on which the child comes, from Monday on; null where nobody has said."""

    value: tuple[DayName, ...] | None


class KeptCustody(PartKept, frozen=True):
    """there: a text is kept, which stands behind a request of its own."""

    there: bool


class ChildRecord(Out, frozen=True):
    """
    What the center keeps about a child, as far as the reader sees it; a part that they do not see is null.

    rooms: the child's, as the roster has them, by name; roster_at: when that was last level with its source.
    pick_ups: who may pick it up by the roster, for staff; null where the roster never said so.
    """

    student: str
    name: str
    rooms: tuple[Named, ...]
    roster_at: str | None
    birth_date: KeptDate | None
    allergies: KeptAllergies | None
    diets: KeptDiets | None
    medication: KeptText | None
    contacts: tuple[KeptContacts, ...]
    primary_room: KeptRoom | None
    plan: KeptPlan | None
    custody: KeptCustody | None
    photos: PhotoConsent
    pick_ups: ToCollect | None


class BirthDateIn(In, frozen=True, tag_field="part", tag="birth_date"):
    value: date | None


class AllergiesIn(In, frozen=True, tag_field="part", tag="allergies"):
    """value: empty where none are known, null to take back what was said; so for every part."""

    value: tuple[Allergy, ...] | None


class DietsIn(In, frozen=True, tag_field="part", tag="diets"):
    value: tuple[Short, ...] | None


class MedicationIn(In, frozen=True, tag_field="part", tag="medication"):
    value: LongText | None


class ContactsIn(In, frozen=True, tag_field="part", tag="contacts"):
    value: tuple[EmergencyContact, ...] | None


class PrimaryRoomIn(In, frozen=True, tag_field="part", tag="primary_room"):
    value: Short | None


class PlanIn(In, frozen=True, tag_field="part", tag="plan"):
    value: tuple[DayName, ...] | None


class CustodyIn(In, frozen=True, tag_field="part", tag="custody"):
    value: LongText | None


PartIn = BirthDateIn | AllergiesIn | DietsIn | MedicationIn | ContactsIn | PrimaryRoomIn | PlanIn | CustodyIn

PARTS: dict[type, RecordPart] = {
    BirthDateIn: RecordPart.BIRTH_DATE,
    AllergiesIn: RecordPart.ALLERGIES,
    DietsIn: RecordPart.DIETS,
    MedicationIn: RecordPart.MEDICATION,
    ContactsIn: RecordPart.CONTACTS,
    PrimaryRoomIn: RecordPart.PRIMARY_ROOM,
    PlanIn: RecordPart.PLAN,
    CustodyIn: RecordPart.CUSTODY,
}


class RecordIn(In, frozen=True):
    """n: the state of that part that is changed, as it was read (409 where it is another by now)."""

    n: int
    becomes: PartIn


class Custody(Out, frozen=True):
    """The custody text; null where nothing is kept. by: who wrote it."""

    text: str | None
    at: str | None
    by: str | None
    n: int


class RecordChanged(Out, frozen=True):
    """
    A change of a record in words: what it was and what it became, line by line; null of custody texts, and what it
    was before the oldest change that is shown.

    giver: the parent whose list of emergency contacts it is of, null for the school's own.
    """

    part: PartName
    giver: str | None
    at: str
    by: str
    before: tuple[str, ...] | None
    after: tuple[str, ...] | None


class RecordChanges(Out, frozen=True):
    items: tuple[RecordChanged, ...]


CHANGES_SHOWN = 200
"""Changes of one child's record that are shown, newest first; a child has a few a year."""


async def get_record(asked: Asked) -> Response:
    """What the reader sees of it, on the rules of that moment."""
    its, reader = asked.request.path_params["id"], asked.signed.person
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: record_of(one, rules, reader, its)))


async def put_record(asked: Asked) -> Response:
    """The answer is the whole record, as after it."""
    body: RecordIn = asked.body
    change = RecordChange(
        by=asked.signed.person,
        student=asked.request.path_params["id"],
        part=PARTS[type(body.becomes)],
        value=msgspec.to_builtins(body.becomes.value),
        n=body.n,
    )
    await child_record.set_part(asked.school, change, asked.hub.clock())
    return await get_record(asked)


async def look_at_custody(asked: Asked) -> Response:
    """Noted in the same transaction in which it is read."""
    its = asked.request.path_params["id"]
    found = await child_record.read_custody(asked.school, asked.signed.person, its, asked.hub.clock())
    return answer(Custody(text=found.text, at=found.at or None, by=found.by_name or None, n=found.n))


async def get_changes(asked: Asked) -> Response:
    """Who changed what of a child's record, for admins, newest first."""
    its, reader = asked.request.path_params["id"], asked.signed.person
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: _changes(one, rules, reader, its)))


def record_of(connection: Connection, rules: Snapshot, reader: str, its: str) -> ChildRecord:
    """
    A child's record as reader is shown it.

    Raises:
        NotFound: there is none, or a parent is not to know of it.
        Forbidden: it is no child of their rooms, or their own at work.
    """
    found, roster = read_record(connection, rules, reader, its), rules.roster
    rooms = sorted((roster.rooms[one] for one in found.student.rooms), key=lambda one: (one.name, one.id))
    custody = found.parts.get(RecordPart.CUSTODY)
    return ChildRecord(
        student=found.student.id,
        name=found.student.name,
        rooms=tuple(Named(id=one.id, name=one.name) for one in rooms),
        roster_at=found.roster_at or None,
        birth_date=_shown(found, RecordPart.BIRTH_DATE, KeptDate),
        allergies=_shown(found, RecordPart.ALLERGIES, KeptAllergies),
        diets=_shown(found, RecordPart.DIETS, KeptDiets),
        medication=_shown(found, RecordPart.MEDICATION, KeptText),
        contacts=tuple(_contacts(one) for one in found.contacts),
        primary_room=_shown(found, RecordPart.PRIMARY_ROOM, KeptRoom),
        plan=_shown(found, RecordPart.PLAN, KeptPlan),
        custody=None if custody is None else KeptCustody(**_about(custody), there=custody.there),
        photos=consent_of(connection, rules, reader, its),
        pick_ups=shown_pick_ups(found.pick_ups),
    )


def _about(one: KeptPart) -> dict[str, Any]:
    return {
        "source": one.source,
        "at": one.at or None,
        "by": one.by_name or None,
        "n": one.n,
        "may_set": isinstance(one.may_set, Allowed),
        "why": one.may_set.because,
    }


def _shown(found: ReadRecord, part: RecordPart, shape: type[Any]) -> Any:
    one = found.parts.get(part)
    return None if one is None else _filled(shape, one)


def _filled(shape: type[Any], one: KeptPart, **more: object) -> Any:
    """A shape of what is kept; its value was written by one of the shapes that are taken."""
    (wanted,) = (field.type for field in msgspec.structs.fields(shape) if field.name == "value")
    return shape(**_about(one), value=msgspec.convert(one.value, wanted), **more)


def _contacts(one: KeptPart) -> KeptContacts:
    giver, name = one.giver or None, one.giver_name or None
    return _filled(KeptContacts, one, giver=giver, giver_name=name)  # type: ignore[no-any-return]  # of that shape


def _changes(connection: Connection, rules: Snapshot, reader: str, its: str) -> RecordChanges:
    if isinstance(verdict := may_see_changes(rules.roster.people[reader]), Refused):
        raise Forbidden(verdict.because)
    seen_student(rules, reader, its)
    found = list_revisions(connection, rules.school, its, CHANGES_SHOWN)
    known = {(one.part, one.giver, one.n): one for one in found}
    return RecordChanges(
        items=tuple(_changed(rules, one, known.get((one.part, one.giver, one.n - 1))) for one in found)
    )


def _changed(rules: Snapshot, one: RecordRevision, before: RecordRevision | None) -> RecordChanged:
    said, shown = one.part != RecordPart.CUSTODY, one.n == 1 or before is not None
    return RecordChanged(
        part=one.part,  # type: ignore[arg-type]  # of the same words
        giver=rules.roster.people[one.giver].name if one.giver else None,
        at=one.at,
        by=one.by_name,
        before=_in_words(rules, one.part, before.value if before is not None else None) if said and shown else None,
        after=_in_words(rules, one.part, one.value) if said else None,
    )


def _in_words(rules: Snapshot, part: str, kept: str | None) -> tuple[str, ...]:
    rooms = {one.id: one.name for one in rules.roster.rooms.values()}
    return lines_of(RecordPart(part), None if kept is None else msgspec.json.decode(kept), rooms)


ROUTES = (
    Route(method="GET", path="/v1/students/{id}/record", cost=Cost.READ, handle=get_record, gives=ChildRecord,
         says="What the center keeps about a child, as far as the reader sees it."),
    Route(method="PUT", path="/v1/students/{id}/record", cost=Cost.WRITE, handle=put_record, takes=RecordIn,
         gives=ChildRecord, says="Change one part of a child’s record; what it was stays on record."),
    Route(method="GET", path="/v1/students/{id}/record/changes", cost=Cost.READ, handle=get_changes,
         gives=RecordChanges, says="Who changed what of a child’s record, newest first, for admins."),
    Route(method="POST", path="/v1/students/{id}/record/custody", cost=Cost.WRITE, handle=look_at_custody,
         gives=Custody, says="What is kept about custody of a child, for admins; it is noted who looked."),
)  # fmt: skip
