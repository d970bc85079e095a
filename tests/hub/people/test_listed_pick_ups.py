"""Who may pick up by the roster, from a column to the record: a mirror, beside what the school has set."""

from __future__ import annotations

import csv
from datetime import timedelta
from pathlib import Path

from sqlalchemy import select

from hub.inbound.roster.watched_folder import FolderWatch, look
from hub.store import schema
from hub.store.row_security import Across
from tests.hub.conversations.test_kinds import cast
from tests.hub.oneroster.sheets import Rows, as_csv
from tests.hub.people.test_roster import imported
from tests.hub.people.test_roster_held import a_class_leaves
from tests.hub.people.test_roster_runs import newest, put, watched, yes, zipped
from tests.hub.people.test_spreadsheet_children import applied, children
from tests.hub.people.test_spreadsheets import maple_street, named
from tests.hub.people.test_ties import set_tie
from tests.hub.records.exports import family_export, office_export
from tests.hub.records.test_erasure import agreed, asked, id_of, mia_left, night, rosa_left, synced
from tests.hub.running import Running, Somebody, running

__all__ = ["watched"]

HEADING = "Authorized Pickups"
COLUMN = "metadata.authorizedPickUps"
JOE = "Joe Diaz (uncle) 202-555-0188"


def with_pick_ups(rows: Rows, **of: str) -> Rows:
    """With a column of who may pick up the children whose first names are given."""
    return [[*row, of.get(row[0].split()[0], "") if no else HEADING] for no, row in enumerate(rows)]


def in_bundle(bundle: Path, **of: str) -> None:
    """Let a bundle have our column, with these words for the children whose first names are given."""

    path = bundle / "users.csv"
    with path.open(newline="") as file:
        rows = [row | {COLUMN: of.get(row["givenName"], "")} for row in csv.DictReader(file)]
    with path.open("w", newline="") as file:
        writer = csv.DictWriter(file, rows[0])
        writer.writeheader()
        writer.writerows(rows)


async def knows(admin: Somebody, name: str) -> bool:
    """Whether anybody of the school is called so."""
    return name in str(await admin.get("/v1/people"))


async def of_child(reader: Somebody, child: str) -> list[tuple[str, bool]] | None:
    """Who may pick a child up by its record and its ties, which say the same; None: neither has it."""
    its = (await reader.get(f"/v1/students/{child}/record"))["pick_ups"]
    assert its == (await reader.get(f"/v1/students/{child}/guardians"))["pick_ups"]
    return None if its is None else [(one["name"], one["may"]) for one in its["items"]]


async def test_a_spreadsheets_column_is_seen_by_staff_in_the_childs_record_and_makes_nobody_a_person(
    maple: Running,
) -> None:
    ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
    mia = (await children(ines))["Mia Alvarez"]
    assert await of_child(ana, mia) is None
    assert await knows(ines, "Novak")
    rows = with_pick_ups(maple_street(), Mia=f"{JOE}; Ana Ruiz", Leo="Bo Tate (supervised only)")
    body = await named(ines, as_csv(rows), "families.csv")
    trial = await ines.get(f"/v1/roster/uploads/{body['upload']}")
    assert (await yes(ines, body["upload"], trial))[0] == 200

    gains = [one for one in trial["told"]["gains"] if "pick up" in one]
    assert gains == [
        "Ana Ruiz may pick up Mia Alvarez by the roster from then on.",
        "Joe Diaz may pick up Mia Alvarez by the roster from then on.",
    ]
    (why,) = [one for one in trial["told"]["issues"] if one["column"] == HEADING]
    assert why["reason"].startswith("“Bo Tate (supervised only)” says that somebody may not")
    assert await of_child(ana, mia) == [("Ana Ruiz", True), ("Joe Diaz", True)]
    record = await ana.get(f"/v1/students/{mia}/record")
    assert record["pick_ups"]["items"][1] == {
        "name": "Joe Diaz", "relation": "uncle", "phone": "202-555-0188", "may": True,
        "because": "By the roster Joe Diaz may pick up Mia Alvarez.",
    }  # fmt: skip
    assert await of_child(ines, (await children(ines))["Leo Novak"]) == []
    ben = await maple.somebody("Ben Carter")  # of another room
    its = (await ben.get(f"/v1/students/{mia}/guardians"))["pick_ups"]["items"]
    assert [(one["name"], one["phone"]) for one in its] == [("Ana Ruiz", None), ("Joe Diaz", None)]
    assert (await rosa.get(f"/v1/students/{mia}/record"))["pick_ups"] is None
    assert not await knows(ines, "Diaz")


async def test_who_is_marked_as_pick_up_and_is_no_parent_picks_up_and_is_nothing_else(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    mia = (await children(ines))["Mia Alvarez"]
    rows = [
        [*row, *(["", ""] if no else ["Parent 3 Relationship", "Parent 3 Pickup"])] for no, row in enumerate(rows)
    ]
    third = rows[0].index("Parent 3 Name")
    its = next(row for row in rows if row[0] == "Mia Alvarez")
    its[third], its[-2], its[-1] = "Nan Bird", "Neighbor", "yes"
    other = next(row for row in rows if row[0] == "Leo Novak")
    other[third], other[-2], other[-1] = "Bo Tate", "Father (no contact)", "yes"
    body = await named(ines, as_csv(rows), "families.csv")
    trial = await ines.get(f"/v1/roster/uploads/{body['upload']}")
    assert (await yes(ines, body["upload"], trial))[0] == 200

    assert await of_child(ines, mia) == [("Nan Bird", True)]
    assert await of_child(ines, (await children(ines))["Leo Novak"]) == []
    assert not await knows(ines, "Nan Bird")
    assert [one for one in trial["told"]["issues"] if "Bo Tate" in one["reason"]] != []


async def test_bars_and_denials_kept_here_win_over_the_list_at_each_read_and_no_sync_lifts_them(
    maple: Running,
) -> None:
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    mia, rows = (await children(ines))["Mia Alvarez"], maple_street()
    listed = with_pick_ups(rows, Mia="Alvarez, Tom; Maria Lopez; Joe Diaz")
    body = await named(ines, as_csv(listed), "families.csv")
    assert (await yes(ines, body["upload"], await ines.get(f"/v1/roster/uploads/{body['upload']}")))[0] == 200
    assert await of_child(ines, mia) == [("Joe Diaz", True), ("Maria Lopez", True), ("Tom Alvarez", True)]

    await set_tie(ines, tom, mia, denials=[{"power": "pick_up"}])
    denied = [("Joe Diaz", True), ("Maria Lopez", True), ("Tom Alvarez", False)]
    assert await of_child(ines, mia) == denied
    told = await applied(maple, [row if row[0] != "Mia Alvarez" else gone(row, "Tom Alvarez") for row in listed])
    assert "Tom Alvarez sees Mia Alvarez no more." in told["loses"]
    assert await of_child(ines, mia) == denied  # the roster calls him no parent any more, and the denial stays
    await applied(maple, listed)
    await set_tie(ines, tom, mia, denials=[], tie="barred")
    assert await of_child(ines, mia) == denied
    (its,) = [one for one in (await ines.get(f"/v1/students/{mia}/record"))["pick_ups"]["items"] if not one["may"]]
    assert its["because"] == (
        "Tom Alvarez is barred from Mia Alvarez: do not hand Mia Alvarez over, call an admin."
    )


def gone(row: list[str], parent: str) -> list[str]:
    """The row without a parent, but with whoever may pick up."""
    return [*("" if parent in one else one for one in row[:-1]), row[-1]]


async def test_a_roster_mirrors_the_list_and_one_without_the_column_changes_nothing(
    records: Path, bundle: Path
) -> None:
    plain = bundle.parent / "plain"
    plain.mkdir()
    for one in bundle.iterdir():
        (plain / one.name).write_bytes(one.read_bytes())
    in_bundle(bundle, Mia=f"{JOE}; Maria Lopez", Leo="Bo Tate")
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        its = await children(ines)
        mia, leo = its["Mia Alvarez"], its["Leo Novak"]
        code, said = await imported(records, bundle)
        assert (code, said["did"]["pick_ups"]) == (0, {"added": 3, "changed": 0, "removed": 0})
        assert await of_child(ines, mia) == [("Joe Diaz", True), ("Maria Lopez", True)]
        at = (await ines.get(f"/v1/students/{mia}/record"))["pick_ups"]["at"]

        code, said = await imported(records, bundle)
        assert (code, said["did"]["pick_ups"]) == (0, {"added": 0, "changed": 0, "removed": 0})
        assert (await imported(records, plain))[0] == 0
        assert await of_child(ines, mia) == [("Joe Diaz", True), ("Maria Lopez", True)]
        assert (await ines.get(f"/v1/students/{mia}/record"))["pick_ups"]["at"] >= at

        in_bundle(bundle, Mia="Maria Lopez 202-555-0100", Leo="")
        code, said = await imported(records, bundle)
        assert (code, said["did"]["pick_ups"]) == (0, {"added": 0, "changed": 1, "removed": 2})
        assert await of_child(ines, mia) == [("Maria Lopez", True)]
        assert await of_child(ines, leo) == []


async def test_a_run_that_is_taken_back_puts_the_list_back_and_no_bar_is_lifted(maple: Running) -> None:
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    mia, rows = (await children(ines))["Mia Alvarez"], maple_street()
    body = await named(ines, as_csv(with_pick_ups(rows, Mia="Joe Diaz; Tom Alvarez")), "families.csv")
    assert (await yes(ines, body["upload"], await ines.get(f"/v1/roster/uploads/{body['upload']}")))[0] == 200
    await applied(maple, with_pick_ups(rows, Mia="Ana Ruiz"))
    await set_tie(ines, tom, mia, tie="barred")
    assert await of_child(ines, mia) == [("Ana Ruiz", True)]

    run = (await newest(ines))["run"]["id"]
    trial = await ines.get(f"/v1/roster/runs/{run}/undo")
    assert "Joe Diaz may pick up Mia Alvarez by the roster from then on." in trial["told"]["gains"]
    assert not any("Tom Alvarez may pick up" in one for one in trial["told"]["gains"])
    status, _ = await ines.ask("POST", f"/v1/roster/runs/{run}/undo", {"seen": trial["seen"]})
    assert status == 200
    assert await of_child(ines, mia) == [("Joe Diaz", True), ("Tom Alvarez", False)]


async def test_of_a_held_roster_a_single_pick_up_ends_at_once_and_who_comes_waits(
    watched: tuple[Running, Path], bundle: Path
) -> None:
    maple, folder = watched
    ines, watch = await maple.somebody("Ines Walker"), FolderWatch()
    mia = (await children(ines))["Mia Alvarez"]
    in_bundle(bundle, Mia="Joe Diaz; Maria Lopez")
    put(folder, zipped(bundle))
    await look(maple.hub, watch)
    assert await of_child(ines, mia) == [("Joe Diaz", True), ("Maria Lopez", True)]

    maple.clock.ahead += timedelta(hours=13)
    a_class_leaves(bundle, "room-oaks")
    in_bundle(bundle, Mia="Maria Lopez; Ana Ruiz")
    put(folder, zipped(bundle), "newer.zip", ago=0)
    await look(maple.hub, watch)
    (its,) = (await ines.get("/v1/roster"))["waiting"]
    run = (await ines.get(f"/v1/roster/runs/{its['run']}"))["told"]

    assert await of_child(ines, mia) == [("Maria Lopez", True)]
    assert run["at_once"] == ["Joe Diaz may pick up Mia Alvarez by the roster no more."]


async def test_the_offices_export_has_the_list_and_a_familys_has_not(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    tom = await maple.somebody("Tom Alvarez")
    mia = (await children(ines))["Mia Alvarez"]
    body = await named(ines, as_csv(with_pick_ups(maple_street(), Mia=f"{JOE}; Tom Alvarez")), "families.csv")
    assert (await yes(ines, body["upload"], await ines.get(f"/v1/roster/uploads/{body['upload']}")))[0] == 200
    await set_tie(ines, tom, mia, tie="barred")

    office = await office_export(ines, student=mia)
    family = await family_export(rosa)
    (child,) = office.data["children"]
    assert [(one["name"], one["may"]) for one in child["pick_ups"]["items"]] == [
        ("Joe Diaz", True), ("Tom Alvarez", False),
    ]  # fmt: skip
    page = office.pages
    assert "Joe Diaz (uncle), 202-555-0188: picks up, by the roster" in page
    assert "Tom Alvarez: stands in the roster, and is not handed the child." in page
    assert "Joe Diaz" not in family.everything
    assert {one["pick_ups"] for one in family.data["children"]} == {None}


async def test_a_child_that_is_erased_takes_its_list_along_and_a_guardian_of_a_listed_name_does_not(
    records: Path, bundle: Path
) -> None:
    in_bundle(bundle, Mia="Joe Diaz", Leo="Rosa Alvarez")
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        its = await children(ines)
        mia, leo = its["Mia Alvarez"], its["Leo Novak"]
        await synced(maple, records, bundle)
        rosa = await id_of(maple, "Rosa Alvarez")
        mia_left(bundle)
        rosa_left(bundle)
        await synced(maple, records, bundle)
        assert await listed(maple) == [("Joe Diaz", mia), ("Rosa Alvarez", leo)]

        for on, about in (("person", rosa), ("student", mia)):
            await agreed(maple, await asked(ines, on, about))
        assert await night(maple) == 2
        assert await listed(maple) == [("Rosa Alvarez", leo)]
        assert await of_child(ines, leo) == [("Rosa Alvarez", True)]


async def listed(maple: Running) -> list[tuple[str, str]]:
    its = schema.listed_pick_up.c
    wanted = select(its.name, its.student).order_by(its.name)
    found = await maple.hub.store.read(lambda one: one.execute(wanted).all(), Across.OPERATOR)
    return [(name, student) for name, student in found]
