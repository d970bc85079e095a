"""Whom emails come from, in which language they are, and what a school may choose of that."""

from dataclasses import replace

import pytest

from policies.emailing import (
    language_of,
    may_be_language,
    may_be_reply_to,
    may_be_sender_name,
    sender_name,
)
from policies.facts import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.school import rosa


def _long(octets: int) -> str:
    """An address that mail servers take, of so many octets."""
    return ("office@" + "b" * 60 + ("." + "b" * 60) * 3).ljust(octets - 8, "c")[: octets - 8] + ".example"


def test_d10_emails_come_from_the_name_a_school_chose_else_from_its_own() -> None:
    assert sender_name(SchoolSettings(), "Maple Street") == "Maple Street"
    assert sender_name(SchoolSettings(email_name="Maple Office"), "Maple Street") == "Maple Office"


def test_somebody_is_written_to_in_the_language_they_chose_else_in_the_schools() -> None:
    spanish = SchoolSettings(language="es")

    assert language_of(rosa, SchoolSettings()) == "en"
    assert language_of(rosa, spanish) == "es"
    assert language_of(replace(rosa, language="en"), spanish) == "en"


@pytest.mark.parametrize(
    ("name", "may"),
    [
        ("", True), ("Maple Street", True), ("École du Érable 🍁", True), ("x" * 100, True), ("x" * 101, False),
        ("Maple\r\nBcc: x", False), ("billing@bank.example", False), ("a\0b", False),
    ],
)  # fmt: skip
def test_d10_a_senders_name_is_one_line_and_no_address(name: str, may: bool) -> None:
    assert may_be_sender_name(name) == (
        Allowed("Emails come from that name.")
        if may
        else Refused("Give a name of at most 100 characters, without line breaks and without an @.")
    )


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
    assert may_be_reply_to(address) == (
        Allowed("Answers to emails go there.")
        if may
        else Refused("Give one email address, such as office@maplestreet.example, or none.")
    )


def test_a_language_is_one_that_there_are_words_for() -> None:
    known = {"en": "English", "es": "Español"}

    assert may_be_language("", known) == Allowed("What reaches them is in that language.")
    assert may_be_language("es", known) == Allowed("What reaches them is in that language.")
    assert may_be_language("tlh", known) == Refused("There are en, es.")
