"""This file hands over as one what is about to ring at one address, and puts off what is too much for a day."""

from __future__ import annotations

import json
from collections import Counter, defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from datetime import timedelta
from typing import TYPE_CHECKING

from sqlalchemy import BindParameter, Connection, RowMapping, bindparam, func, select, update

from notifiers import many
from notifiers.tables import delivery
from policies.notify.bundling import BEHIND, together, too_many
from policies.notify.preferences import Category
from policies.notify.recipients import Medium

if TYPE_CHECKING:
    from notifiers.outbox import Claimed

APART = timedelta(minutes=1)
"""What has rung on one medium so short a time ago is not told of by the next one yet, though others are."""

JOINED = "Told together with others."


@dataclass(frozen=True, slots=True)
class Waiting:
    """What else waits for the same addresses, and the moments it is judged by, as text."""

    rows: list[Claimed]
    at: str
    apart: str


def waiting_of(connection: Connection, claimed: Iterable[Claimed], at: str) -> Sequence[RowMapping]:
    """The other rows that wait, untried, in the bundles and at the addresses of what was claimed, due or not."""
    mine = {one.id for one in claimed}
    open_ = [one for one in claimed if _is_bundled(one)]
    if not open_:
        return []
    asked = {"at": at, "bundles": [*{one.bundle for one in open_}], "addresses": [*{one.address for one in open_}]}
    return [row for row in connection.execute(_WAITING, asked).mappings() if row["id"] not in mine]


def gathered(connection: Connection, claimed: list[Claimed], waiting: Waiting) -> list[Claimed]:
    """
    Of what was claimed, what is to be handed over: one of each bundle, with what it stands for.

    The others are settled as joined. Where an address has had its most of the day, it waits for the digest.

    Source: DESIGN.md section 7 (coalescing, digest, daily budget); ADR 19.
    """
    alone = [one for one in claimed if not _is_bundled(one)]
    groups = _groups(claimed, waiting)
    spent = _spent(connection, (its[0] for its in groups), waiting.at)
    handed: list[Claimed] = []
    late: list[Claimed] = []
    for its in groups:
        first = its[0]
        if _is_counted(first, waiting.at):
            if spent[first.address, first.digest_at] >= (first.most or 0):
                _put_off(connection, its, waiting.at)
                late += its
                continue
            spent[first.address, first.digest_at] += 1
        handed.append(_joined(connection, its, waiting.at))
    _follow(connection, late, waiting.at)
    return alone + handed


def _is_bundled(one: Claimed) -> bool:
    """What was tried before may have arrived: it is repeated as it was."""
    return bool(one.bundle) and one.attempts == 0


def _groups(claimed: list[Claimed], waiting: Waiting) -> list[list[Claimed]]:
    found: defaultdict[tuple[object, ...], list[Claimed]] = defaultdict(list)
    for one in claimed:
        if _is_bundled(one):
            found[_key(one)].append(one)
    for one in waiting.rows:
        if _key(one) in found and (one.step == 1 or one.planned_at <= waiting.apart):
            found[_key(one)].append(one)
    return list(found.values())


def _key(one: Claimed) -> tuple[object, ...]:
    return one.school, one.medium, one.address, one.recipients, one.bundle


def _is_counted(one: Claimed, at: str) -> bool:
    return one.most is not None and one.digest_at is not None and one.digest_at > at


def _spent(connection: Connection, firsts: Iterable[Claimed], at: str) -> Counter[tuple[str, str | None]]:
    """How many alerts have rung at these addresses since the last digest."""
    counted = [one for one in firsts if _is_counted(one, at)]
    if not counted:
        return Counter()
    asked = {"addresses": [*{one.address for one in counted}], "digests": [*{one.digest_at for one in counted}]}
    return Counter({(address, digest): many for address, digest, many in connection.execute(_SPENT, asked)})


def _joined(connection: Connection, its: list[Claimed], at: str) -> Claimed:
    first, *others = its
    if not others:
        return first
    about = tuple(told for one in sorted(its, key=lambda one: one.event) for told in one.about)
    same = all(one.conversation == first.conversation for one in others)
    whole = replace(
        first,
        about=about,
        body=together([(Category(category), who) for category, who in about]),
        n=max((one.n for one in its if one.n is not None), default=None) if same else first.n,
        path=first.path if same else "/#/",
    )
    values = {"its": whole.id, "tells": whole.body, "of": json.dumps(about), "upto": whole.n, "leads": whole.path}
    connection.execute(_WHOLE, values)
    connection.execute(_JOIN, [{"its": one.id, "at": at, "to": first.id, "how": JOINED} for one in others])
    many.note(connection, [(one.id, at, "joined", JOINED) for one in others])
    return whole


def _put_off(connection: Connection, its: list[Claimed], at: str) -> None:
    first = its[0]
    sentence = too_many(first.most or 0, Medium(first.medium))
    values = {"due": first.digest_at, "sentence": sentence}
    connection.execute(_PUT_OFF, [{"its": one.id, **values} for one in its])
    many.note(connection, [(one.id, at, "postponed", sentence) for one in its])


def _follow(connection: Connection, late: list[Claimed], at: str) -> None:
    """
    What follows those that were put off waits with them, where nothing else of the event rings at these people.

    Else a phone that is spared for the day would be rung by the text that follows.
    """
    if not late:
        return
    asked = {
        "schools": [*{one.school for one in late}],
        "events": [*{one.event for one in late}],
        "people": [*{json.dumps(one.recipients) for one in late}],
    }
    found: defaultdict[tuple[object, ...], list[RowMapping]] = defaultdict(list)
    for row in connection.execute(_SAME, asked).mappings():
        found[row["school"], row["event"], row["recipients"]].append(row)
    moved: dict[str, str] = {}
    for one in late:
        rows = found[one.school, one.event, json.dumps(one.recipients)]
        if not any(row["step"] <= one.step and _rings(row) for row in rows):
            later = [row for row in rows if row["step"] > one.step and _waits(row)]
            moved |= {row["id"]: row["behind_at"] for row in later if row["behind_at"] is not None}
    if moved:
        connection.execute(_BEHIND, [{"its": its, "due": due, "sentence": BEHIND} for its, due in moved.items()])
        many.note(connection, [(its, at, "postponed", BEHIND) for its in moved])


def _waits(row: RowMapping) -> bool:
    return row["settled_at"] is None and row["handed_at"] is None


def _rings(row: RowMapping) -> bool:
    """Whether it has rung, or will before the digest."""
    return (_waits(row) and row["bundle"] != "digest") or row["handed_at"] is not None or row["outcome"] == "joined"


def parted(connection: Connection, cancelled: Sequence[str]) -> None:
    """What these stood for is on its own again: they are not told of any more, and the others may have to be."""
    if cancelled:
        connection.execute(_PART, [{"to": its} for its in cancelled])


# Made once: building a statement costs more than running it.
_BUNDLES: BindParameter[list[str]] = bindparam("bundles", expanding=True)
_ADDRESSES: BindParameter[list[str]] = bindparam("addresses", expanding=True)
_DIGESTS: BindParameter[list[str]] = bindparam("digests", expanding=True)
_D = delivery.c
_WAITING = (
    select(delivery)
    .where(
        _D.bundle.in_(_BUNDLES),
        _D.address.in_(_ADDRESSES),
        _D.settled_at.is_(None),
        _D.handed_at.is_(None),
        _D.attempts == 0,
        _D.expires_at > bindparam("at"),
    )
    .order_by(_D.event)
    .with_for_update(skip_locked=True)
)
_SPENT = (
    select(_D.address, _D.digest_at, func.count())
    .where(_D.address.in_(_ADDRESSES), _D.digest_at.in_(_DIGESTS), _D.handed_at.is_not(None))
    .group_by(_D.address, _D.digest_at)
)
_ITS = _D.id == bindparam("its")
_WHOLE = update(delivery).where(_ITS).values(
    body=bindparam("tells"), about=bindparam("of"), n=bindparam("upto"), path=bindparam("leads")
)  # fmt: skip
_JOIN = update(delivery).where(_ITS).values(
    settled_at=bindparam("at"), outcome="joined", joined=bindparam("to"), detail=bindparam("how")
)  # fmt: skip
_PUT_OFF = update(delivery).where(_ITS).values(
    due_at=bindparam("due"), bundle="digest", digest_at=None, most=None, reason=bindparam("sentence")
)  # fmt: skip
_STANDS = _D.step, _D.bundle, _D.behind_at, _D.handed_at, _D.settled_at, _D.outcome
_SAME = select(_D.id, _D.school, _D.event, _D.recipients, *_STANDS).where(
    _D.school.in_(bindparam("schools", expanding=True)),
    _D.event.in_(bindparam("events", expanding=True)),
    _D.recipients.in_(bindparam("people", expanding=True)),
)
_BEHIND = update(delivery).where(_ITS).values(due_at=bindparam("due"), reason=bindparam("sentence"))
_PART = update(delivery).where(_D.joined == bindparam("to"), _D.outcome == "joined").values(
    settled_at=None, outcome=None, joined=None, detail=""
)  # fmt: skip
