"""This file is the way to every check of a password: counted first, then in its turn, given back where right."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TYPE_CHECKING, TypeVar

from hub.limits.hashing import Gate, Lane
from hub.store.guesses import Count, forget, give_back, take
from hub.store.lanes import GUESSES
from hub.store.row_security import NO_ROWS

if TYPE_CHECKING:
    from datetime import datetime

    from hub.store.store import Store

T = TypeVar("T")

QUARTER_S = 900

OF_BOTH = 10, QUARTER_S // 10
"""Tries of one account from one address: somebody who looks for the right one of their passwords needs fewer."""

OF_ADDRESS = 60, QUARTER_S // 60
"""Wrong ones of one address, whomever they try: the morning of a school whose people share one address."""

OF_ACCOUNT = 30, 10
"""Of one account, from wherever: beyond it one every ten seconds, 8,640 a day. It slows, and locks nobody out."""


@dataclass(frozen=True, slots=True)
class Try:
    """One try: counts, what it is counted under; lane and address, whose turn it waits for."""

    counts: tuple[Count, ...]
    lane: Lane
    address: str


def of_guest(account: str, address: str) -> Try:
    """Of anybody; account: the email, whether or not there is such an account."""
    counts = (
        Count(f"both {address} {account}", *OF_BOTH),
        Count(f"address {address}", *OF_ADDRESS),
        Count(f"account {account}", *OF_ACCOUNT),
    )
    return Try(counts, Lane.GUEST, address)


LINKS_OF_ADDRESS = 10, 360
"""Links that one address asks for, whomever for: ten at once, then ten an hour."""


def of_asking(address: str) -> Try:
    """Of who asks for a link; it is never given back."""
    return Try((Count(f"links {address}", *LINKS_OF_ADDRESS),), Lane.GUEST, address)


def of_link(secret: str, address: str) -> Try:
    """Of who comes with a link; a good one lets try so many passwords that may not be one."""
    counts = Count(f"address {address}", *OF_ADDRESS), Count(f"link {secret}", *OF_BOTH)
    return Try(counts, Lane.GUEST, address)


def of_page(address: str) -> Try:
    """
    Of who comes with a code that no page has. Who mistypes one is not counted, as its last letter shows that, and a
    right one is let in however many were wrong: so nobody who tries codes locks a center out, or its sign-ins.
    """
    return Try((Count(f"codes {address}", *OF_ADDRESS),), Lane.GUEST, address)


def of_known(session: str, address: str) -> Try:
    """Of a session, or of a device that had one of this account: what others do is not counted against it."""
    return Try((Count(f"session {session}", *OF_BOTH),), Lane.KNOWN, address)


CODES_OF_ACCOUNT = 6, 180
"""
Codes besides a right password, from devices we do not know: then one in three minutes, 480 a day. Of a million
three are good at a time: of those who guess for a month on end one in 23 is in, and the owner was told that day.
"""

CODES_OF_DEVICE = 10, 60
"""Of one device that its owner signed in on before: what strangers guess is not counted against it."""


def of_code(account: str, address: str) -> Try:
    """Of who comes with a code of an account, after its password, on a device that is not known."""
    counts = Count(f"address {address}", *OF_ADDRESS), Count(f"code {account}", *CODES_OF_ACCOUNT)
    return Try(counts, Lane.GUEST, address)


def of_code_known(device: str, address: str) -> Try:
    """Likewise on one that is; device: its fingerprint, that is of one account."""
    return Try((Count(f"code device {device}", *CODES_OF_DEVICE),), Lane.KNOWN, address)


def of_own_code(session: str, address: str) -> Try:
    """Of who is signed in and shows a code for a change to their account."""
    return Try((Count(f"code session {session}", *CODES_OF_DEVICE),), Lane.KNOWN, address)


def of_passkey(address: str) -> Try:
    """Of who comes with a passkey: there is nothing to guess, and what is refused costs a look all the same."""
    return Try((Count(f"address {address}", *OF_ADDRESS),), Lane.GUEST, address)


def of_visit(address: str) -> Try:
    """Of who comes back from a provider: there is nothing to guess, and each costs a question to the provider."""
    return Try((Count(f"address {address}", *OF_ADDRESS),), Lane.GUEST, address)


PINS_ON_DEVICE = 5, 300
"""
Wrong PINs of one person on one device: then one in five minutes, 288 a day. Of 10,000 numbers of four digits half
are tried after seventeen days without a break, of which their owner was told on the first.
"""

PINS_OF_PERSON = 20, 100
"""Of one person on all devices: it takes three of them, so that no single one keeps somebody off the others."""

PINS_OF_DEVICE = 60, 10
"""Of one device, whomever they try: who else works in the room goes on, as right ones are given back."""

CODES_TYPED = 10, 60
"""Pairing codes that one session types wrongly; then one a minute."""


def of_pin(device: str, person: str, address: str) -> Try:
    """Of who types a PIN as a person on a room device."""
    counts = (
        Count(f"pin {device} {person}", *PINS_ON_DEVICE),
        Count(f"pin of {person}", *PINS_OF_PERSON),
        Count(f"pins on {device}", *PINS_OF_DEVICE),
    )
    return Try(counts, Lane.KIOSK, address)


def of_pairing(session: str, address: str) -> Try:
    """Of who types the code that a device shows."""
    return Try((Count(f"pairing {session}", *CODES_TYPED),), Lane.KNOWN, address)


def of_showing(address: str) -> Try:
    """Of a device that asks for a code to show; it is never given back."""
    return Try((Count(f"showing {address}", *LINKS_OF_ADDRESS),), Lane.GUEST, address)


@dataclass(slots=True)
class Guessing:
    """Every check of a password of one hub."""

    store: Store
    gate: Gate

    async def tried(self, its: Try, now: datetime, work: Callable[[], T], right: Callable[[T], bool]) -> T:
        """
        What work returns. right: whether that was no guess, so that it is not counted.

        Raises:
            RateLimited: too many tries; nothing was looked at.
            Unavailable: too many are waiting; it was not counted either.
        """
        await self.count(its, now)
        found = await self.worked(its, work)
        if right(found):
            await self.back(its)
        return found

    async def worked(self, its: Try, work: Callable[[], T]) -> T:
        """
        What work returns, of a try that was counted; one that was not made is given back.

        Raises:
            Unavailable: too many are waiting.
        """
        try:
            return await self.gate.run(its.lane, its.address, work)
        except BaseException:
            await self.back(its)
            raise

    async def count(self, its: Try, now: datetime) -> None:
        """
        Count a try before it is made.

        Raises:
            RateLimited: there were too many; nothing may be looked at.
        """
        await self.store.write(lambda transaction: take(transaction, its.counts, now), GUESSES, whose=NO_ROWS)

    async def back(self, its: Try) -> None:
        """It was right, and so no guess; or it was not made."""
        await self.store.write(lambda transaction: give_back(transaction, its.counts), GUESSES, whose=NO_ROWS)

    async def sweep(self, now: datetime) -> None:
        """Forget what limits nobody any more."""
        await self.store.write(lambda transaction: forget(transaction, now), GUESSES, whose=NO_ROWS)
