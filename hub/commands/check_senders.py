"""This file is `check-senders`: one real test over every medium that is set up, and in words what is wrong."""

from __future__ import annotations

import argparse
import asyncio
import sys
from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub import settings
from hub.app import opened_store
from hub.commands.database_role import refuse_bound
from hub.notify.transports import configured
from hub.store import clock
from hub.store.names import new
from hub.store.people import list_people
from hub.store.reach import devices_of
from hub.store.row_security import Across
from notifiers.notification import Accepted, Notification, Outcome
from notifiers.senders.smtp import SmtpSender, is_qualified
from notifiers.words import in_words, look_at
from policies.people.display_names import full_name

if TYPE_CHECKING:
    from sqlalchemy import Connection, RowMapping

    from hub.commands.working import Commands
    from hub.settings import Settings
    from notifiers.routes import Transport
    from notifiers.senders import Sender

Addresses = Mapping[str, list[str]]
"""Where somebody is reached, by the transport's name: fcm, webpush, email, sms."""

WHAT_TO = {"email": "an email address", "sms": "a number like +12025550100"}


@dataclass(frozen=True, slots=True)
class Tried:
    """One account that was sent a test, and what became of it."""

    transport: Transport
    sender: Sender
    outcome: Outcome

    @property
    def line(self) -> str:
        """A sentence or two, with what the provider said."""
        where = f"{self.transport.name} over {self.sender.account('') or self.sender.provider}"
        greeting = _greeting(self.sender)
        if isinstance(self.outcome, Accepted):
            return " ".join(one for one in (f"{where}: it was taken. Look whether it arrives.", greeting) if one)
        said = in_words(self.sender.provider, self.outcome)
        advice = look_at(self.sender.provider, self.outcome)
        return " ".join(one for one in (f"{where}: {said}", advice, f"({self.outcome.why})", greeting) if one)


def _greeting(sender: Sender) -> str:
    """What is wrong with the name that a mail server is greeted with; empty where nothing is."""
    name = sender.hello if isinstance(sender, SmtpSender) else ""
    if not name or is_qualified(name):
        return ""
    return (
        f"We greet it as {name!r}, which is no fully qualified name; many mail servers refuse that. "
        "Set ROOMWIRE_SMTP_HELO to this machine’s name, such as hub.example.org."
    )


def add(commands: Commands) -> None:
    """Declare the command `check-senders` and its options."""
    command = commands.add_parser("check-senders", help="one real test over every medium that is set up")
    command.add_argument("--to", required=True, help="an email address, a number, or somebody's name or id")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 where everything that was tried was taken, 1 where something was not, 2 where nothing could be tried."""
    return asyncio.run(_checked(settings.read(), args.to.strip()))


async def _checked(chosen: Settings, to: str) -> int:
    transports = configured(chosen)
    try:
        addresses = await _addresses(chosen, to)
        tried = [
            Tried(transport, sender, await sender.send(address, _test(chosen)))
            for transport, sender, address in _to_try(transports, addresses)
        ]
    finally:
        for sender in (one for transport in transports.values() for one in transport.senders):
            await sender.close()
    for one in tried:
        print(one.line)
    for line in _untried(transports, addresses):
        print(line)
    if not tried:
        print(f"roomwire: nothing could be tried with {to!r}.", file=sys.stderr)
        return 2
    return 0 if all(isinstance(one.outcome, Accepted) for one in tried) else 1


def _is_set_up(transport: Transport) -> bool:
    return transport.senders[0].provider != "console"


def _to_try(transports: Mapping[str, Transport], addresses: Addresses) -> Iterator[tuple[Transport, Sender, str]]:
    """Every account of what is set up, the second ones too."""
    for name, transport in transports.items():
        for address in addresses.get(name, []):
            yield from ((transport, sender, address) for sender in transport.senders if _is_set_up(transport))


def _untried(transports: Mapping[str, Transport], addresses: Addresses) -> Iterator[str]:
    for name, transport in transports.items():
        if not _is_set_up(transport):
            yield f"{name}: not set up; alerts go to the console and reach nobody."
        elif not addresses.get(name):
            yield f"{name}: not tried; give --to {WHAT_TO.get(name, 'somebody who has alerts switched on there')}."


async def _addresses(chosen: Settings, to: str) -> Addresses:
    if "@" in to:
        return {"email": [to]}
    digits = to.lstrip("+").replace(" ", "").replace("-", "")
    if digits.isascii() and digits.isdigit():
        return {"sms": [f"+{digits}"]}
    store = opened_store(chosen)
    try:
        refuse_bound(store.engine)
        return await store.read(lambda connection: _of_person(connection, to), Across.OPERATOR)
    finally:
        await store.stop()


def _of_person(connection: Connection, to: str) -> Addresses:
    """Everything that reaches somebody, by id or name; of several people of one name all are tried."""
    found: defaultdict[str, list[str]] = defaultdict(list)
    people = [row for row in list_people(connection) if to in _names(row) and row["left_at"] is None]
    for row in people:
        for medium, address in (("email", row["email"]), ("sms", row["cell"])):
            if address and address not in found[medium]:
                found[medium].append(address)
    for devices in devices_of(connection, [row["id"] for row in people], clock.now()).values():
        for one in devices:
            found[one.provider].append(one.address)
    return found


def _names(row: RowMapping) -> set[str]:
    return {row["id"], row["display_name"] or "", full_name(row["given"], row["family"])}


def _test(chosen: Settings) -> Notification:
    now = clock.now()
    return Notification(
        key=new("n"),
        thread="check",
        title="Roomwire",
        body="This is a test of Roomwire; nothing needs to be done",
        url=chosen.base_url,
        sender_name="Roomwire",
        created_at=now,
        expires_at=now + timedelta(hours=1),
    )
