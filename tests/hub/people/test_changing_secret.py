"""The hub's secret is changed, and nobody loses anything: links, invitations under way, codes at sign-in."""

import contextlib
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path

import pytest

from hub.sealing import Sealer
from hub.settings import SettingsError, read
from hub.store.row_security import Across
from hub.store.second_factor import list_sealed
from tests.hub.authenticator import AT
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_inviting import TOM, FirstDay
from tests.hub.people.test_passkeys import adds
from tests.hub.people.test_second_factor import comes, sets_up
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import SECRET, SmtpServer

NEW = "the-new-secret-of-the-hub-for-the-tests"
CHANGED = {"ROOMWIRE_SECRET": NEW, "ROOMWIRE_OTHER_SECRET": SECRET}


async def sealed_with(hub: Running, secret: str) -> list[bool]:
    found = await hub.hub.store.read(list_sealed, Across.OPERATOR)
    return [Sealer(secret).opened(account, key) is not None for account, key in found.items()]


@pytest.mark.only("sqlite", "postgres")
async def test_codes_at_sign_in_are_right_while_the_secret_is_changed_and_after_the_former_is_gone(
    records: Path,
) -> None:
    async with running(records, {"ROOMWIRE_SECRET": SECRET}) as hub:
        app = await sets_up(await hub.somebody("Rosa Alvarez"))
        its, ahead = (await hub.somebody("Rosa Alvarez")).its, hub.clock.ahead
    steps: tuple[dict[str, str], ...] = (
        {"ROOMWIRE_SECRET": SECRET, "ROOMWIRE_OTHER_SECRET": NEW},
        {**CHANGED, "ROOMWIRE_WORKER": "0"},
        {"ROOMWIRE_SECRET": NEW},
        {"ROOMWIRE_SECRET": "a third one that nobody has told of"},
    )
    statuses, sealed = [], []
    for step in steps:
        async with running(records, step, demo=False) as hub:
            ahead = hub.clock.ahead = ahead + timedelta(minutes=2)
            app.clock = hub.clock
            statuses.append((await comes(hub, its, app.code()))[0])
            sealed.append((await sealed_with(hub, SECRET), await sealed_with(hub, NEW)))

    assert statuses == [200, 200, 200, 503]
    assert sealed == [([True], [False]), *[([False], [True])] * 3]


@pytest.mark.only("postgres")
async def test_who_has_a_code_adds_a_passkey_on_a_hub_that_keeps_its_secret_as_the_other_one(records: Path) -> None:
    at = {"ROOMWIRE_BASE_URL": AT}
    async with running(records, at | {"ROOMWIRE_SECRET": SECRET}) as here, running(records, at | CHANGED) as there:
        rosa = await here.somebody("Rosa Alvarez")
        app = await sets_up(rosa)  # after the other hub has started, which seals anew what it finds
        app.clock, there.clock.ahead = there.clock, here.clock.ahead
        sealed = await sealed_with(there, SECRET)
        await adds(Somebody(there, rosa.token, rosa.its), code=app.code())
        listed = (await rosa.get("/v1/passkeys"))["items"]

    assert (sealed, len(listed)) == ([True], 1)


@contextlib.asynccontextmanager
async def first_day(records: Path, server: SmtpServer, env: dict[str, str]) -> AsyncIterator[FirstDay]:
    async with running(records, server.env() | env) as hub:
        yield FirstDay(hub, server)


@pytest.mark.only("sqlite")
async def test_an_invitation_planned_under_the_former_secret_is_good_whenever_its_email_goes_out(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with SmtpServer(tmp_path_factory.mktemp("mail")).running() as server:
        async with first_day(records, server, {"ROOMWIRE_WORKER": "0"}) as before:
            await before.forget("Tom Alvarez")
            people = before.maple.people
            assert (await before.invite("Tom Alvarez"))["sent"] == 1
            assert server.received == []
        async with first_day(records, server, CHANGED) as after:
            after.maple.people = people
            secret = await link_to(after, TOM)
            welcomed = await after.post("/v1/invitations/welcome", {"secret": secret})
            accepted = await after.accept(secret)

    assert welcomed[0] == 200, welcomed
    assert accepted[0] == 200, accepted


async def link_to(day: FirstDay, to: str) -> str:
    """The secret of the link in the newest invitation that has come."""

    def found() -> list[str]:
        mine = [one["message"] for one in day.server.received if one["to"] == to]
        return [its[1] for one in mine if (its := re.search(r"/#/invited/([\w-]{43})(?![\w-])", words_of(one)))]

    await until(lambda: bool(found()))
    return found()[-1]


@pytest.mark.parametrize(
    "wrong",
    [
        {"ROOMWIRE_OTHER_SECRET": NEW},
        {"ROOMWIRE_SECRET": NEW, "ROOMWIRE_OTHER_SECRET": "short"},
    ],
)
def test_another_secret_stands_beside_the_secret_and_is_as_long(wrong: dict[str, str]) -> None:
    with pytest.raises(SettingsError, match="SECRET"):
        read(wrong)


def test_no_secret_is_shown_where_settings_are_printed() -> None:
    its = read(CHANGED)

    assert (its.secret, its.other_secret) == (NEW, SECRET)
    assert NEW not in repr(its).replace(repr(dict(its.environ)), "")
