"""Whom emails come from, in which language they are, and what a school may choose of that."""

from dataclasses import replace

from policies.notify.emailing import language_of, may_be_language, sender_name
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.school import rosa


def test_d10_emails_come_from_the_name_a_school_chose_else_from_its_own() -> None:
    assert sender_name(SchoolSettings(), "Maple Street") == "Maple Street"
    assert sender_name(SchoolSettings(email_name="Maple Office"), "Maple Street") == "Maple Office"


def test_somebody_is_written_to_in_the_language_they_chose_else_in_the_schools() -> None:
    spanish = SchoolSettings(language="es")

    assert language_of(rosa, SchoolSettings()) == "en"
    assert language_of(rosa, spanish) == "es"
    assert language_of(replace(rosa, language="en"), spanish) == "en"


def test_a_language_is_one_that_there_are_words_for() -> None:
    known = {"en": "English", "es": "Español"}

    assert may_be_language("", known) == Allowed("What reaches them is in that language.")
    assert may_be_language("es", known) == Allowed("What reaches them is in that language.")
    assert may_be_language("tlh", known) == Refused("There are en, es.")
