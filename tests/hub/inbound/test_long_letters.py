"""However long or odd an email is, it is read in a time that grows with its size, and says where it was cut off."""

from __future__ import annotations

import time
from collections.abc import Callable

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.inbound.email.body_text import READ
from hub.inbound.email.letters import Unreadable, read
from tests.hub.inbound.test_letters import HEAD, forwarded, its, many, page, plain


def test_a_long_email_is_read_to_its_end_and_a_longer_one_says_so() -> None:
    quoted = "".join(
        f"> {n} and some more words that were said before in this talk, to make the line long\r\n"
        for n in range(12_000)
    )
    long = its(plain(f"Yes.\r\n{quoted}No milk!"))
    longer = its(plain("x" * READ + "No milk!"))
    in_parts = its(many("mixed", plain("x" * READ), plain("No milk!")))

    assert long.text.startswith("Yes.\n> 0 and")
    assert long.text.endswith("No milk!")
    assert (long.cut_off, longer.cut_off, in_parts.cut_off) == (False, True, True)
    assert len(longer.text) == READ


@pytest.mark.timeout(30)
@pytest.mark.parametrize(
    "made",
    [
        lambda n: plain("> " * n),
        lambda n: plain(" \r\n" * n),
        lambda n: page("<" * n),
        lambda n: page("<p>" * n),
        lambda n: "Content-Type: text/plain; format=flowed\r\n\r\n" + "> a \r\n" * (n // 5),
        lambda n: many("alternative", plain("a b " * (n // 4)), page("c <i>d</i> " * (n // 10))),
        lambda n: plain(("x" * 998 + "\r\n ") * (n // 1_000)),
        lambda n: plain("=" * n, "Content-Transfer-Encoding: quoted-printable"),
        lambda n: plain("AA=" * n, "Content-Transfer-Encoding: base64"),
        lambda n: "Subject: " + "=?a?q?b?= " * n + "\r\n\r\nx",
        lambda n: "".join(f"X-{at}: y\r\n" for at in range(n // 10)) + plain("x"),
        lambda n: many("mixed", "Content-Type: text/plain; " + "a=b;" * n + "\r\n\r\nx"),
        lambda n: many("mixed", *[plain("x")] * min(n // 100, 2_000)),
        lambda n: "Content-Type: text/plain; " + "a=b;" * n + "\r\n\r\nx",
    ],
)
def test_no_email_keeps_us_busy(made: Callable[[int], str]) -> None:
    def took(size: int) -> float:
        begun = time.process_time()
        its(made(size))
        return time.process_time() - begun

    took(1_000)
    assert took(400_000) < 16 * max(
        took(100_000), 0.02
    )  # twice what four times as much may take, and room for others


@pytest.mark.timeout(20)
def test_an_email_within_an_email_within_an_email_is_bounded() -> None:
    deep = forwarded("Subject: x\r\n" * 1) * 40 + plain("Deep")

    assert "Deep" not in its(deep).text
    with pytest.raises(Unreadable):
        its(forwarded("Subject: x\r\n") * 3_000 + plain("Deep"))


@given(raw=st.binary(max_size=600), how=st.sampled_from(["", "mixed", "alternative", "report", "related"]))
def test_no_bytes_break_the_reading(raw: bytes, how: str) -> None:
    kind = f"Content-Type: multipart/{how}; boundary=x\r\n\r\n--x\r\n".encode() if how else b""
    letter = read(HEAD.encode() + kind + raw)

    (letter.text + letter.page_text + letter.subject + letter.id).encode()
    assert "\0" not in letter.text
