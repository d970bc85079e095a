"""What people choose of how they are told, and what comes of it."""

from __future__ import annotations

from datetime import datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

import pytest

from hub.store.clock import moment, stamp
from policies.notify.clock_words import face
from tests.hub.notify.test_ladder import rows_of, with_phone
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.running import Running

__all__ = ["telling"]


def chosen(body: dict[str, Any]) -> dict[tuple[str, str], str]:
    return {(one["category"], one["medium"]): one["how"] for one in body["choices"]}


def every(category: str, how: str) -> list[dict[str, str]]:
    return [{"category": category, "medium": medium, "how": how} for medium in ("push", "email", "sms")]


async def test_the_usual_needs_no_touching_and_says_what_nobody_can_switch_off(maple: Running) -> None:
    rosa, ana = await maple.somebody("Rosa Alvarez"), await maple.somebody("Ana Reyes")
    hers, anas = await rosa.get("/v1/preferences"), await ana.get("/v1/preferences")

    assert set(chosen(hers).values()) == {"instant"}
    assert {category for category, _ in chosen(hers)} == {"families", "day", "announcements"}
    assert {category for category, _ in chosen(anas)} == {"families", "day", "announcements", "staff", "approvals"}
    assert (hers["quiet"], hers["zone"], hers["school_zone"], hers["digest_at"]) == (None, "", "UTC", 1080)
    assert hers["always"].startswith("Emergencies always reach you")
    assert hers["reached_by"] == ["email", "sms"]


async def test_what_is_chosen_is_kept_merged_and_ones_own(maple: Running) -> None:
    rosa, tom = await maple.somebody("Rosa Alvarez"), await maple.somebody("Tom Alvarez")
    night = {"quiet": {"begins": 1260, "ends": 420}, "zone": "Europe/Berlin"}
    await rosa.ask("PUT", "/v1/preferences", {"choices": every("day", "digest"), **night})
    status, after = await rosa.ask("PUT", "/v1/preferences", {"choices": every("announcements", "off")})
    again = await rosa.get("/v1/preferences")
    _, back = await rosa.ask(
        "PUT", "/v1/preferences", {"quiet": None, "zone": "", "choices": every("day", "instant")}
    )

    assert status == 200
    assert after == again
    assert {how for (category, _), how in chosen(again).items() if category == "day"} == {"digest"}
    assert {how for (category, _), how in chosen(again).items() if category == "announcements"} == {"off"}
    assert (again["quiet"], again["zone"]) == (night["quiet"], "Europe/Berlin")
    assert (back["quiet"], back["zone"]) == (None, "")
    assert set(chosen(await tom.get("/v1/preferences")).values()) == {"instant"}


@pytest.mark.parametrize(
    "body",
    [
        {"choices": every("staff", "off")}, {"choices": every("weather", "off")}, {"choices": every("day", "loud")},
        {"zone": "Mars/Olympus"}, {"quiet": {"begins": 60, "ends": 60}}, {"quiet": {"begins": -1, "ends": 60}},
        {"digest_at": 1440}, {"digest_at": "six"}, {"emergency": "off"}, [],
    ],
)  # fmt: skip
async def test_what_makes_no_sense_is_refused_in_words_and_changes_nothing(maple: Running, body: object) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    before = await rosa.get("/v1/preferences")
    status, problem = await rosa.ask("PUT", "/v1/preferences", body)

    assert status == 422
    assert problem["detail"]
    assert await rosa.get("/v1/preferences") == before


async def test_who_switched_a_category_off_is_not_told_of_it_and_the_timeline_says_so(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    await ana.post(family, "Before")
    await until(lambda: len(telling.fcm.received) == 1)
    await rosa.ask("PUT", "/v1/preferences", {"choices": every("families", "off")})
    posted = await ana.post(family, "After")
    await settled(telling.maple, 3)
    told = (await ana.get(f"/v1/messages/{posted['id']}/timeline"))["items"]

    assert len(telling.fcm.received) == 1
    assert next(one["skipped"] for one in told if one["person"] == rosa.id) == (
        "Rosa Alvarez has switched alerts of this kind off."
    )
    assert await rosa.messages(family)


async def test_without_push_the_next_medium_is_first(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    off = {"category": "families", "medium": "push", "how": "off"}
    await rosa.ask("PUT", "/v1/preferences", {"choices": [off]})
    await ana.post(family, "Hello")
    await until(lambda: len(telling.texts.received) == 1)

    assert telling.fcm.received == []


def _minute(now: datetime, zone: str, ahead: int) -> int:
    local = now.astimezone(ZoneInfo(zone)) + timedelta(minutes=ahead)
    return local.hour * 60 + local.minute


async def test_in_quiet_hours_of_ones_own_zone_nothing_rings_until_they_end(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    now, zone = telling.maple.clock(), "Asia/Kolkata"
    quiet = {"begins": _minute(now, zone, -60), "ends": _minute(now, zone, 60)}
    await rosa.ask("PUT", "/v1/preferences", {"quiet": quiet, "zone": zone})
    _, shown = await ana.ask(
        "POST", "/v1/preview", {"conversation": family, "item": {"type": "text", "text": "Good night"}}
    )
    await ana.post(family, "Good night")
    await settled(telling.maple, 1)
    before = list(telling.fcm.received)
    (push, text) = await rows_of(telling.maple, rosa.id)
    telling.maple.clock.ahead = timedelta(minutes=61)
    await until(lambda: len(telling.fcm.received) == 1)

    end = face(datetime.combine(moment(push["due_at"]), time(quiet["ends"] // 60, quiet["ends"] % 60)))
    says = next(one["says"] for one in shown["recipients"] if one["person"] == rosa.id)
    assert before == []
    assert says[0] == push["reason"] == f"Held until {end} (Kolkata): quiet hours."
    assert moment(text["due_at"]) - moment(push["due_at"]) == timedelta(minutes=15)
    assert telling.texts.received == []
    assert push["expires_at"] > stamp(moment(push["due_at"]))
