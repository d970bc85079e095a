"""Signing up by an invitation with an account elsewhere: who is let in, and whom it never takes over."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.signing import FoundElsewhere, Signer
from hub.store.clock import stamp
from tests.hub.identity_provider import IdentityServer
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_identities import Door, opened
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere

TOMS = {"sub": "2002", "email": "tom.of.his.own@gmail.example", "email_verified": True}


@dataclass
class Joining:
    """The demo school before Tom has an account, a provider, and Tom's browser."""

    first: FirstDay
    door: Door

    async def gone(self, secret: str) -> dict[str, str]:
        return await self.door.gone("/v1/invitations/oidc/begin", {"secret": secret, "provider": self.door.name})

    async def shown(self, secret: str) -> dict[str, Any]:
        """What Tom sees who comes back with it."""
        status, body = await self.door.ask("/v1/invitations/oidc", await self.gone(secret))
        assert status == 200, body
        return dict(body)

    async def yes(self, step: str) -> tuple[int, Any]:
        return await self.door.ask("/v1/invitations/oidc/accept", {"step": step})


@pytest.fixture
async def joining(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Joining]:
    async with contextlib.AsyncExitStack() as stack:
        provider = IdentityServer()
        provider.who = dict(TOMS)
        door = await stack.enter_async_context(opened(records, tmp_path_factory.mktemp("mail"), provider))
        first = FirstDay(door.maple, door.server)
        await first.forget("Tom Alvarez")
        yield Joining(first, door)


async def test_an_invited_parent_signs_up_by_it_and_signs_in_by_it_from_then_on(joining: Joining) -> None:
    secret = await joining.first.link("Tom Alvarez", TOM)
    _, welcome = await joining.first.post("/v1/invitations/welcome", {"secret": secret})
    its = await joining.shown(secret)
    before = await joining.door.back()
    status, body = await joining.yes(its["step"])
    again = await joining.door.back()
    used = await joining.first.accept(secret)

    def told() -> list[Any]:
        mine = [one["message"] for one in joining.door.server.received if one["to"] == TOM]
        return [one for one in mine if "Google" in words_of(one)]

    await until(lambda: bool(told()))
    assert welcome["providers"] == [{"id": "google", "name": "Google"}]
    assert (its["given"], its["email"], its["signed_in"]) == ("Tom", "tom.of.his.own@gmail.example", None)
    assert before[0] == 401  # nothing was made of it until he said yes
    assert (status, body["role"], again[0], again[1]["person"]) == (200, "guardian", 200, body["person"])
    assert used[0] == 409
    assert await joining.first.signs_in(TOM, FRESH) == 401


async def test_their_address_brings_them_a_password_of_their_own(joining: Joining) -> None:
    """So an account without one has a way back in."""
    secret = await joining.first.link("Tom Alvarez", TOM)
    await joining.yes((await joining.shown(secret))["step"])
    before = len(joining.door.server.received)
    await joining.door.ask("/v1/forgot", {"email": TOM})

    await until(
        lambda: any("/#/reset/" in words_of(one["message"]) for one in joining.door.server.received[before:])
    )


async def test_no_account_is_made_without_an_invitation_that_is_good(joining: Joining) -> None:
    secret = await joining.first.link("Tom Alvarez", TOM)
    unknown, _ = await joining.door.ask("/v1/invitations/oidc/begin", {"secret": "x" * 43, "provider": "google"})
    none, _ = await joining.door.ask("/v1/invitations/oidc/begin", {"secret": secret, "provider": "microsoft"})
    back, its = await joining.gone(secret), await joining.shown(secret)
    joining.first.maple.clock.ahead = timedelta(minutes=9)
    await joining.first.invite("Tom Alvarez")  # which ends the one before
    late = await joining.door.ask("/v1/invitations/oidc", back)
    refused = await joining.yes(its["step"])
    nobody = await joining.door.back()

    assert (unknown, none) == (404, 404)
    assert (late[0], "newer invitation" in late[1]["detail"]) == (409, True)
    assert (refused[0], "newer invitation" in refused[1]["detail"]) == (409, True)
    assert nobody[0] == 401


async def test_who_left_meanwhile_is_refused_in_a_sentence(joining: Joining) -> None:
    its = await joining.shown(await joining.first.link("Tom Alvarez", TOM))
    await joining.first.change("Tom Alvarez", left_at=stamp(joining.first.maple.clock()))
    status, body = await joining.yes(its["step"])

    assert (status, body["detail"]) == (409, "This invitation is not good any more. Ask the school’s office.")


async def test_an_account_elsewhere_that_opens_another_one_takes_over_nobody(joining: Joining) -> None:
    ana = await joining.first.maple.somebody("Ana Reyes")
    assert (await joining.door.added(ana))[0] == 201
    secret = await joining.first.link("Tom Alvarez", TOM)
    status, body = await joining.door.ask("/v1/invitations/oidc", await joining.gone(secret))
    hers = await joining.door.back()
    joining.door.provider.who["sub"] = "3003"
    its = await joining.shown(secret)
    assert (await joining.door.added(ana))[0] == 201  # between the look and the yes
    raced = await joining.yes(its["step"])

    assert (status, "opens another account here already" in body["detail"]) == (409, True)
    assert hers[1]["person"] == ana.id
    assert (raced[0], "opens another account here already" in raced[1]["detail"]) == (409, True)
    assert (await joining.first.standing("Tom Alvarez"))["state"] == "invited"


async def test_an_account_there_is_already_is_opened_by_its_password_alone(joining: Joining) -> None:
    ana = await joining.first.maple.somebody("Ana Reyes")
    email = ana.its["email"]
    await joining.first.change("Tom Alvarez", given="Reyes", family="Ana", email=email)  # one human being
    secret = await joining.first.link("Reyes Ana", email)
    _, welcome = await joining.first.post("/v1/invitations/welcome", {"secret": secret})
    status, body = await joining.door.ask("/v1/invitations/oidc/begin", {"secret": secret, "provider": "google"})

    assert (welcome["has_account"], welcome["providers"]) == (True, [])
    assert (status, "Use its password" in body["detail"]) == (409, True)


async def test_what_came_back_is_good_for_ten_minutes_on_the_browser_that_brought_it(joining: Joining) -> None:
    secret = await joining.first.link("Tom Alvarez", TOM)
    its = await joining.shown(secret)
    kept, joining.door.cookies = joining.door.cookies, {}
    elsewhere = await joining.yes(its["step"])
    joining.door.cookies = kept
    forged = Signer("another-secret-than-the-hubs").elsewhere(
        FoundElsewhere("x", "x", "google", "x", "x", "", "9999-01-01T00:00:00.000Z")
    )
    made = [await joining.yes(one) for one in (forged, its["step"] + "x", "ü", "e.y")]
    joining.first.maple.clock.ahead = timedelta(minutes=11)
    late = await joining.yes(its["step"])
    other = await joining.door.ask("/v1/sign-in/oidc", await joining.gone(secret))  # a way for something else

    assert elsewhere[0] == late[0] == other[0] == 409
    assert {one[0] for one in made} == {409}
    assert "took too long" in late[1]["detail"]


async def test_who_is_signed_in_as_another_is_told_before_anything_is_made(joining: Joining) -> None:
    secret = await joining.first.link("Tom Alvarez", TOM)
    its = await joining.shown(secret)
    rosa = await joining.first.maple.somebody("Rosa Alvarez")
    joining.door.cookies["roomwire_session"] = rosa.token
    begun, _ = await joining.door.ask("/v1/invitations/oidc/begin", {"secret": secret, "provider": "google"})
    status, body = await joining.yes(its["step"])
    del joining.door.cookies["roomwire_session"]
    then, _ = await joining.yes(its["step"])

    assert begun == 409
    assert (status, "You are signed in as Rosa Alvarez" in body["detail"]) == (409, True)
    assert then == 200


async def test_an_account_of_another_school_is_opened_by_its_password_alone(
    joining: Joining, records: Path
) -> None:
    elm = elsewhere(records)
    mine = lambda one: one["sourcedId"] == "usr-elm-tom-alvarez"  # noqa: E731
    rewrite(elm, "users.csv", lambda rows: [one | ({"email": TOM} if mine(one) else {}) for one in rows])
    code, said = await imported(records, elm)
    assert code == 0, said
    secret = await joining.first.link("Tom Alvarez", TOM)
    came = await joining.gone(secret)
    await at_elm(joining.first.maple, "Tom Alvarez")
    status, body = await joining.door.ask("/v1/invitations/oidc", came)

    assert status == 409, body
