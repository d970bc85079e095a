"""What a phone shows and a text says in every language: what the rules say, in the letters that cost least."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.events import events
from channels.kinds import kinds
from notifiers.notification import Notice
from notifiers.writing.catalogs import read, several
from notifiers.writing.headlines import HEADLINES, told_by
from notifiers.writing.words import ASKS, DOMAIN, alert, answer, languages, said
from policies.inbound.answering import Unclear
from policies.notify.bundling import together, worded
from policies.notify.confirming import ASKS as CONFIRMED
from policies.notify.preferences import Category
from policies.notify.segments import alert as text
from policies.notify.segments import plain, segments
from policies.people.facts import Urgency
from policies.review.reminding import ESCALATED, REMINDED, headline
from tests.school import ana

APP, LINK = "https://hub.example.org", "https://hub.example.org/s/Ab3dE_7x9Q"
DEARER = frozenset[str]()
"""Languages that no spelling brings into the alphabet of GSM: they cost more, and are named here."""
BARE = {"pl"}
"""Languages that a text goes without some letters of, and is read all the same; a phone shows them in an alert."""
GSM = sorted(languages().keys() - DEARER)
OTHERS = sorted(set(languages()) - {"en"})
ITEMS = [(kind.name, item) for kind in kinds().values() for item in sorted(kind.items)]


def keys(start: str, end: str = "") -> list[str]:
    """What every language has words for, between what a key begins and ends with."""
    found = [str(its.id if isinstance(its.id, str) else its.id[0]) for its in read("en", DOMAIN) if its.id]
    return [
        key.removeprefix(start).removesuffix(end) for key in found if key.startswith(start) and key.endswith(end)
    ]


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
    assert {kind: alert("en", Notice(kind), "") for kind in events()} == {
        kind: one.headline for kind, one in events().items()
    }


together_ = st.lists(
    st.tuples(st.sampled_from(Category), st.sampled_from(["Ana", "Ben", "Ines", "Omar"])), min_size=2, max_size=9
)


@given(together_)
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


@pytest.mark.parametrize(
    ("count", "waits", "new"),
    [
        (1, "1 element czeka na Twoje zatwierdzenie", "1 nowa wiadomość od: Ana"),
        (2, "2 elementy czekają na Twoje zatwierdzenie", "2 nowe wiadomości od: Ana"),
        (5, "5 elementów czeka na Twoje zatwierdzenie", "5 nowych wiadomości od: Ana"),
        (12, "12 elementów czeka na Twoje zatwierdzenie", "12 nowych wiadomości od: Ana"),
        (22, "22 elementy czekają na Twoje zatwierdzenie", "22 nowe wiadomości od: Ana"),
    ],
)
def test_each_number_has_its_own_form_in_polish(count: int, waits: str, new: str) -> None:
    about = (("families", "Ana"),) * count

    assert alert("pl", Notice("waiting", count=count), "") == waits
    assert said("pl", Notice("waiting", count=count), "Maple", "").lead == f"{waits}."
    assert alert("pl", Notice("several", count=count, about=about), "") == new


def test_names_are_listed_as_each_language_lists_them() -> None:
    about = tuple(("day", name) for name in ("Ana", "Ben", "Ines", "Omar", "Zofia"))
    parent, of_one = (Notice("message", "Rosa", parent_of=its) for its in (("Luca", "Mia"), ("Mia",)))

    assert {
        one: alert(one, Notice("several", about=about), "").partition(" ")[2] for one in ("en", "es", "pl")
    } == {
        "en": "updates from Ana, Ben and 3 others",
        "es": "novedades de Ana, Ben y otras 3 personas",
        "pl": "nowych informacji od: Ana, Ben i 3 inne osoby",
    }
    assert [alert(one, parent, "").partition("Rosa")[2] for one in ("en", "es", "pl")] == [
        ", parent of Luca and Mia", ", de la familia de Luca y Mia", ", rodzic dzieci: Luca i Mia",
    ]  # fmt: skip
    assert alert("pl", of_one, "") == "Nowa wiadomość od: Rosa, rodzic dziecka: Mia"


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
    found = [
        alert(language, Notice(kind, who, count), "") for kind in keys("notices.", ".alert") for count in (1, 2, 12)
    ]
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
    for shown in alerts(language, "Ana Reyes"):
        assert segments(plain(shown)).alphabet == "gsm" or language in BARE, shown
    for shown in alerts(language, "José Rodríguez"):
        sent = text("Maple Street Children’s Center", shown, LINK)
        assert segments(sent).count == 1, sent
        assert segments(sent).alphabet == "gsm", sent
        assert "José Rod" in sent or "José" not in shown


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
    for name in keys("answers."):
        assert FACTS["why"] not in answer(language, name, **FACTS)


@pytest.mark.parametrize("language", GSM)
def test_every_answer_is_one_text_in_the_letters_that_cost_least(language: str) -> None:
    for name in keys("answers."):
        its = segments(plain(answer(language, name, **FACTS)))
        assert (its.alphabet, its.count) == ("gsm", 1), name


def test_a_polish_alert_has_its_letters_on_a_phone_and_in_a_text_only_where_they_cost_nothing() -> None:
    shown = alert("pl", Notice("photo", "Łucja Żak"), "")
    long, short = text("Maple Street", shown, LINK), text("Oak", shown, "https://x.io/s/a")

    assert shown == "Nowe zdjęcie od: Łucja Żak"
    assert long == f"Maple Street: Nowe zdjecie od: Lucja Zak {LINK}"
    assert short == f"Oak: {shown} https://x.io/s/a"
    assert [(segments(sent).alphabet, segments(sent).count) for sent in (long, short)] == [("gsm", 1), ("ucs2", 1)]


def test_a_letter_that_costs_more_would_be_noticed() -> None:
    assert segments(plain(answer("es", "nobody", app=APP).replace("teléfono", "número"))).count == 2


notices = st.builds(
    Notice, st.text(), st.text(), st.integers(), st.text(), st.text(),
    st.lists(st.tuples(st.text(), st.text())).map(tuple), st.none() | st.lists(st.text()).map(tuple),
)  # fmt: skip


@given(notices)
def test_a_notice_comes_out_of_the_outbox_as_it_went_in(notice: Notice) -> None:
    assert Notice.unpacked(notice.packed()) == notice


def test_what_a_newer_hub_kept_of_a_notice_is_read_as_far_as_it_is_known() -> None:
    assert Notice("message", "Ana").packed() == '{"kind": "message", "who": "Ana"}'
    assert Notice.unpacked('{"kind": "message", "who": "Ana", "color": "red"}') == Notice("message", "Ana")


def test_what_an_alert_of_an_older_hub_was_is_found_by_its_headline() -> None:
    for kind, shape in HEADLINES.items():
        assert list(told_by(shape.format(who="Ana Reyes"))) == [Notice(kind, "Ana Reyes")]
    parents = [*told_by("New message from Rosa, parent of Mia"), *told_by("Tom, a parent wrote to the team")]

    assert parents == [Notice("message", "Rosa", parent_of=("Mia",)), Notice("team", "Tom", parent_of=())]
    assert list(told_by("Something new")) == []


@given(
    st.text(max_size=80), st.sampled_from(sorted(languages())), st.sampled_from(sorted(keys("notices.", ".lead")))
)
def test_whatever_somebody_is_called_is_said_as_it_is(who: str, language: str, kind: str) -> None:
    notice = replace(Notice(kind, count=2), who=who)
    catalog, key = read(language, DOMAIN), f"notices.{kind}.alert"
    its = several(catalog, key, 2) if key in catalog else ""

    assert alert(language, notice, "x") == (its.replace("{count}", "2").replace("{who}", who) if its else "x")
