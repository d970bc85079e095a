"""This file finds our own short links and signed addresses in what somebody wrote, and takes them out."""

import re
from functools import lru_cache

CODE = 11
"""Characters of a short link's code; see hub/store/links.py."""


def codes(body: str, base_url: str) -> tuple[str, ...]:
    """The codes of our short links in a text, in their order, each once; base_url: our public address."""
    return tuple(dict.fromkeys(_short(base_url).findall(body)))


def blanked(body: str, base_url: str, domain: str = "") -> str:
    """
    What somebody wrote, without our short links, our links that end emails, and the addresses that we signed.

    Whoever holds such a link or address may act for the person it was made for, and a message has many readers.
    domain: of the addresses that we sign; empty where we sign none. Linear in the text's length.
    """
    kept = _ours(base_url, domain).sub("", body)
    if kept == body:
        return body
    return "\n".join(re.sub(r"[ \t]{2,}", " ", line).strip() for line in kept.split("\n")).strip()


@lru_cache(maxsize=8)
def _short(base_url: str) -> re.Pattern[str]:
    return re.compile(rf"{_address(base_url)}/s/([A-Za-z0-9_-]{{{CODE}}})(?![A-Za-z0-9_-])", re.IGNORECASE)


@lru_cache(maxsize=8)
def _ours(base_url: str, domain: str) -> re.Pattern[str]:
    links = rf"(?:https?://)?{_address(base_url)}/[su]/[A-Za-z0-9_.-]*"
    signed = (
        rf"|(?:mailto:)?(?:reply|bounce|stop)\+[a-z2-7]{{24}}\.[a-z2-7]{{16}}@{re.escape(domain)}" if domain else ""
    )
    return re.compile(links + signed, re.IGNORECASE)


def _address(base_url: str) -> str:
    """Our address without its scheme: phones write links without one."""
    return re.escape(base_url.partition("://")[2].rstrip("/"))
