"""
The hub's side of the protocol as a machine: devices say right and wrong things in any order, and come and go.

Each is answered once for each thing it asked, in its order; in the end the checker of the fault runs
(tests/faults/checker.py) holds what every device handled against the database, read by its own queries.
"""

from __future__ import annotations

import asyncio
import contextlib
import dataclasses
import json
import uuid
from collections.abc import AsyncIterator, Callable, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, Phase, assume, settings
from hypothesis import strategies as st
from hypothesis.errors import Flaky
from hypothesis.stateful import (
    Bundle,
    MultipleResults,
    RuleBasedStateMachine,
    initialize,
    multiple,
    rule,
    run_state_machine_as_test,
)  # fmt: skip

from hub import errors, wire
from hub.actions.conversations import post
from hub.api.live import connection
from hub.api.live.commands import decoded
from hub.bus.replay import Missed
from hub.errors import Met
from hub.store.verify import verify
from tests.faults.checker import check, truth
from tests.faults.history import DeviceLog, History, Posted
from tests.hub.api.test_frames import JSON, mutated
from tests.hub.phone import CAST, MAY_POST, MAY_READ, TAKES, Phone, frame_of, handled
from tests.hub.running import DEADLINE, Running, running, socket
from tests.past_policies import past_policies

whoever = st.sampled_from(CAST)
wherever = st.sampled_from(sorted(MAY_POST))
nonsense = (mutated() | JSON.map(json.dumps)).filter(lambda text: len(text) < 60_000 and text.isascii())
phones = Bundle("phones")


@dataclass
class World:
    """A hub that runs through all the examples of a test, and the journal's places by kind and child."""

    runner: asyncio.Runner
    hub: Running
    places: dict[tuple[str, str], str]


class Protocol(RuleBasedStateMachine):
    """Whatever devices do, what they are told is the journal, and every question has its answer."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.hub, self.places, self.run = world.hub, world.places, world.runner.run
        self.history = History()
        self.phones: list[Phone] = []
        self.polls: dict[str, DeviceLog] = {}
        self.written: list[Posted] = []
        self.known: dict[str, list[int]] = {name: [0] for name in CAST}

    @initialize(target=phones, held=st.sampled_from([(), ("message",), ("meal",), ("message", "meal")]))
    def begins(self, held: tuple[str, ...]) -> MultipleResults[Phone]:
        """The school may hold messages and meals; a teacher, a parent and an admin have the app open."""
        change = {name: name in held for name in ("message", "meal")}
        assert self.run(self._ask("Ines Walker", "PUT", "/v1/settings/staff-only", change))[0] == 200
        return multiple(*(self._new(name, None) for name in ("Ana Reyes", "Rosa Alvarez", "Ines Walker")))

    @rule(target=phones, name=whoever, back=st.none() | st.integers(0, 8))
    def connects(self, name: str, back: int | None) -> Phone:
        """A new device: from now on, or from something that person has handled somewhere, maybe long ago."""
        return self._new(name, back)

    @rule(phone=phones)
    def drops(self, phone: Phone) -> None:
        """It loses its connection without a word; nobody knows what became of what it asked."""
        if phone.device is not None:
            phone.device.ws.transport.abort()
            self.run(phone.gone())

    @rule(phone=phones)
    def comes_back(self, phone: Phone) -> None:
        """From where it was, with what was never answered."""
        if phone.device is None:
            self.run(self._connected(phone))

    @rule(phone=phones, where=wherever, what=st.sampled_from(["post", "wrong item"]))
    def posts(self, phone: Phone, where: tuple[str, str], what: str) -> None:
        """A message or a meal, to where one may write it or not."""
        if phone.device is not None:
            self.run(phone.say(json.dumps(self._command(phone, what, where))))

    @rule(phone=phones, which=st.integers(0, 9))
    def posts_again(self, phone: Phone, which: int) -> None:
        """The same message under the cid it had, on any device of its author, though it may have been answered."""
        mine = [one for one in self.written if one.author == phone.log.person]
        if mine and phone.device is not None:
            self.run(phone.say(json.dumps(phone.post(mine[-1 - which % len(mine)]))))

    @rule(
        phone=phones, where=wherever,
        what=st.lists(st.sampled_from(["post", "read", "too far", "elsewhere", "hello", "typing"]), max_size=6),
    )  # fmt: skip
    def says_much_at_once(self, phone: Phone, where: tuple[str, str], what: list[str]) -> None:
        """One frame with several commands; those that are refused do not hinder the others."""
        if phone.device is not None:
            self.run(phone.say(json.dumps([self._command(phone, one, where) for one in what])))

    @rule(phone=phones, frame=nonsense)
    def talks_nonsense(self, phone: Phone, frame: str) -> None:
        """It is told so, and everything else goes on."""
        with contextlib.suppress(Met):
            decoded(frame)
            assume(False)
        if phone.device is not None:
            phone.nonsense += 1
            self.run(phone.say(frame))

    @rule(phone=phones)
    def listens(self, phone: Phone) -> None:
        """It takes what comes until everything it asked is answered."""
        self.run(self._answered(phone))

    @rule(name=whoever)
    def polls_once(self, name: str) -> None:
        """Somebody has no socket, and asks for what is new."""
        self.run(self._polled(name))

    @rule(answer=st.sampled_from(["approve", "decline"]), twice=st.booleans())
    def reviews(self, answer: str, twice: bool) -> None:
        """Ines decides on what has waited longest; a second word on it is refused."""
        waiting = self.run(self._ask("Ines Walker", "GET", "/v1/reviews?state=held&limit=1"))[1]["items"]
        for one, expected in zip(waiting * (1 + twice), (200, 409), strict=False):
            path, body = f"/v1/reviews/{one['id']}", {"answer": answer, "reason": "Please call instead"}
            status, said_back = self.run(self._ask("Ines Walker", "POST", path, body))
            assert status == expected, said_back

    @rule(name=whoever)
    def signs_out(self, name: str) -> None:
        """Every device of that session is hung up on, and may come back with another."""
        self.run(self._signed_out(name))

    @rule(name=whoever, first=st.sampled_from(["post", "array", "binary", "{}", "used", "ahead", "epoch"]))
    def begins_wrongly(self, name: str, first: str) -> None:
        """A socket that says no right hello is told which way it ends."""
        self.run(self._begun_wrongly(name, first))

    def teardown(self) -> None:
        """Everybody comes back, a last word is said everywhere, and what was handled is checked."""
        try:
            self.run(self._finished())
        finally:
            for phone in self.phones:
                self.run(phone.gone())

    def _new(self, name: str, back: int | None) -> Phone:
        phone = Phone(name, DeviceLog(f"{name} {len(self.phones)}", "", -1))
        if back is not None:
            phone.log.since = self.known[name][max(-1 - back, -len(self.known[name]))]
        self.run(self._connected(phone))
        self.phones.append(phone)
        self.history.devices.append(phone.log)
        return phone

    async def _ask(self, name: str, method: str, path: str, body: object = None) -> tuple[int, Any]:
        return await (await self.hub.somebody(name)).ask(method, path, body)

    async def _connected(self, phone: Phone) -> None:
        who = await self.hub.somebody(phone.name)
        phone.log.person, phone.closing = who.id, contextlib.AsyncExitStack()
        since = phone.since if phone.since >= 0 else None
        phone.device = await phone.closing.enter_async_context(who.device(since))
        phone.head = phone.device.welcome["head"]
        if since is None:
            phone.log.since = phone.head
        again, phone.unanswered = phone.unanswered, []
        for posted in again:
            await phone.say(json.dumps(phone.post(posted)))

    def _command(self, phone: Phone, what: str, where: tuple[str, str]) -> dict[str, Any]:
        place, name = self.places[where], phone.name
        match what:
            case "post" | "wrong item":
                takes = {"day": "text", "family": "meal"} if what == "wrong item" else TAKES
                text = f"{where[1]} {uuid.uuid4()}"
                posted = Posted(phone.log.person, place, uuid.uuid4().hex, text, takes[where[0]])
                if what == "wrong item" or name not in MAY_POST[where]:
                    return {"i": phone.number("refused"), **frame_of(posted)}
                self.history.posts[posted.cid] = posted
                self.written.append(posted)
                return phone.post(posted)
            case "read":
                n = max((one.n for one in phone.log.handled if one.conversation == place), default=0)
                i = phone.number("read", (place, n)) if name in MAY_READ[where] else phone.number("refused")
                return {"t": "read", "i": i, "conversation": place, "n": n}
            case "too far":
                return {"t": "read", "i": phone.number("refused"), "conversation": place, "n": 2**50}
            case "elsewhere":
                return {"t": "read", "i": phone.number("refused"), "conversation": "c_nowhere", "n": 0}
            case "hello":
                return {"t": "hello", "i": phone.number("refused"), "ticket": "again", "device": "phone"}
        return {"t": "typing", "conversation": place}

    async def _answered(self, phone: Phone) -> None:
        async with asyncio.timeout(DEADLINE):
            while phone.device is not None and (phone.asked or phone.nonsense or not phone.level):
                self._take(phone, await phone.device.next())

    def _take(self, phone: Phone, read: dict[str, Any]) -> None:
        match read["t"]:
            case "event":
                phone.log.handled.append(handled(read, phone.head))
                self.known[phone.name].append(read["seq"])
            case "caught_up":
                assert not phone.level, "caught up twice"
                assert read["seq"] >= max(phone.head, phone.since)
                phone.level = True
            case "ok" | "error" if read.get("i") is not None and read["i"] in phone.asked:
                assert read["i"] == next(iter(phone.asked)), "answered out of its order"
                self._answer(phone, read, *phone.asked.pop(read["i"]))
            case "error":
                assert read["code"] in {"invalid", "too_large"}, read
                assert phone.nonsense, read
                phone.nonsense -= 1
            case "read":
                assert read["person"] == phone.log.person
            case "typing":
                theirs = {self.places[where] for where, names in MAY_READ.items() if phone.name in names}
                assert read["conversation"] in theirs
                assert read["person"] != phone.log.person
            case other:
                assert other == "presence", read

    def _answer(self, phone: Phone, read: dict[str, Any], expected: str, what: Any) -> None:
        assert read["t"] == ("error" if expected == "refused" else "ok"), (read, expected)
        match expected:
            case "stored":
                self.history.acknowledged(what, read["seq"], read["id"], read["sharing"])
            case "read":
                self.history.read(phone.log.person, *what)
            case "refused":
                assert read["message"]
                assert not read["retry"]

    async def _polled(self, name: str) -> None:
        who = await self.hub.somebody(name)
        if name not in self.polls:
            start = (await who.ask("POST", "/v1/sync", {}))[1]
            self.polls[name] = DeviceLog(f"{name} polling", who.id, start["seq"])
            self.history.devices.append(self.polls[name])
        log, more = self.polls[name], True
        while more:
            since = log.handled[-1].seq if log.handled else log.since
            status, body = await who.ask("POST", "/v1/sync", {"since": since})
            assert status == 200, body
            log.handled += [handled(one, since) for one in body["events"]]
            more = body["more"]

    async def _signed_out(self, name: str) -> None:
        who = await self.hub.somebody(name)
        assert (await who.ask("POST", "/v1/sign-out", {}))[0] in {200, 204}
        del self.hub._signed[f"{name} "]
        for phone in self.phones:
            if phone.name == name and phone.device is not None:
                assert await phone.device.closed() == errors.SESSION_REVOKED
                await phone.gone()

    async def _begun_wrongly(self, name: str, first: str) -> None:
        who = await self.hub.somebody(name)
        hello = {"t": "hello", "i": 0, "ticket": await who.ticket(), "device": "phone"}
        frame, code = {
            "post": (json.dumps({"t": "typing", "conversation": "c"}), errors.PROTOCOL_ERROR),
            "array": (json.dumps([hello, hello]), errors.PROTOCOL_ERROR),
            "binary": (json.dumps(hello).encode(), errors.PROTOCOL_ERROR),
            "{}": ("{}", errors.PROTOCOL_ERROR),
            "used": (json.dumps(hello), errors.EXPIRED),
            "ahead": (json.dumps({**hello, "since": 2**50}), errors.RESYNC),
            "epoch": (json.dumps({**hello, "since": 0, "epoch": "another"}), errors.RESYNC),
        }[first]
        async with contextlib.AsyncExitStack() as stack:
            if first == "used":
                once = await stack.enter_async_context(socket(self.hub))
                await once.send(frame)
                await once.until("welcome")
            wrong = await stack.enter_async_context(socket(self.hub))
            await wrong.send(frame)
            assert await wrong.closed() == code

    async def _finished(self) -> None:
        await self._ask("Ines Walker", "PUT", "/v1/settings/staff-only", {"message": False, "meal": False})
        for phone in self.phones:
            if phone.device is None:
                await self._connected(phone)
            await self._answered(phone)
        ines = await self.hub.somebody("Ines Walker")
        meal = {"type": "meal", "meal": "lunch", "amount": "all"}
        last = {
            where: (await ines.post(place, meal if where[0] == "day" else "Good night"))["seq"]
            for where, place in self.places.items()
        }
        for phone in self.phones:
            due = max(seq for where, seq in last.items() if phone.name in MAY_READ[where])
            async with asyncio.timeout(DEADLINE):
                while phone.since < due:
                    assert phone.device is not None
                    self._take(phone, await phone.device.next())
        for name in tuple(self.polls):
            await self._polled(name)
        for name in CAST:
            who = await self.hub.somebody(name)
            listed = {one["id"]: one["unread"] for one in await who.conversations()}
            self.history.lists.append((who.id, listed))
        engine = past_policies(self.hub.settings.database_url)
        try:
            verdict = check(self.history, truth(engine))
            with engine.connect() as connection:
                proofs = [one for one in verify(connection) if one.broken]
        finally:
            engine.dispose()
        assert verdict.clean(), str(verdict)
        assert proofs == []


@pytest.fixture
def world(records: Path) -> Iterator[World]:
    """The demo school, served on a loop that runs whenever a device does something."""

    async def found(hub: Running) -> dict[tuple[str, str], str]:
        ines = await hub.somebody("Ines Walker")
        return {where: await ines.conversation(*where) for where in MAY_POST}

    with asyncio.Runner() as runner:
        stack = contextlib.AsyncExitStack()
        hub = runner.run(stack.enter_async_context(running(records, {"ROOMWIRE_WORKER": "0"})))
        try:
            yield World(runner, hub, runner.run(found(hub)))
        finally:
            runner.run(stack.aclose())


def machine(world: World, **its: Any) -> None:
    """Let the machine run; a hub that only runs when it is asked something is slow by design."""
    slow = {"deadline": None, "suppress_health_check": list(HealthCheck)}
    run_state_machine_as_test(lambda: Protocol(world), settings=settings(**slow, **its))  # type: ignore[no-untyped-call]


def test_whatever_devices_do_each_is_told_the_journal_and_answered_once(world: World) -> None:
    machine(world, max_examples=10, stateful_step_count=40)


def held_for_all(monkeypatch: pytest.MonkeyPatch) -> None:
    """What waits for an admin is shown to everybody in the conversation."""
    real = post._draft
    monkeypatch.setattr(post, "_draft", lambda *action: dataclasses.replace(real(*action), audience="all"))


def one_too_late(monkeypatch: pytest.MonkeyPatch) -> None:
    """A device that comes back is told everything but the first event it missed."""
    real = connection.missed

    async def missed(*its: Any) -> AsyncIterator[Missed]:
        async for page in real(*its):
            yield dataclasses.replace(page, events=page.events[1:])

    monkeypatch.setattr(connection, "missed", missed)


def newest_answer_first(monkeypatch: pytest.MonkeyPatch) -> None:
    """Answers overtake each other."""
    real = connection.Connection.tell

    def tell(self: connection.Connection, frame: wire.Frame) -> None:
        real(self, frame)
        if isinstance(frame, wire.Ok | wire.Error) and self._queue:
            self._queue.insert(0, self._queue.pop())

    monkeypatch.setattr(connection.Connection, "tell", tell)


@pytest.mark.only("sqlite")
@pytest.mark.timeout(600)  # up to two hundred examples of forty steps; each is found within some twenty
@pytest.mark.parametrize("bug", [held_for_all, one_too_late, newest_answer_first], ids=lambda bug: bug.__name__)
def test_the_machine_finds_a_bug_that_was_planted(
    world: World, monkeypatch: pytest.MonkeyPatch, bug: Callable[[pytest.MonkeyPatch], None]
) -> None:
    bug(monkeypatch)
    with pytest.raises((AssertionError, TimeoutError, BaseExceptionGroup, Flaky)):  # not each is found at every try
        machine(world, max_examples=200, stateful_step_count=40, phases=[Phase.generate])
