"""This file has the endpoints to what somebody takes by text and email: what is noted, and noting it."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from starlette.responses import Response

from hub.actions.notify.consent import ConsentWish, Kept, kept, set_consent
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.records.timeline import masked
from policies.notify.consent import Class, State, closed_sentence, standing
from policies.notify.recipients import Medium
from policies.people.facts import Role

if TYPE_CHECKING:
    from hub.store.consents import Noted
    from policies.people.roster import Roster


MessageClass = Literal["routine", "emergency"]

ConsentState = Literal["open", "closed"]


class ConsentLine(Out, frozen=True):
    """A line of the ledger. by: the admin who noted it, by name; null where it came from outside."""

    at: str
    of: MessageClass
    state: ConsentState
    source: Literal["reply", "carrier", "one_click", "staff", "bounce", "invalid"]
    why: str
    by: str | None


class ConsentAddress(Out, frozen=True):
    """
    An address and what may go there. routine, emergency: the sentence why nothing of that class does, null where
    it does. record: all that was noted, oldest first. address: in full for admins and for whose it is.
    """

    medium: Literal["sms", "email"]
    address: str
    routine: str | None
    emergency: str | None
    record: tuple[ConsentLine, ...]


class Consents(Out, frozen=True):
    person: str
    name: str
    items: tuple[ConsentAddress, ...]


class ConsentIn(In, frozen=True):
    """why: what the person told the school, and how; it stays on record."""

    medium: Literal["sms", "email"]
    classes: Annotated[tuple[MessageClass, ...], Meta(min_length=1, max_length=2)]
    state: ConsentState
    why: Annotated[str, Meta(min_length=1, max_length=500)]


async def consents(asked: Asked) -> Response:
    """For whoever may see how they are reached: admins, staff of parents they write to, each of themselves."""
    asker, who = asked.signed.person, asked.request.path_params["person"]
    roster, found = await read_on_fresh_rules(
        asked.school, lambda connection, rules: (rules.roster, kept(connection, rules, asker, who))
    )
    whole = asker == who or roster.people[asker].role is Role.ADMIN
    items = tuple(_address(roster, one, whole=whole) for one in found)
    return answer(Consents(person=who, name=roster.people[who].name, items=items))


def _address(roster: Roster, one: Kept, *, whole: bool) -> ConsentAddress:
    return ConsentAddress(
        medium=one.medium.value,  # type: ignore[arg-type]  # push has no ledger
        address=one.address if whole else masked(one.medium, one.address),
        routine=_why_not(one, Class.ROUTINE),
        emergency=_why_not(one, Class.EMERGENCY),
        record=tuple(_line(roster, line) for line in one.lines),
    )


def _why_not(one: Kept, of: Class) -> str | None:
    note = standing((line.note for line in one.lines), of)
    return None if note is None else closed_sentence(note, text=one.medium is Medium.SMS)


def _line(roster: Roster, line: Noted) -> ConsentLine:
    by = roster.people.get(line.by or "")
    return ConsentLine(
        at=line.at,
        of=line.note.of.value,
        state=line.note.state.value,
        source=line.note.source.value,
        why=line.why,
        by=by.name if by is not None else None,
    )


async def put_consent(asked: Asked) -> Response:
    """The answer is all that is noted about them, as after it."""
    body: ConsentIn = asked.body
    wanted = ConsentWish(
        person=asked.request.path_params["person"],
        medium=Medium(body.medium),
        classes=frozenset(Class(one) for one in body.classes),
        state=State(body.state),
        why=body.why,
    )
    await set_consent(asked.school, asked.signed.person, wanted, asked.hub.clock())
    return await consents(asked)


ROUTES = (
    Route(method="GET", path="/v1/consents/{person}", cost=Cost.READ, handle=consents, gives=Consents,
         says="Which texts and emails somebody takes, why not the others, and all that was noted about it."),
    Route(method="PUT", path="/v1/consents/{person}", cost=Cost.WRITE, handle=put_consent, takes=ConsentIn,
         gives=Consents, says="Note that somebody wants texts or emails, or wants them no more."),
)  # fmt: skip
