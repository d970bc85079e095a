"""A room that its source calls otherwise is the same room, with all of it; what was wrong is told no more."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.hub.people.test_roster import Row, rewrite
from tests.hub.people.test_roster_runs import brought, newest, waiting, yes, zipped
from tests.hub.running import Running, Somebody

KINDS = {"room", "announcement", "staff", "family", "day"}


def called(**names: str) -> Any:
    """Rooms have these names, by their sourcedIds with an underscore."""

    def change(rows: list[Row]) -> list[Row]:
        return [row | {"title": names.get(row["sourcedId"].replace("-", "_"), row["title"])} for row in rows]

    return change


async def seen(person: Somebody) -> dict[str, tuple[str | None, int]]:
    """Of somebody's conversations, by id: the name of the room, and how much was said there."""
    its = await person.conversations()
    return {one["id"]: (one["room_name"], one["n"]) for one in its if one["kind"] in KINDS}


async def applied(ines: Somebody, bundle: Path) -> Any:
    upload, trial = await waiting(ines, zipped(bundle))
    status, body = await yes(ines, upload, trial, confirmed=True)
    assert status == 200, body
    return trial


async def test_a_renamed_room_keeps_its_conversations_and_who_is_in_them(maple: Running, bundle: Path) -> None:
    ines, ana, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    room = await ana.conversation("staff", "Acorns")
    await ana.post(room, "The paint is dry")
    before, hers = await seen(ana), await seen(rosa)
    rewrite(bundle, "classes.csv", called(room_acorns="Hazels"))
    trial = await applied(ines, bundle)
    after, hers_after = await seen(ana), await seen(rosa)

    assert before[room] == ("Acorns", after[room][1])
    assert after[room][0] == "Hazels"
    assert (set(after), set(hers_after)) == (set(before), set(hers))
    assert {one: n for one, (_, n) in after.items()} == {one: n for one, (_, n) in before.items()}
    assert "Acorns" not in {name for name, _ in (*after.values(), *hers_after.values())}
    assert (trial["told"]["gains"], trial["told"]["loses"], trial["told"]["held"]) == ([], [], [])
    assert any("The paint is dry" in str(one) for one in await ana.messages(room))


async def test_two_rooms_that_swap_their_names_mix_up_nobody(maple: Running, bundle: Path) -> None:
    ines, ana, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    before, hers = await seen(ana), await seen(rosa)
    other = {"Acorns": "Saplings", "Saplings": "Acorns"}
    rewrite(bundle, "classes.csv", called(room_acorns="Saplings", room_saplings="Acorns"))
    trial = await applied(ines, bundle)

    assert {"Acorns"} <= {name for name, _ in before.values()}
    for was, now in ((before, await seen(ana)), (hers, await seen(rosa))):
        assert now == {one: (other.get(name or "", name), n) for one, (name, n) in was.items()}
    assert (trial["told"]["gains"], trial["told"]["loses"], trial["told"]["held"]) == ([], [], [])


async def test_a_room_that_gets_the_old_name_of_another_mixes_up_nobody(maple: Running, bundle: Path) -> None:
    ines, ana, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    before, hers = await seen(ana), await seen(rosa)
    rewrite(bundle, "classes.csv", called(room_acorns="Hazels", room_saplings="Acorns"))
    await applied(ines, bundle)
    other = {"Acorns": "Hazels", "Saplings": "Acorns"}

    for was, now in ((before, await seen(ana)), (hers, await seen(rosa))):
        assert now == {one: (other.get(name or "", name), n) for one, (name, n) in was.items()}


async def test_what_was_wrong_is_told_no_more_once_it_is_mended(maple: Running, bundle: Path) -> None:
    def broken(rows: list[Row]) -> list[Row]:
        return [{**rows[0], "beginDate": "yesterday"}, *rows[1:]]

    ines = await maple.somebody("Ines Walker")
    good = (bundle / "enrollments.csv").read_text()
    rewrite(bundle, "enrollments.csv", broken)
    _, refused = await brought(ines, zipped(bundle))
    wrong = await newest(ines)
    (bundle / "enrollments.csv").write_text(good)
    trial = await applied(ines, bundle)
    mended = await newest(ines)

    assert refused["run"]
    assert (wrong["run"]["state"], [one["column"] for one in wrong["told"]["issues"]]) == ("refused", ["beginDate"])
    assert (trial["told"]["issues"], mended["told"]["issues"]) == ([], [])
    assert mended["run"]["state"] in {"applied", "unchanged"}
    assert (await ines.get("/v1/roster"))["waiting"] == []
