"""This file has the page that says whom to tell of a weakness of this hub: security.txt."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING

from starlette.responses import PlainTextResponse, Response

from notifiers.writing.words import languages

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.hub import Hub

ADDRESS = "/.well-known/security.txt"

GOOD_FOR = timedelta(days=180)
"""How long what is read now counts: less than a year (RFC 9116, section 2.5.5), and said anew each time."""


async def security_txt(request: Request) -> Response:
    """Whom to tell, as RFC 9116 has it; 404 where whoever runs the hub names nobody."""
    hub: Hub = request.app.state.hub
    settings = hub.settings
    if not settings.security_contact:
        return PlainTextResponse("Whoever runs this hub has not said whom to tell.\n", 404)
    until = (hub.clock() + GOOD_FOR).replace(microsecond=0, tzinfo=None).isoformat()
    said = [f"Contact: {settings.security_contact}", f"Expires: {until}Z"]
    said.append(f"Preferred-Languages: {', '.join(sorted(languages()))}")
    if settings.secure:
        said.append(f"Canonical: {settings.base_url}{ADDRESS}")
    return PlainTextResponse("\n".join(said) + "\n")
