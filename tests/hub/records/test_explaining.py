"""Why somebody may see, write, hear and pick up, over the demo school: the sentences, and where a no is changed."""

import asyncio
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from sqlalchemy import insert

from hub.store import schema
from hub.store.clock import moment
from hub.store.row_security import Across
from policies.notify.clock_words import face
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.notify.test_ladder import rows_of
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_staff import permit
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.running import DEADLINE, Running, Somebody, running

LEFT = "s_left-long-ago"
ROSTER = "Who is at the school, in which room, and whose parent, comes with the roster."
AT_STAFF = "An admin sets it under Staff, with {}."
AT_CHILDREN = "An admin sets it under Children, with Mia Alvarez."
ROOMS = "Mia Alvarez is in Acorns, Ben Carter is in Saplings."
NO_ROOM = f"Staff write only to families of students in their own rooms: {ROOMS}"
NOT_TOLD = f"Staff are told of what the families of their own rooms write: {ROOMS}"
FAMILIES = "what families and the school write to each other"
SCHOOL = "Maple Street Children's Center"
COLLEAGUES = "{} can read what colleagues write to the family; alerts of it go to the parents."
LATER = "By {} at LATER, unless it is read before."
"""The second step, at the minute that at puts in."""

PARENTS = "{} can read what another parent of Mia Alvarez writes there; alerts of it go to the staff."


async def why(asker: Somebody, who: Somebody, may: str, about: str) -> dict[str, Any]:
    return dict(await asker.get(f"/v1/explain?who={who.id}&may={may}&about={about}"))


def no(*because: str, change: str | None = None) -> dict[str, Any]:
    return {"answer": False, "because": list(because), "change": change}


def yes(*because: str) -> dict[str, Any]:
    return {"answer": True, "because": list(because), "change": None}


def at(told: dict[str, Any], asked: datetime) -> dict[str, Any]:
    """What is told when asked at a moment: what stays unread comes by the next medium fifteen minutes later."""
    later = face(asked + timedelta(minutes=15))
    return {**told, "because": [one.replace("LATER", later) for one in told["because"]]}


async def test_everybody_of_the_school_reads_what_they_may_about_a_child_and_where_a_no_is_set(
    maple: Running,
) -> None:
    ines, ana, ben, rosa, tom, dana = await cast(
        maple, "Ines Walker", "Ana Reyes", "Ben Carter", "Rosa Alvarez", "Tom Alvarez", "Dana Novak"
    )
    child = await mia(rosa)
    await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": "rosas-phone"})
    of_the_day = "Of a child’s day: Naps, meals, bottles and diapers are told by push only, and there is no device."
    table = [
        (ana, "see", yes("Staff and admins see every student of the school.")),
        (ana, "message", yes("Ana Reyes and Mia Alvarez are both in Acorns.")),
        (ana, "hear", yes(
            "Ana Reyes hears of what Mia Alvarez’s family writes: both are in Acorns.", "Told by text message.",
            LATER.format("email"),
            COLLEAGUES.format("Ana Reyes"),
        )),
        (ana, "pick_up", no(
            "Ana Reyes is not on Mia Alvarez’s list for picking up.", AT_CHILDREN, change="children",
        )),
        (ben, "see", yes("Staff and admins see every student of the school.")),
        (ben, "message", no(NO_ROOM, AT_STAFF.format("Ben Carter"), change="staff")),
        (ben, "hear", no(NOT_TOLD, AT_STAFF.format("Ben Carter"), change="staff")),
        (rosa, "see", yes("Rosa Alvarez is a parent of Mia Alvarez.")),
        (rosa, "message", yes("Rosa Alvarez is a parent of Mia Alvarez.")),
        (rosa, "hear", yes(
            "Rosa Alvarez hears of what the school writes to Mia Alvarez’s family, as a parent.", "Told by push.",
            LATER.format("text"),
            PARENTS.format("Rosa Alvarez"),
        )),
        (rosa, "pick_up", yes("Rosa Alvarez is a parent of Mia Alvarez.")),
        (tom, "hear", yes(
            "Tom Alvarez hears of what the school writes to Mia Alvarez’s family, as a parent.", "Told by email.",
            of_the_day,
            PARENTS.format("Tom Alvarez"),
        )),
        (dana, "see", no("Parents see only their own children.", ROSTER)),
        (dana, "message", no("Parents write only about their own children.", ROSTER)),
        (dana, "hear", no("Dana Novak is not a parent of Mia Alvarez.", ROSTER)),
    ]  # fmt: skip
    for who, may, told in table:
        before, answer = maple.clock(), await why(ines, who, may, child)
        assert answer in (at(told, before), at(told, maple.clock())), (who.its["name"], may)
    family = await ana.conversation("family", "Mia")
    assert await why(ana, ben, "hear", family) == await why(ana, ben, "hear", child)


async def test_a_denial_a_permission_and_a_setting_are_named_with_the_screen_that_changes_them(
    maple: Running,
) -> None:
    ines, ana, rosa, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez", "Tom Alvarez")
    child = await mia(rosa)
    assert (await why(ana, tom, "hear", child))["answer"]
    assert (await why(ana, ana, "message", child))["answer"]

    await set_tie(ines, tom, child, denials=[denial("told")])
    beside = PARENTS.format("Tom Alvarez")
    untold = "The school has set that Tom Alvarez is not told about Mia Alvarez."
    assert await why(ana, tom, "hear", child) == no(untold, beside, AT_CHILDREN, change="children")
    assert await why(tom, tom, "hear", child) == no(
        untold, beside, "Only the school can change that. Ask the office."
    )
    assert (await tom.ask("GET", f"/v1/explain?who={rosa.id}&may=hear&about={child}"))[0] == 403

    await permit(ines, ana, families="read")
    reads = f"Ana Reyes reads {FAMILIES} and does not write there. An admin can change that."
    assert await why(ines, ana, "message", child) == no(reads, AT_STAFF.format("Ana Reyes"), change="staff")
    await permit(ines, ana, families="none")
    kept = f"Ana Reyes is kept out of {FAMILIES}. An admin can change that."
    assert await why(ines, ana, "hear", child) == no(kept, AT_STAFF.format("Ana Reyes"), change="staff")

    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    waits = "What staff write waits first: The school approves this kind of item before families see it."
    assert waits in (await why(ines, rosa, "hear", child))["because"]
    assert waits not in (await why(rosa, rosa, "hear", child))["because"]

    await ines.ask("PUT", "/v1/settings/conversations", {"guardians_start": False})
    starts = await why(ines, rosa, "message", child)
    assert starts["because"][0].startswith("At Maple Street")
    assert (starts["because"][1], starts["change"]) == ("An admin sets it under Settings.", "settings")


async def test_what_waits_what_was_declined_and_what_was_sent_say_so_on_the_schools_clock(maple: Running) -> None:
    ines, ana, ben, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Ben Carter", "Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    held, declined = await ana.post(family, "Waits"), await ana.post(family, "No")

    waiting = await why(ana, rosa, "hear", held["id"])
    assert not waiting["answer"]
    assert len(waiting["because"]) == 1
    assert waiting["because"][0].startswith("It waits for approval since ")
    assert waiting["because"][0].endswith(", and families learn nothing of it until then.")
    assert "T" not in waiting["because"][0].removeprefix("It waits")
    assert (await rosa.ask("GET", f"/v1/explain?who={rosa.id}&may=hear&about={held['id']}"))[0] == 404

    await ines.ask("POST", f"/v1/reviews/{declined['id']}", {"answer": "decline", "reason": "Not now"})
    assert "It was declined on " in (await why(ana, rosa, "hear", declined["id"]))["because"][0]

    await ines.ask("POST", f"/v1/reviews/{held['id']}", {"answer": "approve"})
    async with asyncio.timeout(DEADLINE):
        told = await why(ana, rosa, "hear", held["id"])
        while not any(", sent" in one for one in told["because"]):
            await asyncio.sleep(0.02)
            told = await why(ana, rosa, "hear", held["id"])
    assert told["answer"]
    *text, next_step = told["because"]
    assert ", sent" in text[-1]
    assert all(": by text message to …" in one for one in text)
    later = (await rows_of(maple, rosa.id))[1]["due_at"]
    later = face(moment(later))
    assert ": by email to r…@" in next_step
    assert next_step.endswith(f", planned. By email at {later}, unless it is read before.")
    assert (await why(rosa, rosa, "hear", held["id"]))["answer"]
    assert (await why(ana, ana, "hear", held["id"])) == no(
        "Ana Reyes wrote it, and nobody is told of their own words."
    )

    said = await rosa.post(family, "Thank you")
    assert (await why(ana, ben, "hear", said["id"]))["because"] == ["Ben Carter is not in this conversation."]


async def test_an_admin_reads_that_their_own_rooms_decide_what_they_are_told_c8(maple: Running) -> None:
    ines, omar, rosa = await cast(maple, "Ines Walker", "Omar Haddad", "Rosa Alvarez")
    family = await rosa.conversation("family", "Mia")
    said = await rosa.post(family, "Good morning")
    before = await why(ines, omar, "hear", await mia(rosa))

    assert (before["answer"], before["change"]) == (False, "staff")
    assert before["because"][0].startswith("Admins are told of what the families of their own rooms write: ")
    assert before["because"][1:] == [COLLEAGUES.format("Omar Haddad"), AT_STAFF.format("Omar Haddad")]
    of_it = (await why(ines, omar, "hear", said["id"]))["because"]
    assert of_it == [
        "Omar Haddad can read it, and is not one of those whose phone rings for it.", before["because"][0],
    ]  # fmt: skip


async def test_of_a_practice_child_nobody_real_hears_and_of_one_who_left_before_everything_there_is_an_answer(
    maple: Running,
) -> None:
    ines, ana, ben, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Ben Carter", "Rosa Alvarez")
    mark = next(one["id"] for one in (await ana.get("/v1/students"))["items"] if one["name"] == "Mark Test")
    practice = "It is about a practice student, who never reaches a real contact."
    assert await why(ines, ben, "hear", mark) == no(practice, COLLEAGUES.format("Ben Carter"))

    row = {"id": LEFT, "school": maple.school, "source": "stu-long-ago", "given": "Old", "family": "Pupil"}
    gone = {**row, "left_at": "2020-01-01T00:00:00.000Z"}
    await maple.hub.store.write(
        lambda one: one.connection.execute(insert(schema.student).values(**gone)), whose=Across.OPERATOR
    )
    assert (await ines.ask("PUT", "/v1/settings/staff-only", {"nap": True}))[0] == 200  # the rules are read anew

    left = f"Old Pupil is no longer at {SCHOOL}"
    assert await why(ines, ana, "see", LEFT) == yes("Staff and admins see every student of the school.")
    assert await why(ines, ana, "message", LEFT) == no(f"{left}.", ROSTER)
    assert await why(ines, rosa, "hear", LEFT) == no(f"{left}, so nobody is told.", ROSTER)
    assert await why(ines, ana, "hear", LEFT) == no(f"{left}, so nobody is told.", ROSTER)
    assert await why(ines, rosa, "pick_up", LEFT) == no(f"{left}.", ROSTER)


async def test_of_who_left_everything_says_that_they_left(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Rosa Alvarez")
        child = await mia(rosa)
        assert (await why(ines, ana, "hear", child))["answer"]

        rewrite(bundle, "users.csv", lambda rows: [one for one in rows if one["sourcedId"] != "usr-ana-reyes"])
        for file in ("roles.csv", "enrollments.csv"):
            rewrite(bundle, file, lambda rows: [one for one in rows if one["userSourcedId"] != "usr-ana-reyes"])
        assert (await imported(records, bundle))[0] == 0
        await maple.hub.schools[maple.school].catch_up()
        for may in ("see", "message", "pick_up"):
            assert await why(ines, ana, may, child) == no(f"Ana Reyes is no longer at {SCHOOL}.", ROSTER)
        assert await why(ines, ana, "hear", child) == no(
            f"Ana Reyes is no longer at {SCHOOL}, so nobody is told.", ROSTER
        )
        said = await rosa.post(await rosa.conversation("family", "Mia"), "Good morning")
        assert await why(ines, ana, "hear", said["id"]) == no(f"Ana Reyes is no longer at {SCHOOL}.")
