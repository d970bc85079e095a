"""This file has the endpoints of erasure: who left, what would go, what was asked for, and the second yes."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from starlette.responses import Response

from hub.actions.records.erasure import (
    NOBODY_LEFT,
    ErasureAnswer,
    ErasureWanted,
    agree_to_erasure,
    ask_erasure,
    take_back_erasure,
)
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import NotFound
from hub.limits.costs import Cost
from hub.queries.records.erasure import (
    ErasurePreview,
    ShownErasure,
    list_shown_erasures,
    list_shown_left,
    preview_erasure,
)
from hub.store.row_security import Across
from policies.records.erasure import (
    GOES_OF_PERSON,
    GOES_OF_STUDENT,
    LONGEST_REASON,
    NEVER_FOUND,
    STAYS_OF_PERSON,
    STAYS_OF_STUDENT,
    WAIT,
    ErasureOf,
)
from policies.verdict import Allowed

if TYPE_CHECKING:
    from collections.abc import Sequence

    from policies.records.erasure import RecordFate

SubjectKind = Literal["student", "person"]
ErasureEnd = Literal["done", "taken_back", "returned"]
LeftRole = Literal["child", "guardian", "staff", "admin"]


class WhoLeft(Out, frozen=True):
    """A child or a grown-up who left and was not erased. on: which of both; role: as they were known here."""

    on: SubjectKind
    id: str
    name: str
    role: LeftRole
    left_at: str


class ErasureShown(Out, frozen=True):
    """
    An erasure that was asked for. name: whom it is about, once it is done what stands for them. reason: null once
    it is done. due_at: from then on it is done at night. needs_another: another admin has to say yes; may_agree:
    its reader is one who may. begun_at: nobody takes it back any more. ended: null while it is not over.
    """

    id: str
    on: SubjectKind
    about: str
    name: str
    reason: str | None
    by: str
    at: str
    due_at: str
    needs_another: bool
    may_agree: bool
    agreed_by: str | None
    begun_at: str | None
    ended_at: str | None
    ended: ErasureEnd | None


class ErasuresShown(Out, frozen=True):
    """
    left: who could be erased, children first. items: what was asked for, what is not over first. Nobody in either
    is their reader, or of their own family: another admin decides that.
    """

    left: tuple[WhoLeft, ...]
    items: tuple[ErasureShown, ...]


class ErasureAsked(In, frozen=True):
    """about: the id of a student or a person who left."""

    on: SubjectKind
    about: str


class ErasureIn(In, frozen=True):
    """reason: who asked for it and when; read by admins, and kept until it is done."""

    on: SubjectKind
    about: str
    reason: Annotated[str, Meta(max_length=LONGEST_REASON)]


class Fate(Out, frozen=True):
    """A kind of record in words, and why it stays; null where it goes."""

    what: str
    why: str | None


class ErasurePreviewed(Out, frozen=True):
    """
    What an erasure would do now. why_not: what stands in the way, null where nothing does. days: how long it can be
    taken back; others: how many admins there are one of whom has to agree. named: messages that lose the name or a
    tag; alone: messages that go wholly; wrote: messages of theirs that stay. never_found: what nobody can reach.
    """

    name: str
    instead: str
    why_not: str | None
    days: int
    others: int
    named: int
    alone: int
    wrote: int
    goes: tuple[Fate, ...]
    stays: tuple[Fate, ...]
    never_found: tuple[str, ...]


async def get_erasures(asked: Asked) -> Response:
    """On the rules of that moment: whose child it is may have changed."""
    reader = asked.signed.person
    found, left = await read_on_fresh_rules(
        asked.school,
        lambda one, rules: (list_shown_erasures(one, rules, reader), list_shown_left(one, rules, reader)),
    )
    return answer(
        ErasuresShown(
            left=tuple(
                WhoLeft(on=one.on, id=one.id, name=one.name, role=one.role, left_at=one.left_at)  # type: ignore[arg-type]
                for one in left
            ),
            items=tuple(_shown(one) for one in found),
        )
    )


def _shown(one: ShownErasure) -> ErasureShown:
    its = one.erasure
    return ErasureShown(
        id=its.id,
        on=its.on,  # type: ignore[arg-type]  # of the same words
        about=its.about,
        name=one.name,
        reason=its.reason or None,
        by=its.by_name,
        at=its.at,
        due_at=its.due_at,
        needs_another=one.needs_another,
        may_agree=one.may_agree,
        agreed_by=its.agreed_name,
        begun_at=its.begun_at,
        ended_at=its.ended_at,
        ended=its.ended,  # type: ignore[arg-type]  # of the same words
    )


async def post_erasure_preview(asked: Asked) -> Response:
    """Nothing is written; who is not the reader's to decide about is not there."""
    body: ErasureAsked = asked.body
    reader, now, on = asked.signed.person, asked.hub.clock(), ErasureOf(body.on)
    found = await read_on_fresh_rules(
        asked.school, lambda one, rules: preview_erasure(one, rules, reader, on, body.about, now), Across.ACCOUNT
    )
    if found is None:
        raise NotFound(NOBODY_LEFT)
    return answer(_previewed(found))


def _previewed(found: ErasurePreview) -> ErasurePreviewed:
    goes, stays = (GOES_OF_PERSON, STAYS_OF_PERSON) if found.subject.side else (GOES_OF_STUDENT, STAYS_OF_STUDENT)
    return ErasurePreviewed(
        name=found.name,
        instead=found.subject.instead,
        why_not=None if isinstance(found.verdict, Allowed) else found.verdict.because,
        days=WAIT.days,
        others=found.others,
        named=found.named,
        alone=found.alone,
        wrote=found.wrote,
        goes=_fates(goes),
        stays=_fates(stays),
        never_found=NEVER_FOUND,
    )


def _fates(every: Sequence[RecordFate]) -> tuple[Fate, ...]:
    return tuple(Fate(what=one.what, why=one.why) for one in every)


async def post_erasure(asked: Asked) -> Response:
    """The answer is all of them, as after it."""
    body: ErasureIn = asked.body
    wanted = ErasureWanted(admin=asked.signed.person, on=ErasureOf(body.on), about=body.about, reason=body.reason)
    await ask_erasure(asked.school, wanted, asked.hub.clock())
    return await get_erasures(asked)


async def post_agree(asked: Asked) -> Response:
    """The answer is all of them, as after it."""
    await agree_to_erasure(asked.school, _answer(asked), asked.hub.clock())
    return await get_erasures(asked)


async def post_take_back(asked: Asked) -> Response:
    """The answer is all of them, as after it."""
    await take_back_erasure(asked.school, _answer(asked), asked.hub.clock())
    return await get_erasures(asked)


def _answer(asked: Asked) -> ErasureAnswer:
    return ErasureAnswer(asked.signed.person, asked.request.path_params["id"])


ROUTES = (
    Route(method="GET", path="/v1/erasures", cost=Cost.READ, handle=get_erasures, gives=ErasuresShown,
         says="Who left, and whose data is to be erased or was."),
    Route(method="POST", path="/v1/erasures/preview", cost=Cost.HEAVY, handle=post_erasure_preview,
         takes=ErasureAsked, gives=ErasurePreviewed,
         says="What an erasure would do now, and what stands in its way."),
    Route(method="POST", path="/v1/erasures", cost=Cost.HEAVY, handle=post_erasure, takes=ErasureIn,
         gives=ErasuresShown, says="Ask that the data of somebody who left be erased in a week."),
    Route(method="POST", path="/v1/erasures/{id}/agree", cost=Cost.WRITE, handle=post_agree, gives=ErasuresShown,
         says="Agree, as another admin, to an erasure."),
    Route(method="POST", path="/v1/erasures/{id}/take-back", cost=Cost.WRITE, handle=post_take_back,
         gives=ErasuresShown, says="Take an erasure back before it is done."),
)  # fmt: skip
