"""One human being with two profiles: one account where the roster or an admin says so."""

import contextlib
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
import websockets

from policies.conversations.seeing import is_own_child
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import settled, until
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.running import Somebody, running
from tests.notifiers.providers.smtp import SmtpServer

ANA = "ana.reyes@maplestreet.example"


@pytest.fixture
async def first(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FirstDay]:
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        its = FirstDay(await stack.enter_async_context(running(records, server.env())), server)
        await its.forget("Tom Alvarez")
        yield its


def called(user: str, **values: str) -> Any:
    """Somebody is otherwise in the file of users."""

    def change(rows: list[Row]) -> list[Row]:
        return [row | values if row["sourcedId"] == user else row for row in rows]

    return change


async def again(first: FirstDay, records: Path, bundle: Path) -> None:
    """The roster comes in, and the hub that runs has it."""
    code, said = await imported(records, bundle)
    assert (code, said["applied"]) == (0, True), said
    await first.maple.hub.schools[first.maple.school].catch_up()


async def profiles(somebody: Somebody) -> set[str]:
    return {f"{one['name']}, {one['role']}" for one in (await somebody.get("/v1/me"))["profiles"]}


async def letters(first: FirstDay, to: str, words: str) -> list[str]:
    """Letters to an address in which words stand, once there is one."""

    def found() -> list[str]:
        return [
            its for one in first.server.received if one["to"] == to if words in (its := words_of(one["message"]))
        ]

    await until(lambda: bool(found()))
    return found()


async def linked(first: FirstDay, name: str = "Ana Reyes", parent: str = "Tom Alvarez") -> tuple[int, Any]:
    """What Ines is told who links somebody who works there with a parent."""
    ines = await first.maple.somebody("Ines Walker")
    path = f"/v1/staff/{await first.id_of(name)}/links/{await first.id_of(parent)}"
    return await ines.ask("PUT", path)


async def comes(first: FirstDay, email: str, password: str, profile: str = "") -> Somebody:
    """Somebody signs in, and acts as a profile."""
    status, body = await first.post("/v1/sign-in", {"email": email, "password": password})
    assert status == 200, body
    return Somebody(first.maple, body["token"], {"id": profile or body["person"]})


async def test_one_address_and_one_name_on_two_sides_are_one_account_once_the_first_has_signed_up(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    ana = await first.maple.somebody("Ana Reyes")
    before = await profiles(ana)
    rewrite(bundle, "users.csv", called("usr-tom-alvarez", givenName="ANA", familyName="Reyes", email=ANA.upper()))
    await again(first, records, bundle)

    assert before == {"Ana Reyes, staff"}
    assert await profiles(ana) == {"Ana Reyes, staff", "ANA Reyes, guardian"}
    assert await letters(first, ANA, "as both")
    ines = await first.maple.somebody("Ines Walker")
    log = (await ines.get("/v1/activity-log"))["items"]
    assert any("has both profiles" in one["says"] for one in log), log


async def test_who_signs_up_has_their_other_profile_at_once_and_needs_no_second_invitation(first: FirstDay) -> None:
    await first.forget("Ben Carter")
    await first.change("Ben Carter", given="Tóm", family="alvarez", email=TOM)
    secret = await first.link("Tom Alvarez", TOM)
    status, its = await first.accept(secret)
    tom = Somebody(first.maple, its["token"], {"id": its["person"]})

    assert status == 200
    assert await profiles(tom) == {"Tóm alvarez, staff", "Tom Alvarez, guardian"}
    assert (await first.standing("Tóm alvarez"))["state"] == "signed_up"
    at_work, ines = await first.id_of("Tóm alvarez"), await first.maple.somebody("Ines Walker")
    assert first.maple.hub.schools[first.maple.school].snapshot.roster.people[tom.id].linked == {at_work}
    assert (await ines.ask("DELETE", f"/v1/staff/{at_work}/links/{tom.id}"))[0] == 200


async def test_one_address_and_two_names_are_two_people_until_an_admin_says_otherwise(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    """Couples share an address: who reads it would come in as the other."""
    rewrite(bundle, "users.csv", called("usr-tom-alvarez", email=ANA))
    await again(first, records, bundle)
    ana = await first.maple.somebody("Ana Reyes")
    why = (await first.standing("Tom Alvarez"))["why"]
    alone = await profiles(ana)
    status, body = await linked(first)
    ended = (await ana.ask("GET", "/v1/me"))[0]

    assert "It is the same email address as that of Ana Reyes" in why
    assert alone == {"Ana Reyes, staff"}
    assert status == 200, body
    assert body["parents"][0]["linked"] is True
    assert ended == 401
    anew = await comes(first, ANA, "maple-street")
    assert await profiles(anew) == {"Ana Reyes, staff", "Tom Alvarez, guardian"}
    assert await letters(first, ANA, "one account")


async def test_who_is_parted_by_an_admin_signs_in_anew_and_is_linked_by_nothing_again(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    await linked(first)
    ana = await comes(first, ANA, "maple-street")
    both = await profiles(ana)
    ines = await first.maple.somebody("Ines Walker")
    path = f"/v1/staff/{await first.id_of('Ana Reyes')}/links/{await first.id_of('Tom Alvarez')}"
    parted = await ines.ask("DELETE", path)
    twice = await ines.ask("DELETE", path)
    ended = (await ana.ask("GET", "/v1/me"))[0]
    rewrite(bundle, "users.csv", called("usr-tom-alvarez", givenName="Ana", familyName="Reyes", email=ANA))
    await again(first, records, bundle)
    anew = await comes(first, ANA, "maple-street")

    assert len(both) == 2
    assert (parted[0], parted[1]["parents"][0]["linked"]) == (200, False)
    assert (twice[0], ended) == (403, 401)
    assert await profiles(anew) == {"Ana Reyes, staff"}
    assert await letters(first, TOM, "parted")


async def test_of_two_accounts_the_staffs_stays_and_the_other_opens_nothing_any_more(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    _, its = await first.accept(secret)
    tom = Somebody(first.maple, its["token"], {"id": its["person"]})
    before = (await tom.ask("GET", "/v1/me"))[0]
    status, _ = await linked(first)

    assert (before, status, (await tom.ask("GET", "/v1/me"))[0]) == (200, 200, 401)
    assert await first.signs_in(TOM, FRESH) == 403
    assert await profiles(await comes(first, ANA, "maple-street")) == {"Ana Reyes, staff", "Tom Alvarez, guardian"}


@pytest.mark.parametrize("parted", [False, True])
async def test_who_loses_an_account_is_told_where_they_sign_in_and_not_where_nobody_has_confirmed_it(
    first: FirstDay, records: Path, bundle: Path, parted: bool
) -> None:
    _, its = await first.accept(await first.link("Tom Alvarez", TOM))
    new = "tom@elsewhere.example"
    rewrite(bundle, "users.csv", called("usr-tom-alvarez", email=new))
    await again(first, records, bundle)
    await letters(first, new, "/#/confirm_email/")
    status, _ = await linked(first)
    told = await letters(first, TOM, "one account")
    if parted:
        ines = await first.maple.somebody("Ines Walker")
        status, _ = await ines.ask("DELETE", f"/v1/staff/{await first.id_of('Ana Reyes')}/links/{its['person']}")
        await letters(first, ANA, "parted")
    await settled(first.maple)

    assert (status, len(told)) == (200, 1)
    assert len([one for one in first.server.received if one["to"] == new]) == 1


async def test_what_waits_about_ones_own_child_is_not_read_as_staff_once_both_are_known_to_be_one(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    """Also where the roster changes the address of one profile later: the account says who is one."""
    maple = first.maple
    ines = await maple.somebody("Ines Walker")
    assert (await ines.ask("PUT", "/v1/settings/staff-only", {"message": True}))[0] == 200
    nora, ana = await maple.somebody("Nora Lind"), await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    held = await nora.post(family, "A word about the pick-up")
    seen = [one["id"] for one in await ana.messages(family)]
    await linked(first)
    rewrite(bundle, "users.csv", called("usr-tom-alvarez", email="tom@elsewhere.example"))
    await again(first, records, bundle)
    anew = await comes(first, ANA, "maple-street")
    mother = await comes(first, ANA, "maple-street", await first.id_of("Tom Alvarez"))

    assert (held["sharing"], held["id"] in seen) == ("held", True)
    assert held["id"] not in [one["id"] for one in await anew.messages(family)]
    assert held["id"] not in [one["id"] for one in await mother.messages(family)]
    roster = maple.hub.schools[maple.school].snapshot.roster
    mia = next(one for one in roster.students.values() if one.name == "Mia Alvarez")
    assert is_own_child(roster, roster.people[anew.id], mia)


async def test_a_profile_that_leaves_ends_its_socket_and_the_other_goes_on(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    await linked(first)
    tom_id = await first.id_of("Tom Alvarez")
    ana, parent = await comes(first, ANA, "maple-street"), await comes(first, ANA, "maple-street", tom_id)
    async with ana.device() as at_work, parent.device():
        rewrite(bundle, "roles.csv", lambda rows: [one for one in rows if one["userSourcedId"] != "usr-ana-reyes"])
        rewrite(
            bundle, "enrollments.csv", lambda rows: [one for one in rows if one["userSourcedId"] != "usr-ana-reyes"]
        )
        code, said = await imported(records, bundle, "--yes")
        assert (code, said["applied"]) == (0, True), said
        with pytest.raises(websockets.ConnectionClosed):
            await at_work.until("never")

    assert await profiles(parent) == {"Tom Alvarez, guardian"}
    assert (await ana.ask("GET", "/v1/me"))[0] == 404


async def test_only_admins_link_and_none_for_themselves_or_their_own_childs_family(first: FirstDay) -> None:
    maple = first.maple
    ines, ana, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Rosa Alvarez")]
    own = f"/v1/staff/{ines.id}/links/{rosa.id}"
    theirs = f"/v1/staff/{ana.id}/links/{rosa.id}"

    assert [(await one.ask("PUT", theirs))[0] for one in (ana, rosa)] == [403, 403]
    assert [(await one.ask("GET", f"/v1/staff/{ana.id}/links"))[0] for one in (ana, rosa, ines)] == [403, 403, 200]
    status, body = await ines.ask("PUT", own)
    assert (status, body["detail"]) == (403, "Another admin does that for you.")
    assert (await ines.ask("PUT", f"/v1/staff/{ana.id}/links/{ines.id}"))[0] == 403
    assert (await ines.ask("PUT", f"/v1/staff/{ana.id}/links/p_nobody"))[0] == 404
    assert (await ines.ask("GET", f"/v1/staff/{rosa.id}/links"))[0] == 404
