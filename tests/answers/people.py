"""This file has what parents write: sentences, and whole answers made of them and of random lines (Hypothesis)."""

from __future__ import annotations

from hypothesis import strategies as st

from tests.answers.sentences import (
    CLOSINGS,
    FORWARDED,
    HEADERS,
    LISTS,
    LONG,
    OURS,
    PLAIN,
    POSTSCRIPTS,
    QUOTING,
    SHORT,
    SUBJECTS,
    WROTE,
)  # fmt: skip
from tests.answers.words import Answer, Picture

SENTENCES: tuple[str, ...] = (
    *PLAIN, *WROTE, *HEADERS, *LISTS, *QUOTING, *FORWARDED, *CLOSINGS, *POSTSCRIPTS, *LONG, *SHORT, *OURS,
)  # fmt: skip
"""All of them: each is an answer by itself, and may stand anywhere in one."""

SUBJECT_ONLY = tuple(Answer("", subject=one) for one in SUBJECTS)
"""Answers of those who write all of it into the subject."""

ALPHABETS = (
    "abcdefghijklmnopqrstuvwxyz ABCDEFGHIJKLMNOPQRSTUVWXYZ 0123456789 .,;:!?'\"()[]<>&%#@*+-_=/\\|~^$`{}",
    "áéíóúüñÁÉÍÓÚÑ¿¡ äöüßÄÖÜ„“ àâçèêëîïôûœÀÇ«» ãõÃÕêô ’‘“”–—…•°€½",
    "абвгдеёжзийклмнопрстуфхцчшщъыьэюя АБВГДЕЖЗ «»—№",
    "今天明天孩子不要牛奶下午四点接她谢谢老师好的我们在家发烧药，。！？：（）“”",
    "きょうあしたミアはおやすみです四時に迎えに行きますお願いします、。「」（）",
    "오늘내일아이우유주지마세요네시에데리러갈게요감사합니다선생님 .,!?",
    "ابتثجحخدذرزسشصضطظعغفقكلمنهوي ءآأؤإئة ، ؟ ؛ ٠١٢٣٤٥٦٧٨٩",
    "Vâng cô ơi hôm nay bé bị sốt nhẹ không uống sữa được ạ đón lúc bốn giờ ăêôơưđ",
    "👍🙏😊❤️🎂👩‍👧🍼🌡️",
)
"""What each random line is made of; no controls, no surrogates, nothing private."""


def random_lines() -> st.SearchStrategy[str]:
    """A line of letters and signs in one script, as long as a paragraph may get."""
    return st.one_of(
        [st.text(alphabet=letters, min_size=1, max_size=most) for letters in ALPHABETS for most in (12, 90, 400)]
    ).filter(lambda line: bool(line.strip()))


def lines() -> st.SearchStrategy[str]:
    """A sentence of ours (which may have several lines), twice as often as random letters."""
    known = st.sampled_from(SENTENCES)
    return st.one_of(known, known, random_lines())


@st.composite
def answers(draw: st.DrawFn) -> Answer:
    """What some parent could write: one to six paragraphs, now and then a subject or pictures within."""
    said = draw(st.lists(lines(), min_size=1, max_size=6))
    gap = draw(st.sampled_from(("\n", "\n\n", "\n\n\n", "\n \n")))
    text = gap.join(said)
    rows = text.count("\n") + 1
    where = draw(st.one_of(st.just([]), st.just([]), st.lists(st.integers(0, rows), min_size=1, max_size=2)))
    pictures = tuple(Picture(after, f"cup-{number}.png") for number, after in enumerate(sorted(where), 1))
    subject = draw(st.one_of(st.none(), st.none(), st.none(), st.sampled_from(SUBJECTS)))
    return Answer(text, subject, pictures)
