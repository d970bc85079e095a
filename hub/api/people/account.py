"""This file has the endpoints of one's own account: signing in and out, tickets, the profile, devices."""

from __future__ import annotations

import logging
import re
import secrets
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta
from starlette.responses import Response

from hub.actions.notify import devices
from hub.actions.people import accounts, rename, sessions, tickets
from hub.actions.people.sessions import Browser, HalfOpened
from hub.api import browser_cookies
from hub.api.on_room_device import OFFERED, ActsHere, acts_here, device_of
from hub.api.people.refused_sign_ins import note_refused
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Email, In, Named, NewPassword, Out, Password
from hub.errors import Unauthenticated
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.limits.guesses import Try, of_guest, of_known
from hub.notify import transports
from hub.reference.editions import warnings
from hub.store import name_wishes
from hub.store.accounts import list_profiles
from hub.store.row_security import Across
from hub.wire import Id
from notifiers.writing.words import languages
from policies.attendance.signing import may_see_attendance
from policies.conversations.changing import may_withdraw_of_others
from policies.notify.emailing import language_of
from policies.people.custody import may_see_ties
from policies.people.display_names import full_name
from policies.people.facts import Role, Urgency
from policies.people.inviting import may_invite
from policies.people.permissions import may_mark, may_see_staff
from policies.people.pins import may_have_pin
from policies.people.sign_ins import program_of
from policies.review.reviewing import may_review
from policies.settings import may_change
from policies.verdict import Allowed

if TYPE_CHECKING:
    from hub.actions.people.sessions import Entered, OpenedSession, Signed
    from policies.people.facts import Person

log = logging.getLogger("roomwire.api")


class SignIn(In, frozen=True):
    email: Email
    password: Password


class SignedIn(Out, frozen=True):
    """token: for `Authorization: Bearer`; browsers hold the same as a cookie that scripts cannot read."""

    token: str
    person: str
    role: str
    school: str


class HalfSignedIn(Out, frozen=True):
    """
    The password was right, and something is still to come: a code, setting one up, or a passkey of the account, by
    which it is signed in to without a password. It opens nothing.

    step: to go on with, until expires_at.
    """

    step: str
    asks: Literal["code", "setup", "passkey"]
    expires_at: str


class TicketIn(In, frozen=True):
    """profile: one of one's own, as /v1/me lists them; by default the one signed in with."""

    profile: Id | None = None


class Ticket(Out, frozen=True):
    """Good for one hello, until expires_at."""

    ticket: str
    expires_at: str


class Profile(Out, frozen=True):
    """One person in one school; an account may have several."""

    person: str
    name: str
    role: str
    school: str
    school_name: str


class OwnWish(Out, frozen=True):
    """What one last wished to be called. answer: null while no admin has answered; reason: what they said."""

    wanted: str
    answer: Literal["approved", "declined", "withdrawn"] | None
    reason: str


class Me(Out, frozen=True):
    """
    Who is signed in, and as which profile. may: what screens may offer ("review", "settings", …).

    undo_seconds: how long a client keeps what was written before it sends it, so that it can be taken back.
    school_zone: the IANA zone of the school’s clock, by which screens tell all moments.
    language: that they are told in, by every medium; languages: all there are, by code.
    warnings: sentences for admins about this hub, such as zone data that has grown old; empty for everybody else.
    listed_name: as the roster has it. wish: the newest one to be called otherwise, null where there was none.
    unconfirmed_email: that the roster has since it changed, to which nothing goes until it is confirmed; or null.
    acts: on which room device, null anywhere else. There email is empty, and the only profile is this one.
    """

    person: str
    name: str
    email: str
    role: str
    school: str
    school_name: str
    school_zone: str
    rooms: tuple[Named, ...]
    students: tuple[Named, ...]
    profiles: tuple[Profile, ...]
    may: tuple[str, ...]
    undo_seconds: int
    language: str
    languages: tuple[Named, ...]
    warnings: tuple[str, ...]
    listed_name: str
    wish: OwnWish | None
    unconfirmed_email: str | None
    acts: ActsHere | None


class MeIn(In, frozen=True):
    """
    Edit of one's own profile; what is missing stays. display_name: a wish that an admin answers; that of the roster
    is one's own at once, and takes a wish back. language: a code of languages; empty for the school's.
    """

    display_name: Annotated[str, Meta(min_length=1, max_length=200)] | None = None
    language: Annotated[str, Meta(max_length=20)] | None = None
    profile: Id | None = None


class PasswordIn(In, frozen=True):
    current: Password
    new: NewPassword


class DeviceIn(In, frozen=True):
    """A device that push can reach: an FCM registration token, or a browser's PushSubscription as JSON text."""

    provider: Literal["fcm", "webpush"]
    address: Annotated[str, Meta(min_length=1, max_length=4_096)]


class Device(Out, frozen=True):
    id: str
    provider: str


class PushKey(Out, frozen=True):
    key: str


_OF_BEFORE = re.compile(r"[0-9a-f]{64}")
"""What the mark's cookie held in earlier versions: the fingerprint of a session."""

_A_MARK = re.compile(r"[A-Za-z0-9_-]{43}")


def browser_of(asked: Asked) -> Browser:
    """What somebody comes with; a device that has no mark yet gets one once it is signed in."""
    kept = browser_cookies.mark_of(asked.request, asked.hub.settings, asked.hub.clock())
    program, party = program_of(asked.request.headers.get("user-agent", "")), asked.hub.settings.party
    if _A_MARK.fullmatch(kept):
        return Browser(kept, program, party=party)
    return Browser(secrets.token_urlsafe(32), program, kept if _OF_BEFORE.fullmatch(kept) else "", party)


async def sign_in(asked: Asked) -> Response:
    """Tries are counted before they are made; a right one is none, so that a busy office never locks itself out."""
    hub, body, browser = asked.hub, asked.body, browser_of(asked)
    its = await _try(asked, body.email.strip().casefold(), browser)
    try:
        into = await sessions.sign_in(hub.guessing, its, body.email, body.password, browser, hub.clock())
    except Unauthenticated:
        note_refused(asked, body.email)
        raise
    return await entered(asked, into, browser)


async def entered(asked: Asked, into: Entered, browser: Browser) -> Response:
    """The answer to who has shown a right password: they are in, or it is said what they wait for."""
    if isinstance(into, HalfOpened):
        return answer(HalfSignedIn(step=into.step, asks=into.asks, expires_at=into.until), 202)
    return await remembered(asked, answer(await signed_in(asked, into)), into, browser)


async def signed_in(asked: Asked, opened: OpenedSession) -> SignedIn:
    """What is told to who has just signed in, whichever way."""
    signed = opened.signed
    school = await asked.hub.schools.level(signed.school, signed.seq, signed.person)
    role = school.snapshot.roster.people[signed.person].role
    return SignedIn(token=opened.token, person=signed.person, role=role, school=signed.school)


async def remembered(asked: Asked, response: Response, opened: OpenedSession, browser: Browser) -> Response:
    """The browser keeps the session, and no other one, and its mark."""
    hub = asked.hub
    former = browser_cookies.session_of(asked.request, hub.settings, hub.clock())
    if await sessions.replace_former(hub.store, former, opened.signed.account, hub.clock()):
        hub.schools.sessions_ended()
    browser_cookies.keep_session(response, hub.settings, opened.token)
    browser_cookies.keep_mark(response, hub.settings, browser.mark)
    return response


async def _try(asked: Asked, email: str, browser: Browser) -> Try:
    """Who signed in here before has tries of their own, that nobody else can use up."""
    address = address_of(asked.request)
    known = await sessions.known_as(asked.hub.store, email, browser)
    return of_known(known, address) if known else of_guest(email, address)


async def sign_out(asked: Asked) -> Response:
    """The cookie goes, and every socket of the session with it."""
    await sessions.sign_out(asked.hub.store, asked.signed, asked.hub.clock())
    asked.hub.schools.sessions_ended()
    response = Response(status_code=204)
    browser_cookies.forget_session(response, asked.hub.settings)
    return response


async def ticket(asked: Asked) -> Response:
    """For the profile named in the body, else in the header, else the one signed in with."""
    hub, signed = asked.hub, asked.signed
    if asked.body.profile is not None:
        signed = await _as_profile(asked, asked.body.profile)
    secret, until = await tickets.ticket(hub.store, signed, hub.clock())
    return answer(Ticket(ticket=secret, expires_at=until), 201)


async def _as_profile(asked: Asked, profile: str) -> Signed:
    found = await asked.hub.store.read(
        lambda connection: list_profiles(connection, asked.signed.account), Across.ACCOUNT
    )
    signed = sessions.chosen(asked.signed, found, profile)
    await asked.hub.schools.level(signed.school, signed.seq, signed.person)
    return signed


async def me(asked: Asked) -> Response:
    """Who is signed in: their person here, and all of their profiles."""
    return answer(await _me(asked))


async def _me(asked: Asked) -> Me:
    its, signed = asked.hub.store.of(Across.ACCOUNT.within(asked.signed.school)), asked.signed
    profiles = await its.read(lambda connection: list_profiles(connection, signed.account))
    email = await its.read(lambda connection: accounts.email_of(connection, signed.account))
    wished = await its.read(lambda connection: name_wishes.last(connection, signed.person))
    roster = asked.school.snapshot.roster
    person = roster.people[asked.signed.person]
    children = roster.children_of.get(person.id, frozenset())
    device = await device_of(asked.hub, asked.request) if asked.signed.room_device else None
    profiles = [one for one in profiles if one.id == person.id or device is None]
    may = _may(asked, person)
    return Me(
        person=person.id,
        name=person.name,
        email=email if device is None else "",
        role=person.role,
        school=roster.school,
        school_name=roster.school_name,
        school_zone=asked.school.snapshot.time_zone,
        rooms=_named({one: roster.rooms[one].name for one in person.rooms}),
        students=_named({one: roster.students[one].name for one in children}),
        profiles=tuple(
            Profile(
                person=one.id,
                name=one.display_name or full_name(one.given, one.family),
                role=one.role,
                school=one.school,
                school_name=one.school_name,
            )
            for one in profiles
        ),
        may=may if device is None else tuple(one for one in may if one in OFFERED),
        undo_seconds=roster.settings.undo_seconds,
        language=language_of(person, roster.settings),
        languages=tuple(Named(id=one, name=name) for one, name in languages().items()),
        warnings=warnings(asked.hub.clock().date()) if person.role is Role.ADMIN and device is None else (),
        listed_name=person.listed,
        wish=OwnWish(**{one: wished[one] for one in ("wanted", "answer", "reason")}) if wished else None,
        unconfirmed_email=person.email if person.unconfirmed and device is None else None,
        acts=acts_here(roster, device),
    )


def _may(asked: Asked, person: Person) -> tuple[str, ...]:
    roster = asked.school.snapshot.roster
    asks = {
        "review": may_review(roster, person, None),
        "settings": may_change(person),
        "attendance": may_see_attendance(person),
        "children": may_see_ties(roster, person),
        "staff": may_see_staff(person),
        "withdraw": may_withdraw_of_others(person),
        "urgent": may_mark(person, Urgency.URGENT),
        "emergency": may_mark(person, Urgency.EMERGENCY),
        "invite": may_invite(person),
        "pin": may_have_pin(person),
    }
    return tuple(name for name, verdict in asks.items() if isinstance(verdict, Allowed))


def _named(names: dict[str, str]) -> tuple[Named, ...]:
    return tuple(Named(id=one, name=name) for one, name in sorted(names.items(), key=lambda it: it[1]))


async def edit_me(asked: Asked) -> Response:
    """What the body does not name stays; another name is a wish, and waits for an admin."""
    if asked.body.display_name is not None:
        await rename.wish(asked.school, asked.signed.person, asked.body.display_name, asked.hub.clock())
    if asked.body.language is not None:
        await accounts.speak(asked.school, asked.signed.person, asked.body.language, asked.hub.clock())
    return answer(await _me(asked))


async def password(asked: Asked) -> Response:
    """Every other session of the account ends."""
    hub, body = asked.hub, asked.body
    its = of_known(asked.signed.session, address_of(asked.request))
    await accounts.change_password(hub.guessing, asked.signed, its, body.current, body.new, hub.clock())
    hub.schools.sessions_ended()
    return Response(status_code=204)


async def add_device(asked: Asked) -> Response:
    """The same address again is the same device, and says that it is there."""
    hub, body = asked.hub, asked.body
    place = devices.PushAddress(body.provider, body.address, hub.settings.local_push)
    its = await devices.add(hub.store, asked.signed, place, hub.clock())
    return answer(Device(id=its, provider=body.provider), 201)


async def heard(_asked: Asked) -> Response:
    """Any request renews the session it uses; this one is for a service worker, that needs nothing else."""
    return Response(status_code=204)


async def remove_device(asked: Asked) -> Response:
    """Removing what is not there is done already."""
    await devices.remove(asked.hub.store, asked.signed, asked.request.path_params["id"])
    return Response(status_code=204)


async def push_key(asked: Asked) -> Response:
    """For browsers; not found where web push is not configured."""
    return answer(PushKey(key=transports.push_key(asked.hub.transports)))


ROUTES = (
    Route(method="POST", path="/v1/sign-in", cost=Cost.GUEST,
         handle=sign_in, takes=SignIn, gives=SignedIn, also={202: HalfSignedIn},
         says="Sign in with email and password; the answer also sets the session's cookie, or asks on."),
    Route(method="POST", path="/v1/sign-out", cost=Cost.WRITE,
         handle=sign_out, status=204, says="End this session."),
    Route(method="POST", path="/v1/ticket", cost=Cost.TICKET,
         handle=ticket, takes=TicketIn, gives=Ticket,
         status=201, says="A ticket for one hello on the socket."),
    Route(method="GET", path="/v1/me", cost=Cost.READ, handle=me, gives=Me, says="Who is signed in."),
    Route(method="PATCH", path="/v1/me", cost=Cost.RULE, handle=edit_me, takes=MeIn, gives=Me,
         says="Edit one's profile; another name is a wish that an admin answers."),
    Route(method="POST", path="/v1/password", cost=Cost.RARE, handle=password, takes=PasswordIn, status=204,
         says="Change one's password; every other session ends."),
    Route(method="POST", path="/v1/devices", cost=Cost.WRITE,
         handle=add_device, takes=DeviceIn, gives=Device,
         status=201, says="Let push reach this person on a device."),
    Route(method="POST", path="/v1/devices/heard", cost=Cost.WRITE, handle=heard, status=204,
         says="An alert was shown: the sign-in of this device is in use."),
    Route(method="DELETE", path="/v1/devices/{id}", cost=Cost.WRITE, handle=remove_device, status=204,
         says="Let push not reach this device any more."),
    Route(method="GET", path="/v1/push-key", cost=Cost.READ, handle=push_key, gives=PushKey,
         says="The key browsers subscribe with; 404 where web push is not configured."),
)  # fmt: skip
