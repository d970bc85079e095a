"""What parents may do about a child, over a running hub: what was denied is gone at once and everywhere."""

import asyncio
import csv
from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select
from sqlalchemy.exc import IntegrityError

from hub.actions.people.sync_roster import Changes, sync_roster
from hub.commands.demo import BUNDLE
from hub.oneroster.read import read
from hub.store import schema
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.conversations.test_kinds import cast, mia, named, opened, written
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.review.test_approval import everything_seen_by
from tests.hub.running import Running, Somebody

SEEING, TELLING = "The school has set that Tom Alvarez does not see Mia Alvarez.", "is not told about Mia Alvarez."


def denial(power: str, begin: str | None = None, end: str | None = None) -> dict[str, Any]:
    return {"power": power, "begin": begin, "end": end}


async def set_tie(admin: Somebody, person: Somebody, child: str, **what: Any) -> dict[str, Any]:
    """What the endpoint says after it, which must take it."""
    status, body = await admin.ask("PUT", f"/v1/students/{child}/guardians/{person.id}", what)
    assert status == 200, body
    return {one["person"]: one for one in body["items"]}


def without_tom(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    """The roster ties Tom to no child."""
    for row in rows:
        row["agentSourcedIds"] = ",".join(
            one for one in row["agentSourcedIds"].split(",") if "tom-alvarez" not in one
        )
        if "tom-alvarez" in row["sourcedId"]:
            row["agentSourcedIds"] = ""
    return rows


async def test_tom_sees_nothing_of_mia_from_the_moment_it_is_denied(maple: Running) -> None:
    ines, ana, tom, rosa = await cast(maple, "Ines Walker", "Ana Reyes", "Tom Alvarez", "Rosa Alvarez")
    child, family = await mia(tom), await tom.conversation("family", "Mia")
    await ana.post(family, "Before")
    async with tom.device() as his, rosa.device() as hers:
        await his.live()
        await hers.live()
        await ana.post(family, "Still for both")
        assert (await his.event(kind="message"))["item"]["text"] == "Still for both"

        told = await set_tie(ines, tom, child, denials=[denial("see")])
        assert family in (await his.event(kind="member"))["lost"]
        await ana.post(family, "Only for Rosa")

        assert (await hers.event(kind="message", n=3))["item"]["text"] == "Only for Rosa"
        assert await his.silence() == []
    assert {one["power"]: one["answer"] for one in told[tom.id]["may"]} == {
        "see": False, "message": False, "told": False, "pick_up": True,
    }  # fmt: skip
    assert told[tom.id]["may"][0]["because"] == SEEING
    assert told[tom.id]["denials"] == [{**denial("see"), "now": True}]
    assert await tom.conversations() == [] or family not in [one["id"] for one in await tom.conversations()]
    for path in (f"/v1/conversations/{family}/messages", f"/v1/explain?who={tom.id}&may=see&about={child}"):
        assert (await tom.ask("GET", path))[0] == 404
    assert "Only for Rosa" not in str(await everything_seen_by(tom))
    async with tom.device(since=0) as again:
        assert "Mia" not in str(await again.replayed())
    assert await ines.get(f"/v1/explain?who={tom.id}&may=see&about={child}") == {
        "answer": False, "because": [SEEING, "An admin sets it under Children, with Mia Alvarez."],
        "change": "children",
    }  # fmt: skip

    await set_tie(ines, tom, child, denials=[])
    assert [one["item"]["text"] for one in await tom.messages(family)] == ["Still for both", "Before"]
    await ana.post(family, "For both again")
    assert (await tom.messages(family))[0]["item"]["text"] == "For both again"


async def test_a_denial_begins_and_ends_on_its_days_by_itself(maple: Running) -> None:
    from hub.actions.people.turn_day import turn_due

    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    child, family = await mia(tom), await tom.conversation("family", "Mia")
    school = maple.hub.schools[maple.school]
    today = school.snapshot.roster.day
    span = {"begin": str(today + timedelta(days=1)), "end": str(today + timedelta(days=2))}
    await set_tie(ines, tom, child, denials=[denial("see", **span)])

    seen = []
    for days in range(4):
        maple.clock.ahead = timedelta(days=days)
        await turn_due(maple.hub.store, maple.clock())
        await school.catch_up()
        seen.append(family in [one["id"] for one in await tom.conversations()])
    assert seen == [True, False, False, True]


async def test_a_roster_that_changes_nothing_does_not_keep_a_denial_from_beginning(maple: Running) -> None:
    """Nobody joins or leaves a conversation by this denial, so that the day alone is what has to be told."""
    ines, ana, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Tom Alvarez")
    child, family = await mia(tom), await tom.conversation("family", "Mia")
    school = maple.hub.schools[maple.school]
    tomorrow = str(school.snapshot.roster.day + timedelta(days=1))
    bundle = read(BUNDLE).bundle
    assert bundle is not None

    async def synced() -> Changes:
        done = await maple.hub.store.write(
            lambda one: sync_roster(one, bundle, "UTC", maple.clock()), whose=Across.OPERATOR
        )
        await school.catch_up()
        return done

    async def told_of(conversation: str) -> set[str]:
        item = {"conversation": conversation, "item": {"type": "text", "text": "x"}}
        return {one["name"] for one in (await ana.ask("POST", "/v1/preview", item))[1]["recipients"]}

    assert not (await synced()).any()
    await set_tie(ines, tom, child, denials=[denial("told", begin=tomorrow)])
    assert "Tom Alvarez" in await told_of(family)

    maple.clock.ahead = timedelta(days=1)
    assert not (await synced()).any()
    assert "Tom Alvarez" not in await told_of(family)


async def test_who_is_not_to_be_told_reads_and_writes_and_no_phone_rings(maple: Running) -> None:
    ines, ana, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Tom Alvarez")
    child, family = await mia(tom), await tom.conversation("family", "Mia")
    item = {"conversation": family, "item": {"type": "text", "text": "x"}}
    assert "Tom Alvarez" in {one["name"] for one in (await ana.ask("POST", "/v1/preview", item))[1]["recipients"]}
    await set_tie(ines, tom, child, denials=[denial("told")])

    preview = await ana.ask("POST", "/v1/preview", item)
    assert "Tom Alvarez" in named(preview)
    skipped = {one["name"]: one["why"] for one in preview[1]["skipped"]}
    assert skipped["Tom Alvarez"].endswith(TELLING)
    said = await ana.post(family, "Quietly")
    await settled(maple, 1)
    timeline = {one["name"]: one for one in (await ana.get(f"/v1/messages/{said['id']}/timeline"))["items"]}
    assert timeline["Tom Alvarez"]["steps"] == []
    assert timeline["Tom Alvarez"]["skipped"].endswith(TELLING)
    assert timeline["Rosa Alvarez"]["steps"]
    assert (await tom.messages(family))[0]["item"]["text"] == "Quietly"
    assert (await written(tom, family))[0] == 201


async def test_who_may_not_write_reads_why(maple: Running) -> None:
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    child, family = await mia(tom), await tom.conversation("family", "Mia")
    assert (await written(tom, family))[0] == 201
    await set_tie(ines, tom, child, denials=[denial("message")])

    status, body = await written(tom, family)
    assert (status, body["detail"]) == (
        403,
        "The school has set that Tom Alvarez does not write about Mia Alvarez.",
    )
    assert next(one for one in await tom.conversations() if one["id"] == family)["may_post"] is False
    office = await tom.ask("POST", "/v1/conversations", {"kind": "office", "student": child})
    assert office[0] == 403
    alone = (await opened(tom, kind="direct"))["id"]  # about Luca he may
    assert (await written(tom, alone))[0] == 201
    children = {one["name"]: one["id"] for one in (await ines.get("/v1/students"))["items"]}
    await set_tie(ines, tom, children["Luca Alvarez"], denials=[denial("message")])
    assert (await written(tom, alone))[0] == 403


async def test_a_barred_parent_is_neither_parent_nor_pick_up_and_no_sync_brings_them_back(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, ana, tom, dana = await cast(maple, "Ines Walker", "Ana Reyes", "Tom Alvarez", "Dana Novak")
    child, family = await mia(tom), await tom.conversation("family", "Mia")
    assert (await ana.get(f"/v1/explain?who={tom.id}&may=pick_up&about={child}"))["answer"]
    told = await set_tie(ines, tom, child, tie="barred")

    assert (told[tom.id]["tie"], told[tom.id]["may"]) == ("barred", [
        {"power": "pick_up", "answer": False,
         "because": "Tom Alvarez is barred from Mia Alvarez: do not hand Mia Alvarez over, call an admin."},
    ])  # fmt: skip
    assert family not in [one["id"] for one in await tom.conversations()]
    assert (await imported(records, bundle))[0] == 0
    await maple.hub.schools[maple.school].catch_up()
    assert family not in [one["id"] for one in await tom.conversations()]
    assert all(not one.broken for one in await maple.hub.store.read(verify, Across.OPERATOR))

    # the records themselves refuse what would make them both
    def both(one: Any) -> None:
        one.connection.execute(
            insert(schema.guardianship).values(school=maple.school, guardian=tom.id, student=child, tie="pick_up")
        )

    with pytest.raises(IntegrityError):
        await maple.hub.store.write(both, whose=Across.OPERATOR)

    await set_tie(ines, tom, child, tie="guardian")
    assert family in [one["id"] for one in await tom.conversations()]
    told = await set_tie(ines, dana, child, tie="pick_up")
    assert told[dana.id]["may"][0]["because"] == "Dana Novak may pick up Mia Alvarez."
    status, body = await ines.ask("PUT", f"/v1/students/{child}/guardians/{tom.id}", {"tie": "pick_up"})
    assert (status, body["detail"]) == (
        409, "Tom Alvarez is a parent of Mia Alvarez in the roster, and picks up as one.",
    )  # fmt: skip
    assert dana.id not in await set_tie(ines, dana, child, tie="guardian")


async def test_a_parent_whom_the_source_names_no_more_stays_barred_until_that_is_lifted(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    child = await mia(tom)
    await set_tie(ines, tom, child, tie="barred")

    rewrite(bundle, "users.csv", without_tom)
    code, said = await imported(records, bundle)
    assert (code, said["did"]["guardians"]["removed"]) == (0, 2)  # Mia and Luca
    await maple.hub.schools[maple.school].catch_up()

    its = schema.guardianship.c

    def rows(connection: Any) -> list[tuple[str, str | None]]:
        asked = select(its.tie, its.listed_as).where(its.guardian == tom.id, its.student == child)
        return [tuple(row) for row in connection.execute(asked)]

    assert await maple.hub.store.read(rows, Across.OPERATOR) == [("barred", None)]
    await set_tie(ines, tom, child, tie="guardian")
    assert await maple.hub.store.read(rows, Across.OPERATOR) == []


async def test_whom_a_child_is_not_handed_stays_so_when_the_roster_ties_them_to_it_no_more(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, tom, ana = await cast(maple, "Ines Walker", "Tom Alvarez", "Ana Reyes")
    child = await mia(tom)

    async def hands_to(name: str) -> tuple[int, Any]:
        other = {"name": name, "reason": "Both parents are at work", "id_seen": "Driver’s license, 4821"}
        return await ines.ask("POST", "/v1/attendance/sign-out", {"students": [child], "other": other})

    await set_tie(ines, tom, child, denials=[denial("pick_up"), denial("see")])
    rewrite(bundle, "users.csv", without_tom)
    code, _ = await imported(records, bundle)
    await maple.hub.schools[maple.school].catch_up()
    tied = {one["person"]: one for one in (await ana.get(f"/v1/students/{child}/guardians"))["items"]}
    first = (await ana.get(f"/v1/attendance/children/{child}"))["collectors"][0]

    assert code == 0
    assert (tied[tom.id]["untied"], [one["power"] for one in tied[tom.id]["may"]]) == (True, ["pick_up"])
    assert (first["person"], first["may"]) == (tom.id, False)
    for name, why in (
        ("Tom Alvarez", "The school has set that Tom Alvarez does not pick up Mia Alvarez."),
        ("T. Alvarez", "T. Alvarez may be Tom Alvarez, of whom the school has set that they do not pick up Mia"
                       " Alvarez: call an admin."),
    ):  # fmt: skip
        status, body = await hands_to(name)
        assert (status, body["detail"]) == (403, why)
    lifted = await set_tie(ines, tom, child, denials=[denial("see")])
    undo = {"tie": "guardian", "denials": [denial("pick_up"), denial("see")]}
    again = await set_tie(ines, tom, child, **undo, was={"tie": "guardian", "denials": []})

    assert tom.id not in lifted
    assert again[tom.id]["untied"]
    assert (await hands_to("Tom Alvarez"))[0] == 403
    await set_tie(ines, tom, child, denials=[])
    assert (await hands_to("Tom Alvarez"))[0] != 403


async def test_what_is_no_right_is_refused_in_words_and_changes_nothing(maple: Running) -> None:
    ines, ana, tom, dana = await cast(maple, "Ines Walker", "Ana Reyes", "Tom Alvarez", "Dana Novak")
    child = await mia(tom)
    path = f"/v1/students/{child}/guardians/"
    before = await ines.get(path.rstrip("/"))
    backwards = {"denials": [denial("see", "2026-12-02", "2026-12-01")]}
    many = {"denials": [denial("see")] * 21}
    for who, whom, body, status, words in (
        (ines, tom.id, backwards, 422, "would end before it begins"),
        (ines, tom.id, many, 422, "denials"),
        (ines, tom.id, {"denials": [denial("fly")]}, 422, "power"),
        (ines, tom.id, {"denials": [denial("see", "tomorrow")]}, 422, "begin"),
        (ines, tom.id, {"tie": "uncle"}, 422, "tie"),
        (ines, dana.id, {"denials": [denial("see")]}, 422, "is nothing to Mia Alvarez"),
        (ines, "p_nobody", {"tie": "barred"}, 404, "no such person"),
        (ana, tom.id, {"tie": "barred"}, 403, "Only admins set"),
        (tom, tom.id, {"denials": []}, 403, "Only admins set"),
    ):
        answer = await who.ask("PUT", path + whom, body)
        assert answer[0] == status, answer
        assert words in answer[1]["detail"]
    assert (await ines.ask("PUT", f"/v1/students/st_nobody/guardians/{tom.id}", {"tie": "barred"}))[0] == 404
    assert (await tom.ask("GET", path.rstrip("/")))[0] == 403
    assert (await tom.ask("GET", "/v1/students"))[0] == 403
    assert await ines.get(path.rstrip("/")) == before


async def test_an_admin_does_not_decide_about_the_other_parent_of_their_own_child(maple: Running) -> None:
    ana = (await cast(maple, "Ana Reyes"))[0]
    children = (await ana.get("/v1/students"))["items"]
    assert [one["name"] for one in children] == sorted(one["name"] for one in children)
    assert not any(one["own"] for one in children)
    nora = await maple.somebody("Nora Lind", "staff")
    own = [one for one in (await nora.get("/v1/students"))["items"] if one["own"]]
    assert own
    assert (await nora.get(f"/v1/students/{own[0]['id']}/guardians"))["may_set"] is False


@pytest.mark.parametrize("taken", [{"tie": "barred"}, {"denials": [denial("see")]}], ids=["barred", "denied"])
async def test_who_lost_their_own_child_as_a_parent_reads_nothing_more_of_it_at_work(
    maple: Running, taken: dict[str, Any]
) -> None:
    ines, ana, kim = await cast(maple, "Ines Walker", "Ana Reyes", "Kim Osei")
    nora, at_home = await maple.somebody("Nora Lind", "staff"), await maple.somebody("Nora Lind", "guardian")
    emil, own = await ana.conversation("day", "Emil"), await nora.get("/v1/students")
    await ana.post(emil, {"type": "observation", "text": "For staff alone"})
    assert len(await kim.messages(emil)) == 1
    assert await nora.messages(emil) == []

    await set_tie(ines, at_home, next(one["id"] for one in own["items"] if one["own"]), **taken)
    async with nora.device() as hers:
        await hers.live()
        await ana.post(emil, {"type": "observation", "text": "For staff alone, too"})
        await ana.post(emil, {"type": "note", "text": "For families"})
        assert (await hers.event(kind="message"))["item"]["text"] == "For families"

    assert [one["item"]["text"] for one in await nora.messages(emil)] == ["For families"]
    async with nora.device(since=0) as again:
        assert "For staff alone" not in str(await again.replayed())


async def test_two_admins_who_set_at_once_leave_what_one_of_them_said(maple: Running) -> None:
    ines, omar, tom = await cast(maple, "Ines Walker", "Omar Haddad", "Tom Alvarez")
    child = await mia(tom)
    await asyncio.gather(
        set_tie(ines, tom, child, denials=[denial("see"), denial("told")]),
        set_tie(omar, tom, child, denials=[denial("message", str(date(2026, 1, 1)))]),
    )
    left = next(
        one for one in (await ines.get(f"/v1/students/{child}/guardians"))["items"] if one["person"] == tom.id
    )
    assert {one["power"] for one in left["denials"]} in ({"see", "told"}, {"message"})


async def test_a_school_may_let_only_those_who_pay_be_parents_and_it_is_told_at_once(
    maple: Running, records: Path, bundle: Path
) -> None:
    ines, tom, rosa = await cast(maple, "Ines Walker", "Tom Alvarez", "Rosa Alvarez")
    family = await tom.conversation("family", "Mia")

    def rosa_pays(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        return [
            {**row, "metadata.payerSourcedIds": "usr-rosa-alvarez" if "alvarez" in row["agentSourcedIds"] else ""}
            for row in rows
        ]

    with (bundle / "users.csv").open(newline="") as read:
        rows = rosa_pays(list(csv.DictReader(read)))
    with (bundle / "users.csv").open("w", newline="") as write:
        writer = csv.DictWriter(write, rows[0].keys())
        writer.writeheader()
        writer.writerows(rows)
    assert (await imported(records, bundle))[1]["did"]["guardians"]["changed"] == 2
    await maple.hub.schools[maple.school].catch_up()
    assert family in [one["id"] for one in await tom.conversations()]  # the school has not asked for it

    async with tom.device() as his:
        await his.live()
        assert (await tom.ask("PUT", "/v1/settings/guardians", {"payers_only": True}))[0] == 403
        assert await ines.ask("PUT", "/v1/settings/guardians", {"payers_only": True}) == (
            200,
            {"payers_only": True},
        )
        assert family in (await his.event(kind="member"))["lost"]
    assert family not in [one["id"] for one in await tom.conversations()]
    assert family in [one["id"] for one in await rosa.conversations()]
    sentence = "only parents who pay for a child’s place see it, and Tom Alvarez does not."
    about = f"/v1/explain?who={tom.id}&may=see&about={await mia(rosa)}"
    assert (await ines.get(about))["because"][0].endswith(sentence)
    assert await ines.get("/v1/settings/guardians") == {"payers_only": True}
    await ines.ask("PUT", "/v1/settings/guardians", {"payers_only": False})
    assert family in [one["id"] for one in await tom.conversations()]


async def test_an_undo_takes_back_nothing_that_somebody_else_has_set_since(maple: Running) -> None:
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    child = await mia(tom)
    blind = [denial("see")]
    await set_tie(ines, tom, child, denials=blind)
    undo = {"tie": "guardian", "denials": [], "was": {"tie": "guardian", "denials": blind}}
    answers = await asyncio.gather(
        *(ines.ask("PUT", f"/v1/students/{child}/guardians/{tom.id}", undo) for _ in range(2))
    )
    shown = (await ines.get(f"/v1/students/{child}/guardians"))["items"]

    assert sorted(status for status, _ in answers) == [200, 409]
    (refused,) = [body["detail"] for status, body in answers if status == 409]
    assert refused == "Somebody has changed this meanwhile, so it stays as it is now."
    assert next(one["denials"] for one in shown if one["person"] == tom.id) == []
    await set_tie(ines, tom, child, tie="barred")
    status, _ = await ines.ask("PUT", f"/v1/students/{child}/guardians/{tom.id}", undo)
    kept = (await ines.get(f"/v1/students/{child}/guardians"))["items"]
    assert status == 409
    assert next(one["tie"] for one in kept if one["person"] == tom.id) == "barred"


async def test_an_undo_puts_back_terms_with_their_dates_and_a_bar(maple: Running) -> None:
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    child = await mia(tom)
    terms = [denial("pick_up", "2026-12-01", "2027-01-31"), denial("told")]
    await set_tie(ines, tom, child, denials=terms)
    await set_tie(ines, tom, child, tie="barred")
    was = {"tie": "barred", "denials": terms}
    after = await set_tie(ines, tom, child, tie="guardian", denials=terms, was=was)

    assert after[tom.id]["tie"] == "guardian"
    assert sorted((one["power"], one["begin"], one["end"]) for one in after[tom.id]["denials"]) == [
        ("pick_up", "2026-12-01", "2027-01-31"), ("told", None, None),
    ]  # fmt: skip
