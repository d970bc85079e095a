"""This file is `vapid`: a key pair for push to browsers."""

from __future__ import annotations

import argparse
from typing import TYPE_CHECKING

from hub.settings import SettingsError
from notifiers.senders.webpush import generate_key, is_subject

if TYPE_CHECKING:
    from hub.commands.working import Commands


def add(commands: Commands) -> None:
    """Declare the command `vapid` and its options."""
    command = commands.add_parser("vapid", help="make a key for push to browsers")
    command.add_argument("--subject", default="mailto:you@example.org", help="whom push services write to")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """
    Print the settings, ready for an environment file; 0.

    Raises:
        SettingsError: the subject is none.
    """
    if not is_subject(args.subject):
        raise SettingsError(f"--subject is {args.subject!r}; it is like mailto:somebody@example.org.")
    print(f"ROOMWIRE_VAPID_PRIVATE_KEY={generate_key()}\nROOMWIRE_VAPID_SUBJECT={args.subject}")
    return 0
