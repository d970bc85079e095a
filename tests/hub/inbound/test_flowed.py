"""Lines that a program or a mail server broke are whole again."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.inbound.email.flowed import uncut, unflowed
from hub.inbound.email.letters import read

FLOWED = {
    "a paragraph": ("Give her \nwater.\n", "Give her water.\n"),
    "stuffed": (" From me\n > 38.5 call", "From me\n> 38.5 call"),
    "two depths": ("> a \n>> b \n>> c\n> d", "> a \n>> b c\n> d"),
    "a quotation and below it": ("> a \n\nYes", "> a \n\nYes"),
    "a signature": ("Yes \n-- \nRosa \nAlvarez", "Yes \n-- \nRosa Alvarez"),
    "no quotation after a space": (" > 38.5 \ncall me", "> 38.5 call me"),
    "nothing": ("", ""),
}


@pytest.mark.parametrize("what", FLOWED)
def test_broken_lines_are_put_together_and_what_is_quoted_stays_quoted(what: str) -> None:
    flowed, meant = FLOWED[what]

    assert [line.rstrip() for line in unflowed(flowed, delete_space=False).split("\n")] == [
        line.rstrip() for line in meant.split("\n")
    ]


@given(
    words=st.lists(st.sampled_from(["milk", "5", "ml", "谢谢", ">", "--", "From", "1."]), min_size=1, max_size=80),
    delete=st.booleans(),
)
def test_what_a_program_breaks_by_the_rules_comes_back_as_it_was(words: list[str], delete: bool) -> None:
    text = " ".join(words)
    lines = [text[at : at + 20] for at in range(0, len(text), 20)] if delete else _at_blanks(words)
    stuffed = [f" {line}" if line.startswith((">", " ", "From ")) else line for line in lines]
    broken = "".join(f"{line}{' ' if delete else ''}\n" for line in stuffed[:-1]) + stuffed[-1]

    assert unflowed(broken, delete_space=delete) == text or "-- " in broken


def _at_blanks(words: list[str]) -> list[str]:
    return [" ".join(words[at : at + 4]) + (" " if at + 4 < len(words) else "") for at in range(0, len(words), 4)]


@given(text=st.text(st.sampled_from("aé谢🍁 "), max_size=3_000))
def test_a_paragraph_that_a_mail_server_broke_within_a_letter_is_whole_again(text: str) -> None:
    raw = (text or "a").encode()
    lines, rest = [raw[:998]], raw[998:]
    while rest:
        lines.append(b" " + rest[:997])
        rest = rest[997:]

    assert uncut(b"\r\n".join(lines)) == raw
    assert (
        read(b"Content-Type: text/plain; charset=utf-8\r\n\r\n" + b"\r\n".join(lines)).text.strip() == text.strip()
        or not text
    )
