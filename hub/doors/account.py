"""This file has the doors of one's own account: signing in and out, tickets, the profile, devices."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.deeds import accounts, devices, sessions, tickets
from hub.deeds.sessions import LASTS, Signed
from hub.doors import bodies
from hub.doors.door import COOKIE, Asked, Door, answer
from hub.errors import RateLimited, Unauthenticated
from notifiers.writing.words import languages
from policies.changing import may_withdraw_of_others
from policies.denying import may_see_ties
from policies.emailing import language_of
from policies.facts import Urgency
from policies.permitting import may_mark, may_see_staff
from policies.reviewing import may_review
from policies.setting import may_set
from policies.verdict import Allowed

if TYPE_CHECKING:
    from policies.facts import Person


async def sign_in(asked: Asked) -> Response:
    """Failures are counted and successes are not, so that a busy office never locks itself out."""
    hub, body = asked.hub, asked.body
    now = hub.clock()
    client = asked.request.client.host if asked.request.client else ""
    key = f"{client} {body.email.strip().casefold()}"
    wait = hub.failures.wait_s(key, now.timestamp())
    if wait:
        raise RateLimited("Too many tries. Please wait a while, then try again.", after_s=wait)
    try:
        token, signed = await sessions.sign_in(hub.store, body.email, body.password, now)
    except Unauthenticated:
        hub.failures.failed(key, now.timestamp())
        raise
    school = await hub.schools.level(signed.school, signed.seq, signed.person)
    role = school.snapshot.roster.people[signed.person].role
    response = answer(bodies.SignedIn(token=token, person=signed.person, role=role, school=signed.school))
    response.set_cookie(
        COOKIE,
        token,
        max_age=int(LASTS.total_seconds()),
        httponly=True,
        samesite="lax",
        secure=hub.settings.secure,
    )
    return response


async def sign_out(asked: Asked) -> Response:
    """The cookie goes, and every socket of the session with it."""
    await sessions.sign_out(asked.hub.store, asked.signed.session, asked.hub.clock())
    asked.hub.schools.sessions_ended()
    response = Response(status_code=204)
    response.delete_cookie(COOKIE)
    return response


async def ticket(asked: Asked) -> Response:
    """For the profile named in the body, else in the header, else the one signed in with."""
    hub, signed = asked.hub, asked.signed
    if asked.body.profile is not None:
        signed = await _as_profile(asked, asked.body.profile)
    secret, until = await tickets.ticket(hub.store, signed, hub.clock())
    return answer(bodies.Ticket(ticket=secret, expires_at=until), 201)


async def _as_profile(asked: Asked, profile: str) -> Signed:
    found = await asked.hub.store.read(lambda connection: sessions.profiles_of(connection, asked.signed.account))
    signed = sessions.chosen(asked.signed, found, profile)
    await asked.hub.schools.level(signed.school, signed.seq, signed.person)
    return signed


async def me(asked: Asked) -> Response:
    """Who is signed in."""
    return answer(await _me(asked))


async def _me(asked: Asked) -> bodies.Me:
    profiles = await asked.hub.store.read(lambda connection: sessions.profiles_of(connection, asked.signed.account))
    email = await asked.hub.store.read(lambda connection: accounts.email_of(connection, asked.signed.account))
    roster = asked.school.snapshot.roster
    person = roster.people[asked.signed.person]
    children = roster.children_of.get(person.id, frozenset())
    return bodies.Me(
        person=person.id,
        name=person.name,
        email=email,
        role=person.role,
        school=roster.school,
        school_name=roster.school_name,
        rooms=_named({one: roster.rooms[one].name for one in person.rooms}),
        students=_named({one: roster.students[one].name for one in children}),
        profiles=tuple(
            bodies.Profile(
                person=one["id"],
                name=one["display_name"] or f"{one['given']} {one['family']}",
                role=one["role"],
                school=one["school"],
                school_name=one["school_name"],
            )
            for one in profiles
        ),
        may=_may(asked, person),
        undo_seconds=roster.settings.undo_seconds,
        language=language_of(person, roster.settings),
        languages=tuple(bodies.Named(id=one, name=name) for one, name in languages().items()),
    )


def _may(asked: Asked, person: Person) -> tuple[str, ...]:
    roster = asked.school.snapshot.roster
    asks = {
        "review": may_review(roster, person, None),
        "settings": may_set(person),
        "children": may_see_ties(roster, person),
        "staff": may_see_staff(person),
        "withdraw": may_withdraw_of_others(person),
        "urgent": may_mark(person, Urgency.URGENT),
        "emergency": may_mark(person, Urgency.EMERGENCY),
    }
    return tuple(name for name, verdict in asks.items() if isinstance(verdict, Allowed))


def _named(names: dict[str, str]) -> tuple[bodies.Named, ...]:
    return tuple(bodies.Named(id=one, name=name) for one, name in sorted(names.items(), key=lambda it: it[1]))


async def edit_me(asked: Asked) -> Response:
    """What the body does not name stays."""
    if asked.body.display_name is not None:
        await accounts.rename(asked.school, asked.signed.person, asked.body.display_name, asked.hub.clock())
    if asked.body.language is not None:
        await accounts.speak(asked.school, asked.signed.person, asked.body.language, asked.hub.clock())
    return answer(await _me(asked))


async def password(asked: Asked) -> Response:
    """Every other session of the account ends."""
    hub, body = asked.hub, asked.body
    await accounts.change_password(hub.store, asked.signed, body.current, body.new, hub.clock())
    hub.schools.sessions_ended()
    return Response(status_code=204)


async def add_device(asked: Asked) -> Response:
    """The same address again is the same device."""
    hub, body = asked.hub, asked.body
    its = await devices.add(hub.store, asked.signed, body.provider, body.address, hub.clock())
    return answer(bodies.Device(id=its, provider=body.provider), 201)


async def remove_device(asked: Asked) -> Response:
    """Removing what is not there is done already."""
    await devices.remove(asked.hub.store, asked.signed, asked.request.path_params["id"])
    return Response(status_code=204)


async def push_key(asked: Asked) -> Response:
    """For browsers; not found where web push is not configured."""
    return answer(bodies.PushKey(key=asked.hub.telling.push_key()))


DOORS = (
    Door(method="POST", path="/v1/sign-in", handle=sign_in, takes=bodies.SignIn, gives=bodies.SignedIn,
         open=True, says="Sign in with email and password; the answer also sets the session's cookie."),
    Door(method="POST", path="/v1/sign-out", handle=sign_out, status=204, says="End this session."),
    Door(method="POST", path="/v1/ticket", handle=ticket, takes=bodies.TicketIn, gives=bodies.Ticket,
         status=201, says="A ticket for one hello on the socket."),
    Door(method="GET", path="/v1/me", handle=me, gives=bodies.Me, says="Who is signed in."),
    Door(method="PATCH", path="/v1/me", handle=edit_me, takes=bodies.MeIn, gives=bodies.Me,
         says="Edit one's profile."),
    Door(method="POST", path="/v1/password", handle=password, takes=bodies.PasswordIn, status=204,
         says="Change one's password; every other session ends."),
    Door(method="POST", path="/v1/devices", handle=add_device, takes=bodies.DeviceIn, gives=bodies.Device,
         status=201, says="Let push reach this person on a device."),
    Door(method="DELETE", path="/v1/devices/{id}", handle=remove_device, status=204,
         says="Let push not reach this device any more."),
    Door(method="GET", path="/v1/push-key", handle=push_key, gives=bodies.PushKey,
         says="The key browsers subscribe with; 404 where web push is not configured."),
)  # fmt: skip
