"""This file says what an export is: of whom, for whom, with which children and conversations in it."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple
from urllib.parse import quote

from hub.api.people.listed_pick_ups import shown_pick_ups
from hub.api.records import export_data
from hub.api.records.export_pages import ShownChild, ShownConversation, ShownOverview
from hub.api.records.export_record import exported_custody, exported_record, shown_record
from hub.api.schemas import Named
from hub.queries.people.listed_pick_ups import seen_pick_ups
from hub.store.clock import stamp
from hub.store.ties import told
from policies.conversations.seeing import may_see
from policies.people.facts import Power, Tie
from policies.sentence import Listed, Sentence, say, several
from policies.verdict import Allowed

if TYPE_CHECKING:
    from collections.abc import Mapping

    from sqlalchemy import Connection

    from hub.api.people.listed_pick_ups import ListedToCollect
    from hub.api.records.export_stream import ExportRun
    from hub.api.records.export_words import Speaker
    from hub.store.snapshot import Snapshot
    from policies.people.facts import Student

UNTIED = "untied"
"""What stands where a tie would, of who has none by now and is not handed the child."""

TIES: Mapping[str, Sentence] = {
    Tie.GUARDIAN: say("parent"),
    Tie.PICK_UP: say("picks up"),
    Tie.BARRED: say("barred"),
    UNTIED: say("no tie by now"),
}
DENIED = {
    Power.SEE: say("does not see the child"),
    Power.MESSAGE: say("does not write about the child"),
    Power.TOLD: say("is not told about the child"),
    Power.PICK_UP: say("does not pick up the child"),
}


def about(one: export_data.ExportedConversation, speaker: Speaker) -> str:
    """What kind of conversation it is, and of which child or room."""
    where = one.student_name or one.room_name
    return " · ".join([speaker.say(one.kind_label), *([where] if where else [])])


def head_of(connection: Connection, rules: Snapshot, run: ExportRun) -> export_data.ExportHead:
    """Of what export.json is, as the rules are while it is read."""
    roster, wish = rules.roster, run.wish
    person = roster.people[wish.person]
    scope = "guardian" if not wish.office else "school" if wish.student is None else "child"
    return export_data.ExportHead(
        format=export_data.FORMAT,
        version=export_data.VERSION,
        scope=scope,  # type: ignore[arg-type]  # one of the three
        made_at=stamp(run.made_at),
        as_of=run.until,
        language=run.speaker.language,
        time_zone=rules.time_zone,
        school=Named(id=roster.school, name=roster.school_name),
        by=Named(id=person.id, name=person.name),
        reason=" ".join(wish.reason.split()) if wish.office else None,
        children=tuple(_child(connection, rules, one, run) for one in exported_children(rules, run)),
    )


def exported_children(rules: Snapshot, run: ExportRun) -> list[Student]:
    """Whose they are: of a parent, the children they see; of the office, the one that is asked for, or all."""
    roster, wish = rules.roster, run.wish
    person = roster.people[wish.person]
    students = sorted(roster.students.values(), key=lambda one: (one.name, one.id))
    if wish.student is not None:
        students = [one for one in students if one.id == wish.student]
    return [one for one in students if isinstance(may_see(roster, person, one), Allowed)]


def _child(connection: Connection, rules: Snapshot, student: Student, run: ExportRun) -> export_data.ExportedChild:
    roster = rules.roster
    rooms = sorted((roster.rooms[one] for one in student.rooms), key=lambda one: one.name)
    record = exported_record(connection, rules, run, student.id)
    return export_data.ExportedChild(
        id=student.id,
        name=student.name,
        rooms=tuple(Named(id=one.id, name=one.name) for one in rooms),
        family=_family(connection, rules, student) if run.wish.office else None,
        pick_ups=shown_pick_ups(seen_pick_ups(connection, rules, run.wish.person, student.id)),
        record=record,
        custody=exported_custody(connection, rules, run, record),
    )


def _family(connection: Connection, rules: Snapshot, student: Student) -> tuple[export_data.ExportedTie, ...]:
    """What people are to it, and what is denied them, on whatever day."""
    return tuple(
        export_data.ExportedTie(
            person=one.person,
            name=rules.roster.people[one.person].name,
            tie=UNTIED if one.untied else one.tie.value,
            payer=one.payer,
            denials=tuple(
                export_data.ExportedDenial(
                    power=its.power.value, begin=_day(its.begin), end=_day(its.end),
                )
                for its in one.denials
            ),
        )
        for one in told(connection, rules.school, student.id)
    )  # fmt: skip


def _day(day: object) -> str | None:
    return None if day is None else str(day)


class Overview(NamedTuple):
    """The title of the first page, and what stands on it."""

    title: str
    shown: ShownOverview


def overview_of(connection: Connection, rules: Snapshot, run: ExportRun) -> Overview:
    """The first page, once everything else is in: its title, and what stands on it."""
    head, speaker = head_of(connection, rules, run), run.speaker
    lines = [
        say("Made for {name} on {day}, {time}.", name=head.by.name, day=speaker.day(run.made_at),
            time=speaker.clock(run.made_at)),
        say("Everything is in this folder: keep it together. It changes no more, and needs no connection."),
    ]  # fmt: skip
    warnings = _warnings(head) if run.wish.office else []
    return Overview(
        _title(head, speaker),
        ShownOverview(
            about=[speaker.say(one) for one in lines],
            warnings=[speaker.say(one) for one in warnings],
            children=[_shown_child(one, speaker) for one in head.children],
            conversations=[
                ShownConversation(one.title, _counted(one, run), quote(run.hrefs[one.id]))
                for one in run.where
                if one.id in run.hrefs
            ],
        ),
    )


def _title(head: export_data.ExportHead, speaker: Speaker) -> str:
    if head.scope == "child" and head.children:
        return speaker.say(
            say("{child}: all that {school} keeps", child=head.children[0].name, school=head.school.name)
        )
    if head.scope == "guardian":
        return speaker.say(say("What {school} shared with you", school=head.school.name))
    return speaker.say(say("All that {school} keeps", school=head.school.name))


def _warnings(head: export_data.ExportHead) -> list[Sentence]:
    return [
        say(
            "For the office. It holds what no family has seen: what waited, was withdrawn or changed, or is for"
            " staff alone. Look through it before any of it is passed on."
        ),
        say("Why: {reason}", reason=head.reason or ""),
    ]


def _counted(one: export_data.ExportedConversation, run: ExportRun) -> str:
    many = run.counts.get(one.id, 0)
    said = several("One message", "{count} messages", count=many)
    return f"{about(one, run.speaker)} · {run.speaker.say(said)}"


def _shown_child(one: export_data.ExportedChild, speaker: Speaker) -> ShownChild:
    rooms = ", ".join(room.name for room in one.rooms)
    family = [speaker.say(_tie(its)) for its in one.family or ()]
    family += [speaker.say(_collects(its)) for its in (one.pick_ups.items if one.pick_ups is not None else ())]
    return ShownChild(one.name, rooms, family, shown_record(one, speaker))


def _tie(one: export_data.ExportedTie) -> Sentence:
    lost = Listed(_denial(its) for its in one.denials)
    if not lost:
        return say("{name}: {tie}", name=one.name, tie=TIES[one.tie])
    return say("{name}: {tie}; {lost}", name=one.name, tie=TIES[one.tie], lost=lost)


def _collects(one: ListedToCollect) -> Sentence:
    """Who may pick up by the roster; a denial that is kept here is said with its reason."""
    relation = f" ({one.relation})" if one.relation else ""
    name = ", ".join(its for its in (one.name + relation, one.phone) if its)
    if one.may:
        return say("{name}: picks up, by the roster", name=name)
    return say("{name}: stands in the roster, and is not handed the child. {why}", name=name, why=one.because)


def _denial(one: export_data.ExportedDenial) -> Sentence:
    what = DENIED[Power(one.power)]
    if one.begin and one.end:
        return say("{what} from {begin} until {end}", what=what, begin=one.begin, end=one.end)
    if one.begin:
        return say("{what} from {begin}", what=what, begin=one.begin)
    return say("{what} until {end}", what=what, end=one.end) if one.end else what
