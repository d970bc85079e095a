"""This file says what a request or a frame may cost, and how often one person, or one address, may ask for it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field
from enum import Enum, unique

from hub.errors import RateLimited
from policies.sentence import say

KEPT = 10_000
"""Keys remembered of a cost; beyond it the one that asked longest ago is forgotten, and memory stays bounded."""


@dataclass(frozen=True, slots=True)
class Rate:
    """
    at_once come as fast as they like; who asks for more waits for a turn, per_s of them a second, and is refused
    where the turn is more than waits_s away. So a page that opens, and a script that takes one answer after the
    other, meets no refusal, and a flood takes no more of the hub than per_s.
    """

    per_s: float
    at_once: float
    waits_s: float


@unique
class Cost(Enum):
    """
    What one of it takes of the hub, by name. The rates are those of a school with 10 posts a second for each
    person; where an operator allows more, all of them grow with it.

    A phone that opens the page asks for some ten things; who scrolls 79 conversations for 160, of which half are
    marks; the office clears 200 reviews.
    """

    OWN = Rate(0, 0, 0)
    """Counted where it is done: messages have their own bound, told of in welcome."""
    SIGN = Rate(25, 50, 0)
    """Somebody types, or looks elsewhere: a moment of the processor, and nothing is written but who looks where."""
    READ = Rate(50, 60, 10)
    """A page of what is there."""
    HEAVY = Rate(5, 20, 10)
    """What is worked out for the one who asks: whom a message reaches, why, figures, what was missed."""
    WRITE = Rate(10, 40, 20)
    """One commit."""
    RULE = Rate(2, 20, 15)
    """A commit that changes who may do what: every person's rights are worked out anew."""
    UPLOAD = Rate(0.5, 12, 45)
    """A photo or file: up to a second of a core. Messages are counted apart, so neither stops the other."""
    TICKET = Rate(1, 40, 10)
    """A socket is about to come; a person has 20."""
    RARE = Rate(0.1, 10, 0)
    """What a person does a few times a year, and a script that guesses often."""

    GUEST = Rate(5, 100, 5)
    """From one address, by whom we do not know yet: a center at half past seven signs in behind one."""
    UNKNOWN = Rate(10, 200, 0)
    """From one address, with a session or ticket that is none: after an end of sessions a center comes at once."""
    HOOK = Rate(100, 1_000, 10)
    """From one address of a service that carries texts or mail, some of which come in crowds."""
    PAGE = Rate(200, 1_000, 10)
    """From one address, a file of the page or a look at whether the hub is there."""
    HANDSHAKE = Rate(20, 400, 0)
    """From one address, a socket: after a restart all of a center's devices come, one after the other."""


OF_ADDRESS = frozenset({Cost.GUEST, Cost.UNKNOWN, Cost.HOOK, Cost.PAGE, Cost.HANDSHAKE})
"""Counted by address; of a person all others are, and by their address too, for CROWD of them."""

CROWD = 20
"""So many times a person's rate comes from one address: people of a center share one."""


@dataclass(slots=True)
class Turns:
    """Who asked for how much of one cost: by key, until when what was asked for is paid, by the clock of now."""

    rate: Rate
    times: float = 1.0
    _paid: OrderedDict[str, float] = field(default_factory=OrderedDict)

    def wait_s(self, key: str, now: float) -> float:
        """
        Take a turn: after how many seconds it is, 0.0 where at once.

        Raises:
            RateLimited: it would be too far away; nothing is taken.
        """
        per_s, at_once = self.rate.per_s * self.times, self.rate.at_once * self.times
        paid = max(self._paid.get(key, 0.0), now) + 1 / per_s
        wait = paid - now - at_once / per_s
        if wait > self.rate.waits_s:
            raise RateLimited(TOO_MUCH, after_s=max(wait - self.rate.waits_s, 0.001))
        self._paid[key] = paid
        self._paid.move_to_end(key)
        if len(self._paid) > KEPT:
            self._paid.popitem(last=False)
        return max(0.0, wait)

    def give_back(self, key: str) -> None:
        """What was taken is not to count."""
        if key in self._paid:
            self._paid[key] -= 1 / (self.rate.per_s * self.times)


REFUSALS = Rate(20, 20, 5)
"""
Refusals of one address, a second and at once, and how long the furthest waits: whoever goes on asking in vain is
answered no faster, since looking up who asks costs more than refusing them.
"""

TOO_MUCH = say("That was a lot at once. Please wait a moment.")


class Purse:
    """What everybody has asked for. times: how many times the usual rates are allowed here."""

    def __init__(self, times: float) -> None:
        self._each: dict[Cost, Turns] = {cost: Turns(cost.value, times) for cost in Cost if cost is not Cost.OWN}
        crowds = [cost for cost in self._each if cost not in OF_ADDRESS]
        self._crowd: dict[Cost, Turns] = {cost: Turns(cost.value, times * CROWD) for cost in crowds}
        self._refused = Turns(REFUSALS, times)

    def wait_s(self, cost: Cost, key: str, now: float) -> float:
        """Take a turn of key's, who is a person or an address; as Turns does."""
        return 0.0 if cost is Cost.OWN else self._each[cost].wait_s(key, now)

    def give_back(self, cost: Cost, key: str) -> None:
        """What was taken is not to count."""
        self._each[cost].give_back(key)

    async def pay(self, cost: Cost, person: str, address: str) -> None:
        """
        Wait for the turn of a person at an address; of an address alone where the cost is one of those.

        Raises:
            RateLimited: there are too many turns before it; its sentence says when to come again.
        """
        if cost is Cost.OWN:
            return
        now = asyncio.get_running_loop().time()
        wait = self.wait_s(cost, address if cost in OF_ADDRESS else person, now)
        if cost in self._crowd and address:
            wait = max(wait, self._crowd[cost].wait_s(address, now))
        if wait:
            await asyncio.sleep(wait)

    async def refuse(self, address: str) -> None:
        """Return once an address may be told that it is refused."""
        try:
            wait = self._refused.wait_s(address, asyncio.get_running_loop().time())
        except RateLimited:
            wait = REFUSALS.waits_s
        if wait:
            await asyncio.sleep(wait)
