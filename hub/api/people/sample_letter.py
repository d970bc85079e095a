"""This file has the endpoints of the letter that announces the hub to families: it is written and printed here."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people.sample_letter import change_letter
from hub.api.people.printing import pdf
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.errors import Invalid
from hub.limits.costs import Cost
from hub.media.printed_pages import LetterPage, set_pages
from hub.reference.phone_numbers import country_of
from hub.store.sample_letters import find_letters
from notifiers.writing.sentences import said
from notifiers.writing.words import languages
from policies.people.sample_letter import CLOSING, PLACEHOLDERS, SAMPLE, filled, may_be_letter
from policies.sentence import Listed, on_field, say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping

LetterText = Annotated[str, Meta(max_length=20_000)]


class SampleLetter(Out, frozen=True):
    """The letter in one language, by its own name. own: whether the school wrote it; shown: with all put in."""

    language: str
    name: str
    text: str
    own: bool
    shown: str


class SampleLetters(Out, frozen=True):
    """
    The letter in each language, the school's own first. placeholders: what a text may name in braces.
    """

    letters: tuple[SampleLetter, ...]
    placeholders: tuple[str, ...]


class LetterIn(In, frozen=True):
    """text: with placeholders in braces; empty is our own sample again."""

    language: str
    text: LetterText


class LetterShown(Out, frozen=True):
    """A letter as families read it, with everything put in."""

    shown: str


class LetterPrintIn(In, frozen=True):
    """language: in which the letter is printed, as it was saved last."""

    language: str


async def letters(asked: Asked) -> Response:
    """What stands in each language, the school's own words or ours."""
    own = await asked.hub.store.read(
        lambda connection: find_letters(connection, asked.signed.school), asked.signed.school
    )
    first = asked.school.snapshot.roster.settings.language
    known = sorted(languages().items(), key=lambda one: (one[0] != first, one[1]))
    found = tuple(_letter(asked, language, name, own) for language, name in known)
    return answer(SampleLetters(letters=found, placeholders=PLACEHOLDERS))


def _letter(asked: Asked, language: str, name: str, own: Mapping[str, str]) -> SampleLetter:
    text = _text(own, language)
    return SampleLetter(
        language=language, name=name, text=text, own=language in own, shown=filled(text, _facts(asked))
    )


def _text(own: Mapping[str, str], language: str) -> str:
    return own.get(language) or _sample(language)


def _sample(language: str) -> str:
    return "\n\n".join([*(said(one, language) for one in SAMPLE), CLOSING])


def _facts(asked: Asked) -> dict[str, str]:
    roster = asked.school.snapshot.roster
    return {
        "school": roster.school_name,
        "address": asked.hub.settings.base_url,
        "admin": roster.people[asked.signed.person].name,
    }


async def write_letter(asked: Asked) -> Response:
    """Keep a text of the school's own, or take it away."""
    _known(asked.body.language)
    body, now = asked.body, asked.hub.clock()
    await change_letter(asked.school, asked.signed.person, body.language, body.text, now)
    return Response(status_code=204)


def _known(language: str) -> None:
    if language not in languages():
        raise Invalid(on_field("language", say("There are {names}.", names=Listed(sorted(languages())))))


async def preview_letter(asked: Asked) -> Response:
    """What families would read, before it is saved."""
    text = asked.body.text
    if isinstance(verdict := may_be_letter(text), Refused):
        raise Invalid(on_field("text", verdict.because))
    _known(asked.body.language)
    return answer(LetterShown(shown=filled(text.strip() or _sample(asked.body.language), _facts(asked))))


async def print_letter(asked: Asked) -> Response:
    """A PDF of the letter; nothing of it is kept."""
    language = asked.body.language
    _known(language)
    own = await asked.hub.store.read(
        lambda connection: find_letters(connection, asked.signed.school), asked.signed.school
    )
    snapshot = asked.school.snapshot
    country = country_of(snapshot.roster.settings.country, snapshot.time_zone)
    text, title = filled(_text(own, language), _facts(asked)), snapshot.roster.school_name
    async with asked.hub.printing:
        made = await set_pages(title, country, letters=[LetterPage(language=language, text=text)])
    return pdf(made, "roomwire-letter")


ROUTES = (
    Route(method="GET", path="/v1/invitations/letter", cost=Cost.READ, handle=letters, gives=SampleLetters,
         says="The letter that announces the hub to families, in each language; for admins."),
    Route(method="PUT", path="/v1/invitations/letter", cost=Cost.WRITE, handle=write_letter, takes=LetterIn,
         status=204, says="Write that letter in the school's own words; for admins."),
    Route(method="POST", path="/v1/invitations/letter/preview", cost=Cost.HEAVY, handle=preview_letter,
         takes=LetterIn, gives=LetterShown, says="That letter as families would read it; for admins."),
    Route(method="POST", path="/v1/invitations/letter/print", cost=Cost.UPLOAD, handle=print_letter,
         takes=LetterPrintIn, gives_raw=True, says="That letter as a PDF; for admins."),
)  # fmt: skip
