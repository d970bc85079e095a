"""What the hub answers is said in the reader's language, and every sentence stands in each catalog."""

from __future__ import annotations

import ast
import re
from pathlib import Path
from string import Formatter
from typing import Any

import pytest
from babel.messages.catalog import Catalog

from notifiers.writing.sentences import FOLDER, languages, said
from policies.people.facts import Power
from policies.sentence import as_sentence, in_turn, on_field, recalled, say, several
from policies.wording import listed
from tests.hub.running import Running, Somebody
from tests.sentences import MAKERS, bring_up, calls, key_of, keys, read

CATALOGS = sorted(FOLDER.glob("*/sentences.po"))
NO_CONVERSATION = {
    "en": "There is no such conversation, or it is not yours.",
    "es": "Esa conversación no existe, o no es suya.",
    "pl": "Nie ma takiej rozmowy albo nie jest Twoja.",
}


def holes(template: str) -> set[str]:
    """The names of its facts."""
    return {name for _, name, _, _ in Formatter().parse(template) if name is not None}


def forms(catalog: Catalog, key: str | tuple[str, str]) -> tuple[str, ...]:
    """Every translation of a key, one for each form where it has a plural; empty where it has none at all."""
    message = catalog.get(key if isinstance(key, str) else key[0])
    if message is None:
        return ()
    return (message.string,) if isinstance(message.string, str) else tuple(message.string)


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.name)
def test_every_sentence_stands_in_each_catalog_and_no_other(path: Path) -> None:
    catalog, code = read(path), keys()

    assert len(code) > 500
    assert {message.id for message in catalog if message.id} == code
    assert [key for key in code if not all(forms(catalog, key))] == []


@pytest.mark.parametrize("path", CATALOGS, ids=lambda path: path.parent.name)
def test_a_translation_has_the_facts_of_its_sentence_and_a_form_for_each_plural(path: Path) -> None:
    catalog = read(path)

    for key in keys():
        every = holes(key) if isinstance(key, str) else holes(key[0]) | holes(key[1])
        found = forms(catalog, key)
        assert len(found) == (1 if isinstance(key, str) else catalog.num_plurals), key
        for form in found:  # of one thing, a language need not say the number
            assert holes(form) - {"count"} == every - {"count"}, (key, form)
            assert holes(form) <= every, (key, form)


def test_a_sentence_is_given_each_fact_that_it_names_and_its_key_is_no_text_made_up_on_the_way() -> None:
    for path, call in calls():
        key = key_of(call)
        if key is None:
            assert isinstance(call.args[0], ast.Name | ast.Attribute | ast.Subscript), (path, ast.unparse(call))
        elif call.func.id != "key":
            named = holes(key) if isinstance(key, str) else holes(key[0]) | holes(key[1])
            given = {each.arg for each in call.keywords}
            assert named - {"count"} == given - {"count"}, (path, ast.unparse(call))
    assert {call.func.id for _, call in calls()} == set(MAKERS)  # else it would prove nothing


def test_catalogs_are_brought_up_to_date_by_a_command_that_keeps_what_was_translated(tmp_path: Path) -> None:
    (tmp_path / "pl").mkdir()
    old = tmp_path / "pl/sentences.po"
    kept = CATALOGS[-1].read_text(encoding="utf-8")
    old.write_text(
        kept.replace('msgid "Please sign in."', 'msgid "Please knock."'),
        encoding="utf-8",
    )

    bring_up(old)

    assert 'msgid "Please sign in."\nmsgstr ""' in old.read_text(encoding="utf-8")
    assert "Please knock" not in old.read_text(encoding="utf-8")
    assert len(re.findall('^msgstr ""$', old.read_text(encoding="utf-8"), re.MULTILINE)) == 2  # the header, and it


@pytest.mark.parametrize(
    ("count", "text"),
    [
        (1, "Powiadomienia push docierają na jedno urządzenie"),
        (3, "Powiadomienia push docierają na 3 urządzenia"),
        (5, "Powiadomienia push docierają na 5 urządzeń"),
        (22, "Powiadomienia push docierają na 22 urządzenia"),
    ],
)
def test_what_is_counted_is_said_in_the_form_of_its_number(count: int, text: str) -> None:
    sentence = several("Push goes to a device", "Push goes to {count} devices", count=count)

    assert said(sentence, "pl") == text


def test_facts_are_said_in_the_language_too_and_a_fields_name_stays() -> None:
    rooms = listed(["Acorns", "Oaks", "Saplings"])
    assert said(say("{person} is in charge of {rooms}.", person="Ines", rooms=rooms), "es") == (
        "Ines está a cargo de Acorns, Oaks y Saplings."
    )
    assert said(on_field("item.tagged", in_turn(say("The office calls."), say("It was withdrawn."))), "es") == (
        "item.tagged: La oficina llama. Se retiró."
    )
    assert said(as_sentence(say("no email address is known")), "pl") == "Adres e-mail nie jest znany."


def test_what_no_catalog_has_is_english_and_what_is_no_sentence_is_as_it_is() -> None:
    assert languages() == ("en", "es", "pl")
    assert said(say("Please sign in."), "xx") == "Please sign in."
    assert said(recalled("Nobody {knows} this one."), "es") == "Nobody {knows} this one."
    assert said(recalled("Please sign in."), "es") == "Por favor, inicie sesión."
    assert said("Please sign in.", "es") == "Please sign in."
    assert said(recalled(""), "es") == ""


async def speaks(who: Somebody, language: str) -> None:
    assert (await who.ask("PATCH", "/v1/me", {"language": language}))[0] == 200


async def refused(who: Somebody, **headers: str) -> Any:
    status, body = await who.ask("GET", "/v1/conversations/nowhere/messages", **headers)
    assert status == 404, body
    return body["detail"]


async def test_who_has_chosen_spanish_and_is_refused_reads_spanish_whatever_their_browser_says(
    maple: Running,
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    assert await refused(rosa) == NO_CONVERSATION["en"]

    await speaks(rosa, "es")

    assert await refused(rosa, **{"accept-language": "pl"}) == NO_CONVERSATION["es"]


async def test_on_a_socket_a_refusal_is_in_the_language_of_that_moment(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    async with rosa.device() as phone:
        for number, language in enumerate(("en", "es"), 1):
            await speaks(rosa, language)
            await phone.send({"t": "read", "i": number, "conversation": "nowhere", "n": 1})
            frame = await phone.until("error", lambda frame, number=number: frame["i"] == number)

            assert (frame["code"], frame["message"]) == ("not_found", NO_CONVERSATION[language])


@pytest.mark.parametrize(
    ("wanted", "text"),
    [
        ("es-MX, en;q=0.5", "La dirección de correo electrónico o la contraseña no es correcta."),
        ("pl", "Adres e-mail lub hasło jest nieprawidłowe."),
        ("fr", "The email address or the password is wrong."),
    ],
)
async def test_who_is_not_signed_in_is_answered_as_their_browser_asks(
    maple: Running, wanted: str, text: str
) -> None:
    its = {"email": "nobody@maplestreet.example", "password": "not the password at all"}
    answer = await maple.http.post(f"{maple.url}/v1/sign-in", json=its, headers={"accept-language": wanted})

    assert answer.status == 401
    assert (await answer.json())["detail"] == text


async def test_a_sentence_within_an_answer_is_in_the_readers_language(maple: Running) -> None:
    ines, mia = await maple.somebody("Ines Walker"), await child(maple)
    dana = await maple.somebody("Dana Novak")
    address = f"/v1/explain?who={dana.id}&may={Power.PICK_UP.value}&about={mia}"
    assert (await ines.get(address))["because"][0] == "Dana Novak is not on Mia Alvarez’s list for picking up."

    await speaks(ines, "es")

    said = (await ines.get(address))["because"]
    assert said[0] == "Dana Novak no está en la lista de quienes recogen a Mia Alvarez."
    assert said[1] == "La administración lo cambia en Niños, en Mia Alvarez."


async def child(maple: Running) -> str:
    """The id of Mia."""
    roster = maple.hub.schools[maple.school].snapshot.roster
    return next(one.id for one in roster.students.values() if one.name.startswith("Mia"))


async def test_titles_of_conversations_are_in_the_readers_language(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    assert {"Mia Alvarez’s teachers", "Acorns announcements"} <= await titles(rosa)

    await speaks(rosa, "es")

    assert {"Personal de Mia Alvarez", "Anuncios de Acorns"} <= await titles(rosa)


async def titles(who: Somebody) -> set[str]:
    """What this person's conversations are called."""
    return {one["title"] for one in await who.conversations()}
