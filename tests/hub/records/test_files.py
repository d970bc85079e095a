"""Photos and files over a running hub: who gets them in which state, and that nobody else ever does."""

import asyncio
import json
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import func, select

from hub.actions.records.open_file import Asking, opened, rest
from hub.errors import NotFound
from hub.queries.records import file_limits
from hub.store import schema
from hub.store.files import PIECE, WHOLE
from hub.store.row_security import Across
from hub.store.verify import verify
from notifiers.notification import Notice
from notifiers.tables import delivery
from notifiers.writing.words import said
from tests.hub.conversations.test_kinds import cast, mia
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import ana_in_saplings, imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.pictures import PDF, photo
from tests.hub.review.test_approval import everything_seen_by, hold
from tests.hub.running import Running, Somebody, running

NOBODY = "f_" + "x" * 20


async def brought(person: Somebody, raw: bytes | None = None, name: str = "garden.jpg") -> str:
    """The id of a file that must be taken."""
    status, body = await person.bring(photo() if raw is None else raw, name)
    assert status == 201, body
    return str(body["id"])


async def parts(maple: Running) -> tuple[int, int]:
    """How many files there are, and parts of them."""
    file, part = schema.file, schema.file_part
    return await maple.hub.store.read(
        lambda one: tuple(  # type: ignore[arg-type,return-value]
            one.execute(select(func.count()).select_from(table)).scalar_one() for table in (file, part)
        ),
        Across.OPERATOR,
    )


def sending(*files: str, text: str = "", **more: object) -> dict[str, Any]:
    return {"type": "files", "files": [{"id": one} for one in files], "text": text, **more}


async def who_gets(file: str, people: dict[str, Somebody]) -> set[str]:
    """Who of them gets it, in both sizes or in neither; everybody else is told what they are told of no file."""
    found = set()
    for name, person in people.items():
        answers = [await person.open(file, size) for size in ("", "small")]
        nothing = [await person.open(NOBODY, size) for size in ("", "small")]
        if [status for status, _, _ in answers] == [200, 200]:
            found.add(name)
            continue
        assert [one[:2] for one in answers] == [one[:2] for one in nothing], name
        assert [status for status, _, _ in answers] == [404, 404], name
    return found


STAFF = {"Ana", "Nora", "Ines"}
ALL = STAFF | {"Rosa", "Tom"}

TABLE: dict[str, set[str]] = {
    "not sent": {"Ana"},
    "held": STAFF,
    "shared": ALL,
    "approved": ALL,
    "returned": STAFF,
    "declined": STAFF,
    "withdrawn": {"Ines"},
    "withdrawn while it was held": {"Ines"},
    "taken out by its author": {"Ines"},
    "taken out by who approved": STAFF,
}
"""Of the cast: who gets a photo that Ana brought for Mia's family, in each state."""


async def every_state(ana: Somebody, ines: Somebody, family: str) -> dict[str, str]:
    """A photo of Ana's in each state of the table."""
    found = {state: await brought(ana) for state in TABLE}
    kept = {state: await brought(ana) for state in TABLE if state.startswith("taken out")}
    for state in ("shared", "withdrawn"):
        its = await ana.post(family, sending(found[state]))
        if state == "withdrawn":
            assert (await ana.ask("DELETE", f"/v1/messages/{its['id']}"))[0] == 200
    state = "taken out by its author"
    its = await ana.post(family, sending(kept[state], found[state]))
    assert (await ana.ask("PUT", f"/v1/messages/{its['id']}", {"item": sending(kept[state])}))[0] == 200

    await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
    answers = {
        "held": None, "approved": {"answer": "approve"}, "returned": {"answer": "return", "reason": "Blurred"},
        "declined": {"answer": "decline", "reason": "No"}, "withdrawn while it was held": None,
    }  # fmt: skip
    for state, answer in answers.items():
        its = await ana.post(family, sending(found[state]))
        assert its["sharing"] == "held"
        if answer is not None:
            assert (await ines.ask("POST", f"/v1/reviews/{its['id']}", answer))[0] == 200
    assert (await ana.ask("DELETE", f"/v1/messages/{its['id']}"))[0] == 200
    state = "taken out by who approved"
    its = await ana.post(family, sending(found[state], kept[state]))
    changed = {"answer": "approve", "item": sending(kept[state])}
    assert (await ines.ask("POST", f"/v1/reviews/{its['id']}", changed))[0] == 200
    await ines.ask("PUT", "/v1/settings/staff-only", {"message": False})
    return found


async def test_in_every_state_a_photo_is_got_by_exactly_those_who_read_the_message_it_is_in(
    records: Path, bundle: Path
) -> None:
    assert (await imported(records, elsewhere(records)))[0] == 0
    async with running(records) as maple:
        names = ("Ana Reyes", "Nora Lind", "Ines Walker", "Rosa Alvarez", "Tom Alvarez", "Ben Carter", "Dana Novak")
        people = {name.split()[0]: await maple.somebody(name) for name in names}
        people["Nora"] = await maple.somebody("Nora Lind", "staff")
        people |= {"Nora at home": await maple.somebody("Nora Lind", "guardian")}
        people |= {"Elm Ines": await at_elm(maple, "Ines Walker")}
        ana, ines, tom = people["Ana"], people["Ines"], people["Tom"]
        files = await every_state(ana, ines, await ana.conversation("family", "Mia"))

        assert {state: await who_gets(file, people) for state, file in files.items()} == TABLE

        await set_tie(ines, tom, await mia(tom), denials=[denial("see")])
        without = {state: who - {"Tom"} for state, who in TABLE.items()}
        assert {state: await who_gets(file, people) for state, file in files.items()} == without

        rewrite(bundle, "enrollments.csv", ana_in_saplings)
        assert (await imported(records, bundle))[0] == 0
        without = {state: who - {"Ana", "Tom"} for state, who in TABLE.items()} | {"not sent": {"Ana"}}
        assert {state: await who_gets(file, people) for state, file in files.items()} == without

        assert [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_a_held_photo_leaves_no_trace_on_a_familys_side(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family = await ana.conversation("family", "Mia")
    before = await everything_seen_by(rosa)
    file = await brought(ana)
    async with rosa.device() as phone, ines.device() as desk:
        await phone.live()
        await desk.live()
        held = await ana.post(family, sending(file, text="In the garden"))
        shown = await desk.event(kind="held")
        assert await phone.silence() == []
        assert await everything_seen_by(rosa) == before
        assert (await rosa.open(file))[0] == 404
        await ines.ask("POST", f"/v1/reviews/{held['id']}", {"answer": "approve"})
        released = await phone.event(kind="message")

    assert shown["item"] == released["item"]
    status, raw, _ = await rosa.open(file)
    assert (status, len(raw)) == (200, released["item"]["files"][0]["bytes"])


async def test_nora_never_gets_as_staff_what_is_held_about_her_own_child(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, nora = await maple.somebody("Ana Reyes"), await maple.somebody("Nora Lind", "staff")
    at_home = await maple.somebody("Nora Lind", "guardian")
    files = [await brought(ana), await brought(ana)]
    held = [await ana.post(await ana.conversation("family", about), sending(file))
            for about, file in zip(("Emil", "Mia"), files, strict=True)]  # fmt: skip

    assert (await nora.open(files[1]))[0] == 200  # as staff she gets what waits for others
    assert (await nora.open(files[0]))[0] == (await at_home.open(files[0]))[0] == 404
    await ines.ask("POST", f"/v1/reviews/{held[0]['id']}", {"answer": "approve"})
    assert (await at_home.open(files[0]))[0] == 200


def nora_is_an_admin(rows: list[dict[str, str]]) -> list[dict[str, str]]:
    for row in rows:
        if row["sourcedId"] == "rol-nora-lind-teacher":
            row["role"] = "principal"
    return rows


async def test_nora_gets_as_an_admin_nothing_that_was_taken_out_about_her_own_child(
    records: Path, bundle: Path
) -> None:
    rewrite(bundle, "roles.csv", nora_is_an_admin)
    assert (await imported(records, bundle))[0] == 0
    async with running(records) as maple:
        ines = await hold(maple, "message")
        ana, nora = await maple.somebody("Ana Reyes"), await maple.somebody("Nora Lind", "admin")
        at_home = await maple.somebody("Nora Lind", "guardian")
        gets: dict[str, list[int]] = {}
        for about in ("Emil", "Mia"):
            kept, out = await brought(ana), await brought(ana)
            family = await ana.conversation("family", about)
            held = await ana.post(family, sending(kept, out, text="He bit her"))
            changed = {"answer": "approve", "item": sending(kept, text="In the garden")}
            assert (await ines.ask("POST", f"/v1/reviews/{held['id']}", changed))[0] == 200
            said = f"/v1/messages/{held['id']}/revisions"
            gets[about] = [
                (await nora.open(kept))[0], (await nora.open(out))[0], (await nora.ask("GET", said))[0],
                (await ines.open(out))[0], (await ines.ask("GET", said))[0],
            ]  # fmt: skip
            if about == "Emil":
                assert [(await at_home.open(one))[0] for one in (kept, out)] == [200, 404]

        assert gets == {"Emil": [200, 404, 404, 200, 200], "Mia": [200] * 5}


async def test_what_is_told_of_a_file_is_the_hubs_word_and_a_repeat_is_the_same_message(maple: Running) -> None:
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family, file, letter = (
        await ana.conversation("family", "Mia"),
        await brought(ana),
        await brought(ana, PDF, "a.pdf"),
    )
    lies = {"id": file, "name": "../evil.exe", "media_type": "text/html", "bytes": 1, "width": 9, "height": 9}
    item = {"type": "files", "files": [lies, {"id": letter}], "text": ""}
    async with rosa.device() as phone, ana.device() as tablet:
        await phone.live()
        await tablet.live()
        await tablet.send({"t": "post", "i": 5, "conversation": family, "cid": "c1", "item": item})
        ok = await tablet.until("ok")
        shown = await phone.event(kind="message")
    again = await ana.post(family, sending(file, letter), cid="c1")
    other = await ana.ask(
        "POST", f"/v1/conversations/{family}/messages", {"item": sending(file)}, **{"idempotency-key": "c1"}
    )

    assert shown["item"]["files"] == [
        {"id": file, "name": "garden.jpg", "media_type": "image/jpeg", "bytes": len((await rosa.open(file))[1]),
         "width": 640, "height": 480},
        {"id": letter, "name": "a.pdf", "media_type": "application/pdf", "bytes": len(PDF), "width": None,
         "height": None},
    ]  # fmt: skip
    assert (again["id"], again["seq"]) == (ok["id"], ok["seq"])
    assert other[0] == 409


async def test_nobody_sends_what_is_anothers_was_sent_before_or_is_not_there(maple: Running) -> None:
    ana, ben, rosa = await cast(maple, "Ana Reyes", "Ben Carter", "Rosa Alvarez")
    family, hers, bens = await ana.conversation("family", "Mia"), await brought(ana), await brought(ben)
    said = await ana.post(family, sending(hers))
    fresh = await brought(ana)
    refused = [
        await ana.ask(
            "POST", f"/v1/conversations/{family}/messages", {"item": item}, **{"idempotency-key": f"k{n}"}
        )
        for n, item in enumerate(
            (sending(bens), sending(hers), sending(NOBODY), sending(fresh, hers), sending(fresh, fresh))
        )
    ]
    added = await ana.ask("PUT", f"/v1/messages/{said['id']}", {"item": sending(hers, fresh)})

    assert {status for status, _ in refused} == {422}
    assert len({body["detail"] for _, body in refused[:4]}) == 1
    assert "each file once" in refused[4][1]["detail"]
    assert added[0] == 422
    assert [one["id"] for one in await rosa.messages(family)] == [said["id"]]
    assert (await rosa.open(fresh))[0] == (await rosa.open(bens))[0] == 404
    assert (await ana.post(family, sending(fresh)))["sharing"] == "now"


async def test_who_approves_takes_photos_out_and_puts_none_in(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family, mine, hers = await ana.conversation("family", "Mia"), await brought(ines), await brought(ana)
    held = await ana.post(family, sending(hers))
    path = f"/v1/reviews/{held['id']}"

    assert (await ines.ask("POST", path, {"answer": "approve", "item": sending(hers, mine)}))[0] == 422
    assert (await ines.ask("POST", path, {"answer": "approve", "item": sending(mine)}))[0] == 422
    assert (await ines.ask("POST", path, {"answer": "approve", "item": sending(hers, text="Mia")}))[0] == 200
    assert (await rosa.open(hers))[0] == 200
    assert (await rosa.open(mine))[0] == 404
    (shown, *_) = await rosa.messages(family)
    assert shown["item"]["text"] == "Mia"
    assert shown["item"]["files"][0]["width"] == 640


async def test_an_admin_who_opens_what_was_withdrawn_is_on_record(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    said = await ana.post(family, sending(file))
    await ana.ask("DELETE", f"/v1/messages/{said['id']}")

    async def record() -> list[tuple[str, str]]:
        return [(one["what"], one["about"]) for one in (await ines.get("/v1/audit"))["items"]]

    assert ("read_revisions", said["id"]) not in await record()
    assert (await ana.open(file))[0] == 404
    assert (await ines.open(file))[0] == 200
    assert ("read_revisions", said["id"]) in await record()


@pytest.mark.parametrize("setting", [True, False])
async def test_a_photo_of_a_child_without_consent_waits_whatever_the_school_set_about_names(
    maple: Running, setting: bool
) -> None:
    ana, ines, rosa = await cast(maple, "Ana Reyes", "Ines Walker", "Rosa Alvarez")
    await ines.ask("PUT", "/v1/settings/review", {"hold_names": setting})
    family, child = await ana.conversation("family", "Mia"), await mia(rosa)
    plain, tagged = await brought(ana), await brought(ana)

    assert (await ana.post(family, sending(plain)))["sharing"] == "now"
    assert (await ana.post(family, sending(tagged, tagged=[child])))["sharing"] == "held"
    (waiting,) = (await ines.get("/v1/reviews"))["items"]
    assert waiting["why"] == "Mia Alvarez is on a photo, and there is no consent to photos."
    assert (await rosa.open(tagged))[0] == 404


async def test_the_name_of_a_file_that_names_another_familys_child_makes_it_wait(maple: Running) -> None:
    ana, ines = await cast(maple, "Ana Reyes", "Ines Walker")
    family = await ana.conversation("family", "Mia")
    mias, leos = await brought(ana, PDF, "report.pdf"), await brought(ana, PDF, "Leo_Novak.pdf")

    assert (await ana.post(family, sending(mias)))["sharing"] == "now"
    assert (await ana.post(family, sending(leos)))["sharing"] == "held"
    assert "Leo Novak" in (await ines.get("/v1/reviews"))["items"][0]["why"]


async def test_a_parent_tags_nobody_elses_child(maple: Running) -> None:
    rosa, dana = await cast(maple, "Rosa Alvarez", "Dana Novak")
    family, file = await rosa.conversation("family", "Mia"), await brought(rosa)
    leo = next(one["student"] for one in await dana.conversations() if "Leo" in (one["student_name"] or ""))
    path = f"/v1/conversations/{family}/messages"
    refused = [
        await rosa.ask("POST", path, {"item": sending(file, tagged=[one])}, **{"idempotency-key": one})
        for one in (leo, "stu_nobody")
    ]

    assert [status for status, _ in refused] == [422, 422]
    assert refused[0][1]["detail"] == refused[1][1]["detail"]
    assert (await rosa.post(family, sending(file, tagged=[await mia(rosa)])))["sharing"] == "now"


async def test_an_announcement_takes_photos_and_every_family_of_it_gets_them_and_no_other(maple: Running) -> None:
    ana, rosa, dana = await cast(maple, "Ana Reyes", "Rosa Alvarez", "Dana Novak")
    room, file = await ana.conversation("announcement", "Acorns"), await brought(ana)
    await ana.post(room, sending(file, text="Our garden"))

    assert (await rosa.open(file))[0] == 200
    assert (await dana.open(file))[0] == 404


async def test_a_preview_says_who_is_told_of_a_photo_and_how(maple: Running) -> None:
    ana, ben = await cast(maple, "Ana Reyes", "Ben Carter")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    status, body = await ana.ask("POST", "/v1/preview", {"conversation": family, "item": sending(file)})
    other = await ben.ask("POST", "/v1/preview", {"conversation": family, "item": sending(file)})

    assert status == 200, body
    assert {one["name"] for one in body["recipients"]} >= {"Rosa Alvarez"}
    assert other[0] == 422
    assert "is not yours" in json.dumps(other[1])


async def test_what_was_returned_is_sent_anew_with_its_photos_and_keeps_its_own(maple: Running) -> None:
    ines = await hold(maple, "message")
    ana, rosa = await cast(maple, "Ana Reyes", "Rosa Alvarez")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    first = await ana.post(family, sending(file, text="With Leo"))
    await ines.ask("POST", f"/v1/reviews/{first['id']}", {"answer": "return", "reason": "Not with his name"})
    second = await ana.post(family, sending(file, text="In the garden"), cid="anew")
    again = await ana.post(family, sending(file, text="In the garden"), cid="anew")
    await ines.ask("POST", f"/v1/reviews/{second['id']}", {"answer": "approve"})

    (shown,) = await rosa.messages(family)
    (its,) = shown["item"]["files"]
    assert again["id"] == second["id"] == shown["id"] != first["id"]
    assert its["id"] != file
    assert (await rosa.open(its["id"]))[:2] == (200, (await ana.open(file))[1])
    assert (await rosa.open(its["id"], "small"))[:2] == (200, (await ana.open(file, "small"))[1])
    assert (await rosa.open(file))[0] == 404
    assert [one.promise for one in await maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def returned(maple: Running) -> tuple[str, str]:
    """A conversation, and a photo of a message in it that was returned to Ana."""
    ines = await hold(maple, "message")
    ana = await maple.somebody("Ana Reyes")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    first = await ana.post(family, sending(file))
    assert (await ines.ask("POST", f"/v1/reviews/{first['id']}", {"answer": "return", "reason": "No"}))[0] == 200
    return family, file


async def test_however_often_what_was_returned_is_sent_anew_it_is_the_same_message_and_one_more_photo(
    maple: Running,
) -> None:
    family, file = await returned(maple)
    ana = await maple.somebody("Ana Reyes")
    first = await ana.post(family, sending(file), cid="anew")
    there = await parts(maple)
    assert there[0] == 2
    one_more = [await brought(ana, b"one more", "a.txt") for _ in range(file_limits.MOST_UNSENT)]
    again = [await ana.post(family, sending(file), cid="anew") for _ in range(3)]

    assert {one["id"] for one in again} == {first["id"]}
    for one in one_more:
        assert (await ana.ask("DELETE", f"/v1/files/{one}"))[0] == 204
    assert await parts(maple) == there


async def test_sent_anew_many_times_at_once_it_is_one_message_and_leaves_no_copies(maple: Running) -> None:
    family, file = await returned(maple)
    ana = await maple.somebody("Ana Reyes")
    posted = await asyncio.gather(*(ana.post(family, sending(file), cid="anew") for _ in range(6)))

    assert len({one["id"] for one in posted}) == 1
    assert (await parts(maple))[0] == 2


async def test_where_no_message_comes_of_what_is_sent_anew_no_copies_stay(maple: Running) -> None:
    family, file = await returned(maple)
    ana, there = await maple.somebody("Ana Reyes"), await parts(maple)
    path = f"/v1/conversations/{family}/messages"
    await ana.post(family, "Something else", cid="taken")
    refused = await ana.ask("POST", path, {"item": sending(file)}, **{"idempotency-key": "taken"})
    nowhere = await ana.ask(
        "POST", "/v1/conversations/c_none/messages", {"item": sending(file)}, **{"idempotency-key": "nowhere"}
    )

    assert (refused[0], nowhere[0]) == (409, 404)
    assert await parts(maple) == there


@pytest.mark.parametrize("ending", ["declined", "returned and discarded"])
async def test_what_was_declined_or_discarded_is_not_sent_again(maple: Running, ending: str) -> None:
    ines = await hold(maple, "message")
    ana = await maple.somebody("Ana Reyes")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    first = await ana.post(family, sending(file))
    answer = {"answer": "decline" if ending == "declined" else "return", "reason": "No"}
    assert (await ines.ask("POST", f"/v1/reviews/{first['id']}", answer))[0] == 200
    if ending != "declined":
        assert (await ana.ask("DELETE", f"/v1/messages/{first['id']}"))[0] == 200
    path = f"/v1/conversations/{family}/messages"

    assert (await ana.ask("POST", path, {"item": sending(file)}, **{"idempotency-key": "k"}))[0] == 422


async def test_phones_say_that_a_photo_or_a_file_came_and_name_no_child(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    await ana.post(family, sending(await brought(ana), text="Mia in the garden"))
    await ana.post(family, sending(await brought(ana, PDF, "Mia.pdf")))
    await settled(maple, 4)
    told = await maple.hub.store.read(
        lambda one: set(one.execute(select(delivery.c.body)).scalars()), Across.OPERATOR
    )

    assert told == {"New photo from Ana Reyes", "New file from Ana Reyes"}
    assert said("es", Notice("photo", "Ana"), "Maple", "").lead == "Ana le ha enviado una foto."
    assert said("en", Notice("file", "Ana"), "Maple", "").lead == "Ana sent you a file."


async def test_a_long_file_breaks_off_where_its_reader_loses_the_right_to_it_meanwhile(maple: Running) -> None:
    ana, ines, tom = await cast(maple, "Ana Reyes", "Ines Walker", "Tom Alvarez")
    raw = PDF + bytes(range(256)) * 5_000
    its = await brought(ana, raw, "plan.pdf")
    await ana.post(await ana.conversation("family", "Mia"), sending(its))
    school, asking = maple.hub.schools[maple.school], Asking(tom.id, its, WHOLE)
    whole = (await opened(school, asking)).first + b"".join([one async for one in rest(school, asking)])
    pieces = rest(school, asking)
    second = await anext(pieces)
    await set_tie(ines, tom, await mia(tom), denials=[denial("see")])

    assert whole == raw
    assert second == raw[PIECE : 2 * PIECE]
    assert [one async for one in pieces] == []
    with pytest.raises(NotFound):
        await opened(school, asking)


async def test_an_admin_who_opens_a_photo_from_outside_its_rooms_is_on_record(maple: Running) -> None:
    ana, omar = await cast(maple, "Ana Reyes", "Omar Haddad")
    family, file = await ana.conversation("family", "Mia"), await brought(ana)
    await ana.post(family, sending(file))

    async def record() -> list[tuple[str, str, str]]:
        return [(one["person"], one["what"], one["about"]) for one in (await omar.get("/v1/audit"))["items"]]

    assert (omar.id, "read_conversation", family) not in await record()
    assert (await omar.open(file, "small"))[0] == 200
    assert (omar.id, "read_conversation", family) in await record()
