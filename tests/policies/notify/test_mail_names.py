"""What a school may call itself in emails, and where answers may go."""

import pytest

from policies.notify.mail_names import may_be_reply_to, may_be_sender_name
from policies.verdict import Allowed, Refused

MAY_BE = Allowed("A school may choose that.")


def _long(octets: int) -> str:
    """An address that mail servers take, of so many octets."""
    return ("office@" + "b" * 60 + ("." + "b" * 60) * 3).ljust(octets - 8, "c")[: octets - 8] + ".example"


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("", True), ("Maple Street", True), ("École du Érable 🍁", True), ("x" * 100, True), ("x" * 101, False),
        ("Maple\r\nBcc: x", False), ("billing@bank.example", False), ("a\0b", False),
    ],
)  # fmt: skip
def test_d10_a_senders_name_is_one_line_and_no_address(name: str, may: bool) -> None:
    sentence = "Give a name of at most 100 characters, without line breaks and without an @."

    assert may_be_sender_name(name) == (MAY_BE if may else Refused(sentence))


@pytest.mark.parametrize(
    ("address", "may"),
    [
        ("", True), ("office@maplestreet.example", True), ("a.b+c@x.example", True), ("Office@MAPLE.Example", True),
        ("office", False), ("office@localhost", False), ("a@b@c.example", False), ("a b@c.example", False),
        ("office@maplestreet.example\r\nBcc: x@y.example", False), ("<a@b.example>", False),
        ("a" * 65 + "@b.example", False), ("a@" + ".".join(["b" * 60] * 5), False), ("ü@b.example", False),
        (_long(254), True), (_long(255), False),
    ],
)  # fmt: skip
def test_d10_answers_go_to_one_address_or_nowhere(address: str, may: bool) -> None:
    sentence = "Give one email address, such as office@maplestreet.example, or none."

    assert may_be_reply_to(address) == (MAY_BE if may else Refused(sentence))
