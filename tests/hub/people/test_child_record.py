"""What the center keeps about a child, over a running hub: who sees what of it, who changes it, and what stays."""

from __future__ import annotations

import asyncio
import logging
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store import schema
from hub.store.row_security import Across
from tests.hub.api.test_access import twin
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.people.test_roster import ana_in_saplings, imported, rewrite
from tests.hub.people.test_schools import at_elm
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.records.exports import family_export, office_export
from tests.hub.records.test_files import nora_is_an_admin
from tests.hub.running import Running, Somebody, running

PEANUTS = {"what": "Peanuts", "severity": "severe", "action": "EpiPen, then 911"}
GRAN = {"name": "Luz Alvarez", "relation": "grandmother", "phone": "202-555-0100"}
HIS = {"name": "Bo Tate", "relation": "Tom’s friend", "phone": "(202) 555-0177"}
ORDER = "Order 26-118: Tom sees Mia on Saturdays alone"
VALUES: dict[str, Any] = {
    "birth_date": "2025-03-08", "allergies": [PEANUTS], "diets": ["vegetarian"], "medication": "Inhaler in the bag",
    "contacts": [GRAN], "plan": ["mon", "wed"], "custody": ORDER,
}  # fmt: skip
SHARED = set(VALUES) - {"custody"} | {"primary_room"}


async def record(who: Somebody, child: str) -> dict[str, Any]:
    return dict(await who.get(f"/v1/students/{child}/record"))


async def put(who: Somebody, child: str, part: str, value: Any, n: int = 0) -> tuple[int, Any]:
    body = {"n": n, "becomes": {"part": part, "value": value}}
    return await who.ask("PUT", f"/v1/students/{child}/record", body)


async def kept(ines: Somebody, child: str) -> None:
    """Everything there is, as the office has written it."""
    for part, value in VALUES.items():
        status, body = await put(ines, child, part, value)
        assert status == 200, body


def parts_in(its: dict[str, Any]) -> set[str]:
    """The parts that are shown at all."""
    return {one for one in (*VALUES, "primary_room") if its[one] is not None}


async def log_of(ines: Somebody, kind: str) -> list[str]:
    return [one["says"] for one in (await ines.get(f"/v1/activity-log?kind={kind}"))["items"]]


async def test_the_office_keeps_it_and_staff_of_the_room_and_both_parents_read_all_but_custody(
    maple: Running,
) -> None:
    ines, ana, rosa, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    empty = await record(ines, child)
    assert {empty[one]["value"] for one in ("birth_date", "allergies", "diets", "medication", "plan")} == {None}
    await kept(ines, child)

    seen = {one.its["name"]: await record(one, child) for one in (ines, ana, rosa, tom)}
    assert parts_in(seen["Ines Walker"]) == set(VALUES) | {"primary_room"}
    assert seen["Ines Walker"]["custody"]["there"] is True
    for name in ("Ana Reyes", "Rosa Alvarez", "Tom Alvarez"):
        its = seen[name]
        assert parts_in(its) == SHARED, name
        assert (its["allergies"]["value"], its["plan"]["value"]) == ([PEANUTS], ["mon", "wed"])
        assert (its["birth_date"]["value"], its["diets"]["value"]) == ("2025-03-08", ["vegetarian"])
        assert (its["allergies"]["source"], its["allergies"]["by"]) == ("school", "Ines Walker")
        assert its["allergies"]["at"] is not None
        assert its["allergies"]["may_set"] is False
        assert [one["name"] for one in its["rooms"]] == ["Acorns"]
    assert [one["value"] for one in seen["Ana Reyes"]["contacts"]] == [[GRAN]]
    assert ORDER not in str(seen)


@pytest.mark.parametrize(
    ("name", "status", "says"),
    [
        ("Ben Carter", 403, "Only the staff of a child’s rooms and admins see what is kept about it."),
        ("Dana Novak", 404, "There is no such child here."),
    ],
)
async def test_staff_of_another_room_and_another_family_see_and_change_nothing(
    maple: Running, name: str, status: int, says: str
) -> None:
    ines, rosa, who = await cast(maple, "Ines Walker", "Rosa Alvarez", name)
    child = await mia(rosa)
    await kept(ines, child)
    asked = [await who.ask("GET", f"/v1/students/{child}/record"), await put(who, child, "diets", ["x"], 1)]

    assert [(code, body["detail"]) for code, body in asked] == [(status, says)] * 2
    assert "Peanuts" not in str(asked)
    assert (await record(ines, child))["diets"]["value"] == ["vegetarian"]


async def test_who_is_barred_denied_or_only_picks_up_sees_no_more_of_it(maple: Running) -> None:
    ines, rosa, tom, dana = await cast(maple, "Ines Walker", "Rosa Alvarez", "Tom Alvarez", "Dana Novak")
    child = await mia(rosa)
    await kept(ines, child)
    await set_tie(ines, dana, child, tie="pick_up")
    assert (await record(tom, child))["allergies"]["value"] == [PEANUTS]
    path = f"/v1/students/{child}/record"
    assert (await dana.ask("GET", path))[0] == 404
    for change, back in (({"denials": [denial("see")]}, {"denials": []}), ({"tie": "barred"}, {"tie": "guardian"})):
        await set_tie(ines, tom, child, **change)
        assert (await tom.ask("GET", path))[0] == 404
        assert (await put(tom, child, "contacts", [HIS]))[0] == 404
        await set_tie(ines, tom, child, **back)
        assert (await tom.ask("GET", path))[0] == 200


async def test_each_parent_names_contacts_that_the_other_never_sees_and_staff_see_all(maple: Running) -> None:
    ines, ana, rosa, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    await put(ines, child, "contacts", [{**GRAN, "name": "Dr. Lee"}])
    assert (await put(rosa, child, "contacts", [GRAN]))[0] == 200
    status, his = await put(tom, child, "contacts", [HIS])
    assert status == 200

    hers = await record(rosa, child)
    assert [one["value"] for one in hers["contacts"]] == [[GRAN]]
    assert [one["value"] for one in his["contacts"]] == [[HIS]]
    assert HIS["phone"] not in str(hers)
    assert GRAN["phone"] not in str(his)
    for who in (ana, ines):
        lists = (await record(who, child))["contacts"]
        assert [(one["giver_name"], one["value"][0]["name"]) for one in lists] == [
            (None, "Dr. Lee"), ("Rosa Alvarez", "Luz Alvarez"), ("Tom Alvarez", "Bo Tate"),
        ]  # fmt: skip
        assert [one["may_set"] for one in lists] == [who is ines, False, False]
    assert lists[1]["why"] == "Rosa Alvarez named these, and changes them."
    assert await log_of(ines, "children") == [
        f"{one} changed what is kept about Mia Alvarez." for one in ("Tom Alvarez", "Rosa Alvarez", "Ines Walker")
    ]

    await set_tie(ines, tom, child, tie="barred")
    assert [one["giver_name"] for one in (await record(ana, child))["contacts"]] == [None, "Rosa Alvarez"]
    await set_tie(ines, tom, child, tie="guardian")
    assert [one["value"] for one in (await record(tom, child))["contacts"]] == [[HIS]]


async def test_a_parent_changes_nothing_else_and_reads_why(maple: Running) -> None:
    ines, ana, rosa, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    for part, value in VALUES.items():
        if part != "contacts":
            status, body = await put(rosa, child, part, value, 1)
            assert (status, "office" in body["detail"] or "Only admins" in body["detail"]) == (403, True), part
        status, body = await put(ana, child, part, value, 1)
        assert (status, "Only admins" in body["detail"]) == (403, True), part
    await set_tie(ines, tom, child, denials=[denial("message")])
    status, body = await put(tom, child, "contacts", [HIS])
    assert (status, body["detail"]) == (
        403, "The school has set that Tom Alvarez does not write about Mia Alvarez.",
    )  # fmt: skip


async def test_what_somebody_changed_meanwhile_is_not_written_over_and_what_was_is_put_back(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    status, body = await put(ines, child, "allergies", [])
    assert (status, body["detail"]) == (
        409, "Somebody has changed this meanwhile, so it stays as it is now.",
    )  # fmt: skip
    assert (await put(ines, child, "allergies", [], 1))[1]["allergies"]["n"] == 2
    assert (await put(ines, child, "allergies", [], 2))[1]["allergies"]["n"] == 2  # nothing changed
    status, body = await put(ines, child, "allergies", [PEANUTS], 2)
    assert (status, body["allergies"]["value"], body["allergies"]["n"]) == (200, [PEANUTS], 3)
    assert (await put(ines, child, "diets", None, 1))[1]["diets"]["value"] is None

    path = f"/v1/students/{child}/record/changes"
    items = (await ines.get(path))["items"]
    peanuts = ["Peanuts (severe): EpiPen, then 911"]
    assert [(one["before"], one["after"]) for one in items if one["part"] == "allergies"] == [
        (["none known"], peanuts), (peanuts, ["none known"]), (["nothing is kept"], peanuts),
    ]  # fmt: skip
    assert [(one["before"], one["after"]) for one in items if one["part"] == "custody"] == [(None, None)]
    assert {one["by"] for one in items} == {"Ines Walker"}
    assert (await rosa.ask("GET", path))[0] == 403


async def test_of_two_who_change_a_part_at_once_one_is_told_and_nothing_is_written_over(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    wanted = [["halal"], ["vegan"], ["no pork"]]
    answers = await asyncio.gather(*(put(ines, child, "diets", one) for one in wanted))

    assert sorted(status for status, _ in answers) == [200, 409, 409]
    (stands,) = (body["diets"]["value"] for status, body in answers if status == 200)
    its = (await record(ines, child))["diets"]
    assert (its["value"], its["n"]) == (stands, 1)
    assert len(await log_of(ines, "children")) == 1


async def test_custody_stands_behind_a_click_that_is_on_record_and_nowhere_else(
    maple: Running, caplog: pytest.LogCaptureFixture
) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    path = f"/v1/students/{child}/record/custody"
    caplog.set_level(logging.DEBUG)
    await kept(ines, child)
    assert await log_of(ines, "reading") == []

    status, its = await ines.ask("POST", path)
    assert (status, its["text"], its["by"], its["n"]) == (200, ORDER, "Ines Walker", 1)
    looked = "Ines Walker looked at what is kept about custody of Mia Alvarez."
    assert await log_of(ines, "reading") == [looked]
    for who in (ana, rosa):
        status, body = await who.ask("POST", path)
        assert (status, body["detail"]) == (403, "Only admins read what is kept about custody, and that is noted.")
    assert await log_of(ines, "reading") == [looked]

    told = [
        await record(ines, child),
        await ines.get(f"/v1/students/{child}/record/changes"),
        await ines.get("/v1/students"),
        await ines.get(f"/v1/students/{child}/guardians"),
        await ines.get("/v1/activity-log"),
        await ines.get("/v1/audit"),
        (await family_export(rosa)).everything,
        caplog.text,
    ]
    assert "26-118" not in str(told)


async def test_an_admin_sees_nothing_of_their_own_childs_record_at_work(records: Path, bundle: Path) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines, nora = await maple.somebody("Ines Walker"), await maple.somebody("Nora Lind", "admin")
        home = await maple.somebody("Nora Lind", "guardian")
        child = next(one["id"] for one in (await ines.get("/v1/students"))["items"] if one["name"] == "Emil Lind")
        other = await mia(nora)
        for one in (child, other):
            await put(ines, one, "custody", ORDER)
            await put(ines, one, "diets", ["halal"])
        asked = [
            await nora.ask("GET", f"/v1/students/{child}/record"),
            await put(nora, child, "diets", []),
            await nora.ask("POST", f"/v1/students/{child}/record/custody"),
            await nora.ask("GET", f"/v1/students/{child}/record/changes"),
        ]
        export = await office_export(nora)
        children = {one["id"]: one for one in export.data["children"]}

        assert [status for status, _ in asked] == [403] * 4
        assert (await record(nora, other))["diets"]["value"] == ["halal"]
        assert (await record(home, child))["diets"]["value"] == ["halal"]
        assert (children[child]["record"], children[child]["custody"]) == (None, None)
        assert children[other]["custody"] == ORDER


async def test_exports_have_of_it_what_the_page_shows_to_the_same_reader(maple: Running) -> None:
    ines, rosa, tom = await cast(maple, "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    await put(rosa, child, "contacts", [{**GRAN, "name": "Only Hers"}])
    await put(tom, child, "contacts", [HIS])
    copies = {
        "Rosa Alvarez": await family_export(rosa), "Tom Alvarez": await family_export(tom),
    }  # fmt: skip
    for who in (rosa, tom):
        copy = copies[who.its["name"]]
        assert len(copy.data["children"]) > 0
        for one in copy.data["children"]:
            assert one["record"] == await record(who, one["id"])
            assert one["custody"] is None
    assert "Peanuts (severe): EpiPen, then 911" in copies["Rosa Alvarez"].pages
    assert "Only Hers" in copies["Rosa Alvarez"].pages
    assert HIS["phone"] not in copies["Rosa Alvarez"].everything
    assert "Only Hers" not in copies["Tom Alvarez"].everything
    assert "26-118" not in copies["Rosa Alvarez"].everything + copies["Tom Alvarez"].everything

    before = await log_of(ines, "reading")
    export = await office_export(ines, student=child)
    (its,) = export.data["children"]
    assert its["record"] == await record(ines, child)
    assert its["custody"] == ORDER
    assert ORDER in export.pages
    looked = "Ines Walker looked at what is kept about custody of Mia Alvarez."
    assert (before.count(looked), (await log_of(ines, "reading")).count(looked)) == (0, 1)


@pytest.mark.parametrize(
    ("part", "value", "says"),
    [
        ("birth_date", "2091-01-01", "birth_date: This birth date is still to come."),
        ("birth_date", "1950-01-01", "birth_date: This birth date is more than 21 years ago."),
        ("birth_date", "yesterday", ""),
        ("allergies", [{**PEANUTS, "what": " \n"}], "allergies: a line of it is empty."),
        ("allergies", [{**PEANUTS, "severity": "awful"}], ""),
        ("allergies", [PEANUTS] * 21, "allergies: no more than 20."),
        ("diets", ["x" * 121], ""),
        ("diets", [" "], "diets: a line of it is empty."),
        ("contacts", [{**GRAN, "phone": "call me"}], "contacts: call me is no telephone number."),
        ("contacts", [{**GRAN, "phone": " "}], "contacts: a line of it is empty."),
        ("contacts", [{**GRAN, "name": ""}], "contacts: a line of it is empty."),
        ("contacts", [{"name": "No phone"}], ""),
        ("primary_room", "r_nowhere", "primary_room: Mia Alvarez is not in this room."),
        ("plan", ["someday"], ""),
        ("medication", "x" * 4_001, ""),
        ("medication", "a\u0000b", "The character U+0000 is not allowed."),
        ("shoes", "red", ""),
    ],
)
async def test_what_can_be_no_part_of_a_record_is_refused_and_leaves_nothing(
    maple: Running, part: str, value: Any, says: str
) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    status, body = await put(ines, child, part, value)

    assert (status, bool(body["detail"]), says in body["detail"]) == (422, True, True), body
    its = schema.child_record
    assert await maple.hub.store.read(lambda one: one.execute(select(its.c.n)).all(), Across.OPERATOR) == []
    assert await log_of(ines, "children") == []


async def test_lines_are_tidied_days_stand_in_the_order_of_the_week_and_blank_text_is_nothing(
    maple: Running,
) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    rooms = (await record(ines, child))["rooms"]

    assert (await put(ines, child, "diets", ["  no\t pork "]))[1]["diets"]["value"] == ["no pork"]
    assert (await put(ines, child, "plan", ["fri", "mon", "fri"]))[1]["plan"]["value"] == ["mon", "fri"]
    assert (await put(ines, child, "plan", [], 1))[1]["plan"]["value"] is None
    assert (await put(ines, child, "medication", " \n "))[1]["medication"] == {
        **(await record(ines, child))["medication"], "value": None, "source": "", "n": 0,
    }  # fmt: skip
    assert (await put(ines, child, "primary_room", rooms[0]["id"]))[1]["primary_room"]["value"] == rooms[0]["id"]


def born(bundle: Path, *rows: str, header: str = "sourcedId,status,dateLastModified,birthDate,sex") -> None:
    """Let the bundle tell when children were born."""
    (bundle / "demographics.csv").write_text("\n".join([header, *rows, ""]))


async def level(maple: Running, records: Path, bundle: Path) -> dict[str, Any]:
    code, said = await imported(records, bundle)
    assert code == 0, said
    await maple.hub.schools[maple.school].catch_up()
    return dict(said)


async def test_a_birth_date_of_the_roster_stands_above_what_was_kept_and_is_changed_there(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    await put(ines, child, "birth_date", "2025-03-08")
    born(bundle, "stu-mia-alvarez,,,2025-04-09,female", "stu-nobody,,,2024-01-01,", "usr-ana-reyes,,,1990-01-01,")
    said = await level(maple, records, bundle)
    assert (said["did"]["students"]["changed"], said["warnings"]) == (1, [])

    its = (await record(rosa, child))["birth_date"]
    assert (its["value"], its["source"], its["may_set"]) == ("2025-04-09", "roster", False)
    assert its["at"] is not None
    status, body = await put(ines, child, "birth_date", "2025-03-09", 1)
    assert (status, body["detail"]) == (409, "This comes from the roster, so it is changed there.")
    assert (await level(maple, records, bundle))["did"]["students"]["changed"] == 0

    (bundle / "demographics.csv").unlink()
    await level(maple, records, bundle)
    assert (await record(rosa, child))["birth_date"]["value"] == "2025-04-09"  # who says nothing takes nothing away
    born(bundle, "stu-mia-alvarez,tobedeleted,,2025-04-09,female")
    await level(maple, records, bundle)
    its = (await record(ines, child))["birth_date"]
    assert (its["value"], its["source"], its["may_set"]) == ("2025-03-08", "school", True)


@pytest.mark.parametrize(
    ("row", "column", "reason"),
    [
        ("stu-mia-alvarez,,,soon,", "birthDate", "The birthDate has to be a date such as 2022-08-24"),
        ("stu-mia-alvarez,,,2025-02-30,", "birthDate", "The birthDate has to be a date such as 2022-08-24"),
        ("stu-mia-alvarez,,,2093-01-01,", "birthDate", "This birth date is still to come."),
        ("stu-mia-alvarez,,,1925-01-01,", "birthDate", "more than 21 years ago"),
    ],
)
async def test_a_date_that_is_none_is_warned_of_and_takes_nothing_away(
    maple: Running, records: Path, bundle: Path, row: str, column: str, reason: str
) -> None:
    (rosa,) = await cast(maple, "Rosa Alvarez")
    child = await mia(rosa)
    born(bundle, "stu-mia-alvarez,,,2025-04-09T00:00:00.000Z,female")
    await level(maple, records, bundle)
    born(bundle, row)
    said = await level(maple, records, bundle)

    (warned,) = said["warnings"]
    assert (warned["file"], warned["line"], warned["column"]) == ("demographics.csv", 2, column)
    assert reason in warned["reason"]
    assert (await record(rosa, child))["birth_date"]["value"] == "2025-04-09"


@pytest.mark.parametrize("broken", ["", "name,born\nMia,2025\n", 'sourcedId,birthDate\n"stu-mia'])
async def test_a_file_of_birth_dates_that_cannot_be_read_stops_no_roster_and_takes_nothing_away(
    maple: Running, records: Path, bundle: Path, broken: str
) -> None:
    (rosa,) = await cast(maple, "Rosa Alvarez")
    child = await mia(rosa)
    born(bundle, "stu-mia-alvarez,,,2025-04-09,female", "stu-mia-alvarez,,,2025-04-10,female")
    said = await level(maple, records, bundle)
    assert "stands in it twice; the first row counts." in said["warnings"][0]["reason"]
    (bundle / "demographics.csv").write_text(broken)
    said = await level(maple, records, bundle)

    assert [one["file"] for one in said["warnings"]] == ["demographics.csv"]
    assert "stay as they are" in said["warnings"][0]["reason"]
    assert (await record(rosa, child))["birth_date"]["value"] == "2025-04-09"


async def test_two_schools_of_the_same_ids_keep_records_that_have_nothing_in_common(records: Path) -> None:
    copied = twin(records)
    born(copied, "stu-mia-alvarez,,,2025-01-01,")
    code, said = await imported(records, copied)
    assert code == 0, said
    async with running(records) as hub:
        ines, rosa = await hub.somebody("Ines Walker"), await hub.somebody("Rosa Alvarez")
        theirs = await at_elm(hub, "Ines Walker")
        here, there = await mia(ines), await mia(theirs)
        await kept(ines, here)
        asked = [
            await theirs.ask("GET", f"/v1/students/{here}/record"),
            await put(theirs, here, "diets", ["x"], 1),
            await theirs.ask("POST", f"/v1/students/{here}/record/custody"),
            await theirs.ask("GET", f"/v1/students/{here}/record/changes"),
        ]
        mine, other = await record(ines, here), await record(theirs, there)
        export = await office_export(theirs)

        assert here != there
        assert [status for status, _ in asked] == [404] * 4
        assert (mine["birth_date"]["value"], other["birth_date"]["value"]) == ("2025-03-08", "2025-01-01")
        assert other["allergies"]["value"] is None
        assert all(one not in export.everything for one in ("Peanuts", "26-118"))
        assert await log_of(theirs, "children") == []
        assert (await record(rosa, here))["diets"]["value"] == ["vegetarian"]


async def test_who_left_the_staff_reads_no_record_any_more_and_who_changed_room_neither(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    await kept(ines, child)
    path = f"/v1/students/{child}/record"
    assert (await ana.ask("GET", path))[0] == 200
    rewrite(bundle, "enrollments.csv", ana_in_saplings)
    await level(maple, records, bundle)
    assert (await ana.ask("GET", path))[0] == 403

    for file, column in (
        ("users.csv", "sourcedId"),
        ("roles.csv", "userSourcedId"),
        ("enrollments.csv", "userSourcedId"),
    ):
        rewrite(bundle, file, lambda rows, column=column: [one for one in rows if one[column] != "usr-ana-reyes"])  # type: ignore[misc]
    await level(maple, records, bundle)
    assert (await ana.ask("GET", path))[0] == 401


async def test_an_admin_reads_nothing_in_the_activity_log_of_their_own_childs_record(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines, nora = await maple.somebody("Ines Walker"), await maple.somebody("Nora Lind", "admin")
        erik = await maple.somebody("Erik Lind")
        child = next(one["id"] for one in (await ines.get("/v1/students"))["items"] if one["name"] == "Emil Lind")
        other = await mia(nora)
        before = await whole_log(nora)
        assert before == await whole_log(ines)
        for one in (child, other):
            assert (await put(ines, one, "custody", ORDER))[0] == 200
            await ines.ask("POST", f"/v1/students/{one}/record/custody")
            await office_export(ines, student=one)
        assert (await put(erik, child, "contacts", [HIS]))[0] == 200
        await set_tie(ines, await maple.somebody("Dana Novak"), child, tie="pick_up")

        for query in (
            "",
            "kind=children&",
            "kind=reading&",
            "kind=exports&",
            "q=emil&",
            "q=kept&",
            f"person={ines.id}&",
        ):
            hers, theirs = await whole_log(nora, query), await whole_log(ines, query)
            assert [says for _, says in hers] == [says for _, says in theirs if not of_emils_record(says)], query
        hers, theirs = await whole_log(nora), await whole_log(ines)
        assert sum(of_emils_record(says) for _, says in theirs) == 5
        assert [n for n, _ in hers] == list(range(len(hers), 0, -1))
        assert hers[-len(before) :] == before
        assert "Ines Walker changed what Dana Novak may do about Emil Lind." in str(hers)


def of_emils_record(says: str) -> bool:
    """Whether a line of the log tells of what is kept about Emil."""
    return "kept about" in says and "Emil Lind" in says


async def whole_log(who: Somebody, query: str = "") -> list[tuple[int, str]]:
    """The activity log as somebody reads it page by page, each full but for the last."""
    found, cursor = list[tuple[int, str]](), ""
    while True:
        page = await who.get(f"/v1/activity-log?{query}limit=2{cursor}")
        found += [(one["n"], one["says"]) for one in page["items"]]
        if page["next"] is None:
            return found
        assert len(page["items"]) == 2
        cursor = f"&cursor={page['next']}"
