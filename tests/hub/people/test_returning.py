"""Who is out of the roster for a while comes back to what they had not read."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from hub.commands.demo import BUNDLE
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.running import Running, running

GONE = {"stu-leo-novak", "usr-dana-novak"}


def without_leos_family(bundle: Path) -> None:
    def kept(column: str) -> Callable[[list[Row]], list[Row]]:
        return lambda rows: [row for row in rows if row[column] not in GONE]

    rewrite(bundle, "users.csv", kept("sourcedId"))
    rewrite(bundle, "roles.csv", kept("userSourcedId"))
    rewrite(bundle, "enrollments.csv", kept("userSourcedId"))


async def unread(who: Any, conversation: str) -> int:
    return next(int(one["unread"]) for one in await who.conversations() if one["id"] == conversation)


async def read(who: Any, conversation: str, n: int) -> None:
    status, _ = await who.ask("POST", f"/v1/conversations/{conversation}/read", {"n": n})
    assert status < 300


async def brought(maple: Running, records: Path, bundle: Path) -> None:
    code, said = await imported(records, bundle)
    assert (code, said["held"]) == (0, [])
    await maple.hub.schools[maple.school].catch_up()


async def test_out_and_back_again_everybody_has_unread_what_they_had(records: Path, bundle: Path) -> None:
    without_leos_family(bundle)
    async with running(records) as maple:
        ben, dana, rosa = [await maple.somebody(one) for one in ("Ben Carter", "Dana Novak", "Rosa Alvarez")]
        family, other = await ben.conversation("family", "Leo"), await rosa.conversation("family", "Mia")
        ana = await maple.somebody("Ana Reyes")
        for words in ("one", "two", "three"):
            await ben.post(family, words)
        await dana.post(family, "Thank you")
        await ana.post(other, "Mia slept well")
        before = await unread(dana, family), await unread(ben, family), await unread(rosa, other)
        marker = maple.hub.schools[maple.school].read_n.get((rosa.id, other), 0)
        await brought(maple, records, bundle)
        out = (await dana.ask("GET", "/v1/me"))[0], family in {one["id"] for one in await ben.conversations()}
        await brought(maple, records, BUNDLE)
        maple._signed.clear()  # who comes back signs in anew
        dana = await maple.somebody("Dana Novak")
        after = await unread(dana, family), await unread(ben, family), await unread(rosa, other)
        untouched = maple.hub.schools[maple.school].read_n.get((rosa.id, other), 0)
    async with running(records) as maple:
        dana, ben = await maple.somebody("Dana Novak"), await maple.somebody("Ben Carter")
        restarted = await unread(dana, family), await unread(ben, family)

    assert out == (401, False)
    assert before[:2] == (4, 1)  # her own is unread too, after three that are
    assert after == before
    assert untouched == marker
    assert restarted == before[:2]


async def test_what_was_said_to_others_while_a_parent_was_out_never_counts_for_them(
    records: Path, bundle: Path
) -> None:
    def without(parent: str) -> Callable[[list[Row]], list[Row]]:
        def change(rows: list[Row]) -> list[Row]:
            for row in rows:
                if row["sourcedId"] == "stu-mia-alvarez":
                    listed = [one.strip() for one in row["agentSourcedIds"].split(",")]
                    row["agentSourcedIds"] = ",".join(one for one in listed if one != parent)
            return rows

        return change

    rewrite(bundle, "users.csv", without("usr-rosa-alvarez"))
    async with running(records) as maple:
        ana, rosa, tom = [await maple.somebody(one) for one in ("Ana Reyes", "Rosa Alvarez", "Tom Alvarez")]
        family = await ana.conversation("family", "Mia")
        await ana.post(family, "one")
        await read(rosa, family, 1)
        await ana.post(family, "two")
        await brought(maple, records, bundle)
        await ana.post(family, "of Rosa")
        await ana.post(family, "and again")
        with_tom = await unread(tom, family)
        await brought(maple, records, BUNDLE)
        back = await unread(rosa, family)
        await ana.post(family, "Welcome back")
        after = await unread(rosa, family)
        seen = [one["item"]["text"] for one in await rosa.messages(family)]
        listed = next(one for one in await rosa.conversations() if one["id"] == family)
        await read(rosa, family, 2)
        partly = await unread(rosa, family)
        await brought(maple, records, bundle)
        await ana.post(family, "of Rosa once more")
        await brought(maple, records, BUNDLE)
        twice = await unread(rosa, family)
        await read(rosa, family, 6)
        done = await unread(rosa, family)
        unread_of_tom = await unread(tom, family)

    assert (with_tom, unread_of_tom) == (4, 6)
    assert (back, after) == (1, 2)
    assert seen == ["Welcome back", "two", "one"]
    assert listed["missed"] == [{"after": 2, "to": 4}]
    assert (partly, twice, done) == (1, 1, 0)


async def test_who_is_new_in_a_room_has_nothing_unread(records: Path, bundle: Path) -> None:
    def ben_in_acorns(rows: list[Row]) -> list[Row]:
        for row in rows:
            if row["userSourcedId"] == "usr-ben-carter":
                row["classSourcedId"] = "room-acorns"
        return rows

    rewrite(bundle, "enrollments.csv", ben_in_acorns)
    async with running(records) as maple:
        ana, ben = await maple.somebody("Ana Reyes"), await maple.somebody("Ben Carter")
        family = await ana.conversation("family", "Mia")
        await ana.post(family, "one")
        await brought(maple, records, bundle)
        first = await unread(ben, family)
        await ana.post(family, "two")
        await brought(maple, records, BUNDLE)
        await ana.post(family, "three")
        await brought(maple, records, bundle)
        again = await unread(ben, family)

    assert first == 0
    assert again == 2  # he was in before, and reads all of it
