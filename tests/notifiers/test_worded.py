"""What a phone shows and a text says in every language: what the rules say, in the letters that cost least."""

from __future__ import annotations

import tomllib
from collections.abc import Sequence
from dataclasses import replace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.kinds import kinds
from hub.plans import TO_ONE
from notifiers.notification import Notice
from notifiers.writing.words import ASKS, FOLDER, alert, answer, languages
from policies.answering import Unclear
from policies.bundling import together, worded
from policies.confirming import ASKS as CONFIRMED
from policies.facts import Urgency
from policies.reminding import ESCALATED, REMINDED, headline
from policies.segments import alert as text
from policies.segments import plain, segments
from policies.wishes import Category
from tests.school import ana

APP, LINK = "https://hub.example.org", "https://hub.example.org/s/Ab3dE_7x9Q"
DEARER = frozenset[str]()
"""Languages that no spelling brings into the alphabet of GSM: they cost more, and are named here."""
GSM = sorted(languages().keys() - DEARER)
OTHERS = sorted(set(languages()) - {"en"})
ITEMS = [(kind.name, item) for kind in kinds().values() for item in sorted(kind.items)]


def words(language: str) -> dict[str, Any]:
    return tomllib.loads((FOLDER / f"{language}.toml").read_text(encoding="utf-8"))


def loud(marked: Urgency) -> str:
    return "" if marked is Urgency.NORMAL else marked.value


@pytest.mark.parametrize("marked", list(Urgency))
@pytest.mark.parametrize(("kind", "item"), ITEMS)
def test_what_is_shared_is_told_in_english_as_the_rules_put_it(kind: str, item: str, marked: Urgency) -> None:
    its = kinds()[kind]
    notice = Notice(its.notice(item), ana.name, loud=loud(marked))

    assert alert("en", notice, "") == worded(its.headline(ana, item), marked)


@pytest.mark.parametrize("step", [REMINDED, ESCALATED])
@pytest.mark.parametrize("items", [1, 2, 17])
def test_so_is_what_waits_too_long(items: int, step: int) -> None:
    kind = "waiting" if step == REMINDED else "overdue"

    assert alert("en", Notice(kind, count=items), "") == headline(items, step)


def test_so_is_what_was_reported() -> None:
    assert {kind: alert("en", Notice(kind), "") for kind in TO_ONE} == {
        kind: one.body for kind, one in TO_ONE.items()
    }


several = st.lists(
    st.tuples(st.sampled_from(Category), st.sampled_from(["Ana", "Ben", "Ines", "Omar"])), min_size=2, max_size=9
)


@given(several)
def test_so_is_whatever_comes_together(about: list[tuple[Category, str]]) -> None:
    assert alert("en", Notice("several", count=len(about), about=tuple(about)), "") == together(about)


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ([("families", "Ana")] * 3, "3 mensajes nuevos de Ana"),
        ([("families", "Ana"), ("staff", "Ben")], "2 mensajes nuevos de Ana y Ben"),
        ([("day", "A"), ("day", "B"), ("day", "C"), ("day", "D")], "4 novedades de A, B y otras 2 personas"),
        ([("families", "Ana"), ("announcements", "Ines")], "1 mensaje nuevo de Ana, 1 anuncio nuevo de Ines"),
    ],
)
def test_several_alerts_are_one_sentence_in_spanish(about: Sequence[tuple[str, str]], shown: str) -> None:
    assert alert("es", Notice("several", count=len(about), about=tuple(about)), "") == shown


def test_what_is_told_of_in_spanish_is_loud_in_spanish() -> None:
    def told(its: str) -> str:
        return alert("es", Notice("announcement", "Ines Walker", loud=its), "New announcement from Ines Walker")

    assert told("") == "Anuncio nuevo de Ines Walker"
    assert told("urgent") == "Urgente: Anuncio nuevo de Ines Walker"
    assert told("emergency") == (
        "EMERGENCIA: Anuncio nuevo de Ines Walker. Abra el mensaje y confirme que lo ha visto."
    )
    assert told("drill").startswith("SIMULACRO, no hay emergencia: Anuncio nuevo de Ines Walker. ")
    assert set(CONFIRMED) == {Urgency(one) for one in ASKS}


def test_what_has_no_words_and_a_language_that_is_gone_are_told_in_the_plans_own() -> None:
    assert alert("es", Notice("other"), "Something new") == "Something new"
    assert alert("tlh", Notice("message", "Ana"), "") == "New message from Ana"


def alerts(language: str, who: str) -> list[str]:
    """Everything that a phone may show in a language."""
    known, found = words(language), []
    for kind, its in known["notices"].items():
        if "alert" in its:
            found += [alert(language, Notice(kind, who, count), "") for count in (1, 12)]
    found += [alert(language, Notice("message", who, loud=one), "") for one in ("urgent", "emergency", "drill")]
    for category in Category:
        for names in ([who], [who, "Ben"], [who, "Ben", "Ines"], [who, "Ben", "Ines", "Omar"]):
            about = tuple((category, name) for name in names)
            found.append(alert(language, Notice("several", count=len(about), about=about), ""))
    return found


@pytest.mark.parametrize("language", GSM)
def test_every_alert_is_in_the_letters_that_cost_least_and_one_text_whatever_the_accents_of_a_name(
    language: str,
) -> None:
    for said in alerts(language, "Ana Reyes"):
        assert segments(plain(said)).alphabet == "gsm", said
    for said in alerts(language, "José Rodríguez"):
        sent = text("Maple Street Children’s Center", said, LINK)
        assert segments(sent).count == 1, sent
        assert segments(sent).alphabet == "gsm", sent
        assert "José Rod" in sent or "José" not in said


SAID = {
    "nobody": "This number is not known to a school here. Ask the school to add it, or write in the app: {app}",
    "shared": "Several people have this number, so we cannot tell who wrote. Please answer in the app: {app}",
    "several": "Whom do you answer? Reply with the number alone: {choices}",
    "nothing": "There is no message here that a text can answer. Please write in the app: {app}",
}
FACTS = {
    "app": APP, "one": "Maple Street", "other": "Oak Lane", "why": "Announcements take no replies.",
    "choices": "1 Ana 9:04, 2 Ben 9:10",
}  # fmt: skip


def test_who_texts_what_cannot_be_placed_reads_what_to_do() -> None:
    assert {one.value: answer("en", one.value, **FACTS) for one in Unclear} == {
        name: said.format(**FACTS) for name, said in SAID.items()
    }
    assert answer("en", "refused", **FACTS) == f"Not sent: Announcements take no replies. {APP}"
    assert answer("en", "picture", app=APP) == f"A picture cannot be sent by text. Please send it in the app: {APP}"
    assert answer("en", "stopped_two", **FACTS) == (
        "Maple Street and Oak Lane send no more routine texts to this number. Emergencies still come. "
        "Text START to undo."
    )


@pytest.mark.parametrize("language", OTHERS)
def test_no_rule_speaks_english_in_another_language(language: str) -> None:
    for name in words(language)["answers"]:
        assert FACTS["why"] not in answer(language, name, **FACTS)


@pytest.mark.parametrize("language", GSM)
def test_every_answer_is_one_text_in_the_letters_that_cost_least(language: str) -> None:
    for name in words(language)["answers"]:
        its = segments(plain(answer(language, name, **FACTS)))
        assert (its.alphabet, its.count) == ("gsm", 1), name


def test_a_letter_that_costs_more_would_be_noticed() -> None:
    assert segments(plain(answer("es", "nobody", app=APP).replace("teléfono", "número"))).count == 2


@given(st.text(max_size=80), st.sampled_from(sorted(languages())), st.sampled_from(sorted(words("en")["notices"])))
def test_whatever_somebody_is_called_is_said_as_it_is(who: str, language: str, kind: str) -> None:
    notice = replace(Notice(kind, count=2), who=who)
    its = words(language)["notices"][kind].get("alert", "")

    assert alert(language, notice, "x") == (its.replace("{count}", "2").replace("{who}", who) if its else "x")
