"""This file reads a database and proves its journal whole, or says what is wrong with it."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import islice

import msgspec
from sqlalchemy import Connection, text

from hub.store import log_proof
from hub.store.damage import damaged
from hub.store.journal import Body

EXAMPLES = 5
"""Examples told of one kind of fault."""


@dataclass(frozen=True, slots=True)
class Check:
    """A promise of the records. query: rows that break it, each with what to tell."""

    promise: str
    query: str


CHECKS = (
    Check(
        "Every school's journal counts 1, 2, 3 … without a hole, up to the school's counter",
        "select s.name, s.seq, count(e.seq), min(e.seq), max(e.seq) from school s"
        " left join event e on e.school = s.id group by s.id, s.name, s.seq"
        " having s.seq <> count(e.seq) or s.seq <> coalesce(max(e.seq), 0)"
        " or coalesce(min(e.seq), 1) <> 1",
    ),
    Check(
        "Every conversation's shared messages count 1, 2, 3 … without a hole",
        "select c.id, c.n, count(e.n), max(e.n) from conversation c"
        " left join event e on e.school = c.school and e.conversation = c.id and e.n is not null"
        " group by c.id, c.n having c.n <> count(e.n) or c.n <> coalesce(max(e.n), 0)"
        " or count(distinct e.n) <> count(e.n)",
    ),
    Check(
        "What is counted is for everybody in the conversation, and what is not counted is not",
        "select school, seq from event where (n is not null) <> (kind = 'message' and audience = 'all')",
    ),
    Check(
        "The rules' position is the last change of roster or setting",
        "select s.name, s.rules_seq, max(e.seq) from school s left join event e on e.school = s.id"
        " and e.kind in ('roster', 'setting') group by s.id, s.name, s.rules_seq"
        " having s.rules_seq <> coalesce(max(e.seq), 0)",
    ),
    Check(
        "Every held event has its hold, and every hold its held event",
        "select e.school, e.seq, e.id from event e left join hold h on h.school = e.school and h.message = e.id"
        " and h.seq = e.seq where e.kind = 'held' and h.message is null"
        " union all select h.school, h.seq, h.message from hold h left join event e on e.school = h.school"
        " and e.seq = h.seq and e.id = h.message and e.kind = 'held' where e.seq is null",
    ),
    Check(
        "Every review is of a hold that ended there, and every hold ended once",
        "select h.school, h.message, h.answer from hold h left join event e on e.school = h.school"
        " and e.seq = h.reviewed_seq and e.kind = 'reviewed' where h.answer is not null and e.seq is null"
        " union all select e.school, cast(e.seq as varchar), e.author from event e left join hold h"
        " on h.school = e.school and h.reviewed_seq = e.seq where e.kind = 'reviewed' and h.message is null",
    ),
    Check(
        "What was approved was released once, and what was not approved never",
        "select h.school, h.message, h.answer, count(e.seq) from hold h left join event e on e.school = h.school"
        " and e.id = h.message and e.kind = 'message' group by h.school, h.message, h.answer"
        " having count(e.seq) <> case when h.answer = 'approve' then 1 else 0 end",
    ),
    Check(
        "Every message is shared once",
        "select school, id, count(*) from event where kind = 'message' group by school, id having count(*) > 1",
    ),
    Check(
        "What was withdrawn is said nowhere",
        "select e.school, e.seq, e.id from event e where e.body like '%\"item\"%' and exists (select 1 from event w"
        " where w.school = e.school and w.id = e.id and w.kind = 'withdrawn')"
        " union all select h.school, e.seq, h.message from hold h join event e on e.school = h.school"
        " and e.seq = h.reviewed_seq where e.body like '%\"before\":%' and exists (select 1 from event w"
        " where w.school = h.school and w.id = h.message and w.kind = 'withdrawn')",
    ),
    Check(
        "Every change keeps what was there before it, of a message that is there, and nobody else reads of it",
        "select e.school, e.seq, e.id from event e left join revision r on r.school = e.school and r.seq = e.seq"
        " and r.message = e.id where e.kind in ('edited', 'withdrawn') and (r.seq is null or not exists"
        " (select 1 from event m where m.school = e.school and m.id = e.id and m.audience = e.audience"
        " and m.seq < e.seq and m.kind in ('message', 'held')))"
        " union all select r.school, r.seq, r.message from revision r left join event e on e.school = r.school"
        " and e.seq = r.seq and e.id = r.message and e.kind in ('edited', 'withdrawn')"
        " left join hold h on h.school = r.school and h.message = r.message and h.reviewed_seq = r.seq"
        " and h.answer = 'approve' where e.seq is null and h.message is null",
    ),
    Check(
        "Every delivery's event is there",
        "select d.school, d.id, d.event from delivery d left join event e on e.school = d.school"
        " and e.seq = d.event where e.seq is null",
    ),
    Check(
        "Everybody who was skipped was skipped for an event that is there",
        "select k.school, k.person, k.event from skip k left join event e on e.school = k.school"
        " and e.seq = k.event where e.seq is null",
    ),
    Check(
        "Every report is of what was said there, and nobody keeps themselves from anything",
        "select r.school, r.id, r.message from report r left join event e on e.school = r.school"
        " and e.id = r.message and e.conversation = r.conversation where r.message is not null and e.seq is null"
        " union all select b.school, b.person, b.blocked from block b where b.person = b.blocked",
    ),
    Check(
        "Every photo and file that was sent is of a message of its author that is there",
        "select f.school, f.id, f.message from file f where f.message is not null and not exists"
        " (select 1 from event e where e.school = f.school and e.id = f.message and e.author = f.author"
        " and e.kind in ('message', 'held'))",
    ),
    Check(
        "Every stay has all its changes, which count 1, 2, 3 …, and none overlaps another of its child",
        "select s.school, s.id, s.n, count(c.n), max(c.n) from stay s left join stay_change c on c.stay = s.id"
        " and c.school = s.school group by s.school, s.id, s.n"
        " having s.n <> count(c.n) or s.n <> coalesce(max(c.n), 0)"
        " union all select a.school, a.id, a.n, b.n, 0 from stay a join stay b on b.student = a.student"
        " and b.id > a.id and b.struck_at is null where a.struck_at is null"
        " and (b.left_at is null or a.came_at < b.left_at) and (a.left_at is null or b.came_at < a.left_at)",
    ),
    Check(
        "What closed by itself names nobody, is over since before that was written down, and only it is confirmed",
        "select school, id, left_method, left_by, left_at from stay where left_method = 'auto'"
        " and (left_by is not null or left_person is not null or left_at > left_noted_at)"
        " union all select school, id, left_method, confirmed_by, confirmed_at from stay"
        " where confirmed_at is not null and coalesce(left_method, '') <> 'auto'"
        " union all select c.school, c.stay, c.act, c.by, c.at from stay_change c"
        " where (c.by is null) <> (c.act = 'close')",
    ),
    Check(
        "No plan is ahead of its journal",
        "select p.school, p.seq, s.seq from planned p left join school s on s.id = p.school"
        " where s.id is null or p.seq > s.seq",
    ),
    Check(
        "Nobody has read what was never said, and unread is what a recount finds",
        "select m.school, m.person, m.conversation, m.read_n, c.n, count(e.n) from marker m"
        " left join conversation c on c.id = m.conversation and c.school = m.school"
        " left join event e on e.school = m.school and e.conversation = m.conversation and e.n > m.read_n"
        " group by m.school, m.person, m.conversation, m.read_n, c.n"
        " having c.n is null or m.read_n > c.n or c.n - m.read_n <> count(e.n)",
    ),
    Check(
        "In a private conversation no other guardian ever was, in a team’s none, and with the office no teacher",
        "select c.school, c.kind, c.subject, m.party from member m"
        " join conversation c on c.id = m.conversation and c.school = m.school"
        " where (c.kind = 'direct' and m.side = 'guardian' and m.party <> c.subject)"
        " or (c.kind in ('staff', 'staff_direct') and m.side = 'guardian')"
        " or (c.kind = 'office' and m.side = 'staff' and m.party <> 'admins')",
    ),
    Check(
        "Nobody who is barred from a child, or only picks it up, is in its family's conversations now",
        "select b.school, b.person, b.party from belongs b"
        " join guardianship g on g.guardian = b.person"
        " and b.party = 'student' || '\\:' || g.student || '\\:guardians'"
        " where b.until_seq is null and g.tie <> 'guardian'",
    ),
    Check(
        "Every right begins before it ends, within the journal",
        "select m.school, m.party, m.since_seq, m.until_seq from member m join school s on s.id = m.school"
        " where m.until_seq < m.since_seq or m.since_seq > s.seq or m.until_seq > s.seq"
        " union all select b.school, b.party, b.since_seq, b.until_seq from belongs b"
        " join school s on s.id = b.school"
        " where b.until_seq < b.since_seq or b.since_seq > s.seq or b.until_seq > s.seq",
    ),
)


@dataclass(frozen=True, slots=True)
class Finding:
    """How a promise stands: broken holds examples, empty where it holds."""

    promise: str
    broken: tuple[str, ...]


def verify(connection: Connection) -> list[Finding]:
    """Every promise of the records, looked at in this transaction."""
    found = [
        Finding(
            check.promise,
            tuple(_shown(tuple(row)) for row in connection.execute(text(check.query)).fetchmany(EXAMPLES)),
        )
        for check in CHECKS
    ]
    found.append(Finding("Every event can be read", tuple(_unreadable(connection))))
    found.append(
        Finding("Every photo and file is what was kept, and is told of as it is", tuple(damaged(connection)))
    )
    log = tuple(islice(log_proof.broken(connection), EXAMPLES))
    found.append(Finding("In every activity log nothing was changed, left out or cut off", log))
    if connection.dialect.name == "sqlite":
        said = [str(row[0]) for row in connection.execute(text("pragma integrity_check"))]
        found.append(Finding("The file is sound", tuple(one for one in said if one != "ok")[:EXAMPLES]))
    return found


def _shown(row: tuple[object, ...]) -> str:
    return ", ".join("nothing" if one is None else str(one) for one in row)


def _unreadable(connection: Connection) -> list[str]:
    decode = msgspec.json.Decoder(Body).decode
    broken: list[str] = []
    rows = connection.execution_options(yield_per=1_000).execute(text("select school, seq, body from event"))
    for school, seq, body in rows:
        try:
            decode(body)
        except msgspec.MsgspecError as error:
            broken.append(f"{school}, {seq}: {error}")
            if len(broken) == EXAMPLES:
                break
    return broken
