"""This file reads the HTML of an email of ours, and writes it as programs do: as plain lines, or as their HTML."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable, Iterable
from functools import lru_cache
from html import escape
from html.parser import HTMLParser

Run = tuple[str, str]
"""Words, and the link that they are; empty for none."""

LINK = re.compile(r"https?://[^\s<>\"]+[^\s<>\".,;:!?)]|[\w.+-]+@[\w-]+(?:\.[\w-]+)+", re.ASCII)
"""What a program makes a link of while somebody types."""


class _Reading(HTMLParser):
    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.found: list[list[Run]] = []
        self._link, self._silent = "", 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self._silent += tag in ("style", "title", "script")
        if tag in ("p", "div", "td", "li", "h1", "h2"):
            self.found.append([])
        if tag == "a":
            self._link = dict(attrs).get("href") or ""

    def handle_endtag(self, tag: str) -> None:
        self._silent -= tag in ("style", "title", "script")
        if tag in ("p", "div", "td", "li", "h1", "h2"):
            self.found.append([])
        if tag == "a":
            self._link = ""

    def handle_data(self, data: str) -> None:
        if not self._silent and data.strip() and self.found:
            self.found[-1].append((" ".join(data.split()), self._link))


@lru_cache(maxsize=64)
def paragraphs(html: str) -> tuple[tuple[Run, ...], ...]:
    """The paragraphs of an email as its reader sees them."""
    reading = _Reading()
    reading.feed(html)
    reading.close()
    return tuple(tuple(one) for one in reading.found if one)


def shown(html: str, link: Callable[[str, str], str]) -> list[str]:
    """Each paragraph on a line of its own. link: words and address as the program writes them."""
    return [" ".join(link(words, to) if to else words for words, to in one) for one in paragraphs(html)]


def angled(words: str, to: str) -> str:
    """A link as Gmail, Thunderbird and Apple write it."""
    return f"{words} <{to}>"


def bare(words: str, to: str) -> str:
    """A link as a program writes it that keeps its words alone."""
    return words


def wrapped(lines: Iterable[str], width: int) -> list[str]:
    """Lines broken at spaces and nowhere else; a longer word keeps its line."""
    found: list[str] = []
    for line in lines:
        found += textwrap.wrap(
            line, width, break_long_words=False, break_on_hyphens=False, expand_tabs=False,
            replace_whitespace=False,
        ) or [""]  # fmt: skip
    return found


def quoted(lines: Iterable[str], mark: str = "> ", empty: str = ">") -> list[str]:
    """Lines with a mark in front; empty: what an empty one becomes."""
    return [mark + line if line else empty for line in lines]


def gapped(lines: Iterable[str], gap: int = 1) -> list[str]:
    """Lines with empty ones between them."""
    found: list[str] = []
    for line in lines:
        found += [""] * gap * bool(found) + [line]
    return found


@lru_cache(maxsize=64)
def inside(html: str) -> tuple[str, str]:
    """The attributes of an email's body and all that stands in it."""
    match = re.search(r"<body\b([^>]*)>(.*?)</body\s*>", html, re.DOTALL | re.IGNORECASE)
    return (match[1].strip(), match[2].strip()) if match else ("", html)


@lru_cache(maxsize=64)
def style_of(html: str) -> str:
    """What stands in an email's own style, of which some programs make theirs."""
    match = re.search(r"<style\b[^>]*>(.*?)</style\s*>", html, re.DOTALL | re.IGNORECASE)
    return match[1].strip() if match else ""


@lru_cache(maxsize=256)
def renamed(html: str, before: str = "", after: str = "") -> str:
    """HTML whose classes and ids were renamed, so that they do not meet those of the page around."""

    def one(match: re.Match[str]) -> str:
        return f'{match[1]}="{" ".join(before + name + after for name in match[2].split())}"'

    return re.sub(r'\b(class|id)="([^"]*)"', one, html)


def turned(html: str, change: Callable[[str], str]) -> str:
    """HTML whose links were changed."""
    return re.sub(r'href="([^"]*)"', lambda match: f'href="{change(match[1])}"', html)


def typed(line: str) -> str:
    """A line somebody typed into a program that writes HTML: escaped, runs of spaces kept, links made."""
    pieces, last = [], 0
    for match in LINK.finditer(line):
        to = match[0] if "://" in match[0] else f"mailto:{match[0]}"
        pieces += [_kept(line[last : match.start()]), f'<a href="{escape(to)}">{escape(match[0])}</a>']
        last = match.end()
    return "".join(pieces) + _kept(line[last:])


def _kept(words: str) -> str:
    return escape(words, quote=False).replace("  ", "&nbsp; ")


def doubled(line: str) -> str:
    """A typed line as Outlook writes it into its plain part: each link twice."""

    def one(match: re.Match[str]) -> str:
        return f"{match[0]}<{match[0]}>" if "://" in match[0] else f"{match[0]}<mailto:{match[0]}>"

    return LINK.sub(one, line)
