"""The segments a text goes in: known answers, and what is always so."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.segments import alert, cost, in_whole, plain, segments

EMOJI, EURO, HAN = "😀", "€", "中"
LINK = "https://hub.example.org/s/Ab3dE_7x9Q"


def known(text: str, alphabet: str, units: int, count: int):
    return pytest.param(text, alphabet, units, count, id=f"{text[:1]!r}x{len(text)}")


@pytest.mark.parametrize(
    ("text", "alphabet", "units", "count"),
    [
        known("", "gsm", 0, 0),
        *[known("a" * n, "gsm", n, 1) for n in (1, 152, 153, 154, 159, 160)],
        *[known("a" * n, "gsm", n, 2) for n in (161, 305, 306)],
        *[known("a" * n, "gsm", n, 3) for n in (307, 320, 459)],
        known("a" * 460, "gsm", 460, 4),
        *[known(HAN * n, "ucs2", n, 1) for n in (1, 66, 67, 68, 69, 70)],
        *[known(HAN * n, "ucs2", n, 2) for n in (71, 133, 134)],
        *[known(HAN * n, "ucs2", n, 3) for n in (135, 201)],
        known(EURO, "gsm", 2, 1),
        known(EURO * 80, "gsm", 160, 1),
        known("a" + EURO * 80, "gsm", 161, 2),
        known(EURO * 76, "gsm", 152, 1),
        known("a" * 158 + EURO, "gsm", 160, 1),
        known("a" * 159 + EURO, "gsm", 161, 2),
        known("a" * 152 + EURO + "a" * 150, "gsm", 304, 2),
        known("a" * 152 + EURO + "a" * 152, "gsm", 306, 3),
        known("^{}\\[~]|\f", "gsm", 18, 1),
        known(EMOJI, "ucs2", 2, 1),
        known(EMOJI * 35, "ucs2", 70, 1),
        known(EMOJI * 36, "ucs2", 72, 2),
        known(EMOJI * 66, "ucs2", 132, 2),
        known(EMOJI * 67, "ucs2", 134, 3),  # no pair is cut: 33 in each
        known("a" * 66 + EMOJI + HAN * 4, "ucs2", 72, 2),
        known("é" * 160, "gsm", 160, 1),
        known("ê" * 71, "ucs2", 71, 2),
        known("’" + "a" * 159, "ucs2", 160, 3),
        known("ABCDEFGHIJKLMNOPQRSTUVWXYZ", "gsm", 26, 1),
        known("abcdefghijklmnopqrstuvwxyz0123456789", "gsm", 36, 1),
        known("@£$¥èéùìòÇ\nØø\rÅåΔ_ΦΓΛΩΠΨΣΘΞÆæßÉ !\"#¤%&'()*+,-./:;<=>?¡ÄÖÑÜ§¿äöñüà", "gsm", 65, 1),
        known("\uffff", "ucs2", 1, 1),  # the last that is no surrogate pair
        known("\U00010000", "ucs2", 2, 1),  # the first that is one
    ],
)
def test_known_answers(text: str, alphabet: str, units: int, count: int) -> None:
    found = segments(text)

    assert (found.alphabet, found.units, found.count) == (alphabet, units, count)


texts = st.text(st.sampled_from("aé€{😀中’“–ê \n") | st.characters(codec="utf-8"), max_size=700)


@given(texts, texts)
def test_more_text_never_takes_fewer_segments(one: str, more: str) -> None:
    assert segments(one + more).count >= segments(one).count


@given(texts)
def test_every_unit_has_room_and_not_one_segment_is_empty(text: str) -> None:
    found = segments(text)
    whole, part = (160, 153) if found.alphabet == "gsm" else (70, 67)

    assert found.count == (found.units > 0) if found.units <= whole else found.count * part >= found.units
    assert (found.count - 1) * (part - 1) < max(found.units, 1)  # each gives away one unit at the most


@given(texts)
def test_plain_marks_are_used_where_they_help_and_letters_never_change(text: str) -> None:
    found = plain(text)

    assert segments(found).count <= segments(text).count
    assert [one for one in found if one.isalnum()] == [one for one in text if one.isalnum()]
    assert found == text or segments(found).alphabet == "gsm" or segments(found).count < segments(text).count


def test_curly_quotes_alone_never_make_a_text_dear() -> None:
    assert plain("Rosa’s “note” – here…") == 'Rosa\'s "note" - here...'
    assert plain("‘’‚‛“”„«»‹›–—‐‑−…\u00a0\u2009\u202f") == "'','\"\"\"\"\"''-----...   "
    assert plain("O´Neil O`Neil OʼNeil O′Neil 5″") == "O'Neil O'Neil O'Neil O'Neil 5\""
    assert plain("a\tb\u2003c\u3000d\u200be\ufefff\u00adg\u2060") == "a b c defg"
    assert plain("Łukasz’s note") == "Łukasz’s note"
    assert segments(plain("’" + "a" * 159)).count == 1


@pytest.mark.parametrize(
    ("sender", "headline"),
    [
        ("Maple Street", "New message from Ana Reyes"),
        ("Maple Street", "New message from Agnieszka Zielińska"),
        ("Maple Street", "x" * 300),
        ("Maple Street", "Ł" * 40),
        ("Maple Street", "Щ" * 40),
        ("O’Connor’s", "Ana’s “note”"),
    ],
)
def test_an_alert_stays_in_one_segment_and_keeps_its_link_whole(sender: str, headline: str) -> None:
    found = alert(sender, headline, LINK) if sender != "Maple Street" else alert("Maple", headline, LINK[-20:])

    assert segments(found).count == 1
    assert found.endswith(("/s/Ab3dE_7x9Q", LINK[-20:]))


@pytest.mark.parametrize(
    ("headline", "said"),
    [
        ("New message from Ana Reyes", "New message from Ana Reyes"),  # nothing is cut that has room
        ("x" * 116, "x" * 116),
        ("x" * 117, "x" * 113 + "..."),
        ("x" * 112 + "     yy", "x" * 112 + "..."),  # no space before the dots
        ("Fotos von Łukasz", "Fotos von Łukasz"),
        ("Fotos von Łukasz Zieliński", "Fotos von Łukasz Zieliński"),  # it has room
        ("Fotos von Łukasz Zieliński, x", "Fotos von Lukasz Zielinski, x"),
        ("x" * 70 + "ń", "x" * 70 + "n"),
        ("x" * 70 + "щ", "x" * 70 + "..."),  # without its last letter it is all GSM
    ],
)
def test_an_alert_loses_no_more_of_its_headline_than_it_must(headline: str, said: str) -> None:
    assert alert("Maple", headline, LINK) == f"Maple: {said} {LINK}"


@pytest.mark.parametrize(
    ("headline", "said"),
    [
        ("Mensaje nuevo de José Núñez", "Mensaje nuevo de José Nuñez"),  # GSM has é and ñ
        ("ÁÍÓÚáíóú, ÉéÑñÜü¿¡" + "x" * 20, "AIOUaiou, ÉéÑñÜü¿¡" + "x" * 20),
        ("í" + "x" * 130, "i" + "x" * 112 + "..."),  # what is still too long is cut as if it had none
        ("María Zieliński, Łódź, y otra persona", "Maria Zielinski, Lodz, y otra persona"),
        ("María Щукина, Łódź, y otra persona", "María Щукина, Łódź, y o..."),  # where it saves nothing they stay
        (
            "New message from François Reyes, Zoë, João and Inês",
            "New message from Francois Reyes, Zoe, Joao and Ines",
        ),
        ("New message from Siân O´Neil, Đặng Øystein Þóra", "New message from Sian O'Neil, Dang Øystein Thora"),
        ("New message from Œuvre ıŋĸðﬁ Ｆｕｌｌ, \u200dJo\u0301", "New message from Oeuvre inqdfi Full, Jo"),
        ("`" + "x" * 91, "'" + "x" * 91),
    ],
)
def test_accents_that_cost_a_segment_are_left_out_before_anything_is_cut(headline: str, said: str) -> None:
    found = alert("Maple", headline, LINK)

    assert found == f"Maple: {said} {LINK}"
    assert segments(found).count == 1


def test_accents_stay_where_they_cost_nothing() -> None:
    assert alert("Ana", "Día", LINK) == f"Ana: Día {LINK}"


def test_where_nothing_makes_it_one_segment_it_is_still_the_cheaper_alphabet() -> None:
    link = "l" * 150

    assert alert("í" * 60, "ú" * 20, link) == f"{'i' * 60}: {'u' * 20} {link}"


def test_twenty_characters_of_a_headline_are_kept_or_all() -> None:
    sender, headline = "S" * 60, "x" * 100
    fits, too_long = "l" * 74, "l" * 75

    assert alert(sender, headline, fits) == f"{sender}: {'x' * 20}... {fits}"
    assert alert(sender, headline, too_long) == f"{sender}: {headline} {too_long}"


def test_a_headline_of_twenty_characters_is_never_cut_not_even_where_it_ends_in_spaces() -> None:
    headline, link = "x" * 10 + " " * 10, "l" * 78

    assert alert("S" * 60, headline, link) == f"{'S' * 60}: {headline} {link}"


def test_an_alert_that_cannot_be_short_ends_somewhere() -> None:
    link = "l" * 150

    assert alert("S" * 61, "x" * 241, link) == f"{'S' * 60}: {'x' * 240} {link}"


def test_what_is_said_in_whole_is_never_cut_and_goes_without_accents_only_where_that_is_shorter() -> None:
    long, short = "Zażółć gęślą jaźń. " * 8, "Zażółć gęślą jaźń."

    assert in_whole("Maple", "x" * 300, LINK) == f"Maple: {'x' * 300} {LINK}"
    assert in_whole("Maple", long, LINK) == f"Maple: {'Zazolc gesla jazn. ' * 8} {LINK}"
    assert segments(in_whole("Maple", long, LINK)).count < segments(f"Maple: {long} {LINK}").count
    assert in_whole("Maple", short, "x") == f"Maple: {short} x"
    assert in_whole("S" * 61, "x", LINK).startswith("S" * 60 + ":")


def test_an_alert_that_cannot_be_one_segment_says_everything() -> None:
    found = alert("Щ" * 60, "New message from Ana Reyes", LINK)

    assert "New message from Ana Reyes" in found
    assert segments(found).count > 1


@given(texts.filter(lambda one: "\ud800" not in one), texts)
def test_an_alert_never_takes_more_segments_than_it_would_whole(sender: str, headline: str) -> None:
    assert segments(alert(sender, headline, LINK)).count <= segments(f"{sender}: {headline} {LINK}").count


@pytest.mark.parametrize(
    ("count", "price", "said"),
    [(0, 83, "0.00"), (1, 83, "0.0083"), (2, 50, "0.01"), (500, 83, "4.15"), (1, 100_000, "10.00")],
)
def test_what_a_text_costs(count: int, price: int, said: str) -> None:
    assert cost(count, price) == said
