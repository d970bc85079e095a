"""This file is `admin`: the first admin of a school that was imported, and the ways back in."""

from __future__ import annotations

import argparse
import getpass
import secrets
import sys
from typing import TYPE_CHECKING

from hub import settings
from hub.actions.people.accounts import good
from hub.actions.people.passwords import kept
from hub.actions.people.resetting import link_for
from hub.actions.people.taking_off import take_off_by_hand
from hub.commands.first_admin import First, first_admin
from hub.commands.working import working
from hub.errors import Met
from hub.store import clock
from hub.store.row_security import Across

if TYPE_CHECKING:
    from hub.commands.working import Commands
    from hub.store.store import Store


def add(commands: Commands) -> None:
    """Declare the commands `admin create`, `admin reset` and `admin no-code`."""
    admin = commands.add_parser("admin", help="people who may do everything")
    whats = admin.add_subparsers(required=True, metavar="WHAT")
    again = whats.add_parser(
        "reset", help="print a link with which somebody chooses a new password, within an hour"
    )
    again.add_argument("email", help="the address that they sign in with")
    again.set_defaults(run=reset)
    lost = whats.add_parser(
        "no-code",
        help="take code, passkeys and accounts elsewhere off somebody who lost them; they are told by email",
    )
    lost.add_argument("email", help="the address that they sign in with")
    lost.set_defaults(run=no_code)
    command = whats.add_parser("create", help="an account for the first admin of a school")
    command.add_argument("--email", required=True)
    command.add_argument("--given", default="", help="given name, where the roster does not have this person")
    command.add_argument("--family", default="", help="family name, likewise")
    command.add_argument(
        "--school", help="which school, where there are several: its id in the roster, or its name"
    )
    command.add_argument(
        "--new-school", default="", metavar="NAME",
        help="open a school of this name first, whose roster the admin then brings in on the page",
    )  # fmt: skip
    command.add_argument("--password-stdin", action="store_true", help="read the password from standard input")
    command.set_defaults(run=run)


def run(args: argparse.Namespace) -> int:
    """0 where the account is made, 1 where it was refused."""
    chosen = settings.read()
    first = First(
        args.email.strip(), args.given.strip(), args.family.strip(), args.school, args.new_school, chosen.time_zone
    )
    if args.new_school and args.school:
        print("roomwire: Say either --school or --new-school.", file=sys.stderr)
        return 1
    password, told = _password(from_stdin=args.password_stdin)

    async def create(store: Store) -> str:
        return await store.write(
            lambda one: first_admin(one, first, kept(password), clock.now()), whose=Across.OPERATOR
        )

    try:
        good(password, first.email, same=False)
        school = working(chosen, create)
    except Met as met:
        print(f"roomwire: {met.sentence}", file=sys.stderr)
        return 1
    said = f"{first.email} is an admin of {school}, and signs in at {chosen.base_url}."
    print(said + (f" The password is {password}" if told else ""))
    return 0


def reset(args: argparse.Namespace) -> int:
    """0 where a link is printed, 1 where nobody signs in with the address; an older link does no more."""
    chosen = settings.read()
    try:
        secret = working(chosen, lambda store: link_for(store, args.email, clock.now()))
    except Met as met:
        print(f"roomwire: {met.sentence}", file=sys.stderr)
        return 1
    print(f"{chosen.base_url}/#/reset/{secret}")
    return 0


def no_code(args: argparse.Namespace) -> int:
    """0 where code and passkeys are off, 1 where there were none. Their school may have them set up others."""
    try:
        working(settings.read(), lambda store: take_off_by_hand(store, args.email, clock.now()))
    except Met as met:
        print(f"roomwire: {met.sentence}", file=sys.stderr)
        return 1
    print(f"{args.email} signs in with the password alone.")
    return 0


def _password(*, from_stdin: bool) -> tuple[str, bool]:
    """The password, and whether it is ours to tell: made up where nobody is there to type one."""
    if from_stdin:
        return sys.stdin.readline().rstrip("\n"), False
    if sys.stdin.isatty():
        typed = getpass.getpass("Password (leave empty for one made up): ")
        if typed:
            return typed, False
    return secrets.token_urlsafe(12), True
