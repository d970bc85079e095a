"""Whom to tell of a weakness of a hub, where whoever runs it says so."""

from datetime import datetime, timedelta
from pathlib import Path

import pytest

from hub.settings import SettingsError, read
from tests.hub.running import running

ADDRESS = "/.well-known/security.txt"


@pytest.mark.only("sqlite")
async def test_security_txt_names_whom_to_tell_and_until_when_that_counts(records: Path) -> None:
    chosen = {"ROOMWIRE_SECURITY_CONTACT": "mailto:safe@maplestreet.example"}
    async with running(records, {**chosen, "ROOMWIRE_BASE_URL": "https://hub.example.org"}) as hub:
        async with hub.http.get(hub.url + ADDRESS) as answer:
            said = dict(line.split(": ", 1) for line in (await answer.text()).splitlines())
            kind = answer.headers["content-type"]
        now = hub.clock()

    assert kind == "text/plain; charset=utf-8"
    assert said["Contact"] == "mailto:safe@maplestreet.example"
    assert said["Canonical"] == f"https://hub.example.org{ADDRESS}"
    assert said["Preferred-Languages"] == "en, es, pl"
    assert now + timedelta(days=30) < datetime.fromisoformat(said["Expires"]) < now + timedelta(days=365)


@pytest.mark.only("sqlite")
async def test_without_a_setting_there_is_none(records: Path) -> None:
    async with running(records) as hub, hub.http.get(hub.url + ADDRESS) as answer:
        assert (answer.status, "Contact:" in await answer.text()) == (404, False)


@pytest.mark.parametrize("wrong", ["safe@example.org", "http://example.org", "mailto:a@b\nContact: mailto:c@d"])
def test_what_is_no_contact_is_told_of_at_the_start(wrong: str) -> None:
    with pytest.raises(SettingsError, match="ROOMWIRE_SECURITY_CONTACT"):
        read({"ROOMWIRE_SECURITY_CONTACT": wrong})
