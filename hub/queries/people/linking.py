"""This file reads with whom of the parents somebody who works there has one account, and with whom they could."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.errors import NO_SUCH_PERSON, Forbidden, NotFound
from hub.store.invitations import signed_up
from policies.people.facts import Role
from policies.people.linking import may_link, may_see_links, may_unlink
from policies.people.one_human import same_name
from policies.people.roster import EMPTY
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.store.snapshot import Snapshot
    from policies.people.facts import Person
    from policies.verdict import Verdict


@dataclass(frozen=True, slots=True)
class ParentToLink:
    """
    A parent of the school. children: their names. linked: they have one account with who works there. alike: they
    have the name or the address of the other profile. may: whether an admin parts them, where linked, or links.
    signs_in: with what address, empty where they have not signed up.
    """

    person: Person
    children: tuple[str, ...]
    linked: bool
    alike: bool
    signs_in: str
    may: Verdict


@dataclass(frozen=True, slots=True)
class LinksOf:
    """Who works there, with what address they sign in (empty: none), and every parent, the likeliest first."""

    staff: Person
    signs_in: str
    parents: tuple[ParentToLink, ...]


def links_of(connection: Connection, rules: Snapshot, reader: str, staff: str) -> LinksOf:
    """
    With whom of the parents one of the staff has an account, or could.

    Raises:
        Forbidden: only admins see that.
        NotFound: nobody who works here is called that.
    """
    roster = rules.roster
    admin, whom = roster.people[reader], roster.people.get(staff)
    if isinstance(verdict := may_see_links(admin), Refused):
        raise Forbidden(verdict.because)
    if whom is None or not whom.active or whom.role is Role.GUARDIAN:
        raise NotFound(NO_SUCH_PERSON)
    known = signed_up(connection, rules.school)

    def shown(one: Person) -> ParentToLink:
        linked = one.id in whom.linked
        judge = may_unlink if linked else may_link
        address = bool(one.email) and (one.email or "").casefold() == (whom.email or "").casefold()
        return ParentToLink(
            person=one,
            children=tuple(sorted(roster.students[its].name for its in roster.children_of.get(one.id, EMPTY))),
            linked=linked,
            alike=address or same_name(one.listed, whom.listed),
            signs_in=known.get(one.id, ""),
            may=judge(roster, admin, whom, one),
        )

    parents = [shown(one) for one in roster.people.values() if one.active and one.role is Role.GUARDIAN]
    parents.sort(key=lambda one: (not one.linked, not one.alike, one.person.name, one.person.id))
    return LinksOf(whom, known.get(whom.id, ""), tuple(parents))
