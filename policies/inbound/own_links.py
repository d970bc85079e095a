"""This file finds our own short links and signed addresses in what somebody wrote, and takes them out."""

import re
from functools import lru_cache

from policies.people.printing import read_code

CODE = 11
"""Characters of a short link's code; see hub/store/links.py."""


_INVITED = re.compile(r"(?<![A-Za-z0-9])(?:[A-Z2-9]{12}|(?i:[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}))(?![A-Za-z0-9])")
"""What may be the code of an invitation by itself, as it is printed or texted."""


def codes(body: str, base_url: str) -> tuple[str, ...]:
    """The codes of our short links in a text, in their order, each once; base_url: our public address."""
    return tuple(dict.fromkeys(_short(base_url).findall(body)))


def short_links(body: str, base_url: str) -> str:
    """The links to texts of ours that somebody wrote, by which the office sees which one was meant."""
    return " ".join(f"{base_url}/s/{code}" for code in codes(body, base_url))


def brings_code(body: str, base_url: str) -> bool:
    """Whether a text brings the code of an invitation back, by itself or in its link; base_url: our own address."""
    by_link = _printed(base_url).search(body) is not None
    return by_link or any(read_code(one[0]) is not None for one in _INVITED.finditer(body))


def blanked(body: str, base_url: str, domain: str = "") -> str:
    """
    What somebody wrote, without our short links, our links that end emails or bring somebody in, the codes of
    invitations, and the addresses that we signed.

    Whoever holds such a link or address may act for the person it was made for, and a message has many readers.
    domain: of the addresses that we sign; empty where we sign none. Linear in the text's length.
    """
    kept = _INVITED.sub(_unless_code, _ours(base_url, domain).sub("", body))
    if kept == body:
        return body
    return "\n".join(re.sub(r"[ \t]{2,}", " ", line).strip() for line in kept.split("\n")).strip()


def _unless_code(found: re.Match[str]) -> str:
    return "" if read_code(found[0]) is not None else found[0]


@lru_cache(maxsize=8)
def _short(base_url: str) -> re.Pattern[str]:
    return re.compile(rf"{_address(base_url)}/s/([A-Za-z0-9_-]{{{CODE}}})(?![A-Za-z0-9_-])", re.IGNORECASE)


@lru_cache(maxsize=8)
def _printed(base_url: str) -> re.Pattern[str]:
    return re.compile(rf"{_address(base_url)}/#/printed/[A-Za-z0-9-]", re.IGNORECASE)


@lru_cache(maxsize=8)
def _ours(base_url: str, domain: str) -> re.Pattern[str]:
    links = (
        rf"(?:https?://)?{_address(base_url)}/(?:[su]|#/(?:printed|invited|reset|confirm_email))/[A-Za-z0-9_.-]*"
    )
    signed = (
        rf"|(?:mailto:)?(?:reply|bounce|stop)\+[a-z2-7]{{24}}\.[a-z2-7]{{16}}@{re.escape(domain)}" if domain else ""
    )
    return re.compile(links + signed, re.IGNORECASE)


def _address(base_url: str) -> str:
    """Our address without its scheme: phones write links without one."""
    return re.escape(base_url.partition("://")[2].rstrip("/"))
