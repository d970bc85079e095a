"""Why somebody hears, or does not, of what the other side of a family's conversation writes."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.explaining import A_PARENT, may_hear_family, own_side, what_would_reach
from policies.notify.recipients import Medium, hears_of_family
from policies.people.custody import untold
from policies.people.facts import Dated, Denial, Guardianship, Level, Permissions, Person, Power, Role
from policies.people.roster import Facts, roster_on
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.policies.schools import facts
from tests.school import DAY, FACTS, ana, rosa, roster

TOLD_OF = "are told of what the families of their own rooms write"
A_NUMBER, AN_EMAIL = "the roster marks a number of theirs as cell", "the roster gives an email address of theirs"
KEPT_OUT = Permissions(families=Level.NONE)
A_TEACHER = Person(id="", role=Role.STAFF, name="", human=frozenset())


def people(**others: Person) -> tuple[Person, ...]:
    """The cast, some of them changed."""
    return tuple(others.get(one.id, one) for one in FACTS.people)


def would_reach(cell: str | None, email: str | None, chosen: SchoolSettings, **more) -> str:
    known = {"devices": False, "closed": {}, **more}
    return what_would_reach(replace(rosa, cell=cell, email=email), chosen, **known)


def hears(who: str, about: str = "mia", school: Facts = FACTS) -> Allowed | Refused:
    found = roster(school)
    return may_hear_family(found, found.people[who], found.students[about])


@pytest.mark.parametrize(
    ("who", "verdict"),
    [
        ("rosa", Allowed("Rosa hears of what the school writes to Mia’s family, as a parent.")),
        ("dana", Refused("Dana is not a parent of Mia.")),
        ("ana", Allowed("Ana hears of what Mia’s family writes: both are in Acorns.")),
        ("ines", Allowed("Ines hears of what Mia’s family writes: both are in Acorns.")),
        (
            "ben",
            Refused(f"Staff {TOLD_OF}: Mia is in Acorns, Ben is in Saplings."),
        ),
        (
            "omar",
            Refused(f"Admins {TOLD_OF}: Mia is in Acorns, Omar is in no room."),
        ),
    ],
)  # fmt: skip
def test_c7_c8_everybody_reads_why_they_hear_of_a_family_or_do_not(who: str, verdict: Allowed | Refused) -> None:
    assert hears(who) == verdict


def test_who_left_and_who_a_child_left_reads_so() -> None:
    assert hears("ana") != hears("ana", school=replace(FACTS, people=people(ana=replace(ana, active=False))))
    assert hears("ana", school=replace(FACTS, people=people(ana=replace(ana, active=False)))) == Refused(
        "Ana is no longer at Maple Street, so nobody is told."
    )
    left = tuple(replace(one, active=one.id != "mia") for one in FACTS.students)
    for who in ("rosa", "ana", "ines"):
        assert hears(who, school=replace(FACTS, students=left)) == Refused(
            "Mia is no longer at Maple Street, so nobody is told."
        )


def test_who_is_kept_out_and_who_is_not_to_be_told_reads_that() -> None:
    kept = replace(FACTS, people=people(ana=replace(ana, permissions=KEPT_OUT)))
    assert hears("ana", school=kept) == Refused(
        "Ana is kept out of what families and the school write to each other. An admin can change that."
    )
    denied = replace(FACTS, denials=(Denial(guardian="rosa", student="mia", power=Power.TOLD),))
    assert hears("rosa", school=denied) == Refused("The school has set that Rosa is not told about Mia.")
    assert isinstance(hears("tom", school=denied), Allowed)


def test_where_only_who_pays_counts_the_others_read_that() -> None:
    paid = SchoolSettings(payers_only=True)
    by_rosa = (Guardianship("rosa", "mia"), Guardianship("tom", "mia", payer=False))
    school = replace(FACTS, settings=paid, guardianships=by_rosa)

    assert isinstance(hears("rosa", school=school), Allowed)
    assert hears("tom", school=school) == Refused(
        "At Maple Street only parents who pay for a child’s place see it, and Tom does not."
    )


def test_where_nobody_is_kept_out_the_rooms_alone_decide() -> None:
    school = replace(roster(), kept_out={})

    assert may_hear_family(school, school.people["ben"], school.students["mia"]) == hears("ben")


def test_where_nobody_of_the_room_hears_every_admin_does() -> None:
    away = replace(FACTS, assignments=(Dated("ben", "saplings"),))
    assert hears("omar", school=away) == Allowed(
        "Omar hears of what Mia’s family writes: nobody of Acorns does, so every admin hears."
    )
    nowhere = replace(away, placements=())
    assert hears("omar", school=nowhere) == Allowed(
        "Omar hears of what Mia’s family writes: Mia is in no room, so every admin hears."
    )


@given(facts())
def test_in_every_school_the_words_agree_with_who_is_told(school: Facts) -> None:
    found = roster_on(school, DAY)
    for student in found.students.values():
        for person in found.people.values():
            of_parents = person.id in hears_of_family(found, student, A_PARENT)
            of_staff = person.id in hears_of_family(found, student, A_TEACHER) and not untold(person, [student])
            told = of_staff if person.role is Role.GUARDIAN else of_parents
            verdict = may_hear_family(found, person, student)

            assert isinstance(verdict, Allowed) is (told and student.active)


def test_what_ones_own_side_writes_rings_on_the_other() -> None:
    mia = roster().students["mia"]
    assert (
        own_side(rosa, mia)
        == "Rosa can read what another parent of Mia writes there; alerts of it go to the staff."
    )
    assert own_side(ana, mia) == "Ana can read what colleagues write to the family; alerts of it go to the parents."


@pytest.mark.parametrize(
    ("cell", "email", "text", "mail", "ways"),
    [
        (None, None, True, True, f", {A_NUMBER} or {AN_EMAIL}"),
        (None, None, False, False, ""),
        ("+12025550100", None, False, False, " or the school switches text messages on"),
        (None, "rosa@families.example", False, False, " or the school switches email on"),
    ],
)  # fmt: skip
def test_who_is_reached_by_nothing_reads_what_would_reach_them(
    cell: str | None, email: str | None, text: bool, mail: bool, ways: str
) -> None:
    said = would_reach(cell, email, SchoolSettings(text=text, email=mail))

    assert said == f"Rosa is reached as soon as they turn alerts on under Me{ways}."


def test_whose_new_address_is_not_confirmed_is_reached_once_it_is() -> None:
    waits = replace(rosa, cell=None, unconfirmed=True)
    said = what_would_reach(waits, SchoolSettings(text=False), devices=False, closed={})

    assert (
        said == "Rosa is reached as soon as they turn alerts on under Me or they confirm their new email address."
    )


@given(
    st.none() | st.just("+12025550100"), st.none() | st.just("rosa@families.example"), st.booleans(), st.booleans()
)
def test_alerts_on_ones_own_device_always_reach(
    cell: str | None, email: str | None, text: bool, mail: bool
) -> None:
    said = would_reach(cell, email, SchoolSettings(text=text and not cell, email=mail and not email))

    assert "turn alerts on under Me" in said


NUMBER, MAIL = "+12025550100", "rosa@families.example"
NO_TEXTS, NO_EMAILS = {(Medium.SMS, NUMBER): "stopped"}, {(Medium.EMAIL, MAIL): "stopped"}


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ({"closed": NO_TEXTS | NO_EMAILS}, "Rosa is reached as soon as they turn alerts on under Me, texts to their"
         " number are allowed again or emails to their address are allowed again."),
        ({"closed": NO_TEXTS}, "Rosa chooses otherwise under Me, How you are told."),
        ({"closed": NO_EMAILS}, "Rosa chooses otherwise under Me, How you are told."),
        ({"closed": NO_TEXTS | NO_EMAILS, "devices": True}, "Rosa chooses otherwise under Me, How you are told."),
    ],
)  # fmt: skip
def test_who_asked_for_no_more_or_switched_it_off_reads_that_they_can_allow_it_again(more, said: str) -> None:
    assert would_reach(NUMBER, MAIL, SchoolSettings(), **more) == said
