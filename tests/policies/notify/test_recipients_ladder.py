"""Which media follow each other for one person, and that what matters reaches them by all there are."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.consent import Class
from policies.notify.recipients import Address, How, Medium, Plan, Terms, consent_of, plan
from policies.people.facts import Urgency
from policies.settings import SchoolSettings
from tests.school import dana, rosa, tom

PHONE = Address(Medium.PUSH, "rosas-phone", "fcm")
TABLET = Address(Medium.PUSH, "rosas-tablet", "webpush")
PUSH, SMS, EMAIL = Medium.PUSH, Medium.SMS, Medium.EMAIL
URGENT, EMERGENCY, DRILL = Urgency.URGENT, Urgency.EMERGENCY, Urgency.DRILL
STOPPED = {(SMS, rosa.cell or ""): "the number asked for no texts"}


USUAL = SchoolSettings()


def laid(person, devices=(), settings=USUAL, *, routine=False, **terms) -> Plan:
    return plan(person, devices, settings, routine=routine, practice=False, terms=Terms(**terms))


def steps(found: Plan) -> list[tuple[Medium, int]]:
    return [(step.medium, step.after) for step in found.steps]


@pytest.mark.parametrize(
    ("person", "devices", "settings", "terms", "wanted"),
    [
        (rosa, (PHONE, TABLET), SchoolSettings(), {}, [(PUSH, 0), (SMS, 15)]),
        (rosa, (), SchoolSettings(), {}, [(SMS, 0), (EMAIL, 15)]),
        (tom, (PHONE,), SchoolSettings(), {}, [(PUSH, 0), (EMAIL, 15)]),
        (tom, (), SchoolSettings(), {}, [(EMAIL, 0)]),
        (rosa, (PHONE,), SchoolSettings(ladder_minutes=60), {}, [(PUSH, 0), (SMS, 60)]),
        (rosa, (PHONE,), SchoolSettings(ladder_minutes=0), {}, [(PUSH, 0)]),
        (rosa, (PHONE,), SchoolSettings(), {"once": True}, [(PUSH, 0)]),
        (rosa, (PHONE,), SchoolSettings(text=False), {}, [(PUSH, 0), (EMAIL, 15)]),
        (rosa, (PHONE,), SchoolSettings(), {"closed": STOPPED}, [(PUSH, 0), (EMAIL, 15)]),
        (rosa, (), SchoolSettings(), {"closed": STOPPED}, [(EMAIL, 0)]),
        (rosa, (PHONE,), SchoolSettings(), {"urgency": URGENT}, [(PUSH, 0), (SMS, 5), (EMAIL, 10)]),
        (rosa, (PHONE,), SchoolSettings(ladder_minutes=0), {"urgency": URGENT}, [(PUSH, 0), (SMS, 5), (EMAIL, 10)]),
        (rosa, (PHONE,), SchoolSettings(), {"urgency": EMERGENCY}, [(PUSH, 0), (SMS, 0), (EMAIL, 0)]),
        (rosa, (PHONE,), SchoolSettings(), {"urgency": DRILL}, [(PUSH, 0), (SMS, 0), (EMAIL, 0)]),
    ],
)  # fmt: skip
def test_push_comes_first_and_what_stays_unread_comes_by_another_medium(
    person, devices, settings: SchoolSettings, terms, wanted: list[tuple[Medium, int]]
) -> None:
    assert steps(laid(person, devices, settings, **terms)) == wanted


def test_a_nap_is_pushed_once_and_climbs_no_ladder_unless_it_is_called_urgent() -> None:
    assert steps(laid(rosa, (PHONE,), routine=True)) == [(PUSH, 0)]
    assert steps(laid(rosa, (PHONE,), routine=True, urgency=URGENT)) == [(PUSH, 0), (SMS, 5), (EMAIL, 10)]


@pytest.mark.parametrize(
    ("person", "terms", "call_after"),
    [
        (rosa, {}, None), (rosa, {"urgency": URGENT}, 15), (tom, {"urgency": URGENT}, 5),
        (rosa, {"urgency": EMERGENCY}, 5), (replace(dana, cell=None), {"urgency": URGENT}, 0),
        (replace(dana, cell=None), {}, None),
    ],
)  # fmt: skip
def test_after_all_media_somebody_calls_for_what_is_urgent(person, terms, call_after: int | None) -> None:
    assert laid(person, (PHONE,) if person is rosa else (), **terms).call_after == call_after


@pytest.mark.parametrize(
    ("hows", "wanted"),
    [
        ({PUSH: How.OFF}, [(SMS, 0, How.INSTANT), (EMAIL, 15, How.INSTANT)]),
        ({SMS: How.OFF}, [(PUSH, 0, How.INSTANT), (EMAIL, 15, How.INSTANT)]),
        ({SMS: How.OFF, EMAIL: How.OFF}, [(PUSH, 0, How.INSTANT)]),
        ({EMAIL: How.DIGEST, SMS: How.OFF}, [(PUSH, 0, How.INSTANT), (EMAIL, 0, How.DIGEST)]),
        ({PUSH: How.DIGEST, SMS: How.DIGEST, EMAIL: How.DIGEST}, [(EMAIL, 0, How.DIGEST)]),
        ({PUSH: How.DIGEST, SMS: How.OFF, EMAIL: How.OFF}, [(PUSH, 0, How.DIGEST)]),
        ({PUSH: How.OFF, SMS: How.DIGEST, EMAIL: How.OFF}, [(SMS, 0, How.DIGEST)]),
    ],
)
def test_each_medium_is_used_as_its_person_chose(hows, wanted: list[tuple[Medium, int, How]]) -> None:
    found = laid(rosa, (PHONE,), hows=hows)

    assert [(step.medium, step.after, step.how) for step in found.steps] == wanted


NOTHING = dict.fromkeys(Medium, How.OFF)


def test_who_switched_everything_off_is_not_told_and_it_says_so() -> None:
    assert laid(rosa, (PHONE,)).addresses == (PHONE,)
    assert laid(rosa, (PHONE,), hows=NOTHING) == Plan(skipped="Rosa has switched alerts of this kind off.")


def test_why_a_closed_address_is_not_used_is_said() -> None:
    closed = {**STOPPED, (EMAIL, rosa.email or ""): "emails came back"}

    assert (
        laid(rosa, closed=closed).skipped == "There is no device; the number asked for no texts; emails came back."
    )
    assert laid(rosa, (PHONE,), closed={(PUSH, "rosas-phone"): "it is lost"}).addresses[0].medium is SMS


def test_who_asked_for_no_texts_still_gets_emergencies_and_no_drills() -> None:
    assert {one for one in Urgency if consent_of(one) is Class.EMERGENCY} == {EMERGENCY}


_hows = st.dictionaries(st.sampled_from(Medium), st.sampled_from(How))
_people = st.sampled_from([rosa, tom, dana, replace(tom, email=None)])
_devices = st.sampled_from([(), (PHONE,), (PHONE, TABLET)])
_settings = st.builds(
    SchoolSettings, email=st.booleans(), text=st.booleans(), ladder_minutes=st.sampled_from([0, 1, 15])
)


@given(_people, _devices, _settings, _hows, st.sampled_from(Urgency), st.booleans())
def test_no_two_media_ring_at_once_unless_it_is_an_emergency(
    person, devices, settings: SchoolSettings, hows, urgency: Urgency, routine: bool
) -> None:
    found = laid(person, devices, settings, routine=routine, hows=hows, urgency=urgency)
    instant = [(step.medium, step.after) for step in found.steps if step.how is How.INSTANT]
    at_once = urgency in {EMERGENCY, DRILL}

    assert bool(found.steps) != bool(found.skipped)
    assert len({medium for medium, _ in instant}) == len(instant)
    assert len({after for _, after in instant}) == (min(1, len(instant)) if at_once else len(instant))
    assert sum(step.how is How.DIGEST for step in found.steps) <= 1
    assert all(step.addresses for step in found.steps)


@given(_people, _devices, _settings, _hows, st.sampled_from([URGENT, EMERGENCY, DRILL]))
def test_nobody_can_switch_off_what_is_urgent(
    person, devices, settings: SchoolSettings, hows, urgency: Urgency
) -> None:
    chosen = laid(person, devices, settings, hows=hows, urgency=urgency)
    media = {Medium.PUSH: bool(devices), Medium.SMS: person.cell and settings.text,
             Medium.EMAIL: person.email and settings.email}  # fmt: skip

    assert chosen == laid(person, devices, settings, urgency=urgency)
    assert {step.medium for step in chosen.steps} == {medium for medium, there in media.items() if there}
