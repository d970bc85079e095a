"""This file tells other nodes that a journal has grown, over Redis: never the truth, only sooner than a poll."""

from __future__ import annotations

import asyncio
import contextlib
import logging
import secrets
import time
from collections import deque
from collections.abc import Callable
from typing import TYPE_CHECKING, Any

import msgspec

if TYPE_CHECKING:
    from redis.asyncio.client import PubSub

log = logging.getLogger("roomwire.hints")

CHANNEL = "roomwire.v1"

LIMIT_S = 0.2
"""How long one publication may take; a slower Redis is worse than the poll."""

QUEUE = 1_024
"""Signs of life that wait to be published; more are dropped, oldest first. Positions replace each other."""

PROBE_S = 1.0
"""How often a node looks whether it hears itself: a Redis that is silent or lies is noticed by that."""

DEAF_S = 2.5
"""Not having heard oneself for so long, Redis counts as down."""

AGAIN_S = 0.5
"""How long to wait before connecting again."""


class Grown(msgspec.Struct, frozen=True, tag="grown"):
    """A school's journal stands at seq. It is looked up, never believed."""

    school: str
    seq: int


class Marked(msgspec.Struct, frozen=True, tag="marked"):
    """A school's read markers stand at this revision."""

    school: str
    rev: int


class Ended(msgspec.Struct, frozen=True, tag="ended"):
    """Some session has ended; each node looks up its own."""


class TypingHint(msgspec.Struct, frozen=True, tag="typing"):
    """Somebody is writing. Who is shown it is decided by each node, on its own rules."""

    school: str
    person: str
    conversation: str


class Here(msgspec.Struct, frozen=True, tag="here"):
    """These people of a school have a device open on a node; gone: these have none there any more."""

    school: str
    people: tuple[str, ...] = ()
    gone: tuple[str, ...] = ()


class Probe(msgspec.Struct, frozen=True, tag="probe"):
    """A node looks whether it hears itself."""

    nonce: str


Hint = Grown | Marked | Ended | TypingHint | Here | Probe


class Hints:
    """
    Between the nodes. Nothing here is awaited by whoever posts; what cannot be published is dropped.

    healthy: this node heard itself a moment ago. heard: called with every hint of another node. back: called
    when Redis is heard (again), because hints were missed until then.
    """

    def __init__(self, url: str) -> None:
        self.url = url
        self.heard: Callable[[Hint], None] = lambda _hint: None
        self.back: Callable[[], None] = lambda: None
        self._nonce = secrets.token_hex(8)
        self._heard_at = float("-inf")
        self._known_down = False
        self._positions: dict[tuple[str, str], Hint] = {}
        self._signs: deque[Hint] = deque(maxlen=QUEUE)
        self._news = asyncio.Event()

    @property
    def healthy(self) -> bool:
        """Whether hints can be counted on to come soon."""
        return bool(self.url) and time.monotonic() - self._heard_at < DEAF_S

    def tell(self, hint: Hint) -> None:
        """Let the others know, some time soon or never."""
        if not self.url:
            return
        match hint:
            case Grown(school) | Marked(school):
                self._positions[type(hint).__name__, school] = hint
            case TypingHint() | Here() if not self.healthy:
                return
            case _:
                self._signs.append(hint)
        self._news.set()

    async def run(self) -> None:
        """Publish and listen, for ever; whatever the client raises, it is tried again after AGAIN_S."""
        if not self.url:
            return
        while True:
            try:
                await self._connected()
            except Exception as error:  # noqa: BLE001  # whatever a client raises: listening must not end by it
                self._down(error)
            await asyncio.sleep(AGAIN_S)

    def _down(self, error: Exception) -> None:
        if not self._known_down:
            log.warning("Redis is down, polling instead", extra={"why": str(error) or repr(error)})
        self._known_down = True
        self._heard_at = float("-inf")

    async def _connected(self) -> None:
        from hub.bus.redis_client import connected  # its library is loaded where there is a Redis, and nowhere else

        async with connected(self.url, LIMIT_S) as redis, redis.pubsub() as pubsub:
            async with asyncio.timeout(LIMIT_S * 5):
                await pubsub.subscribe(CHANNEL)
            tasks = [
                asyncio.create_task(work) for work in (self._listen(pubsub), self._publish(redis), self._probe())
            ]
            try:
                await asyncio.wait(tasks, return_when=asyncio.FIRST_COMPLETED)
            finally:
                for task in tasks:
                    task.cancel()
                endings = await asyncio.gather(*tasks, return_exceptions=True)
            for ending in endings:
                if isinstance(ending, Exception):
                    raise ending

    async def _listen(self, pubsub: PubSub) -> None:
        while True:
            message = await pubsub.get_message(ignore_subscribe_messages=True, timeout=PROBE_S)
            if message is None:
                await asyncio.sleep(0)  # subscriptions that were read ahead come without waiting
                continue
            for hint in _read(message["data"]):
                self._take(hint)

    def _take(self, hint: Hint) -> None:
        if not isinstance(hint, Probe):
            try:
                self.heard(hint)
            except Exception:  # whatever one says, the next is heard
                log.exception("a hint could not be followed", extra={"hint": type(hint).__name__})
            return
        if hint.nonce == self._nonce:
            was_deaf = not self.healthy
            self._heard_at = time.monotonic()
            self._known_down = False
            if was_deaf:
                log.info("Redis is heard")
                self.back()

    async def _publish(self, redis: Any) -> None:
        while True:
            await self._news.wait()
            self._news.clear()
            batch = [*self._positions.values(), *self._signs]
            self._positions.clear()
            self._signs.clear()
            async with asyncio.timeout(LIMIT_S):
                await redis.publish(CHANNEL, msgspec.json.encode(batch))

    async def _probe(self) -> None:
        while True:
            self._signs.append(Probe(self._nonce))
            self._news.set()
            await asyncio.sleep(PROBE_S)


_decoder = msgspec.json.Decoder(list[Hint])


def _read(data: bytes) -> list[Hint]:
    """The hints of a publication; of what is not ours, none."""
    with contextlib.suppress(msgspec.MsgspecError, RecursionError):
        return _decoder.decode(data)
    return []
