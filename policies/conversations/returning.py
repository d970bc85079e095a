"""This file counts what is unread for somebody who was out of a conversation for a while and is back."""

from collections.abc import Collection, Iterable

from policies.conversations.seeing import Spans

Stretch = tuple[int, int]
"""Messages of a conversation by their numbers: those after the first, up to the second."""


def is_back(spans: Spans, seq: int) -> bool:
    """Whether who comes in shortly before the journal's position seq was in before, and finds their place again."""
    return any(until is not None and until <= seq for _, until in spans)


def out_of_sight(spans: Spans) -> Stretch | None:
    """
    Between which journal positions somebody was out just now, and still may not read what was said: from the first,
    without the second. None where they may read it all. spans: of what they may read, the open one last.
    """
    since, ends = spans[-1][0], [until for _, until in spans if until is not None]
    last = max(ends, default=since)
    return (last, since) if last < since else None


def unread(n: int, read_n: int, missed: Collection[Stretch], withdrawn: Iterable[int] = ()) -> int:
    """
    How many of a conversation's n messages somebody has to read.

    missed: what they may not, no stretch twice. withdrawn: the numbers of what was taken back, none twice; what
    lies in a stretch counts once.
    """
    hidden = sum(max(0, to - max(after, read_n)) for after, to in missed)
    gone = sum(read_n < one <= n and not any(after < one <= to for after, to in missed) for one in withdrawn)
    return max(0, n - read_n - hidden - gone)
