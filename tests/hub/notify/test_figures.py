"""How a school's alerts went, over a running hub: by the school's own days, and as a table to keep."""

from __future__ import annotations

import csv
import io
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from sqlalchemy import Connection, insert, select, text, update
from sqlalchemy.dialects import sqlite

from hub.store import figures, schema
from hub.store.clock import stamp
from hub.store.names import new
from hub.store.row_security import Across
from hub.store.schema import receipt
from notifiers.tables import delivery
from policies.notify.figures import days
from tests.hub.conversations.test_kinds import cast
from tests.hub.notify.test_telling import settled
from tests.hub.running import Running

LATER = "2999-01-01T00:00:00.000Z"
CHICAGO = "America/Chicago"
SPRING, MONDAY, FALL = date(2026, 3, 8), date(2026, 3, 9), date(2026, 11, 1)


def row(school: str, at: datetime, **its: Any) -> dict[str, Any]:
    """A delivery that was planned then, and taken five seconds later unless it says otherwise."""
    outcome = its.get("outcome", "accepted")
    after = its.pop("after", 5.0 if outcome in {"accepted", "ambiguous"} else None)
    number = its.pop("number", 0)
    return {
        "id": new("n"), "school": school, "event": 10_000 + number, "message": "m", "conversation": "c",
        "recipients": '["p"]', "medium": "push", "provider": "", "address": new("a"), "title": "Maple Street",
        "body": "New message from Ana Reyes", "path": "/", "planned_at": stamp(at), "due_at": stamp(at),
        "expires_at": stamp(at + timedelta(days=1)), "attempts": 1, "outcome": outcome, "detail": "", "step": 1,
        "reason": "", "handed_at": None if after is None else stamp(at + timedelta(seconds=after)),
        "settled_at": stamp(at + timedelta(seconds=30)) if outcome else None, **its,
    }  # fmt: skip


async def told(maple: Running, *rows: dict[str, Any], zone: str = CHICAGO) -> None:
    """These deliveries stand in the records, of a school in this time zone."""
    its = schema.school

    def write(connection: Connection) -> None:
        connection.execute(update(its).where(its.c.id == maple.school).values(time_zone=zone))
        if rows:
            connection.execute(insert(delivery), list(rows))

    await maple.hub.store.write(lambda one: write(one.connection), whose=Across.OPERATOR)
    ines = await maple.somebody("Ines Walker")
    for on in (True, False):  # a rule changes, so the school in memory is made anew
        await ines.ask("PUT", "/v1/settings/guardians", {"payers_only": on})
    assert maple.hub.schools[maple.school].snapshot.time_zone == zone


async def served(maple: Running, path: str) -> Any:
    """What the admin reads."""
    return await (await maple.somebody("Ines Walker")).get(path)


def at(day: date, hour: int, minute: int = 0) -> datetime:
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=UTC)


async def test_each_alert_is_counted_by_how_it_went_and_the_parts_sum_up(maple: Running) -> None:
    noon = at(FALL, 18)
    ended = ("dead_address", "opted_out", "bad_message", "misconfigured", "expired")
    await told(
        maple,
        *(row(maple.school, noon, after=seconds) for seconds in (1.0, 2.0, 3.0, 4.0, 100.0)),
        row(maple.school, noon, after=900.0, step=2),
        row(maple.school, noon, after=9_000.0, reason="Held until 07:00 America/Chicago: quiet hours."),
        row(maple.school, noon, outcome="joined", joined="n_other"),
        row(maple.school, noon, outcome="cancelled", detail="It was read before."),
        row(maple.school, noon, outcome="cancelled", detail="It was confirmed before."),
        row(maple.school, noon, outcome="cancelled", detail="The message was withdrawn."),
        *(row(maple.school, noon, outcome=outcome) for outcome in ended),
        row(maple.school, noon, outcome="expired"),
        row(maple.school, noon, outcome="ambiguous", after=None),
        row(maple.school, noon, outcome=None, due_at=LATER, expires_at=LATER),
        row("s_other", noon),
    )
    body = await served(maple, f"/v1/figures?from={FALL}&to={FALL}")
    (push,) = body["days"][0]["media"]

    assert (body["begin"], body["end"], len(body["days"])) == (str(FALL), str(FALL), 1)
    assert push == {
        "medium": "push", "planned": 19, "arrived": 7, "confirmed": 0, "joined": 1, "read": 2, "needless": 1,
        "unreached": 6, "dead_address": 1, "opted_out": 1, "bad_message": 1, "misconfigured": 1, "expired": 2,
        "ambiguous": 1, "waiting": 1, "median_s": 3.0, "p95_s": 100.0,
    }  # fmt: skip
    parts = ("arrived", "joined", "read", "needless", "unreached", "ambiguous", "waiting")
    assert sum(push[name] for name in parts) == push["planned"]


@pytest.mark.parametrize(
    ("day", "inside", "outside"),
    [
        (
            SPRING,
            (at(SPRING, 6), at(SPRING + timedelta(1), 4, 59)),
            (at(SPRING, 5, 59), at(SPRING + timedelta(1), 5)),
        ),
        (FALL, (at(FALL, 5), at(FALL + timedelta(1), 5, 59)), (at(FALL, 4, 59), at(FALL + timedelta(1), 6))),
    ],
)
async def test_a_day_is_the_schools_own_also_when_its_clock_is_changed(
    maple: Running, day: date, inside: tuple[datetime, ...], outside: tuple[datetime, ...]
) -> None:
    await told(maple, *(row(maple.school, one) for one in (*inside, *outside)))
    body = await served(maple, f"/v1/figures?from={day - timedelta(1)}&to={day + timedelta(1)}")
    planned = {one["day"]: sum(its["planned"] for its in one["media"]) for one in body["days"]}

    assert planned == {str(day + timedelta(1)): 1, str(day): 2, str(day - timedelta(1)): 1}
    assert [one["day"] for one in body["days"]] == sorted(planned, reverse=True)


async def test_texts_have_their_segments_and_cost_and_what_the_carrier_confirmed(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    noon, long = at(FALL, 18), "Сообщение от Лукаша Вишневского, и ещё одно от кого-то с очень длинным именем"
    texts = [
        row(maple.school, noon, medium="sms"),
        row(maple.school, noon, medium="sms", body=long),
        row(maple.school, noon, medium="sms", outcome="ambiguous"),
        row(maple.school, noon, medium="sms", outcome="dead_address", after=5.0),
        row(maple.school, noon, medium="sms", outcome="dead_address", after=5.0),
        row(maple.school, noon, medium="sms", outcome="joined"),
        row(maple.school, noon, medium="email"),
    ]
    await told(maple, *texts)
    said = [(0, "sent"), (0, "delivered"), (0, "read"), (1, "sent"), (3, "undelivered")]
    reports = [
        {"delivery": texts[one]["id"], "sid": "SM1", "status": status, "school": maple.school, "at": stamp(noon),
         "said": "{}"}
        for one, status in said
    ]  # fmt: skip
    await maple.hub.store.write(
        lambda one: one.connection.execute(insert(receipt), reports) and None, whose=Across.OPERATOR
    )
    path = f"/v1/figures?from={FALL}&to={FALL}"
    (unpriced,) = (await served(maple, path))["days"]
    await ines.ask("PUT", "/v1/settings/texts", {"segment_price": 83})
    (priced,) = (await served(maple, path))["days"]
    sms = next(one for one in priced["media"] if one["medium"] == "sms")

    assert [one["medium"] for one in priced["media"]] == ["sms", "email"]
    assert (sms["arrived"], sms["confirmed"], sms["unreached"], sms["ambiguous"]) == (2, 1, 2, 1)
    # Those that were taken, or may have been, and the one that the carrier reported on: three of one, one of more.
    assert priced["texts"] == 4
    assert priced["segments"] > 4
    assert priced["cost"] == f"{priced['segments'] * 83 / 10_000:.4f}"
    assert (unpriced["segments"], unpriced["cost"]) == (priced["segments"], None)


async def test_the_figures_are_a_table_to_keep_with_a_line_for_each_day_and_medium(maple: Running) -> None:
    noon = at(FALL, 18)
    await told(
        maple,
        row(maple.school, noon),
        row(maple.school, noon, medium="sms"),
        row(maple.school, noon - timedelta(days=1), medium="email", outcome="expired"),
    )
    path = f"/v1/figures?from={FALL - timedelta(7)}&to={FALL}&format=csv"
    table = list(csv.DictReader(io.StringIO(await served(maple, path))))
    ines = await maple.somebody("Ines Walker")
    async with maple.http.get(maple.url + path, headers=ines.headers) as answer:
        kind, name = answer.headers["content-type"], answer.headers["content-disposition"]

    assert kind.startswith("text/csv")
    assert name == 'attachment; filename="roomwire-alerts-2026-10-25-2026-11-01.csv"'
    assert [(one["day"], one["medium"], one["planned"]) for one in table] == [
        ("2026-10-31", "email", "1"), ("2026-11-01", "push", "1"), ("2026-11-01", "sms", "1"),
    ]  # fmt: skip
    assert (table[0]["expired"], table[0]["median_s"], table[1]["median_s"]) == ("1", "", "5.0")
    assert (table[2]["segments"], table[1]["segments"], table[2]["cost"]) == ("1", "", "")


async def test_only_admins_see_figures_and_what_cannot_be_asked_for_is_told(maple: Running) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    for who in (ana, rosa):
        assert (await who.ask("GET", "/v1/figures"))[0] == 403
        assert (await who.ask("GET", "/v1/figures?format=csv"))[0] == 403
    for query, said in (
        ("from=yesterday", "from: give a date such as 2026-11-01."),
        ("to=2026-02-30", "to: give a date such as 2026-11-01."),
        ("to=20261101", "to: give a date such as 2026-11-01."),
        ("from=2026-11-02&to=2026-11-01", "from: give a date that is not after “to”."),
        ("from=2026-01-01&to=2026-11-01", "to: give at most 92 days at once."),
        ("from=0001-01-01&to=0001-01-02", "from: give dates from 2000-01-01 to 2999-12-31."),
        ("to=0001-01-01", "from: give dates from 2000-01-01 to 2999-12-31."),
        ("format=xls", "format: one of csv, json."),
    ):
        status, body = await ines.ask("GET", f"/v1/figures?{query}")
        assert (status, body["detail"]) == (422, said), query


async def test_a_school_that_has_just_begun_has_a_fortnight_without_alerts(maple: Running) -> None:
    await told(maple, zone="Asia/Tokyo")
    body = await served(maple, "/v1/figures")

    assert len(body["days"]) == 14
    assert all(one["media"] == [] and one["texts"] == 0 for one in body["days"])
    assert body["zone"] == "Asia/Tokyo"


async def test_what_was_just_told_is_there_today(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    await ana.post(await ana.conversation("family", "Mia"), "Mia slept well")
    rows = await settled(maple, 2)
    today = (await ines.get("/v1/figures"))["days"][0]

    assert sum(one["planned"] for one in today["media"]) >= len(rows)
    assert sum(one["arrived"] for one in today["media"]) == len(rows)
    assert today["segments"] == len([row for row in rows if row["medium"] == "sms"])
    assert all(one["median_s"] is not None for one in today["media"] if one["arrived"])


@pytest.mark.only("sqlite")
async def test_a_day_is_found_by_an_index_and_never_by_looking_at_every_delivery(maple: Running) -> None:
    day, here = figures._in(maple.school, days(FALL, FALL, CHICAGO))
    asked = select(delivery.c.id).select_from(day).join(delivery, here)
    written = str(asked.compile(dialect=sqlite.dialect(), compile_kwargs={"literal_binds": True}))
    plan = await maple.hub.store.read(
        lambda one: one.execute(text(f"explain query plan {written}")).all(), Across.OPERATOR
    )

    assert any(
        "delivery_by_urgency (school=? AND urgency=? AND planned_at>? AND planned_at<?)" in str(one) for one in plan
    )
