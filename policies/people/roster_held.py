"""This file decides what of a held roster takes effect all the same, and whose access stays open until a yes."""

from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from policies.people.facts import Person, Role
from policies.people.listed_pick_ups import Listed
from policies.people.roster import EMPTY, Roster
from policies.people.roster_losses import is_many


@dataclass(frozen=True, slots=True, kw_only=True)
class EndsAtOnce:
    """
    What a held roster ends before a yes. people: who leaves, by id. children: whom a guardian sees no more, by the
    guardian's id; rooms: where staff work no more, by theirs. demoted: who is an admin no more, and stays.
    pick_ups: by child who picks it up by the roster no more.
    """

    people: frozenset[str]
    children: Mapping[str, frozenset[str]]
    rooms: Mapping[str, frozenset[str]] = field(default_factory=dict)
    demoted: frozenset[str] = EMPTY
    pick_ups: Listed = field(default_factory=dict)

    def any(self) -> bool:
        """Whether it ends anything for anybody."""
        return bool(self.people or self.children or self.rooms or self.demoted or self.pick_ups)


def ends_at_once(before: Roster, after: Roster) -> EndsAtOnce:
    """
    What of a roster takes effect though it is held: single staff who leave, and a guardian's right to a child who
    stays.

    Where many leave, or many are parted from children who stay, nobody can tell the few who did from those whom a
    mistake left out: all of them wait. So does whom the roster has under another id. A school always keeps an admin
    who is there already.

    Source: docs/adr/0070-what-of-a-held-roster-ends-at-once.md; research/domain.md, the 9th of its inventions.
    """
    staff, children = _staff(before, after), _children(before, after)
    gone = {one for one, its in children.items() if not _stays(after, one) and its == before.children_of[one]}
    return EndsAtOnce(people=staff | gone, children=children)


def _staff(before: Roster, after: Roster) -> frozenset[str]:
    staff = [one for one in before.people.values() if one.active and one.role is not Role.GUARDIAN]
    gone = [one for one in staff if not _stays(after, one.id)]
    if is_many(len(gone), len(staff)):
        return EMPTY
    spared = EMPTY if before.admins - {one.id for one in gone} else before.admins
    come = _come(before, after)
    return frozenset(one.id for one in gone if one.id not in spared and not come & _known_by(one))


def _children(before: Roster, after: Roster) -> Mapping[str, frozenset[str]]:
    """By guardian the children who stay, and whom they see no more."""
    found, come = dict[str, frozenset[str]](), _come(before, after)
    for guardian, had in before.children_of.items():
        if come & _known_by(before.people[guardian]):
            continue
        gone = had - after.children_of.get(guardian, EMPTY)
        if lost := frozenset(one for one in gone if after.students[one].active):
            found[guardian] = lost
    return {} if is_many(len(found), len(before.children_of)) else found


def _come(before: Roster, after: Roster) -> frozenset[tuple[bool, str]]:
    """What those are known by who are new, or were away."""
    new = [one for one in after.people.values() if one.active and not _stays(before, one.id)]
    return frozenset().union(*(_known_by(one) for one in new))


def _known_by(one: Person) -> frozenset[tuple[bool, str]]:
    """The address and the name of somebody, on their side."""
    said = (one.listed or str(one.name), one.email or "")
    return frozenset((one.role is Role.GUARDIAN, its.casefold()) for its in said if its)


def _stays(after: Roster, person: str) -> bool:
    return person in after.people and after.people[person].active


def ends_for(before: Roster, after: Roster, people: Collection[str]) -> EndsAtOnce:
    """What a held roster takes from these people, by their ids: all of it, as an admin said so by name."""
    its = [before.people[one] for one in people if one in before.people and before.people[one].active]
    gone = [(one.id, before.children_of.get(one.id, EMPTY) - after.children_of.get(one.id, EMPTY)) for one in its]
    left = [(one.id, one.rooms - (after.people[one.id].rooms if _stays(after, one.id) else EMPTY)) for one in its]
    return EndsAtOnce(
        people=frozenset(one.id for one in its if not _stays(after, one.id)),
        children={one: children for one, children in gone if children},
        rooms={one: rooms for one, rooms in left if rooms},
        demoted=frozenset(one.id for one in its if _is_demoted(one, after)),
    )


def loses_access(before: Roster, after: Roster) -> tuple[Person, ...]:
    """
    Who may do less in the second of two rosters of a school, by name: they leave, are an admin no more, or have
    fewer rooms or children.
    """
    found = [one for one in before.people.values() if one.active and _has_less(before, one, after)]
    return tuple(sorted(found, key=lambda one: (one.name, one.id)))


def _has_less(before: Roster, was: Person, after: Roster) -> bool:
    if not _stays(after, was.id):
        return True
    if was.role is Role.GUARDIAN:
        return bool(before.children_of.get(was.id, EMPTY) - after.children_of.get(was.id, EMPTY))
    return bool(was.rooms - after.people[was.id].rooms) or _is_demoted(was, after)


def _is_demoted(was: Person, after: Roster) -> bool:
    return was.role is Role.ADMIN and _stays(after, was.id) and after.people[was.id].role is not Role.ADMIN
