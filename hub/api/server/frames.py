"""This file reads and writes WebSocket frames: texts in one frame itself, all others by `websockets` (RFC 6455)."""

from __future__ import annotations

from dataclasses import dataclass
from typing import cast

from websockets import frames as library
from websockets.frames import Close, CloseCode, Frame, Opcode
from websockets.protocol import SERVER, Protocol

FRAGMENT_BYTES = 16
"""Bytes a message's fragments are to carry on average; empty ones count against no limit of size, but are kept."""

# RFC 6455, 5.2: two octets begin each header; 5.5: what a control frame may carry.
_START, _MASK_BYTES, _CONTROL = 2, 4, 125
_TEXT, _PING, _PONG = 0x80 | Opcode.TEXT, 0x80 | Opcode.PING, 0x80 | Opcode.PONG
_unmasked = library.apply_mask  # type: ignore[attr-defined]  # compiled where it can be
_OPCODE, _OPCODES, _MASKED, _LENGTH = 0x0F, frozenset(Opcode), 0x80, 0x7F


@dataclass(frozen=True, slots=True)
class Message:
    """A whole message; text: its octets are UTF-8."""

    payload: bytes
    text: bool


@dataclass(frozen=True, slots=True)
class Pong:
    """A ping came: what is to be written back."""

    frame: bytes


@dataclass(frozen=True, slots=True)
class Over:
    """The peer has closed, or broke the protocol: what is to be written back before the end; code: which end."""

    frame: bytes
    code: int


Came = Message | Pong | Over


def text_frame(payload: bytes) -> bytes:
    """The frame of a text that leaves a server: encoded once, written to whoever gets it."""
    length = len(payload)
    if length < 126:
        return b"\x81" + length.to_bytes() + payload
    if length < 65_536:
        return b"\x81\x7e" + length.to_bytes(2) + payload
    return b"\x81\x7f" + length.to_bytes(8) + payload


def binary_frame(payload: bytes) -> bytes:
    """The frame of octets that leave a server."""
    return Frame(Opcode.BINARY, payload).serialize(mask=False)


def ping_frame() -> bytes:
    """A ping that any answer answers."""
    return Frame(Opcode.PING, b"").serialize(mask=False)


def close_frame(code: int, reason: str = "") -> bytes:
    """The frame with which a server closes."""
    return Frame(Opcode.CLOSE, Close(code, reason).serialize()).serialize(mask=False)


class FrameReader:
    """
    What comes from one client, frame by frame. most: octets of the largest message.

    A text in one frame, which is nearly all there is, is read here. Everything else, and everything wrong, is
    given to the library, whose parser is made for it and let go as soon as nothing is half done: an idle
    connection keeps none.
    """

    __slots__ = ("_fragments", "_library", "_most", "_need", "_rest", "_text")

    def __init__(self, most: int) -> None:
        self._most = most
        self._rest: bytearray | None = None
        self._need = 0
        self._library: Protocol | None = None
        self._fragments: list[bytes] | None = None
        self._text = False

    def read(self, data: bytes) -> list[Came]:
        """What came with data, in order; after Over there is nothing, and nothing more is to be read."""
        if self._rest is not None:
            self._rest += data
            if len(self._rest) < self._need:
                return []
            data, self._rest = bytes(self._rest), None
        came: list[Came] = []
        at, there = 0, len(data)
        while there - at >= _START:
            head, length = _header(data, at)
            end = head + length
            masked = data[at + 1] & _MASKED
            if end > there and not (length > self._most or not masked or data[at] & _OPCODE not in _OPCODES):
                break
            if self._library is None and masked and data[at] == _TEXT and length <= self._most:
                came.append(_message(_unmasked(data[head:end], data[head - _MASK_BYTES : head]), text=True))
            elif self._library is None and masked and data[at] in {_PING, _PONG} and length <= _CONTROL:
                if data[at] == _PING:
                    its = _unmasked(data[head:end], data[head - _MASK_BYTES : head])
                    came.append(Pong(bytes((_PONG, length)) + its))
            else:
                came += self._by_the_library(data[at:end])
            if came and isinstance(came[-1], Over):
                return came
            at = end
        if at < there:
            self._rest = bytearray(data[at:])
            self._need = sum(_header(data, at)) - at if there - at >= _START else _START
        return came

    def _by_the_library(self, frame: bytes) -> list[Came]:
        """A frame, or the beginning of one that is refused for it."""
        if frame[0] & _OPCODE == Opcode.CLOSE:  # amid a message too, which the library refuses
            self._library = self._fragments = None
        if self._library is None:
            self._library = Protocol(SERVER, max_size=self._most)
        parser = self._library
        parser.receive_data(frame)
        answer = b"".join(parser.data_to_send())
        came = [one for event in parser.events_received() for one in self._event(cast("Frame", event), answer)]
        if parser.close_sent is not None:
            if not (came and isinstance(came[-1], Over)):
                came.append(Over(answer, parser.close_sent.code))
        elif self._fragments is None:
            self._library = None
        return came

    def _event(self, event: Frame, answer: bytes) -> list[Came]:
        match event.opcode:
            case Opcode.PING:
                return [Pong(answer)]
            case Opcode.TEXT | Opcode.BINARY | Opcode.CONT:
                return self._part(event)
            case _:  # of a pong, that it came is all it says; the end is told by what the library answers
                return []

    def _part(self, event: Frame) -> list[Came]:
        if event.opcode is not Opcode.CONT:
            self._text, self._fragments = event.opcode is Opcode.TEXT, []
        parts = self._fragments
        assert parts is not None  # noqa: S101 (the library refuses what continues nothing)
        if len(parts) * FRAGMENT_BYTES >= self._most:
            return [Over(close_frame(CloseCode.MESSAGE_TOO_BIG, "too many fragments"), CloseCode.MESSAGE_TOO_BIG)]
        parts.append(bytes(event.data))
        if not event.fin:
            return []
        self._fragments = None
        return [_message(b"".join(parts), text=self._text)]


def _header(data: bytes, at: int) -> tuple[int, int]:
    """Where the payload of the frame at this place begins, and its length; 0 where that is not there yet."""
    length, head = data[at + 1] & _LENGTH, at + _START
    octets = {126: 2, 127: 8}.get(length, 0)
    masks = _MASK_BYTES if data[at + 1] & _MASKED else 0
    if octets:
        head += octets
        length = int.from_bytes(data[head - octets : head]) if head <= len(data) else 0
    return head + masks, length


def _message(payload: bytes, *, text: bool) -> Came:
    if text and not payload.isascii():
        try:
            payload.decode()
        except UnicodeDecodeError:
            return Over(close_frame(CloseCode.INVALID_DATA, "this text is no UTF-8"), CloseCode.INVALID_DATA)
    return Message(payload, text)
