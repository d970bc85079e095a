"""This file has the endpoint of the activity log: who signed in and who changed what, for admins."""

from __future__ import annotations

from datetime import date
from typing import TYPE_CHECKING, Literal

from hub.api import speaking
from hub.api.query import NumberedQuery, page_length
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Named, Out
from hub.api.settings import LABELS
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Invalid
from hub.limits.costs import Cost
from hub.queries.records.activity_log import log_of
from hub.store.activity_log import LogSearch
from hub.store.clock import stamp
from policies.notify.figures import days
from policies.people.folding import fold
from policies.records.activity_log import Deed, LogFacts, in_a_sentence
from policies.records.deeds import LogKind
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from starlette.responses import Response

    from hub.queries.records.activity_log import LogLine

KindName = Literal["sign_ins", "rights", "children", "settings", "invitations", "reviews", "reading", "exports"]


class LogEntry(Out, frozen=True):
    """
    Something that was done. says: in a sentence, by the names that people had then; details: what changed, each as
    it is now and as it was.

    people: who did it and whom it was about, by those names. address: from where somebody signed in, null where
    that is not kept. conversation: where it was, null where the reader is not in it.
    """

    n: int
    at: str
    kind: KindName
    says: str
    details: tuple[str, ...]
    people: tuple[Named, ...]
    address: str | None
    conversation: str | None


class ActivityLog(Out, frozen=True):
    """Newest first; next: of the following page, null at the end."""

    items: tuple[LogEntry, ...]
    next: str | None


LONGEST_SEARCH = 200
"""Characters of what is searched for; names are shorter."""

MAX_SEARCH_WORDS = 8
"""Words that are looked for; who types more finds what has the first of them."""


class LogQuery(NumberedQuery, frozen=True):
    """What the log is looked through by. q: words of an entry, in the reader's language."""

    person: str = ""
    kind: LogKind | None = None
    day: date | None = None
    q: str = ""


async def activity_log(asked: Asked) -> Response:
    """Those of one person, one kind or one day of the school's calendar, or with words in them, where asked for."""
    reader, limit, wanted = asked.signed.person, page_length(asked.query), _wanted(asked)
    found = await read_on_fresh_rules(
        asked.school, lambda one, rules: log_of(one, rules, reader, wanted, limit, LABELS)
    )
    page = found[:limit]
    follows = str(page[-1].n) if len(found) > limit else None
    return answer(ActivityLog(items=tuple(_shown(one) for one in page), next=follows))


def _wanted(asked: Asked) -> LogSearch:
    query = asked.query
    since, until = _day(asked)
    words = tuple(fold(query.q[:LONGEST_SEARCH].replace("\0", " ")).split()[:MAX_SEARCH_WORDS])
    person = query.person
    if person and person not in asked.school.snapshot.roster.people:
        raise Invalid(on_field("person", say("there is nobody of that name here.")))
    return LogSearch(
        person=person,
        kind=query.kind or "",
        since=since,
        until=until,
        words=words,
        deeds=_called(" ".join(words)) if words else (),
        before=query.entry,
    )


def _day(asked: Asked) -> tuple[str, str]:
    """When a day of the school's calendar begins and ends; empty where none is asked for."""
    wanted = asked.query.day
    if wanted is None:
        return "", ""
    try:
        (its,) = days(wanted, wanted, asked.school.snapshot.time_zone)
    except (ValueError, OverflowError):
        raise Invalid(on_field("day", say("give a date such as 2026-11-01."))) from None
    return stamp(its.begins), stamp(its.ends)


def _called(words: str) -> tuple[str, ...]:
    """The deeds that are called so in the reader's language, whoever does them."""
    said = {one: fold(speaking.in_words(in_a_sentence(LogFacts(deed=one)))) for one in Deed}
    return tuple(one.value for one, sentence in said.items() if words in sentence)


def _shown(one: LogLine) -> LogEntry:
    return LogEntry(
        n=one.n,
        at=one.at,
        kind=one.kind.value,
        says=one.says,
        details=one.details,
        people=tuple(Named(id=its, name=name) for its, name in one.people.items()),
        address=one.address,
        conversation=one.conversation,
    )


ROUTES = (
    Route(method="GET", path="/v1/activity-log", cost=Cost.READ, handle=activity_log, gives=ActivityLog,
         query=LogQuery,
         says="Who signed in and who changed what, newest first, for admins."),
)  # fmt: skip
