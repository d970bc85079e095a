"""What a school chose, through its doors: who changes which, what nobody may choose, and two who change at once."""

from __future__ import annotations

import asyncio
import json
from collections.abc import AsyncIterator, Mapping
from pathlib import Path
from typing import Any

import msgspec
import pytest
from sqlalchemy import select, update

from hub.api.settings import PAGES
from hub.app import ROUTES
from hub.store import schema
from hub.store.row_security import Across
from hub.store.settings import fetch_settings, settings_of, settings_text
from policies.settings import GROUPS, SchoolSettings
from tests.hub.running import Running, Somebody, running
from tests.hub.store.test_nodes import nodes
from tests.notifiers.providers.smtp import SECRET

HOURS = [{"weekday": 0, "opens": 480, "closes": 1_020}]
CLOSED = [{"begin": "2026-12-24", "end": "2026-12-26", "name": "Winter break"}]


@pytest.fixture
async def maple(records: Path) -> AsyncIterator[Running]:
    """The demo school on a hub with a secret: without one, no school asks for codes."""
    async with running(records, {"ROOMWIRE_SECRET": SECRET}) as hub:
        yield hub


async def stands(maple: Running) -> tuple[str, int]:
    """The school's settings as they are kept, and how far its journal has come."""
    its = schema.school.c
    asked = select(its.settings, its.seq).where(its.id == maple.school)
    row = await maple.hub.store.read(lambda connection: connection.execute(asked).one(), Across.OPERATOR)
    return row.settings, row.seq


async def kept(maple: Running) -> SchoolSettings:
    return await maple.hub.store.read(lambda connection: fetch_settings(connection, maple.school), Across.OPERATOR)


async def kinds_after(maple: Running, seq: int) -> list[str]:
    """The kinds of what the journal has after seq."""
    its = schema.event.c
    asked = select(its.kind).where(its.school == maple.school, its.seq > seq).order_by(its.seq)
    return await maple.hub.store.read(lambda connection: list(connection.execute(asked).scalars()), Across.OPERATOR)


async def put(who: Somebody, group: str, wanted: Mapping[str, object]) -> tuple[int, Any]:
    status, body = await who.ask("PUT", f"/v1/settings/{group}", wanted)
    return status, body.get("detail", body)


def test_every_group_is_read_and_changed_at_one_address() -> None:
    served = [(one.method, one.path) for one in ROUTES if one.path.startswith("/v1/settings/")]

    assert sorted(served) == sorted(
        (method, f"/v1/settings/{path}") for path in GROUPS for method in ("GET", "PUT")
    )
    assert [page.path for page in PAGES] == list(GROUPS)


REFUSED: list[tuple[str, dict[str, object], str]] = [
    ("conversations", {}, "how conversations go"),
    ("conversations", {"history": "week"}, "how far back newly assigned staff read"),
    ("conversations", {"guardians_start": False}, "whether parents start conversations"),
    ("conversations", {"office_hours": HOURS}, "the office hours"),
    ("conversations", {"closed_dates": CLOSED}, "the days on which the school is closed"),
    ("conversations", {"undo_seconds": 7}, "how long a message can be taken back before it is sent"),
    ("conversations", {"edit_minutes": 7}, "how long a message can be changed"),
    ("conversations", {"oversight": False}, "whether admins read outside their rooms"),
    ("conversations", {"oversight_visible": True}, "whether others see which admin read"),
    ("conversations", {"ladder_minutes": 7}, "how long an alert stays unread before it comes another way"),
    ("conversations", {"push_a_day": 7, "texts_a_day": 7, "emails_a_day": 7}, "how many alerts ring in a day"),
    ("conversations", {"country": "NL"}, "the country of telephone numbers"),
    ("conversations", {"country": "NL", "office_hours": []}, "how conversations go"),
    ("review", {"four_eyes": True}, "whether what admins write waits for another admin"),
    ("review", {"hold_names": False}, "whether what names another family’s child waits"),
    ("review", {"review_minutes": 7}, "when who approves is reminded"),
    ("review", {"second_approver": "p_nobody"}, "who the second approver is"),
    ("staff-only", {"nap": True}, "what waits for approval"),
    ("guardians", {"payers_only": True}, "who counts as a parent"),
    ("email", {"on": False}, "whether the school sends emails"),
    ("email", {"display_name": "Maple Office"}, "whom emails come from"),
    ("email", {"reply_to": "office@maplestreet.example"}, "where answers to emails go"),
    ("email", {"language": "es"}, "the language of emails, texts and alerts"),
    ("texts", {"on": False}, "whether the school sends texts"),
    ("texts", {"segment_price": 83}, "the price of a text"),
    ("accounts", {"second_factor": "all_staff"}, "who needs a code at sign-in"),
    ("activity-log", {"address_days": 7}, "for how many days addresses of sign-ins are kept"),
    ("room-devices", {"lock_seconds": 90}, "when a room device locks"),
    ("attendance", {"minute": 990}, "when attendance closes"),
    ("attendance", {"closes_by_itself": False}, "whether attendance closes by itself"),
]
"""A change, and what it is about in the sentence of who may not make it."""


async def test_staff_and_parents_change_nothing_and_read_what_it_was_about(maple: Running) -> None:
    ana, rosa, before = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez"), await stands(maple)

    for group, wanted, what in REFUSED:
        for who in (ana, rosa):
            assert await put(who, group, wanted) == (403, f"Only admins set {what}."), (group, wanted)
    assert await stands(maple) == before
    assert {group for group, _, _ in REFUSED} == set(GROUPS)


async def test_what_others_may_not_read_they_are_told_in_the_words_of_the_group(maple: Running) -> None:
    ines, ana, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    waits = "Only the school’s staff see what waits for approval."
    refused = {
        "conversations": ["Only admins set how conversations go."] * 2,
        "email": ["Only admins set how the school sends emails."] * 2,
        "texts": ["Only admins set how the school sends texts."] * 2,
        "accounts": ["Only admins set who needs a code at sign-in."] * 2,
        "activity-log": ["Only admins set what the activity log keeps."] * 2,
        "room-devices": ["Only admins set how room devices lock."] * 2,
        "attendance": ["Only admins set when attendance closes."] * 2,
        "review": ["", waits],
        "staff-only": ["", waits],
        "guardians": ["", "Only the school’s staff see who is tied to a child."],
    }

    for group, sentences in refused.items():
        assert (await ines.ask("GET", f"/v1/settings/{group}"))[0] == 200
        said = [await who.ask("GET", f"/v1/settings/{group}") for who in (ana, rosa)]
        assert [(status, body.get("detail", "")) for status, body in said] == [
            (403 if sentence else 200, sentence) for sentence in sentences
        ]
    assert set(refused) == set(GROUPS)


WRONG: list[tuple[str, dict[str, object], str]] = [
    ("conversations", {"undo_seconds": 61},
     "undo_seconds: Give 0 to 60 seconds to take a message back; 0 sends at once."),
    ("conversations", {"edit_minutes": 43_201},
     "edit_minutes: Give 0 to 43,200 minutes to change a message; 0 lets nobody change any."),
    ("conversations", {"ladder_minutes": -1},
     "ladder_minutes: Choose 0 to 1440 minutes until the next medium is tried; 0 never tries one."),
    ("conversations", {"push_a_day": 0},
     "push_a_day: Choose 1 to 1,000 alerts a day; what comes after them waits for the digest."),
    ("conversations", {"office_hours": HOURS * 2},
     "office_hours: Monday has hours that overlap; join them into one."),
    ("conversations", {"closed_dates": [{"begin": "2026-12-24", "end": "2026-12-23"}]},
     "closed_dates: A closing ends on the day it begins or later, within a year."),
    ("conversations", {"country": "Holland"}, "country: A country is its two capital letters, such as US or CA."),
    ("conversations", {"undo_seconds": 7, "country": "Holland"},
     "country: A country is its two capital letters, such as US or CA."),
    ("conversations", {"history": "never"}, "history: invalid enum value 'never'"),
    ("accounts", {"second_factor": "parents"}, "second_factor: invalid enum value 'parents'"),
    ("conversations", {"undo_seconds": "7"}, "undo_seconds: expected `int | null`, got `str`"),
    ("conversations", {"today_counts": True}, "Object contains unknown field `today_counts`"),
    ("conversations", {"office_hours": [{"weekday": 7, "opens": 0, "closes": 60}]},
     "office_hours[0].weekday: expected `int` <= 6"),
    ("review", {"review_minutes": 10_081}, "review_minutes: Choose 0 to 10080 minutes; 0 reminds nobody."),
    ("review", {"second_approver": "p_nobody"}, "second_approver: Choose somebody who approves what waits."),
    ("staff-only", {"observation": True},
     "observation: is never shared with families, so there is nothing to set."),
    ("staff-only", {"nap": True, "nope": True},
     "nope: there is no such setting; there are bottle, diaper, incident, meal, message, nap, note."),
    ("guardians", {}, "Object missing required field `payers_only`"),
    ("email", {"display_name": "a@b.example"},
     "email_name: Give a name of at most 100 characters, without line breaks and without an @."),
    ("email", {"reply_to": "office"},
     "email_reply_to: Give one email address, such as office@maplestreet.example, or none."),
    ("email", {"language": "tlh"}, "language: There are en, es, pl."),
    ("email", {"language": ""}, "language: There are en, es, pl."),
    ("texts", {"segment_price": 100_001},
     "segment_price: Give 0 to 100000, in ten-thousandths of your currency; 0 shows no cost."),
    ("activity-log", {"address_days": 731}, "address_days: Give 0 to 730 days; 0 keeps no addresses."),
    ("room-devices", {"lock_seconds": 29},
     "room_device_seconds: Choose 30 to 300 seconds until a room device locks."),
    ("attendance", {"minute": 0}, "closing_minute: Choose a closing time between 12:01 AM and 11:59 PM."),
    ("attendance", {"minute": 1_440}, "closing_minute: Choose a closing time between 12:01 AM and 11:59 PM."),
]  # fmt: skip


async def test_what_no_school_may_choose_is_refused_in_words_and_leaves_nothing_behind(maple: Running) -> None:
    ines, before = await maple.somebody("Ines Walker"), await stands(maple)

    for group, wanted, sentence in WRONG:
        assert await put(ines, group, wanted) == (422, sentence), (group, wanted)
    assert await stands(maple) == before
    assert {group for group, _, _ in WRONG} == set(GROUPS)


CHANGES: list[tuple[str, dict[str, object], dict[str, object]]] = [
    ("conversations", {"history": "week", "office_hours": HOURS, "closed_dates": CLOSED, "country": "NL"},
     {"history": "all", "office_hours": [], "closed_dates": [], "country": "US"}),
    ("accounts", {"second_factor": "admins"}, {"second_factor": "nobody"}),
    ("conversations", {"oversight": False}, {"oversight": True}),
    ("review", {"four_eyes": True, "review_minutes": 7}, {"four_eyes": False, "review_minutes": 60}),
    ("staff-only", {"nap": True, "meal": True}, {"nap": False, "meal": False}),
    ("guardians", {"payers_only": True}, {"payers_only": False}),
    ("email", {"display_name": " Maple ", "reply_to": "a@b.example", "language": "es", "on": False},
     {"display_name": "", "reply_to": "", "language": "en", "on": True}),
    ("texts", {"on": False, "segment_price": 83}, {"on": True, "segment_price": 0}),
    ("activity-log", {"address_days": 7}, {"address_days": 90}),
    ("room-devices", {"lock_seconds": 90}, {"lock_seconds": 60}),
    ("attendance", {"minute": 990, "closes_by_itself": False}, {"minute": 1_080, "closes_by_itself": True}),
]  # fmt: skip
"""A change and what takes it back, which is a change as well: as the page's own Undo does."""


async def test_a_change_is_answered_with_what_stands_and_undone_by_what_stood(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")

    for group, wanted, undo in CHANGES:
        path = f"/v1/settings/{group}"
        await put(ines, group, undo)  # the country that the time zone has is now chosen
        before = await ines.get(path)
        status, after = await ines.ask("PUT", path, wanted)
        assert status == 200, after
        assert after != before
        assert await ines.get(path) == after
        assert await ines.ask("PUT", path, undo) == (200, before)
    assert {group for group, _, _ in CHANGES} == set(GROUPS)


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.path)
async def test_an_answer_has_what_its_schema_says_in_its_order(maple: Running, page: Any) -> None:
    ines = await maple.somebody("Ines Walker")
    chosen: dict[str, object] = {"office_hours": HOURS, "closed_dates": CLOSED}
    assert (await put(ines, "conversations", chosen))[0] == 200

    body = await ines.get(f"/v1/settings/{page.path}")
    assert list(body) == list(page.gives.__struct_fields__)
    assert json.loads(msgspec.json.encode(msgspec.json.decode(json.dumps(body), type=page.gives))) == body


async def test_each_change_is_one_event_and_none_where_it_stood_so_already(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")

    for group, wanted, _ in CHANGES:
        _, seq = await stands(maple)
        assert (await put(ines, group, wanted))[0] == 200
        kinds = await kinds_after(maple, seq)
        assert kinds[:1] == (["roster"] if group == "guardians" else ["setting"])
        assert set(kinds[1:]) <= {"member"}
        text, seq = await stands(maple)
        assert (await put(ines, group, wanted))[0] == 200
        assert await stands(maple) == (text, seq)


AT_ONCE: list[tuple[str, dict[str, object]]] = [
    ("conversations", {"undo_seconds": 7}),
    ("conversations", {"edit_minutes": 7}),
    ("staff-only", {"nap": True}),
    ("staff-only", {"meal": True}),
    ("review", {"hold_names": False}),
    ("guardians", {"payers_only": True}),
    ("email", {"display_name": "Maple Office"}),
    ("texts", {"segment_price": 83}),
]


async def changed_at_once(one: Somebody, other: Somebody) -> None:
    """Two admins change all of it at once, turn about; a change that met too many others is made again."""
    again = list(enumerate(AT_ONCE))
    async with asyncio.timeout(30):
        while again:
            asked = [put((one, other)[number % 2], *change) for number, change in again]
            answers = await asyncio.gather(*asked)
            assert {status for status, _ in answers} <= {200, 503}
            again = [change for change, (status, _) in zip(again, answers, strict=True) if status == 503]


ALL_OF_IT = {
    "undo_seconds": 7, "edit_minutes": 7, "staff_only": frozenset({"nap", "meal"}), "hold_names": False,
    "payers_only": True, "email_name": "Maple Office", "segment_price": 83,
}  # fmt: skip


async def test_two_admins_who_change_different_things_at_once_both_have_them(maple: Running) -> None:
    ines, omar = await maple.somebody("Ines Walker"), await maple.somebody("Omar Haddad")

    await changed_at_once(ines, omar)
    chosen = await kept(maple)
    assert {name: getattr(chosen, name) for name in ALL_OF_IT} == ALL_OF_IT


@pytest.mark.only("postgres")
async def test_two_admins_on_two_hubs_who_change_at_once_both_have_it(records: Path) -> None:
    async with nodes(records, {"ROOMWIRE_WORKER": "0"}) as (here, there):
        ines, omar = await here.somebody("Ines Walker"), await there.somebody("Omar Haddad")

        await changed_at_once(ines, omar)
        chosen = await kept(here)
    assert {name: getattr(chosen, name) for name in ALL_OF_IT} == ALL_OF_IT


OF_BEFORE = (
    '{"staff_only":["nap"],"email":false,"text":true,"history":"week","guardians_start":true,'
    '"office_hours":[{"weekday":0,"opens":480,"closes":1020}],"today_counts":true,"payers_only":false,'
    '"edit_minutes":7,"undo_seconds":0,"closed_dates":[{"begin":"2026-12-24","end":"2026-12-26","name":"Winter"}],'
    '"oversight":true,"oversight_visible":false,"four_eyes":false,"hold_names":true,"review_minutes":60,'
    '"second_approver":"","segment_price":83,"email_name":"","email_reply_to":"","language":"es","country":"NL",'
    '"ladder_minutes":15,"push_a_day":40,"texts_a_day":10,"emails_a_day":20}'
)
"""Settings as a hub kept them that still had a switch for the room of today."""

NEW = (
    ',"second_factor":"nobody","address_days":90,"room_device_seconds":60,'
    '"closes_by_itself":true,"closing_minute":1080}'
)
AS_KEPT = OF_BEFORE.replace('"today_counts":true,', "")[:-1] + NEW
"""The same as they are kept today, with what is new as every school has it at first."""


async def test_a_school_that_had_a_switch_which_is_no_more_keeps_all_it_chose(records: Path) -> None:
    async with running(records) as maple:
        its = schema.school
        old = update(its).where(its.c.id == maple.school).values(settings=OF_BEFORE)
        await maple.hub.store.write(lambda transaction: transaction.connection.execute(old), maple.school)
    async with running(records) as maple:
        ines = await maple.somebody("Ines Walker")
        shown = await ines.get("/v1/settings/conversations")
        status, _ = await put(ines, "texts", {"segment_price": 84})
        text, _ = await stands(maple)

    assert (shown["history"], shown["edit_minutes"], shown["country"]) == ("week", 7, "NL")
    assert shown["office_hours"] == HOURS
    assert "today_counts" not in shown
    assert status == 200
    wanted = AS_KEPT.replace('"segment_price":83', '"segment_price":84')
    assert text == wanted


def test_what_was_kept_is_read_as_it_was() -> None:
    assert settings_text(settings_of(OF_BEFORE)) == AS_KEPT
    assert settings_of("{}") == SchoolSettings()
