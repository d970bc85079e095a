"""How far photos of a child go, over a running hub: who says so, who sees it, and what it opens and shuts."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest

from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.people.test_child_record import log_of
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.records.exports import family_export, office_export
from tests.hub.records.test_files import brought, nora_is_an_admin, sending
from tests.hub.running import Running, Somebody, running

ONLY_FAMILY = "item.tagged: Mia Alvarez: photos only for the child’s family."
UNSAID = "No parent has said yet. A photo with Mia Alvarez waits until an admin has looked at it."


async def consent(who: Somebody, child: str) -> dict[str, Any]:
    return dict(await who.get(f"/v1/students/{child}/photo-consent"))


async def says(who: Somebody, child: str, scope: str, n: int = 0, **more: object) -> tuple[int, Any]:
    return await who.ask("PUT", f"/v1/students/{child}/photo-consent", {"scope": scope, "n": n, **more})


async def posts(who: Somebody, where: str, child: str) -> tuple[int, Any]:
    """A photo with the child on it, sent there."""
    item = sending(await brought(who), tagged=[child])
    key = item["files"][0]["id"]
    path = f"/v1/conversations/{where}/messages"
    return await who.ask("POST", path, {"item": item}, **{"idempotency-key": key})


async def test_what_a_parent_allows_opens_a_door_at_once_and_shuts_the_next(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    family, child = await ana.conversation("family", "Mia"), await mia(rosa)
    room = await ana.conversation("room", "Acorns")
    before = await consent(rosa, child)
    assert (before["holds"], before["says"]) == (None, UNSAID)
    assert (await posts(ana, family, child))[1]["sharing"] == "held"

    status, its = await says(rosa, child, "own_family")
    assert (status, its["holds"], its["says"]) == (200, "own_family", "What holds now: Only the child’s family.")
    assert [(one["scope"], one["source"], one["n"]) for one in its["answers"]] == [("own_family", "app", 1)]
    assert (await posts(ana, family, child))[1]["sharing"] == "now"
    for who in (ana, ines):
        status, body = await posts(who, room, child)
        assert (status, body["detail"]) == (422, ONLY_FAMILY)

    assert (await says(rosa, child, "rooms", 1))[0] == 200
    assert (await posts(ana, room, child))[1]["sharing"] == "now"
    assert (await says(rosa, child, "none", 2))[0] == 200
    for where in (family, room):
        status, body = await posts(ana, where, child)
        assert (status, "no photos, as the parents have said" in body["detail"]) == (422, True)


async def test_of_two_parents_the_narrower_holds_and_neither_reads_what_the_other_said(maple: Running) -> None:
    ana, ines, rosa, tom = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    await says(rosa, child, "public")
    assert (await posts(ana, room, child))[1]["sharing"] == "now"
    status, his = await says(tom, child, "own_family")

    assert (status, his["holds"]) == (200, "own_family")
    hers = await consent(rosa, child)
    assert hers["holds"] == "own_family"
    assert hers["says"] == (
        "Another parent of Mia Alvarez allows less, and the narrower answer holds: Only the child’s family."
    )
    assert "Tom" not in str(hers)
    assert "Rosa" not in str(his)
    assert (await posts(ana, room, child))[0] == 422
    seen = {one["name"]: one["scope"] for one in (await consent(ines, child))["answers"]}
    assert seen == {"Rosa Alvarez": "public", "Tom Alvarez": "own_family"}
    teacher = await consent(ana, child)
    assert (teacher["holds"], teacher["answers"], teacher["history"]) == ("own_family", [], [])
    await set_tie(ines, tom, child, tie="barred")
    assert (await consent(rosa, child))["holds"] == "public"
    assert (await says(tom, child, "none", 1))[0] == 404


async def test_an_admin_notes_paper_with_who_when_and_what_and_nobody_else_does(maple: Running) -> None:
    ana, ines, rosa, dana = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez", "Dana Novak")
    child = await mia(rosa)
    note = "Form of 3 September,\nfolder 2"
    status, its = await says(ines, child, "rooms", guardian=rosa.its["id"], note=note)
    assert status == 200
    (paper,) = its["history"]
    assert (paper["name"], paper["scope"], paper["source"]) == ("Rosa Alvarez", "rooms", "paper")
    assert (paper["by"], paper["note"]) == ("Ines Walker", "Form of 3 September, folder 2")
    assert paper["at"] is not None
    hers = await consent(rosa, child)
    assert (hers["answers"][0]["scope"], hers["answers"][0]["by"], hers["history"]) == ("rooms", "Ines Walker", [])

    refused = [
        await says(ana, child, "public", 1, guardian=rosa.its["id"]),
        await says(ines, child, "public", guardian=dana.its["id"]),
        await says(rosa, child, "public", 1, guardian=ines.its["id"]),
        await says(dana, child, "public"),
        await says(ines, child, "public"),
        await says(rosa, child, "everything", 1),
        await says(ines, child, "public", 1, guardian=rosa.its["id"], note="x" * 501),
    ]
    assert [status for status, _ in refused] == [403, 403, 403, 404, 403, 422, 422]
    assert (await consent(ines, child))["holds"] == "rooms"
    (line,) = await log_of(ines, "children")
    assert line == "For Rosa Alvarez, Ines Walker set how far photos of Mia Alvarez may go."


async def test_a_form_that_is_taken_back_leaves_what_was_said_before_as_it_was_given(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    paper = {"guardian": rosa.id, "note": "3 September, folder 2"}
    await says(rosa, child, "own_family")
    await says(ines, child, "rooms", 1, **paper)
    noted = (await consent(ines, child))["answers"]
    others = await says(rosa, child, "own_family", 2, back=True)  # it is not hers to take back
    wrong = await says(ines, child, "none", 2, guardian=rosa.id, back=True)
    status, its = await says(ines, child, "own_family", 2, guardian=rosa.id, back=True)
    now = next(one for one in its["answers"] if one["guardian"] == rosa.id)

    assert {one["source"] for one in noted if one["guardian"] == rosa.id} == {"paper"}
    assert (others[0], wrong[0]) == (409, 409)
    assert (status, its["holds"]) == (200, "own_family")
    assert (now["scope"], now["source"], now["by"], now["note"], now["n"]) == (
        "own_family", "app", "Rosa Alvarez", "", 3,
    )  # fmt: skip
    assert str(its).count("folder 2") == 1  # of all that was ever said, one is a form


async def test_an_answer_that_was_not_read_is_not_overwritten(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    child = await mia(rosa)
    assert (await says(rosa, child, "own_family"))[0] == 200
    status, body = await says(ines, child, "public", guardian=rosa.its["id"])
    assert (status, body["detail"]) == (409, "Somebody has changed this meanwhile, so it stays as it is now.")
    assert (await consent(rosa, child))["holds"] == "own_family"


async def test_what_waited_is_not_approved_once_a_parent_allows_less(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    for _ in range(2):
        assert (await posts(ana, room, child))[1]["sharing"] == "held"
    one, other = [held["id"] for held in (await ines.get("/v1/reviews"))["items"]]
    assert (await ines.ask("POST", f"/v1/reviews/{one}", {"answer": "approve"}))[0] == 200

    await says(rosa, child, "own_family")
    status, body = await ines.ask("POST", f"/v1/reviews/{other}", {"answer": "approve"})
    assert (status, body["detail"]) == (422, ONLY_FAMILY)
    assert [held["id"] for held in (await ines.get("/v1/reviews"))["items"]] == [other]
    await says(rosa, child, "rooms", 1)
    assert (await ines.ask("POST", f"/v1/reviews/{other}", {"answer": "approve"}))[0] == 200


async def test_who_approves_does_not_pass_by_parents_by_taking_the_child_out_of_the_list(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    files = [await brought(ana) for _ in "ab"]
    held = await ana.post(room, sending(*files, tagged=[child]))
    assert held["sharing"] == "held"
    await says(rosa, child, "own_family")
    path = f"/v1/reviews/{held['id']}"
    for item in (sending(*files), sending(files[0]), sending(files[0], tagged=[child])):
        status, body = await ines.ask("POST", path, {"answer": "approve", "item": item})
        assert (status, body["detail"]) == (422, ONLY_FAMILY)
    await says(rosa, child, "rooms", 1)
    assert (await ines.ask("POST", path, {"answer": "approve", "item": sending(files[0])}))[0] == 200


async def test_after_a_parent_allows_less_a_sent_photo_is_taken_out_or_mended_and_shows_nobody_else(
    maple: Running,
) -> None:
    ana, rosa, dana = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Dana Novak")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    files = [await brought(ana) for _ in "ab"]
    await says(rosa, child, "rooms")
    said = await ana.post(room, sending(*files, tagged=[child]))
    assert said["sharing"] == "now"
    await says(rosa, child, "none", 1)

    async def edits(item: dict[str, Any]) -> int:
        return (await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": item}))[0]

    leo = next(one["id"] for one in (await ana.get("/v1/students"))["items"] if one["name"] == "Leo Novak")
    await says(dana, leo, "own_family")
    assert await edits(sending(*files, text="In the garden", tagged=[child])) == 200
    assert await edits(sending(files[1], tagged=[child, leo])) == 422
    assert await edits(sending(files[1], tagged=[child])) == 200
    assert await edits(sending(files[1])) == 200
    assert await edits(sending(files[1], tagged=[child])) == 422


async def test_a_no_stays_a_no_when_the_child_leaves(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        rosa = await maple.somebody("Rosa Alvarez")
        child = await mia(rosa)
        assert (await says(rosa, child, "none"))[0] == 200
    for file in ("users.csv", "roles.csv", "enrollments.csv"):
        rewrite(bundle, file, lambda rows: [one for one in rows if "stu-mia-alvarez" not in one.values()])
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        assert (await consent(ines, child))["holds"] == "none"
        assert "Mia Alvarez" not in {one["name"] for one in (await ines.get("/v1/students"))["items"]}
        status, body = await posts(ines, await ines.conversation("room", "Acorns"), child)
        assert (status, "Mia Alvarez" in body["detail"]) == (422, True)


async def test_an_admin_is_told_that_it_goes_at_once_and_with_four_eyes_that_it_waits(maple: Running) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")

    async def told(who: Somebody) -> tuple[bool, str]:
        found = (await who.get(f"/v1/conversations/{room}/photo-choices"))["items"]
        return next((one["waits"], one["why"]) for one in found if one["student"] == child)

    looks = (True, "Mia Alvarez: no parent has answered, so an admin looks first.")
    assert await told(ana) == looks
    assert await told(ines) == (False, "Mia Alvarez: no parent has answered, and it goes at once.")
    assert (await posts(ines, room, child))[1]["sharing"] == "now"
    assert (await ines.ask("PUT", "/v1/settings/review", {"four_eyes": True}))[0] == 200
    assert await told(ines) == looks


async def test_a_child_said_to_be_on_it_afterwards_counts_like_one_said_before(maple: Running) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    file = await brought(ana)
    said = await ana.post(room, sending(file, text="Garden"))
    await says(rosa, child, "own_family")
    item = sending(file, text="Mia in the garden", tagged=[child])
    status, body = await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": item})
    assert (status, body["detail"]) == (422, ONLY_FAMILY)
    await says(rosa, child, "public", 1)
    assert (await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": {**item, "text": "Garden"}}))[0] == 200


async def test_who_posts_sees_before_it_is_sent_which_child_a_photo_may_show(maple: Running) -> None:
    ana, rosa, tom = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Tom Alvarez")
    child, room = await mia(rosa), await ana.conversation("room", "Acorns")
    family = await ana.conversation("family", "Mia")

    async def choice(where: str) -> dict[str, Any]:
        found = (await ana.get(f"/v1/conversations/{where}/photo-choices"))["items"]
        assert {"Mia Alvarez", "Leo Novak"} <= {one["name"] for one in found}
        assert found == sorted(found, key=lambda one: (not one["near"], one["name"]))
        return dict(next(one for one in found if one["student"] == child))

    assert [(one["fits"], one["waits"], one["near"]) for one in (await choice(room), await choice(family))] == [
        (True, True, True)
    ] * 2
    await says(tom, child, "own_family")
    assert (await choice(room))["why"] == ONLY_FAMILY.removeprefix("item.tagged: ")
    assert [(one["fits"], one["waits"]) for one in (await choice(room), await choice(family))] == [
        (False, False),
        (True, False),
    ]
    preview = {"conversation": room, "item": sending(await brought(ana), tagged=[child])}
    assert (await ana.ask("POST", "/v1/preview", preview))[1]["detail"] == ONLY_FAMILY
    for who in (rosa, tom):
        assert (await who.ask("GET", f"/v1/conversations/{family}/photo-choices"))[0] == 403
    foreign = await (await maple.somebody("Ben Carter")).ask("GET", "/v1/conversations/c_none/photo-choices")
    assert foreign[0] == 404


async def test_who_sees_of_it_nothing(maple: Running) -> None:
    ben, dana, tom, ines, rosa = await cast(
        maple, "Ben Carter", "Dana Novak", "Tom Alvarez", "Ines Walker", "Rosa Alvarez"
    )
    child = await mia(rosa)
    await says(rosa, child, "own_family")
    path = f"/v1/students/{child}/photo-consent"
    assert (await tom.ask("GET", path))[0] == 200
    assert [(await who.ask("GET", path))[0] for who in (ben, dana)] == [403, 404]
    await set_tie(ines, tom, child, denials=[denial("see")])
    assert (await tom.ask("GET", path))[0] == 404


async def test_an_admin_does_not_read_at_work_what_parents_of_their_own_child_say(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        nora, home = await maple.somebody("Nora Lind", "admin"), await maple.somebody("Nora Lind", "guardian")
        ines = await maple.somebody("Ines Walker")
        child = next(one["id"] for one in (await ines.get("/v1/students"))["items"] if one["name"] == "Emil Lind")
        assert (await says(home, child, "own_family"))[0] == 200
        assert len(await log_of(ines, "children")) == 1
        assert await log_of(nora, "children") == []
        assert (await nora.ask("GET", f"/v1/students/{child}/photo-consent"))[0] == 403
        assert (await says(nora, child, "public", 1, guardian=home.its["id"]))[0] == 403


async def test_exports_have_of_it_what_the_page_shows_to_the_same_reader(maple: Running) -> None:
    ines, rosa, tom = await cast(maple, "Ines Walker", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    await says(ines, child, "public", guardian=rosa.its["id"], note="Folder 2")
    await says(tom, child, "own_family")
    hers, office = await family_export(rosa), await office_export(ines, student=child)
    mine = next(one for one in hers.data["children"] if one["id"] == child)
    assert mine["record"]["photos"] == await consent(rosa, child)
    assert "Rosa Alvarez: Also all families, newsletters and the public" in hers.pages
    assert "Tom Alvarez: Only the child’s family" not in hers.pages
    assert office.data["children"][0]["record"]["photos"] == await consent(ines, child)
    assert "Tom Alvarez: Only the child’s family" in office.pages


async def test_another_school_knows_nothing_of_it(records: Path) -> None:
    assert (await imported(records, elsewhere(records)))[0] == 0
    async with running(records) as maple:
        ines, rosa, elm = *await cast(maple, "Ines Walker", "Rosa Alvarez"), await at_elm(maple, "Ines Walker")
        child, where = await mia(rosa), await ines.conversation("family", "Mia")
        for path in (f"/v1/students/{child}/photo-consent", f"/v1/conversations/{where}/photo-choices"):
            assert [(await one.ask("GET", path))[0] for one in (ines, elm)] == [200, 404]
        assert (await says(elm, child, "public", guardian=rosa.its["id"]))[0] == 404


@pytest.mark.parametrize("scope", ["none", "own_family", "rooms", "public"])
async def test_staff_among_themselves_show_a_child_whatever_was_answered(maple: Running, scope: str) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    child = await mia(rosa)
    assert (await says(rosa, child, scope))[0] == 200
    team = next(one["id"] for one in await ana.conversations() if one["kind"] == "staff")
    assert (await posts(ana, team, child))[1]["sharing"] == "now"
