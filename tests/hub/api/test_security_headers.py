"""What every answer says to a browser, and what a browser has to show before a cookie changes anything."""

import base64
import hashlib
import re
from pathlib import Path
from typing import Any

import pytest

from hub.api.browser_cookies import PLAIN_NAMES_UNTIL, PREFIX, SESSION
from hub.api.security_headers import API_POLICY, HSTS, Guards, policy_of_page
from hub.notify.rendering import ROUTINE, signer_of
from hub.settings import SettingsError, origin_of, read
from hub.signing import Stop
from hub.store.clock import stamp
from tests.hub.pictures import photo
from tests.hub.running import Running, Somebody, running, settings_for

OURS = "http://127.0.0.1:8000"
TLS = {"ROOMWIRE_BASE_URL": "https://hub.example.org"}
ALWAYS = {
    "x-content-type-options": "nosniff",
    "referrer-policy": "no-referrer",
    "x-frame-options": "DENY",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
}


def rules(policy: str) -> dict[str, list[str]]:
    """A policy, directive by directive."""
    return {name: rest for name, *rest in (one.split() for one in policy.split(";") if one.strip())}


async def answered(hub: Running, method: str, path: str, **more: Any) -> dict[str, str]:
    async with hub.http.request(method, hub.url + path, allow_redirects=False, **more) as answer:
        await answer.read()
        names = [name.lower() for name in answer.headers]
        assert len(names) == len(set(names) | {"set-cookie"} & set(names)), names
        return {"status": str(answer.status), **{name.lower(): value for name, value in answer.headers.items()}}


@pytest.mark.only("sqlite")
async def test_every_answer_is_guarded_whatever_it_is_and_each_header_stands_once(records: Path) -> None:
    async with running(records, {"ROOMWIRE_DEMO": "1"}) as hub:
        ana = await hub.somebody("Ana Reyes")
        _, file = await ana.bring(photo())
        asked = {
            "200": "/ /sw.js /healthz /readyz /dev/outbox /v1/me /v1/openapi.json /v1/files/" + file["id"],
            "404": "/nothing.txt /v1/nothing /v1/ws /s/unknown /u/unknown /v1/files/f_unknown",
            "405": "DELETE:/v1/me PUT:/healthz",
            "422": "POST:/v1/ticket /v1/me?token=x /v1/me?x=%00",
        }
        found = {
            (status, *(one.split(":") if ":" in one else ("GET", one))): {}
            for status, those in asked.items()
            for one in those.split()
        }
        for status, method, path in found:
            found[status, method, path] = await answered(hub, method, path, headers=ana.headers)
        found["401", "POST", "/v1/ticket"] = await answered(hub, "POST", "/v1/ticket", json={})

    assert len(found) > 15
    for (status, *one), its in found.items():
        assert its["status"] == status, (one, its)
        assert {name: its.get(name) for name in ALWAYS} == ALWAYS, one
        assert "camera=()" in its["permissions-policy"]
        assert rules(its["content-security-policy"])["default-src"] == ["'none'"], one
        assert "strict-transport-security" not in its
        assert "no-store" in its["cache-control"] or (
            one[1] in {"/", "/sw.js"} and its["cache-control"] == "no-cache"
        )
    assert found["200", "GET", f"/v1/files/{file['id']}"]["content-security-policy"].startswith("sandbox;")
    assert found["200", "GET", "/v1/me"]["content-security-policy"] == API_POLICY


@pytest.mark.only("sqlite")
async def test_a_socket_that_is_refused_is_answered_guarded(maple: Running) -> None:
    upgrade = {
        "connection": "Upgrade", "upgrade": "websocket", "sec-websocket-version": "13",
        "sec-websocket-key": "dGhlIHNhbXBsZSBub25jZQ==", "origin": "https://evil.example",
    }  # fmt: skip
    found = await answered(maple, "GET", "/v1/ws", headers=upgrade)

    assert found["status"] == "403"
    assert {name: found.get(name) for name in ALWAYS} == ALWAYS


def test_the_page_may_run_its_own_scripts_reach_its_own_hub_and_nothing_else() -> None:
    policy = rules(Guards(read(TLS)).of_page["content-security-policy"])

    assert policy["script-src"] == ["'self'"]
    assert policy["style-src"] == ["'self'"]
    assert policy["connect-src"] == ["'self'", "wss://hub.example.org"]
    assert policy["frame-ancestors"] == policy["base-uri"] == ["'none'"]
    assert not {"'unsafe-inline'", "'unsafe-eval'", "*", "https:", "ws:", "wss:"} & {
        one for those in policy.values() for one in those
    }


@pytest.mark.parametrize(("env", "said"), [({}, None), (TLS, HSTS)])
def test_browsers_are_told_to_keep_to_tls_only_where_the_hub_has_it(env: dict[str, str], said: str | None) -> None:
    assert Guards(read(env)).of_api.get("strict-transport-security") == said
    assert Guards(read(env)).of_page.get("strict-transport-security") == said


@pytest.mark.only("sqlite")
async def test_pages_of_one_file_name_their_own_style_and_no_other(records: Path) -> None:
    secret = {"ROOMWIRE_SECRET": "a-secret-of-thirty-two-characters"}
    async with running(records, {"ROOMWIRE_DEMO": "1", **secret}) as hub:
        rosa = await hub.somebody("Rosa Alvarez")
        signer = signer_of(hub.settings)
        assert signer is not None
        link = signer.link(Stop(hub.school, rosa.id, ROUTINE, "rosa@example.org"))
        for path in ("/dev/outbox", f"/u/{link}", "/u/unknown", "/s/unknown"):
            async with hub.http.get(hub.url + path) as answer:
                style = re.search(r"<style>(.*?)</style>", await answer.text(), re.DOTALL)
                assert style is not None
                digest = base64.b64encode(hashlib.sha256(style[1].encode()).digest()).decode()
                policy = rules(answer.headers["content-security-policy"])
                assert policy["style-src"] == [f"'sha256-{digest}'"], path
                assert "script-src" not in policy, path

    assert "sha256-" not in policy_of_page("<p>no style")


def with_cookie(one: Somebody, name: str = SESSION, **headers: str) -> dict[str, str]:
    return {"cookie": f"{name}={one.token}", **{key.replace("_", "-"): value for key, value in headers.items()}}


@pytest.mark.only("sqlite")
@pytest.mark.parametrize(
    ("shown", "status"),
    [
        ({"origin": OURS}, 201),
        ({"sec_fetch_site": "same-origin"}, 201),
        ({"sec_fetch_site": "none"}, 201),
        ({"origin": OURS, "sec_fetch_site": "same-origin"}, 201),
        ({}, 403),
        ({"sec_fetch_site": "cross-site"}, 403),
        ({"sec_fetch_site": "same-site"}, 403),
        ({"origin": "null"}, 403),
        ({"origin": "null", "sec_fetch_site": "same-origin"}, 403),
        ({"origin": "http://127.0.0.1:8000.evil.example"}, 403),
        ({"origin": "https://127.0.0.1:8000"}, 403),
        ({"origin": "http://127.0.0.1"}, 403),
        ({"origin": "http://127.0.0.1:8000/"}, 403),
        ({"authorization": "Basic eDp5"}, 403),
    ],
)
async def test_a_cookie_changes_something_only_where_our_page_is_shown_to_ask(
    maple: Running, shown: dict[str, str], status: int
) -> None:
    ana = await maple.somebody("Ana Reyes")
    found = await answered(maple, "POST", "/v1/ticket", json={}, headers=with_cookie(ana, **shown))
    reads = await answered(maple, "GET", "/v1/me", headers=with_cookie(ana))

    assert (int(found["status"]), reads["status"]) == (status, "200")


@pytest.mark.only("sqlite")
async def test_a_program_needs_no_origin_and_a_page_from_elsewhere_signs_nobody_in(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    its = {"email": ana.its["email"], "password": ana.its["password"]}
    program = await answered(maple, "POST", "/v1/ticket", json={}, headers=ana.headers)
    ours = await answered(maple, "POST", "/v1/sign-in", json=its, headers={"origin": OURS})
    plain = await answered(maple, "POST", "/v1/sign-in", json=its)
    theirs = await answered(maple, "POST", "/v1/sign-in", json=its, headers={"origin": "https://evil.example"})

    assert [one["status"] for one in (program, ours, plain, theirs)] == ["201", "200", "200", "403"]
    assert "set-cookie" not in theirs


async def cookies_of(hub: Running, method: str, path: str, **more: Any) -> dict[str, str]:
    async with hub.http.request(method, hub.url + path, **more) as answer:
        assert answer.status in {200, 204}, await answer.text()
        return {one.partition("=")[0]: one for one in answer.headers.getall("set-cookie", [])}


@pytest.mark.only("sqlite")
async def test_behind_tls_cookies_are_of_this_very_host_and_go_whole(records: Path) -> None:
    name = f"{PREFIX}{SESSION}"
    origin = {"origin": "https://hub.example.org"}
    async with running(records, TLS) as hub:
        rosa = await hub.somebody("Rosa Alvarez")
        its = {"email": rosa.its["email"], "password": rosa.its["password"]}
        made = await cookies_of(hub, "POST", "/v1/sign-in", json=its)
        by_it = await answered(hub, "GET", "/v1/me", headers=with_cookie(rosa, name))
        over = await cookies_of(hub, "POST", "/v1/sign-out", headers=with_cookie(rosa, name, **origin))
        after = await answered(hub, "GET", "/v1/me", headers=with_cookie(rosa, name))

    for one in (made[name], made[f"{PREFIX}roomwire_before"], over[name]):
        assert {"Secure", "HttpOnly", "Path=/", "SameSite=lax"} <= set(one.split("; "))
        assert "Domain" not in one
    assert "Max-Age=0" in over[name]
    assert (by_it["status"], after["status"]) == ("200", "401")


@pytest.mark.only("sqlite")
async def test_a_cookie_of_the_former_name_is_kept_anew_and_counts_for_a_while_only(records: Path) -> None:
    name = f"{PREFIX}{SESSION}"
    async with running(records, TLS) as hub:
        rosa, ana = await hub.somebody("Rosa Alvarez"), await hub.somebody("Ana Reyes")
        first, moved = rosa.token, await cookies_of(hub, "GET", "/v1/me", headers=with_cookie(rosa))
        both = {"cookie": f"{SESSION}={ana.token}; {name}={rosa.token}"}
        again = await cookies_of(hub, "GET", "/v1/me", headers=both)
        async with hub.http.get(f"{hub.url}/v1/me", headers=both) as answer:
            of_both = (await answer.json())["name"]
        hub.clock.ahead = PLAIN_NAMES_UNTIL - hub.clock()
        its = {"email": rosa.its["email"], "password": rosa.its["password"]}
        async with hub.http.post(f"{hub.url}/v1/sign-in", json=its) as answer:
            rosa = Somebody(hub, (await answer.json())["token"], rosa.its)
            entered = {one.partition("=")[0]: one for one in answer.headers.getall("set-cookie", [])}
        late = await answered(hub, "GET", "/v1/me", headers=with_cookie(rosa))
        late_with_prefix = await answered(hub, "GET", "/v1/me", headers=with_cookie(rosa, name))

    assert first in moved[name]
    assert SESSION not in moved  # for a hub of the former version beside this one, or after a step back
    assert again == {}
    assert "Max-Age=0" in entered[SESSION]
    assert of_both == "Rosa Alvarez"
    assert (late["status"], late_with_prefix["status"]) == ("401", "200"), stamp(PLAIN_NAMES_UNTIL)


@pytest.mark.parametrize(
    ("url", "origin"),
    [
        ("https://Hub.Example.org", "https://hub.example.org"),
        ("https://hub.example.org:443/school", "https://hub.example.org"),
        ("http://hub.example.org:80", "http://hub.example.org"),
        ("http://hub.example.org:443", "http://hub.example.org:443"),
        ("http://[::1]:8000", "http://[::1]:8000"),
    ],
)
def test_an_origin_is_what_browsers_make_of_an_address(url: str, origin: str, tmp_path: Path) -> None:
    assert origin_of(url) == origin
    assert settings_for(tmp_path, ROOMWIRE_ORIGINS=f"{url} https://b.example").origins == {
        origin,
        "https://b.example",
    }


@pytest.mark.parametrize("url", ["http://hub.example.org:x", "http://hub.example.org:99999", "http://h:0", "h.org"])
def test_an_origin_that_is_none_is_told_of_by_the_name_of_its_setting(url: str) -> None:
    with pytest.raises(SettingsError, match="ROOMWIRE_ORIGINS"):
        read({"ROOMWIRE_ORIGINS": url})
