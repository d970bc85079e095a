"""This file finds what somebody wrote themselves in an answer to an email of ours: all but what is ours."""

from __future__ import annotations

import re
import unicodedata
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.inbound.email.blanking import without_ours, without_secrets
from hub.inbound.email.ours import folded, key, squeezed
from hub.inbound.email.phone_lines import is_phone_line, is_signed_line, may_be_glued, unglued
from hub.inbound.email.quoting import AROUND, KEPT, OURS, quoted
from hub.store.remainders import MAX_HALF

if TYPE_CHECKING:
    from collections.abc import Iterable, Iterator, Sequence

    from hub.inbound.email.ours import Ours

NEAR, LINES = 4, 200
"""How near to what is cut a phone's line stands, and how many lines are looked at for one."""

LONG = 80
"""Characters from which a line may hold several of ours, glued together by a mail program."""

_RULE = re.compile(r"(?<![-_=])(?=[-_=]{5,}[ \t]?[^\s\-_=][^-_=\n]{0,60}[-_=]{5,})")


@dataclass(frozen=True, slots=True)
class Answer:
    """
    What somebody wrote, and what else stood in their email.

    theirs: what their mail program added, or quoted of others; ours: what it quotes of our email; both without our
    links and addresses.
    """

    text: str
    theirs: str = ""
    ours: str = ""


def answer_of(text: str, page_text: str, ours: Ours) -> Answer:
    """
    What somebody wrote in an answer. text, page_text: the email in words, from its plain parts and from its page.

    Only what is known to be ours is cut, and what a mail program put around it; all else stays, wherever it stands.
    """
    plain = _answer(text, ours)
    if not page_text:
        return plain
    page = _answer(page_text, ours)
    return _better(plain, page) if text.strip() else page


def _better(plain: Answer, page: Answer) -> Answer:
    """
    Of two readings of one email, the one that cut what is ours: the page says by itself what is quoted.

    Where both say the same, the page has its lines as they were written. Words that it lacks altogether count more:
    a page may be broken in the middle, or may be read so by us alone.
    """
    if not plain.text or not page.text:
        return page if page.text else plain
    for alike in (folded, key):
        of_plain, of_page = "".join(alike(plain.text).split()), "".join(alike(page.text).split())
        if of_page and of_plain.startswith(of_page):
            return plain if _lacks(page, plain.text, of_plain[len(of_page) :]) else page
    return plain


def _lacks(page: Answer, text: str, more: str) -> bool:
    """Whether words or emoji of a text stand nowhere in a page. more: its end, without blanks."""
    whole = f"{page.text}\n{page.theirs}\n{page.ours}"
    if _signs(text) - _signs(whole):
        return True
    return squeezed(more) not in squeezed(whole) and not set(key(text).split()) <= set(key(whole).split())


def _signs(text: str) -> set[str]:
    return {one for one in text if not one.isascii() and unicodedata.category(one) == "So"}


_LINKED = re.compile(r"<(?:mailto:)?([^<>\s]{1,2000})>")


_PLACE = re.compile(
    r"\[(?:(?:cid|image): ?[^\]\n]{1,200}|[^\[\]\n]{1,100}\.(?:png|jpe?g|gif|webp|heic|bmp|tiff?))\][ \t]?"
    r"|^[ \t]*Inline image[ \t]*$",
    re.IGNORECASE | re.MULTILINE,
)
"""What a mail program writes in plain text where a picture stands; the picture comes by itself."""


def _as_written(text: str) -> str:
    """Without what a mail program puts behind an address that is a link: a@b.c<mailto:a@b.c>; and for a picture."""
    text = _PLACE.sub("", text) if "[" in text or "Inline image" in text else text

    def same(found: re.Match[str]) -> str:
        link = found.group(1)
        before = text[max(found.start() - len(link), 0) : found.start()]
        return "" if before.lower() == link.lower() else found.group()

    return _LINKED.sub(same, text) if "<mailto:" in text or "<http" in text else text


def _answer(text: str, ours: Ours) -> Answer:
    lines = _split(_as_written(text).split("\n"))
    found = quoted(lines, ours)
    if found.said and not any(found.are):
        lines = list(_taken_apart(lines, ours))
        found = quoted(lines, ours)
    found.set(_phone_lines(lines, found.are), AROUND)
    return Answer(
        text=_joined((lines[at] for at in found.of(KEPT)), ours),
        theirs=_left((lines[at] for at in found.of(AROUND)), ours),
        ours=_left((lines[at] for at in found.of(OURS)), ours),
    )


def _phone_lines(lines: Sequence[str], are: bytearray) -> Iterator[int]:
    """The lines of a phone: near what is cut, or near the end."""
    near = left = 0
    for at in range(len(lines) - 1, -1, -1):
        if are[at] != KEPT:
            near = 0
        elif lines[at].strip():
            near += 1
            if near <= NEAR and left < LINES:
                left += 1
                rule = list(_rule_above(lines, at))
                if is_phone_line(lines[at]) or (rule and near == 1 and is_signed_line(lines[at])):
                    yield from (at, *rule)


def _rule_above(lines: Sequence[str], at: int) -> Iterator[int]:
    """The two dashes that a mail program puts above its own line."""
    above = at - 1
    while above >= 0 and above > at - 3 and not lines[above].strip():
        above -= 1
    if above >= 0 and lines[above].rstrip() == "--":
        yield above


def _split(lines: Sequence[str]) -> list[str]:
    """The lines, without what a phone glued to the last word of one."""
    if not may_be_glued("\n".join(lines)):
        return list(lines)
    return [one for line in lines for one in (unglued(line) if may_be_glued(line) else (line,)) if one or not line]


def _taken_apart(lines: Sequence[str], ours: Ours) -> Iterable[str]:
    """Long lines, taken apart where a mail program glued the head of a quotation and our sentences into one."""
    sentences = [r"\W+".join(map(re.escape, key(one).split())) for one in ours.sentences()]
    known = re.compile(f"((?:{'|'.join(sentences)})[.:!?]*)", re.IGNORECASE) if sentences else None
    for line in lines:
        if known is None or len(line) < LONG or len(line) > 20_000 or not known.search(line):
            yield from _RULE.split(line) if len(line) < 20_000 else [line]
            continue
        for piece in known.split(line):
            yield from (one for half in _RULE.split(piece) for one in _split([half]) if one.strip())


def _joined(lines: Iterable[str], ours: Ours) -> str:
    text = "\n".join(line.rstrip() for line in lines)
    return without_secrets(re.sub(r"\n{3,}", "\n\n", text).strip("\n \t\xa0\ufeff"), ours.host)


def _left(lines: Iterable[str], ours: Ours) -> str:
    """What was cut, as far as it is kept."""
    text, size = list[str](), 0
    for line in lines:
        text.append(line.rstrip()[:MAX_HALF])
        size += len(text[-1]) + 1
        if size > MAX_HALF:
            break
    return without_ours(re.sub(r"\n{3,}", "\n\n", "\n".join(text)).strip(), ours.host)
