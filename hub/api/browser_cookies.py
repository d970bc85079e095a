"""This file keeps a session, and the mark of a device, in a browser's cookies, out of reach of the page."""

from __future__ import annotations

from datetime import UTC, datetime
from typing import TYPE_CHECKING

from hub.actions.people.sessions import MARK_LASTS, SESSION_LASTS
from policies.people.room_devices import DEVICE_LASTS, SHIFT

if TYPE_CHECKING:
    from datetime import timedelta

    from starlette.requests import Request
    from starlette.responses import Response

    from hub.settings import Settings

SESSION = "roomwire_session"
MARK = "roomwire_before"
"""The cookie by which a device is known again that has signed in: a random secret, which opens nothing."""

ROOM_DEVICE = "roomwire_room_device"
"""The cookie by which a tablet is a school's room device: a secret that is nobody's, and opens what is locked."""

PREFIX = "__Host-"
"""Where TLS is: a browser takes such a cookie from this very host alone, so no neighbor plants one."""

PLAIN_NAMES_UNTIL = datetime(2027, 7, 1, tzinfo=UTC)
"""Until then a cookie without the prefix counts over TLS as well, once: whoever signed in before it keeps that."""


def name_of(settings: Settings, name: str) -> str:
    """What one of our cookies is called on this hub."""
    return f"{PREFIX}{name}" if settings.secure else name


def session_of(request: Request, settings: Settings, now: datetime) -> str:
    """The token that a browser keeps; empty where it keeps none."""
    return _kept(request, settings, SESSION, now)


def mark_of(request: Request, settings: Settings, now: datetime) -> str:
    """The mark that a browser keeps; empty where it keeps none."""
    return _kept(request, settings, MARK, now)


def _kept(request: Request, settings: Settings, name: str, now: datetime) -> str:
    kept = request.cookies.get(name_of(settings, name), "")
    return kept or (request.cookies.get(name, "") if now < PLAIN_NAMES_UNTIL else "")


def is_outdated(request: Request, settings: Settings) -> bool:
    """Whether the session stands in a cookie of the former name alone, and is to be kept anew."""
    return settings.secure and SESSION in request.cookies and name_of(settings, SESSION) not in request.cookies


def renew_session(response: Response, settings: Settings, token: str) -> None:
    """
    Have a browser keep a session for longer. What it keeps by the former name stays beside it: a hub of the former
    version, beside this one or after a step back, finds nobody without that.
    """
    _set(response, settings, SESSION, token, SESSION_LASTS)


def keep_session(response: Response, settings: Settings, token: str) -> None:
    """Have a browser keep a session that begins, for as long as one goes on that nobody uses; any other is gone."""
    _keep(response, settings, SESSION, token, SESSION_LASTS)


def keep_mark(response: Response, settings: Settings, mark: str) -> None:
    """Have a browser keep its mark, for as long as a device is known that nobody signs in on."""
    _keep(response, settings, MARK, mark, MARK_LASTS)


def _keep(response: Response, settings: Settings, name: str, value: str, lasts: timedelta) -> None:
    _set(response, settings, name, value, lasts)
    if settings.secure:
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=True)


def _set(response: Response, settings: Settings, name: str, value: str, lasts: timedelta) -> None:
    response.set_cookie(
        name_of(settings, name), value, max_age=int(lasts.total_seconds()), path="/", httponly=True,
        samesite="lax", secure=settings.secure,
    )  # fmt: skip


def room_device_of(request: Request, settings: Settings) -> str:
    """What a room device keeps; empty where this is none."""
    return request.cookies.get(name_of(settings, ROOM_DEVICE), "")


def keep_room_device(response: Response, settings: Settings, secret: str) -> None:
    """Have a device keep by what it is known; it is for no other page to set off."""
    _set(response, settings, ROOM_DEVICE, secret, DEVICE_LASTS)


def forget_room_device(response: Response, settings: Settings) -> None:
    """Have a device forget that it was one."""
    name = name_of(settings, ROOM_DEVICE)
    response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.secure)


def keep_acting(response: Response, settings: Settings, token: str) -> None:
    """Have a room device keep who acts on it; when that ends the hub knows, and the browser at the latest."""
    _set(response, settings, SESSION, token, SHIFT)


def forget_session(response: Response, settings: Settings) -> None:
    """Have a browser forget the session, by whichever name it keeps it; its mark stays."""
    for name in {SESSION, name_of(settings, SESSION)}:
        response.delete_cookie(name, path="/", httponly=True, samesite="lax", secure=settings.secure)
