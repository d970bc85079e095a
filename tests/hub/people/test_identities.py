"""Signing in by an account elsewhere, against a provider that speaks OpenID Connect over HTTP, and its faults."""

from __future__ import annotations

import contextlib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, urlsplit

import pytest

from hub.actions.people.taking_off import take_off_by_hand
from hub.errors import NotFound
from tests.hub.identity_provider import TENANT, IdentityServer
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_second_factor import sets_up
from tests.hub.running import KNOWN_DEVICE, Running, Somebody, running
from tests.notifiers.providers.smtp import SmtpServer

ANA = "ana.reyes@maplestreet.example"
PASSWORD = "maple-street"


@dataclass
class Door:
    """A hub, the provider by which people sign in to it, and the cookies of one browser."""

    maple: Running
    provider: IdentityServer
    server: SmtpServer
    cookies: dict[str, str]

    async def ask(self, path: str, body: object, somebody: Somebody | None = None) -> tuple[int, Any]:
        headers = {"sec-fetch-site": "same-origin", **(somebody.headers if somebody else {})}
        cookies = {**KNOWN_DEVICE, **self.cookies}
        async with self.maple.http.post(
            self.maple.url + path, json=body, headers=headers, cookies=cookies
        ) as answer:
            for name, its in answer.cookies.items():
                if "oidc" in name:
                    self.cookies[name] = its.value
            text = await answer.text()
            return answer.status, await answer.json() if text else None

    async def gone(self, path: str, body: object, somebody: Somebody | None = None) -> dict[str, str]:
        """Go to the provider and come back with what it sends along."""
        status, visit = await self.ask(path, body, somebody)
        assert status == 200, visit
        async with self.maple.http.get(visit["location"], allow_redirects=False) as answer:
            back = urlsplit(answer.headers["location"])
            assert back.path == "/oidc"
            return {name: values[0] for name, values in parse_qs(back.query).items()}

    @property
    def name(self) -> str:
        return "microsoft" if self.provider.microsoft else "google"

    async def back(self) -> tuple[int, Any]:
        """Sign in by it."""
        return await self.ask(
            "/v1/sign-in/oidc", await self.gone("/v1/sign-in/oidc/begin", {"provider": self.name})
        )

    async def added(self, somebody: Somebody) -> tuple[int, Any]:
        """Somebody adds it to their account."""
        body = {"provider": self.name, "current": PASSWORD}
        return await self.ask("/v1/identities", await self.gone("/v1/identities/begin", body, somebody), somebody)


@contextlib.asynccontextmanager
async def opened(records: Path, mail: Path, provider: IdentityServer, **env: str) -> AsyncIterator[Door]:
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(mail).running())
        await stack.enter_async_context(provider.running())
        maple = await stack.enter_async_context(running(records, {**server.env(), **provider.env(), **env}))
        yield Door(maple, provider, server, {})


@pytest.fixture
async def google(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    async with opened(records, tmp_path_factory.mktemp("mail"), IdentityServer()) as door:
        yield door


@pytest.fixture
async def microsoft(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Door]:
    provider = IdentityServer(microsoft=True)
    provider.who = {"sub": "abc", "tid": TENANT, "preferred_username": "ana@school.example"}
    mail = tmp_path_factory.mktemp("mail")
    async with opened(records, mail, provider, ROOMWIRE_MICROSOFT_TENANTS=TENANT) as door:
        yield door


async def test_an_identity_is_added_by_who_is_signed_in_and_signs_in_from_then_on(google: Door) -> None:
    ana = await google.maple.somebody("Ana Reyes")
    google.provider.who |= {"email": ANA}  # a verified address of an account that is here opens nothing by itself
    unknown = await google.back()
    added = await google.added(ana)
    status, its = await google.back()
    listed = await ana.get("/v1/identities")
    asked = google.provider.received[-1]

    assert (unknown[0], unknown[1]["code"]) == (401, "unauthenticated")
    assert "Ask your center for an invitation" in unknown[1]["detail"]
    assert (added[0], added[1]["provider"], added[1]["email"]) == (201, "Google", ANA)
    assert (status, its["person"]) == (200, ana.id)
    assert (await Somebody(google.maple, its["token"], {"id": its["person"]}).get("/v1/me"))["email"] == ANA
    assert [one["provider"] for one in listed["items"]] == ["Google"]
    assert (asked["response_type"], asked["code_challenge_method"]) == ("code", "S256")
    assert asked["redirect_uri"] == f"{google.maple.settings.base_url}/oidc"

    def told() -> bool:
        mine = [words_of(one["message"]) for one in google.server.received if one["to"] == ANA]
        return any("opened by an account at Google" in one for one in mine)

    await until(told)


@pytest.mark.parametrize(
    ("fault", "status", "said"),
    [
        ("nonce", 422, "could not be trusted"),
        ("no nonce", 422, "could not be trusted"),
        ("aud", 422, "could not be trusted"),
        ("azp", 422, "could not be trusted"),
        ("iss", 422, "could not be trusted"),
        ("no sub", 422, "could not be trusted"),
        ("alg none", 422, "could not be trusted"),
        ("hmac", 422, "could not be trusted"),
        ("swapped key", 422, "could not be trusted"),
        ("expired", 422, "clocks"),
        ("ahead", 422, "clocks"),
        ("denied", 403, "did not allow"),
    ],
)
@pytest.mark.only("sqlite")
async def test_a_token_with_a_fault_lets_nobody_in_and_the_next_good_one_does(
    google: Door, fault: str, status: int, said: str
) -> None:
    await google.added(await google.maple.somebody("Ana Reyes"))
    google.provider.fault = fault
    refused = await google.back()
    google.provider.fault = ""

    assert refused[0] == status, refused
    assert said in refused[1]["detail"]
    assert (await google.back())[0] == 200


async def test_what_came_back_is_good_once_and_on_the_browser_that_began_alone(google: Door) -> None:
    await google.added(await google.maple.somebody("Ana Reyes"))
    back = await google.gone("/v1/sign-in/oidc/begin", {"provider": "google"})
    own, google.cookies = google.cookies, {}
    elsewhere = await google.ask("/v1/sign-in/oidc", back)
    google.cookies = own
    first = await google.ask("/v1/sign-in/oidc", back)
    second = await google.ask("/v1/sign-in/oidc", back)

    assert (elsewhere[0], first[0], second[0]) == (409, 200, 409)
    assert "another browser" in elsewhere[1]["detail"]


async def test_what_was_begun_to_sign_in_adds_nothing_to_another_account_nor_the_other_way_round(
    google: Door,
) -> None:
    ana, rosa = await google.maple.somebody("Ana Reyes"), await google.maple.somebody("Rosa Alvarez")
    signing = await google.gone("/v1/sign-in/oidc/begin", {"provider": "google"})
    adding = await google.gone("/v1/identities/begin", {"provider": "google", "current": PASSWORD}, ana)

    assert (await google.ask("/v1/identities", signing, ana))[0] == 409
    assert (await google.ask("/v1/identities", adding, rosa))[0] == 409
    assert (await google.added(ana))[0] == 201
    assert (await google.added(rosa))[0] == 409
    wrong = await google.ask("/v1/identities/begin", {"provider": "google", "current": "not-it-at-all"}, ana)
    assert wrong[0] == 422


async def test_keys_that_were_changed_are_looked_up_and_a_provider_that_is_down_is_told_of(google: Door) -> None:
    await google.added(await google.maple.somebody("Ana Reyes"))
    google.provider.rotate()
    clients = google.maple.hub.providers
    known = clients._known["google"]
    known.at -= 60
    rotated = await google.back()
    clients._known.clear()
    google.provider.script.append("broken")
    down = await google.ask("/v1/sign-in/oidc/begin", {"provider": "google"})
    google.provider.fault = "another issuer"
    other = await google.ask("/v1/sign-in/oidc/begin", {"provider": "google"})

    assert rotated[0] == 200
    assert (down[0], other[0]) == (503, 503)
    assert "does not answer" in down[1]["detail"]
    assert (await google.ask("/v1/sign-in/oidc/begin", {"provider": "microsoft"}))[0] == 404


async def test_a_second_factor_is_asked_for_after_it_as_after_a_password(google: Door) -> None:
    ana, ines = await google.maple.somebody("Ana Reyes"), await google.maple.somebody("Ines Walker")
    await google.added(ana)
    without = await google.back()
    assert (await ines.ask("PUT", "/v1/settings/accounts", {"second_factor": "all_staff"}))[0] == 200
    status, half = await google.back()

    assert without[0] == 200
    assert (status, half["asks"]) == (202, "setup")


async def told(door: Door, subject: str) -> list[str]:
    """What stands in the letters to Ana that are called so, once there is one."""

    def found() -> list[str]:
        mine = [one["message"] for one in door.server.received if one["to"] == ANA]
        return [words_of(one) for one in mine if subject in str(one["subject"])]

    await until(lambda: bool(found()))
    return found()


async def test_codes_behind_it_are_told_of_as_what_they_are(google: Door) -> None:
    ana = await google.maple.somebody("Ana Reyes")
    await google.added(ana)
    app = await sets_up(ana)
    _, half = await google.back()
    body = {"step": half["step"], "code": "000000"}
    wrong = [(await google.ask("/v1/sign-in/code", body))[0] for _ in range(5)]
    _, half = await google.back()
    recovered = await google.ask("/v1/sign-in/code", {"step": half["step"], "code": app.codes[0]})
    guesses, uses = (
        await told(google, "came by your account elsewhere"),
        await told(google, "recovery code was used"),
    )
    google.maple.clock.ahead += timedelta(minutes=5)
    _, half = await google.back()
    by_app = await google.ask("/v1/sign-in/code", {"step": half["step"], "code": app.code()})
    ines = await google.maple.somebody("Ines Walker")
    log = [one["says"] for one in (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]]

    assert (wrong, recovered[0], by_app[0]) == ([422] * 5, 200, 200)
    assert "change the password of that account" in guesses[0]
    assert "with your password" not in uses[0]
    assert not [one for one in google.server.received if "knows your password" in str(one["message"]["subject"])]
    assert next(one for one in log if "Ana" in one) == "Ana Reyes signed in by an account elsewhere."


async def test_a_changed_password_says_what_else_opens_the_account(google: Door) -> None:
    ana = await google.maple.somebody("Ana Reyes")
    await google.added(ana)
    changed = {"current": PASSWORD, "new": "four small green apples"}
    assert (await ana.ask("POST", "/v1/password", changed))[0] in {200, 204}

    assert "accounts elsewhere that you added" in (await told(google, "Your password was changed"))[0]


async def test_an_admin_sees_how_many_there_are_and_takes_them_off(google: Door) -> None:
    ana, rosa, ines = [await google.maple.somebody(one) for one in ("Ana Reyes", "Rosa Alvarez", "Ines Walker")]
    await google.added(ana)
    path = f"/v1/people/{ana.id}/identities"
    before = (await ines.get(f"/v1/people/{ana.id}/sign-ins"))["identities"]
    others = [(await one.ask("DELETE", path))[0] for one in (rosa, ana)]
    own = (await ines.ask("DELETE", f"/v1/people/{ines.id}/identities"))[0]
    opened = (await google.back())[0]
    status, again = [(await ines.ask("DELETE", path))[0] for _ in range(2)]
    record = [one["name"] for one in (await ines.get("/v1/audit"))["items"] if one["what"] == "took_identities"]
    log = [one["says"] for one in (await ines.get("/v1/activity-log?kind=sign_ins"))["items"]]

    assert (before, others, own, opened, status, again) == (1, [403, 403], 403, 200, 204, 404)
    assert (await ines.get(f"/v1/people/{ana.id}/sign-ins"))["identities"] == 0
    assert (await google.back())[0] == 401
    assert "Ines Walker" in (await told(google, "accounts elsewhere were taken off"))[0]
    assert record == ["Ines Walker"]
    assert "Ines Walker took the accounts elsewhere off the account of Ana Reyes." in log


async def test_whoever_runs_the_hub_takes_them_off(google: Door) -> None:
    ana = await google.maple.somebody("Ana Reyes")
    await google.added(ana)
    store, now = google.maple.hub.store, google.maple.clock()
    await take_off_by_hand(store, ANA, now)

    assert (await google.back())[0] == 401
    assert "Whoever runs Roomwire" in (await told(google, "accounts elsewhere were taken off"))[0]
    with pytest.raises(NotFound):
        await take_off_by_hand(store, ANA, now)


async def test_who_takes_it_off_signs_in_by_it_no_more(google: Door) -> None:
    ana, rosa = await google.maple.somebody("Ana Reyes"), await google.maple.somebody("Rosa Alvarez")
    _, made = await google.added(ana)
    path = f"/v1/identities/{made['id']}/remove"
    others = await google.ask(path, {"current": PASSWORD}, rosa)
    wrong = await google.ask(path, {"current": "not-it-at-all"}, ana)
    before = (await google.back())[0]
    gone = await google.ask(path, {"current": PASSWORD}, ana)

    assert (others[0], wrong[0], before, gone[0]) == (404, 422, 200, 204)
    assert (await google.back())[0] == 401
    assert (await ana.get("/v1/identities"))["items"] == []


async def test_microsofts_issuer_has_the_tenant_of_the_token_and_others_are_not_let_in(microsoft: Door) -> None:
    ana = await microsoft.maple.somebody("Ana Reyes")
    added = await microsoft.added(ana)
    good = await microsoft.back()
    microsoft.provider.fault = "tid"  # a token of one tenant that says it is of another
    swapped = await microsoft.back()
    microsoft.provider.fault = ""
    microsoft.provider.who["tid"] = "11111111-2222-3333-4444-555555555555"
    foreign = await microsoft.back()

    assert (added[0], added[1]["email"], good[0]) == (201, "ana@school.example", 200)
    assert (swapped[0], foreign[0]) == (422, 403)
    assert "organization" in foreign[1]["detail"]


async def test_a_hub_lets_in_the_domains_of_google_workspace_that_it_names(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    mail = tmp_path_factory.mktemp("mail")
    async with opened(records, mail, IdentityServer(), ROOMWIRE_GOOGLE_DOMAINS="maplestreet.example") as door:
        ana = await door.maple.somebody("Ana Reyes")
        private = await door.added(ana)
        door.provider.who["hd"] = "maplestreet.example"
        hosted = await door.added(ana)

    assert (private[0], hosted[0]) == (403, 201)


async def test_what_opened_an_account_that_acts_as_nobody_any_more_may_open_the_one_that_stays(
    google: Door,
) -> None:
    maple = google.maple
    ana, tom, ines = [await maple.somebody(one) for one in ("Ana Reyes", "Tom Alvarez", "Ines Walker")]
    assert (await google.added(tom))[0] == 201
    assert (await google.added(ana))[0] == 409  # while it is his
    assert (await ines.ask("PUT", f"/v1/staff/{ana.id}/links/{tom.id}"))[0] == 200
    gone = await google.back()
    body = {"email": ANA, "password": PASSWORD}
    status, its = await google.ask("/v1/sign-in", body)
    assert status == 200, its
    again = Somebody(maple, its["token"], {"id": its["person"]})
    added = await google.added(again)

    assert gone[0] == 401
    assert added[0] == 201, added
    assert (await google.back())[1]["person"] == ana.id
