"""This file decides who gets a printed invitation, how its code is read, and what has to be shown besides it."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime

from policies.people.email_addresses import mended
from policies.people.facts import Person, Role
from policies.people.inviting import AGAIN_AFTER, InviteeFacts, no_place
from policies.people.one_human import is_one
from policies.people.roster import EMPTY, Roster
from policies.sentence import Perhaps, on_field, say
from policies.verdict import Allowed, Refused, Verdict

PRINTED_AT_ONCE = 500
"""Pages of one print: a whole center, and a few seconds of a core."""

CODE_LETTERS = "ABCDEFGHJKMNPQRSTUVWXYZ23456789"
"""Of a printed code: none that is read as another. They are 31, a prime, so that the last one checks the rest."""

CODE_DRAWN = 11
"""Letters of a code that are drawn: 54 bits, which nobody finds by trying. One more checks them."""

CODE_GROUP = 4
"""Letters that stand together on paper."""

NUMBER_DIGITS = 6
"""Of the number that the office says to somebody: one in 200,000 guesses it in WRONG_NUMBERS tries."""

WRONG_NUMBERS = 5
"""Wrong numbers, or refused addresses, by which a page ends: somebody else has it, and the admins are told."""

LINKS_OF_PAGE = 3, 1_200
"""Links that are sent by one page: three at once, then one in twenty minutes."""

LINKS_IN_ALL = 6
"""Links of one page in its week: who has the page of somebody else fills their mailbox no further."""

CODE_MISTYPED = on_field("code", say("this is no code of ours. Look at it again: twelve letters and digits."))
CODE_UNKNOWN = say("There is no such code. Look at it again, or ask the school for a new one.")
NUMBER_ENDED = say(
    "The number or the address was wrong too often, so this invitation does no more. Ask the school’s office for "
    "a new one."
)
PAGE_USED_UP = say("No more links are sent by this invitation. Ask the school’s office for a new one.")
NO_ADDRESS = on_field("email", say("this is no email address."))
NOT_YOUR_ADDRESS = on_field("email", say("give an email address that is yours alone."))


def checked(drawn: str) -> str:
    """
    A code of what was drawn: with a last letter, by which one wrong letter, or two that changed places, show.

    Source: weights that differ modulo a prime, as of ISBN-10 (ISO 2108).
    """
    return drawn + CODE_LETTERS[_weighed(drawn)]


def _weighed(letters: str) -> int:
    return sum(place * CODE_LETTERS.index(one) for place, one in enumerate(letters, 1)) % len(CODE_LETTERS)


def read_code(typed: str) -> str | None:
    """The code that somebody typed, in whichever case and with whatever between; None where it cannot be one."""
    plain = "".join(one for one in typed.upper() if one.isalnum())
    if len(plain) != CODE_DRAWN + 1 or not set(plain) <= set(CODE_LETTERS):
        return None
    return plain if checked(plain[:CODE_DRAWN]) == plain else None


def on_paper(code: str) -> str:
    """A code as it stands on a page: ABCD-EFGH-JKMN."""
    return "-".join(code[start : start + CODE_GROUP] for start in range(0, len(code), CODE_GROUP))


def read_number(typed: str) -> str:
    """The digits of what somebody typed as the number that the office told them."""
    return "".join(one for one in typed if one.isascii() and one.isdigit())


def may_be_printed(roster: Roster, person: Person, its: InviteeFacts, now: datetime) -> Verdict:
    """
    Whether a page is printed for somebody now; the sentence says why not. It needs no address of theirs.

    Source: research/domain.md, 1.3 and 2.7 (printed invites).
    """
    if not person.active:
        return Refused(say("{person} is not at this school any more.", person=person.name))
    if its.signed_up:
        return Refused(say("{person} has signed up already.", person=person.name))
    if its.at_home:
        return Refused(
            say(
                "{person} is of the family of your own child, so another admin prints this page.",
                person=person.name,
            )
        )
    if why := no_place(roster, person):
        return Refused(why)
    if not roster.settings.email:
        return Refused(say("The school has switched email off, under Settings."))
    if its.last is not None and now < its.last.sent_at + AGAIN_AFTER:
        return Refused(say("{person} was invited just now.", person=person.name))
    return Allowed(say("{person} gets a page with a code that is good for a week.", person=person.name))


def at_home(roster: Roster, admin: str) -> frozenset[str]:
    """
    By id, whose page an admin does not print, and whose number they do not read: their own children’s families.

    With both an admin would be in as the other parent. Who lost a right stays one of the family here.
    """
    own = roster.profiles_of(admin)
    return frozenset().union(*(one.family for one in roster.students.values() if own & one.family))


def needs_number(person: Person, its: InviteeFacts) -> bool:
    """
    Whether the one who has somebody's page also says a number of the office, and an address of their own.

    A page opens nothing. Where the roster has an address that is theirs alone, a link goes there, and whoever reads
    that mailbox is who the office means. Where it has none, only the office can say who somebody is: each number is
    for one person, so that what one parent was told opens nothing of the other's.
    """
    return not person.email or mended(person.email) is None or bool(its.sharing) or bool(its.closed)


def in_households(roster: Roster, people: Collection[str]) -> list[str]:
    """
    These people by id, as pages lie on top of each other: parents who share a child together, then who works there.

    Households are in the order of their first child's name; within one, and among the staff, it goes by name.
    """
    parents = [one for one in people if roster.people[one].role is Role.GUARDIAN]
    found = _households(roster, parents)
    first = {one: min(_children(roster, its), default="") for its in found for one in its}
    number = {one: place for place, its in enumerate(found) for one in its}

    def place(one: str) -> tuple[bool, str, int, str, str]:
        at_work = one not in number
        return at_work, first.get(one, ""), number.get(one, 0), roster.people[one].name, one

    return sorted(people, key=place)


def _households(roster: Roster, parents: Collection[str]) -> list[set[str]]:
    """Parents who have a child in common with one another, or by way of others, together."""
    of_child: defaultdict[str, set[str]] = defaultdict(set)
    for one in parents:
        for child in roster.children_of.get(one, EMPTY):
            of_child[child].add(one)
    household: dict[str, set[str]] = {}
    for one in parents:
        mine = {one}.union(*(of_child[child] for child in roster.children_of.get(one, EMPTY)))
        whole = mine.union(*(household[its] for its in mine if its in household))
        household |= dict.fromkeys(whole, whole)
    return sorted({id(its): its for its in household.values()}.values(), key=max)


def _children(roster: Roster, parents: Collection[str]) -> set[str]:
    return {roster.students[child].name for one in parents for child in roster.children_of.get(one, EMPTY)}


def may_take_address(roster: Roster, person: Person, address: str, others: Collection[str]) -> Verdict:
    """
    Whether somebody may sign in with an address that they gave themselves.

    others: the people, by id, as whom the account with that address acts already. Nobody takes the address of
    another at the school, as the roster has it or as that one signs in: they would be one. But who is one (C11,
    one_human.is_one) does.
    """
    if mended(address) is None:
        return Refused(NO_ADDRESS)
    taken = [
        one for one in roster.people.values() if one.active and one.id != person.id and not is_one(one, person)
    ]
    if any((one.email or "").casefold() == address.casefold() or one.id in others for one in taken):
        return Refused(NOT_YOUR_ADDRESS)
    return Allowed(say("A link goes to that address."))


def wrong_number(wrong: int) -> Perhaps:
    """What is said after so many wrong numbers; empty once the page has ended by them."""
    left = WRONG_NUMBERS - wrong
    if left <= 0:
        return ""
    return on_field(
        "number",
        say("this is not the number that the office has for this invitation. Tries left: {left}.", left=left),
    )


def wrong_address(wrong: int) -> Perhaps:
    """
    Likewise after an address that is refused: it counts as a wrong number does.

    Else a page and its number would tell, address by address, who else signs in here.
    """
    left = WRONG_NUMBERS - wrong
    if left <= 0:
        return ""
    return on_field("email", say("give an email address that is yours alone. Tries left: {left}.", left=left))
