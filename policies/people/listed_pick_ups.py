"""This file decides who of those whom the roster lists for it may pick a child up: what the school denied wins."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

from policies.conversations.seeing import is_own_child
from policies.people.active import holds
from policies.people.custody import may_see_ties
from policies.people.display_names import full_name
from policies.people.facts import Denial, Person, Student
from policies.people.folding import fold, joined, words_of
from policies.people.pick_up_lists import ListedPickUp
from policies.people.roster import Roster
from policies.people.roster_losses import is_many
from policies.records.traces import LEAST_DIGITS
from policies.sentence import Sentence, key, say
from policies.verdict import Allowed, Refused, Verdict

IS_BARRED = key("{person} is barred from {child}: do not hand {child} over, call an admin.")
DOES_NOT = key("The school has set that {person} does not pick up {child}.")

Listed = Mapping[str, frozenset[ListedPickUp]]
"""By the id of a child who is here, who may pick it up by the roster."""


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptAway:
    """
    Whom the school has barred from a child (denial is None), or denied to pick it up on some days, whatever the
    roster says of them by now. names: all they are called; source: what the roster calls them; numbers: theirs.
    """

    name: str
    names: frozenset[str]
    source: str
    numbers: frozenset[str]
    denial: Denial | None = None

    def counts_on(self, day: date) -> bool:
        """Whether they are kept away on that day."""
        return self.denial is None or holds(self.denial, day)


@dataclass(frozen=True, slots=True, kw_only=True)
class CollectedChild:
    """
    A child who is to be handed over. kept: who is kept away from it, on whatever day. parents: the names of those
    who are its parents by the roster.
    """

    name: str
    active: bool
    school: str
    kept: tuple[KeptAway, ...] = ()
    parents: frozenset[str] = frozenset()


def may_see_listed(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person sees who may pick student up by the roster: all staff do, and nobody at work of a child of their
    own, as a name or a number there may be the other parent's to keep.

    Source: docs/adr/0060-the-childs-record.md (nobody sees at work the record of their own child).
    """
    if isinstance(verdict := may_see_ties(roster, person), Allowed) and is_own_child(roster, person, student):
        return Refused(
            say("{child} is your own child: what parents may see of this you see as a parent.", child=student.name)
        )
    return verdict


def may_collect(child: CollectedChild, listed: ListedPickUp, day: date) -> Verdict:
    """
    Whether a child is handed to somebody whom the roster lists for it.

    Who is barred or denied it is known by the source's id, by the name, however it is written, or by a number: of
    who may be them nobody is let, as a child that was handed over cannot be taken back.

    Source: research/domain.md, B7 and B8 (the right is separate from parenthood) and 2.3 (deny wins).
    """
    if not child.active:
        return Refused(say("{child} is no longer at {school}.", child=child.name, school=child.school))
    if (kept := kept_from(child, listed, day)) is not None:
        return kept
    if any(same_name(listed.name, one) for one in child.parents):
        return Allowed(
            say("{person} is a parent of {child} by the roster as well.", person=listed.name, child=child.name)
        )
    return Allowed(say("By the roster {person} may pick up {child}.", person=listed.name, child=child.name))


def kept_from(child: CollectedChild, listed: ListedPickUp, day: date) -> Refused | None:
    """Why a child is kept from who may be one of those barred or denied on that day; None where it is not."""
    its = next((one for one in child.kept if one.counts_on(day) and _may_be(one, listed)), None)
    return None if its is None else Refused(_kept_away(child, listed, its))


def _kept_away(child: CollectedChild, listed: ListedPickUp, one: KeptAway) -> Sentence:
    if any(same_name(listed.name, its) for its in one.names):
        whose = IS_BARRED if one.denial is None else DOES_NOT
        return say(whose, person=one.name, child=child.name)
    if one.denial is None:
        return say(
            "{listed} may be {person}, who is barred from {child}: do not hand {child} over, call an admin.",
            listed=listed.name, person=one.name, child=child.name,
        )  # fmt: skip
    return say(
        "{listed} may be {person}, of whom the school has set that they do not pick up {child}: call an admin.",
        listed=listed.name, person=one.name, child=child.name,
    )  # fmt: skip


def _may_be(one: KeptAway, listed: ListedPickUp) -> bool:
    if any(one.source in {its, its.partition(":")[2]} for its in listed.source.split()):
        return True
    if any(may_be_name(listed.name, its) for its in one.names):
        return True
    return any(same_number(mine, its) for mine in listed.phone.split(", ") for its in one.numbers)


def _ways(name: str) -> tuple[frozenset[str], ...]:
    """The words of a name, with what a hyphen or an apostrophe joins as two words and as one."""
    plain = fold(name)
    return tuple(frozenset(one) for one in (words_of(name), joined(plain)) if one)


def same_name(one: str, other: str) -> bool:
    """Whether two names are the same words, in any order and case, with or without accents."""
    return any(mine == its for mine in _ways(one) for its in _ways(other))


def may_be_name(one: str, other: str) -> bool:
    """Whether two names may be of one person: one of them has no word that is not in the other, initials too."""
    return any(_within(mine, its) or _within(its, mine) for mine in _ways(one) for its in _ways(other))


def _within(less: frozenset[str], more: frozenset[str]) -> bool:
    return all(any(_same_word(word, its) for its in more) for word in less)


def _same_word(one: str, other: str) -> bool:
    short, long = sorted((one, other), key=len)
    return short == long or (len(short) == 1 and long.startswith(short))


_EXTENSION = re.compile(r"\s?(?:x|ext\.?)\s?\d+$", re.IGNORECASE)


def same_number(one: str, other: str) -> bool:
    """Whether two telephone numbers may be the same: by the digits that both have, from the end."""
    short, long = sorted((_digits(one), _digits(other)), key=len)
    return len(short) >= LEAST_DIGITS and long.endswith(short)


def _digits(number: str) -> str:
    digits = "".join(one for one in _EXTENSION.sub("", number.strip()) if one.isdecimal() and one.isascii())
    return digits.lstrip("0")


def person_names(given: str, family: str, chosen: str | None) -> frozenset[str]:
    """All that somebody is called: by the roster, and as they chose it; none for whose name was erased."""
    return frozenset(one for one in (full_name(given, family), chosen or "") if one.strip())


def pick_ups_end(before: Listed, after: Listed) -> Listed:
    """
    Of a held roster, by child who stays, who picks it up no more at once: as far as these are single ones.

    Where it is many children's, nobody can tell the few from those whom a mistake left out: all of them wait. Who
    is listed with another number or relation stays.

    Source: docs/adr/0070-what-of-a-held-roster-ends-at-once.md.
    """
    found = dict[str, frozenset[ListedPickUp]]()
    for child, had in before.items():
        if child not in after:
            continue
        if gone := frozenset(one for one in had if not any(same_name(one.name, its.name) for its in after[child])):
            found[child] = gone
    return {} if is_many(len(found), sum(bool(its) for its in before.values())) else found


@dataclass(frozen=True, slots=True, kw_only=True)
class PickUpChanges:
    """Who comes and goes as pick-up by a roster, and of whom it says something else, in sentences by name."""

    gains: tuple[Sentence, ...]
    loses: tuple[Sentence, ...]
    others: tuple[Sentence, ...]


def pick_up_changes(
    children: Mapping[str, CollectedChild], before: Listed, after: Listed, day: date
) -> PickUpChanges:
    """What changes for the children who are here before and after; nobody who is denied it is said to gain it."""
    gains, loses, others = list[Sentence](), list[Sentence](), list[Sentence]()
    for its in sorted(before.keys() & after.keys(), key=lambda one: (children[one].name, one)):
        child = children[its]
        had, has = ({one.name: one for one in listed[its]} for listed in (before, after))
        for name in sorted(had.keys() | has.keys()):
            if name not in has:
                loses.append(
                    say("{person} may pick up {child} by the roster no more.", person=name, child=child.name)
                )
            elif isinstance(verdict := may_collect(child, has[name], day), Refused) and had.get(name) != has[name]:
                others.append(verdict.because)
            elif name not in had:
                gains.append(
                    say("{person} may pick up {child} by the roster from then on.", person=name, child=child.name)
                )
            elif had[name] != has[name]:
                others.append(
                    say(
                        "{person}, who may pick up {child}, has another number or relation.",
                        person=name,
                        child=child.name,
                    )
                )
    return PickUpChanges(gains=tuple(gains), loses=tuple(loses), others=tuple(others))
