"""How long records are kept, over a running hub: what goes, what a hold keeps, and what no door shows any more."""

from __future__ import annotations

import zipfile
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any
from zoneinfo import ZoneInfo

import pytest
from sqlalchemy import select, text

from hub.actions.records.retention import A_COMMIT, remove_due, remove_in
from hub.store import archive, schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.schools import list_days
from hub.store.verify import verify
from policies.records.retention import cutoff
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.records.exports import office_export
from tests.hub.records.test_files import brought, sending
from tests.hub.running import Running, Somebody, running

WORDS = "Xylophones on Thursday"
CAPTION = "Zanzibar in the sand"


def years_on(maple: Running, years: int = 4) -> datetime:
    """This moment so many years later, and a day."""
    return cutoff(maple.clock(), -12 * years) + timedelta(days=1)


async def preview(admin: Somebody, kind: str, months: int) -> dict[str, Any]:
    status, body = await admin.ask("POST", "/v1/retention/preview", {"kind": kind, "months": months})
    assert status == 200, body
    return dict(body)


async def rule(admin: Somebody, kind: str, months: int, **more: object) -> tuple[int, Any]:
    return await admin.ask("PUT", f"/v1/retention/{kind}", {"months": months, "on": True, "seen": 0, **more})


async def removed(maple: Running, now: datetime) -> int:
    """How many records a night then removes."""
    (school,) = await maple.hub.store.read(list_days, Across.OPERATOR)
    return await remove_in(maple.hub.store, school, now)


async def hold(admin: Somebody, on: str, about: str) -> str:
    status, body = await admin.ask("POST", "/v1/legal-holds", {"on": on, "about": about, "reason": "Court, 26-118"})
    assert status == 200, body
    return str(next(one["id"] for one in body["items"] if one["about"] == about))


async def kept_words(maple: Running, tmp_path: Path) -> str:
    """Everything that a backup has, as one text."""
    file = tmp_path / "all.zip"
    archive.write(maple.hub.store.engine, file, "2026-12-01T00:00:00.000Z")
    with zipfile.ZipFile(file) as zipped:
        return "".join(zipped.read(name).decode() for name in zipped.namelist())


async def test_nothing_goes_by_itself_and_nothing_is_switched_on_unseen(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    room = await ana.conversation("room", "Acorns")
    await ana.post(room, WORDS)
    its = {one["kind"]: one for one in (await ines.get("/v1/retention"))["items"]}
    assert {one["on"] for one in its.values()} == {False}
    assert (its["room"]["months"], its["room"]["least"]) == (36, 12)
    assert await removed(maple, years_on(maple)) == 0

    assert (await preview(ines, "room", 12))["count"] == 0
    for wrong in ({"seen": 7}, {"seen": None}):
        status, body = await rule(ines, "room", 24, **wrong)
        assert (status, "more or less" in body["detail"]) == (409, True)
    assert (await rule(ines, "room", 24, on=False))[0] == 200
    assert await removed(maple, years_on(maple)) == 0
    assert (await rule(ines, "room", 24))[0] == 200
    assert await removed(maple, years_on(maple, 1)) == 0
    assert await removed(maple, years_on(maple)) > 0


@pytest.mark.parametrize(
    ("kind", "months", "says"),
    [
        ("room", 11, "months: Messages to the families of a room: keep them between 1 year and 25 years."),
        ("incidents", 83, "months: Incidents: keep them between 7 years and 25 years."),
        ("room", 301, "months: Messages to the families of a room: keep them between 1 year and 25 years."),
        ("everything", 24, "kind: There is no such kind of record."),
    ],
)
async def test_nobody_undercuts_the_least_or_keeps_what_is_no_kind(
    maple: Running, kind: str, months: int, says: str
) -> None:
    (ines,) = await cast(maple, "Ines Walker")
    for status, body in (
        await rule(ines, kind, months),
        await ines.ask("POST", "/v1/retention/preview", {"kind": kind, "months": months}),
    ):
        assert (status, body["detail"]) == (422, says)


async def test_only_admins_see_and_set_any_of_it(maple: Running) -> None:
    ana, rosa, ines = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Ines Walker")
    asks = [
        ("GET", "/v1/retention", None),
        ("PUT", "/v1/retention/room", {"months": 24, "on": False}),
        ("POST", "/v1/retention/preview", {"kind": "room", "months": 24}),
        ("GET", "/v1/legal-holds", None),
        ("POST", "/v1/legal-holds", {"on": "student", "about": await mia(rosa), "reason": "Court"}),
    ]
    for method, path, body in asks:
        assert [(await who.ask(method, path, body))[0] for who in (ana, rosa, ines)] == [403, 403, 200], path


async def test_what_is_too_old_says_nothing_at_any_door_and_the_records_stay_whole(
    maple: Running, tmp_path: Path
) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    room, family = await ana.conversation("room", "Acorns"), await ana.conversation("family", "Mia")
    said = await ana.post(room, WORDS)
    await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": {"type": "text", "text": f"{WORDS} and Friday"}})
    assert (await ines.ask("GET", f"/v1/messages/{said['id']}/revisions"))[0] == 200
    file = await brought(ana)
    shown = await ana.post(room, sending(file, text=CAPTION))
    back = await ana.post(room, f"{WORDS}, no")
    await ana.ask("DELETE", f"/v1/messages/{back['id']}")
    stays = await ana.post(family, "Mia slept well")
    assert WORDS in await kept_words(maple, tmp_path)
    assert (await rosa.open(file))[0] == 200
    for kind in ("room", "photos"):
        assert (await rule(ines, kind, 24))[0] == 200

    async with rosa.device() as phone:
        await phone.live()
        assert await removed(maple, years_on(maple)) == 3
        event = await phone.event(kind="withdrawn", id=said["id"])
        assert (event["removed_after"], event.get("item")) == (24, None)

    for who in (rosa, ana, ines):
        page = (await who.get(f"/v1/conversations/{room}/messages"))["items"]
        assert {one["removed_after"] for one in page if one["id"] in {said["id"], shown["id"]}} == {24}
        assert WORDS not in str(page)
        assert (await who.open(file))[0] == 404
    assert (await ines.ask("GET", f"/v1/messages/{said['id']}/revisions"))[0] == 404
    assert "Mia slept well" in str((await rosa.get(f"/v1/conversations/{family}/messages"))["items"])
    assert stays["id"]
    everything = await kept_words(maple, tmp_path)
    assert "slept well" in everything
    assert [one for one in (WORDS, CAPTION, "Xylophone") if one in everything] == []
    assert [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
    export = await office_export(ines)
    assert "Removed by the center’s retention rule of 2 years." in export.pages
    assert WORDS not in export.everything
    assert await removed(maple, years_on(maple)) == 0


async def test_what_went_is_on_record_without_a_word_of_it(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    room = await ana.conversation("room", "Acorns")
    for n in range(30):  # more than one commit takes
        await ana.post(room, f"{WORDS} {n}")
    await rule(ines, "room", 24)
    assert await removed(maple, years_on(maple)) == 30
    (line,) = (await ines.get("/v1/retention"))["removed"]
    assert (line["label"], line["count"], line["period"]) == ("Messages to the families of a room", 30, "2 years")
    log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
    entry = next(one for one in log if one["says"] == "Records were removed by the school’s retention rule.")
    assert entry["details"][0].startswith("Messages to the families of a room: 30, from 20")
    assert sum(one["says"] == entry["says"] for one in log) == 1
    assert WORDS not in str(log)
    assert "set how long the school keeps records" in str(log)
    assert [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_of_a_child_who_is_here_nothing_goes_and_of_one_who_left_only_years_later(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    await ana.post(family, WORDS)
    note = {"type": "note", "text": WORDS, "happened_at": maple.clock().isoformat()}
    await ana.post(day, note)
    for kind in ("family", "day"):
        await rule(ines, kind, 24)
    assert await removed(maple, years_on(maple, 20)) == 0

    left, its = stamp(cutoff(maple.clock(), -12)), schema.student
    await maple.hub.store.write(
        lambda one: one.connection.execute(its.update().where(its.c.given == "Mia").values(left_at=left)),
        maple.school,
    )
    assert await removed(maple, years_on(maple, 2)) == 0
    assert await removed(maple, years_on(maple, 4)) >= 2


async def test_what_was_withdrawn_goes_by_the_rule_of_what_it_was(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    room = await ana.conversation("room", "Acorns")
    photo = await ana.post(room, sending(await brought(ana), text=CAPTION))
    fell = {"type": "incident", "what": WORDS, "happened_at": maple.clock().isoformat()}
    day = await ana.conversation("day", "Mia")
    incident = await ana.post(day, fell)
    for one in (photo, incident):
        assert (await ana.ask("DELETE", f"/v1/messages/{one['id']}"))[0] == 200
    left, its = stamp(cutoff(maple.clock(), 0)), schema.student
    await maple.hub.store.write(
        lambda one: one.connection.execute(its.update().where(its.c.given == "Mia").values(left_at=left)),
        maple.school,
    )
    await rule(ines, "room", 12)
    await rule(ines, "day", 36)

    async def words() -> str:
        return await maple.hub.store.read(
            lambda one: str(one.execute(select(schema.revision.c.item)).all()), Across.OPERATOR
        )

    await removed(maple, years_on(maple, 5))
    assert [one in await words() for one in (CAPTION, WORDS)] == [True, True]
    await rule(ines, "photos", 36)
    await removed(maple, years_on(maple, 5))
    assert [one in await words() for one in (CAPTION, WORDS)] == [False, True]
    await rule(ines, "incidents", 84)
    await removed(maple, years_on(maple, 8))
    assert WORDS not in await words()


async def test_a_preview_counts_what_goes_and_what_a_hold_keeps_and_tells_no_content(maple: Running) -> None:
    ana, ben, ines = await cast(maple, "Ana Reyes", "Ben Carter", "Ines Walker")
    acorns, saplings = await ana.conversation("room", "Acorns"), await ben.conversation("room", "Saplings")
    await ana.post(acorns, WORDS)
    await ben.post(saplings, WORDS)
    event = schema.event
    await maple.hub.store.write(
        lambda one: one.connection.execute(
            event.update().where(event.c.kind == "message").values(at="2019-05-01T10:00:00.000Z")
        ),
        maple.school,
    )
    found = await preview(ines, "room", 24)
    assert (found["count"], found["kept_by_holds"]) == (2, 0)
    assert (found["oldest"], found["newest"]) == ("2019-05-01T10:00:00.000Z",) * 2
    assert {one["where"] for one in found["examples"]} == {"Families of Acorns", "Families of Saplings"}
    assert {one["item_type"] for one in found["examples"]} == {"text"}
    assert WORDS not in str(found)
    await hold(ines, "conversation", acorns)
    after = await preview(ines, "room", 24)
    assert (after["count"], after["kept_by_holds"]) == (1, 1)
    assert (await rule(ines, "room", 24, seen=2))[0] == 409
    assert (await rule(ines, "room", 24, seen=1))[0] == 200


async def test_what_waits_or_was_reported_stays_until_somebody_has_decided(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    room = await ana.conversation("room", "Acorns")
    said = await ana.post(room, WORDS)
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    held = await ana.post(room, "Leo bit Mia")
    assert held["sharing"] == "held"
    report = {"message": said["id"], "reason": "Look at this"}
    assert (await rosa.ask("POST", f"/v1/conversations/{room}/reports", report))[0] in {200, 201}
    await rule(ines, "room", 24)
    assert await removed(maple, years_on(maple)) == 0
    (open_one,) = (await ines.get("/v1/reports"))["items"]
    assert (await ines.ask("POST", f"/v1/reports/{open_one['id']}", {"note": "Done"}))[0] in {200, 204}
    answer = {"answer": "return", "reason": "Not about Leo"}
    assert (await ines.ask("POST", f"/v1/reviews/{held['id']}", answer))[0] == 200
    assert await removed(maple, years_on(maple)) == 2
    told = await maple.hub.store.read(
        lambda one: str(one.execute(select(schema.event.c.body)).all()), Across.OPERATOR
    )
    assert "Not about Leo" not in told
    assert "Leo bit Mia" not in told


async def test_while_a_whole_conversation_is_reported_nothing_of_it_goes(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    room, saplings = await ana.conversation("room", "Acorns"), await ines.conversation("room", "Saplings")
    await ana.post(room, WORDS)
    await ines.post(saplings, "Saplings sing")
    path = f"/v1/conversations/{room}/reports"
    assert (await rosa.ask("POST", path, {"message": None, "reason": "Look at this"}))[0] in {200, 201}
    await rule(ines, "room", 24)
    assert await removed(maple, years_on(maple)) == 1
    (open_one,) = (await ines.get("/v1/reports"))["items"]
    assert (await ines.ask("POST", f"/v1/reports/{open_one['id']}", {"note": "Done"}))[0] in {200, 204}
    assert await removed(maple, years_on(maple)) == 1


async def test_it_happens_at_night_by_the_schools_own_clock(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    room = await ana.conversation("room", "Acorns")
    await ana.post(room, WORDS)
    await rule(ines, "room", 24)
    (school,) = await maple.hub.store.read(list_days, Across.OPERATOR)
    zone = ZoneInfo(school.time_zone)
    noon = years_on(maple).astimezone(zone).replace(hour=12)

    async def says() -> bool:
        bodies = await maple.hub.store.read(
            lambda one: one.execute(text("select body from event")).all(), Across.OPERATOR
        )
        return WORDS in str(bodies)

    await remove_due(maple.hub.store, lambda: noon)
    assert await says()
    await remove_due(maple.hub.store, lambda: noon.replace(hour=2))
    assert not await says()


async def test_what_is_left_when_the_night_ends_stays_until_the_next_and_is_told_once(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    room = await ana.conversation("room", "Acorns")
    for n in range(A_COMMIT + 1):
        await ana.post(room, f"{WORDS} {n}")
    event, evening = schema.event, "2019-05-02T02:00:00.000Z"  # by the school's clock the first of May
    for change in (
        event.update().where(event.c.kind == "message").values(at=evening),
        schema.school.update().values(time_zone="America/New_York"),
    ):
        await maple.hub.store.write(lambda one: one.connection.execute(change), maple.school)  # noqa: B023 (awaited)
    assert (await rule(ines, "room", 24, seen=A_COMMIT + 1))[0] == 200
    (school,) = await maple.hub.store.read(list_days, Across.OPERATOR)
    night = years_on(maple).astimezone(ZoneInfo(school.time_zone)).replace(hour=4, minute=59)
    moments = iter([night] * 4)  # for the school, as now, before it is looked for, before the first commit

    async def told() -> list[str]:
        log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
        return [one["details"][0] for one in log if one["says"].startswith("Records were removed")]

    await remove_due(maple.hub.store, lambda: next(moments, night + timedelta(minutes=1)))
    says = "Messages to the families of a room: {}, from 2019-05-01 to 2019-05-01, by a rule of 2 years."
    assert await told() == [says.format(A_COMMIT)]
    await remove_due(maple.hub.store, lambda: night)
    assert await told() == [says.format(1), says.format(A_COMMIT)]
    await remove_due(maple.hub.store, lambda: night)
    assert len(await told()) == 2
    assert [one["count"] for one in (await ines.get("/v1/retention"))["removed"]] == [A_COMMIT + 1]


async def test_alerts_of_an_emergency_stay_while_it_asks_somebody_to_confirm_it(maple: Running) -> None:
    ines, rosa, tom = await cast(maple, "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    family = await ines.conversation("family", "Mia")
    body = {"item": {"type": "text", "text": "Come at once"}, "urgency": "emergency"}
    status, said = await ines.ask(
        "POST", f"/v1/conversations/{family}/messages", body, **{"idempotency-key": "emergency"}
    )
    assert status in {200, 201}, said
    await settled(maple)
    await rule(ines, "alerts", 12)

    async def asked(who: Somebody) -> list[str]:
        return [one["message"] for one in (await who.get("/v1/emergencies"))["items"]]

    assert await removed(maple, years_on(maple)) == 0
    assert (await asked(rosa), await asked(tom)) == ([said["id"]], [said["id"]])
    assert (await rosa.ask("PUT", f"/v1/messages/{said['id']}/ack"))[0] in {200, 204}
    assert await removed(maple, years_on(maple)) > 0
    assert (await asked(rosa), await asked(tom)) == ([], [said["id"]])


async def test_alerts_go_with_their_history_unless_anything_is_on_hold(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    await ana.post(await ana.conversation("family", "Mia"), "Good morning")
    await settled(maple)
    await rule(ines, "alerts", 12)
    its = await hold(ines, "student", await mia(rosa))
    assert await removed(maple, years_on(maple)) == 0
    await ines.ask("POST", f"/v1/legal-holds/{its}/release")
    assert await removed(maple, years_on(maple)) > 0
    told = "select count(*) from delivery d left join attempt a on a.delivery = d.id where d.settled_at is not null"
    assert (await maple.hub.store.read(lambda one: one.execute(text(told)).scalar(), Across.OPERATOR)) == 0


async def test_another_school_sees_and_releases_nothing(records: Path) -> None:
    assert (await imported(records, elsewhere(records)))[0] == 0
    async with running(records) as maple:
        ines, rosa, elm = *await cast(maple, "Ines Walker", "Rosa Alvarez"), await at_elm(maple, "Ines Walker")
        its = await hold(ines, "student", await mia(rosa))
        assert (await elm.get("/v1/legal-holds"))["items"] == []
        assert (await elm.ask("POST", f"/v1/legal-holds/{its}/release"))[0] == 404
        await rule(elm, "room", 24, on=False)
        assert {one["months"] for one in (await ines.get("/v1/retention"))["items"] if one["kind"] == "room"} == {
            36
        }
