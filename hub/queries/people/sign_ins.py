"""This file reads where somebody is signed in, for themselves, and how many sign-ins an admin may end."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from hub.store.accounts import find_of_person, list_profiles
from hub.store.clock import moment, stamp
from hub.store.identities import count_identities
from hub.store.passkeys import count_passkeys
from hub.store.second_factor import find_factor
from hub.store.sessions import list_open

if TYPE_CHECKING:
    from datetime import datetime

    from sqlalchemy import Connection

    from hub.store.sessions import OpenSession


@dataclass(frozen=True, slots=True)
class OwnSignIn:
    """
    One of one's own. name: what it is called outside, from which nobody gets to the session or its token.

    used_at: it was used then, or up to a day later, as use is written down once a day.
    """

    name: str
    session: OpenSession
    used_at: str


def name_of(session: str) -> str:
    """What a session is called in answers and addresses."""
    return "s_" + hashlib.sha256(f"name {session}".encode()).hexdigest()[:20]


def list_own(connection: Connection, account: str, lasts: timedelta, now: datetime) -> Sequence[OwnSignIn]:
    """An account's sign-ins, the one used last first. lasts: how long one goes on that nobody uses."""
    return [
        OwnSignIn(
            name_of(one.id), one, one.created_at if one.room_device else stamp(moment(one.expires_at) - lasts)
        )
        for one in list_open(connection, account, stamp(now))
    ]


@dataclass(frozen=True, slots=True)
class SignInOf:
    """
    How somebody of a school signs in. account: None where they have none. sign_ins: those that were opened as
    somebody of this school; elsewhere: the account also acts in another one. code_since: empty for no code.
    passkeys: that the account has, those for a former address of the hub too; identities: accounts elsewhere that
    open it, those of providers that are not set up any more too.
    """

    account: str | None
    sign_ins: tuple[str, ...]
    elsewhere: bool
    code_since: str
    passkeys: int = 0
    identities: int = 0


def sign_in_of(connection: Connection, school: str, person: str, now: datetime) -> SignInOf:
    """How a person of this school signs in."""
    account = find_of_person(connection, person)
    if account is None:
        return SignInOf(None, (), False, "")  # noqa: FBT003 (as its fields are)
    profiles = list_profiles(connection, account.id)
    here = {one.id for one in profiles if one.school == school}
    open_here = tuple(one.id for one in list_open(connection, account.id, stamp(now)) if one.person in here)
    elsewhere = any(one.school != school for one in profiles)
    factor = find_factor(connection, account.id)
    since = factor.since if factor is not None else ""
    keys, identities = count_passkeys(connection, account.id), count_identities(connection, account.id)
    return SignInOf(account.id, open_here, elsewhere, since, keys, identities)
