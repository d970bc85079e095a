"""What may go to an address: who asks for no more texts still hears of an emergency."""

import itertools
from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.consent import (
    CLOSES,
    EVERY,
    Class,
    ConsentNote,
    Source,
    State,
    closed_clause,
    closed_sentence,
    may_open,
    may_set_consents,
    standing,
)
from policies.notify.recipients import Address, Medium, Terms, consent_of, plan
from policies.people.facts import Urgency
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.school import ana, dana, ines, rosa, tom

ROUTINE, EMERGENCY = Class.ROUTINE, Class.EMERGENCY


def noted(source: Source, state: State = State.CLOSED, classes: frozenset[Class] = EVERY) -> list[ConsentNote]:
    return [ConsentNote(of, state, source) for of in sorted(classes & CLOSES.get(source, EVERY))]


STOP, START = noted(Source.REPLY), [ConsentNote(of, State.OPEN, Source.REPLY) for of in sorted(EVERY)]
BLOCKED, BOUNCED = noted(Source.CARRIER), noted(Source.BOUNCE)
CLOSED_BY_STAFF, OPENED_BY_STAFF = noted(Source.STAFF), noted(Source.STAFF, State.OPEN)
notes = st.lists(
    st.builds(ConsentNote, st.sampled_from(Class), st.sampled_from(State), st.sampled_from(Source)),
    max_size=12,
)


@pytest.mark.parametrize(
    ("notes", "routine", "emergency"),
    [
        ([], None, None),
        (STOP, Source.REPLY, None),
        (STOP + START, None, None),
        (START + STOP, Source.REPLY, None),
        (noted(Source.ONE_CLICK), Source.ONE_CLICK, None),
        (BLOCKED, Source.CARRIER, Source.CARRIER),
        (STOP + BLOCKED, Source.CARRIER, Source.CARRIER),
        (STOP + BLOCKED + START, None, None),
        (BLOCKED + OPENED_BY_STAFF, Source.CARRIER, Source.CARRIER),
        (BLOCKED + OPENED_BY_STAFF + START, None, None),
        (BLOCKED + START + STOP, Source.REPLY, None),
        (BOUNCED, Source.BOUNCE, Source.BOUNCE),
        (BOUNCED + OPENED_BY_STAFF, None, None),
        (noted(Source.INVALID), Source.INVALID, Source.INVALID),
        (STOP + noted(Source.INVALID) + START, None, None),  # a text from there shows that it is a number
        (STOP + OPENED_BY_STAFF, None, None),
        (CLOSED_BY_STAFF, Source.STAFF, Source.STAFF),
        (CLOSED_BY_STAFF + START, None, None),
    ],
)
def test_the_last_word_counts_and_only_the_phone_opens_what_the_carrier_blocks(
    notes: list[ConsentNote], routine: Source | None, emergency: Source | None
) -> None:
    found = [standing(notes, of) for of in (ROUTINE, EMERGENCY)]

    assert [one.source if one else None for one in found] == [routine, emergency]


@given(st.permutations(list(itertools.chain(STOP, noted(Source.ONE_CLICK), STOP))))
def test_asking_for_no_more_never_silences_an_emergency(asked: list[ConsentNote]) -> None:
    assert standing(asked, ROUTINE) is not None
    assert standing(asked, EMERGENCY) is None


@given(notes)
def test_whatever_was_noted_a_text_start_opens_everything(before: list[ConsentNote]) -> None:
    assert standing([*before, *START], ROUTINE) is None
    assert standing([*before, *START], EMERGENCY) is None


@given(notes)
def test_after_the_carrier_blocks_nothing_passes_and_the_school_cannot_open_it(before: list[ConsentNote]) -> None:
    blocked = [*before, *BLOCKED]

    for of in Class:
        assert may_open(blocked, of) == Refused(
            "The carrier blocks this number; only a text START from that phone opens it again."
        )
        assert standing([*blocked, *OPENED_BY_STAFF], of) == ConsentNote(of, State.CLOSED, Source.CARRIER)


def test_nobody_opens_what_is_not_valid_but_a_text_from_there() -> None:
    refused = Refused("It is not valid. Correct it in the system that the roster comes from.")

    assert may_open(noted(Source.INVALID), ROUTINE) == refused
    assert may_open(noted(Source.INVALID) + START, ROUTINE) == Allowed(
        "What was closed can be opened when the person asks for it."
    )


def test_the_school_opens_what_a_person_closed() -> None:
    opens = Allowed("What was closed can be opened when the person asks for it.")

    assert may_open(STOP, ROUTINE) == opens
    assert may_open([], ROUTINE) == opens


@pytest.mark.parametrize(
    ("note", "text", "sentence"),
    [
        (STOP[0], True, "The cell number has asked for no more routine texts."),
        (STOP[0], False, "The email address has asked for no more routine emails."),
        (noted(Source.ONE_CLICK)[0], False, "The email address has asked for no more routine emails."),
        (CLOSED_BY_STAFF[1], True, "The cell number is closed for routine texts by the school."),
        (CLOSED_BY_STAFF[0], True, "The cell number is closed for texts by the school."),
        (BOUNCED[0], False, "The email address cannot be used: what was sent there came back."),
        (
            BLOCKED[0], True,
            "The cell number is blocked by its carrier: not even an emergency can pass until it texts START.",
        ),
        (
            BLOCKED[0], False,
            "The email address is blocked by its carrier: not even an emergency can pass.",
        ),
    ],
)  # fmt: skip
def test_a_closed_address_says_why(note: ConsentNote, text: bool, sentence: str) -> None:
    assert closed_sentence(note, text=text) == sentence


def test_admins_note_what_somebody_takes() -> None:
    assert may_set_consents(ines) == Allowed("Admins note what somebody told the school about texts and emails.")
    for one in (ana, rosa, replace(ines, active=False)):
        assert may_set_consents(one) == Refused(
            "Only admins note what somebody told the school about texts and emails."
        )


NO_TEXT = {(Medium.SMS, str(rosa.cell)): closed_clause(STOP[0], text=True)}
NO_EMAIL = {(Medium.EMAIL, str(tom.email)): closed_clause(STOP[0], text=False)}


def planned(person, closed, **more):
    return plan(person, (), SchoolSettings(**more), routine=False, practice=False, terms=Terms(closed=closed))


def test_who_takes_no_texts_is_told_by_email_and_who_has_none_is_skipped_with_the_sentence() -> None:
    assert planned(rosa, {}).addresses == (Address(Medium.SMS, str(rosa.cell)),)
    assert planned(rosa, NO_TEXT).addresses == (Address(Medium.EMAIL, str(rosa.email)),)

    nowhere = planned(dana, {(Medium.SMS, str(dana.cell)): closed_clause(STOP[0], text=True)})
    assert nowhere.skipped == (
        "There is no device; the cell number has asked for no more routine texts; no email address is known."
    )
    assert planned(tom, NO_EMAIL).skipped == (
        "There is no device; no number is marked cell; the email address has asked for no more routine emails."
    )


def test_the_schools_own_switch_stands_above_what_somebody_asked_for() -> None:
    assert planned(tom, NO_EMAIL, email=False).skipped.endswith("the school has switched email off.")
    assert planned(rosa, NO_TEXT, text=False, email=False).skipped == (
        "There is no device; the school has switched text messages off; the school has switched email off."
    )


def test_an_emergency_asks_for_another_consent_than_everything_else_and_a_drill_is_none() -> None:
    assert {one: consent_of(one) for one in Urgency} == {
        Urgency.NORMAL: ROUTINE,
        Urgency.URGENT: ROUTINE,
        Urgency.DRILL: ROUTINE,
        Urgency.EMERGENCY: EMERGENCY,
    }


def test_the_ledger_is_read_as_it_was_written() -> None:
    assert [one.value for one in Class] == ["routine", "emergency"]
    assert [one.value for one in State] == ["closed", "open"]
    assert [one.value for one in Source] == ["reply", "carrier", "one_click", "staff", "bounce", "invalid"]
