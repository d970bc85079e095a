"""This file has the endpoints of invitations: who stands where, for admins; using a link, for whoever has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from hub.actions.people import inviting
from hub.actions.people.inviting import InvitationWish, LinkHolder
from hub.api import browser_cookies
from hub.api.conversations.messages import limit_of
from hub.api.cursors import START_AGAIN
from hub.api.people.account import HalfSignedIn, SignedIn, browser_of, entered
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, Password
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, Invalid, Unavailable
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.notify.rendering import signer_of
from hub.queries.people.inviting import invitees
from hub.wire import Id
from policies.people.facts import Role
from policies.people.inviting import InvitationState, may_invite
from policies.people.roster import EMPTY
from policies.sentence import Listed, on_field, say
from policies.verdict import Allowed, Refused

if TYPE_CHECKING:
    from collections.abc import Collection
    from datetime import datetime

    from sqlalchemy import Connection
    from starlette.responses import Response

    from hub.bus.school import School
    from hub.queries.people.inviting import Invitee
    from hub.store.snapshot import Snapshot
    from policies.people.roster import Roster

StateName = Literal["not_invited", "invited", "over", "bounced", "signed_up"]
"""Never; the link is good; it is no more; the email did not arrive; there is an account."""

MOST_NAMED = 500
"""People named in one request."""


class PersonInvited(Out, frozen=True):
    """
    Somebody of the school. about: their children's names, or the rooms they work in. why: why no invitation goes to
    them now, empty where one may. sent_at, expires_at: of the newest, null where there was none; times: how many.
    """

    person: str
    name: str
    role: str
    about: tuple[str, ...]
    email: str | None
    state: StateName
    why: str
    sent_at: str | None
    expires_at: str | None
    times: int


class InvitationCounts(Out, frozen=True):
    """How many people of the school stand where; parents of practice children are not counted."""

    not_invited: int
    invited: int
    over: int
    bounced: int
    signed_up: int


class Invitations(Out, frozen=True):
    """
    By name; next: of the following page, null at the end. to_invite: how many emails leave when all who never were
    are invited; to_remind: when all are who have not signed up.
    """

    counts: InvitationCounts
    to_invite: int
    to_remind: int
    items: tuple[PersonInvited, ...]
    next: str | None


class InviteIn(In, frozen=True):
    """Either people, or a group: who never was invited, or everybody who has not signed up."""

    people: Annotated[tuple[Id, ...], Meta(max_length=MOST_NAMED)] = ()
    group: Literal["not_invited", "not_signed_up"] | None = None


class NotSent(Out, frozen=True):
    """Somebody who was named and gets no invitation, and why."""

    person: str
    name: str
    why: str


class InvitesSent(Out, frozen=True):
    """How many emails leave, and to whom of those who were named none does."""

    sent: int
    left_out: tuple[NotSent, ...]


Secret = Annotated[str, Meta(min_length=1, max_length=200)]


class LinkIn(In, frozen=True):
    """secret: what stands in the link, behind `#/invited/`."""

    secret: Secret


class InvitationWelcome(Out, frozen=True):
    """
    Whom a link is for. has_account: they sign in with this address already, and use that password.

    signed_in: the name of somebody else who is signed in on this browser, and has to sign out first; else null.
    """

    school_name: str
    given: str
    has_account: bool
    signed_in: str | None


class AcceptIn(In, frozen=True):
    """password: chosen now; of the account, where there is one already."""

    secret: Secret
    password: Password


async def invitations(asked: Asked) -> Response:
    """Everybody by name, or those of one state."""
    query = asked.request.query_params
    state = query.get("state")
    if state is not None and state not in list(InvitationState):
        raise Invalid(on_field("state", say("one of {names}.", names=Listed(InvitationState))))
    states = frozenset({InvitationState(state)} if state is not None else InvitationState)
    wanted, now = _Wanted(asked.signed.person, states, query.get("cursor"), limit_of(asked)), asked.hub.clock()
    return answer(await read_on_fresh_rules(asked.school, lambda one, rules: _page(one, rules, wanted, now)))


@dataclass(frozen=True, slots=True)
class _Wanted:
    """Who asks for which states, after which cursor (None: from the start), and for how many people at the most."""

    reader: str
    states: frozenset[InvitationState]
    cursor: str | None
    limit: int


def _page(connection: Connection, rules: Snapshot, wanted: _Wanted, now: datetime) -> Invitations:
    if isinstance(verdict := may_invite(rules.roster.people[wanted.reader]), Refused):
        raise Forbidden(verdict.because)
    found = sorted(invitees(connection, rules, now).values(), key=_place)
    counts = Counter(one.state for one in found)
    rest = _after(rules.roster, [one for one in found if one.state in wanted.states], wanted.cursor)
    page = rest[: wanted.limit]
    return Invitations(
        counts=InvitationCounts(**{state.value: counts[state] for state in InvitationState}),
        to_invite=_may(found, inviting.GROUPS["not_invited"]),
        to_remind=_may(found, inviting.GROUPS["not_signed_up"]),
        items=tuple(_listed(rules.roster, one) for one in page),
        next=page[-1].person.id if len(rest) > wanted.limit else None,
    )


def _place(one: Invitee) -> tuple[str, str]:
    return one.person.name, one.person.id


def _may(found: Collection[Invitee], states: frozenset[InvitationState]) -> int:
    return sum(isinstance(one.may, Allowed) for one in found if one.state in states)


def _after(roster: Roster, found: list[Invitee], cursor: str | None) -> list[Invitee]:
    if cursor is None:
        return found
    if cursor not in roster.people:
        raise Invalid(START_AGAIN)
    last = roster.people[cursor].name, cursor
    return [one for one in found if _place(one) > last]


def _listed(roster: Roster, one: Invitee) -> PersonInvited:
    person, last = one.person, one.last
    children = {roster.students[its].name for its in roster.children_of.get(person.id, EMPTY)}
    names = children if person.role is Role.GUARDIAN else {roster.rooms[its].name for its in person.rooms}
    return PersonInvited(
        person=person.id,
        name=person.name,
        role=person.role.value,
        about=tuple(sorted(names)),
        email=person.email,
        state=one.state.value,
        why=one.may.because if isinstance(one.may, Refused) else "",
        sent_at=last.its.sent_at if last is not None else None,
        expires_at=last.its.expires_at if last is not None else None,
        times=last.times if last is not None else 0,
    )


async def invite(asked: Asked) -> Response:
    """Nothing goes to who has signed up; a new link ends the older one."""
    hub, body = asked.hub, asked.body
    if bool(body.people) == (body.group is not None):
        raise Invalid(say("Name either people or a group."))
    signer = signer_of(hub.settings)
    if signer is None:
        raise Unavailable(say("Whoever runs the hub has to set ROOMWIRE_SECRET before links can be sent."))
    wish = InvitationWish(admin=asked.signed.person, people=body.people, group=body.group)
    done = await inviting.invite(asked.school, signer, wish, hub.clock())
    left_out = tuple(NotSent(person=one.person, name=one.name, why=one.because) for one in done.left_out)
    return answer(InvitesSent(sent=done.sent, left_out=left_out))


def _holder(asked: Asked) -> LinkHolder:
    token = browser_cookies.session_of(asked.request, asked.hub.settings, asked.hub.clock())
    return LinkHolder(
        secret=asked.body.secret, address=address_of(asked.request), token=token, browser=browser_of(asked)
    )


async def _school(asked: Asked, holder: LinkHolder) -> School:
    hub = asked.hub
    return await hub.schools.opened(await inviting.school_of(hub.guessing, holder, hub.clock()))


async def welcome(asked: Asked) -> Response:
    """What the page behind a link says before anything is typed."""
    holder, now = _holder(asked), asked.hub.clock()
    school = await _school(asked, holder)
    guest = await inviting.look(school, holder, now)
    signed_in_as = await inviting.another(asked.hub.store, guest, holder, now)
    return answer(
        InvitationWelcome(
            school_name=school.snapshot.roster.school_name,
            given=guest.given,
            has_account=guest.acts,
            signed_in=signed_in_as or None,
        )
    )


async def accept(asked: Asked) -> Response:
    """The answer signs in, or asks on, as a sign-in does."""
    holder = _holder(asked)
    school = await _school(asked, holder)
    done = await inviting.accept(school, asked.hub.guessing, holder, asked.body.password, asked.hub.clock())
    return await entered(asked, done, holder.browser)


ROUTES = (
    Route(method="GET", path="/v1/invitations", cost=Cost.HEAVY, handle=invitations, gives=Invitations,
         query=("state", "cursor", "limit"),
         says="Who was invited, who has signed up, who cannot be invited and why; for admins."),
    Route(method="POST", path="/v1/invitations", cost=Cost.RULE, handle=invite, takes=InviteIn, gives=InvitesSent,
         says="Invite people by email, or everybody of a group; for admins."),
    Route(method="POST", path="/v1/invitations/welcome", cost=Cost.GUEST, handle=welcome, takes=LinkIn,
         gives=InvitationWelcome, says="Whom the link of an invitation is for."),
    Route(method="POST", path="/v1/invitations/accept", cost=Cost.GUEST, handle=accept, takes=AcceptIn,
         gives=SignedIn, also={202: HalfSignedIn},
         says="Sign up by the link of an invitation, and be signed in, or asked on as at a sign-in."),
)  # fmt: skip
