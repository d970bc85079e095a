"""This file has the endpoints of how far photos of a child may go: what parents said, and where that lets them."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any, Literal

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import photo_consent
from hub.actions.people.photo_consent import PhotoAnswered
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.people.photo_consent import list_photo_choices, read_photo_consent
from policies.people.facts import PhotoScope
from policies.people.photo_consent import LONGEST_NOTE
from policies.verdict import Allowed

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.photo_consent import PhotoNote
    from hub.store.snapshot import Snapshot

ScopeName = Literal["none", "own_family", "rooms", "public"]
PaperNote = Annotated[str, Meta(max_length=LONGEST_NOTE)]


class PhotoAnswerOf(Out, frozen=True):
    """
    What one parent allows. scope: null where they have not answered. source: app, or paper where by noted it.

    n: which answer of theirs it is, 0 before the first; a change names it. may_set: the reader sets it; why.
    """

    guardian: str
    name: str
    scope: ScopeName | None
    source: Literal["app", "paper"] | None
    at: str | None
    by: str | None
    note: str
    n: int
    may_set: bool
    why: str


class PhotoAnswerBefore(Out, frozen=True):
    """An answer as it was given, at that time: whose it is, who set it, from where."""

    name: str
    scope: ScopeName
    source: Literal["app", "paper"]
    at: str
    by: str
    note: str


class PhotoConsent(Out, frozen=True):
    """
    How far photos of a child may go. holds: of several parents' answers the narrowest, null where there is none.

    says: that in words, for the reader. answers: a parent's own; for admins, everybody's who is asked. history: for
    admins, every answer there was, newest first; else empty.
    """

    student: str
    holds: ScopeName | None
    says: str
    answers: tuple[PhotoAnswerOf, ...]
    history: tuple[PhotoAnswerBefore, ...]


class PhotoConsentIn(In, frozen=True):
    """
    guardian: whose answer it is; a parent leaves it out, or names themselves. n: their answer as it was read (409
    where it is another by now). note: of the form on paper, from an admin. back: take back what one said with n, so
    that the answer before it, whose scope this is, counts again as it was given.
    """

    scope: ScopeName
    n: int
    guardian: str | None = None
    note: PaperNote = ""
    back: bool = False


class PhotoChoiceOut(Out, frozen=True):
    """
    A child who may be on a photo there. near: it is about the child, or its room. fits: such a photo may go there.

    why: what its parents have said, in words. unsaid: none has. waits: so an admin looks at the photo first; where
    that is not so, it goes at once.
    """

    student: str
    name: str
    near: bool
    fits: bool
    waits: bool
    unsaid: bool
    why: str


class PhotoChoices(Out, frozen=True):
    items: tuple[PhotoChoiceOut, ...]


async def get_photo_consent(asked: Asked) -> Response:
    """What the reader sees of it, on the rules of that moment."""
    its, reader = asked.request.path_params["id"], asked.signed.person
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: consent_of(one, rules, reader, its)))


async def put_photo_consent(asked: Asked) -> Response:
    """The answer is how it stands after it."""
    body: PhotoConsentIn = asked.body
    action = PhotoAnswered(
        by=asked.signed.person,
        student=asked.request.path_params["id"],
        guardian=body.guardian or asked.signed.person,
        scope=PhotoScope(body.scope),
        n=body.n,
        note=body.note,
        back=body.back,
    )
    await photo_consent.answer_photos(asked.school, action, asked.hub.clock())
    return await get_photo_consent(asked)


async def get_photo_choices(asked: Asked) -> Response:
    """Asked when somebody adds a photo, so that they know before they send it."""
    signed, its = asked.signed, asked.request.path_params["id"]
    found = list_photo_choices(asked.school.snapshot, signed.person, its, signed.room)
    return answer(
        PhotoChoices(
            items=tuple(
                PhotoChoiceOut(
                    student=one.student.id,
                    name=one.student.name,
                    near=one.near,
                    fits=isinstance(one.fits, Allowed),
                    waits=one.waits,
                    unsaid=one.unsaid,
                    why=one.fits.because,
                )
                for one in found
            )
        )
    )


def consent_of(connection: Connection, rules: Snapshot, reader: str, its: str) -> PhotoConsent:
    """
    How far photos of a child may go, as reader is shown it.

    Raises:
        NotFound: there is no such child, or a parent is not to know of it.
        Forbidden: it is no child of their rooms, or their own at work.
    """
    found = read_photo_consent(connection, rules, reader, its)
    people = rules.roster.people
    return PhotoConsent(
        student=found.student.id,
        holds=None if found.holds is None else found.holds.value,
        says=found.says,
        answers=tuple(
            PhotoAnswerOf(
                guardian=one.guardian.id,
                name=one.guardian.name,
                **_said(one.note),
                may_set=isinstance(one.may_set, Allowed),
                why=one.may_set.because,
            )
            for one in found.answers
        ),
        history=tuple(
            PhotoAnswerBefore(
                name=people[one.guardian].name,
                scope=one.scope,  # type: ignore[arg-type]  # of the same words
                source=one.source,  # type: ignore[arg-type]
                at=one.at,
                by=one.by_name,
                note=one.note,
            )
            for one in found.history
        ),
    )


def _said(one: PhotoNote | None) -> dict[str, Any]:
    if one is None:
        return {"scope": None, "source": None, "at": None, "by": None, "note": "", "n": 0}
    return {"scope": one.scope, "source": one.source, "at": one.at, "by": one.by_name, "note": one.note, "n": one.n}


ROUTES = (
    Route(method="GET", path="/v1/students/{id}/photo-consent", cost=Cost.READ, handle=get_photo_consent,
         gives=PhotoConsent, says="How far photos of a child may go, as far as the reader sees who said so."),
    Route(method="PUT", path="/v1/students/{id}/photo-consent", cost=Cost.WRITE, handle=put_photo_consent,
         takes=PhotoConsentIn, gives=PhotoConsent,
         says="A parent says how far photos of their child may go, or an admin notes it from paper."),
    Route(method="GET", path="/v1/conversations/{id}/photo-choices", cost=Cost.READ, handle=get_photo_choices,
         gives=PhotoChoices, says="The children who may be on a photo there, and what their parents have said."),
)  # fmt: skip
