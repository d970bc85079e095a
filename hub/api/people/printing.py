"""This file has the endpoints of printed invitations: printing for admins, and using a page for whoever has it."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated
from zoneinfo import ZoneInfo

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import declining, inviting, printing
from hub.actions.people.inviting import LinkHolder
from hub.actions.people.printing import LinkWish, PageHolder, PrintWish
from hub.api.people.inviting import InviteIn, Secret, signer_for
from hub.api.records.export_words import Speaker
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out
from hub.errors import Invalid
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.media.printed_pages import InvitationPage, set_pages
from hub.queries.people.inviting import guest_of, guest_of_page
from hub.reference.phone_numbers import country_of
from hub.signing import fingerprint
from hub.store.clock import day_in
from policies.notify.emailing import language_of
from policies.people.facts import Role
from policies.people.inviting import INVITATION_LASTS
from policies.people.printing import on_paper, read_code
from policies.people.roster import EMPTY
from policies.sentence import say

if TYPE_CHECKING:
    from datetime import datetime

    from hub.actions.people.printing import PlannedPage
    from hub.bus.school import School
    from policies.people.facts import Person
    from policies.people.roster import Roster

Code = Annotated[str, Meta(min_length=1, max_length=40)]


class PageIn(In, frozen=True):
    """code: as it stands on the page, with or without what is between its letters."""

    code: Code


class PageWelcome(Out, frozen=True):
    """
    Whom a page is for. by_number: a link is sent to an address that is given with the number of the office; else it
    goes to the one that the school has, which is not told.
    """

    school_name: str
    given: str
    by_number: bool


class PageLinkIn(In, frozen=True):
    """number, email: where the page asks for them; else both are empty."""

    code: Code
    number: Annotated[str, Meta(max_length=40)] = ""
    email: Annotated[str, Meta(max_length=254)] = ""


class DeclineIn(In, frozen=True):
    """Either the secret of a link, or the code of a page."""

    secret: Secret | None = None
    code: Code | None = None


async def print_invitations(asked: Asked) -> Response:
    """
    A PDF, household after household. It is made before anything is written: what cannot be printed ends nothing.

    Its answer is the one place where a code stands that nobody can read again.
    """
    hub, body, school, now = asked.hub, asked.body, asked.school, asked.hub.clock()
    if bool(body.people) == (body.group is not None):
        raise Invalid(say("Name either people or a group."))
    signer = signer_for(asked)
    wish = PrintWish(admin=asked.signed.person, people=body.people, group=body.group)
    planned = await printing.plan(school, wish, now)
    words = _Words(school, hub.settings.base_url, now)
    pages = [words.page(one) for one in planned.pages]
    country = country_of(words.roster.settings.country, school.snapshot.time_zone)
    async with hub.printing:
        made = await set_pages(words.roster.school_name, country, invitations=pages)
    await printing.kept(school, signer, planned, hub.clock())
    answered = pdf(made, f"roomwire-{day_in(school.snapshot.time_zone, now)}")
    answered.headers["roomwire-pages"] = str(len(pages))
    answered.headers["roomwire-left-out"] = str(planned.left_out)
    return answered


def pdf(made: bytes, name: str) -> Response:
    """A PDF to save or print, which no browser keeps."""
    headers = {
        "cache-control": "private, no-store",
        "content-disposition": f'attachment; filename="{name}.pdf"',
        "content-security-policy": "sandbox; default-src 'none'",
        "cross-origin-resource-policy": "same-origin",
    }
    return Response(made, headers=headers, media_type="application/pdf")


@dataclass(frozen=True, slots=True)
class _Words:
    """Puts pages into words, as of one moment. base: where the hub is found."""

    school: School
    base: str
    now: datetime

    @property
    def roster(self) -> Roster:
        return self.school.snapshot.roster

    def page(self, planned: PlannedPage) -> InvitationPage:
        person, school = planned.person, self.roster.school_name
        language = language_of(person, self.roster.settings)
        speaker = Speaker(language, ZoneInfo(self.school.snapshot.time_zone))
        address = f"{self.base}/#/printed"
        then = BY_NUMBER if planned.by_number else say(
            "{school} has an email address of yours: a link goes there, by which you choose a password.",
            school=school,
        )  # fmt: skip
        until = speaker.day(self.now + INVITATION_LASTS)
        return InvitationPage(
            language=language,
            school=school,
            household=_household(self.roster, person),
            title=person.name,
            lead=speaker.say(say(
                "{school} invites you to Roomwire, where {school} writes to you and you write to it. This page is "
                "for you alone: please give it to nobody.", school=school,
            )),
            scan=speaker.say(SCAN),
            address=address,
            link=f"{address}/{planned.code}",
            code=on_paper(planned.code),
            then=speaker.say(then),
            until=speaker.say(say("The code is good once, until {until}.", until=until)),
            stranger=speaker.say(say(
                "You are not {name}? Give this page back to the office, or open it and choose “This is not me”.",
                name=person.name,
            )),
        )  # fmt: skip


BY_NUMBER = say(
    "Then you type an email address of your own, and the number that the office tells you. A link goes to that "
    "address, by which you choose a password."
)
SCAN = say("Point the camera of your phone here. Or open this address and type the code:")


def _household(roster: Roster, person: Person) -> str:
    """By what the office hands out a page: a parent's own children with their rooms, or the rooms of who works."""
    if person.role is not Role.GUARDIAN:
        return ", ".join(sorted(roster.rooms[one].name for one in person.rooms))
    children = (roster.students[one] for one in roster.children_of.get(person.id, EMPTY))
    named = sorted((one.name, ", ".join(sorted(roster.rooms[its].name for its in one.rooms))) for one in children)
    return "\n".join(f"{name} · {rooms}" if rooms else name for name, rooms in named)


def _holder(asked: Asked) -> PageHolder:
    return PageHolder(code=asked.body.code, address=address_of(asked.request))


async def _school(asked: Asked, holder: PageHolder) -> School:
    hub = asked.hub
    found = await printing.school_of(hub.guessing, signer_for(asked), holder, hub.clock())
    return await hub.schools.opened(found)


async def welcome_page(asked: Asked) -> Response:
    """What the page behind a code says before anything is sent."""
    holder = _holder(asked)
    school = await _school(asked, holder)
    its = await printing.look(school, signer_for(asked), holder, asked.hub.clock())
    name = school.snapshot.roster.school_name
    return answer(PageWelcome(school_name=name, given=its.given, by_number=its.by_number))


async def send_page_link(asked: Asked) -> Response:
    """Nobody is in by a code: what it brings is an email."""
    holder, body = _holder(asked), asked.body
    school = await _school(asked, holder)
    wish = LinkWish(number=body.number, email=body.email)
    await printing.send_link(school, signer_for(asked), holder, wish, asked.hub.clock())
    return Response(status_code=204)


async def decline(asked: Asked) -> Response:
    """Whoever has it is somebody else: it ends, and the admins are told."""
    hub, body, now = asked.hub, asked.body, asked.hub.clock()
    if (body.secret is None) == (body.code is None):
        raise Invalid(say("Name either a secret or a code."))
    if body.secret is not None:
        link = LinkHolder(secret=body.secret, address=address_of(asked.request))
        school = await hub.schools.opened(await inviting.school_of(hub.guessing, link, now))
        secret = fingerprint(body.secret)
        await declining.decline(school, lambda one, rules: guest_of(one, rules, secret, now), now)
    else:
        school = await _school(asked, _holder(asked))
        codes = signer_for(asked).printed(read_code(body.code) or "")
        await declining.decline(school, lambda one, rules: guest_of_page(one, rules, codes, now), now)
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/invitations/print", cost=Cost.UPLOAD, handle=print_invitations, takes=InviteIn,
         gives_raw=True,
         says="A PDF with a page for each of these people, or of a group, and its codes; for admins."),
    Route(method="POST", path="/v1/invitations/printed", cost=Cost.GUEST, handle=welcome_page, takes=PageIn,
         gives=PageWelcome, says="Whom the code of a printed page is for, and what it asks for."),
    Route(method="POST", path="/v1/invitations/printed/link", cost=Cost.GUEST, handle=send_page_link,
         takes=PageLinkIn, status=204, says="Have a link sent by the code of a printed page, to sign up by."),
    Route(method="POST", path="/v1/invitations/decline", cost=Cost.GUEST, handle=decline, takes=DeclineIn,
         status=204, says="Say that an invitation reached somebody else: it ends, and the admins are told."),
)  # fmt: skip
