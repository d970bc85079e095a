"""The first hour of a school, by what is there: from an admin alone to the first message."""

from pathlib import Path
from typing import Any

from tests.hub.people.test_inviting import FirstDay, first
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running

__all__ = ["first"]


async def steps(maple: Running, who: str = "Ines Walker") -> list[dict[str, Any]]:
    admin = await maple.somebody(who)
    return (await admin.get("/v1/first-steps"))["steps"]  # type: ignore[no-any-return]


async def test_each_step_is_taken_by_what_is_there_and_then_all_of_it_is_gone(first: FirstDay) -> None:
    before = await steps(first.maple)
    ines, ana = await first.maple.somebody("Ines Walker"), await first.maple.somebody("Ana Reyes")
    await first.invite("Tom Alvarez")
    invited = await steps(first.maple)
    await ana.post(await ana.conversation("family", "Mia"), {"type": "text", "text": "Good morning"})
    after = await ines.get("/v1/first-steps")

    taken = {one["step"]: one["taken"] for one in before}
    assert taken == {"roster": True, "invite_staff": True, "invite_parents": False, "message": False}
    parents = next(one for one in before if one["step"] == "invite_parents")
    assert parents["done"] == parents["of"] - 1
    assert [one["step"] for one in invited if not one["taken"]] == ["message"]
    assert after == {"steps": []}


async def test_an_admin_puts_it_away_for_all_admins_of_the_school_and_of_no_other(
    first: FirstDay, records: Path
) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    ines = await first.maple.somebody("Ines Walker")
    theirs = await at_elm(first.maple, "Ines Walker")
    before = await ines.get("/v1/first-steps"), await theirs.get("/v1/first-steps")
    answers = [await ines.ask("DELETE", "/v1/first-steps") for _ in range(2)]
    after = await ines.get("/v1/first-steps"), await theirs.get("/v1/first-steps")

    assert all(one["steps"] for one in before)
    assert [status for status, _ in answers] == [204, 204]
    assert after == ({"steps": []}, before[1])


async def test_what_colleagues_say_to_each_other_is_no_first_message(first: FirstDay) -> None:
    ana = await first.maple.somebody("Ana Reyes")
    await ana.post(await ana.conversation("staff"), {"type": "text", "text": "Coffee?"})

    assert next(one for one in await steps(first.maple) if one["step"] == "message")["taken"] is False


async def test_parents_and_staff_are_not_led_through_it(first: FirstDay) -> None:
    for name in ("Ana Reyes", "Rosa Alvarez"):
        who = await first.maple.somebody(name)
        answers = [await who.ask(method, "/v1/first-steps") for method in ("GET", "DELETE")]

        assert [status for status, _ in answers] == [403, 403]
    assert await steps(first.maple)
