"""A child is handed to who may pick it up by the roster, and by no name to who is barred from it or denied it."""

from __future__ import annotations

import json
from typing import Any

from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.attendance.signing import act, ago, board, children, done, undone
from tests.hub.attendance.test_moving import UNCLE, child, on_record
from tests.hub.conversations.test_kinds import cast
from tests.hub.oneroster.sheets import as_csv
from tests.hub.people.test_listed_pick_ups import JOE, with_pick_ups
from tests.hub.people.test_roster_runs import yes
from tests.hub.people.test_spreadsheet_children import applied
from tests.hub.people.test_spreadsheets import maple_street, named
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.records.exports import family_export, office_export
from tests.hub.running import Running, Somebody


async def listed(ines: Somebody, mia: str) -> None:
    """The roster lists these to pick up Mia."""
    body = await named(ines, as_csv(with_pick_ups(maple_street(), Mia=mia)), "families.csv")
    trial = await ines.get(f"/v1/roster/uploads/{body['upload']}")
    assert (await yes(ines, body["upload"], trial))[0] == 200


async def mia_in(ana: Somebody, maple: Running) -> str:
    """Mia is here; her id."""
    acorns, mia = (await board(ana))["room"], (await children(ana))["Mia"]
    await done(ana, "sign-in", mia, room=acorns, at=ago(maple, hours=1))
    return mia


def shown(its: dict[str, Any]) -> list[tuple[str, str | None, bool, bool]]:
    """Who stands in the list: the name, the relation, whether they are a person here, and whether they may."""
    return [(one["name"], one["relation"], one["person"] is not None, one["may"]) for one in its["collectors"]]


async def test_any_staff_hand_a_child_to_who_is_in_the_rosters_list_and_that_is_what_is_noted(
    maple: Running,
) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    mia = await mia_in(ana, maple)
    its = await child(ana, mia)
    assert (shown(its), its["listed_at"]) == (
        [("Rosa Alvarez", None, True, True), ("Tom Alvarez", None, True, True)], None,
    )  # fmt: skip
    assert (await act(ana, "sign-out", mia, listed="Joe Diaz"))[0] == 403
    await listed(ines, f"{JOE}; Tom Alvarez; Rosa Alvarez (godmother)")

    its = await child(ana, mia)
    assert shown(its) == [
        ("Rosa Alvarez", None, True, True), ("Tom Alvarez", None, True, True), ("Joe Diaz", "uncle", False, True),
        ("Rosa Alvarez", "godmother", False, True),
    ]  # fmt: skip
    assert its["listed_at"] is not None
    made = await done(ana, "sign-out", mia, listed="Joe Diaz")

    assert "Joe Diaz" not in str(made)
    last = (await child(ana, mia))["stays"][0]
    assert (last["taken_by"], last["taken_listed"]) == ("Joe Diaz", True)
    assert await on_record(ines) == []
    again = await done(ines, "sign-out", mia, listed="Joe Diaz")
    assert (again["stays"], len(again["already"])) == ([], 1)
    assert (await act(ines, "sign-out", mia, person=rosa.id))[0] == 409
    assert (await act(ines, "sign-out", mia, listed="Rosa Alvarez"))[0] == 409
    office, family = await office_export(ines), await family_export(rosa)
    (theirs,) = json.loads(office.zip.read("attendance.json"))
    assert (theirs["stays"][0]["taken_by"], theirs["stays"][0]["taken_listed"]) == ("Joe Diaz", True)
    assert "Joe Diaz" not in family.everything
    assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_whom_a_later_roster_does_not_list_any_more_is_handed_no_child_and_was_then(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    await listed(ines, f"{JOE}; Maria Lopez")
    mia = await mia_in(ana, maple)
    out = await done(ana, "sign-out", mia, listed="Joe Diaz")
    assert (await undone(ana, out["deed"]))[0] == 200
    assert (await child(ana, mia))["stays"][0]["taken_by"] == ""
    await done(ana, "sign-out", mia, listed="Joe Diaz")
    await applied(maple, with_pick_ups(maple_street(), Mia="Maria Lopez"))

    await done(ana, "sign-in", mia, room=(await board(ana))["room"])
    status, body = await act(ana, "sign-out", mia, listed="Joe Diaz")
    assert (status, body["detail"]) == (403, "Joe Diaz is not on the roster’s list for Mia Alvarez any more.")
    assert [one["taken_by"] for one in (await child(ana, mia))["stays"]] == ["", "Joe Diaz"]
    await done(ana, "sign-out", mia, listed="Maria Lopez")


async def test_who_is_denied_it_is_handed_no_child_by_the_list_nor_by_an_admin_by_any_of_their_names(
    maple: Running,
) -> None:
    ana, ines, tom = await cast(maple, "Ana Reyes", "Ines Walker", "Tom Alvarez")
    await listed(ines, f"{JOE}; Alvarez, Tom")
    mia = await mia_in(ana, maple)
    first = await done(ana, "sign-out", mia, listed="Tom Alvarez")
    assert (await undone(ana, first["deed"]))[0] == 200
    await set_tie(ines, tom, mia, denials=[denial("pick_up")])

    assert [one[:1] + one[3:] for one in shown(await child(ana, mia))][:1] == [("Tom Alvarez", False)]
    status, body = await act(ana, "sign-out", mia, listed="Tom Alvarez")
    assert (status, body["detail"]) == (403, "The school has set that Tom Alvarez does not pick up Mia Alvarez.")
    for name in ("Tom Alvarez", "alvarez  tom", "T. Alvarez", "Tóm Alvarez", "Tom"):
        status, body = await act(ines, "sign-out", mia, other=UNCLE | {"name": name})
        assert (status, "Tom Alvarez" in body["detail"]) == (403, True), name
    assert [one["stay"].get("until") for one in (await child(ana, mia))["stays"]] == [None]
    await done(ines, "sign-out", mia, other=UNCLE)


async def test_one_takes_a_child_and_what_an_admin_did_twice_is_on_record_once(maple: Running) -> None:
    ana, ines, tom = await cast(maple, "Ana Reyes", "Ines Walker", "Tom Alvarez")
    await listed(ines, JOE)
    mia = await mia_in(ana, maple)
    await set_tie(ines, tom, mia, tie="barred")

    for two in ({"person": tom.id, "other": UNCLE}, {"listed": "Joe Diaz", "other": UNCLE},
                {"person": tom.id, "listed": "Joe Diaz"}):  # fmt: skip
        status, body = await act(ines, "sign-out", mia, **two)
        assert (status, body["detail"][:8]) == (422, "person: "), two
    await done(ines, "sign-out", mia, other=UNCLE)
    assert len(await on_record(ines)) == 1
    again = await done(ines, "sign-out", mia, other=UNCLE)

    assert (again["stays"], again["deed"]) == ([], None)
    assert len(await on_record(ines)) == 1


async def test_nobody_is_shown_the_list_of_their_own_child_at_work(maple: Running) -> None:
    ines, ana, ben = await cast(maple, "Ines Walker", "Ana Reyes", "Ben Carter")
    await listed(ines, JOE)
    mia = (await children(ana))["Mia"]
    assert "Joe Diaz" in str(await child(ben, mia))
    rosa = await maple.somebody("Rosa Alvarez")

    assert (await rosa.ask("GET", f"/v1/attendance/children/{mia}"))[0] == 403
    assert (await act(rosa, "sign-out", mia, listed="Joe Diaz"))[0] == 403
