"""This file reads the activity log of a school for an admin: who did what, each entry as a sentence."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any

import msgspec

from hub.errors import Forbidden
from hub.store.activity_log import list_about, list_log, list_readings
from policies.records.activity_log import Deed, LogFacts, in_a_sentence, in_detail, may_see_log
from policies.records.deeds import LogKind
from policies.records.log_left_out import ABOUT_RECORDS, left_out_children, real_n, shown_n
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence

    from sqlalchemy import Connection, RowMapping

    from hub.store.activity_log import LogSearch
    from hub.store.snapshot import Snapshot
    from policies.sentence import Sentence


@dataclass(frozen=True, slots=True, kw_only=True)
class LogLine:
    """
    One entry as it is read. people: who did it and whom it was about, by id and the name they had then, each once.

    n: its number among those that the reader is shown at all. address: from where, None where that is not kept.
    conversation: where it was, for who may open it.
    """

    n: int
    at: str
    kind: LogKind
    says: Sentence
    details: tuple[Sentence, ...]
    people: Mapping[str, str]
    address: str | None
    conversation: str | None


def log_of(
    connection: Connection, rules: Snapshot, reader: str, wanted: LogSearch, limit: int, labels: Mapping[str, str]
) -> Sequence[LogLine]:
    """
    What is on record in the reader's school, newest first; one more than limit tells that there are more.

    What is left out for the reader is told by no page, number or count. wanted.before: the number of a line as it
    is shown. labels: what item types are called.

    Raises:
        Forbidden: only admins read it.
    """
    person = rules.roster.people[reader]
    if isinstance(verdict := may_see_log(person), Refused):
        raise Forbidden(verdict.because)
    own = left_out_children(rules.roster, person)
    without = list_about(connection, rules.school, ABOUT_RECORDS, own) if own else ()
    before = None if wanted.before is None else real_n(wanted.before, without)
    rows = list_log(connection, rules.school, replace(wanted, before=before, without=without), limit + 1)
    facts = {row["n"]: dict[str, Any](msgspec.json.decode(row["facts"])) for row in rows}
    records = [one["record"] for one in facts.values() if "record" in one]
    looked = list_readings(connection, rules.school, records) if records else {}
    lines = (_line(rules, reader, row, facts[row["n"]], looked, labels) for row in rows)
    return [replace(one, n=shown_n(one.n, without)) for one in lines]


def _line(
    rules: Snapshot,
    reader: str,
    row: RowMapping,
    facts: Mapping[str, Any],
    looked: Mapping[str, RowMapping],
    labels: Mapping[str, str],
) -> LogLine:
    its = LogFacts(deed=Deed(row["deed"]), by=row["by_name"], about=row["about_name"], facts=facts)
    where = str(facts.get("conversation", ""))
    if its.deed is Deed.READ_CONVERSATION and facts["record"] in looked:
        where = looked[facts["record"]]["about"]
    people = {row["by"]: row["by_name"], row["about"]: row["about_name"]}
    return LogLine(
        n=row["n"],
        at=row["at"],
        kind=LogKind(row["kind"]),
        says=in_a_sentence(its),
        details=in_detail(its, labels),
        people={one: name for one, name in people.items() if one is not None},
        address=row["address"],
        conversation=where if where and rules.membership(reader, where) is not None else None,
    )
