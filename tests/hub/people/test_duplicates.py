"""Who is perhaps in the roster twice, as admins read it, and what becomes of it once the source has merged them."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from tests.hub.conversations.test_kinds import cast
from tests.hub.oneroster.sheets import as_csv
from tests.hub.people.test_child_record import nora_is_an_admin
from tests.hub.people.test_inviting import FRESH, FirstDay, first  # noqa: F401 (a fixture)
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.people.test_roster_runs import yes
from tests.hub.people.test_spreadsheets import maple_street, named
from tests.hub.running import Running, Somebody, running

ROSA, ERIK = "usr-rosa-alvarez", "usr-erik-lind"
GONE = "This account is not active at any school. Please ask the school’s office."
CHILDREN = {ROSA: "stu-mia-alvarez", ERIK: "stu-emil-lind"}


def twice(bundle: Path, user: str, other: str, **values: str) -> None:
    """Let a roster have somebody once more, under another id, as a parent of the same child too."""

    def users(rows: list[Row]) -> list[Row]:
        its = next(row for row in rows if row["sourcedId"] == user)
        for row in rows:
            if row["sourcedId"] == CHILDREN.get(user):
                row["agentSourcedIds"] += f",{other}"
        return [*rows, {**its, "sourcedId": other, "username": other, **values}]

    def roles(rows: list[Row]) -> list[Row]:
        its = next(row for row in rows if row["userSourcedId"] == user)
        return [*rows, {**its, "sourcedId": f"rol-{other}", "userSourcedId": other}]

    rewrite(bundle, "users.csv", users)
    rewrite(bundle, "roles.csv", roles)


async def seen(admin: Somebody) -> list[tuple[list[str], list[str], list[str]]]:
    """Of each entry the names, what they have in common, and the children who are listed."""
    found = await admin.get("/v1/roster/duplicates")
    assert found["total"] == len(found["items"])
    return [([its["name"] for its in one["profiles"]], one["signs"], one["children"]) for one in found["items"]]


async def brought(maple: Running, records: Path, bundle: Path) -> None:
    code, said = await imported(records, bundle)
    assert (code, said["applied"]) == (0, True), said
    await maple.hub.schools[maple.school].catch_up()


async def test_admins_read_who_is_perhaps_twice_until_the_source_has_merged_them(
    records: Path, bundle: Path
) -> None:
    async with running(records) as maple:
        ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
        assert await seen(ines) == []
        kept = (bundle / "users.csv").read_bytes(), (bundle / "roles.csv").read_bytes()
        twice(bundle, ROSA, "usr-rosa-2", givenName="ROSA", email="")
        twice(bundle, "usr-ana-reyes", "usr-ana-2", email="a.reyes@maplestreet.example", sms="")
        await brought(maple, records, bundle)
        found: list[dict[str, Any]] = (await ines.get("/v1/roster/duplicates"))["items"]

        assert await seen(ines) == [
            (["Ana Reyes", "Ana Reyes"], ["colleagues"], []),
            (["ROSA Alvarez", "Rosa Alvarez"], ["cell", "child"], []),
        ]
        assert sorted(its["about"] for its in found[0]["profiles"]) == [[], ["Acorns"]]  # which tells them apart
        assert sorted(its["about"] for its in found[1]["profiles"]) == [
            ["Luca Alvarez", "Mia Alvarez"],
            ["Mia Alvarez"],
        ]
        for other in (ana, rosa):
            status, said = await other.ask("GET", "/v1/roster/duplicates")
            assert (status, said["detail"]) == (403, "Only admins see who is perhaps twice in the roster.")

        (bundle / "users.csv").write_bytes(kept[0])
        (bundle / "roles.csv").write_bytes(kept[1])
        await brought(maple, records, bundle)
        assert await seen(ines) == []
        assert (await rosa.get("/v1/me"))["name"] == "Rosa Alvarez"  # who stays in the source stays here


async def test_a_parent_who_is_listed_as_a_pick_up_too_is_told_of(maple: Running) -> None:
    ines, rows = await maple.somebody("Ines Walker"), maple_street()
    heading, names = "Authorized Pickups", {"Mia Alvarez": "Alvarez Rosa (mother); Joe Diaz (uncle)"}
    rows = [[*row, names.get(row[0], "") if no else heading] for no, row in enumerate(rows)]
    body = await named(ines, as_csv(rows), "families.csv")
    trial = await ines.get(f"/v1/roster/uploads/{body['upload']}")
    assert (await yes(ines, body["upload"], trial))[0] == 200

    assert await seen(ines) == [(["Rosa Alvarez"], ["pick_up"], ["Mia Alvarez"])]


async def test_an_admin_reads_nothing_of_the_family_of_a_child_of_theirs(records: Path, bundle: Path) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    twice(bundle, ERIK, "usr-erik-2")  # the father of Nora's child
    twice(bundle, ROSA, "usr-rosa-2")
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines, nora = await maple.somebody("Ines Walker"), await maple.somebody("Nora Lind", "admin")

        assert [names for names, _, _ in await seen(ines)] == [["Erik Lind"] * 2, ["Rosa Alvarez"] * 2]
        assert [names for names, _, _ in await seen(nora)] == [["Rosa Alvarez"] * 2]


def only(bundle: Path, gone: str) -> None:
    """A roster from which the source has merged somebody away."""

    def users(rows: list[Row]) -> list[Row]:
        left = [row for row in rows if row["sourcedId"] != gone]
        for row in left:
            row["agentSourcedIds"] = ",".join(one for one in row["agentSourcedIds"].split(",") if one != gone)
        return left

    rewrite(bundle, "users.csv", users)
    rewrite(bundle, "roles.csv", lambda rows: [row for row in rows if row["userSourcedId"] != gone])


async def test_a_merge_into_either_id_keeps_a_parent_with_their_child_and_one_account(
    first: FirstDay,  # noqa: F811
    records: Path,
    bundle: Path,
) -> None:
    """Twice in the roster, then under the second id alone, and then under the first one again: a cycle."""
    maple, email = first.maple, "rosa.alvarez@families.example"
    rosa = await maple.somebody("Rosa Alvarez")
    mia = await rosa.conversation("family", "Mia")
    await rosa.post(mia, "before the merge")
    twice(bundle, ROSA, "usr-rosa-2", givenName="ROSA")
    kept = (bundle / "users.csv").read_bytes(), (bundle / "roles.csv").read_bytes()
    await brought(maple, records, bundle)
    only(bundle, ROSA)
    await brought(maple, records, bundle)

    assert (await rosa.ask("GET", "/v1/me"))[0] == 401  # the id is gone, and with it its sign-ins
    status, said = await first.post("/v1/sign-in", {"email": email, "password": rosa.its["password"]})
    assert (status, said["detail"]) == (403, GONE)
    status, second = await first.accept(await first.link("ROSA Alvarez", email))
    assert status == 200
    assert await read_by(maple, second) == []  # said before this id came

    (bundle / "users.csv").write_bytes(kept[0])
    (bundle / "roles.csv").write_bytes(kept[1])
    only(bundle, "usr-rosa-2")
    await brought(maple, records, bundle)
    status, again = await first.post("/v1/sign-in", {"email": email, "password": FRESH})
    assert (status, again["person"]) == (200, rosa.id)
    assert await read_by(maple, again) == ["before the merge"]
    assert (await Somebody(maple, again["token"], {"id": second["person"]}).ask("GET", "/v1/me"))[0] == 404


async def read_by(maple: Running, session: dict[str, Any]) -> list[str]:
    """The texts that a session reads about Mia, with the family."""
    its = Somebody(maple, session["token"], {"id": session["person"]})
    return [one["item"]["text"] for one in await its.messages(await its.conversation("family", "Mia"))]
