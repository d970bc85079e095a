"""This file turns an HTML email into text, as its reader would have seen it."""

from __future__ import annotations

import html
import re
import unicodedata

UNSEEN = {"head", "style", "script", "title", "template", "noscript", "svg", "object"}
BLOCKS = {"p", "div", "tr", "table", "ul", "ol", "li", "h1", "h2", "h3", "h4", "h5", "h6", "pre", "section"}

_TOKENS = re.compile(
    r"<!--.*?(?:-->|\Z)"  # a comment, with all that Outlook hides in it
    r"|<[!?][^<>]*>"
    r"|<(?P<end>/?)(?P<tag>[a-zA-Z][a-zA-Z0-9]*)[^<>]*>"
    r"|(?P<words>[^<]+|<)",
    re.DOTALL,
)
"""Only the emoji of a picture is read of attributes; each character is looked at once, whatever somebody sends."""


class _Reading:
    """Gathers lines; what stands in a blockquote is marked as quoted, as in text."""

    def __init__(self) -> None:
        self.lines: list[str] = []
        self._words: list[str] = []
        self._quoted = self._unseen = 0

    def begin(self, tag: str) -> None:
        """A tag that opens something, or stands alone."""
        if tag in UNSEEN:
            self._unseen += 1
        elif tag == "hr":
            self.end_line()
            self._add("")
        elif tag == "br":
            self._add(self._taken())
        elif tag in BLOCKS or tag == "blockquote":
            self.end_line()
            self._quoted += tag == "blockquote"
            self._words += ["- "] if tag == "li" else []
        elif tag in {"td", "th"}:
            self._words.append(" ")

    def end(self, tag: str) -> None:
        """Go on behind a tag that closes an element: a line, a quotation or what is unseen may end by it."""
        if tag in UNSEEN:
            self._unseen = max(0, self._unseen - 1)
        elif tag in BLOCKS or tag == "blockquote":
            self.end_line()
            self._quoted = max(0, self._quoted - (tag == "blockquote"))
            if tag == "p":
                self._add("")

    def say(self, words: str) -> None:
        """Take in what stands between two tags, unless nobody sees it."""
        if not self._unseen:
            self._words.append(words)

    def end_line(self) -> None:
        """The line ends here, if something stands in it."""
        if line := self._taken():
            self._add(line)

    def _taken(self) -> str:
        line = " ".join(html.unescape("".join(self._words)).split())
        self._words.clear()
        return line

    def _add(self, line: str) -> None:
        self.lines.append(f"{'> ' * min(self._quoted, 3)}{line}".rstrip())


_ALT = re.compile(r"""\salt\s{0,9}=\s{0,9}["']?([^\s"'<>]{1,16})""", re.IGNORECASE)


def _emoji(tag: str) -> str:
    """The emoji for which some mail programs put a picture; empty for every other picture."""
    found = _ALT.search(tag, 0, 4_000)
    shown = html.unescape(found[1]) if found else ""
    return shown if any(unicodedata.category(one) == "So" for one in shown) else ""


def text_of_page(page: str) -> str:
    """The words of an HTML page, line by line; quoted ones begin with >."""
    reading = _Reading()
    for token in _TOKENS.finditer(page):
        if token["words"]:
            reading.say(token["words"])
        elif (token["tag"] or "").lower() == "img":
            reading.say(_emoji(token[0]))
        elif token["tag"]:
            (reading.end if token["end"] else reading.begin)(token["tag"].lower())
    reading.end_line()
    return re.sub(r"\n{3,}", "\n\n", "\n".join(reading.lines)).strip()
