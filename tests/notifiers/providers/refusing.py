"""A mail server that says to each command what a test wants it to say, word by word."""

from __future__ import annotations

import asyncio
import contextlib
from collections.abc import AsyncIterator, Callable, Mapping
from dataclasses import dataclass, field

Says = Mapping[str, str | Callable[[str], str]]
"""By command (CONNECT, EHLO, MAIL, RCPT, DATA, END), or of the address in RCPT; what is missing is taken."""

TAKEN = {"CONNECT": "220 mail.example", "EHLO": "250-mail.example\n250 DSN", "DATA": "354 Go on"}


@dataclass
class Refusing:
    """lines: every command that came in. port: on loopback."""

    says: Says
    lines: list[str] = field(default_factory=list)
    port: int = 0
    talks: list[asyncio.Task[None] | None] = field(default_factory=list)

    def env(self) -> dict[str, str]:
        return {
            "ROOMWIRE_SMTP_URL": f"smtp://127.0.0.1:{self.port}?starttls=never",
            "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example",
        }

    async def _talk(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        def say(command: str, line: str) -> str:
            answer = self.says.get(command, TAKEN.get(command, "250 OK"))
            answer = answer if isinstance(answer, str) else answer(line.partition("<")[2].partition(">")[0])
            writer.write(answer.replace("\n", "\r\n").encode() + b"\r\n")
            return answer

        self.talks.append(asyncio.current_task())
        with contextlib.suppress(OSError, asyncio.IncompleteReadError):
            say("CONNECT", "")
            while raw := await reader.readline():
                line = raw.decode("latin-1").strip()
                self.lines.append(line)
                command = line.split()[0].upper()
                if say("EHLO" if command == "HELO" else command, line).startswith("354"):
                    await reader.readuntil(b"\r\n.\r\n")
                    say("END", "")
                await writer.drain()
        writer.close()
        with contextlib.suppress(OSError):
            await writer.wait_closed()


@contextlib.asynccontextmanager
async def refusing(says: Says) -> AsyncIterator[Refusing]:
    its = Refusing(says)
    server = await asyncio.start_server(its._talk, "127.0.0.1", 0)
    its.port = server.sockets[0].getsockname()[1]
    try:
        yield its
    finally:
        server.close()
        await asyncio.gather(*(one for one in its.talks if one is not None))
