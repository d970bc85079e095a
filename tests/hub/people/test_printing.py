"""Printed invitations: from the office's printer by a page of paper and a real email to the first look inside."""

from __future__ import annotations

import asyncio
import re
import sys
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store import schema
from hub.store.row_security import Across
from notifiers.tables import delivery
from policies.people.printing import CODE_LETTERS, checked
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import settled, until
from tests.hub.paper import Sheet, sheets
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay, first, without_tom
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import SECRET

__all__ = ["first"]

ROSA = "rosa.alvarez@families.example"
OWN = "tom@mail.example"
INES = "ines.walker@maplestreet.example"


async def printed(its: FirstDay, body: dict[str, Any], who: str = "Ines Walker") -> tuple[int, Any]:
    """Status of a print, with its pages, or with what was said instead."""
    admin = await its.maple.somebody(who, "admin")
    url = f"{its.maple.url}/v1/invitations/print"
    async with its.maple.http.post(url, json=body, headers=admin.headers) as answer:
        if answer.status != 200:
            return answer.status, await answer.json()
        assert answer.content_type == "application/pdf"
        assert answer.headers["cache-control"] == "private, no-store"
        return answer.status, sheets(await answer.read())


async def page_of(its: FirstDay, name: str) -> Sheet:
    """The page that Ines prints for one person."""
    status, found = await printed(its, {"people": [await its.id_of(name)]})
    assert status == 200, found
    assert len(found) == 1
    return found[0]  # type: ignore[no-any-return]


async def welcome(its: FirstDay, code: str) -> tuple[int, Any]:
    return await its.post("/v1/invitations/printed", {"code": code})


async def ask_link(its: FirstDay, code: str, **more: str) -> tuple[int, Any]:
    """Status, and what is said where that is something."""
    url = f"{its.maple.url}/v1/invitations/printed/link"
    async with its.maple.http.post(url, json={"code": code, **more}) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


async def decline(its: FirstDay, body: dict[str, str]) -> tuple[int, Any]:
    async with its.maple.http.post(f"{its.maple.url}/v1/invitations/decline", json=body) as answer:
        return answer.status, await answer.json() if answer.status != 204 else None


def links(its: FirstDay, to: str) -> list[str]:
    """The secrets of the links that reached an address."""
    mine = [words_of(one["message"]) for one in its.server.received if one["to"] == to]
    return [found[1] for one in mine if (found := re.search(r"/#/invited/([\w-]{43})(?![\w-])", one))]


async def link_to(its: FirstDay, to: str, times: int = 1) -> str:
    await until(lambda: len(links(its, to)) == times)
    return links(its, to)[-1]


async def shares_with_rosa(its: FirstDay) -> None:
    """Tom's address in the roster is Rosa's."""
    await its.change("Tom Alvarez", email=ROSA)


async def number_of(its: FirstDay, name: str) -> str:
    """What Ines reads in the list, to be said to somebody."""
    found = (await its.standing(name))["number"]
    assert found is not None
    return str(found)


async def deeds(its: FirstDay) -> list[str]:
    ines = await its.maple.somebody("Ines Walker")
    return [one["says"] for one in (await ines.get("/v1/activity-log?kind=invitations"))["items"]]


async def test_a_printed_page_brings_a_link_to_the_rosters_address_and_its_reader_is_in(first: FirstDay) -> None:
    page = await page_of(first, "Tom Alvarez")
    standing = await first.standing("Tom Alvarez")
    seen = await welcome(first, page.code)
    asked = await ask_link(first, page.code.lower().replace("-", " "))
    secret = await link_to(first, TOM)
    invited = await first.standing("Tom Alvarez")
    status, its = await first.accept(secret)
    tom = Somebody(first.maple, its["token"], {"id": its["person"]})

    assert "Tom Alvarez" in page.words
    assert "Rosa" not in page.words
    assert TOM not in page.words
    assert page.seen == [f"{first.maple.hub.settings.base_url}/#/printed/{page.code.replace('-', '')}"]
    assert (standing["state"], standing["number"]) == ("printed", None)
    assert seen == (200, {"school_name": seen[1]["school_name"], "given": "Tom", "by_number": False})
    assert asked == (204, None)
    assert invited["state"] == "invited"
    assert (status, its["role"]) == (200, "guardian")
    assert {one["student_name"] for one in await tom.conversations() if one["kind"] == "family"} == {
        "Mia Alvarez",
        "Luca Alvarez",
    }
    assert (await welcome(first, page.code))[0] == 409
    assert (await first.standing("Tom Alvarez"))["state"] == "signed_up"
    said = await deeds(first)
    assert "Ines Walker printed an invitation for Tom Alvarez." in said
    assert "By the printed or texted invitation of Tom Alvarez, a link to sign up was sent." in said


async def test_a_code_by_itself_opens_nothing_and_tells_no_address(first: FirstDay) -> None:
    page = await page_of(first, "Tom Alvarez")
    code = page.code.replace("-", "")
    as_secret = [await first.accept(one) for one in (code, page.code)]
    seen = await welcome(first, code)

    assert seen[0] == 200  # else the rest would prove nothing
    assert [status for status, _ in as_secret] == [404, 404]
    assert "@" not in str(seen)
    assert await first.signs_in(TOM, FRESH) == 401


async def test_who_shares_an_address_needs_the_number_of_the_office_and_an_address_of_their_own(
    first: FirstDay,
) -> None:
    await shares_with_rosa(first)
    assert "the same email address" in (await first.standing("Tom Alvarez"))["why"]
    page = await page_of(first, "Tom Alvarez")
    number = await number_of(first, "Tom Alvarez")
    seen = await welcome(first, page.code)
    without = await ask_link(first, page.code, email=OWN)
    hers = await ask_link(first, page.code, email=ROSA, number=number)
    nowhere = await ask_link(first, page.code, email="at home", number=number)
    before = len(first.server.received)
    sent = await ask_link(first, page.code, email=OWN, number=number)
    status, its = await first.accept(await link_to(first, OWN))

    assert seen[1]["by_number"] is True
    assert number.replace(" ", "") not in page.words.replace(" ", "")
    assert (without[0], hers[0], nowhere[0]) == (422, 422, 422)
    assert "Tries left: 4" in without[1]["detail"]
    assert "yours alone" in hers[1]["detail"]
    assert (before, sent[0]) == (0, 204)
    assert (status, its["role"]) == (200, "guardian")
    assert await first.signs_in(OWN, FRESH) == 200
    assert await first.signs_in(ROSA, FRESH) == 401


async def test_who_has_no_address_in_the_roster_signs_up_all_the_same(first: FirstDay) -> None:
    await first.change("Tom Alvarez", email=None)
    page = await page_of(first, "Tom Alvarez")
    sent, _ = await ask_link(first, page.code, email=f" <{OWN}> ", number=await number_of(first, "Tom Alvarez"))
    status, its = await first.accept(await link_to(first, OWN))
    ines = await first.maple.somebody("Ines Walker")
    log = (await ines.get("/v1/activity-log?kind=invitations"))["items"]

    assert (sent, status) == (204, 200)
    assert its["person"] == await first.id_of("Tom Alvarez")
    assert any(OWN in str(one) for one in log)


async def test_what_one_parent_was_told_opens_nothing_of_the_others(first: FirstDay) -> None:
    await first.forget("Rosa Alvarez")
    await shares_with_rosa(first)
    people = [await first.id_of(one) for one in ("Tom Alvarez", "Rosa Alvarez")]
    _, pages = await printed(first, {"people": people})
    hers = next(one for one in pages if "Rosa Alvarez" in one.words)
    toms, rosas = await number_of(first, "Tom Alvarez"), await number_of(first, "Rosa Alvarez")
    wrong = await ask_link(first, hers.code, email=OWN, number=toms)
    right = await ask_link(first, hers.code, email="rosa@mail.example", number=rosas)

    assert toms != rosas
    assert (wrong[0], right[0]) == (422, 204)
    assert links(first, OWN) == []


async def test_wrong_numbers_end_the_page_and_nobody_elses_and_the_admins_are_told(first: FirstDay) -> None:
    await first.forget("Rosa Alvarez")
    await shares_with_rosa(first)
    people = [await first.id_of(one) for one in ("Tom Alvarez", "Rosa Alvarez")]
    _, pages = await printed(first, {"people": people})
    toms = next(one for one in pages if "Tom Alvarez" in one.words).code
    rosas = next(one for one in pages if "Rosa Alvarez" in one.words).code
    right, hers = await number_of(first, "Tom Alvarez"), await number_of(first, "Rosa Alvarez")
    bad = "000000" if right != "000 000" else "111111"
    tried = [await ask_link(first, toms, email=OWN, number=bad) for _ in range(5)]
    after = await ask_link(first, toms, email=OWN, number=right)
    of_her, _ = await ask_link(first, rosas, email="rosa@mail.example", number=hers)
    await until(lambda: len([one for one in first.server.received if one["to"] == INES]) == 2)
    of_tom = [one["message"] for one in first.server.received if "Tom Alvarez" in words_of(one["message"])]
    told = next(one for one in of_tom if one["to"] == INES)

    assert [status for status, _ in tried] == [422] * 4 + [409]
    assert "wrong too often" in tried[-1][1]["detail"]
    assert (after[0], of_her) == (409, 204)
    assert links(first, OWN) == []
    assert "ended" in told["subject"]
    assert "Tom Alvarez" in words_of(told)
    assert (await first.standing("Tom Alvarez"))["state"] == "over"
    assert any("wrong numbers" in one for one in await deeds(first))


async def test_wrong_numbers_of_the_same_moment_are_counted_each(first: FirstDay) -> None:
    await shares_with_rosa(first)
    page = await page_of(first, "Tom Alvarez")
    right = (await number_of(first, "Tom Alvarez")).replace(" ", "")
    wrong = [str((int(right) + n) % 1_000_000).zfill(6) for n in range(1, 13)]
    tried = await asyncio.gather(*(ask_link(first, page.code, email=OWN, number=one) for one in wrong))

    assert sorted(status for status, _ in tried) == [409] * 8 + [422] * 4


async def test_guessed_codes_come_to_an_end_and_lock_out_neither_the_right_one_nor_a_sign_in(
    first: FirstDay,
) -> None:
    page = await page_of(first, "Tom Alvarez")
    guessed = [checked(f"AAAAAAAAA{CODE_LETTERS[n // 31]}{CODE_LETTERS[n % 31]}") for n in range(61)]
    tried = [(await welcome(first, one))[0] for one in guessed]
    mistyped = await welcome(first, page.code[:-1] + ("A" if page.code[-1] != "A" else "B"))
    right, _ = await welcome(first, page.code)

    assert tried == [404] * 60 + [429]
    assert mistyped[0] == 422
    assert "Look at it again" in mistyped[1]["detail"]
    assert right == 200
    assert await first.signs_in(ROSA, "maple-street") == 200


async def test_a_code_is_over_after_a_week_and_once_a_newer_invitation_another_address_or_leaving_ended_it(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    week = await page_of(first, "Tom Alvarez")
    first.maple.clock.ahead = timedelta(days=7, minutes=1)
    over = await welcome(first, week.code)
    printed_before = await page_of(first, "Tom Alvarez")
    first.maple.clock.ahead = timedelta(days=7, minutes=3)
    newer = await page_of(first, "Tom Alvarez")
    older = await welcome(first, printed_before.code)
    good = await welcome(first, newer.code)
    first.maple.clock.ahead = timedelta(days=7, minutes=5)
    await first.link("Tom Alvarez", TOM)
    emailed = await welcome(first, newer.code)
    first.maple.clock.ahead = timedelta(days=7, minutes=7)
    page = await page_of(first, "Tom Alvarez")
    await first.change("Tom Alvarez", email="tom@elsewhere.example")
    moved = await ask_link(first, page.code)
    await first.change("Tom Alvarez", email=TOM)
    again = await welcome(first, page.code)
    without_tom(bundle)
    code, said = await imported(records, bundle, "--yes")
    assert code == 0, said
    await first.maple.hub.schools[first.maple.school].catch_up()
    left = await welcome(first, page.code)

    assert (over[0], older[0], good[0], emailed[0], moved[0], again[0], left[0]) == (
        409,
        409,
        200,
        409,
        409,
        200,
        409,
    )
    assert "Ask the school for a new one" in over[1]["detail"]
    assert "newest email, page or text" in older[1]["detail"]
    assert "newest" in emailed[1]["detail"]
    assert "school’s office" in left[1]["detail"]


async def test_a_newer_link_of_a_page_ends_the_one_before_and_there_are_few(first: FirstDay) -> None:
    page = await page_of(first, "Tom Alvarez")
    asked = [await ask_link(first, page.code) for _ in range(4)]
    await until(lambda: len(links(first, TOM)) == 3)
    tried = [(await first.post("/v1/invitations/welcome", {"secret": one}))[0] for one in links(first, TOM)]

    assert [status for status, _ in asked] == [204] * 3 + [429]
    assert sorted(tried) == [200, 404, 404]


async def test_all_who_never_were_invited_are_printed_household_by_household_each_with_their_name_alone(
    first: FirstDay,
) -> None:
    await first.forget("Rosa Alvarez", "Ben Carter", "Joy Bell")
    await first.change("Ben Carter", email=None)
    ines = await first.maple.somebody("Ines Walker")
    listed = await ines.get("/v1/invitations")
    status, pages = await printed(first, {"group": "not_invited"})
    after = await ines.get("/v1/invitations")
    names = ["Rosa Alvarez", "Tom Alvarez", "Ben Carter", "Joy Bell"]
    on = [[name for name in names if name in one.words] for one in pages]
    again = await printed(first, {"group": "not_invited"})
    known = {one["name"] for one in after["items"]}

    assert status == 200
    assert (listed["to_print"], after["to_print"], after["counts"]["printed"]) == (4, 0, 4)
    assert sorted(on) == [["Ben Carter"], ["Joy Bell"], ["Rosa Alvarez"], ["Tom Alvarez"]]
    at = [on.index([name]) for name in ("Rosa Alvarez", "Tom Alvarez")]
    assert abs(at[0] - at[1]) == 1
    for one, mine in zip(pages, on, strict=True):
        assert [name for name in known if name in one.words and name not in mine] == []
    assert len({one.code for one in pages}) == 4
    assert again[0] == 409


async def test_the_page_is_in_its_readers_language_with_every_letter_of_it(first: FirstDay) -> None:
    await first.change("Tom Alvarez", language="pl", given="Władysław", family="Żółć-Gęślik")
    status, pages = await printed(first, {"people": [await first.id_of("Władysław Żółć-Gęślik")]})
    await first.change("Władysław Żółć-Gęślik", language="es", given="Íñigo", family="Núñez")
    first.maple.clock.ahead = timedelta(minutes=2)
    spanish = await page_of(first, "Íñigo Núñez")

    assert status == 200
    assert "Władysław Żółć-Gęślik" in pages[0].words
    assert "zaprasza" in pages[0].words
    assert "Íñigo Núñez" in spanish.words
    assert "invita" in spanish.words


async def test_a_name_that_looks_like_markup_is_printed_as_it_is(first: FirstDay) -> None:
    await first.change("Tom Alvarez", given='#panic() *x* $"', family="\\ [y] <z>")
    status, pages = await printed(first, {"group": "not_invited"})

    assert status == 200
    assert '#panic() *x* $" \\ [y] <z>' in pages[0].words


async def test_parents_and_staff_print_nothing_and_read_no_letter(first: FirstDay) -> None:
    tom = {"people": [await first.id_of("Tom Alvarez")]}
    for name in ("Ana Reyes", "Rosa Alvarez"):
        who = await first.maple.somebody(name)
        answers = [
            await who.ask("POST", "/v1/invitations/print", tom),
            await who.ask("POST", "/v1/invitations/print", {"group": "not_invited"}),
            await who.ask("GET", "/v1/invitations/letter"),
            await who.ask("PUT", "/v1/invitations/letter", {"language": "en", "text": "x"}),
            await who.ask("POST", "/v1/invitations/letter/preview", {"language": "en", "text": "x"}),
            await who.ask("POST", "/v1/invitations/letter/print", {"language": "en"}),
        ]

        assert [status for status, _ in answers] == [403] * 6
    assert (await printed(first, tom))[0] == 200  # else the rest would prove nothing


async def test_another_schools_admin_prints_for_nobody_of_ours_and_our_code_stays_good(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records, {"ROOMWIRE_SECRET": SECRET}) as hub:
        ines, theirs = await hub.somebody("Ines Walker"), await at_elm(hub, "Ines Walker")
        ours = {one["person"] for one in (await ines.get("/v1/invitations"))["items"]}
        elms = {one["person"] for one in (await theirs.get("/v1/invitations"))["items"]}
        status, _ = await theirs.ask(
            "POST", "/v1/invitations/print", {"people": [*list(elms)[:1], next(iter(ours))]}
        )
        rows = await hub.hub.store.read(lambda one: one.execute(select(schema.invitation)).all(), Across.OPERATOR)

    assert ours
    assert not ours & elms
    assert (status, rows) == (404, [])


async def test_nothing_in_the_records_is_a_code_or_a_number(first: FirstDay) -> None:
    await shares_with_rosa(first)
    page = await page_of(first, "Tom Alvarez")
    number = (await number_of(first, "Tom Alvarez")).replace(" ", "")
    tables = (schema.invitation, delivery, schema.event, schema.log_entry)
    rows = await first.maple.hub.store.read(
        lambda one: [str(row) for table in tables for row in one.execute(select(table))], Across.OPERATOR
    )

    assert len(rows) > 3
    assert not [
        row for row in rows if page.code in row or page.code.replace("-", "") in row or f"'{number}'" in row
    ]


async def test_what_cannot_be_printed_ends_no_invitation(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    status, said = await printed(first, {"people": [await first.id_of("Tom Alvarez")]})
    nobody = await printed(first, {"people": [await first.id_of("Rosa Alvarez")]})
    bad = [(await printed(first, one))[0] for one in ({}, {"people": ["p_x"]}, {"group": "everybody"})]
    good, _ = await first.accept(secret)

    assert status == 409
    assert "invited just now" in said["detail"]
    assert nobody[0] == 409
    assert "signed up already" in nobody[1]["detail"]
    assert bad == [422, 404, 422]
    assert good == 200


async def test_a_hub_without_a_secret_says_so_and_prints_nothing(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    status, body = await ines.ask("POST", "/v1/invitations/print", {"people": [ana.id]})

    assert status == 503
    assert "ROOMWIRE_SECRET" in body["detail"]


async def test_who_is_somebody_else_says_so_by_one_request_nobody_is_in_and_the_admins_are_told(
    first: FirstDay,
) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    before = (await first.post("/v1/invitations/welcome", {"secret": secret}))[0]
    done = await decline(first, {"secret": secret})
    tried = await first.accept(secret)
    again = await decline(first, {"secret": secret})
    await until(lambda: any(one["to"] == INES for one in first.server.received))
    told = next(one["message"] for one in first.server.received if one["to"] == INES)
    standing = await first.standing("Tom Alvarez")
    ines = await first.maple.somebody("Ines Walker")
    first.maple.clock.ahead = timedelta(minutes=2)
    _, group = await ines.ask("POST", "/v1/invitations", {"group": "not_signed_up"})
    by_name, _ = await first.accept(await first.link("Tom Alvarez", TOM))

    assert (before, done[0], tried[0], again[0]) == (200, 204, 409, 409)
    assert "somebody else" in told["subject"]
    assert "Tom Alvarez" in words_of(told)
    assert standing["state"] == "declined"
    assert group["sent"] == 0
    assert by_name == 200
    assert any("they are somebody else" in one for one in await deeds(first))


async def test_who_found_a_page_of_somebody_else_says_so_too(first: FirstDay) -> None:
    page = await page_of(first, "Tom Alvarez")
    done = await decline(first, {"code": page.code})
    asked = await ask_link(first, page.code)
    bad = [await decline(first, one) for one in ({}, {"code": page.code, "secret": "x"}, {"secret": "x" * 43})]

    assert (done[0], asked[0]) == (204, 409)
    assert [status for status, _ in bad] == [422, 422, 404]
    assert (await first.standing("Tom Alvarez"))["state"] == "declined"


async def test_a_link_that_was_used_is_declined_by_nobody(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    used, _ = await first.accept(secret)
    status, body = await decline(first, {"secret": secret})
    await settled(first.maple, 0)

    assert (used, status) == (200, 409)
    assert "has been used" in body["detail"]
    assert [one for one in first.server.received if one["to"] == INES] == []
    assert await first.signs_in(TOM, FRESH) == 200


async def test_a_school_writes_its_letter_in_each_language_looks_at_it_and_prints_it(first: FirstDay) -> None:
    ines = await first.maple.somebody("Ines Walker")
    ours = await ines.get("/v1/invitations/letter")
    body = {"language": "pl", "text": "Drodzy Rodzice,\n\nłączymy się: {address}\n\n{admin}, {school}"}
    shown = await ines.ask("POST", "/v1/invitations/letter/preview", body)
    unknown = await ines.ask("PUT", "/v1/invitations/letter", {"language": "en", "text": "Dear {family}"})
    nowhere = await ines.ask("PUT", "/v1/invitations/letter", {"language": "xx", "text": "x"})
    kept = [await ines.ask("PUT", "/v1/invitations/letter", body) for _ in range(2)]
    own = await ines.get("/v1/invitations/letter")
    url = f"{first.maple.url}/v1/invitations/letter/print"
    async with first.maple.http.post(url, json={"language": "pl"}, headers=ines.headers) as answer:
        (page,) = sheets(await answer.read())
    back = await ines.ask("PUT", "/v1/invitations/letter", {"language": "pl", "text": ""})
    last = await ines.get("/v1/invitations/letter")

    assert next(one["language"] for one in ours["letters"]) == "en"
    assert {one["language"] for one in ours["letters"]} == {"en", "es", "pl"}
    assert len({one["text"] for one in ours["letters"]}) == 3
    assert not any(one["own"] or "{" in one["shown"] for one in ours["letters"])
    assert shown[1]["shown"].endswith("Ines Walker, " + (await ines.get("/v1/me"))["school_name"])
    assert (unknown[0], nowhere[0]) == (422, 422)
    assert "{family}" in unknown[1]["detail"]
    assert [status for status, _ in kept] == [204, 204]
    assert {one["language"] for one in own["letters"] if one["own"]} == {"pl"}
    assert "łączymy się" in page.words
    assert (back[0], last) == (204, ours)
    assert (await deeds(first)).count("Ines Walker changed the letter that announces Roomwire.") == 2


async def test_a_hub_holds_nothing_of_what_sets_pages() -> None:
    said = "import sys, hub.app, hub.media.printed_pages; print('typst' in sys.modules, 'segno' in sys.modules)"
    process = await asyncio.create_subprocess_exec(sys.executable, "-c", said, stdout=asyncio.subprocess.PIPE)
    out, _ = await process.communicate()

    assert out.decode().split() == ["False", "True"]


async def test_where_pages_cannot_be_set_it_is_said_and_no_invitation_ends(
    first: FirstDay, monkeypatch: pytest.MonkeyPatch
) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    first.maple.clock.ahead = timedelta(minutes=2)
    with monkeypatch.context() as patched:
        patched.setattr("hub.media.printed_pages.LONGEST_PRINT_S", 0.01)
        status, said = await printed(first, {"people": [await first.id_of("Tom Alvarez")]})
    good, _ = await first.accept(secret)

    assert (status, good) == (503, 200)
    assert "nothing was changed" in said["detail"]


async def test_of_two_admins_who_print_at_the_same_moment_one_has_the_page_that_is_good(first: FirstDay) -> None:
    body = {"people": [await first.id_of("Tom Alvarez")]}
    await first.maple.somebody("Ines Walker")
    both = await asyncio.gather(*(printed(first, body) for _ in range(2)))
    (page,) = next(found for status, found in both if status == 200)

    assert sorted(status for status, _ in both) == [200, 409]
    assert (await welcome(first, page.code))[0] == 200


async def test_a_child_that_somebody_may_not_see_stands_on_no_page_of_theirs(first: FirstDay) -> None:
    ines, tom = await first.maple.somebody("Ines Walker"), await first.id_of("Tom Alvarez")
    before = await page_of(first, "Tom Alvarez")
    children = {one["name"]: one["id"] for one in (await ines.get("/v1/students"))["items"]}
    see = {"denials": [{"power": "see", "begin": None, "end": None}]}
    first.maple.clock.ahead = timedelta(minutes=2)
    assert (await ines.ask("PUT", f"/v1/students/{children['Mia Alvarez']}/guardians/{tom}", see))[0] == 200
    after = await page_of(first, "Tom Alvarez")
    assert (await ines.ask("PUT", f"/v1/students/{children['Luca Alvarez']}/guardians/{tom}", see))[0] == 200
    first.maple.clock.ahead = timedelta(minutes=4)
    status, said = await printed(first, {"people": [tom]})

    assert "Mia Alvarez" in before.words
    assert "Mia" not in after.words
    assert "Luca Alvarez" in after.words
    assert status == 409
    assert "would find nothing here" in said["detail"]
