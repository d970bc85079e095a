"""This file is what a device may ask for on its socket: how it is read, what it costs, and how it is answered."""

from __future__ import annotations

import asyncio
import contextlib
import logging
from collections.abc import Callable, Coroutine
from typing import TYPE_CHECKING, Any

import msgspec

from channels.items import Files
from hub import wire
from hub.actions.conversations import change as changing
from hub.actions.conversations import post as posting
from hub.actions.conversations.confirm import confirm
from hub.actions.conversations.read import read
from hub.actions.conversations.typing import typing
from hub.api import access, speaking
from hub.api.access_entry import Coming
from hub.api.route import no_nul
from hub.errors import (
    OUR_FAULT,
    Forbidden,
    Invalid,
    Met,
    NotFound,
    RateLimited,
    TooLarge,
    Unavailable,
    in_words,
)
from hub.limits.costs import Cost
from hub.queries.conversations.place import NO_MESSAGE
from hub.queries.people.room_devices import shows
from policies.conversations.posting import NO_CONVERSATION
from policies.people.facts import Urgency
from policies.sentence import say

if TYPE_CHECKING:
    from hub.api.live.connection import Connection
    from hub.hub import Hub

log = logging.getLogger("roomwire.api")

FRAMES: dict[type, Cost] = {
    wire.Hello: Cost.OWN,
    wire.Post: Cost.OWN,
    wire.Edit: Cost.OWN,
    wire.Withdraw: Cost.OWN,
    wire.Read: Cost.WRITE,
    wire.Ack: Cost.WRITE,
    wire.Typing: Cost.SIGN,
    wire.Watch: Cost.SIGN,
}
"""What each frame of a device costs its person, on whichever socket; while one waits the next ones wait as well."""


def decoded(text: str) -> tuple[wire.Command, ...]:
    """
    A frame's commands.

    Raises:
        Invalid: it is none of ours; the sentence names the field.
        TooLarge: it holds too many.
    """
    raw = text.encode()
    try:
        commands = wire.decode(raw)
    except msgspec.MsgspecError as error:
        raise Invalid(in_words(error)) from None
    except RecursionError:
        raise Invalid(say("This frame is nested too deeply.")) from None
    no_nul(raw)
    if len(commands) > wire.BATCH:
        raise TooLarge(say("A frame holds {most} commands at the most.", most=wire.BATCH))
    return commands


class PostInTurn:
    """
    A post of a device that does not wait until those before it are stored; it is stored after them all the same.

    What one device posts in a row is begun in that order, and what is begun in order is committed in it: unless the
    rules change in between, when the later one may be decided on newer rules; or one waits, or prepares its files.
    Whatever comes after such a one waits for it. begun_on: the rules it was begun on, none before that. is_over: it
    was answered, or is not to be any more. task: what does it, where it takes one.
    """

    __slots__ = ("_before", "_command", "_refused", "_then", "begun_on", "is_over", "task")

    def __init__(self, command: wire.Post, before: PostInTurn | None) -> None:
        self._command, self._before = command, before
        self._then: list[Callable[[], None]] = []
        self._refused: Met | None = None
        self.begun_on: int | None = None
        self.is_over = False
        self.task: asyncio.Task[None] | None = None

    def begin(self, hub: Hub, connection: Connection, again: Callable[[PostInTurn], None]) -> bool:
        """
        Begin it without a task, and answer once it is stored; whether it was, else do is for it.

        again: is called where it has to be decided once more, which do does.
        """
        before, rules, now = self._before, connection.school.snapshot.rules_seq, hub.clock()
        try:
            _check(connection, self._command)
            hub.not_too_fast(connection.person)
        except Met as met:
            self._refused = met
            return False
        if before is not None and not before.is_over and before.begun_on != rules:
            return False

        def ended(became: posting.Posted | BaseException) -> None:
            try:
                match became:
                    case posting.Posted():
                        self._answer_in_turn(connection, _ok(self._command, became))
                    case Met():
                        self._answer_in_turn(connection, refusal_to(connection, became, self._command.i))
                    case _:
                        again(self)
            except Exception:
                self.end()  # or whatever the device asks for next would wait for ever
                raise

        if not posting.begin(connection.school, _action(connection, self._command), now, ended):
            return False
        self.begun_on = rules
        return True

    async def do(self, hub: Hub, connection: Connection) -> None:
        """Post it, and tell the device what it became."""
        before, rules = self._before, connection.school.snapshot.rules_seq
        takes_time = isinstance(self._command.item, Files)
        if takes_time or (before is not None and before.begun_on != rules):
            await self._after_those_before()
        if not takes_time:
            self.begun_on = connection.school.snapshot.rules_seq
        answer = await _answer(connection, self._command, self._post(hub, connection))
        await self._after_those_before()  # answers come in the order of what was asked
        if answer is not None:
            connection.tell(answer)

    def end(self) -> None:
        """It is over, whatever became of it; or each would keep all before it."""
        self.is_over, self._before = True, None
        then, self._then = self._then, []
        for one in then:
            one()

    def when_over(self, then: Callable[[], None]) -> None:
        """Call this once it is over, at once where it is."""
        if self.is_over:
            then()
        else:
            self._then.append(then)

    async def over(self) -> None:
        """Return once it was answered, or is not to be any more."""
        if not self.is_over:
            ended = asyncio.Event()
            self._then.append(ended.set)
            await ended.wait()

    def _answer_in_turn(self, connection: Connection, answer: wire.Frame) -> None:
        """Answers come in the order of what was asked."""

        def tell() -> None:
            try:
                connection.tell(answer)
            finally:
                self.end()

        if self._before is None:
            tell()
        else:
            self._before.when_over(tell)

    async def _post(self, hub: Hub, connection: Connection) -> wire.Ok:
        if self._refused is not None:
            raise self._refused
        action = _action(connection, self._command)
        became = await posting.post(connection.school, action, hub.clock(), self._after_those_before)
        return _ok(self._command, became)

    async def _after_those_before(self) -> None:
        if self._before is not None:
            await self._before.over()


def _action(connection: Connection, command: wire.Post) -> posting.Post:
    loud = Urgency(command.urgency)
    return posting.Post(connection.person, command.conversation, command.cid, command.item, loud)


def _ok(command: wire.Post, became: posting.Posted) -> wire.Ok:
    return wire.Ok(i=command.i, seq=became.seq, id=became.id, sharing=became.sharing.value)


async def done(hub: Hub, connection: Connection, command: OneAtATime | wire.Typing | wire.Watch) -> None:
    """Do one command, once it is its turn; a sign that comes too often is shown to nobody."""
    match command:
        case wire.Typing() | wire.Watch():
            with contextlib.suppress(RateLimited, Forbidden, NotFound):
                await _pay(hub, connection, command)
                if not connection.is_over:
                    _check(connection, command)
                    await _signed_to(hub, connection, command)
        case _:
            if (answer := await _answer(connection, command, _paid(hub, connection, command))) is not None:
                connection.tell(answer)


def _check(connection: Connection, command: wire.Command) -> None:
    """Whoever may not send such a frame is refused before anything is done about it."""
    its = access.FRAMES[type(command)]
    _check_shown(connection, command)
    if its.rule is not None:
        roster = connection.school.snapshot.roster
        its.check(Coming(roster, roster.people[connection.person], command))


def _check_shown(connection: Connection, command: wire.Command) -> None:
    """
    On a room device nothing is done in a conversation that is not shown there. What names a message instead is
    done over HTTP there, where it is looked up (hub/api/on_room_device.py).
    """
    snapshot, room = connection.school.snapshot, connection.signed.room
    if not room:
        return
    match command:
        case wire.Post() | wire.Read() | wire.Typing() | wire.Watch():
            if command.conversation is not None and not shows(snapshot, room, command.conversation):
                raise NotFound(NO_CONVERSATION)
        case wire.Edit() | wire.Withdraw() | wire.Ack():
            raise NotFound(NO_MESSAGE)
        case wire.Hello():
            return  # it names nothing


async def _pay(hub: Hub, connection: Connection, command: wire.Command) -> None:
    await hub.purse.pay(FRAMES[type(command)], connection.person, "")


async def _signed_to(hub: Hub, connection: Connection, command: wire.Typing | wire.Watch) -> None:
    if isinstance(command, wire.Typing):
        typing(hub.schools, connection.school, connection.person, command.conversation)
    else:
        await watch(hub, connection, command.conversation)


async def watch(hub: Hub, connection: Connection, conversation: str | None) -> None:
    """Where it cannot be written a phone may ring that need not; nothing is lost."""
    with contextlib.suppress(Unavailable):
        await connection.watched.watch(conversation, hub.clock())


def request_of(text: str) -> int | None:
    """The request number of a frame that is otherwise wrong, so that its sender knows which."""
    with contextlib.suppress(msgspec.MsgspecError, RecursionError):
        return msgspec.json.decode(text, type=_Numbered).i
    return None


class _Numbered(msgspec.Struct):
    i: int | None = None


def refusal_to(connection: Connection, met: Met, i: int | None) -> wire.Error:
    """In their language of now, which may be another than when the socket was opened."""
    speaking.speak_to(connection.school, connection.person)
    return error_of(met, i)


def error_of(met: Met, i: int | None) -> wire.Error:
    after = None if met.after_s is None else int(met.after_s * 1000) + 1
    return wire.Error(i=i, code=met.code, message=speaking.in_words(met.sentence), retry=met.retry, retry_ms=after)


OneAtATime = wire.Hello | wire.Edit | wire.Withdraw | wire.Read | wire.Ack
"""What is done once all that was asked for before is done."""

Asking = OneAtATime | wire.Post
"""What is answered."""


async def _answer(
    connection: Connection, command: Asking, doing: Coroutine[Any, Any, wire.Frame | None]
) -> wire.Frame | None:
    """What the device is told; None where it has gone, or was sent away, before it was the command's turn."""
    try:
        return await doing
    except Met as met:
        return refusal_to(connection, met, command.i)
    except Exception:
        log.exception("a command failed", extra={"command": type(command).__name__})
        speaking.speak_to(connection.school, connection.person)
        return wire.Error(i=command.i, code="unavailable", message=speaking.in_words(OUR_FAULT), retry=True)


async def _paid(hub: Hub, connection: Connection, command: OneAtATime) -> wire.Ok | None:
    await _pay(hub, connection, command)
    if connection.is_over:
        return None
    _check(connection, command)
    return await _do(hub, connection, command)


async def _do(hub: Hub, connection: Connection, command: OneAtATime) -> wire.Ok:
    school, person, now = connection.school, connection.person, hub.clock()
    match command:
        case wire.Edit() | wire.Withdraw():
            hub.not_too_fast(person)
            seq = await changing.change(school, _change_of(person, command), now)
            return wire.Ok(i=command.i, seq=seq, id=command.message)
        case wire.Read():
            await read(school, person, command.conversation, command.n, now)
            return wire.Ok(i=command.i)
        case wire.Ack():
            await confirm(school, person, command.message, now)
            return wire.Ok(i=command.i, id=command.message)
        case wire.Hello():
            raise Invalid(say("This connection has said hello already."))


def _change_of(person: str, command: wire.Edit | wire.Withdraw) -> changing.ChangeOfMessage:
    if isinstance(command, wire.Withdraw):
        return changing.ChangeOfMessage(person, command.message, None)
    return changing.ChangeOfMessage(person, command.message, command.item, command.edited_at)
