"""This file has the endpoints of where one is signed in, and of an admin who ends all sign-ins of somebody."""

from __future__ import annotations

from typing import TYPE_CHECKING

from starlette.responses import Response

from hub.actions.people import sign_ins
from hub.actions.people.sessions import SESSION_LASTS
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.errors import Forbidden, NotFound
from hub.limits.costs import Cost
from hub.queries.people.sign_ins import list_own, sign_in_of
from hub.store.pins import find_pin
from hub.store.row_security import Across
from policies.people.second_factor import may_take_off
from policies.people.sign_ins import may_end_sign_ins
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from policies.people.facts import Person


class SignInListed(Out, frozen=True):
    """
    One of one's own sign-ins. browser, system: in words, empty where they are not known. used_at: it was used then,
    or up to a day later. here: it is the one that asks.
    """

    id: str
    browser: str
    system: str
    since: str
    used_at: str
    here: bool


class SignIns(Out, frozen=True):
    """The one that asks first, then those used last."""

    items: tuple[SignInListed, ...]


class SignInsEnded(Out, frozen=True):
    """How many sign-ins there were, all of them ended now."""

    ended: int


class SignInOfPerson(Out, frozen=True):
    """
    How somebody signs in, for admins. account: there is one. sign_ins: how many are open at this school;
    why_not_end: why the reader cannot end them, empty where they can. code: one is asked for besides the password;
    passkeys, identities: how many of them, and of accounts elsewhere, open the account as well; why_not_take_off:
    likewise, of what of these was lost.
    pin: there is one for room devices, which an admin may clear.
    """

    account: bool
    sign_ins: int
    why_not_end: str
    code: bool
    passkeys: int
    identities: int
    why_not_take_off: str
    pin: bool


async def own_sign_ins(asked: Asked) -> Response:
    """No address and no place is kept of them, so none is shown."""
    signed, now = asked.signed, asked.hub.clock()
    found = await asked.hub.store.read(
        lambda connection: list_own(connection, signed.account, SESSION_LASTS, now),
        Across.ACCOUNT.within(signed.school),
    )
    items = [
        SignInListed(
            id=one.name,
            browser=one.session.browser,
            system=one.session.system,
            since=one.session.created_at,
            used_at=one.used_at,
            here=one.session.id == signed.session,
        )
        for one in found
    ]
    return answer(SignIns(items=tuple(sorted(items, key=lambda one: not one.here))))


async def end_sign_in(asked: Asked) -> Response:
    """Its sockets end with it, on every hub."""
    hub, name = asked.hub, asked.request.path_params["id"]
    await sign_ins.end_one(hub.store, asked.signed, name, hub.clock())
    hub.schools.sessions_ended()
    return Response(status_code=204)


async def end_other_sign_ins(asked: Asked) -> Response:
    """The one that asks goes on; its sockets stay."""
    ended = await sign_ins.end_others(asked.hub.store, asked.signed, asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return answer(SignInsEnded(ended=ended))


def _of(asked: Asked) -> tuple[Person, Person]:
    """The admin who asks, and the person that they ask about."""
    people, person = asked.school.snapshot.roster.people, asked.request.path_params["person"]
    if person not in people:
        raise NotFound(say("There is no such person here."))
    return people[asked.signed.person], people[person]


async def sign_ins_of(asked: Asked) -> Response:
    """What an admin may know and do: neither when nor on what somebody signs in."""
    by, whom = _of(asked)
    verdict = may_end_sign_ins(by, whom)
    if isinstance(verdict, Refused) and by.id != whom.id:
        raise Forbidden(verdict.because)
    school, now = asked.signed.school, asked.hub.clock()
    its = await asked.hub.store.read(
        lambda connection: sign_in_of(connection, school, whom.id, now), Across.ACCOUNT.within(school)
    )
    pin = await asked.hub.store.read(lambda connection: find_pin(connection, whom.id), school)
    take_off = may_take_off(by, whom, {"elsewhere"} if its.elsewhere else (), school)
    return answer(
        SignInOfPerson(
            account=its.account is not None,
            sign_ins=len(its.sign_ins),
            why_not_end=verdict.because if isinstance(verdict, Refused) else "",
            code=its.code_since != "",
            passkeys=its.passkeys,
            identities=its.identities,
            why_not_take_off=take_off.because if isinstance(take_off, Refused) else "",
            pin=pin is not None,
        )
    )


async def end_sign_ins_of(asked: Asked) -> Response:
    """Their sockets end with them, on every hub."""
    ended = await sign_ins.end_all_of(
        asked.school, asked.signed.person, asked.request.path_params["person"], asked.hub.clock()
    )
    asked.hub.schools.sessions_ended()
    return answer(SignInsEnded(ended=ended))


ROUTES = (
    Route(method="GET", path="/v1/sign-ins", cost=Cost.READ, handle=own_sign_ins, gives=SignIns,
         says="Where one is signed in."),
    Route(method="DELETE", path="/v1/sign-ins", cost=Cost.WRITE, handle=end_other_sign_ins, gives=SignInsEnded,
         says="End all sign-ins of one's own but this one."),
    Route(method="DELETE", path="/v1/sign-ins/{id}", cost=Cost.WRITE, handle=end_sign_in, status=204,
         says="End one sign-in of one's own."),
    Route(method="GET", path="/v1/people/{person}/sign-ins", cost=Cost.READ, handle=sign_ins_of,
         gives=SignInOfPerson,
         says="Whether somebody is signed in, and whether a code is asked of them; for admins."),
    Route(method="DELETE", path="/v1/people/{person}/sign-ins", cost=Cost.WRITE, handle=end_sign_ins_of,
         gives=SignInsEnded,
         says="End all sign-ins of somebody at this school, for admins."),
)  # fmt: skip
