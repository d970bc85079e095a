"""Everybody is told in their own language on every medium, and answered in it."""

from __future__ import annotations

import json
import tomllib
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from hub.deeds.remind import remind
from hub.deeds.unsorted import keep
from hub.errors import Unavailable
from hub.notices import notice_of
from hub.plans import hearers
from hub.store import journal
from notifiers.writing.words import FOLDER, alert
from tests.hub.pictures import PDF, photo
from tests.hub.running import Running, Somebody
from tests.hub.test_approval import hold
from tests.hub.test_bundles import in_minutes, looking, planned
from tests.hub.test_files import brought, sending
from tests.hub.test_holding import reviewing
from tests.hub.test_ladder import with_phone
from tests.hub.test_queue import decide
from tests.hub.test_reporting import reported
from tests.hub.test_telling import Telling, settled, telling, until
from tests.hub.test_unsorted import unsorted
from tests.hub.test_urgency import say
from tests.hub.texting import DANA, Texting, give, texting, texting_hub

__all__ = ["telling", "texting"]

HELLO = {"type": "text", "text": "Hello"}


async def speaks(who: Somebody, language: str = "es") -> None:
    status, body = await who.ask("PATCH", "/v1/me", {"language": language})
    assert status == 200, body


async def school_speaks(admin: Somebody, language: str = "es") -> None:
    status, body = await admin.ask("PUT", "/v1/settings/email", {"language": language})
    assert status == 200, body


async def everything_is_told_of(maple: Running) -> None:
    """Whatever anybody is ever told of happens once."""
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    ines = await maple.somebody("Ines Walker")
    family, day = await ana.conversation("family", "Mia"), await ana.conversation("day", "Mia")
    said = await ana.post(family, "Hello")
    for name, raw in (("garden.jpg", photo()), ("menu.pdf", PDF)):
        await ana.post(family, sending(await brought(ana, raw, name)))
    await ana.post(await ana.conversation("staff", "Acorns"), "Hello team")
    await ines.post(await ines.conversation("announcement", "Maple Street"), "Closed on Friday")
    await ana.post(day, {"type": "note", "text": "Peas"})
    await ana.post(day, {"type": "incident", "what": "A fall", "severity": "minor"})
    for loud in ("urgent", "emergency", "drill"):
        assert (await say(ines, family, "Come", loud))[0] == 201
    _, made = await reported(rosa, family, said["id"])
    assert (await ines.ask("POST", f"/v1/reports/{made['id']}", {"note": "We talked."}))[0] == 200
    await keep(maple.hub.schools[maple.school], unsorted(), maple.clock())
    await hold(maple, "message")
    await reviewing(ines, review_minutes=30)
    waiting = [(await ana.post(family, text))["id"] for text in ("One", "Two", "Three", "Four")]
    for message, how in zip(waiting, ("return", "decline"), strict=False):
        assert (await decide(ines, message, how, "Not so."))[0] == 200
    for minutes in (31, 61):
        maple.clock.ahead = timedelta(minutes=minutes)
        assert await remind(maple.hub.schools[maple.school], maple.clock())


async def test_in_english_everything_is_told_as_the_rules_put_it(maple: Running) -> None:
    await everything_is_told_of(maple)
    school = maple.hub.schools[maple.school]
    stored = await maple.hub.store.read(lambda one: journal.after(one, school.id, 0, 10_000))
    heard = [one for one in (hearers(school.snapshot, one) for one in stored) if one is not None]
    notices = [notice_of(school.snapshot, one.stored, one.headline.body) for one in heard]
    shown = [alert("en", one, "") for one in notices]

    known = tomllib.loads((FOLDER / "en.toml").read_text(encoding="utf-8"))["notices"]
    assert {one.kind for one in notices} == {kind for kind, its in known.items() if "alert" in its}
    assert {one.loud for one in notices} == {"", "urgent", "emergency", "drill"}
    assert shown == [one.headline.body for one in heard]


async def test_a_text_is_worded_for_whom_it_goes_to_and_the_others_read_their_own(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    await speaks(dana)
    wanted = {"conversation": family, "item": {"type": "text", "text": "Leo has a fever"}}
    _, preview = await ben.ask("POST", "/v1/preview", wanted)
    await ben.post(family, "Leo has a fever")
    text = await texting.text_to(DANA)
    await speaks(dana, "")
    await ben.post(family, "Leo sleeps")
    again = await texting.text_to(DANA, 2)

    assert "Mensaje nuevo de Ben Carter https://" in text["body"]
    assert "New message from Ben Carter https://" in again["body"]
    assert not {"Leo", "fever"} & set(text["body"].split())
    shown = {one["language"]: one for one in preview["texts"]["wordings"]}
    assert {language: (one["count"], one["segments"]) for language, one in shown.items()} == {
        "es": (1, 1), "en": (1, 1),
    }  # fmt: skip
    assert shown["es"]["text"].rpartition("/")[0] == text["body"].rpartition("/")[0]
    assert shown["en"]["text"].rpartition("/")[0] == again["body"].rpartition("/")[0]


async def test_a_school_that_speaks_spanish_does_so_on_a_phone_in_a_browser_and_by_text(telling: Telling) -> None:
    ana, rosa, family = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    address = telling.browsers.subscription("rosas-tablet")
    await rosa.ask("POST", "/v1/devices", {"provider": "webpush", "address": address})
    await school_speaks(ines)
    await ana.post(family, "Mia has a fever")
    await settled(telling.maple, 3)
    telling.maple.clock.ahead = timedelta(minutes=16)
    await until(lambda: bool(telling.texts.received))
    await say(ines, family, "Come at once", "emergency")
    await until(lambda: len(telling.fcm.received) == len(telling.browsers.received) == 2)
    await until(lambda: len(telling.texts.received) == 2)

    assert {one["title"] for one in telling.browsers.received} == {"Maple Street Children's Center"}
    loud = "EMERGENCIA: Mensaje nuevo de Ines Walker. Abra el mensaje y confirme que lo ha visto."
    for phone in (telling.fcm, telling.browsers):
        assert [one["body"] for one in phone.received] == ["Mensaje nuevo de Ana Reyes", loud]
    assert "Mensaje nuevo de Ana Reyes" in telling.texts.received[0]["body"]
    assert loud in telling.texts.received[1]["body"]
    assert "Mia" not in json.dumps([one["body"] for one in telling.fcm.received + telling.texts.received])


async def test_several_at_once_and_what_comes_once_a_day_are_one_sentence_in_the_readers_language(
    telling: Telling,
) -> None:
    ana, rosa, family = await with_phone(telling)
    await speaks(rosa)
    async with looking(telling, rosa, family):
        for text in ("Mia has a fever", "It is 38.5", "Please call"):
            await ana.post(family, text)
    telling.maple.clock.ahead = timedelta(seconds=25)
    await until(lambda: len(telling.fcm.received) == 1)
    hows = {"push": "digest", "email": "off", "sms": "off"}
    choices = [
        {"category": category, "medium": medium, "how": how}
        for category in ("families", "day")
        for medium, how in hows.items()
    ]
    await rosa.ask("PUT", "/v1/preferences", {"choices": choices, "digest_at": in_minutes(telling, 10)})
    await ana.post(family, "See you")
    await ana.post(await ana.conversation("day", "Mia"), {"type": "note", "text": "Peas"})
    await planned(telling, rosa)
    telling.maple.clock.ahead += timedelta(minutes=11)
    await until(lambda: len(telling.fcm.received) == 2)

    assert [one["body"] for one in telling.fcm.received] == [
        "3 mensajes nuevos de Ana Reyes", "1 mensaje nuevo de Ana Reyes, 1 novedad de Ana Reyes",
    ]  # fmt: skip


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The events that words were looked up for, in the order of the reads."""
    found: list[int] = []
    reads = journal.stored_at

    def noted(connection: Any, school: str, seqs: list[int]) -> Any:
        found.extend(seqs)
        return reads(connection, school, seqs)

    monkeypatch.setattr("hub.mailing.journal.stored_at", noted)
    return found


async def test_however_many_are_told_an_event_is_looked_up_once_and_in_english_never(
    telling: Telling, looked_up: list[int]
) -> None:
    _, rosa, _ = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    for number in range(30):
        await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": f"rosas-phone-{number}"})
    mails, everybody = len(telling.mail.received), await ines.conversation("announcement", "Maple Street")
    await ines.post(everybody, "Closed on Friday")
    await until(lambda: len(telling.fcm.received) == 31)
    await settled(telling.maple, 31)
    emailed = len(telling.mail.received) > mails
    english = list(looked_up)
    looked_up.clear()
    await school_speaks(ines)
    posted = await ines.post(everybody, "Closed on Monday")
    await until(lambda: len(telling.fcm.received) == 62)
    await settled(telling.maple, 62)

    assert len(english) == emailed  # for the emails alone
    assert looked_up == [posted["seq"]]
    assert {one["body"] for one in telling.fcm.received[31:]} == {"Anuncio nuevo de Ines Walker"}


async def test_where_the_words_cannot_be_looked_up_it_is_told_in_english_and_the_next_one_not(
    texting: Texting, monkeypatch: pytest.MonkeyPatch
) -> None:
    ben, dana, family = await texting.of_leo()
    await speaks(dana)

    def away(*_: object) -> None:
        raise Unavailable("The database is away.")

    with monkeypatch.context() as broken:
        broken.setattr("hub.mailing.journal.stored_at", away)
        await ben.post(family, "Leo has a fever")
        first = await texting.text_to(DANA)
    await ben.post(family, "Leo sleeps")
    second = await texting.text_to(DANA, 2)

    assert "New message from Ben Carter" in first["body"]
    assert "Mensaje nuevo de Ben Carter" in second["body"]


async def test_whose_language_is_not_there_any_more_is_told_in_english_and_answered_in_it(records: Path) -> None:
    await give(records, "language", Novak="tlh")
    async with texting_hub(records) as texting:
        ben, dana, family = await texting.of_leo()
        answer = await texting.texts.says(DANA, "Hello")
        _, preview = await ben.ask("POST", "/v1/preview", {"conversation": family, "item": HELLO})
        await ben.post(family, HELLO)
        text = await texting.text_to(DANA)
        language = (await dana.get("/v1/me"))["language"]

    assert language == "tlh"
    assert "New message from Ben Carter" in text["body"]
    assert "no message here that a text can answer" in answer
    assert [(one["language"], one["count"]) for one in preview["texts"]["wordings"]] == [("en", 2)]


# Answers


async def test_who_texts_us_is_answered_in_their_own_language(texting: Texting) -> None:
    ben, dana, family = await texting.of_leo()
    nothing = await texting.texts.says(DANA, "Hello")
    await speaks(dana)
    spanish = await texting.texts.says(DANA, "Hello again")
    await ben.post(family, "Which jacket?")
    await texting.text_to(DANA)
    picture = await texting.texts.says(DANA, "This one", NumMedia="1", MediaUrl0="https://api.twilio.com/x")
    stopped = await texting.texts.says(DANA, "Please stop texting me, I read it in the app")

    assert "no message here that a text can answer" in nothing
    assert "No hay un mensaje al que se pueda responder por SMS" in spanish
    assert "Las fotos no llegan por SMS" in picture
    assert "ya no manda SMS habituales a este teléfono" in stopped


async def test_a_rule_that_refuses_does_not_speak_english_to_who_reads_spanish(texting: Texting) -> None:
    ines, dana = await texting.maple.somebody("Ines Walker"), await texting.maple.somebody("Dana Novak")
    await ines.post(await ines.conversation("announcement", "Maple Street"), "Closed on Friday")
    await texting.text_to(DANA)
    english = await texting.texts.says(DANA, "Thank you")
    await speaks(dana)
    spanish = await texting.texts.says(DANA, "Gracias")

    assert "Announcements take no replies" in english
    assert "No se ha enviado. En la app se explica por qué: https://hub.example.org/maple" in spanish
    assert "Announcements" not in spanish


async def test_whose_number_it_is_not_is_answered_as_the_school_speaks(records: Path) -> None:
    await give(records, Marek=DANA)
    async with texting_hub(records) as texting:
        ben, dana, family = await texting.of_leo()
        ines = await texting.maple.somebody("Ines Walker")
        await speaks(dana)
        unknown = await texting.texts.says("+12025550999", "Hello")
        await school_speaks(ines)
        later = await texting.texts.says("+12025550998", "Hello")
        await ben.post(family, "Leo has a fever")
        await texting.text_to(DANA)
        shared = await texting.texts.says(DANA, "On my way")

    assert "not known to a school here" in unknown
    assert "Ninguna escuela conoce este teléfono" in later
    assert "Varias personas usan este teléfono" in shared
