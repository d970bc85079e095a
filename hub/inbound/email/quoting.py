"""This file finds which lines of an answer are our own email, and what a mail program put around it."""

from __future__ import annotations

import re
from bisect import bisect_left, bisect_right
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from itertools import accumulate
from typing import TYPE_CHECKING

from hub.inbound.email.heads import HIGHEST, head_above
from hub.inbound.email.ours import key, squeezed

if TYPE_CHECKING:
    from hub.inbound.email.ours import Ours

_MARKS = re.compile(r"[\s\ufeff\u200b-\u200f\u202a-\u202e\u2066-\u2069]*(?:[>＞][ \t]?)+")
_NEUTRAL = re.compile(r"[\s|\-_=*~—–─\u200b-\u200f\u202a-\u202e\ufeff]*")
"""A line that is empty or drawn; an emoji, or a question mark, is an answer."""

LINE_CHARS = 2_000
"""Characters of a line that is compared as it is; a longer one is no line of ours."""

AROUND_IT = 60
"""Lines around a sentence of ours in which the rest of our email is looked for: it has twenty."""

WINDOWS = 40
"""Places in one answer at which it is looked for, from either end: nobody quotes an email as often."""

OWN = 20
"""Lines in marks of somebody's own below ours that are told from ours: nobody writes as many."""

SURE = 3
"""Words of ours below a head that make an unmarked quotation."""

SHARE = 0.5
"""How much of our email an unmarked quotation holds, where nothing above it says what it is."""

KEPT, OURS, AROUND = 0, 1, 2
"""What a line is: its author's, of our email, or put around that by a mail program."""


@dataclass(slots=True)
class Lines:
    """
    The lines of an answer. marked: which are quoted by a mark; are: what each is found to be, KEPT at first.

    named, said: those in which our address stands, and those in which a sentence of ours begins.
    """

    texts: Sequence[str]
    named: Sequence[int]
    said: Sequence[int]
    marked: list[bool] = field(init=False)
    are: bytearray = field(init=False)
    _keys: dict[int, str] = field(default_factory=dict)

    def __post_init__(self) -> None:
        self.marked = [_is_marked(one) for one in self.texts]
        self.are = bytearray(len(self.texts))

    def key(self, at: int) -> str:
        """The words of a line, as they are compared; empty for one that is too long for that."""
        if at not in self._keys:
            line = self.texts[at]
            plain = _MARKS.sub("", line, count=1) if self.marked[at] else line
            self._keys[at] = key(plain) if len(line) <= LINE_CHARS else ""
        return self._keys[at]

    def set(self, which: Iterable[int], what: int) -> None:
        """Note of these lines, by number, what they are."""
        for at in which:
            self.are[at] = what

    def of(self, what: int) -> list[int]:
        """The numbers of the lines that were noted as this."""
        return [at for at, its in enumerate(self.are) if its == what]

    def kept_above(self, start: int) -> range:
        """The lines above one that are neither marked nor cut, as many as a head may have."""
        top = start
        while top > 0 and top > start - 2 * HIGHEST and not self.marked[top - 1] and self.are[top - 1] == KEPT:
            top -= 1
        return range(top, start)

    def near(self) -> list[range]:
        """The lines around our sentences, in their order."""
        found: list[range] = []
        hits = self.said if len(self.said) <= 2 * WINDOWS else [*self.said[:WINDOWS], *self.said[-WINDOWS:]]
        for at in hits:
            start = max(at - AROUND_IT, found[-1].stop if found else 0)
            stop = min(at + AROUND_IT, len(self.texts))
            if stop > start:
                found.append(range(start, stop))
        return found


def _is_marked(line: str) -> bool:
    if line[:1] == ">":
        return True
    return (">" in line or "＞" in line) and _MARKS.match(line) is not None


def quoted(texts: Sequence[str], ours: Ours) -> Lines:
    """Which of these lines quote our email; the work grows with their number and not faster."""
    lines = Lines(texts, *_hits(texts, ours))
    if lines.named or lines.said:
        starts = sorted([*_marked(lines, ours), *_unmarked(lines, ours)])
        for number, start in enumerate(starts[: 2 * WINDOWS]):  # below the first, answers stand above it
            lines.set(head_above(texts, lines.kept_above(start), ours, sure=number > 0), AROUND)
        _between(lines)
    return lines


def _hits(texts: Sequence[str], ours: Ours) -> tuple[list[int], list[int]]:
    """The lines in which our address stands, and those in which a sentence of ours begins."""
    whole = "\n".join(texts).lower().replace("\xa0", " ")
    ends = list(accumulate(len(one) + 1 for one in texts))
    if len(whole) != ends[-1] - 1:  # a letter that is longer in lower case
        whole = "\n".join(one.lower()[: len(one)].ljust(len(one)) for one in texts).replace("\xa0", " ")
    named = {bisect_right(ends, at) for one in ours.addresses for at in _places(whole, one)}
    said = {bisect_right(ends, at) for one in ours.openings for at in _places(whole, one)}
    return sorted(named), sorted(said)


def _places(whole: str, piece: str) -> Iterator[int]:
    at = whole.find(piece)
    while at >= 0:
        yield at
        at = whole.find(piece, at + len(piece))


def _marked(lines: Lines, ours: Ours) -> list[int]:
    """Quotations that a mail program marked, and in which our words stand: where each begins."""
    runs = list(_runs(lines.marked))
    sure = {run.start for run in runs if _is_sure(lines, run, ours)}
    if not sure:
        return []
    near = _near(lines)
    for number, run in enumerate(runs):
        if run.start in sure or (run.start in near and _is_short(lines, run, ours)):
            stop = _stop(lines, run, ours)
            lines.are[run.start : stop] = bytes([OURS]) * (stop - run.start)
            if number < 2 * WINDOWS:
                lines.set(_within(lines, range(run.start, stop), ours), KEPT)
            _tail(lines, run.stop, ours)
    names_us = set(lines.named)
    return sorted(sure - names_us)


def _near(lines: Lines) -> set[int]:
    return {at for window in lines.near() for at in window}


def _runs(marked: Sequence[bool]) -> Iterator[range]:
    start = None
    for at, its in enumerate([*marked, False]):
        if its and start is None:
            start = at
        elif not its and start is not None:
            yield range(start, at)
            start = None


def _is_sure(lines: Lines, run: range, ours: Ours) -> bool:
    """Whether a marked quotation is one of ours: by an address, by a sentence, or by what stands above it."""
    if _any_in(lines.named, run) or _any_in(lines.said, run):
        return True
    above = range(max(run.start - HIGHEST, 0), run.start)
    return _any_in(lines.named, above) and bool(
        head_above(lines.texts, lines.kept_above(run.start), ours, sure=True)
    )


def _any_in(places: Sequence[int], which: range) -> bool:
    at = bisect_left(places, which.start)
    return at < len(places) and places[at] < which.stop


def _is_short(lines: Lines, run: range, ours: Ours) -> bool:
    """Whether it holds nothing but pieces of ours: answers stand between them."""
    if len(run) > AROUND_IT:
        return False
    keys = [its for at in run if (its := lines.key(at))]
    if not keys:
        return any(ours.host in lines.texts[at].lower() for at in run)
    return all(ours.holds(its) for its in keys)


def _stop(lines: Lines, run: range, ours: Ours) -> int:
    """
    Where a marked quotation of ours ends: with our last line.

    What stands right below in marks, without an empty line between, is somebody's own; behind one it is quoted too.
    """
    at = run.stop - 1
    while at >= run.start and at > run.stop - OWN and not _belongs(lines, at, ours):
        if not lines.key(at):
            return run.stop
        at -= 1
    return at + 1 if at >= run.start and at > run.stop - OWN else run.stop


def _within(lines: Lines, run: range, ours: Ours) -> list[int]:
    """
    What somebody wrote into a quotation of ours, between two lines of it that are whole, as deep in marks as these.

    Lines of ours may be wrapped anywhere, a link too; what is quoted deeper is of an older email.
    """
    if len(run) > AROUND_IT:
        return []
    whole = [at for at in run if _is_ours(lines, at, ours)]
    depth = {_depth(lines.texts[at]) for at in whole}
    between = range(whole[0] + 1, whole[-1]) if len(depth) == 1 and len(whole) > 1 else range(0)
    return [
        at
        for at in between
        if lines.key(at)
        and _depth(lines.texts[at]) in depth
        and not _belongs(lines, at, ours)
        and not _is_alike(lines.key(at), ours)
    ]


def _is_alike(words: str, ours: Ours) -> bool:
    """Whether it begins and ends as a line of ours, of which it has half: a name in it may have changed."""
    its = words.split()
    return any(2 * (_same(its, one) + _same(its[::-1], one[::-1])) >= len(one) for one in ours.lines)


def _same(one: Sequence[str], other: Sequence[str]) -> int:
    """How many words two lines begin with alike."""
    return next(
        (at for at, (a, b) in enumerate(zip(one, other, strict=False)) if a != b), min(len(one), len(other))
    )


def _depth(line: str) -> int:
    found = _MARKS.match(line)
    return found.group().count(">") + found.group().count("＞") if found else 0


def _belongs(lines: Lines, at: int, ours: Ours) -> bool:
    return _is_ours(lines, at, ours) or _is_piece(lines, at, ours)


def _is_piece(lines: Lines, at: int, ours: Ours) -> bool:
    """Whether it may be of a line of ours that was wrapped within a word, or of a link."""
    around = [*lines.texts[max(at - 1, 0) : at + 2], ""] if at else ["", *lines.texts[:2], ""]
    above, its, below = (squeezed(_MARKS.sub("", one[:LINE_CHARS], count=1)) for one in around[:3])
    if not its:
        return False
    if any(above + its in one or its + below in one for one in ours.squeezed):
        return True
    text, last = lines.texts[at].strip("> \t"), around[0].rpartition(" ")[2]
    return " " not in text and (len(text) > WORD or ("://" in last and squeezed(last) != ""))


WORD = 30
"""Letters without a blank that are no word of anybody's."""


def _is_ours(lines: Lines, at: int, ours: Ours) -> bool:
    its = lines.key(at)
    return ours.holds(its) if its else ours.host in lines.texts[at].lower()


def _tail(lines: Lines, at: int, ours: Ours) -> None:
    """What was wrapped out of a marked line, and lost its mark, goes on where that ends."""
    its, before = (lines.key(at), lines.key(at - 1)) if at < len(lines.texts) else ("", "")
    following = next(
        (lines.key(one) for one in range(at + 1, min(at + 4, len(lines.texts))) if lines.marked[one]), ""
    )
    goes_on_there = bool(following) and ours.holds(before + following[1:])
    if its and before and not goes_on_there and ours.holds(before + its[1:]):
        lines.are[at] = OURS


@dataclass(slots=True)
class _Chain:
    """Lines of ours in their order. words: how many of ours they hold; begins, ends: the place of the last one."""

    lines: list[int] = field(default_factory=list)
    words: int = 0
    begins: int = -1
    ends: int = 0


def _unmarked(lines: Lines, ours: Ours) -> list[int]:
    """Quotations that nothing marks: our sentences in their order; where each begins."""
    best = max((_quoted_as(lines, one, ours) for one in ours.keys), key=_words_of, default=[])
    for chain in best:
        lines.set(chain.lines, OURS)
        lines.set(_links(lines, chain, ours), AROUND)
    return [one.lines[0] for one in best]


def _quoted_as(lines: Lines, our_key: str, ours: Ours) -> list[_Chain]:
    """Where one of the wordings is quoted."""
    enough = (our_key.count(" ") - 1) * SHARE
    chains = sorted(_chains(lines, our_key), key=lambda one: one.words, reverse=True)
    return [
        one
        for one in chains[:WINDOWS]
        if one.words >= enough
        or (one.words >= SURE and head_above(lines.texts, lines.kept_above(one.lines[0]), ours))
    ]


def _words_of(chains: list[_Chain]) -> int:
    return sum(one.words for one in chains)


def _chains(lines: Lines, our_key: str) -> list[_Chain]:
    chains: list[_Chain] = []
    now = _Chain()
    for at in (at for window in lines.near() for at in window):
        if lines.marked[at] or lines.are[at] or not (its := lines.key(at)):
            continue
        place = our_key.find(its, max(now.ends - 1, 0))
        if place < 0:
            place = our_key.find(its)
            if place < 0:
                continue
            if place == now.begins and len(its) >= now.ends - place:  # the same twice: the earlier one is their own
                now.lines[-1] = at
                continue
            chains.append(now)
            now = _Chain()
        now.lines.append(at)
        now.words += its.count(" ") - 1
        now.begins, now.ends = place, place + len(its)
    return [one for one in [*chains, now] if one.lines]


def _links(lines: Lines, chain: _Chain, ours: Ours) -> Iterator[int]:
    """Lines between and right behind ours that hold nothing but our links."""
    for at in range(chain.lines[0], min(chain.lines[-1] + 4, len(lines.texts))):
        text = lines.texts[at]
        if len(text) <= LINE_CHARS and ours.host in text.lower() and not key(text):
            yield at


def _between(lines: Lines) -> None:
    """
    Empty lines between what is cut, or behind it at the end, are cut with it; so is a drawn one among unmarked
    lines of ours, which has one itself. Elsewhere it is somebody's own.
    """
    waiting, before = list[int](), -1
    for at, its in enumerate(lines.are):
        if its != KEPT:
            if waiting:
                bare = not lines.marked[before] and not lines.marked[at]
                lines.set((one for one in waiting if bare or not lines.texts[one].strip()), AROUND)
                waiting = []
            before = at
        elif before >= 0 and _NEUTRAL.fullmatch(lines.texts[at][:LINE_CHARS]):
            waiting.append(at)
        else:
            waiting, before = [], -1
    lines.set((one for one in waiting if not lines.texts[one].strip()), AROUND)
