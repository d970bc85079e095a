"""Exports over a running hub: parents take out what they see and nothing else, the office what is kept."""

import asyncio
import contextlib
import os
import re
from collections.abc import AsyncIterator
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import unquote

import pytest

from hub.errors import RateLimited, Unavailable
from hub.limits.export_slots import ExportPlaces
from tests.hub.conversations.test_kinds import cast, mia, opened
from tests.hub.people.test_inviting import without_tom
from tests.hub.people.test_roster import imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.records.exports import FAMILY, OFFICE, Export, as_shown, family_export, office_export, shown_to
from tests.hub.records.test_files import brought, nora_is_an_admin, sending
from tests.hub.review.test_approval import hold
from tests.hub.running import Running, Somebody, running

LOG = "/v1/activity-log?kind=exports"
LARGE = 6_000_000
"""Octets of a file that no socket holds by itself: who does not read on keeps the hub from sending the rest."""


async def mias(maple: Running) -> dict[str, str]:
    """Talk, a day and photos of Mia's, in every state there is: what each of it says, or its id."""
    ana, rosa, ines = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Ines Walker")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    shared, gone = await brought(ana), await brought(ana)
    await ana.post(family, sending(shared, text="In the garden"))
    await rosa.post(family, "Thank you so much")
    await ana.post(day, {"type": "meal", "meal": "lunch", "amount": "most", "note": "Pears"})
    await ana.post(day, {"type": "observation", "text": "Stood for ten seconds"})
    edited = await ana.post(family, "She was crying")
    assert (await ana.ask("PUT", f"/v1/messages/{edited['id']}", {"item": text("She was singing")}))[0] == 200
    withdrawn = await ana.post(family, sending(gone, text="Not for you"))
    assert (await ines.ask("DELETE", f"/v1/messages/{withdrawn['id']}"))[0] == 200
    private = (await opened(rosa, kind="direct"))["id"]
    await rosa.post(private, "We are separating")
    await hold(maple, "message")
    await ana.post(family, "It waits for a yes")
    declined = await ana.post(family, "Nobody says this")
    answer = {"answer": "decline", "reason": "Too harsh"}
    assert (await ines.ask("POST", f"/v1/reviews/{declined['id']}", answer))[0] == 200
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": False})
    return {"family": family, "day": day, "private": private, "shared": shared, "gone": gone}


def text(words: str) -> dict[str, str]:
    return {"type": "text", "text": words}


SEEN_BY_BOTH = {"In the garden", "Thank you so much", "Pears", "She was singing"}
OF_ROSA = {"We are separating"}
OF_STAFF = {"Stood for ten seconds", "It waits for a yes", "Nobody says this"}
FORMER = {"She was crying", "Not for you"}


def found_in(export: Export) -> set[str]:
    """Which of all these words stand in the pages; for programs the same ones do."""
    every = SEEN_BY_BOTH | OF_ROSA | OF_STAFF | FORMER
    found = {one for one in every if one in export.pages}
    assert found == {one for one in every if one in str(export.data)}
    return found


async def test_parents_take_out_exactly_what_the_page_shows_them(maple: Running) -> None:
    its = await mias(maple)
    rosa, tom = await cast(maple, "Rosa Alvarez", "Tom Alvarez")
    hers, his = await family_export(rosa), await family_export(tom)

    assert as_shown(hers) == await shown_to(rosa)
    assert as_shown(his) == await shown_to(tom)
    assert found_in(hers) == SEEN_BY_BOTH | OF_ROSA
    assert found_in(his) == SEEN_BY_BOTH
    assert its["private"] not in his.everything
    assert [one["id"] for one in hers.data["files"]] == [its["shared"]]
    assert its["gone"] not in hers.everything
    assert hers.data["messages"] == sum(len(one["messages"]) for one in hers.data["conversations"])
    assert {one["name"] for one in hers.data["children"]} == {"Luca Alvarez", "Mia Alvarez"}
    assert {one["family"] for one in hers.data["children"]} == {None}
    assert (hers.data["scope"], hers.data["reason"]) == ("guardian", None)
    assert {one["name"] for one in his.data["people"]} <= {
        "Ana Reyes",
        "Rosa Alvarez",
        "Tom Alvarez",
        "Ines Walker",
    }


async def test_of_another_family_nothing_is_in_it(maple: Running) -> None:
    its = await mias(maple)
    dana, ana = await cast(maple, "Dana Novak", "Ana Reyes")
    school = next(one for one in await dana.conversations() if one["kind"] == "announcement" and not one["room"])
    ines = await maple.somebody("Ines Walker")
    await ines.post(school["id"], "Picture day is on Thursday")
    export = await family_export(dana)

    assert "Picture day is on Thursday" in export.pages  # what goes to all is there
    assert found_in(export) == set()
    for other in ("Mia", "Alvarez", *its.values(), await mia(ana)):
        assert other not in export.everything


async def test_who_is_not_ones_own_is_not_named_among_who_is_on_a_photo(maple: Running) -> None:
    ana, rosa, ines = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Ines Walker")
    nora = await maple.somebody("Nora Lind", "guardian")
    room = next(one["id"] for one in await ana.conversations() if one["kind"] == "room")
    own = await mia(rosa)
    other = next(one["student"] for one in await nora.conversations() if one["student_name"] == "Emil Lind")
    posted = await ana.post(room, sending(await brought(ana), text="Together", tagged=[own, other]))
    assert (await ines.ask("POST", f"/v1/reviews/{posted['id']}", {"answer": "approve"}))[0] == 200
    assert (await ana.messages(room))[0]["item"]["tagged"] == [own, other]

    hers, emils = await family_export(rosa), await family_export(nora)

    assert hers.messages(room)[-1]["item"]["tagged"] == [own]
    assert other not in hers.everything
    assert emils.messages(room)[-1]["item"]["tagged"] == [other]
    assert len(hers.data["files"]) == len(emils.data["files"]) == 1  # it was approved for both


async def test_who_lost_a_child_or_left_takes_nothing_of_it(maple: Running, records: Path, bundle: Path) -> None:
    its = await mias(maple)
    ines, tom = await cast(maple, "Ines Walker", "Tom Alvarez")
    assert found_in(await family_export(tom)) == SEEN_BY_BOTH

    await set_tie(ines, tom, await mia(tom), denials=[denial("see")])
    export = await family_export(tom)
    assert found_in(export) == set()
    assert its["family"] not in export.everything
    assert "Mia" not in export.everything
    assert as_shown(export) == await shown_to(tom)

    await set_tie(ines, tom, await mia(ines), tie="barred")
    assert found_in(await family_export(tom)) == set()

    without_tom(bundle)
    code, said = await imported(records, bundle, "--yes")
    assert code == 0, said
    status, body = await tom.ask("POST", FAMILY)
    assert status == 401, body


async def test_only_parents_take_their_own_and_only_admins_the_schools(maple: Running) -> None:
    ana, rosa, ines = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Ines Walker")
    answers = {
        (one.its["name"], path): await one.ask("POST", path, body)
        for one in (ana, rosa, ines)
        for path, body in ((FAMILY, None), (OFFICE, {"reason": "She asked for it"}))
    }
    nora = await maple.somebody("Nora Lind", "guardian")
    at_work = await maple.somebody("Nora Lind", "staff")

    assert {key for key, (status, _) in answers.items() if status == 200} == {
        ("Rosa Alvarez", FAMILY),
        ("Ines Walker", OFFICE),
    }
    assert answers["Ana Reyes", OFFICE][1]["detail"] == "Only admins export what the school keeps."
    assert answers["Ana Reyes", FAMILY][0] == answers["Rosa Alvarez", OFFICE][0] == 403
    assert [(await one.ask("POST", FAMILY))[0] for one in (nora, at_work)] == [200, 403]


async def test_an_admin_of_another_school_gets_nothing_of_this_one(records: Path) -> None:
    assert (await imported(records, elsewhere(records)))[0] == 0
    async with running(records) as maple:
        await mias(maple)
        ines, theirs = await maple.somebody("Ines Walker"), await at_elm(maple, "Ines Walker")
        child = await mia(ines)
        here, there = await office_export(ines), await office_export(theirs)
        invented = "st_" + "x" * (len(child) - 3)
        answers = [await theirs.ask("POST", OFFICE, {"reason": "x", "student": one}) for one in (child, invented)]
        ids = re.compile(r"\b[a-z]{1,2}_[\w-]{20}(?![\w-])")

        assert "In the garden" in here.pages
        assert found_in(there) == set()
        assert len(ids.findall(str(here.data))) > 50
        assert len(ids.findall(str(there.data))) > 50
        assert set(ids.findall(str(here.data))) & set(ids.findall(str(there.data))) == set()
        assert answers[0] == answers[1]
        assert answers[0][0] == 404


async def test_the_next_person_on_the_device_gets_their_own_and_never_the_one_before(maple: Running) -> None:
    await mias(maple)
    tokens = []
    for email in ("rosa.alvarez@families.example", "dana.novak@families.example"):
        body = {"email": email, "password": "maple-street"}
        async with maple.http.post(f"{maple.url}/v1/sign-in", json=body) as answer:
            tokens.append((await answer.json())["token"])
            assert answer.status == 200

    async def by(token: str, **headers: str) -> tuple[int, bytes]:
        cookies = {"cookie": f"roomwire_session={token}", "sec-fetch-site": "same-origin", **headers}
        async with maple.http.post(maple.url + FAMILY, headers=cookies) as answer:
            return answer.status, await answer.read()

    assert (await by(tokens[0], origin="https://elsewhere.example"))[0] == 403
    status, dana = await by(tokens[1])
    out = {"cookie": f"roomwire_session={tokens[1]}", "sec-fetch-site": "same-origin"}
    async with maple.http.post(f"{maple.url}/v1/sign-out", headers=out) as answer:
        assert answer.status in {200, 204}

    assert status == 200
    assert found_in(Export(dana)) == set()
    assert (await by(tokens[1]))[0] == 401


async def test_nobody_on_the_way_keeps_it_and_it_is_one_name_for_all(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    async with maple.http.post(maple.url + FAMILY, headers=rosa.headers) as answer:
        await answer.read()

        assert answer.status == 200
        assert answer.headers["cache-control"] == "private, no-store"
        assert re.fullmatch(
            r'attachment; filename="roomwire-\d{4}-\d\d-\d\d\.zip"', answer.headers["content-disposition"]
        )


@contextlib.asynccontextmanager
async def begun(person: Somebody, path: str = FAMILY) -> AsyncIterator[asyncio.StreamReader]:
    """An export that was asked for and is not read on, so that the hub waits in the middle of it."""
    host, port = person.running.url.removeprefix("http://").split(":")
    reader, writer = await asyncio.open_connection(host, int(port), limit=4_096)
    head = "".join(f"{name}: {value}\r\n" for name, value in person.headers.items())
    writer.write(f"POST {path} HTTP/1.1\r\nhost: x\r\ncontent-length: 0\r\n{head}\r\n".encode())
    try:
        async with asyncio.timeout(10):
            assert b" 200 " in await reader.readline()
            while await reader.readline() != b"\r\n":
                pass
            yield reader
    finally:
        writer.close()


async def large(maple: Running) -> Somebody:
    """Ana, who has sent Mia's family what does not fit into the sockets on its way."""
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    for number in range(3):
        await ana.post(family, sending(await brought(ana, b"All of it. " * (LARGE // 11), f"{number}.txt")))
    return ana


async def until_free(maple: Running) -> None:
    async with asyncio.timeout(10):
        while maple.hub.exports.taken:
            await asyncio.sleep(0.01)


async def rest_of(reader: asyncio.StreamReader) -> bytes:
    """All that still comes, with the lengths that HTTP puts between."""
    return await reader.read(-1)


@pytest.mark.only("sqlite")
async def test_an_export_that_is_read_to_the_end_has_one(maple: Running) -> None:
    await large(maple)
    rosa = await maple.somebody("Rosa Alvarez")
    async with begun(rosa) as reader:
        async with asyncio.timeout(30):
            came = await _to_the_end(reader)

    assert came.endswith(b"0\r\n\r\n")  # else what follows would prove nothing
    assert b"PK\x05\x06" in came


async def _to_the_end(reader: asyncio.StreamReader) -> bytes:
    came = b""
    while not came.endswith(b"\r\n0\r\n\r\n"):
        came = came[-200_000:] + await reader.read(65_536)
    return came


@pytest.mark.only("sqlite")
@pytest.mark.parametrize("how", ["signs out", "is denied", "is barred"])
async def test_who_signs_out_or_loses_a_right_in_the_middle_is_left_with_what_nothing_opens(
    maple: Running, how: str, caplog: pytest.LogCaptureFixture
) -> None:
    await large(maple)
    tom, ines = await cast(maple, "Tom Alvarez", "Ines Walker")
    child = await mia(tom)
    async with begun(tom) as reader:
        assert maple.hub.exports.taken
        if how == "signs out":
            assert (await tom.ask("POST", "/v1/sign-out"))[0] == 204
        elif how == "is denied":
            await set_tie(ines, tom, child, denials=[denial("see")])
        else:
            await set_tie(ines, tom, child, tie="barred")
        async with asyncio.timeout(30):
            came = await rest_of(reader)

    assert not came.endswith(b"0\r\n\r\n")
    assert b"PK\x05\x06" not in came
    assert len(came) < 3 * LARGE
    await until_free(maple)
    told = [one for one in caplog.records if one.name == "roomwire.exports"]
    assert [one.getMessage() for one in told] == ["an export broke off"]
    assert [one.code for one in told] == ["unauthenticated" if how == "signs out" else "conflict"]  # type: ignore[attr-defined]


@pytest.mark.only("sqlite")
async def test_a_right_that_only_grows_breaks_nothing_off(maple: Running) -> None:
    await large(maple)
    rosa, ana = await cast(maple, "Rosa Alvarez", "Ana Reyes")
    async with begun(rosa) as reader:
        await opened(rosa, kind="direct")
        await ana.post(await ana.conversation("family", "Mia"), "Said meanwhile")
        async with asyncio.timeout(30):
            came = await _to_the_end(reader)

    assert b"PK\x05\x06" in came


@pytest.mark.only("sqlite")
async def test_of_one_person_one_is_under_way_and_who_hangs_up_may_ask_again(maple: Running) -> None:
    await large(maple)
    rosa, tom = await cast(maple, "Rosa Alvarez", "Tom Alvarez")
    async with begun(rosa):
        status, body = await rosa.ask("POST", FAMILY)
        assert (status, body["code"]) == (429, "rate_limited")
        assert "under way already" in body["detail"]
        assert (await tom.ask("POST", FAMILY))[0] == 200
    await until_free(maple)

    assert (await rosa.ask("POST", FAMILY))[0] == 200


@pytest.mark.only("sqlite")
async def test_nothing_of_an_export_lies_on_the_hubs_disk_at_any_time(
    maple: Running, records: Path, tmp_path: Path
) -> None:
    await large(maple)
    rosa = await maple.somebody("Rosa Alvarez")

    def there() -> tuple[set[str], set[str]]:
        files = {str(one.relative_to(records)) for one in records.rglob("*") if one.is_file()}
        held = set()
        for one in Path("/proc/self/fd").iterdir():
            with contextlib.suppress(OSError):
                held.add(str(one.readlink()))
        return files, {one for one in held if one.startswith("/") and "(deleted)" in one}

    before = there()
    async with begun(rosa):
        during = there()
    await until_free(maple)

    assert during == before == there()


async def test_the_office_takes_out_all_that_is_kept_with_who_and_when(maple: Running) -> None:
    its = await mias(maple)
    ines = await maple.somebody("Ines Walker")
    export = await office_export(ines, student=await mia(ines))
    said = {(one.get("item") or {}).get("text"): one for one in export.messages(its["family"])}
    withdrawn = next(one for one in export.messages(its["family"]) if one.get("withdrawn_at"))
    declined = said["Nobody says this"]

    assert found_in(export) == SEEN_BY_BOTH | OF_STAFF | FORMER
    assert its["private"] not in export.everything  # a parent's own, and not the child's
    assert [one["item"]["text"] for one in said["She was singing"]["versions"]] == ["She was crying"]
    assert withdrawn["versions"][-1]["by"] == ines.id
    assert withdrawn["versions"][-1]["item"]["text"] == "Not for you"
    assert (declined["hold"]["answer"], declined["hold"]["reason"]) == ("decline", "Too harsh")
    assert declined["hold"]["reviewed_by"] == ines.id
    assert said["It waits for a yes"]["hold"]["answer"] is None
    assert {one["id"] for one in export.data["files"]} == {its["shared"], its["gone"]}
    assert {one["name"] for one in export.data["children"]} == {"Mia Alvarez"}
    assert {one["name"] for one in export.data["children"][0]["family"]} >= {"Rosa Alvarez", "Tom Alvarez"}
    assert "For the office. It holds what no family has seen" in export.pages
    assert "Only staff read this." in export.pages
    assert "Held for approval: " in export.pages

    whole = await office_export(ines)
    assert found_in(whole) == SEEN_BY_BOTH | OF_ROSA | OF_STAFF | FORMER
    assert len(whole.data["children"]) > 5


async def test_what_two_colleagues_say_to_each_other_is_not_the_offices(maple: Running) -> None:
    ana, ben, ines = await cast(maple, "Ana Reyes", "Ben Carter", "Ines Walker")
    status, theirs = await ana.ask("POST", "/v1/conversations", {"kind": "staff_direct", "person": ben.id})
    assert status in {200, 201}, theirs
    await ana.post(theirs["id"], "Between us")

    assert "Between us" in str(await ben.messages(theirs["id"]))
    assert "Between us" not in (await office_export(ines)).everything


async def test_about_their_own_child_an_admin_takes_out_no_more_than_families_see(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        await hold(maple, "message")
        ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
        nora, at_home = await maple.somebody("Nora Lind", "admin"), await maple.somebody("Nora Lind", "guardian")
        for about in ("Emil", "Mia"):
            await ana.post(await ana.conversation("family", about), f"It waits for {about}")
        emil = next(
            one["student"] for one in await at_home.conversations() if "Emil" in (one["student_name"] or "")
        )
        status, body = await nora.ask("POST", OFFICE, {"reason": "Why not", "student": emil})
        whole, other = await office_export(nora), await office_export(ines)

        assert status == 403
        assert body["detail"] == "Emil Lind is your own child, so another admin exports this."
        assert "It waits for Mia" in whole.pages
        assert "It waits for Emil" not in whole.everything
        assert "It waits for Emil" in other.pages


async def test_an_export_is_on_record_with_its_reason_before_it_leaves(maple: Running) -> None:
    ines, rosa = await cast(maple, "Ines Walker", "Rosa Alvarez")
    await office_export(ines, "A court\n asked  for it", student=await mia(ines))
    await office_export(ines, "We change the program")
    await family_export(rosa)
    found = (await ines.get(LOG))["items"]

    assert [(one["says"], one["details"]) for one in found] == [
        ("Rosa Alvarez took a copy of what they see as a parent.", []),
        ("Ines Walker exported everything that the school keeps.", ["Why: We change the program"]),
        ("Ines Walker exported everything that is kept about Mia Alvarez.", ["Why: A court asked for it"]),
    ]
    assert [one["kind"] for one in found] == ["exports"] * 3
    assert len((await ines.get(f"{LOG}&q=mia"))["items"]) == 1


async def test_what_an_export_reads_from_outside_ones_rooms_is_on_record_as_read(maple: Running) -> None:
    ines = await maple.somebody("Ines Walker")
    dana = await maple.somebody("Dana Novak")
    leo = next(one for one in await dana.conversations() if one["kind"] == "family")
    before = len((await ines.get("/v1/activity-log?kind=reading"))["items"])
    await office_export(ines, student=leo["student"])
    noted = (await ines.get("/v1/activity-log?kind=reading"))["items"]

    assert before == 0
    assert leo["id"] in {one["conversation"] for one in noted}


@pytest.mark.parametrize(
    ("body", "says"),
    [
        ({}, "reason"),
        ({"reason": ""}, "reason: say why"),
        ({"reason": " \n "}, "reason: say why"),
        ({"reason": "x" * 501}, "reason: 500 characters"),
        ({"reason": "x" * 2_001}, "reason"),
        ({"reason": "x", "student": 7}, "student"),
        ({"reason": "x", "all": True}, "all"),
    ],
)
@pytest.mark.only("sqlite")
async def test_an_export_without_a_good_reason_is_refused_and_not_on_record(
    maple: Running, body: dict[str, Any], says: str
) -> None:
    ines = await maple.somebody("Ines Walker")
    status, answer = await ines.ask("POST", OFFICE, body)

    assert status == 422
    assert says in answer["detail"]
    assert (await ines.get(LOG))["items"] == []
    assert maple.hub.exports.taken == set()


HOSTILE = '<script>alert(1)</script> & <b>"it\'s"</b> \u202egnp.\u05e9\u05dc\u05d5\u05dd \U0001f95c {{ 7*7 }}'


async def test_whatever_is_written_it_is_words_and_every_link_leads_to_something(maple: Running) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, HOSTILE)
    names = [
        "../../evil.html",
        "..\\..\\CON.txt",
        "a/b\u202egnp.txt",
        "Ünï cödé 🥜.txt",
        "a.txt",
        "A.TXT",
        "'; rm -rf.txt",
    ]
    files = [await brought(ana, f"{number}".encode(), name) for number, name in enumerate(names)]
    await ana.post(family, sending(*files, text="</p><img src=x onerror=alert(1)>"))
    export = await family_export(rosa)

    assert {one.get("item", {}).get("text") for one in export.messages(family)} == {
        HOSTILE, "</p><img src=x onerror=alert(1)>",
    }  # fmt: skip
    assert "<script" not in export.pages
    assert "<img src=x" not in export.pages
    assert "&lt;script&gt;alert(1)" in export.pages
    assert "{{ 7*7 }}" in export.pages
    assert len(export.names) == len({one.casefold() for one in export.names})
    for name in export.names:
        assert re.fullmatch(r"(?:(?:conversations|photos|files)/\d{5}[\w-]*|index|export)\.[a-z0-9]+", name), name
    assert sorted(export.photo(one) for one in files) == sorted(f"{n}".encode() for n in range(len(names)))
    links = {(page, target) for page, target in export.links()}
    assert len(links) > len(files)
    for page, target in links:
        where = os.path.normpath(Path(page).parent / unquote(target))
        assert where in export.names, (page, target)


async def test_where_nothing_was_said_there_is_a_whole_copy_that_says_so(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    export = await family_export(rosa)

    assert as_shown(export) == await shown_to(rosa)
    assert export.data["messages"] == 0
    assert set(export.names) == {"index.html", "export.json"}
    assert "Nothing was written so far." in export.pages


async def test_a_parent_reads_it_in_their_own_language(maple: Running) -> None:
    await mias(maple)
    rosa = await maple.somebody("Rosa Alvarez")
    said = {}
    for language in ("en", "es", "pl"):
        assert (await rosa.ask("PATCH", "/v1/me", {"language": language}))[0] == 200
        export = await family_export(rosa)
        assert f'<html lang="{language}">' in export.pages
        assert export.data["language"] == language
        said[language] = next(one for one in ("Lunch, ate most", "Almuerzo, comió casi todo",
                                              "Obiad, zjedzono większość") if one in export.pages)  # fmt: skip

    assert list(said.values()) == ["Lunch, ate most", "Almuerzo, comió casi todo", "Obiad, zjedzono większość"]


async def test_a_long_conversation_is_on_several_pages_one_after_the_other(maple: Running) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    async with ana.device() as tablet:
        await tablet.live()
        for number in range(430):
            await tablet.post(family, f"Message {number}.", i=number + 1)
    export = await family_export(rosa)
    pages = sorted(one for one in export.names if one.startswith("conversations/"))

    assert as_shown(export) == await shown_to(rosa)
    assert len(pages) == 3
    told = [re.findall(r"Message \d+\.", export.zip.read(one).decode()) for one in pages]
    assert [one for page in told for one in page] == [f"Message {number}." for number in range(430)]
    assert [len(re.findall('rel="(?:prev|next)"', export.zip.read(one).decode())) for one in pages] == [2, 4, 2]


async def test_who_reads_slowly_is_given_up_in_the_end(maple: Running, monkeypatch: pytest.MonkeyPatch) -> None:
    from hub.api.records import exporting

    monkeypatch.setattr(exporting, "EXPORT_STALLS_S", 0.2)
    await large(maple)
    rosa = await maple.somebody("Rosa Alvarez")
    async with begun(rosa) as reader:
        await until_free(maple)
        came = await rest_of(reader)

    assert not came.endswith(b"0\r\n\r\n")
    assert maple.clock.ahead == timedelta()


def test_a_hub_has_few_under_way_at_once_and_a_place_that_is_given_back_is_free() -> None:
    places = ExportPlaces(most=2)
    places.take("rosa")
    places.take("tom")
    with pytest.raises(RateLimited):
        places.take("rosa")
    with pytest.raises(Unavailable):
        places.take("dana")
    places.give_back("tom")
    places.take("dana")

    assert places.taken == {"rosa", "dana"}
