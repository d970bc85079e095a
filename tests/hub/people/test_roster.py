"""The roster: who comes, changes and goes, what that does to rights, and how the command tells of it."""

import asyncio
import csv
import json
import os
from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub.commands.demo import BUNDLE
from hub.store.row_security import Across
from tests.hub import forking
from tests.hub.running import PEOPLE, running, settings_for

ROOT = Path(__file__).parents[3]
Row = dict[str, str]


async def command(folder: Path, *words: str) -> tuple[int, str, str]:
    """What a command answers: its exit code and what it says."""
    (folder / PEOPLE).unlink(missing_ok=True)  # whatever the command does to them
    return await forking.command({**os.environ, **settings_for(folder).environ}, *words)  # noqa: TID251


async def imported(folder: Path, bundle: Path, *more: str) -> tuple[int, Any]:
    """The import's exit code and what it says for programs."""
    code, out, err = await command(folder, "roster", "import", str(bundle), "--json", *more)
    assert out, err
    return code, json.loads(out)


def rewrite(bundle: Path, file: str, change: Callable[[list[Row]], list[Row]]) -> None:
    """Change the rows of one file."""
    with (bundle / file).open(newline="") as read:
        rows = list(csv.DictReader(read))
    with (bundle / file).open("w", newline="") as write:
        writer = csv.DictWriter(write, rows[0].keys())
        writer.writeheader()
        writer.writerows(change(rows))


def ana_in_saplings(rows: list[Row]) -> list[Row]:
    """Ana works in Saplings and no longer in Acorns."""
    for row in rows:
        if row["userSourcedId"] == "usr-ana-reyes":
            row["classSourcedId"] = "room-saplings"
    return rows


def counts(said: dict[str, Any]) -> dict[str, tuple[int, int, int]]:
    """What changed at all, as (added, changed, removed)."""
    found = {name: (one["added"], one["changed"], one["removed"]) for name, one in said.items()}
    return {name: count for name, count in found.items() if any(count)}


async def test_a_bundle_is_imported_whole_and_a_second_time_changes_nothing(tmp_path: Path) -> None:
    dry = await imported(tmp_path, BUNDLE, "--dry-run")
    first = await imported(tmp_path, BUNDLE)
    second = await imported(tmp_path, BUNDLE)

    assert (dry[0], dry[1]["applied"], dry[1]["did"]) == (0, False, None)
    assert dry[1]["would"] == first[1]["did"]
    assert (first[0], first[1]["applied"], first[1]["refused"]) == (0, True, [])
    assert counts(first[1]["did"])["students"] == (61, 0, 0)
    assert (second[0], second[1]["applied"], counts(second[1]["did"])) == (0, True, {})


async def test_a_bundle_with_an_error_changes_nothing_and_says_where_it_is(records: Path, bundle: Path) -> None:
    def broken(rows: list[Row]) -> list[Row]:
        rows[3]["beginDate"] = "yesterday"
        rows[4]["userSourcedId"] = "stu-nobody"
        return rows

    rewrite(bundle, "enrollments.csv", broken)
    code, said = await imported(records, bundle)

    assert (code, said["applied"], said["did"]) == (1, False, None)
    assert [(one["file"], one["line"], one["column"]) for one in said["refused"]] == [
        ("enrollments.csv", 5, "beginDate"),
        ("enrollments.csv", 6, "userSourcedId"),
    ]
    assert counts((await imported(records, BUNDLE))[1]["did"]) == {}


async def test_an_admin_goes_on_without_rows_that_are_refused_and_reads_first_what_that_takes_away(
    records: Path, bundle: Path
) -> None:
    def broken(rows: list[Row]) -> list[Row]:
        next(one for one in rows if one["sourcedId"] == "usr-rosa-alvarez")["givenName"] = ""
        return rows

    rewrite(bundle, "users.csv", broken)
    refused = await imported(records, bundle)
    code, out, _ = await command(records, "roster", "import", str(bundle))
    dry = await imported(records, bundle, "--without-refused", "--dry-run")
    done = await imported(records, bundle, "--without-refused")

    assert (refused[0], refused[1]["without_refused"]) == (1, {"rows": 1, "people": 1})
    assert code == 1
    assert "Or go on without these rows (1, and with them 1 people): add --without-refused" in out
    assert (dry[0], dry[1]["applied"], dry[1]["would"]) == (0, False, done[1]["did"])
    assert [(one["file"], one["column"]) for one in done[1]["left_out"]] == [("users.csv", "givenName")]
    assert (done[0], done[1]["applied"], done[1]["people_left_out"], done[1]["refused"]) == (0, True, 1, [])
    assert counts(done[1]["did"])["guardians"] == (0, 0, 2)
    assert counts((await imported(records, BUNDLE))[1]["did"])["guardians"] == (2, 0, 0)


async def test_a_file_that_is_not_there_is_refused_and_told_to_people(tmp_path: Path) -> None:
    code, out, err = await command(tmp_path, "roster", "import", str(tmp_path / "nothing.zip"))

    assert code == 1
    assert "Nothing was changed" in out
    assert err == ""


async def test_anas_change_of_room_takes_mias_family_from_her_at_once_and_gives_her_leos(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "enrollments.csv", ana_in_saplings)
    async with running(records) as maple:
        ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
        family = await ana.conversation("family", "Mia")
        async with ana.device() as phone, rosa.device() as parent:
            await phone.live()
            await parent.live()
            await rosa.post(family, "She hears this")
            assert (await phone.event(kind="message"))["item"]["text"] == "She hears this"

            code, said = await imported(records, bundle)
            member = await phone.event(kind="member")
            await rosa.post(family, "She does not hear this")
            await parent.event(kind="message", n=2)
            silence = await phone.silence()

        leo = await ana.conversation("family", "Leo")
        refused = await ana.ask("GET", f"/v1/conversations/{family}/messages")
        posted = await ana.ask(
            "POST",
            f"/v1/conversations/{family}/messages",
            {"item": {"type": "text", "text": "late"}},
            **{"idempotency-key": "late"},
        )
        async with ana.device(since=0) as again:
            replayed = await again.replayed()

    assert (code, said["applied"]) == (0, True)
    assert family in member["lost"]
    assert leo in member["gained"]
    assert [one for one in silence if one.get("conversation") == family] == []
    assert (refused[0], posted[0]) == (404, 404)
    assert [one for one in replayed if one.get("conversation") == family] == []


async def test_who_is_missing_from_the_bundle_is_out_at_once_and_comes_back_as_the_same_person(
    records: Path, bundle: Path
) -> None:
    everybody = {file.name: file.read_bytes() for file in bundle.iterdir()}
    for file, column in (
        ("users.csv", "sourcedId"),
        ("roles.csv", "userSourcedId"),
        ("enrollments.csv", "userSourcedId"),
    ):
        rewrite(bundle, file, lambda rows, column=column: [row for row in rows if row[column] != "usr-ben-carter"])  # type: ignore[misc]
    async with running(records) as maple:
        ben = await maple.somebody("Ben Carter")
        before = {one["id"] for one in await ben.conversations()}
        async with ben.device() as phone:
            await phone.live()
            _, said = await imported(records, bundle)
            code = await phone.closed()
        gone = await ben.ask("GET", "/v1/me")
        for name, content in everybody.items():
            (bundle / name).write_bytes(content)
        _, back = await imported(records, bundle)
        await maple.hub.schools[maple.school].catch_up()
        old = await ben.ask("GET", "/v1/me")
        its = {"email": ben.its["email"], "password": ben.its["password"]}
        async with maple.http.post(f"{maple.url}/v1/sign-in", json=its) as answer:
            ben.token = (await answer.json())["token"]
        after = {one["id"] for one in await ben.conversations()}

    assert counts(said["did"])["people"] == (0, 0, 1)
    assert (code, gone[0], old[0]) == (4501, 401, 401)  # the sign-in of before is over for good
    assert counts(back["did"])["people"] == (0, 1, 0)
    assert after == before


async def test_a_guardian_reads_what_was_said_while_they_belonged_and_nothing_from_before(
    records: Path, bundle: Path
) -> None:
    def without_rosa(rows: list[Row]) -> list[Row]:
        for row in rows:
            if row["sourcedId"] == "stu-mia-alvarez":
                row["agentSourcedIds"] = ",".join(
                    one for one in row["agentSourcedIds"].split(",") if one.strip() != "usr-rosa-alvarez"
                )
        return rows

    async with running(records) as maple:
        ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
        school = maple.hub.schools[maple.school]
        family = await ana.conversation("family", "Mia")
        await ana.post(family, "one")
        rewrite(bundle, "users.csv", without_rosa)
        await imported(records, bundle)
        await school.catch_up()
        out = (await rosa.ask("GET", f"/v1/conversations/{family}/messages"))[0]
        await ana.post(family, "two")
        await imported(records, BUNDLE)
        await school.catch_up()
        await ana.post(family, "three")
        seen = [one["item"]["text"] for one in await rosa.messages(family)]
        unread = next(one["unread"] for one in await rosa.conversations() if one["id"] == family)

    assert out == 404
    assert seen == ["three", "one"]
    assert unread == 2  # she had not read the first, and may never read the second


async def test_the_first_admin_of_an_imported_school_signs_in_and_no_import_takes_them_away(tmp_path: Path) -> None:
    none = await command(
        tmp_path, "admin", "create", "--email", "d@school.example", "--given", "D", "--family", "D"
    )
    await imported(tmp_path, BUNDLE)
    made = await command(
        tmp_path, "admin", "create", "--email", "d@school.example", "--given", "Dee", "--family", "Day"
    )
    again = await command(
        tmp_path, "admin", "create", "--email", "d@school.example", "--given", "Dee", "--family", "D"
    )
    await imported(tmp_path, BUNDLE)
    password = made[1].rsplit(" ", 1)[-1].strip()
    async with running(tmp_path, demo=False) as hub:
        answer = await hub.http.post(
            f"{hub.url}/v1/sign-in", json={"email": "d@school.example", "password": password}
        )
        body = await answer.json()

    assert (none[0], made[0], again[0]) == (1, 0, 1)
    assert (answer.status, body["role"]) == (200, "admin")


async def test_the_demo_says_who_can_sign_in(tmp_path: Path) -> None:
    code, out, err = await command(tmp_path, "demo", "--json")
    said = json.loads(out)
    rosa = next(one for one in said["people"] if one["name"] == "Rosa Alvarez")

    assert (code, err) == (0, "")
    assert said.keys() == {"school", "base_url", "people"}
    assert {"name", "role", "email", "password", "rooms", "students"} <= rosa.keys()
    assert rosa["students"] == ["Luca Alvarez", "Mia Alvarez"]


async def test_a_wrong_setting_is_told_in_a_sentence(tmp_path: Path) -> None:
    (tmp_path / "other.txt").write_text("this is no database " * 100)
    for name, value in (
        ("ROOMWIRE_DATABASE_URL", "mysql://x/y"),
        ("ROOMWIRE_DATABASE_URL", "sqlite:////proc/nothing/here.sqlite3"),
        ("ROOMWIRE_REDIS_URL", "http://127.0.0.1:6379"),
        ("ROOMWIRE_REDIS_URL", "redis+sentinel://127.0.0.1:26379"),
        ("ROOMWIRE_REDIS_URL", "redis+cluster://127.0.0.1:many"),
        ("ROOMWIRE_DATABASE_URL", f"sqlite:///{tmp_path}/other.txt"),
        ("ROOMWIRE_BASE_URL", "nonsense"),
        ("ROOMWIRE_TIME_ZONE", "Mars/North"),
        ("ROOMWIRE_POSTS_PER_S", "many"),
    ):
        code, _, said = await forking.command({**settings_for(tmp_path).environ, name: value}, "migrate")

        assert code == 2, said
        assert name in said
        assert "Traceback" not in said


async def test_a_right_ends_with_its_last_day_though_nobody_imports_anything(records: Path, bundle: Path) -> None:
    from datetime import UTC, datetime, timedelta

    from hub.actions.people.turn_day import turn_day
    from hub.store.schools import list_days

    today = datetime.now(UTC).date()

    def ending(rows: list[Row]) -> list[Row]:
        for row in rows:
            if row["userSourcedId"] == "usr-ana-reyes":
                row["endDate"] = (today + timedelta(days=1)).isoformat()  # the first day that no longer counts
        return rows

    rewrite(bundle, "enrollments.csv", ending)
    await imported(records, bundle)
    async with running(records) as maple:
        ana = await maple.somebody("Ana Reyes")
        family = await ana.conversation("family", "Mia")  # today still counts
        async with ana.device() as phone:
            await phone.live()
            maple.clock.ahead = timedelta(days=1)
            (before,) = await maple.hub.store.read(list_days, Across.OPERATOR)
            turned = await turn_day(maple.hub.store, before, maple.clock())
            member = await phone.event(kind="member")

    assert turned
    assert family in member["lost"]


async def test_who_was_brought_in_beside_a_running_hub_signs_in_at_once(records: Path) -> None:
    async with running(records) as maple:
        words = ("--email", "new@maplestreet.example", "--given", "Nia", "--family", "New")
        code, out, _ = await command(records, "admin", "create", *words)
        password = out.rsplit(" ", 1)[-1].strip()
        url = f"{maple.url}/v1/sign-in"
        answer = await maple.http.post(url, json={"email": "new@maplestreet.example", "password": password})
        body = await answer.json()

    assert (code, answer.status, body["role"]) == (0, 200, "admin")


async def test_no_event_after_a_loss_reaches_who_lost_it_however_many_are_under_way(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "enrollments.csv", ana_in_saplings)
    async with running(records) as maple:
        ana, rosa, tom = [await maple.somebody(name) for name in ("Ana Reyes", "Rosa Alvarez", "Tom Alvarez")]
        family = await ana.conversation("family", "Mia")
        stop = asyncio.Event()

        async def talk(person: Any) -> None:
            while not stop.is_set():
                await person.post(family, "going on")

        async with ana.device() as phone, ana.device(since=0) as behind:
            await phone.live()
            talking = [asyncio.create_task(talk(person)) for person in (rosa, tom, rosa)]
            await phone.event(kind="message", conversation=family)
            await imported(records, bundle)
            member = await phone.event(kind="member")
            late = await phone.silence()
            replayed = await behind.replayed()
            stop.set()
            await asyncio.gather(*talking)
        after = [one for one in await tom.messages(family) if one["seq"] > member["seq"]]

    assert family in member["lost"]
    assert after  # they did go on
    assert [one for one in late if one.get("conversation") == family] == []
    lost_at = member["seq"]
    assert [one for one in replayed if one.get("conversation") == family and one["seq"] > lost_at] == []
