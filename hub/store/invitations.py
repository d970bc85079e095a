"""This file keeps invitations: who got a link or a page to sign up by, what became of it, and who has signed up."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING, Any

from sqlalchemy import bindparam, case, insert, select, update

from hub.store.many import in_parts
from hub.store.schema import account, inbound_email, invitation, person, profile
from notifiers.tables import delivery

if TYPE_CHECKING:
    from sqlalchemy import BindParameter, Connection, RowMapping, Select

DECLINED, GUESSED = "declined", "guessed"
"""Why one ended: whoever had it said that they are somebody else; too many numbers or addresses were wrong."""

CAME_BACK = ("hard", "soft", "policy")
"""What a report about an email comes to where that did not get through (policies/notify/bouncing.Bounce)."""


@dataclass(frozen=True, slots=True, kw_only=True)
class SentInvitation:
    """
    One link that was sent, or one page that was printed, or a code that was texted. secret: the fingerprint of what
    the link ends with. delivery: the email that brings it, empty while none was sent. address: of the person in the
    roster then, empty where it had none; own: what the reader of a page gave instead. texted: the text that brings
    a code to a cell phone, and cell: its number; both are empty where none was texted.

    code: what a page or a text is known by, None of a link. wrong: numbers that were typed with it and are not the
    office's.
    used_at and ended_at are empty while it is good; one of them is set at the most. why_ended: DECLINED, GUESSED,
    or empty where a newer one or leaving ended it.
    """

    id: str
    school: str
    person: str
    address: str
    secret: str
    delivery: str
    by: str
    sent_at: str
    expires_at: str
    used_at: str | None = None
    ended_at: str | None = None
    why_ended: str = ""
    code: str | None = None
    wrong: int = 0
    own: str = ""
    texted: str = ""
    cell: str = ""

    @property
    def goes_to(self) -> str:
        """The address that the link goes to, and that its reader signs in with."""
        return self.own or self.address


@dataclass(frozen=True, slots=True, kw_only=True)
class SendingOf:
    """
    The newest invitation of somebody, and how many there were. outcome: of its email, or of its text where it has
    no email, None while that is under way; due_at: when that is or was due, None where it has neither.

    came_back: a report said that the email did not get through.
    """

    its: SentInvitation
    times: int
    outcome: str | None
    came_back: bool
    due_at: str | None = None


_NAMES = tuple(one.name for one in fields(SentInvitation))
_COLUMNS = tuple(invitation.c[one] for one in _NAMES)

# Made once: building a statement costs more than running it.
_PEOPLE: BindParameter[Sequence[str]] = bindparam("people", expanding=True)
_AT: BindParameter[str] = bindparam("at")
_END_GOOD = (
    update(invitation)
    .where(invitation.c.person.in_(_PEOPLE), invitation.c.used_at.is_(None), invitation.c.ended_at.is_(None))
    .values(ended_at=_AT)
)
_BRINGS = case((invitation.c.delivery != "", invitation.c.delivery), else_=invitation.c.texted)
_NEWEST = (
    select(*_COLUMNS, delivery.c.outcome, delivery.c.due_at)
    .outerjoin(delivery, delivery.c.id == _BRINGS)
    .where(invitation.c.school == bindparam("school"))
    .order_by(invitation.c.person, invitation.c.sent_at, invitation.c.id)
)
_NEWEST_OF_PEOPLE = _NEWEST.where(invitation.c.person.in_(_PEOPLE))
_RETURNED = select(inbound_email.c.delivery).where(
    inbound_email.c.school == bindparam("school"), inbound_email.c.became.in_(CAME_BACK)
)
_SIGNED_UP = (
    select(profile.c.person, account.c.email)
    .join(person, person.c.id == profile.c.person)
    .join(account, account.c.id == profile.c.account)
    .where(person.c.school == bindparam("school"))
)
_SIGNED_UP_OF_PEOPLE = _SIGNED_UP.where(profile.c.person.in_(_PEOPLE))
_SIGNING_AT = _SIGNED_UP.where(account.c.email.in_(bindparam("addresses", expanding=True)))


def insert_invitations(connection: Connection, made: Collection[SentInvitation], at: str) -> None:
    """Write down the links that are sent at this moment; older ones of the same people do no more from now on."""
    end_invitations(connection, [one.person for one in made], at)
    if made:
        connection.execute(insert(invitation), [{name: getattr(one, name) for name in _NAMES} for one in made])


def find_invitation(connection: Connection, secret: str) -> SentInvitation | None:
    """The invitation of a link, by the fingerprint of its secret, however it stands; None where there is none."""
    row = connection.execute(select(*_COLUMNS).where(invitation.c.secret == secret)).mappings().first()
    return None if row is None else SentInvitation(**row)


def use_invitation(connection: Connection, its: str, at: str) -> bool:
    """Whether it was good still; whoever uses it has it, of two at the same time one."""
    good = invitation.c.id == its, invitation.c.used_at.is_(None), invitation.c.ended_at.is_(None)
    mine = *good, invitation.c.expires_at > at
    return bool(connection.execute(update(invitation).where(*mine).values(used_at=at)).rowcount)


def end_invitations(connection: Connection, people: Collection[str], at: str) -> None:
    """The links of these people do no more, by their ids; what was used, or has ended, stays as it was."""
    for part in in_parts(people):
        connection.execute(_END_GOOD, {"people": part, "at": at})


def find_printed(connection: Connection, codes: Collection[str]) -> SentInvitation | None:
    """The invitation of a page, by what its code is known by with either secret; None where there is none."""
    row = connection.execute(select(*_COLUMNS).where(invitation.c.code.in_(list(codes)))).mappings().first()
    return None if row is None else SentInvitation(**row)


def put_link(connection: Connection, its: SentInvitation, own: str, secret: str, email: str, at: str) -> bool:
    """
    Whether a page is good still: from now on it has this link, which an email brings; an earlier one of it is over.

    own: where it goes, where that is not the roster's address; secret: the link's fingerprint; email: the delivery.
    """
    good = invitation.c.id == its.id, invitation.c.used_at.is_(None), invitation.c.ended_at.is_(None)
    mine = update(invitation).where(*good, invitation.c.expires_at > at)
    return bool(connection.execute(mine.values(own=own, secret=secret, delivery=email)).rowcount)


def put_wrong(connection: Connection, its: SentInvitation) -> int:
    """Count a wrong number of a page; how many there were with it."""
    wrong = its.wrong + 1
    connection.execute(update(invitation).where(invitation.c.id == its.id).values(wrong=wrong))
    return wrong


def end_invitation(connection: Connection, its: str, why: str, at: str) -> bool:
    """End one for good, by its id, for DECLINED or GUESSED; whether it was good until now."""
    good = invitation.c.id == its, invitation.c.used_at.is_(None), invitation.c.ended_at.is_(None)
    changed = update(invitation).where(*good).values(ended_at=at, why_ended=why)
    return bool(connection.execute(changed).rowcount)


def is_newest(connection: Connection, its: SentInvitation) -> bool:
    """Whether nothing was sent to its person after it."""
    later = invitation.c.person == its.person, invitation.c.sent_at > its.sent_at
    return connection.execute(select(invitation.c.id).where(*later).limit(1)).first() is None


def newest_of(
    connection: Connection, school: str, people: Collection[str] | None = None
) -> Mapping[str, SendingOf]:
    """The newest invitation of everybody of a school, or of these people, who was ever invited, by person."""
    rows = _asked(connection, school, _NEWEST, _NEWEST_OF_PEOPLE, people)
    back = frozenset(connection.execute(_RETURNED, {"school": school}).scalars()) if rows else frozenset[str]()
    found: dict[str, SendingOf] = {}
    for row in rows:
        before = found.get(row["person"])
        its = SentInvitation(**{name: row[name] for name in _NAMES})
        found[its.person] = SendingOf(
            its=its,
            times=1 if before is None else before.times + 1,
            outcome=row["outcome"],
            came_back=its.delivery in back,
            due_at=row["due_at"],
        )
    return found


def _asked(
    connection: Connection, school: str, all_: Select[Any], some: Select[Any], people: Collection[str] | None
) -> list[RowMapping]:
    """The rows of a school, or of these of its people."""
    if people is None:
        return list(connection.execute(all_, {"school": school}).mappings())
    asked = [{"school": school, "people": part} for part in in_parts(people)]
    return [row for one in asked for row in connection.execute(some, one).mappings()]


def signed_up(connection: Connection, school: str, people: Collection[str] | None = None) -> Mapping[str, str]:
    """
    The people of a school, or these of it, who have an account, whoever has left among them; the address each signs
    in with.
    """
    rows = _asked(connection, school, _SIGNED_UP, _SIGNED_UP_OF_PEOPLE, people)
    return {row["person"]: row["email"] for row in rows}


def signing_at(connection: Connection, school: str, addresses: Collection[str]) -> Mapping[str, str]:
    """The people of a school who sign in with one of these addresses, whoever has left among them, likewise."""
    parts = in_parts({one.casefold() for one in addresses})
    asked = [connection.execute(_SIGNING_AT, {"school": school, "addresses": part}) for part in parts]
    return {row.person: row.email for one in asked for row in one}
