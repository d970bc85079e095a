"""This file has the doors to what somebody takes by text and email: what is noted, and noting it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds.consent import Kept, Wanted, kept, set_consent
from hub.deeds.fresh import read_on_fresh_rules
from hub.deeds.timeline import masked
from hub.doors import consent_bodies as bodies
from hub.doors.door import Asked, Door, answer
from policies.consent import Class, State, closed_sentence, standing
from policies.facts import Role
from policies.telling import Medium

if TYPE_CHECKING:
    from hub.store.consents import Noted
    from policies.roster import Roster


async def consents(asked: Asked) -> Response:
    """For staff about everybody, for parents about themselves."""
    asker, who = asked.signed.person, asked.request.path_params["person"]
    roster, found = await read_on_fresh_rules(
        asked.school, lambda connection, rules: (rules.roster, kept(connection, rules, asker, who))
    )
    whole = asker == who or roster.people[asker].role is Role.ADMIN
    items = tuple(_address(roster, one, whole=whole) for one in found)
    return answer(bodies.Consents(person=who, name=roster.people[who].name, items=items))


def _address(roster: Roster, one: Kept, *, whole: bool) -> bodies.ConsentAddress:
    return bodies.ConsentAddress(
        medium=one.medium.value,  # type: ignore[arg-type]  # push has no ledger
        address=one.address if whole else masked(one.medium, one.address),
        routine=_why_not(one, Class.ROUTINE),
        emergency=_why_not(one, Class.EMERGENCY),
        record=tuple(_line(roster, line) for line in one.lines),
    )


def _why_not(one: Kept, of: Class) -> str | None:
    note = standing((line.note for line in one.lines), of)
    return None if note is None else closed_sentence(note, text=one.medium is Medium.SMS)


def _line(roster: Roster, line: Noted) -> bodies.ConsentLine:
    by = roster.people.get(line.by or "")
    return bodies.ConsentLine(
        at=line.at,
        of=line.note.of.value,
        state=line.note.state.value,
        source=line.note.source.value,
        why=line.why,
        by=by.name if by is not None else None,
    )


async def put_consent(asked: Asked) -> Response:
    """The answer is all that is noted about them, as after it."""
    body: bodies.ConsentIn = asked.body
    wanted = Wanted(
        person=asked.request.path_params["person"],
        medium=Medium(body.medium),
        classes=frozenset(Class(one) for one in body.classes),
        state=State(body.state),
        why=body.why,
    )
    await set_consent(asked.school, asked.signed.person, wanted, asked.hub.clock())
    return await consents(asked)


DOORS = (
    Door(method="GET", path="/v1/consents/{person}", handle=consents, gives=bodies.Consents,
         says="Which texts and emails somebody takes, why not the others, and all that was noted about it."),
    Door(method="PUT", path="/v1/consents/{person}", handle=put_consent, takes=bodies.ConsentIn,
         gives=bodies.Consents, says="Note that somebody wants texts or emails, or wants them no more."),
)  # fmt: skip
