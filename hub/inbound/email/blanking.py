"""This file takes our own links and addresses out of what came in: whoever has one acts as whom it was made for."""

from __future__ import annotations

import re
from collections.abc import Callable
from urllib.parse import unquote

from hub.signing import LOCAL_NAME, PURPOSES

_ADDRESS = re.compile(rf"(?:{PURPOSES})(?:\+|%2B){LOCAL_NAME}(?:@|%40)[\w.-]*\w", re.IGNORECASE)
_LINK = re.compile(r"https?://[^\s<>\"'\]]{1,4000}", re.IGNORECASE)
_SECRET = re.compile(r"/(?:u|s)/[\w.~-]+")
"""What of our links nobody but its owner should have: a page that ends emails, a short way into the app."""

MARK = "[…]"
"""What stands in its place."""


def host_of(url: str) -> str:
    """Where an address of ours leads, in lower case."""
    return url.partition("://")[2].partition("/")[0].lower()


def without_secrets(text: str, host: str) -> str:
    """A text without our addresses and links that belong to one person; host: where our links lead."""
    return _bare(_blanked(text, lambda link: host in link and _SECRET.search(link) is not None), host, "[us]/")


def without_ours(text: str, host: str) -> str:
    """A text without any address or link of ours."""
    return _bare(_blanked(text, lambda link: host in link), host, "")


def _bare(text: str, host: str, path: str) -> str:
    """The same for links without their scheme, as phones show them and people copy them."""
    if f"{host}/" not in text.lower():  # quick, and so for nearly every text
        return text
    return re.sub(rf"(?<![\w.-]){re.escape(host)}/{path}[^\s<>\"'\]]{{1,4000}}", MARK, text, flags=re.IGNORECASE)


def _blanked(text: str, ours: Callable[[str], bool]) -> str:
    def link(found: re.Match[str]) -> str:
        plain = unquote(unquote(found.group())).lower()  # gateways wrap links in links of their own
        return MARK if ours(plain) else found.group()

    seen = text.lower()
    named = any(f"{purpose}{plus}" in seen for purpose in ("reply", "bounce", "stop") for plus in ("+", "%2b"))
    text = _ADDRESS.sub(MARK, text) if named else text
    text = _LINK.sub(link, text) if "://" in text else text
    return text.replace(f"<{MARK}>", MARK)
