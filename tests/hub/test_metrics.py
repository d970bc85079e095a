"""What is measured is told to a monitoring at an address of its own, and to nobody who comes to the hub."""

import socket
from pathlib import Path

import pytest

from hub import settings
from hub.api.server.listen_addresses import check_free
from hub.settings import SettingsError
from tests.hub.running import running, settings_for
from tests.servers import free_port


@pytest.mark.only("sqlite")
async def test_metrics_are_told_at_their_own_address_and_not_where_people_come(records: Path) -> None:
    async with running(records, {"ROOMWIRE_METRICS_LISTEN": "127.0.0.1:0"}) as hub:
        ines = await hub.somebody("Ines Walker")
        own = f"http://127.0.0.1:{hub.hub.metrics_port}"
        async with hub.http.get(f"{own}/metrics") as answer:
            told = await answer.text()
            kind = answer.headers["content-type"]
        others = []
        for address in (f"{own}/", f"{own}/v1/me", f"{own}/healthz"):
            async with hub.http.get(address, headers=ines.headers) as answer:
                others.append(answer.status)
        public = []
        for headers in ({}, ines.headers):
            async with hub.http.get(f"{hub.url}/metrics", headers=headers) as answer:
                public.append((answer.status, hub.school in await answer.text()))

    assert hub.school in told
    assert kind.startswith("text/plain")
    assert others == [404, 404, 404]
    assert public == [(404, False), (404, False)]


@pytest.mark.only("sqlite")
async def test_without_a_setting_nothing_is_told_anywhere(records: Path) -> None:
    async with running(records) as hub:
        assert hub.hub.metrics_port == 0


@pytest.mark.parametrize("name", ["ROOMWIRE_METRICS_LISTEN", "ROOMWIRE_MAIL_LISTEN"])
def test_an_address_that_somebody_else_has_is_told_of_before_anything_begins(tmp_path: Path, name: str) -> None:
    mail = {"ROOMWIRE_MAIL_DOMAIN": "reply.example.org", "ROOMWIRE_SECRET": "a-secret-of-thirty-two-characters"}
    check_free(settings_for(tmp_path, **mail, **{name: f"127.0.0.1:{free_port()}"}))
    with socket.create_server(("127.0.0.1", 0)) as taken:
        its = settings_for(tmp_path, **mail, **{name: f"127.0.0.1:{taken.getsockname()[1]}"})
        with pytest.raises(SettingsError, match=name):
            check_free(its)


@pytest.mark.parametrize("wrong", ["9100", "127.0.0.1", "127.0.0.1:x", "127.0.0.1:99999"])
def test_an_address_that_is_none_is_told_of_by_the_name_of_its_setting(wrong: str) -> None:
    with pytest.raises(SettingsError, match="ROOMWIRE_METRICS_LISTEN"):
        settings.read({"ROOMWIRE_METRICS_LISTEN": wrong})
