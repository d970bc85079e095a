"""Whom a page lets in, and whom it does not: two parents with one address, an admin's own family, who guesses."""

import contextlib
from collections.abc import AsyncIterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.actions.people.printing import PrintWish, kept, plan
from hub.errors import Conflict
from hub.notify.rendering import signer_of
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay, first
from tests.hub.people.test_printing import (
    INES,
    OWN,
    ROSA,
    ask_link,
    deeds,
    link_to,
    links,
    number_of,
    page_of,
    printed,
    shares_with_rosa,
    welcome,
)
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.records.test_files import nora_is_an_admin
from tests.hub.running import running
from tests.notifiers.providers.smtp import SmtpServer

__all__ = ["first"]


async def signs_up_with_his_own(its: FirstDay) -> None:
    """Tom, of whom the roster has no address, is in by a page, with one that he gave himself."""
    await its.change("Tom Alvarez", email=None)
    page = await page_of(its, "Tom Alvarez")
    number = await number_of(its, "Tom Alvarez")
    assert (await ask_link(its, page.code, email=OWN, number=number))[0] == 204
    assert (await its.accept(await link_to(its, OWN)))[0] == 200


async def test_an_address_with_which_tom_signs_in_brings_rosa_no_invitation_whatever_the_roster_says(
    first: FirstDay,
) -> None:
    await first.forget("Rosa Alvarez")
    await signs_up_with_his_own(first)
    await first.change("Rosa Alvarez", email=OWN.upper())
    standing = await first.standing("Rosa Alvarez")
    invited = await first.invite("Rosa Alvarez")
    page = await page_of(first, "Rosa Alvarez")
    _, seen = await welcome(first, page.code)
    number = await number_of(first, "Rosa Alvarez")
    his = await ask_link(first, page.code, email=OWN, number=number)
    hers = await ask_link(first, page.code, email="rosa@mail.example", number=number)
    status, its = await first.accept(await link_to(first, "rosa@mail.example"))

    assert "same email address as that of Tom Alvarez" in standing["why"]
    assert standing["by_number"] is True
    assert invited["sent"] == 0
    assert invited["left_out"][0]["why"] == standing["why"]
    assert seen["by_number"] is True
    assert (his[0], hers[0], status) == (422, 204, 200)
    assert its["person"] == await first.id_of("Rosa Alvarez")
    assert len(links(first, OWN)) == 1


async def test_a_link_that_went_to_rosa_opens_nothing_once_tom_signs_in_with_its_address(first: FirstDay) -> None:
    await first.forget("Rosa Alvarez")
    await first.change("Rosa Alvarez", email=OWN)
    secret = await first.link("Rosa Alvarez", OWN)
    before, _ = await first.post("/v1/invitations/welcome", {"secret": secret})
    await first.change("Rosa Alvarez", email=ROSA)
    await first.change("Tom Alvarez", email=None)
    page = await page_of(first, "Tom Alvarez")
    number = await number_of(first, "Tom Alvarez")
    assert (await ask_link(first, page.code, email=OWN, number=number))[0] == 204
    assert (await first.accept(await link_to(first, OWN, times=2)))[0] == 200
    await first.change("Rosa Alvarez", email=OWN)
    with_toms_password = await first.accept(secret)

    assert (before, with_toms_password[0]) == (200, 409)
    assert await first.signs_in(OWN, FRESH) == 200
    assert (await first.standing("Rosa Alvarez"))["state"] != "signed_up"


@pytest.fixture
async def noras(records: Path, bundle: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FirstDay]:
    """Nora Lind is an admin, and Emil's mother; his father Erik has no address in the roster, and no account."""
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        its = FirstDay(await stack.enter_async_context(running(records, server.env())), server)
        await its.forget("Tom Alvarez", "Erik Lind")
        await its.change("Erik Lind", email=None)
        yield its


async def test_nora_prints_no_page_for_the_father_of_her_child_and_reads_no_number_of_his(noras: FirstDay) -> None:
    nora = await noras.maple.somebody("Nora Lind", "admin")
    erik, tom = await noras.id_of("Erik Lind"), await noras.id_of("Tom Alvarez")
    by_nora, said = await printed(noras, {"people": [erik]}, "Nora Lind")
    group, pages = await printed(noras, {"group": "not_invited"}, "Nora Lind")
    page = await page_of(noras, "Erik Lind")
    listed = (await nora.get("/v1/invitations"))["items"]
    number = await number_of(noras, "Erik Lind")
    noras.maple.clock.ahead = timedelta(minutes=2)
    again, _ = await printed(noras, {"people": [erik, tom]}, "Nora Lind")
    hers = next(one for one in listed if one["person"] == erik)
    sent, _ = await ask_link(noras, page.code, email="erik@mail.example", number=number)

    assert by_nora == 409
    assert "another admin prints this page" in said["detail"]
    assert (group, [one.words.count("Erik Lind") for one in pages]) == (200, [0] * len(pages))
    assert (hers["number"], hers["by_number"], hers["state"]) == (None, True, "printed")
    assert "another admin" in hers["why_not_printed"]
    assert again == 200
    assert sent == 204


async def test_what_nora_may_not_print_is_kept_for_her_by_no_commit_either(noras: FirstDay) -> None:
    hub, erik = noras.maple.hub, await noras.id_of("Erik Lind")
    school, signer = hub.schools[noras.maple.school], signer_of(hub.settings)
    ines, nora = await noras.id_of("Ines Walker"), await noras.id_of("Nora Lind", "admin")
    planned = await plan(school, PrintWish(admin=ines, people=(erik,)), hub.clock())
    assert signer is not None
    with pytest.raises(Conflict, match="Nothing was printed"):
        await kept(school, signer, replace(planned, wish=replace(planned.wish, admin=nora)), hub.clock())
    before = await noras.standing("Erik Lind")
    await kept(school, signer, planned, hub.clock())
    after = await noras.standing("Erik Lind")

    assert (before["state"], after["state"]) == ("not_invited", "printed")


async def test_admins_are_told_of_an_address_that_a_reader_gave_once_for_each(first: FirstDay) -> None:
    await shares_with_rosa(first)
    page = await page_of(first, "Tom Alvarez")
    number = await number_of(first, "Tom Alvarez")
    for _ in range(2):
        assert (await ask_link(first, page.code, email=OWN, number=number))[0] == 204
    await link_to(first, OWN, times=2)
    await until(lambda: any(one["to"] == INES for one in first.server.received))
    told = [one["message"] for one in first.server.received if one["to"] == INES]

    assert [one["subject"] for one in told] == ["A printed or texted invitation goes to another address"]
    assert "Tom Alvarez" in words_of(told[0])
    assert OWN not in words_of(told[0])


async def test_admins_are_not_told_of_a_link_to_the_rosters_own_address(first: FirstDay) -> None:
    page = await page_of(first, "Tom Alvarez")
    assert (await ask_link(first, page.code))[0] == 204
    await link_to(first, TOM)

    assert [one for one in first.server.received if one["to"] == INES] == []


async def test_a_page_without_its_number_tells_nothing_of_an_address(first: FirstDay) -> None:
    await shares_with_rosa(first)
    page = await page_of(first, "Tom Alvarez")
    said = [(await ask_link(first, page.code, email=one))[1]["detail"] for one in (ROSA, "nobody@mail.example")]

    assert [one.replace("4", "3") for one in said] == [said[1]] * 2
    assert "not the number" in said[0]


async def test_an_address_of_another_counts_as_a_wrong_number_and_one_that_is_none_does_not(
    first: FirstDay,
) -> None:
    await shares_with_rosa(first)
    page = await page_of(first, "Tom Alvarez")
    number = await number_of(first, "Tom Alvarez")
    typed = [await ask_link(first, page.code, email="at home", number=number) for _ in range(6)]
    tried = [await ask_link(first, page.code, email=ROSA, number=number) for _ in range(5)]
    after, _ = await ask_link(first, page.code, email=OWN, number=number)

    assert [status for status, _ in typed] == [422] * 6
    assert [status for status, _ in tried] == [422] * 4 + [409]
    assert "yours alone. Tries left: 4" in tried[0][1]["detail"]
    assert "wrong too often" in tried[-1][1]["detail"]
    assert after == 409
    assert any("wrong numbers or addresses" in one for one in await deeds(first))
    assert links(first, OWN) == []


async def test_a_page_brings_six_links_in_its_week_and_then_the_office_is_asked(first: FirstDay) -> None:
    page = await page_of(first, "Tom Alvarez")
    asked: list[tuple[int, Any]] = []
    for hours in range(0, 160, 20):
        first.maple.clock.ahead = timedelta(hours=hours)
        asked.append(await ask_link(first, page.code))
        await until(lambda: len(links(first, TOM)) == sum(status == 204 for status, _ in asked))
    first.maple.clock.ahead = timedelta(hours=161)
    anew = await ask_link(first, (await page_of(first, "Tom Alvarez")).code)

    assert [status for status, _ in asked] == [204] * 6 + [409] * 2
    assert "Ask the school’s office" in asked[-1][1]["detail"]
    assert anew[0] == 204


async def test_nora_makes_no_code_for_the_father_of_her_child_and_ines_does(records: Path, bundle: Path) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        nora, ines = await maple.somebody("Nora Lind", "admin"), await maple.somebody("Ines Walker")
        erik, rosa = await maple.somebody("Erik Lind"), await maple.somebody("Rosa Alvarez")
        asked = [
            await by.ask("POST", f"/v1/people/{whom.id}/code", {})
            for by, whom in ((nora, erik), (nora, rosa), (ines, erik))
        ]

    assert [status for status, _ in asked] == [403, 201, 201]
    assert "another admin" in asked[0][1]["detail"]
