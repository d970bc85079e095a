"""This file has the endpoints of invitations: who stands where, for admins; using a link, for whoever has it."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated, Literal

from msgspec import Meta

from hub.actions.people import inviting
from hub.actions.people.inviting import InvitationWish, LinkHolder
from hub.api import browser_cookies
from hub.api.people.account import HalfSignedIn, SignedIn, browser_of, entered
from hub.api.query import NO_CURSOR, ListQuery, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Named, Out, Password
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Forbidden, Invalid, Unavailable
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.notify.rendering import signer_of
from hub.queries.people.inviting import invitees
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.wire import Id
from notifiers.senders.console import PROVIDER as CONSOLE
from policies.notify.recipients import Medium
from policies.people.facts import Role
from policies.people.inviting import InvitationState, may_invite
from policies.people.printing import NUMBER_DIGITS, PRINTED_AT_ONCE
from policies.people.roster import EMPTY
from policies.people.texting import leaves_at
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection
    from starlette.responses import Response

    from hub.bus.school import School
    from hub.hub import Hub
    from hub.queries.people.inviting import Invitee
    from hub.signing import Signer
    from hub.store.snapshot import Snapshot
    from policies.people.roster import Roster

StateName = Literal["not_invited", "printed", "invited", "over", "bounced", "declined", "signed_up"]
"""
Never; a page was printed and not used; the link is good; it is no more; the email did not arrive; whoever had it is
somebody else; there is an account.
"""

MOST_NAMED = PRINTED_AT_ONCE
"""People named in one request."""


class PersonInvited(Out, frozen=True):
    """
    Somebody of the school. about: their children's names, or the rooms they work in. why: why no invitation goes to
    them now by email, empty where one may; why_not_printed, why_not_texted: likewise why no page is printed and no
    text sent. cell: where a text would go, null for nowhere. by_text: the newest was texted, and no link was asked
    for by it; leaves_at: when that text leaves, where it waits for its hour, else null. sent_at, expires_at: of the
    newest, null where there was none; times: how many. number: what the office says to them once they show who they
    are, where a page of theirs asks for it; else null, and where they are of the family of the admin's own child,
    whom another admin tells. by_number: whether a page would ask for it.
    """

    person: str
    name: str
    role: str
    about: tuple[str, ...]
    email: str | None
    state: StateName
    why: str
    why_not_printed: str
    why_not_texted: str
    cell: str | None
    by_text: bool
    leaves_at: str | None
    number: str | None
    by_number: bool
    sent_at: str | None
    expires_at: str | None
    times: int


class InvitationCounts(Out, frozen=True):
    """How many people of the school stand where; parents of practice children are not counted."""

    not_invited: int
    printed: int
    invited: int
    over: int
    bounced: int
    declined: int
    signed_up: int


class Invitations(Out, frozen=True):
    """
    By name; next: of the following page, null at the end. to_invite: how many emails leave when all who never were
    are invited; to_remind: when all are who have not signed up. to_print, to_print_open: how many pages likewise.
    texts: whether this hub sends any. to_text, to_text_open: how many texts likewise, to those whom no email
    reaches; texts_wait_until: when one leaves that is sent now to somebody who chose no hours of their own, null
    where that is now.
    """

    counts: InvitationCounts
    to_invite: int
    to_remind: int
    to_print: int
    to_print_open: int
    texts: bool
    to_text: int
    to_text_open: int
    texts_wait_until: str | None
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
    providers: with whose accounts they may sign up in place of a password; none for who has an account.
    """

    school_name: str
    given: str
    has_account: bool
    signed_in: str | None
    providers: tuple[Named, ...]


class AcceptIn(In, frozen=True):
    """password: chosen now; of the account, where there is one already."""

    secret: Secret
    password: Password


class InvitationsQuery(ListQuery, frozen=True):
    """Everybody, by name. state: those who stand there alone."""

    state: InvitationState | None = None


async def invitations(asked: Asked) -> Response:
    """Everybody by name, or those of one state."""
    query = asked.query
    states = frozenset({query.state} if query.state is not None else InvitationState)
    now, signer = asked.hub.clock(), signer_of(asked.hub.settings)
    texts = has_texts(asked.hub)
    wanted = _Wanted(asked.signed.person, states, query.cursor, page_length(query), signer, texts)
    return answer(
        await read_on_fresh_rules(asked.school, lambda one, rules: _page(one, rules, wanted, now), Across.ACCOUNT)
    )


@dataclass(frozen=True, slots=True)
class _Wanted:
    """
    Who asks for which states, after which cursor (None: from the start), and for how many people at the most.

    signer: what numbers are made by, None where the hub has no secret. texts: whether anybody sends texts for it.
    """

    reader: str
    states: frozenset[InvitationState]
    cursor: str | None
    limit: int
    signer: Signer | None
    texts: bool


def _page(connection: Connection, rules: Snapshot, wanted: _Wanted, now: datetime) -> Invitations:
    if isinstance(verdict := may_invite(rules.roster.people[wanted.reader]), Refused):
        raise Forbidden(verdict.because)
    found = sorted(invitees(connection, rules, now, wanted.reader, texts=wanted.texts).values(), key=_place)
    leaves = leaves_at(None, rules.time_zone, now)
    counts = Counter(one.state for one in found)
    rest = _after(rules.roster, [one for one in found if one.state in wanted.states], wanted.cursor)
    page = rest[: wanted.limit]
    return Invitations(
        counts=InvitationCounts(**{state.value: counts[state] for state in InvitationState}),
        to_invite=sum(one.of_group("not_invited") for one in found),
        to_remind=sum(one.of_group("not_signed_up") for one in found),
        to_print=sum(one.of_group("not_invited", "page") for one in found),
        to_print_open=sum(one.of_group("not_signed_up", "page") for one in found),
        texts=wanted.texts,
        to_text=sum(one.of_group("not_invited", "text") for one in found),
        to_text_open=sum(one.of_group("not_signed_up", "text") for one in found),
        texts_wait_until=stamp(leaves) if leaves > now else None,
        items=tuple(_listed(rules.roster, one, wanted.signer, now) for one in page),
        next=page[-1].person.id if len(rest) > wanted.limit else None,
    )


def _place(one: Invitee) -> tuple[str, str]:
    return one.person.name, one.person.id


def _after(roster: Roster, found: list[Invitee], cursor: str | None) -> list[Invitee]:
    if cursor is None:
        return found
    if cursor not in roster.people:
        raise Invalid(NO_CURSOR)
    last = roster.people[cursor].name, cursor
    return [one for one in found if _place(one) > last]


def _listed(roster: Roster, one: Invitee, signer: Signer | None, now: datetime) -> PersonInvited:
    person, last = one.person, one.last
    by_text = last is not None and bool(last.its.texted) and not last.its.delivery
    waits = last is not None and by_text and last.outcome is None and (last.due_at or "") > stamp(now)
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
        why_not_printed=one.may_print.because if isinstance(one.may_print, Refused) else "",
        why_not_texted=one.may_text.because if isinstance(one.may_text, Refused) else "",
        cell=person.cell,
        by_text=by_text,
        leaves_at=last.due_at if last is not None and waits and one.state is InvitationState.INVITED else None,
        number=_number(one, signer),
        by_number=one.by_number,
        sent_at=last.its.sent_at if last is not None else None,
        expires_at=last.its.expires_at if last is not None else None,
        times=last.times if last is not None else 0,
    )


OPEN_STATES = frozenset({InvitationState.PRINTED, InvitationState.INVITED, InvitationState.BOUNCED})
"""In which a page may bring a link, or another one."""


def _number(one: Invitee, signer: Signer | None) -> str | None:
    """Grouped, as it is said: 482 913."""
    last, said = one.last, one.by_number and not one.at_home and one.state in OPEN_STATES
    if last is None or last.its.code is None or not said or signer is None:
        return None
    digits = signer.numbers(last.its.id, NUMBER_DIGITS)[0]
    return f"{digits[: NUMBER_DIGITS // 2]} {digits[NUMBER_DIGITS // 2 :]}"


def has_texts(hub: Hub) -> bool:
    """Whether anybody sends texts for this hub; else they would stand in its log alone."""
    return hub.transports[Medium.SMS].senders[0].provider != CONSOLE


def signer_for(asked: Asked) -> Signer:
    """
    What makes links, codes and numbers.

    Raises:
        Unavailable: whoever runs the hub has set no secret.
    """
    signer = signer_of(asked.hub.settings)
    if signer is None:
        raise Unavailable(say("Whoever runs the hub has to set ROOMWIRE_SECRET before links can be sent."))
    return signer


async def invite(asked: Asked) -> Response:
    """Nothing goes to who has signed up; a new link ends the older one."""
    hub, body = asked.hub, asked.body
    if bool(body.people) == (body.group is not None):
        raise Invalid(say("Name either people or a group."))
    signer = signer_for(asked)
    wish = InvitationWish(admin=asked.signed.person, people=body.people, group=body.group)
    done = await inviting.invite(asked.school, signer, wish, hub.clock())
    left_out = tuple(NotSent(person=one.person, name=one.name, why=one.because) for one in done.left_out)
    return answer(InvitesSent(sent=done.sent, left_out=left_out))


def holder_of_link(asked: Asked) -> LinkHolder:
    """Who comes with the link of an invitation, as they ask."""
    token = browser_cookies.session_of(asked.request, asked.hub.settings, asked.hub.clock())
    return LinkHolder(
        secret=asked.body.secret, address=address_of(asked.request), token=token, browser=browser_of(asked)
    )


async def school_of_link(asked: Asked, holder: LinkHolder) -> School:
    """The school that a link is of; raises as inviting.school_of does."""
    hub = asked.hub
    return await hub.schools.opened(await inviting.school_of(hub.guessing, holder, hub.clock()))


async def welcome(asked: Asked) -> Response:
    """What the page behind a link says before anything is typed."""
    holder, now = holder_of_link(asked), asked.hub.clock()
    school = await school_of_link(asked, holder)
    guest = await inviting.look(school, holder, now)
    signed_in_as = await inviting.another(asked.hub.store, guest, holder, now)
    return answer(
        InvitationWelcome(
            school_name=school.snapshot.roster.school_name,
            given=guest.given,
            has_account=guest.acts,
            signed_in=signed_in_as or None,
            providers=() if guest.acts else _providers(asked),
        )
    )


def _providers(asked: Asked) -> tuple[Named, ...]:
    return tuple(Named(id=one.name, name=one.label) for one in asked.hub.settings.identity_providers)


async def accept(asked: Asked) -> Response:
    """The answer signs in, or asks on, as a sign-in does."""
    holder = holder_of_link(asked)
    school = await school_of_link(asked, holder)
    done = await inviting.accept(school, asked.hub.guessing, holder, asked.body.password, asked.hub.clock())
    return await entered(asked, done, holder.browser)


ROUTES = (
    Route(method="GET", path="/v1/invitations", cost=Cost.HEAVY, handle=invitations, gives=Invitations,
         query=InvitationsQuery,
         says="Who was invited, who has signed up, who cannot be invited and why; for admins."),
    Route(method="POST", path="/v1/invitations", cost=Cost.RULE, handle=invite, takes=InviteIn, gives=InvitesSent,
         says="Invite people by email, or everybody of a group; for admins."),
    Route(method="POST", path="/v1/invitations/welcome", cost=Cost.GUEST, handle=welcome, takes=LinkIn,
         gives=InvitationWelcome, says="Whom the link of an invitation is for."),
    Route(method="POST", path="/v1/invitations/accept", cost=Cost.GUEST, handle=accept, takes=AcceptIn,
         gives=SignedIn, also={202: HalfSignedIn},
         says="Sign up by the link of an invitation, and be signed in, or asked on as at a sign-in."),
)  # fmt: skip
