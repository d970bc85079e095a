"""Everybody is told in their own language on every medium, and answered in it."""

from __future__ import annotations

import json
import shutil
from collections.abc import Mapping
from datetime import timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from babel.messages.catalog import Catalog
from babel.messages.pofile import write_po
from sqlalchemy import update

from hub.actions.inbound.unsorted import keep
from hub.actions.people.idle_sessions import BEFORE, idle
from hub.actions.review.remind import remind
from hub.errors import Unavailable
from hub.notify.audience import alert_of
from hub.notify.notices import notice_of
from hub.store import journal
from hub.store.row_security import Across
from notifiers.notification import Notice
from notifiers.tables import delivery
from notifiers.writing import catalogs
from notifiers.writing.words import alert
from policies.notify.segments import segments
from tests.hub.conversations.test_urgency import say
from tests.hub.inbound.test_unsorted import unsorted
from tests.hub.notify.test_bundles import in_minutes, looking, planned
from tests.hub.notify.test_ladder import with_phone
from tests.hub.notify.test_telling import Telling, settled, telling, until
from tests.hub.people.test_sessions import ends_in
from tests.hub.pictures import PDF, photo
from tests.hub.records.test_files import brought, sending
from tests.hub.records.test_reporting import reported
from tests.hub.review.test_approval import hold
from tests.hub.review.test_holding import reviewing
from tests.hub.review.test_queue import decide
from tests.hub.running import Running, Somebody
from tests.hub.texting import DANA, Texting, give, texting, texting_hub
from tests.notifiers.test_worded import keys

__all__ = ["telling", "texting"]

HELLO = {"type": "text", "text": "Hello"}


async def speaks(who: Somebody, language: str = "es") -> None:
    status, body = await who.ask("PATCH", "/v1/me", {"language": language})
    assert status == 200, body


async def school_speaks(admin: Somebody, language: str = "es") -> None:
    status, body = await admin.ask("PUT", "/v1/settings/email", {"language": language})
    assert status == 200, body


async def unused(maple: Running) -> None:
    """Tom has not opened his phone for half a year."""
    tom = await maple.somebody("Tom Alvarez")
    await tom.ask("POST", "/v1/devices", {"provider": "fcm", "address": "toms-phone"})
    for left in (BEFORE, timedelta()):
        await ends_in(maple, tom, left)
        await idle(maple.hub.store, [maple.school], maple.clock())


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
    assert (await rosa.ask("PATCH", "/v1/me", {"display_name": "Rosie Alvarez"}))[0] == 200
    (wish,) = (await ines.get("/v1/name-wishes"))["items"]
    assert (await ines.ask("POST", f"/v1/name-wishes/{wish['id']}", {"answer": "decline", "reason": "No"}))[
        0
    ] == 200
    await keep(maple.hub.schools[maple.school], unsorted(), maple.clock())
    await unused(maple)
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
    stored = await maple.hub.store.read(lambda one: journal.after(one, school.id, 0, 10_000), Across.OPERATOR)
    heard = [one for one in (alert_of(school.snapshot, one) for one in stored) if one is not None]
    notices = [notice_of(school.snapshot, one) for one in heard]
    shown = [alert("en", one, "") for one in notices]

    events = set(keys("notices.", ".alert")) - {"account_texted"}  # an invitation, which stands in no journal
    assert {one.kind for one in notices} == events
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


async def test_a_polish_text_goes_without_its_letters_is_shown_so_before_and_is_answered_in_polish(
    texting: Texting,
) -> None:
    ben, dana, family = await texting.of_leo()
    await speaks(dana, "pl")
    _, preview = await ben.ask("POST", "/v1/preview", {"conversation": family, "item": HELLO})
    await ben.post(family, HELLO)
    text = await texting.text_to(DANA)
    picture = await texting.texts.says(DANA, "To zdjęcie", NumMedia="1", MediaUrl0="https://api.twilio.com/x")
    stopped = await texting.texts.says(DANA, "Please stop texting me, I read it in the app")
    (shown,) = [one for one in preview["texts"]["wordings"] if one["language"] == "pl"]

    assert "Nowa wiadomosc od: Ben Carter https://" in text["body"]
    assert shown["text"].rpartition("/")[0] == text["body"].rpartition("/")[0]
    assert (shown["count"], shown["alphabet"], shown["segments"]) == (1, "gsm", 1)
    assert "Zdjec nie mozna wyslac SMS-em" in picture
    assert "nie wysyla juz zwyklych SMS-ow" in stopped
    assert {segments(said).alphabet for said in (picture, stopped)} == {"gsm"}


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


async def test_a_school_that_speaks_polish_does_so_on_a_phone_by_text_and_by_email(telling: Telling) -> None:
    ana, _, family = await with_phone(telling)
    await school_speaks(await telling.maple.somebody("Ines Walker"), "pl")
    mails = len(telling.mail.received)
    await ana.post(family, "Mia has a fever")
    await settled(telling.maple, 2)
    telling.maple.clock.ahead = timedelta(minutes=16)
    await until(lambda: bool(telling.texts.received))
    mailed = telling.mail.received[mails]["message"]

    assert [one["body"] for one in telling.fcm.received] == ["Nowa wiadomość od: Ana Reyes"]
    assert "Nowa wiadomosc od: Ana Reyes http" in telling.texts.received[0]["body"]
    assert "Ana Reyes przesyła wiadomość." in mailed.get_body(("plain",)).get_content()
    assert mailed["Subject"] == "Wiadomości – Maple Street Children's Center"


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


def translated(language: str, sentences: Mapping[str, str | tuple[str, ...]]) -> bytes:
    """The alerts of a language, as a translator's program writes them; what is not said here stays English."""
    english, made, raw = catalogs.read("en", "alerts"), Catalog(locale=language), BytesIO()
    for its in english:
        if key := its.id if isinstance(its.id, str) else its.id[0]:
            words = sentences.get(key, its.string if isinstance(its.string, str) else its.string[1])
            forms = (words,) * made.num_plurals if isinstance(words, str) else words
            made.add(its.id, forms if its.pluralizable else words)
    write_po(raw, made)
    return raw.getvalue()


CZECH = {
    "name": "Čeština",
    "notices.message.alert": "Nová zpráva od: {who}",
    "together.families": (
        "{count} nová zpráva od: {names}", "{count} nové zprávy od: {names}", "{count} nových zpráv od: {names}",
    ),
}  # fmt: skip


async def test_a_language_is_added_as_a_folder_and_found_by_everybody_who_may_choose_it(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, telling: Telling
) -> None:
    shutil.copytree(catalogs.FOLDER, tmp_path / "languages")
    (tmp_path / "languages" / "cs").mkdir()
    (tmp_path / "languages" / "cs" / "alerts.po").write_bytes(translated("cs", CZECH))
    ana, rosa, family = await with_phone(telling)
    before = await rosa.ask("PATCH", "/v1/me", {"language": "cs"})
    monkeypatch.setattr(catalogs, "FOLDER", tmp_path / "languages")
    await speaks(rosa, "cs")
    ines = await telling.maple.somebody("Ines Walker")
    me, school = await rosa.get("/v1/me"), await ines.get("/v1/settings/email")
    await ana.post(family, "Mia has a fever")
    await until(lambda: len(telling.fcm.received) == 1)
    told = [alert("cs", Notice("several", about=(("families", "Ana"),) * count), "") for count in (1, 2, 5, 22)]

    assert before[0] == 422
    assert {"id": "cs", "name": "Čeština"} in me["languages"] == school["languages"]
    assert [one["body"] for one in telling.fcm.received] == ["Nová zpráva od: Ana Reyes"]
    assert told == [
        "1 nová zpráva od: Ana", "2 nové zprávy od: Ana", "5 nových zpráv od: Ana", "22 nových zpráv od: Ana",
    ]  # fmt: skip


@pytest.fixture
def looked_up(monkeypatch: pytest.MonkeyPatch) -> list[int]:
    """The events that words were looked up for, in the order of the reads."""
    found: list[int] = []
    reads = journal.stored_at

    def noted(connection: Any, school: str, seqs: list[int]) -> Any:
        found.extend(seqs)
        return reads(connection, school, seqs)

    monkeypatch.setattr("hub.notify.rendering.journal.stored_at", noted)
    return found


async def test_however_many_are_told_nothing_is_looked_up_for_their_words(
    telling: Telling, looked_up: list[int]
) -> None:
    _, rosa, _ = await with_phone(telling)
    ines = await telling.maple.somebody("Ines Walker")
    for number in range(19):
        await rosa.ask("POST", "/v1/devices", {"provider": "fcm", "address": f"rosas-phone-{number}"})
    mails, everybody = len(telling.mail.received), await ines.conversation("announcement", "Maple Street")
    await school_speaks(ines)
    await ines.post(everybody, "Closed on Monday")
    await until(lambda: len(telling.fcm.received) == 20)
    await settled(telling.maple, 20)

    assert len(telling.mail.received) > mails
    assert looked_up == []
    assert {one["body"] for one in telling.fcm.received} == {"Anuncio nuevo de Ines Walker"}


async def planned_before_0024(maple: Running) -> None:
    """What waits in the outbox was put there by a hub that kept no more of it than its headline."""
    await maple.hub.store.write(
        lambda one: one.connection.execute(update(delivery).values(notice="")), whose=Across.OPERATOR
    )


async def test_what_an_older_hub_planned_is_told_in_the_readers_language_and_in_english_while_the_database_is_away(
    telling: Telling, looked_up: list[int], monkeypatch: pytest.MonkeyPatch
) -> None:
    ana, rosa, family = await with_phone(telling)
    await speaks(rosa)
    both = []
    for text in ("Mia has a fever", "Mia sleeps"):
        async with looking(telling, rosa, family):
            both.append((await ana.post(family, text))["seq"])
            await planned(telling, rosa)
        await planned_before_0024(telling.maple)
        if len(both) == 2:
            monkeypatch.setattr("hub.notify.rendering.journal.stored_at", away)
        telling.maple.clock.ahead += timedelta(seconds=25)
        await until(lambda: len(telling.fcm.received) == len(both))

    assert set(looked_up) == {both[0]}  # again where the one who was to tell it was slow
    assert [one["body"] for one in telling.fcm.received] == [
        "Mensaje nuevo de Ana Reyes", "New message from Ana Reyes",
    ]  # fmt: skip


def away(*_: object) -> None:
    raise Unavailable("The database is away.")


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
