"""A reaction sent as words is one word, and what it quotes is known as ours; all else is what it says."""

import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.inbound.tapbacks import LEAD, MIN_BEGINNING, Tapback, is_quoted, tapback

OURS = "Maple Street Children's Center: New message from Ben Carter https://hub.example.org/s/Ab3dE_7x9Qz"
LEADS = {
    "👍": ("Liked", "Le gustó", "Me gusta"),
    "❤️": ("Loved", "Le encantó", "Me encantó"),
    "👎": ("Disliked", "No le gustó"),
    "😂": ("Laughed at", "Le dio risa", "Se rió de", "Le pareció gracioso"),
    "‼️": ("Emphasized", "Emphasised", "Exclamó por", "Enfatizó"),
    "❓": ("Questioned", "Dudó sobre", "Preguntó por"),
    "🙂": ("Reacted with a sticker to", "Reaccionó con un sticker a"),
}
QUOTES = [("“", "”"), ('"', '"'), ("«", "»"), ("„", "“"), ("“\u200a", "\u200a”\u200a")]


@pytest.mark.parametrize(("opens", "closes"), QUOTES)
@pytest.mark.parametrize(("word", "lead"), [(word, lead) for word, leads in LEADS.items() for lead in leads])
def test_what_an_iphone_writes_is_one_word(word: str, lead: str, opens: str, closes: str) -> None:
    assert tapback(f"{lead} {opens}{OURS}{closes}") == Tapback(word, OURS)
    assert tapback(f" {lead.upper()} {opens}{OURS}{closes}\n") == Tapback(word, OURS)


@pytest.mark.parametrize("word", ["👍", "❤️", "❤", "👍🏽", "👨‍👩‍👧", "‼️", "❓", "🎉", "🇲🇽", "🥳"])
@pytest.mark.parametrize(
    "lead",
    ["Reacted {} to", "Reacted with {} to", "Reaccionó con {} a", "Ha reaccionado con {} a", "{} to", "{} a",
     "\u200a\u200b{}\u200b to", "\u200b{}\u200b a"],
)  # fmt: skip
def test_any_other_emoji_is_itself(word: str, lead: str) -> None:
    assert tapback(f"{lead.format(word)} “\u200a{OURS}\u200a”\u200a") == Tapback(word, OURS)


@pytest.mark.parametrize(
    "lead",
    ["Removed a heart from", "Removed a like from", "Removed a dislike from", "Removed a laugh from",
     "Removed an exclamation from", "Removed a question mark from", "Removed 👍 from",
     "\u200aRemoved \u200c👍\u200c from", "Eliminó un me gusta de", "Quitó un corazón de", "Se eliminó 👍 de"],
)  # fmt: skip
def test_what_is_taken_back_says_nothing(lead: str) -> None:
    assert tapback(f"{lead} “{OURS}”") == Tapback("", OURS)


@pytest.mark.parametrize(
    ("body", "word"),
    [("Liked an image", "👍"), ("Loved an image", "❤️"), ("Le encantó una imagen", "❤️"), ("Le gustó un vídeo", "👍"),
     ("Reacted 🎉 to an image", "🎉"), ("Laughed at an attachment", "😂"), ("Removed a heart from an image", "")],
)  # fmt: skip
def test_a_picture_has_no_words_to_quote(body: str, word: str) -> None:
    assert tapback(body) == Tapback(word, "")


@pytest.mark.parametrize(
    "body",
    [
        "", "👍", "Liked", "Liked it", "“", "“”", "Liked “", "Liked “Frozen” so much",
        "I liked “Frozen”", "“Frozen”",
        "Loved your photo", "Loved every image", "I loved an image", "Se lo di a “Ben”", "2 to “the lake”",
        "OK to “go”", "Ana to “Ben”", "Reacted badly to “peanuts”", "He reacted to “peanuts”", "!! to “x”",
        "She laughed at “Elmo”", "Removed “it”", "x" * LEAD + " “Frozen”", "Liked an image " + "x" * LEAD,
    ],
)  # fmt: skip
def test_a_parents_own_words_are_no_reaction(body: str) -> None:
    assert tapback(body) is None


@pytest.mark.parametrize(
    ("quoted", "ours", "so"),
    [
        (OURS, OURS, True),
        (OURS.replace("'", "’"), OURS, True),
        (OURS.replace(" ", "\u00a0"), OURS, True),
        (OURS.upper(), OURS, True),
        ("Nuevo mensaje de Ana Rodriguez", "Nuevo mensaje de Ana Rodríguez", True),
        ("Maple Street Children's Cen…", OURS, True),
        ("Maple Street Children's Center: New ...", OURS, True),
        ("Maple Street" + "…", OURS, True),
        ("Maple Stree…", OURS, False),
        ("…", OURS, False),
        ("", "", False),
        ("Frozen", OURS, False),
        ("Maple Street Children's Center", OURS, False),
        (OURS + " and more", OURS, False),
        ("New message from Ben Carter…", OURS, False),
    ],
)
def test_a_quotation_is_ours_where_all_of_it_or_its_beginning_is(quoted: str, ours: str, so: bool) -> None:
    assert is_quoted(quoted, ours) is so


@given(st.text(max_size=200))
def test_any_text_is_read(body: str) -> None:
    found = tapback(body)

    assert found is None or found.word == "" or not found.word.isalnum()
    assert is_quoted(body, body) in {True, False}


@given(
    st.text("abcdefgh ñá'", min_size=20, max_size=60).filter(lambda one: one.strip() == one),
    st.integers(MIN_BEGINNING, 60),
)
def test_however_far_a_phone_cuts_it_is_still_ours(ours: str, upto: int) -> None:
    begins = ours[:upto].rstrip()
    folded = " ".join(begins.split())

    assert is_quoted(begins + "…", ours) is (len(folded) >= MIN_BEGINNING)


@pytest.mark.parametrize("piece", ["Removed ", " ", "“", "Liked ", "👍", "Liked “", "\u200a", "to “"])
def test_a_hostile_text_is_read_in_a_moment(piece: str) -> None:
    body = piece * (65_536 // len(piece)) + "”"
    began = time.process_time()
    tapback(body)
    is_quoted(body, body)

    assert time.process_time() - began < 1.0
