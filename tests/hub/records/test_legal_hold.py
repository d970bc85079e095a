"""Legal holds, over a running hub: what they keep, who puts and releases them, and who learns nothing of one."""

from __future__ import annotations

from pathlib import Path

from hub.store import schema
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.records.test_files import brought, nora_is_an_admin, sending
from tests.hub.records.test_retention import CAPTION, WORDS, hold, preview, removed, rule, years_on
from tests.hub.running import Running, running

GONE = ("rol-emil-lind-student", "rol-nora-lind-parent")


def emil_left(bundle: Path) -> None:
    """Emil and Nora, who works here, are a family of the school no more."""
    rewrite(bundle, "roles.csv", lambda rows: [one for one in rows if one["sourcedId"] not in GONE])
    rewrite(bundle, "users.csv", lambda rows: [one for one in rows if one["sourcedId"] != "stu-emil-lind"])
    emil = "stu-emil-lind"
    rewrite(bundle, "enrollments.csv", lambda rows: [one for one in rows if one["userSourcedId"] != emil])


async def long_ago(maple: Running, child: str) -> None:
    """Let the child have left, and everything have been said, years ago."""
    event, its, at = schema.event, schema.student, "2019-05-01T10:00:00.000Z"
    for change in (
        event.update().where(event.c.kind == "message").values(at=at),
        its.update().where(its.c.id == child).values(left_at=at),
    ):
        await maple.hub.store.write(lambda one: one.connection.execute(change), maple.school)  # noqa: B023 (awaited)


async def test_a_hold_keeps_everything_it_is_about_until_it_is_released(maple: Running) -> None:
    ana, ben, ines, rosa = await cast(maple, "Ana Reyes", "Ben Carter", "Ines Walker", "Rosa Alvarez")
    acorns, saplings = await ana.conversation("room", "Acorns"), await ben.conversation("room", "Saplings")
    await ana.post(acorns, WORDS)
    await ben.post(saplings, "Saplings sing")
    child, file = await mia(rosa), await brought(ana)
    team = await ana.conversation("staff", "Acorns")
    await ana.post(team, sending(file, tagged=[child]))
    for kind in ("room", "photos"):
        await rule(ines, kind, 24)
    holds = [await hold(ines, "student", child), await hold(ines, "person", ben.its["id"])]
    holds.append(await hold(ines, "conversation", acorns))
    assert await removed(maple, years_on(maple)) == 0
    names = {one["name"] for one in (await ines.get("/v1/legal-holds"))["items"]}
    assert {"Mia Alvarez", "Ben Carter", "Families of Acorns"} == names

    for its, gone in zip(holds, (1, 1, 1), strict=True):
        assert (await ines.ask("POST", f"/v1/legal-holds/{its}/release"))[0] == 200
        assert (await ines.ask("POST", f"/v1/legal-holds/{its}/release"))[0] == 409
        assert await removed(maple, years_on(maple)) == gone
    ended = (await ines.get("/v1/legal-holds"))["items"]
    assert {one["released_by"] for one in ended} == {"Ines Walker"}
    log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
    assert sum("released a hold" in one["says"] for one in log) == 3
    assert "26-118" not in str(log)


async def test_a_hold_on_a_child_keeps_what_showed_it_before_it_was_changed_or_withdrawn(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    child, team = await mia(rosa), await ana.conversation("staff", "Acorns")
    back = await ana.post(team, sending(await brought(ana), text=CAPTION, tagged=[child]))
    assert (await ana.ask("DELETE", f"/v1/messages/{back['id']}"))[0] == 200
    file = await brought(ana)
    other = await ana.post(team, sending(file, text=CAPTION, tagged=[child]))
    untagged = sending(file, text=CAPTION)
    assert (await ana.ask("PUT", f"/v1/messages/{other['id']}", {"item": untagged}))[0] == 200
    await rule(ines, "photos", 24)

    its = await hold(ines, "student", child)
    assert await removed(maple, years_on(maple)) == 0
    for one in (back, other):
        assert (await ines.ask("GET", f"/v1/messages/{one['id']}/revisions"))[0] == 200
    await ines.ask("POST", f"/v1/legal-holds/{its}/release")
    assert await removed(maple, years_on(maple)) == 2


async def test_a_hold_needs_a_reason_something_to_hold_and_is_there_once(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    wrong = [
        ({"on": "student", "about": child, "reason": " "}, 422),
        ({"on": "student", "about": "st_none", "reason": "Court"}, 404),
        ({"on": "person", "about": child, "reason": "Court"}, 404),
        ({"on": "room", "about": child, "reason": "Court"}, 422),
        ({"on": "student", "about": child, "reason": "x" * 501}, 422),
        ({"on": "person", "about": ines.its["id"], "reason": "Court"}, 403),
    ]
    for body, status in wrong:
        assert (await ines.ask("POST", "/v1/legal-holds", body))[0] == status, body
    await hold(ines, "student", child)
    again = {"on": "student", "about": child, "reason": "Court"}
    assert (await ines.ask("POST", "/v1/legal-holds", again))[0] == 409
    assert (await ines.ask("POST", "/v1/legal-holds/lh_none/release"))[0] == 404


async def test_an_admin_learns_nothing_of_what_is_kept_of_their_child_who_left(records: Path, bundle: Path) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        child = next(one["id"] for one in (await ines.get("/v1/students"))["items"] if one["name"] == "Emil Lind")
        where = await ines.conversation("family", "Emil")
        await ines.post(where, WORDS)
        holds = [await hold(ines, "student", child), await hold(ines, "conversation", where)]
    for _ in range(2):  # and what is said of them once more changes nothing
        emil_left(bundle)
        assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        nora, ines = await maple.somebody("Nora Lind", "admin"), await maple.somebody("Ines Walker")
        assert {one["id"] for one in (await ines.get("/v1/legal-holds"))["items"]} == set(holds)
        assert (await nora.get("/v1/legal-holds"))["items"] == []
        for its in holds:
            assert (await nora.ask("POST", f"/v1/legal-holds/{its}/release"))[0] == 404
        for on, about in (("student", child), ("conversation", where)):
            body = {"on": on, "about": about, "reason": "Mine"}
            assert (await nora.ask("POST", "/v1/legal-holds", body))[0] == 403
        for part in ("record", "photo-consent"):
            assert (await nora.ask("GET", f"/v1/students/{child}/{part}"))[0] == 403
            assert (await ines.ask("GET", f"/v1/students/{child}/{part}"))[0] == 200
        log = [(await who.get("/v1/activity-log?kind=settings"))["items"] for who in (nora, ines)]
        await long_ago(maple, child)
        assert [(await preview(who, "family", 36))["kept_by_holds"] for who in (nora, ines)] == [0, 1]
        assert [sum("on hold" in one["says"] for one in its) for its in log] == [0, 2]
