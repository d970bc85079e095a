"""This file decides which numbers may be a PIN, and after how many wrong ones its owner is told."""

from datetime import date

from policies.people.facts import Person, Role
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

SHORTEST, LONGEST = 4, 8
"""Digits: a bank’s card has four, and more than eight nobody types while holding a child."""

TOLD_AFTER, TOLD_AGAIN = 5, 25
"""Wrong ones in a row of which the owner is told: somebody mistypes three, and nobody wants an email for each."""

_KEYS = ("1234567890", "0987654321")
"""The digits as they stand in a row, up and down; whatever lies in one of them is tried first."""

_WALKS = frozenset({"2580", "0852", "1470", "0741", "3690", "0963", "1379", "1397", "1739", "147258", "147258369"})
"""Ways that a finger goes on a pad of digits (Markert and others, This PIN Can Be Easily Guessed, 2020)."""

_BORN = range(1900, 2100)
"""Years; a PIN of four digits that is one is a birth year to whoever guesses."""


def may_have_pin(person: Person) -> Verdict:
    """Whether somebody may have a PIN at all: room devices are used by those who work at the school."""
    if person.active and person.role is not Role.GUARDIAN:
        return Allowed(say("Who works at the school uses its room devices by a PIN."))
    return Refused(say("Only staff and admins use room devices."))


def may_clear_pin(person: Person) -> Verdict:
    """
    Whether person clears the PIN of somebody who forgot it; nobody reads one.

    Source: research/field.md, S22 (staff may reset, never read: states want proof of who signed).
    """
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins clear a PIN that was forgotten; nobody can read one."))
    return Refused(say("Only admins clear the PIN of somebody else."))


def may_be_pin(pin: str, person: Person) -> Verdict:
    """
    Whether these digits may be person's PIN: 4 to 8, and none of those that are tried first.

    Source: research/field.md, S22 (chosen by the person); Markert et al., 2020 (blocklists of PINs).
    """
    if not (pin.isascii() and pin.isdigit() and SHORTEST <= len(pin) <= LONGEST):
        return Refused(say("A PIN has {least} to {most} digits.", least=SHORTEST, most=LONGEST))
    if _repeats(pin) or any(pin in row * 2 for row in _KEYS) or pin in _WALKS:
        return Refused(say("This one is among the first that somebody would try. Choose digits without a pattern."))
    if _is_a_date(pin):
        return Refused(say("Years and dates are guessed first, as birthdays are known. Choose other digits."))
    if person.cell is not None and person.cell.endswith(pin):
        return Refused(say("This is the end of your telephone number. Choose other digits."))
    return Allowed(say("These digits may be a PIN."))


def is_told(wrong: int) -> bool:
    """Whether the owner is told now that somebody tried, where so many in a row were wrong."""
    return wrong == TOLD_AFTER or (wrong > 0 and wrong % TOLD_AGAIN == 0)


def _repeats(pin: str) -> bool:
    """Whether it is one to three digits over and over, such as 0000, 1212 and 123123, or of two digits: 1122."""
    over_and_over = any(pin == (pin[:width] * len(pin))[: len(pin)] for width in (1, 2, 3) if len(pin) >= 2 * width)
    return over_and_over or len(set(pin)) <= 2


def _is_a_date(pin: str) -> bool:
    match len(pin):
        case 4:
            return int(pin) in _BORN
        case 6:
            return any(_is_day(pin, *order) for order in _SHORT)
        case 8:
            return any(_is_day(pin, *order) for order in _LONG)
        case _:
            return False


_TWO, _FOUR, _SIX = slice(0, 2), slice(2, 4), slice(4, 6)
_SHORT = ((_SIX, _FOUR, _TWO), (_SIX, _TWO, _FOUR), (_TWO, _FOUR, _SIX))
_LONG = ((slice(4, 8), _FOUR, _TWO), (slice(4, 8), _TWO, _FOUR), (slice(0, 4), _SIX, slice(6, 8)))
"""Where year, month and day stand in a date: day first, month first, year first."""


def _is_day(pin: str, year: slice, month: slice, day: slice) -> bool:
    """Whether the digits name a day; of a year of two digits a leap one is taken, so that 29 February counts."""
    its = int(pin[year])
    if len(pin) == LONGEST and its not in _BORN:
        return False
    try:
        date(its if its in _BORN else 2000, int(pin[month]), int(pin[day]))
    except ValueError:
        return False
    return True
