"""This file has the page that ends routine emails: one click of a mail client, or one button of a person."""

from __future__ import annotations

import html
from typing import TYPE_CHECKING

from starlette.responses import HTMLResponse, Response

from hub.actions.notify.unsubscribe import ONE_CLICK, unsubscribe
from hub.api.security_headers import policy_of_page
from hub.errors import NotFound, Unavailable
from hub.notify.rendering import ROUTINE, signer_of
from notifiers.writing.catalogs import DEFAULT
from notifiers.writing.words import words
from policies.notify.emailing import language_of

if TYPE_CHECKING:
    from starlette.requests import Request

    from hub.bus.school import School
    from hub.hub import Hub
    from hub.signing import Stop


async def page(request: Request) -> Response:
    """
    Asks, and on POST does it, signed in or not: whoever holds the link got the email (RFC 8058).

    A GET changes nothing: mail scanners open every link.
    """
    hub: Hub = request.app.state.hub
    signer = signer_of(hub.settings)
    stop = signer.read_link(request.path_params["link"]) if signer is not None else None
    if stop is None or stop.category != ROUTINE:
        return _unknown()
    try:
        school = await hub.schools.level(stop.school, 0)
        if request.method == "POST":
            await unsubscribe(school, stop.address, ONE_CLICK, hub.clock())
    except NotFound:
        return _unknown()
    except Unavailable as met:
        return HTMLResponse(html.escape(met.sentence), 503, {"retry-after": "60"})
    return _answered(school, stop, done=request.method == "POST")


def _answered(school: School, stop: Stop, *, done: bool) -> Response:
    roster = school.snapshot.roster
    person = roster.people.get(stop.person)
    language = language_of(person, roster.settings) if person is not None else roster.settings.language
    said = words(language, "stopping", school=roster.school_name, address=stop.address)
    first, button = said["done" if done else "ask"], "" if done else said["button"]
    return _page(language, said["title"], (first, said["about"], said["again"] if done else ""), button)


def _unknown() -> Response:
    said = words(DEFAULT, "stopping", school="", address="")
    response = _page(DEFAULT, said["title"], (said["unknown"],), "")
    response.status_code = 404
    return response


def _page(language: str, title: str, lines: tuple[str, ...], button: str) -> Response:
    shown = "".join(f'<p dir="auto">{html.escape(line)}</p>' for line in lines if line)
    form = f'<form method="post"><button>{html.escape(button)}</button></form>' if button else ""
    whole = _PAGE.format(language=html.escape(language), title=html.escape(title), body=shown + form)
    return HTMLResponse(whole, headers={"content-security-policy": _POLICY, "x-robots-tag": "noindex"})


_PAGE = """<!doctype html><html lang="{language}"><meta charset=utf-8>
<meta name=viewport content="width=device-width, initial-scale=1"><title>{title} · Roomwire</title>
<style>:root{{color-scheme:light dark}}body{{font:18px/1.5 system-ui,sans-serif;margin:12vh auto;max-width:28rem;
padding:0 1.25rem;overflow-wrap:anywhere}}button{{font:inherit;font-weight:600;min-height:48px;padding:0 1.5rem;
border:0;border-radius:.5rem;background:#1f6f5c;color:#fff;cursor:pointer}}</style>
<main><h1>{title}</h1>{body}</main></html>"""

_POLICY = policy_of_page(_PAGE.replace("{{", "{").replace("}}", "}"))
