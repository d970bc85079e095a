"""The endpoints of photos and files: how they come in, in which bounds, and as what they go out."""

import asyncio
import contextlib
import http.client
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import urlsplit

import pytest
from sqlalchemy import text, update

from hub.actions.records.sweep_files import sweep
from hub.api.records import files
from hub.commands.backup import backup, restore
from hub.limits.costs import Cost
from hub.limits.upload_slots import BUSY, EACH, PLACES
from hub.media.preparing import LARGEST
from hub.queries.records import file_limits
from hub.store import schema
from hub.store.files import PIECE
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.conversations.test_kinds import cast
from tests.hub.pictures import PDF, from_a_phone, photo
from tests.hub.records.test_files import brought, parts, sending
from tests.hub.records.test_records import broken, change
from tests.hub.running import DEADLINE, Running, Somebody, running, settings_for
from tests.past_policies import past_policies


async def test_a_photo_comes_back_as_it_is_kept_whole_and_small(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    status, body = await ana.bring(from_a_phone(), "Grüße aus dem Garten.HEIC")
    whole, small = await ana.open(body["id"]), await ana.open(body["id"], "small")

    assert status == 201
    assert body == {
        "id": body["id"], "name": "Grüße aus dem Garten.jpg", "media_type": "image/jpeg", "bytes": len(whole[1]),
        "width": 1_920, "height": 2_560,
    }  # fmt: skip
    assert body["id"].startswith("f_")
    assert len(body["id"]) == 22
    assert whole[1].startswith(b"\xff\xd8\xff")
    assert 0 < len(small[1]) < len(whole[1])
    for _, _, headers in (whole, small):
        assert headers["content-type"] == "image/jpeg"
        assert headers["cache-control"] == "private, no-store"
        assert headers["x-content-type-options"] == "nosniff"
        assert headers["content-disposition"].startswith("inline; ")
    assert "filename*=UTF-8''Gr%C3%BC%C3%9Fe%20aus%20dem%20Garten.jpg" in whole[2]["content-disposition"]


async def test_whatever_is_no_image_of_ours_is_only_saved_and_does_nothing_in_our_place(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    page = b"<script>alert(1)</script>"
    its = (await ana.bring(page, 'a";x=\r\n.html', **{"content-type": "text/html"}))[1]
    status, raw, headers = await ana.open(its["id"])
    async with maple.http.get(f"{maple.url}/v1/files/{its['id']}", headers=ana.headers) as answer:
        rules = answer.headers.getall("content-security-policy")

    assert (status, raw) == (200, page)
    assert headers["content-type"] == "text/plain; charset=utf-8"
    assert headers["content-disposition"].startswith("attachment; ")
    assert "\n" not in headers["content-disposition"]
    assert [one.startswith("sandbox; default-src 'none';") for one in rules] == [True]
    assert (await ana.open(its["id"], "small"))[0] == 404
    assert (await ana.open(its["id"], "huge"))[0] == 422


async def test_a_large_file_is_stored_in_parts_and_comes_back_to_the_octet(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    raw = PDF + bytes(range(256)) * 8_000
    its = await brought(ana, raw, "plan.pdf")

    assert await parts(maple) == (1, -(-len(raw) // PIECE))
    assert (await ana.open(its))[1] == raw


@pytest.mark.only("sqlite")
async def test_more_than_twenty_megabytes_are_refused_before_and_while_they_come(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    assert (await ana.bring(PDF + bytes(LARGEST - len(PDF)), "a.pdf"))[0] == 201

    async def endless():  # type: ignore[no-untyped-def]
        for _ in range(LARGEST // 65_536 + 2):
            yield bytes(65_536)

    async with maple.http.post(f"{maple.url}/v1/files", data=endless(), headers=ana.headers) as answer:
        while_it_comes = answer.status, (await answer.json())["code"]
    its = urlsplit(maple.url)

    def says_so_before() -> int:
        with contextlib.closing(http.client.HTTPConnection(its.hostname or "", its.port, timeout=10)) as line:
            line.putrequest("POST", "/v1/files")
            for name, value in {**ana.headers, "content-length": str(LARGEST + 1)}.items():
                line.putheader(name, value)
            line.endheaders()  # and not an octet more
            with line.getresponse() as answer:
                return answer.status

    assert while_it_comes == (413, "too_large")
    assert await asyncio.to_thread(says_so_before) == 413
    assert (await parts(maple))[0] == 1


async def test_nobody_who_is_not_signed_in_brings_or_gets_anything(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    file = await brought(ana)
    async with maple.http.post(f"{maple.url}/v1/files", data=photo()) as answer:
        bringing = answer.status
    async with maple.http.get(f"{maple.url}/v1/files/{file}") as answer:
        getting = answer.status
    cookie = {"cookie": f"roomwire_session={ana.token}"}
    async with maple.http.get(f"{maple.url}/v1/files/{file}", headers=cookie) as answer:
        by_cookie = answer.status
    foreign = {**cookie, "origin": "https://evil.example"}
    async with maple.http.post(f"{maple.url}/v1/files", data=photo(), headers=foreign) as answer:
        from_elsewhere = answer.status

    assert (bringing, getting, by_cookie, from_elsewhere) == (401, 401, 200, 403)


async def test_a_name_that_is_no_utf8_is_refused_and_one_in_the_address_is_taken(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    status, body = await ana.bring(photo(), **{"x-file-name": "%ff%fe.jpg"})
    path = f"{maple.url}/v1/files?name=Zo%C3%AB.jpg"
    async with maple.http.post(path, data=photo(), headers=ana.headers) as answer:
        named = await answer.json()

    assert (status, body["detail"][:12]) == (422, "X-File-Name:")
    assert named["name"] == "Zoë.jpg"


async def test_thirty_wait_at_the_most_and_taking_one_out_makes_room(maple: Running) -> None:
    ana, ben = await cast(maple, "Ana Reyes", "Ben Carter")
    mine = [await brought(ana, b"one more", "a.txt") for _ in range(file_limits.MOST_UNSENT)]
    status, body = await ana.bring(photo())

    assert (status, body["detail"]) == (429, file_limits.UNSENT)
    assert "tomorrow" in file_limits.UNSENT
    assert (await ben.bring(photo()))[0] == 201
    assert (await ben.ask("DELETE", f"/v1/files/{mine[0]}"))[0] == 404
    assert (await ana.ask("DELETE", f"/v1/files/{mine[0]}"))[0] == 204
    assert (await ana.open(mine[0]))[0] == 404
    await ana.post(await ana.conversation("family", "Mia"), sending(*mine[1:11]))
    assert (await ana.ask("DELETE", f"/v1/files/{mine[1]}"))[0] == 404  # it is part of a message
    assert (await ana.bring(photo()))[0] == 201


async def test_what_did_not_come_through_whole_is_not_among_the_thirty_that_wait(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    for _ in range(file_limits.MOST_UNSENT):
        await brought(ana, b"one more", "a.txt")
    assert (await ana.bring(photo()))[0] == 429
    file = schema.file
    half = update(file).where(file.c.message.is_(None)).values(ready_at=None)  # the hub died before the last parts
    await maple.hub.store.write(lambda one: one.connection.execute(half) and None, whose=Across.OPERATOR)

    assert (await ana.bring(photo()))[0] == 201


async def test_somebody_brings_so_much_in_a_day(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    its = await brought(ana)
    await ana.post(await ana.conversation("family", "Mia"), sending(its))
    file = schema.file
    much = update(file).where(file.c.id == its).values(bytes=file_limits.DAY_BYTES)
    await maple.hub.store.write(lambda one: one.connection.execute(much) and None, whose=Across.OPERATOR)
    status, body = await ana.bring(photo())

    assert (status, body["detail"]) == (429, file_limits.ENOUGH)
    maple.clock.ahead = timedelta(hours=25)
    assert (await ana.bring(photo()))[0] == 201


async def test_who_brings_too_fast_waits(records: Path) -> None:
    async with running(records, {"ROOMWIRE_POSTS_PER_S": "1"}) as maple:
        maple.hub.purse._each[Cost.UPLOAD].rate = replace(Cost.UPLOAD.value, waits_s=0.0)
        ana = await maple.somebody("Ana Reyes")
        answers = [(await ana.bring(b"x", "a.txt"))[0] for _ in range(16)]
        family = await ana.conversation("family", "Mia")
        await ana.post(family, "and messages are counted apart")

    assert answers[:10] == [201] * 10
    assert 429 in answers


async def test_what_is_not_sent_within_a_day_is_removed_and_what_was_sent_stays(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    sent, kept = await brought(ana), [await brought(ana) for _ in range(25)]
    await ana.post(await ana.conversation("family", "Mia"), sending(sent))
    store, now = maple.hub.store, maple.clock()

    assert await sweep(store, now + timedelta(hours=23)) == 0
    assert await sweep(store, now + timedelta(hours=25)) == 25
    assert await sweep(store, now + timedelta(hours=25)) == 0
    assert (await ana.open(sent))[0] == 200
    assert (await ana.open(kept[0]))[0] == 404
    assert await parts(maple) == (1, 2)


async def test_who_hangs_up_while_a_file_is_coming_leaves_nothing(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    its = urlsplit(maple.url)
    reader, writer = await asyncio.open_connection(its.hostname, its.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in {**ana.headers, "content-length": "9000"}.items())
    writer.write(f"POST /v1/files HTTP/1.1\r\nhost: x\r\n{head}\r\n".encode() + b"half of it")
    await writer.drain()
    writer.close()
    await writer.wait_closed()
    assert await brought(ana)

    assert (await parts(maple))[0] == 1
    assert maple.hub.uploads.taken == {}
    del reader


async def test_who_stands_still_while_a_file_is_coming_is_sent_away_and_holds_no_place(
    maple: Running, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(files, "STALLS_S", 0.2)
    ana = await maple.somebody("Ana Reyes")
    its = urlsplit(maple.url)
    reader, writer = await asyncio.open_connection(its.hostname, its.port)
    head = "".join(f"{name}: {value}\r\n" for name, value in {**ana.headers, "content-length": "9000"}.items())
    writer.write(f"POST /v1/files HTTP/1.1\r\nhost: x\r\n{head}\r\n".encode() + b"half of it")
    async with asyncio.timeout(10):
        answer = await reader.readline()
    writer.close()

    assert b" 503 " in answer  # and the page tries again by itself
    assert await brought(ana)
    assert (await parts(maple))[0] == 1


async def full(maple: Running, until: contextlib.AsyncExitStack) -> None:
    """Every place is taken, by other people."""
    for n in range(PLACES):
        await until.enter_async_context(maple.hub.uploads.one(f"p_{n}"))


@pytest.mark.only("sqlite")
async def test_where_many_files_come_in_at_once_the_next_waits_for_a_place_and_then_comes_again(
    maple: Running,
) -> None:
    ana, places = await maple.somebody("Ana Reyes"), maple.hub.uploads
    async with contextlib.AsyncExitStack() as others:
        await full(maple, others)
        bringing = asyncio.create_task(ana.bring(photo()))
        assert await asyncio.wait([bringing], timeout=0.5) == (set(), {bringing})
        await others.aclose()
        assert (await bringing)[0] == 201
        await full(maple, others)
        places.waits_s = 0.2
        status, body = await ana.bring(photo())

    assert (status, body["detail"]) == (503, BUSY)
    assert (await ana.bring(photo()))[0] == 201
    assert places.taken == {}


@pytest.mark.only("sqlite")
async def test_slow_files_of_one_person_stop_nobody_elses(maple: Running) -> None:
    ana, ben = await cast(maple, "Ana Reyes", "Ben Carter")
    its, lines = urlsplit(maple.url), []
    head = "".join(f"{name}: {value}\r\n" for name, value in {**ana.headers, "content-length": "9000"}.items())
    for _ in range(PLACES):
        lines.append(await asyncio.open_connection(its.hostname, its.port))
        lines[-1][1].write(f"POST /v1/files HTTP/1.1\r\nhost: x\r\n{head}\r\n".encode() + b"half of it")
    await until_taken(maple, {ana.id: EACH})

    assert (await ben.bring(photo()))[0] == 201
    assert maple.hub.uploads.taken == {ana.id: EACH}
    for _, writer in lines:
        writer.close()
    assert (await ana.bring(photo()))[0] == 201  # her own, too, once hers are through or gone
    await until_taken(maple, {})


async def until_taken(maple: Running, taken: dict[str, int]) -> None:
    async with asyncio.timeout(DEADLINE):
        while maple.hub.uploads.taken != taken:
            await asyncio.sleep(0.005)


async def test_bringing_files_makes_no_hub_look_busy(maple: Running) -> None:
    ana, store = await maple.somebody("Ana Reyes"), maple.hub.store
    family, before = await ana.conversation("family", "Mia"), store.lively
    await ana.post(family, "Hello")
    said = store.lively
    await brought(ana, PDF + bytes(range(256)) * 8_000, "plan.pdf")

    assert said > before
    assert store.lively == said


async def test_a_file_of_which_a_part_is_missing_cannot_be_sent_or_seen(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    its, file = await brought(ana), schema.file
    half = update(file).where(file.c.id == its).values(ready_at=None)  # the hub died before the last part
    await maple.hub.store.write(lambda one: one.connection.execute(half) and None, whose=Across.OPERATOR)
    family = await ana.conversation("family", "Mia")
    path = f"/v1/conversations/{family}/messages"

    assert (await ana.open(its))[0] == 404
    assert (await ana.ask("POST", path, {"item": sending(its)}, **{"idempotency-key": "k"}))[0] == 422
    assert await sweep(maple.hub.store, maple.clock() + timedelta(hours=25)) == 1


@pytest.mark.parametrize("how", ["sync", "hook"])
async def test_the_files_of_one_message_are_sent_once_however_often_they_are_posted(
    maple: Running, how: str
) -> None:
    ana = await maple.somebody("Ana Reyes")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    same = "c1" if how == "sync" else ""
    answers = await asyncio.gather(*(_posted(ana, family, file, same or f"c{n}") for n in range(6)))

    if same:
        assert {status for status, _ in answers} <= {200, 201}
        assert len({body["id"] for _, body in answers}) == 1
    else:
        assert sorted(status for status, _ in answers) == [201, *[422] * 5]
    assert len([one for one in await ana.messages(family) if one["item"]["type"] == "files"]) == 1


async def _posted(person: Somebody, conversation: str, file: str, cid: str) -> tuple[int, dict[str, str]]:
    path = f"/v1/conversations/{conversation}/messages"
    return await person.ask("POST", path, {"item": sending(file)}, **{"idempotency-key": cid})


async def test_a_backup_takes_photos_along_into_either_database(
    records: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    empty, file = tmp_path_factory.mktemp("empty"), tmp_path / "backup.zip"
    async with running(records) as maple:
        ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
        family, its = await ana.conversation("family", "Mia"), await brought(ana, from_a_phone())
        await ana.post(family, sending(its))
        before = await rosa.open(its)
        backup(maple.settings.database_url, file)
    assert restore(settings_for(empty).database_url, file)["file"] == 1
    async with running(empty, demo=False) as again:
        again.people, again.school = maple.people, maple.school
        after = await (await again.somebody("Rosa Alvarez")).open(its)

    assert (after[0], after[1]) == (before[0], before[1])
    assert broken(records) == broken(empty) == []


DAMAGE = {
    "delete from file_part where size = 'whole'": "Every photo and file is what was kept",
    "delete from file_part where size = 'small'": "Every photo and file is what was kept",
    "update file set sha256 = 'x'": "Every photo and file is what was kept",
    "update file set name = 'other.jpg'": "Every photo and file is what was kept",
    "update file set message = null": "Every photo and file is what was kept",
    "update file set message = 'm_none'": "Every photo and file that was sent",
}


async def test_verify_finds_what_is_missing_of_a_file_or_told_otherwise(records: Path) -> None:
    async with running(records) as maple:
        ana = await maple.somebody("Ana Reyes")
        await ana.post(await ana.conversation("family", "Mia"), sending(await brought(ana)))
        assert [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []
        for statement, promise in DAMAGE.items():
            found = await asyncio.to_thread(_broken_by, maple.settings.database_url, statement)
            assert any(one.startswith(promise) for one in found), statement
    assert broken(records) == []
    change(records, "update file set sha256 = 'x'")
    assert len(broken(records)) == 1


def _broken_by(url: str, statement: str) -> list[str]:
    """What verify finds after a statement that is then taken back."""
    with past_policies(url).connect() as connection, connection.begin() as back:
        connection.execute(text(statement))
        found = [one.promise for one in verify(connection) if one.broken]
        back.rollback()
    return found
