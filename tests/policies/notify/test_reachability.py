"""How well somebody can be reached: by the very rules they are told by, in one word, with what to do about it."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.consent import CLOSES, Class, ConsentNote, Source, State
from policies.notify.preferences import Category, Wishes
from policies.notify.reachability import (
    WORST_FIRST,
    ContactFacts,
    Label,
    is_to_be_reached,
    may_list_reach,
    may_see_reach,
    reachable,
)
from policies.notify.recipients import Address, How, Medium, Terms, plan
from policies.people.facts import Area, Denial, Guardianship, Level, Permissions, Person, Power, Urgency
from policies.people.permissions import may_write_in
from policies.people.roster import Facts
from policies.settings import SchoolSettings
from policies.verdict import Allowed
from tests.school import FACTS, dana, rosa, roster

ON = SchoolSettings()
PHONE = Address(Medium.PUSH, "a-phone", "fcm")
LAPTOP = Address(Medium.PUSH, "a-laptop", "webpush")
SIGN_IN = "Have them sign in on their phone and turn alerts on under Me."
NO_DEVICE = "No phone or browser of theirs has alerts on."
CHOICE = "What they switched off, only they switch on again, under Me, How you are told."


def known(person: Person = rosa, *devices: Address, off: tuple[Medium, ...] = (), **more: object) -> ContactFacts:
    """What is known of somebody: devices, what they switched off for messages, and by whom an address is closed."""
    hows: dict[tuple[Category, Medium], How] = {(Category.FAMILIES, medium): How.OFF for medium in off}
    hows |= {(Category.FAMILIES, medium): How.DIGEST for medium in more.get("daily", ())}  # type: ignore[attr-defined]
    closed: dict[Class, dict[tuple[Medium, str], ConsentNote]] = {one: {} for one in Class}
    for medium, source in more.get("closed", {}).items():  # type: ignore[attr-defined]
        address = person.cell if medium is Medium.SMS else person.email
        for of in CLOSES.get(source, {Class.ROUTINE}):
            closed[of][medium, address or ""] = ConsentNote(of, State.CLOSED, source)
    return ContactFacts(devices=devices, wishes=Wishes(hows=hows), closed=closed)


@pytest.mark.parametrize(
    ("contact", "label", "ways"),
    [
        (known(rosa, PHONE), Label.WELL, ("push", "sms", "email")),
        (known(), Label.WELL, ("sms", "email")),
        (known(rosa, PHONE, closed={Medium.SMS: Source.REPLY}), Label.WELL, ("push", "email")),
        (known(closed={Medium.SMS: Source.REPLY}), Label.ONE_WAY, ("email",)),
        (known(off=(Medium.SMS,)), Label.ONE_WAY, ("email",)),
        (known(off=(Medium.SMS, Medium.EMAIL)), Label.URGENT, ()),
        (
            known(closed={Medium.SMS: Source.REPLY, Medium.EMAIL: Source.ONE_CLICK}),
            Label.EMERGENCIES,
            (),
        ),
        (
            known(closed={Medium.SMS: Source.STAFF, Medium.EMAIL: Source.BOUNCE}),
            Label.EMERGENCIES,
            (),
        ),
        (known(closed={Medium.SMS: Source.CARRIER, Medium.EMAIL: Source.BOUNCE}), Label.NONE, ()),
        (known(daily=(Medium.SMS, Medium.EMAIL)), Label.ONE_WAY, ("sms", "email")),
    ],
)
def test_a_parent_has_one_label_and_the_ways_by_which_messages_come(
    contact: ContactFacts, label: Label, ways: tuple[str, ...]
) -> None:
    its = reachable(rosa, ON, contact)

    assert (its.label, its.ways) == (label, ways)


def test_labels_go_from_the_worst_to_the_best() -> None:
    assert [one.value for one in WORST_FIRST] == ["none", "emergencies", "urgent", "one_way", "well"]


def test_who_has_neither_device_nor_address_is_not_reachable_and_the_next_step_says_what_to_ask_for() -> None:
    its = reachable(replace(rosa, cell=None, email=None), ON, ContactFacts())

    assert (its.label, its.ways) == (Label.NONE, ())
    assert its.because == (NO_DEVICE, "No number is marked cell.", "No email address is known.")
    assert its.next == (
        SIGN_IN,
        "Ask for a cell number; it comes with the roster.",
        "Ask for an email address; it comes with the roster.",
        "Until then, call them.",
    )


def test_a_changed_address_that_is_not_confirmed_is_to_be_confirmed() -> None:
    its = reachable(replace(rosa, cell=None, unconfirmed=True), ON, ContactFacts())

    assert its.label is Label.NONE
    assert "Ask them to confirm their new email address: a link went there." in its.next
    assert "The new email address is not confirmed yet." in its.because


def test_who_is_well_reached_needs_nothing_and_each_way_is_said_without_an_address() -> None:
    its = reachable(rosa, ON, known(rosa, PHONE, LAPTOP))

    assert its.next == ()
    assert its.because == (
        "Push goes to 2 devices.", "Texts go to their cell number.", "Emails go to their address.",
    )  # fmt: skip
    assert reachable(rosa, ON, known(rosa, PHONE)).because[0] == "Push goes to a device."


@pytest.mark.parametrize(
    ("medium", "source", "step"),
    [
        (
            Medium.SMS,
            Source.REPLY,
            "Ask whether they want text messages again; an admin notes it with their child.",
        ),
        (
            Medium.SMS,
            Source.STAFF,
            "Ask whether they want text messages again; an admin notes it with their child.",
        ),
        (Medium.SMS, Source.CARRIER, "Ask them to text START from their phone to the school’s number."),
        (Medium.SMS, Source.BOUNCE, "Ask for another one: a cell number of theirs no longer works."),
        (
            Medium.EMAIL,
            Source.ONE_CLICK,
            "Ask whether they want emails again; an admin notes it with their child.",
        ),
        (
            Medium.SMS,
            Source.INVALID,
            "Ask for another one and correct the roster: a cell number of theirs is not valid.",
        ),
        (Medium.EMAIL, Source.BOUNCE, "Ask for another one: an email address of theirs no longer works."),
    ],
)
def test_what_closed_an_address_decides_what_the_school_can_do(medium: Medium, source: Source, step: str) -> None:
    its = reachable(rosa, ON, known(closed={medium: source}))

    assert (its.label, its.next) == (Label.ONE_WAY, (SIGN_IN, step))


def test_why_an_address_is_closed_is_said_in_the_ledgers_own_words() -> None:
    its = reachable(rosa, ON, known(closed={Medium.SMS: Source.REPLY}))

    assert its.because[1] == "The cell number has asked for no more routine texts."


def test_what_somebody_switched_off_is_theirs_to_switch_on() -> None:
    its = reachable(rosa, ON, known(rosa, PHONE, off=(Medium.PUSH, Medium.SMS, Medium.EMAIL)))

    assert (its.label, its.next) == (Label.URGENT, (CHOICE,))
    assert its.because == (
        "Push goes to a device, but they have switched push off for messages.",
        "Texts go to their cell number, but they have switched texts off for messages.",
        "Emails go to their address, but they have switched emails off for messages.",
    )


def test_who_hears_once_a_day_has_it_said() -> None:
    daily, one = known(daily=(Medium.SMS, Medium.EMAIL)), known(daily=(Medium.SMS,))
    said = "Rosa has chosen to hear of messages once a day, in the summary."

    assert reachable(rosa, ON, daily).because[-1] == said
    assert said not in reachable(rosa, ON, one).because
    assert said not in reachable(rosa, ON, known(off=(Medium.SMS, Medium.EMAIL))).because


def test_the_schools_switches_stand_above_all_and_the_next_step_is_to_turn_them() -> None:
    its = reachable(rosa, SchoolSettings(text=False, email=False), known())

    assert its.label is Label.NONE
    assert its.because[1:] == ("The school has switched text messages off.", "The school has switched email off.")
    assert its.next[1:3] == ("Switch text messages on under Settings.", "Switch emails on under Settings.")


def test_a_second_way_counts_also_where_the_school_tries_no_other_by_the_clock() -> None:
    assert reachable(rosa, SchoolSettings(ladder_minutes=0), known()).label is Label.WELL


def test_who_left_is_not_reached_and_there_is_nothing_to_do() -> None:
    its = reachable(replace(rosa, active=False), ON, known(rosa, PHONE))

    assert (its.label, its.because, its.next) == (Label.NONE, ("Rosa is no longer at the school.",), ())


def test_who_has_chosen_the_summary_for_every_way_reads_that_only_they_change_it() -> None:
    its = reachable(rosa, ON, known(rosa, PHONE, daily=tuple(Medium)))

    assert its.label is Label.ONE_WAY
    assert its.next == ("That they hear once a day, only they change, under Me, How you are told.",)


SOURCES = st.sampled_from([None, *Source])
HOWS = st.sampled_from(How)


@st.composite
def contacts(draw: st.DrawFn) -> tuple[Person, SchoolSettings, ContactFacts]:
    person = replace(
        rosa, cell=draw(st.sampled_from([None, rosa.cell])), email=draw(st.sampled_from([None, rosa.email]))
    )
    chosen = SchoolSettings(text=draw(st.booleans()), email=draw(st.booleans()), ladder_minutes=15)
    closed = {medium: source for medium in (Medium.SMS, Medium.EMAIL) if (source := draw(SOURCES)) is not None}
    its = known(person, *draw(st.sampled_from([(), (PHONE,), (PHONE, LAPTOP)])), closed=closed)
    hows = {(Category.FAMILIES, medium): draw(HOWS) for medium in Medium}
    return person, chosen, replace(its, wishes=Wishes(hows=hows))


@given(contacts())
def test_the_label_says_what_the_plans_do(what: tuple[Person, SchoolSettings, ContactFacts]) -> None:
    person, chosen, contact = what
    its = reachable(person, chosen, contact)
    hows = {medium: how for (_, medium), how in contact.wishes.hows.items()}

    def media(urgency: Urgency, of: Class) -> set[Medium]:
        terms = Terms(urgency=urgency, hows=hows, closed=dict.fromkeys(contact.closed[of], "closed"))
        found = plan(person, contact.devices, chosen, routine=False, practice=False, terms=terms)
        return {step.medium for step in found.steps}

    usual = media(Urgency.NORMAL, Class.ROUTINE)
    urgent, emergency = media(Urgency.URGENT, Class.ROUTINE), media(Urgency.EMERGENCY, Class.EMERGENCY)

    assert usual <= set(its.ways) <= urgent
    assert (its.label is Label.WELL) == (len(usual) > 1)
    assert (its.label is Label.ONE_WAY) == (len(usual) == 1)
    assert (its.label is Label.URGENT) == (not usual and bool(urgent))
    assert (its.label is Label.EMERGENCIES) == (not urgent and bool(emergency))
    assert (its.label is Label.NONE) == (not urgent and not emergency)
    assert bool(its.next) == (its.label is not Label.WELL)
    assert not any(
        str(address) in line for line in (*its.because, *its.next) for address in (rosa.cell, rosa.email)
    )


DENIED = replace(FACTS, denials=(Denial(guardian="tom", student="mia", power=Power.TOLD),))


@pytest.mark.parametrize(
    ("who", "facts", "expected"),
    [
        ("rosa", FACTS, True),
        ("ana", FACTS, True),
        ("ines", FACTS, True),
        ("tom", FACTS, True),
        ("tom", DENIED, False),
        ("practice", FACTS, False),
        ("rosa", replace(FACTS, guardianships=(Guardianship("tom", "mia"),)), False),
        (
            "rosa",
            replace(FACTS, people=tuple(replace(one, active=one.id != "rosa") for one in FACTS.people)),
            False,
        ),
        ("ana", replace(FACTS, people=tuple(replace(one, active=one.id != "ana") for one in FACTS.people)), False),
    ],
)
def test_who_has_to_be_reached_is_staff_and_the_parents_of_real_children_who_are_told(
    who: str, facts: Facts, expected: bool
) -> None:
    found = roster(facts)

    assert is_to_be_reached(found, found.people[who]) is expected


def test_a_parent_of_a_real_and_a_practice_child_has_to_be_reached() -> None:
    found = roster(replace(FACTS, guardianships=(*FACTS.guardianships, Guardianship("practice", "leo"))))

    assert is_to_be_reached(found, found.people["practice"])


@pytest.mark.parametrize(
    ("asker", "who", "because"),
    [
        ("rosa", "rosa", "Everybody sees how they are reached."),
        ("rosa", "tom", "Only the school’s staff see how others can be reached."),
        ("nora-at-home", "rosa", "Only the school’s staff see how others can be reached."),
        ("ana", "rosa", "Staff see how the parents can be reached whom they may write to."),
        ("ana", "dana", "Staff see this of the parents of their own rooms."),
        ("ana", "ben", "Staff see this of the parents of their own rooms."),
        ("ana", "ana", "Everybody sees how they are reached."),
        ("ines", "dana", "Admins see how everybody of the school can be reached."),
        ("omar", "ben", "Admins see how everybody of the school can be reached."),
    ],
)
def test_staff_see_it_of_whom_they_may_write_to_and_parents_of_themselves(
    asker: str, who: str, because: str
) -> None:
    found = roster()

    assert may_see_reach(found, found.people[asker], found.people[who]).because == because


@pytest.mark.parametrize("level", [Level.NONE, Level.READ])
def test_who_may_not_write_to_families_does_not_see_how_they_are_reached(level: Level) -> None:
    found = roster()
    ana = replace(found.people["ana"], permissions=replace(Permissions(), families=level))

    assert isinstance(may_see_reach(found, found.people["ana"], found.people["rosa"]), Allowed)
    assert may_see_reach(found, ana, found.people["rosa"]) == may_write_in(ana, Area.FAMILIES)


def test_an_admin_who_left_sees_it_no_more() -> None:
    found, gone = roster(), replace(roster().people["ines"], active=False)

    assert not isinstance(may_see_reach(found, gone, found.people["dana"]), Allowed)
    assert not isinstance(may_list_reach(gone), Allowed)


@pytest.mark.parametrize(("who", "answer"), [("ines", True), ("ana", False), ("rosa", False)])
def test_only_admins_list_whom_the_school_reaches_poorly(who: str, answer: bool) -> None:
    verdict = may_list_reach(roster().people[who])

    assert isinstance(verdict, Allowed) is answer
    assert verdict.because == (
        "Admins see who is hard to reach." if answer else "Only admins see who is hard to reach."
    )


def test_who_has_chosen_nothing_and_is_known_by_nothing_is_reached_by_what_the_roster_says() -> None:
    assert reachable(dana, ON, ContactFacts()).label is Label.ONE_WAY
