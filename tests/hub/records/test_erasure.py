"""Erasure, over a running hub: who asks and agrees, what goes and stays, and that nothing names who was erased."""

from __future__ import annotations

import asyncio
import json
import logging
import re
import shutil
import zlib
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import insert, select, update

from hub.actions.records.erasing import erase_in
from hub.actions.records.retention import remove_in
from hub.store import schema
from hub.store.clock import stamp
from hub.store.roster_runs import find_before
from hub.store.row_security import Across
from hub.store.schema import everything
from hub.store.schools import list_days
from hub.store.verify import verify
from tests.hub.conversations.test_kinds import cast, mia, opened, written
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_schools import elsewhere
from tests.hub.records.exports import family_export, office_export
from tests.hub.records.test_files import brought, nora_is_an_admin, sending
from tests.hub.records.test_legal_hold import emil_left
from tests.hub.records.test_retention import hold
from tests.hub.running import Running, Somebody, running

ROSA, MAIL, CELL = "Rosa Alvarez", "rosa.alvarez@families.example", "+12025550100"
WEEK = timedelta(days=7, minutes=1)


def rosa_left(bundle: Path) -> None:
    """Rosa is in the roster no more; Tom and the children are."""
    rewrite(bundle, "roles.csv", lambda rows: [one for one in rows if one["userSourcedId"] != "usr-rosa-alvarez"])
    rewrite(
        bundle,
        "users.csv",
        lambda rows: [_without_rosa(one) for one in rows if one["sourcedId"] != "usr-rosa-alvarez"],
    )


def _without_rosa(row: dict[str, str]) -> dict[str, str]:
    agents = [one for one in row["agentSourcedIds"].split(",") if one != "usr-rosa-alvarez"]
    return {**row, "agentSourcedIds": ",".join(agents)}


def mia_left(bundle: Path) -> None:
    """Mia goes to another school; her brother and her parents stay."""
    for file, column in (
        ("roles.csv", "userSourcedId"),
        ("users.csv", "sourcedId"),
        ("enrollments.csv", "userSourcedId"),
    ):
        rewrite(bundle, file, lambda rows, its=column: [one for one in rows if one[its] != "stu-mia-alvarez"])


async def synced(maple: Running, records: Path, bundle: Path) -> dict[str, Any]:
    code, said = await imported(records, bundle)
    assert code == 0, said
    await maple.hub.schools[maple.school].catch_up()
    return dict(said)


async def id_of(maple: Running, name: str, table: Any = schema.person) -> str:
    given, family = name.split()
    asked = select(table.c.id).where(
        table.c.given == given, table.c.family == family, table.c.school == maple.school
    )
    return str(await maple.hub.store.read(lambda one: one.execute(asked).scalars().first(), Across.OPERATOR))


async def asked(admin: Somebody, on: str, about: str, reason: str = "They asked for it") -> dict[str, Any]:
    status, body = await admin.ask("POST", "/v1/erasures", {"on": on, "about": about, "reason": reason})
    assert status == 200, body
    return dict(next(one for one in body["items"] if one["about"] == about))


async def agreed(maple: Running, one: dict[str, Any]) -> None:
    """The school's other admin says yes."""
    omar = await maple.somebody("Omar Haddad", "admin")
    assert (await omar.ask("POST", f"/v1/erasures/{one['id']}/agree"))[0] == 200


async def night(maple: Running, now: datetime | None = None) -> int:
    """Of how many nothing is left after a night a week from now."""
    school = next(one for one in await maple.hub.store.read(list_days, Across.OPERATOR) if one.id == maple.school)
    done = await erase_in(maple.hub.store, school, now or maple.clock() + WEEK)
    await maple.hub.schools[maple.school].catch_up()
    return done


def texts_of(value: Any) -> Iterable[str]:
    """A value of a row as everything that could be read in it."""
    if isinstance(value, bytes):
        yield value.decode("utf-8", "replace")
        try:
            yield zlib.decompress(value).decode("utf-8", "replace")
        except zlib.error:
            return
    else:
        yield str(value)


def folded(text: str) -> str:
    return re.sub(r"[\s,]+", " ", text.replace("\\n", " ")).casefold()


async def sinks(maple: Running, wanted: Iterable[str]) -> dict[str, set[str]]:
    """In which columns of which tables each of these stands."""
    found: dict[str, set[str]] = {one: set() for one in wanted}
    tables = [table for metadata in everything for table in metadata.sorted_tables]
    for table in tables:
        rows = await maple.hub.store.read(
            lambda one, its=table: one.execute(select(its)).mappings().all(), Across.OPERATOR
        )
        for row in rows:
            for name, value in row.items():
                if value is None:
                    continue
                for text in texts_of(value):
                    plain = folded(text)
                    digits = re.sub(r"\D", "", text)
                    for one, its in found.items():
                        if folded(one) in plain or (one.startswith("+") and one[2:] in digits and "+" in one):
                            its.add(f"{table.name}.{name}")
    return found


async def rosas_life(maple: Running, records: Path, bundle: Path) -> dict[str, str]:
    """Rosa writes, is written about, asked, tagged beside, invited, signed in in every way, and leaves."""
    ana, ines, rosa, tom = await cast(maple, "Ana Reyes", "Ines Walker", ROSA, "Tom Alvarez")
    child = await mia(rosa)
    family, team = await ana.conversation("family", "Mia"), await ana.conversation("staff", "Acorns")
    private = (await opened(rosa, kind="direct"))["id"]
    await rosa.post(private, f"Call me at (202) 555-0100 or write to {MAIL}. Rosa  Alvarez")
    await rosa.post(family, "I am ALVAREZ, Rosa and I am late")
    about = await ana.post(team, "Rosa Alvarez was late again. So was rosa\nalvarez yesterday.")
    edited = await ana.post(team, "Ask Rosa Alvarez")
    await ana.ask("PUT", f"/v1/messages/{edited['id']}", {"item": {"type": "text", "text": "Ask the mother"}})
    back = await ana.post(team, "Rosa Alvarez owes a form")
    await ana.ask("DELETE", f"/v1/messages/{back['id']}")
    file = await brought(ana, name="Rosa Alvarez 2026.jpg")
    await ana.post(team, sending(file, text="The car of Rosa Alvarez"))
    await hold_one(ana, ines)
    await rosa.ask("PUT", "/v1/me/language", {"language": "es"})
    await ines.ask("POST", "/v1/exports/office", {"reason": f"{ROSA} asked for it"})
    await family_export(rosa)
    its = await ines.ask("PUT", f"/v1/students/{child}/record/contacts", {})
    assert its[0] in {404, 405, 422}
    await settled(maple)
    await more_rows(maple, rosa, child, private)
    assert (await tom.ask("GET", "/v1/me"))[0] == 200
    rosa_left(bundle)
    await synced(maple, records, bundle)
    return {"rosa": rosa.id, "about": about["id"], "team": team, "private": private, "family": family, "mia": child}


async def hold_one(ana: Somebody, ines: Somebody) -> None:
    """Something waits because it names her, and is approved with changes and a reason that names her."""
    room = await ana.conversation("room", "Acorns")
    status, made = await written(ana, room, "Mia Alvarez and Rosa Alvarez are ill")
    assert status in {201, 202}, made
    item = {"type": "text", "text": "Somebody is ill, says Rosa Alvarez"}
    body = {"answer": "approve", "item": item, "reason": "Not before Rosa Alvarez agrees"}
    await ines.ask("POST", f"/v1/reviews/{made['id']}", body)


async def more_rows(maple: Running, rosa: Somebody, child: str, conversation: str) -> None:
    """What comes by doors that need a phone or a provider, as those leave it."""
    school, at = maple.school, stamp(maple.clock())
    acct = await maple.hub.store.read(
        lambda one: one.execute(
            select(schema.profile.c.account).where(schema.profile.c.person == rosa.id)
        ).scalar_one(),
        Across.OPERATOR,
    )
    base = {"school": school}
    rows: list[tuple[Any, dict[str, Any]]] = [
        (schema.passkey, {"id": "pk_1", "account": acct, "party": "x", "credential": "c", "key": "k", "counter": 0,
                          "name": "Phone of Rosa Alvarez", "made_at": at}),
        (schema.identity, {"id": "id_1", "account": acct, "issuer": "i", "subject": "s", "provider": "google",
                           "email": MAIL, "made_at": at}),
        (schema.recovery_code, {"account": acct, "code": "x"}),
        (schema.known_device, {"account": acct, "device": "d", "used_at": at}),
        (schema.preference, {**base, "person": rosa.id, "category": "messages", "medium": "email", "how": "off"}),
        (schema.rhythm, {**base, "person": rosa.id, "zone": "", "digest_at": 1}),
        (schema.name_wish, {**base, "id": "nw_1", "person": rosa.id, "current": ROSA, "wanted": "Rosita Alvarez",
                            "origin": "asked", "at": at, "reason": ""}),
        (schema.consent, {**base, "medium": "sms", "address": CELL, "class": "routine", "state": "closed",
                          "why": "STOP", "source": "reply", "at": at}),
        (schema.texted, {"sid": "SM1", "number": CELL, "school": school, "became": "stopped", "detail": "stop",
                         "reply": "", "at": at}),
        (schema.unsorted, {**base, "id": "u_1", "medium": "email", "address": MAIL, "person": rosa.id,
                           "reason": "unclear", "detail": "", "text": "Rosa Alvarez writes", "original": b"x",
                           "alike": "a", "count": 1, "first_at": at, "at": at, "note": ""}),
        (schema.unsorted, {**base, "id": "u_2", "medium": "email", "address": "x@y.example", "person": None,
                           "reason": "unclear", "detail": "", "text": f"I saw Rosa Alvarez ({MAIL})",
                           "original": f"I saw Rosa Alvarez ({MAIL})".encode(), "alike": "b", "count": 1,
                           "first_at": at, "at": at, "note": "Rosa Alvarez knows"}),
        (schema.remainder, {**base, "message": "m_x", "author": rosa.id, "about": "m_y",
                            "theirs": "-- Rosa Alvarez", "ours": ""}),
        (schema.receipt, {"delivery": "d_x", "sid": "SM2", "status": "delivered", "school": school, "at": at,
                          "said": json.dumps({"To": CELL})}),
        (schema.inbound_email, {**base, "id": "in_1", "delivery": "d_1", "address": MAIL, "became": "posted",
                                "detail": "", "at": at, "told_to": MAIL}),
        (schema.child_record, {**base, "student": child, "part": "contacts", "giver": rosa.id, "n": 1, "at": at,
                               "by": rosa.id, "by_name": ROSA, "value": '[{"name": "Abuela", "phone": "1"}]'}),
        (schema.photo_consent, {**base, "student": child, "guardian": rosa.id, "n": 1, "at": at, "by": rosa.id,
                                "by_name": ROSA, "source": "app", "scope": "public", "note": ""}),
        (schema.draft, {"person": rosa.id, "conversation": conversation, "text": "Rosa Alvarez here", "at": at}),
    ]  # fmt: skip

    def put(transaction: Any) -> None:
        for table, values in rows:
            transaction.connection.execute(insert(table).values(**values))

    await maple.hub.store.write(put, school)


CANARIES = (ROSA, "Alvarez Rosa", "Rosita Alvarez", MAIL, CELL)


async def test_after_an_erasure_nothing_names_who_was_erased(
    records: Path, bundle: Path, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(records) as maple:
        its = await rosas_life(maple, records, bundle)
        ines, ana, tom = await cast(maple, "Ines Walker", "Ana Reyes", "Tom Alvarez")
        before = await sinks(maple, CANARIES)
        held_it = set().union(*before.values())
        assert len(held_it) > 25, held_it
        for one in ("event.body", "log_entry.by_name", "revision.item", "delivery.about", "roster_before.body",
                    "account.email", "unsorted.original", "file.name"):  # fmt: skip
            assert one in held_it, (one, held_it)
        assert ROSA in (await office_export(ines)).everything
        await agreed(maple, await asked(ines, "person", its["rosa"]))
        assert await night(maple, maple.clock()) == 0
        assert ROSA in (await office_export(ines)).everything
        caplog.set_level(logging.DEBUG)
        caplog.clear()
        async with ana.device() as tablet:
            await tablet.live()
            assert await night(maple) == 1
            change = await tablet.event(kind="edited", id=its["about"])
            assert change["erased"] is True
            assert change["item"]["text"] == "Former guardian was late again. So was Former guardian yesterday."

        assert {one: where for one, where in (await sinks(maple, CANARIES)).items() if where} == {}
        assert [one for one in caplog.records for canary in CANARIES if canary in one.getMessage()] == []
        for everything_told in (await office_export(ines), await family_export(tom)):
            assert [one for one in CANARIES if one in everything_told.everything] == []
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
        names = (await ines.get("/v1/people"))["people"]
        assert names.get(its["rosa"], "Former guardian") == "Former guardian"
        said = await ana.messages(its["team"])
        assert {one["n"] for one in said if one.get("n")} == set(
            range(1, max(one["n"] for one in said if one.get("n")) + 1)
        )
        log = (await ines.get("/v1/activity-log"))["items"]
        assert any("was erased" in one["says"] for one in log)
        assert any("Former guardian" in one["says"] for one in log)
        assert await night(maple) == 0


async def left_alone(maple: Running, records: Path, bundle: Path) -> str:
    """Rosa left, and did little before; her id."""
    rosa = await maple.somebody(ROSA)
    await rosa.post((await opened(rosa, kind="direct"))["id"], f"I am {ROSA}")
    rosa_left(bundle)
    await synced(maple, records, bundle)
    return rosa.id


async def test_who_is_here_is_not_erased_and_nobody_but_admins_learns_of_it(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ana, rosa, tom, ines = await cast(maple, "Ana Reyes", ROSA, "Tom Alvarez", "Ines Walker")
        here = {"on": "person", "about": tom.id, "reason": "No"}
        status, body = await ines.ask("POST", "/v1/erasures", here)
        assert (status, body["detail"]) == (409, "Tom Alvarez is here. Only who left can be erased.")
        assert (await ines.get("/v1/erasures"))["left"] == []
        for about, reason, expected in (("p_none", "x", 404), (rosa.id, " ", 422), (rosa.id, "x" * 501, 422)):
            wanted = {"on": "person", "about": about, "reason": reason}
            assert (await ines.ask("POST", "/v1/erasures", wanted))[0] == expected
        gone = await left_alone(maple, records, bundle)
        left = (await ines.get("/v1/erasures"))["left"]
        assert [(one["name"], one["role"]) for one in left] == [(ROSA, "guardian")]
        its = (await asked(ines, "person", gone))["id"]
        body = {"on": "person", "about": gone, "reason": "x"}
        for who in (ana, tom):
            for method, path, sent in (
                ("GET", "/v1/erasures", None), ("POST", "/v1/erasures", body),
                ("POST", "/v1/erasures/preview", {"on": "person", "about": gone}),
                ("POST", f"/v1/erasures/{its}/agree", None), ("POST", f"/v1/erasures/{its}/take-back", None),
            ):  # fmt: skip
                assert (await who.ask(method, path, sent))[0] == 403, path
        assert (await ines.ask("POST", "/v1/erasures", body))[0] == 409


async def test_another_admin_agrees_and_any_admin_takes_it_back(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad", "admin")
        gone = await left_alone(maple, records, bundle)
        its = await asked(ines, "person", gone)
        assert (its["needs_another"], its["may_agree"]) == (True, False)
        assert (await ines.ask("POST", f"/v1/erasures/{its['id']}/agree"))[0] == 403
        assert await night(maple) == 0
        assert (await omar.get("/v1/erasures"))["items"][0]["may_agree"] is True
        assert (await omar.ask("POST", f"/v1/erasures/{its['id']}/agree"))[0] == 200
        assert (await omar.ask("POST", f"/v1/erasures/{its['id']}/agree"))[0] == 409
        assert (await omar.ask("POST", f"/v1/erasures/{its['id']}/take-back"))[0] == 200
        assert (await ines.ask("POST", f"/v1/erasures/{its['id']}/take-back"))[0] == 409
        assert await night(maple) == 0
        assert ROSA in {one["name"] for one in (await ines.get("/v1/erasures"))["left"]}
        log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
        said = " ".join(one["says"] for one in log)
        assert "Omar Haddad agreed" in said
        assert "Omar Haddad took back" in said
        assert ROSA not in said


async def test_a_hold_keeps_all_of_it_also_once_it_is_under_way(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, ana, rosa = await cast(maple, "Ines Walker", "Ana Reyes", ROSA)
        where = (await opened(rosa, kind="direct"))["id"]
        gone = await left_alone(maple, records, bundle)
        await agreed(maple, await asked(ines, "person", gone))
        held = await hold(ines, "person", ana.id)
        status, looked = await ines.ask("POST", "/v1/erasures/preview", {"on": "person", "about": gone})
        assert status == 200, looked
        about = await hold(ines, "conversation", where)
        looked = (await ines.ask("POST", "/v1/erasures/preview", {"on": "person", "about": gone}))[1]
        assert looked["why_not"] == "Something of it is on legal hold. Nothing is erased before that is released."
        assert await night(maple) == 0
        assert ROSA in str(await sinks_of(maple, "person"))
        for one in (held, about):
            await ines.ask("POST", f"/v1/legal-holds/{one}/release")
        assert await night(maple) == 1


async def sinks_of(maple: Running, table: str) -> list[tuple[Any, ...]]:
    its = schema.metadata.tables[table]
    rows = await maple.hub.store.read(lambda one: one.execute(select(its)).all(), Across.OPERATOR)
    return [(f"{row.given} {row.family}",) for row in rows]


async def test_killed_at_any_slice_it_is_done_the_next_night(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, ana = await cast(maple, "Ines Walker", "Ana Reyes")
        team = await ana.conversation("staff", "Acorns")
        await ana.post(team, f"{ROSA} is late")
        gone = await left_alone(maple, records, bundle)
        its = await asked(ines, "person", gone)
        await agreed(maple, its)
        school = next(
            one for one in await maple.hub.store.read(list_days, Across.OPERATOR) if one.id == maple.school
        )
        for slices in range(60):
            left = iter(range(slices))
            done = await erase_in(
                maple.hub.store, school, maple.clock() + WEEK, lambda its=left: next(its, None) is not None
            )
            assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
            if done:
                break
        assert done == 1
        assert slices > 5
        await maple.hub.schools[maple.school].catch_up()
        assert not any((await sinks(maple, CANARIES)).values())
        assert (await ines.ask("POST", f"/v1/erasures/{its['id']}/take-back"))[0] == 409
        log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
        assert sum("was erased" in one["says"] for one in log) == 1


async def test_who_is_listed_again_comes_as_somebody_new_and_an_undo_brings_nobody_back(
    records: Path, bundle: Path, tmp_path: Path
) -> None:

    whole = Path(shutil.copytree(bundle, tmp_path / "whole"))
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        gone = await left_alone(maple, records, bundle)
        before = await maple.hub.store.read(lambda one: find_before(one, maple.school), Across.OPERATOR)
        assert before is not None
        assert b"rosa.alvarez" in zlib.decompress(before)
        await agreed(maple, await asked(ines, "person", gone))
        assert await night(maple) == 1
        before = await maple.hub.store.read(lambda one: find_before(one, maple.school), Across.OPERATOR)
        assert before is not None
        assert b"rosa.alvarez" not in zlib.decompress(before)
        run = (await ines.get("/v1/roster"))["items"][0]["id"]
        trial = await ines.get(f"/v1/roster/runs/{run}/undo")
        status, undone = await ines.ask("POST", f"/v1/roster/runs/{run}/undo", {"seen": trial["seen"]})
        assert status in {200, 201}, undone
        assert not any((await sinks(maple, CANARIES)).values())

        await synced(maple, records, whole)
        asked_for = select(schema.person.c.id).where(
            schema.person.c.family == "Alvarez", schema.person.c.given == "Rosa"
        )
        (new,) = await maple.hub.store.read(lambda one: one.execute(asked_for).scalars().all(), Across.OPERATOR)
        assert new != gone
        runs = await maple.hub.store.read(
            lambda one: one.execute(select(schema.roster_run.c.said)).scalars().all(), Across.OPERATOR
        )
        assert any("was erased here before" in str(one) for one in runs)


async def test_a_child_goes_with_its_photos_and_its_tag_and_its_brother_stays(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", ROSA)
        child, other = await mia(rosa), await id_of(maple, "Leo Novak", schema.student)
        family, team = await ana.conversation("family", "Mia"), await ana.conversation("staff", "Acorns")
        said = await rosa.post(family, "Mia Alvarez slept badly")
        alone, both = await brought(ana), await brought(ana)
        shown = await ana.post(team, sending(alone, text="Mia", tagged=[child]))
        group = await ana.post(team, sending(both, text="Mia Alvarez and Leo", tagged=[child, other]))
        mia_left(bundle)
        await synced(maple, records, bundle)
        looked = (await ines.ask("POST", "/v1/erasures/preview", {"on": "student", "about": child}))[1]
        assert (looked["why_not"], looked["alone"]) == (None, 1)
        await agreed(maple, await asked(ines, "student", child))
        assert await night(maple) == 1
        assert (await ana.open(alone))[0] == 404
        assert (await ana.open(both))[0] == 200
        words = {one["id"]: one for one in await ana.messages(team) if one["kind"] == "message"}
        assert (words[shown["id"]].get("item"), words[shown["id"]]["erased"]) == (None, True)
        item = words[group["id"]]["item"]
        assert (item["text"], item["tagged"]) == ("Former child and Leo", [other])
        body = select(schema.event.c.body).where(schema.event.c.id == said["id"])
        kept = await maple.hub.store.read(lambda one: one.execute(body).scalars().all(), Across.OPERATOR)
        assert any("Former child slept badly" in one for one in kept)
        assert {one: where for one, where in (await sinks(maple, ["Mia Alvarez"])).items() if where} == {}
        assert await id_of(maple, "Luca Alvarez", schema.student)
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
        tom = await maple.somebody("Tom Alvarez")
        assert "Mia Alvarez" not in (await family_export(tom)).everything


async def test_an_admin_whose_child_it_was_neither_asks_nor_agrees_nor_sees(records: Path, bundle: Path) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    emil_left(bundle)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        nora, ines = await maple.somebody("Nora Lind", "admin"), await maple.somebody("Ines Walker")
        left = {one["name"]: one for one in (await ines.get("/v1/erasures"))["left"]}
        emil = left["Emil Lind"]["id"]
        assert (await nora.get("/v1/erasures"))["left"] == []
        its = await asked(ines, "student", emil)
        assert (await nora.get("/v1/erasures"))["items"] == []
        for action in ("agree", "take-back"):
            assert (await nora.ask("POST", f"/v1/erasures/{its['id']}/{action}"))[0] == 404
        wanted = {"on": "student", "about": emil}
        assert (await nora.ask("POST", "/v1/erasures/preview", wanted))[0] == 404
        assert (await nora.ask("POST", "/v1/erasures", {**wanted, "reason": "Mine"}))[0] == 403
        logs = [(await who.get("/v1/activity-log?kind=settings"))["items"] for who in (nora, ines)]
        assert [sum("be erased" in one["says"] for one in log) for log in logs] == [0, 1]


async def test_contact_data_of_who_left_goes_by_a_rule_and_the_name_stays(records: Path, bundle: Path) -> None:
    async with running(records) as maple:
        ines, ana = await cast(maple, "Ines Walker", "Ana Reyes")
        gone = await left_alone(maple, records, bundle)
        its = schema.person
        old = update(its).where(its.c.id == gone).values(left_at="2019-05-01T10:00:00.000Z")
        await maple.hub.store.write(lambda one: one.connection.execute(old), maple.school)
        kinds = {one["kind"]: one for one in (await ines.get("/v1/retention"))["items"]}
        assert (kinds["contacts"]["on"], kinds["contacts"]["least"]) == (False, 3)
        looked = (await ines.ask("POST", "/v1/retention/preview", {"kind": "contacts", "months": 12}))[1]
        assert looked["count"] == 1
        assert (await ines.ask("PUT", "/v1/retention/contacts", {"months": 12, "on": True, "seen": 1}))[0] == 200
        school = next(
            one for one in await maple.hub.store.read(list_days, Across.OPERATOR) if one.id == maple.school
        )
        held = await hold(ines, "person", ana.id)
        assert await remove_in(maple.hub.store, school, maple.clock()) == 0
        await ines.ask("POST", f"/v1/legal-holds/{held}/release")
        before = await sinks(maple, [MAIL, CELL, ROSA])
        assert before[MAIL]
        assert before[CELL]
        assert await remove_in(maple.hub.store, school, maple.clock()) == 1
        assert await night(maple, maple.clock()) == 1
        after = await sinks(maple, [MAIL, CELL, ROSA])
        assert {one: where - {"roster_before.body"} for one, where in after.items() if one != ROSA} == {
            MAIL: set(), CELL: set()
        }  # fmt: skip
        assert "event.body" in after[ROSA]
        assert await remove_in(maple.hub.store, school, maple.clock()) == 0
        assert (await ines.get("/v1/erasures"))["items"] == []


async def test_another_profile_of_who_is_erased_stays_also_where_two_nodes_do_it_at_once(
    records: Path, bundle: Path
) -> None:
    emil_left(bundle)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines, nora = await maple.somebody("Ines Walker"), await maple.somebody("Nora Lind", "staff")
        left = {one["name"]: one for one in (await ines.get("/v1/erasures"))["left"]}
        parent = left["Nora Lind"]["id"]
        looked = (await ines.ask("POST", "/v1/erasures/preview", {"on": "person", "about": parent}))[1]
        assert looked["why_not"].startswith("They are barred from Emil Lind, or denied something there.")
        for on, about in (("student", left["Emil Lind"]["id"]), ("person", parent)):
            await agreed(maple, await asked(ines, on, about))
            assert sum(await asyncio.gather(night(maple), night(maple))) >= 1
        assert {one["ended"] for one in (await ines.get("/v1/erasures"))["items"]} == {"done"}
        me = await nora.get("/v1/me")
        assert [one["name"] for one in me["profiles"]] == ["Nora Lind"]
        its = select(schema.person).where(schema.person.c.id == parent)
        row = await maple.hub.store.read(lambda one: one.execute(its).mappings().one(), Across.OPERATOR)
        assert (row["given"], row["family"], row["email"], row["source"]) == ("", "", None, f"local:{parent}")
        assert not any((await sinks(maple, ["Emil Lind"])).values())
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
        log = (await ines.get("/v1/activity-log?kind=settings"))["items"]
        assert sum("was erased" in one["says"] for one in log) == 2


async def test_an_address_that_somebody_of_another_school_has_is_weighed_as_it_is_done(
    records: Path, bundle: Path
) -> None:
    elm = elsewhere(records)
    tom = lambda one: one["sourcedId"] == "usr-elm-tom-alvarez"  # noqa: E731
    rewrite(elm, "users.csv", lambda rows: [one | ({"email": MAIL} if tom(one) else {}) for one in rows])
    code, said = await imported(records, elm)
    assert code == 0, said
    async with running(records) as maple:
        ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
        await ana.post(await ana.conversation("family", "Mia"), f"Write to {MAIL} from now on")
        about = {"on": "person", "about": await id_of(maple, ROSA)}
        rosa_left(bundle)
        await synced(maple, records, bundle)
        status, found = await ines.ask("POST", "/v1/erasures/preview", about)

    assert status == 200, found
    assert found["named"] == 0  # it stays, as it is Tom's of Elm Road


@pytest.mark.only("sqlite")
async def test_words_that_somebody_takes_out_of_the_log_by_hand_are_still_found(
    records: Path, bundle: Path
) -> None:
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        gone = await left_alone(maple, records, bundle)
        await agreed(maple, await asked(ines, "person", gone))
        assert await night(maple) == 1
        assert [one for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
        its, prints = schema.log_entry, schema.log_erased
        redacted = select(prints.c.n).limit(1).scalar_subquery()
        for change in (
            its.update().where(its.c.n == redacted).values(by_name="Somebody else", about_name="x"),
            prints.delete().where(prints.c.n == redacted),
        ):
            await maple.hub.store.write(lambda one: one.connection.execute(change), maple.school)  # noqa: B023 (awaited)
            assert [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == [
                "In every activity log nothing was changed, left out or cut off"
            ]
