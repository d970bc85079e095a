"""This file has the bodies of the doors about reaching people: which providers work, whom nothing reached."""

from __future__ import annotations

from typing import Literal

from hub.doors.bodies import Out


class Provider(Out, frozen=True):
    """
    One account of a provider. account: its name, as the operator knows it; for push to browsers the service's host.

    state: works, shut (left alone since, because of why), or trying (one alert is on its way to find out). why of
    one that works: what other mail servers said lately of emails that it had taken; empty where nothing was.
    waits: this school's alerts that wait for it now.
    """

    provider: str
    medium: Literal["push", "email", "sms"]
    account: str
    state: Literal["works", "shut", "trying"]
    why: str
    since: str | None
    waits: int


class Providers(Out, frozen=True):
    """Those that are set up here; a push service of browsers is listed while it is shut."""

    items: tuple[Provider, ...]


class Undelivered(Out, frozen=True):
    """
    An alert that reached nobody for certain. people: who shares its address; headline: what the alert said.

    outcome: how it ended; why: in words; next: what to do about it. may_resend: whether it may be sent again,
    because: the sentence for that, also where it may not.
    """

    id: str
    people: tuple[str, ...]
    headline: str
    message: str
    conversation: str
    title: str
    medium: Literal["push", "email", "sms"]
    address: str
    at: str
    outcome: Literal["bad_message", "misconfigured", "ambiguous", "expired", "dead_address", "opted_out"]
    why: str
    next: str
    may_resend: bool
    because: str


class UndeliveredPage(Out, frozen=True):
    """Newest first; who has read it meanwhile, or was reached another way, is not listed."""

    items: tuple[Undelivered, ...]
    next: str | None


class Resent(Out, frozen=True):
    id: str
