"""Erasure, over a running hub: what happens meanwhile, and who is back, or needed still, is left as they are."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, update

from hub.actions.records import erasing
from hub.actions.records.erasing import ROWS_A_COMMIT, erase_in
from hub.actions.records.retention import remove_in
from hub.errors import Unavailable
from hub.store import schema
from hub.store.activity_log import LogDraft, put_on_record
from hub.store.clock import stamp
from hub.store.erasures import CONTACTS, Erasure, add_erasure
from hub.store.row_security import Across
from hub.store.schools import SchoolDay, list_days
from hub.store.verify import verify
from policies.records.activity_log import Deed
from policies.sentence import say
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_spreadsheet_children import (
    applied,
    as_csv,
    children,
    known_leo,
    maple_street,
    named,
    with_births,
    without,
)
from tests.hub.records.test_erasure import (
    CELL,
    MAIL,
    ROSA,
    WEEK,
    agreed,
    asked,
    id_of,
    left_alone,
    mia_left,
    night,
    sinks,
    synced,
)
from tests.hub.running import Running, Somebody, running


async def the_school(maple: Running) -> SchoolDay:
    return next(one for one in await maple.hub.store.read(list_days, Across.OPERATOR) if one.id == maple.school)


async def long_gone(maple: Running, its: str) -> None:
    """They left years ago."""
    old = update(schema.person).where(schema.person.c.id == its).values(left_at="2019-05-01T10:00:00.000Z")
    await maple.hub.store.write(lambda one: one.connection.execute(old), maple.school)


async def rows_of(maple: Running, wanted: Any) -> list[Any]:
    return list(await maple.hub.store.read(lambda one: one.execute(wanted).mappings().all(), Across.OPERATOR))


async def contacts_go(ines: Somebody, many: int = 1) -> None:
    """The rule of contacts is on; it would let go of so many now."""
    looked = (await ines.ask("POST", "/v1/retention/preview", {"kind": "contacts", "months": 12}))[1]
    assert looked["count"] == many
    rule = {"months": 12, "on": True, "seen": many}
    assert (await ines.ask("PUT", "/v1/retention/contacts", rule))[0] == 200


async def begun(maple: Running, *, later: bool = True) -> None:
    """What is due has begun, and no slice of it was done yet."""
    now = maple.clock() + WEEK if later else maple.clock()
    assert await erase_in(maple.hub.store, await the_school(maple), now, lambda: False) == 0


async def ends(maple: Running) -> list[str | None]:
    return [row["ended"] for row in await rows_of(maple, select(schema.erasure.c.ended))]


async def test_who_came_back_once_their_contacts_began_to_go_keeps_them(
    records: Path, bundle: Path, tmp_path: Path
) -> None:
    whole = Path(shutil.copytree(bundle, tmp_path / "whole"))
    async with running(records) as maple:
        ines, _ = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        await long_gone(maple, gone)
        await contacts_go(ines)
        assert await remove_in(maple.hub.store, await the_school(maple), maple.clock()) == 1
        await begun(maple, later=False)
        await synced(maple, records, whole)
        assert await night(maple, maple.clock()) == 0
        (row,) = await rows_of(maple, select(schema.person).where(schema.person.c.id == gone))
        assert (row["left_at"], row["email"], row["cell"]) == (None, MAIL, CELL)
        assert await rows_of(maple, select(schema.profile).where(schema.profile.c.person == gone))
        assert await ends(maple) == ["returned"]


async def test_who_comes_back_between_two_slices_ends_it(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, _ = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        await agreed(maple, await asked(ines, "person", gone))
        await begun(maple)
        back = update(schema.person).where(schema.person.c.id == gone).values(left_at=None)
        await maple.hub.store.write(lambda one: one.connection.execute(back), maple.school)
        assert await night(maple) == 0
        (row,) = await rows_of(maple, select(schema.person).where(schema.person.c.id == gone))
        assert (row["given"], row["email"]) == ("Rosa", MAIL)
        assert await ends(maple) == ["returned"]
        log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
        assert sum("came back" in one["says"] for one in log) == 1, log


async def test_a_spreadsheet_brings_nobody_back_whose_erasure_began(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, leo = await maple.somebody("Ines Walker"), await known_leo(maple)
        await maple.somebody("Omar Haddad", "admin")
        rows = with_births(maple_street())
        await named(ines, as_csv(rows), "families.csv")
        await applied(maple, rows)
        await applied(maple, without(rows, "Leo Novak"))
        await agreed(maple, await asked(ines, "student", leo))
        await begun(maple)
        await applied(maple, rows)
        new = (await children(ines))["Leo Novak"]
        assert new != leo
        assert await night(maple) == 1
        assert (await children(ines))["Leo Novak"] == new
        (row,) = await rows_of(maple, select(schema.student).where(schema.student.c.id == leo))
        assert (row["given"], row["left_at"] is None, row["erased_at"] is None) == ("", False, False)


async def test_contact_data_by_which_somebody_is_kept_away_or_needed_stays(records: Path, bundle: Path) -> None:
    rewrite(bundle, "roles.csv", without_nora_at_home)
    async with running(records) as maple:
        emil = await id_of(maple, "Emil Lind", schema.student)
        noras = await rows_of(maple, select(schema.person).where(schema.person.c.given == "Nora"))
        parent = next(one["id"] for one in noras if one["role"] == "guardian")
        assert (await imported(records, bundle))[0] == 0
        await long_gone(maple, parent)
        ines, nora = await maple.somebody("Ines Walker"), await maple.somebody("Nora Lind", "staff")
        assert (await nora.ask("GET", f"/v1/students/{emil}/record"))[0] == 403
        await contacts_go(ines, many=0)
        assert await remove_in(maple.hub.store, await the_school(maple), maple.clock()) == 0
        await asked_by_rule(maple, parent)
        assert await night(maple, maple.clock()) == 0
        assert (await nora.ask("GET", f"/v1/students/{emil}/record"))[0] == 403
        assert await rows_of(maple, select(schema.profile).where(schema.profile.c.person == parent))


def without_nora_at_home(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [one for one in rows if not (one["role"] in {"guardian", "parent"} and "nora" in one["userSourcedId"])]


async def asked_by_rule(maple: Running, its: str) -> None:
    """A rule said so before anything was in the way."""
    at = stamp(maple.clock())
    made = Erasure(
        id="er_rule", school=maple.school, on="person", about=its, scope=CONTACTS, reason="", by="", by_name="",
        at=at, due_at=at,
    )  # fmt: skip
    await maple.hub.store.write(lambda one: add_erasure(one.connection, made), maple.school)


async def test_contact_data_leaves_whom_to_call_for_a_child_and_what_was_said(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", ROSA)
        child = await mia(rosa)
        team = await ana.conversation("staff", "Acorns")
        said = await ana.post(team, f"Mia's aunt has {CELL} too")
        gone = await left_alone(maple, records, bundle)
        await long_gone(maple, gone)
        await recorded(maple, ines, child, giver="")
        await contacts_go(ines, many=0)
        assert await remove_in(maple.hub.store, await the_school(maple), maple.clock()) == 0
        before = await rows_of(maple, select(schema.child_record.c.value))
        await forgotten(maple, child)
        await recorded(maple, ines, child, giver=gone)
        assert await remove_in(maple.hub.store, await the_school(maple), maple.clock()) == 1
        assert await night(maple, maple.clock()) == 1
        assert await rows_of(maple, select(schema.child_record.c.value)) == before
        words = [one["item"]["text"] for one in await ana.messages(team) if one.get("id") == said["id"]]
        assert words == [f"Mia's aunt has {CELL} too"]
        kept = await rows_of(maple, select(schema.event.c.body).where(schema.event.c.id == said["id"]))
        assert all(CELL in one["body"] for one in kept)
        (row,) = await rows_of(maple, select(schema.person).where(schema.person.c.id == gone))
        assert (row["given"], row["email"], row["cell"]) == ("Rosa", None, None)


async def recorded(maple: Running, by: Somebody, child: str, *, giver: str) -> None:
    """Somebody is to be called for a child."""
    value = json.dumps([{"name": ROSA, "phone": "(202) 555-0100", "relation": "mother"}])
    row = {"school": maple.school, "student": child, "part": "contacts", "giver": giver, "n": 1,
           "at": stamp(maple.clock()), "by": by.id, "by_name": "Ines Walker", "value": value}  # fmt: skip
    await maple.hub.store.write(
        lambda one: one.connection.execute(insert(schema.child_record).values(**row)), maple.school
    )


async def forgotten(maple: Running, child: str) -> None:
    its = delete(schema.child_record).where(schema.child_record.c.student == child)
    await maple.hub.store.write(lambda one: one.connection.execute(its), maple.school)


async def test_who_came_again_as_somebody_new_keeps_what_they_bear(
    records: Path, bundle: Path, tmp_path: Path
) -> None:
    whole = Path(shutil.copytree(bundle, tmp_path / "whole"))
    async with running(records) as maple:
        ines, ana = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        await agreed(maple, await asked(ines, "person", gone))
        await begun(maple)
        await synced(maple, records, whole)
        team = await ana.conversation("staff", "Acorns")
        words = f"{ROSA} is back, call {CELL} or {MAIL}"
        said = await ana.post(team, words)
        closed = {"school": maple.school, "medium": "sms", "address": CELL, "state": "closed", "why": "STOP",
                  "source": "reply", "at": stamp(maple.clock()), "class": "routine"}  # fmt: skip
        await maple.hub.store.write(
            lambda one: one.connection.execute(insert(schema.consent).values(**closed)), maple.school
        )
        assert await night(maple) == 1
        kept = [one["item"]["text"] for one in await ana.messages(team) if one.get("id") == said["id"]]
        assert kept == [words]
        assert [one["address"] for one in await rows_of(maple, select(schema.consent.c.address))] == [CELL]
        (row,) = await rows_of(maple, select(schema.person).where(schema.person.c.id == gone))
        assert (row["given"], row["email"], row["source"]) == ("", None, f"local:{gone}")


async def test_a_roster_that_came_in_meanwhile_can_be_undone(records: Path, bundle: Path, tmp_path: Path) -> None:
    whole = Path(shutil.copytree(bundle, tmp_path / "whole"))
    async with running(records) as maple:
        ines, _ = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        await agreed(maple, await asked(ines, "person", gone))
        await begun(maple)
        await synced(maple, records, whole)
        rewrite(whole, "users.csv", with_another_phone)
        await synced(maple, records, whole)
        assert await night(maple) == 1
        run = (await ines.get("/v1/roster"))["items"][0]["id"]
        trial = await ines.get(f"/v1/roster/runs/{run}/undo")
        undo = {"seen": trial["seen"]}
        status, undone = await ines.ask("POST", f"/v1/roster/runs/{run}/undo", undo)
        assert status in {200, 201}, undone
        (row,) = await rows_of(maple, select(schema.person).where(schema.person.c.id == gone))
        assert (row["given"], row["left_at"] is None) == ("", False)
        new = select(schema.person.c.left_at).where(schema.person.c.source == "usr-rosa-alvarez")
        assert [one["left_at"] for one in await rows_of(maple, new)] == [None]


def with_another_phone(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    return [{**one, "phone": "+12025550177"} if one["sourcedId"] == "usr-tom-alvarez" else one for one in rows]


async def test_a_long_log_is_redacted_in_batches_each_with_an_entry_that_vouches(
    records: Path, bundle: Path
) -> None:
    async with running(records) as maple:
        ines, _ = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        at = stamp(maple.clock())
        entry = LogDraft(school=maple.school, deed=Deed.HOLD_SET, at=at, by=gone, by_name=ROSA, facts={})
        await maple.hub.store.write(lambda one: put_on_record(one, *[entry] * 210), maple.school)
        await agreed(maple, await asked(ines, "person", gone))
        assert await night(maple) == 1
        its = schema.log_erased.c
        many = select(its.batch, func.count().label("many")).group_by(its.batch)
        sizes = [row["many"] for row in await rows_of(maple, many)]
        assert (len(sizes), max(sizes)) == (3, ROWS_A_COMMIT)
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
        assert not await rows_of(maple, select(schema.log_entry.c.n).where(schema.log_entry.c.by_name == ROSA))


async def test_one_that_fails_holds_up_none_of_the_others(
    records: Path, bundle: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    async with running(records) as maple:
        ines, _ = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        mia_left(bundle)
        await synced(maple, records, bundle)
        child = await id_of(maple, "Mia Alvarez", schema.student)
        for on, about in (("person", gone), ("student", child)):
            await agreed(maple, await asked(ines, on, about))
        real = erasing.begin_or_go_on

        async def fails(store: Any, one: Erasure, *more: Any) -> Any:
            if one.about == gone:
                raise Unavailable(say("Not now."))
            return await real(store, one, *more)

        monkeypatch.setattr(erasing, "begin_or_go_on", fails)
        assert await night(maple) == 1
        assert sorted(map(str, await ends(maple))) == ["None", "done"]
        monkeypatch.undo()
        assert await night(maple) == 1


async def test_names_as_people_write_them_drafts_of_others_and_names_of_one_word_go(
    records: Path, bundle: Path
) -> None:
    async with running(records) as maple:
        ines, ana = await cast(maple, "Ines Walker", "Ana Reyes")
        team = await ana.conversation("staff", "Acorns")
        said = await ana.post(team, "Rosa Muñoz López: ask Rosa López")
        gone = await left_alone(maple, records, bundle)
        mia_left(bundle)
        await synced(maple, records, bundle)
        child = await id_of(maple, "Mia Alvarez", schema.student)
        at = stamp(maple.clock())
        entry = LogDraft(
            school=maple.school,
            deed=Deed.HOLD_SET,
            at=at,
            by=gone,
            by_name="Xanthippe",
            facts={"child": "Xanthippe"},
        )

        def put(transaction: Any) -> None:
            connection = transaction.connection
            is_rosa, is_mia = schema.person.c.id == gone, schema.student.c.id == child
            rosa = {"given": "Rosa Maria", "family": "Munoz Lopez"}
            connection.execute(update(schema.person).where(is_rosa).values(**rosa))
            xanthippe = {"given": "Xanthippe", "family": ""}
            connection.execute(update(schema.student).where(is_mia).values(**xanthippe))
            put_on_record(transaction, entry)
            draft = {"person": ana.id, "conversation": team, "text": "Rosa Munoz owes us", "at": at}
            connection.execute(insert(schema.draft).values(**draft))

        await maple.hub.store.write(put, maple.school)
        await maple.hub.schools[maple.school].catch_up()
        for on, about in (("person", gone), ("student", child)):
            await agreed(maple, await asked(ines, on, about))
        assert await night(maple) == 2
        canaries = ("Xanthippe", "Rosa Munoz", "Rosa Muñoz", "Rosa López")
        assert {one: where for one, where in (await sinks(maple, canaries)).items() if where} == {}
        words = [one["item"]["text"] for one in await ana.messages(team) if one.get("id") == said["id"]]
        assert words == ["Former guardian: ask Former guardian"]
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
