"""This file is the command line: python -m hub COMMAND, one file of hub.commands for each."""

from __future__ import annotations

import argparse
import gc
import os
import sys

gc.disable()  # what is loaded now stays for good; looking through it again and again costs a fifth of a start

from hub.commands import (  # noqa: E402 (see above)
    admin,
    backup,
    check_senders,
    demo,
    migrate,
    outbox,
    roles,
    roster,
    serve,
    vapid,
    verify,
    worker,
)
from hub.errors import Met  # noqa: E402
from hub.settings import SettingsError  # noqa: E402


def main(argv: list[str] | None = None) -> int:
    """Do one command; 0 done, 1 refused, 2 a setting or an argument is wrong."""
    gc.enable()
    os.umask(0o077)  # records, backups, locks: whatever a command writes is its owner's alone
    parser = argparse.ArgumentParser(prog="python -m hub", description=__doc__)
    commands = parser.add_subparsers(required=True, metavar="COMMAND")
    for command in (
        serve, worker, demo, roster, admin, backup, verify, outbox, check_senders, vapid, migrate, roles,
    ):  # fmt: skip
        command.add(commands)
    args = parser.parse_args(argv)
    try:
        return int(args.run(args))
    except SettingsError as error:
        return _said(error, 2)
    except Met as met:
        return _said(met, 1)


def _said(what: object, code: int) -> int:
    print(f"roomwire: {what}", file=sys.stderr)
    return code


if __name__ == "__main__":
    sys.exit(main())
