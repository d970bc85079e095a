"""What a guardian may do about a student where the school has denied some of it; pick-ups, and who is barred."""

from dataclasses import replace
from datetime import date, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.conversations.direct import may_write_privately, may_write_to_office
from policies.conversations.messaging import may_message
from policies.conversations.seeing import is_own_child, may_see
from policies.notify.recipients import Address, Medium, Plan, Terms, plan
from policies.people.custody import counts_not, may_be_told, may_pick_up, may_see_ties, may_set_ties, untold
from policies.people.facts import Denial, Guardianship, Power, Role, Tie
from policies.people.groups import FAMILIES, filled, guardians
from policies.people.roster import Facts, Roster, roster_on
from policies.verdict import Allowed, Refused, Verdict
from tests.policies.schools import facts
from tests.school import DAY, FACTS, of, roster, student

NO_SEEING = "The school has set that Rosa does not see Mia."
NO_WRITING = "The school has set that Rosa does not write about Mia."


def denying(power: Power, begin: date | None = None, end: date | None = None) -> Roster:
    """The cast's school, where Rosa is denied something about Mia."""
    denial = Denial(guardian="rosa", student="mia", power=power, begin=begin, end=end)
    return roster(replace(FACTS, denials=(denial,)))


@pytest.mark.parametrize(
    ("power", "sees", "writes", "told"),
    [
        (Power.SEE, False, False, False),
        (Power.MESSAGE, True, False, True),
        (Power.TOLD, True, True, False),
        (Power.PICK_UP, True, True, True),
    ],
)
def test_rosa_loses_what_was_denied_and_tom_nothing(power: Power, sees: bool, writes: bool, told: bool) -> None:
    school = denying(power)
    rosa, tom, mia = school.people["rosa"], school.people["tom"], school.students["mia"]

    assert isinstance(may_see(school, rosa, mia), Allowed) is sees
    assert isinstance(may_message(school, rosa, mia), Allowed) is writes
    assert isinstance(may_be_told(school, rosa, mia), Allowed) is told
    assert not untold(tom, [mia])
    assert isinstance(may_see(school, tom, mia), Allowed)
    assert isinstance(may_message(school, tom, mia), Allowed)
    assert isinstance(may_be_told(school, tom, mia), Allowed)


def test_a_denial_says_so_in_a_sentence() -> None:
    unseen, unwritten = denying(Power.SEE), denying(Power.MESSAGE)

    assert may_see(unseen, unseen.people["rosa"], unseen.students["mia"]) == Refused(NO_SEEING)
    assert may_message(unseen, unseen.people["rosa"], unseen.students["mia"]) == Refused(NO_WRITING)
    assert may_message(unwritten, unwritten.people["rosa"], unwritten.students["mia"]) == Refused(NO_WRITING)


@pytest.mark.parametrize(
    ("begin", "end", "denied"),
    [(0, 0, True), (None, 0, True), (0, None, True), (1, None, False), (None, -1, False)],
)
def test_a_denial_counts_from_its_first_day_to_its_last(begin: int | None, end: int | None, denied: bool) -> None:
    begins, ends = (None if offset is None else DAY + timedelta(days=offset) for offset in (begin, end))
    school = denying(Power.SEE, begins, ends)

    assert isinstance(may_see(school, school.people["rosa"], school.students["mia"]), Refused) is denied


def test_who_may_not_see_is_in_no_conversation_about_the_student() -> None:
    assert "rosa" in filled(roster())[guardians("mia")]

    parties = filled(denying(Power.SEE))

    assert "rosa" not in parties[guardians("mia")]
    assert "tom" in parties[guardians("mia")]
    assert "tom" in parties[FAMILIES]


def test_a_parent_who_lost_the_right_to_see_gains_nothing_at_work() -> None:
    lost = Denial(guardian="nora-at-home", student="emil", power=Power.SEE)
    school = roster(replace(FACTS, denials=(lost,)))

    assert is_own_child(school, school.people["nora"], school.students["emil"])


def test_whoever_is_no_guardian_has_nothing_to_lose() -> None:
    stranger = Denial(guardian="dana", student="mia", power=Power.SEE)
    school = roster(replace(FACTS, denials=(stranger,)))
    gone = roster(
        replace(
            FACTS,
            denials=(replace(stranger, guardian="rosa"),),
            students=tuple(replace(one, active=False) for one in FACTS.students),
        )
    )

    assert not school.students["mia"].denied
    assert not gone.students["mia"].denied


@given(facts(), st.data())
def test_a_denial_never_gives_anybody_anything(school_facts: Facts, data: st.DataObject) -> None:
    ties = [(one.guardian, one.student) for one in school_facts.guardianships]
    chosen = data.draw(st.lists(st.tuples(st.sampled_from(ties), st.sampled_from(Power)))) if ties else []
    denials = tuple(Denial(guardian=who, student=child, power=power) for (who, child), power in chosen)
    free, bound = roster_on(school_facts, DAY), roster_on(replace(school_facts, denials=denials), DAY)

    for person in bound.people.values():
        for child in bound.students.values():
            for rule in (may_see, may_message):
                allowed = isinstance(rule(bound, person, child), Allowed)
                before = isinstance(rule(free, free.people[person.id], free.students[child.id]), Allowed)
                assert before or not allowed
                assert allowed == before or person.role is Role.GUARDIAN
            assert is_own_child(bound, person, child) == is_own_child(free, person, free.students[child.id])


def tied(*ties: Guardianship, **more: object) -> Roster:
    """The cast's school with further ties."""
    others = tuple(
        one
        for one in FACTS.guardianships
        if (one.guardian, one.student) not in {(t.guardian, t.student) for t in ties}
    )
    return roster(replace(FACTS, guardianships=(*others, *ties), **more))  # type: ignore[arg-type]


def asked(school: Roster, rule: object, who: str, child: str = "mia") -> Verdict:
    return rule(school, school.people[who], school.students[child])  # type: ignore[operator, no-any-return]


def test_who_is_barred_is_no_parent_and_never_handed_the_child_whatever_else_is_said() -> None:
    free, barred = roster(), tied(Guardianship("tom", "mia", Tie.BARRED))

    for rule in (may_see, may_message, may_be_told, may_pick_up, may_write_to_office):
        assert isinstance(asked(free, rule, "tom"), Allowed)
        assert isinstance(asked(barred, rule, "tom"), Refused)
        assert isinstance(asked(barred, rule, "rosa"), Allowed)
    assert asked(barred, may_pick_up, "tom") == Refused(
        "Tom is barred from Mia: do not hand Mia over, call an admin."
    )
    for rule in (may_see, may_message, may_be_told):
        assert asked(barred, rule, "tom") == Refused("Tom is barred from Mia.")
    assert barred.students["mia"].family == {"rosa", "tom"}
    assert barred.students["mia"].guardians == {"rosa"}


def test_who_is_barred_from_a_child_they_meet_at_work_reads_nothing_that_waits_about_it() -> None:
    barred = tied(Guardianship("kim", "mia", Tie.BARRED))

    assert is_own_child(barred, barred.people["kim"], barred.students["mia"])
    assert not is_own_child(roster(), roster().people["kim"], roster().students["mia"])


def test_b7_who_may_pick_up_is_no_parent_and_a_parent_may_unless_it_was_denied() -> None:
    school = tied(Guardianship("dana", "mia", Tie.PICK_UP))
    denied = tied(
        Guardianship("dana", "mia", Tie.PICK_UP),
        denials=(
            Denial(guardian="dana", student="mia", power=Power.PICK_UP),
            Denial(guardian="rosa", student="mia", power=Power.PICK_UP),
        ),
    )

    assert asked(school, may_pick_up, "dana") == Allowed("Dana may pick up Mia.")
    assert asked(school, may_pick_up, "rosa") == Allowed("Rosa is a parent of Mia.")
    assert asked(school, may_pick_up, "dana", "emil") == Refused("Dana is not on Emil’s list for picking up.")
    assert asked(denied, may_pick_up, "dana") == Refused("The school has set that Dana does not pick up Mia.")
    assert asked(denied, may_pick_up, "rosa") == Refused("The school has set that Rosa does not pick up Mia.")
    assert asked(denied, may_pick_up, "tom") == Allowed("Tom is a parent of Mia.")
    assert asked(school, may_see, "dana") == Refused("Parents see only their own children.")
    assert asked(school, may_be_told, "dana") == Refused("Dana is not a parent of Mia.")
    assert school.students["mia"].guardians == {"rosa", "tom"}


def test_a_denial_of_picking_up_outlives_that_the_roster_ties_somebody_to_the_child() -> None:
    denial = Denial(guardian="tom", student="mia", power=Power.PICK_UP)
    seeing = Denial(guardian="tom", student="mia", power=Power.SEE)
    ties = tuple(one for one in FACTS.guardianships if (one.guardian, one.student) != ("tom", "mia"))
    untied = roster(replace(FACTS, guardianships=ties))
    denied = roster(replace(FACTS, guardianships=ties, denials=(denial, seeing)))
    over = roster(replace(FACTS, guardianships=ties, denials=(replace(denial, end=DAY - timedelta(days=1)),)))

    assert asked(untied, may_pick_up, "tom") == Refused("Tom is not on Mia’s list for picking up.")
    assert denied.students["mia"].denied == {("tom", Power.PICK_UP)}
    assert asked(denied, may_pick_up, "tom") == Refused("The school has set that Tom does not pick up Mia.")
    assert over.students["mia"].denied == frozenset()


def test_who_is_kept_from_a_child_as_a_parent_does_not_take_it_as_one_of_the_staff() -> None:
    twice = {"tom": frozenset({"user:t"}), "kim": frozenset({"user:t"})}
    one_human = tuple(replace(one, human=twice.get(one.id, one.human)) for one in FACTS.people)
    ties = Guardianship("kim", "mia", Tie.PICK_UP), Guardianship("tom", "mia", Tie.BARRED)
    denied = (Denial(guardian="tom", student="mia", power=Power.PICK_UP),)

    assert isinstance(asked(tied(*ties), may_pick_up, "kim"), Allowed)
    assert isinstance(asked(tied(*ties, people=one_human), may_pick_up, "kim"), Refused)
    assert isinstance(asked(tied(ties[0], people=one_human), may_pick_up, "kim"), Allowed)
    assert isinstance(asked(tied(ties[0], people=one_human, denials=denied), may_pick_up, "kim"), Refused)


def test_a_couple_who_share_an_address_are_two_at_the_door() -> None:
    share = {"tom": frozenset({"mail:t"}), "kim": frozenset({"mail:t"})}
    people = tuple(replace(one, human=share.get(one.id, one.human)) for one in FACTS.people)
    ties = Guardianship("kim", "mia", Tie.PICK_UP), Guardianship("tom", "mia", Tie.BARRED)
    school = tied(*ties, people=people)

    assert school.profiles_of("kim") == {"kim", "tom"}
    assert isinstance(asked(school, may_pick_up, "kim"), Allowed)
    assert isinstance(asked(school, may_pick_up, "tom"), Refused)


def test_a_child_who_left_is_handed_to_nobody() -> None:
    school = roster(replace(FACTS, students=tuple(replace(one, active=one.id != "mia") for one in FACTS.students)))

    assert asked(school, may_pick_up, "rosa") == Refused("Mia is no longer at Maple Street.")
    assert asked(school, may_pick_up, "dana", "leo") == Allowed("Dana is a parent of Leo.")


def test_who_left_picks_nobody_up() -> None:
    left = tuple(replace(one, active=one.id != "rosa") for one in FACTS.people)
    school = roster(replace(FACTS, people=left))

    assert asked(school, may_pick_up, "rosa") == Refused("Rosa is no longer at Maple Street.")


@pytest.mark.parametrize("payers_only", [False, True])
def test_b6_a_school_may_let_only_those_who_pay_count_as_parents(payers_only: bool) -> None:
    settings = replace(FACTS.settings, payers_only=payers_only)
    school = tied(Guardianship("tom", "mia", payer=False), settings=settings)

    assert isinstance(asked(school, may_see, "tom"), Allowed) is not payers_only
    assert isinstance(asked(school, may_see, "rosa"), Allowed)
    assert asked(school, may_pick_up, "tom") == Allowed("Tom is a parent of Mia.")
    assert school.students["mia"].family == {"rosa", "tom"}
    if payers_only:
        sentence = "At Maple Street only parents who pay for a child’s place see it, and Tom does not."
        for rule in (may_see, may_message, may_be_told):
            assert asked(school, rule, "tom") == Refused(sentence)


def test_who_works_here_and_is_listed_as_a_guardian_is_one_on_another_profile_only() -> None:
    school = tied(Guardianship("kim", "mia"))

    assert school.students["mia"].family == {"rosa", "tom"}


@pytest.mark.parametrize(
    ("denied", "told"),
    [((), True), (("leo",), True), (("emil",), True), (("leo", "emil"), False)],
)
def test_who_is_told_of_one_of_their_children_is_told_of_what_is_about_both(
    denied: tuple[str, ...], told: bool
) -> None:
    school = tied(
        Guardianship("dana", "emil"),
        denials=tuple(Denial(guardian="dana", student=child, power=Power.TOLD) for child in denied),
    )
    both = [school.students["leo"], school.students["emil"], school.students["mia"]]

    assert untold(school.people["dana"], both) == (
        "" if told else "The school has set that Dana is not told about Emil."
    )
    assert untold(school.people["rosa"], []) == ""


def test_who_is_not_told_is_told_why_by_the_same_sentence() -> None:
    school = denying(Power.TOLD)

    assert asked(school, may_be_told, "rosa") == Refused("The school has set that Rosa is not told about Mia.")
    assert asked(denying(Power.SEE), may_be_told, "rosa") == Refused(NO_SEEING)


def test_the_sentence_stands_where_no_phone_rings_and_before_any_address_is_asked_for() -> None:
    rosa = roster().people["rosa"]
    phone = (Address(Medium.PUSH, "rosas-phone", "fcm"),)

    told = plan(rosa, phone, FACTS.settings, routine=False, practice=False)
    untold_ = plan(
        rosa, phone, FACTS.settings, routine=False, practice=False, terms=Terms(untold="The school has set it.")
    )

    assert told.addresses == phone
    assert untold_ == Plan(skipped="The school has set it.")


def test_a_parent_who_may_not_write_about_any_of_their_children_does_not_write_alone_either() -> None:
    def writes(*denied: str) -> Verdict:
        ties = (Guardianship("rosa", "leo"),)
        denials = tuple(Denial(guardian="rosa", student=child, power=Power.MESSAGE) for child in denied)
        school = tied(*ties, denials=denials)
        return may_write_privately(school, school.people["rosa"], school.people["rosa"])

    assert writes() == Allowed("Every parent may write to the school alone.")
    assert isinstance(writes("mia"), Allowed)
    assert writes("mia", "leo") == Refused("The school has set that Rosa does not write about Leo.")


def test_staff_know_who_is_tied_to_a_child_and_parents_do_not() -> None:
    school = roster()

    assert may_see_ties(school, school.people["ana"]) == Allowed(
        "Staff know who may see a child, and who may pick it up."
    )
    assert isinstance(may_see_ties(school, school.people["ines"]), Allowed)
    assert may_see_ties(school, school.people["rosa"]) == Refused(
        "Only the school’s staff see who is tied to a child."
    )


def test_admins_set_what_a_parent_may_and_nobody_about_their_own_child() -> None:
    at_home = replace(FACTS.people[0], id="ines-at-home", role=Role.GUARDIAN)
    school = roster(
        replace(
            FACTS,
            people=(*FACTS.people, at_home),
            guardianships=(*FACTS.guardianships, Guardianship(at_home.id, "leo")),
        )
    )

    assert asked(school, may_set_ties, "ines") == Allowed("Admins set what a parent may do about a child.")
    assert asked(school, may_set_ties, "ines", "leo") == Refused(
        "Leo is your own child, so another admin sets this."
    )
    for other in ("ana", "rosa"):
        assert asked(school, may_set_ties, other) == Refused("Only admins set what a parent may do about a child.")


def test_who_left_the_office_sets_nothing() -> None:
    school = roster(replace(FACTS, people=tuple(replace(one, active=one.id != "ines") for one in FACTS.people)))

    assert isinstance(asked(school, may_set_ties, "ines"), Refused)


@given(facts(), st.data())
def test_in_no_school_does_a_bar_leave_anything(school_facts: Facts, data: st.DataObject) -> None:
    ties = school_facts.guardianships
    if not ties:
        return
    which = data.draw(st.sampled_from(ties))
    barred = replace(school_facts, guardianships=tuple(
        replace(one, tie=Tie.BARRED) if (one.guardian, one.student) == (which.guardian, which.student) else one
        for one in ties
    ))  # fmt: skip
    school = roster_on(barred, DAY)
    person, child = school.people[which.guardian], school.students[which.student]

    assert person.id not in child.guardians
    assert person.id not in filled(school)[guardians(child.id)]
    assert isinstance(may_pick_up(school, person, child), Refused)
    if person.role is Role.GUARDIAN:
        assert isinstance(may_see(school, person, child), Refused)
        assert isinstance(may_message(school, person, child), Refused)


def test_who_is_told_of_a_child_reads_why() -> None:
    school = roster()

    assert may_be_told(school, school.people["rosa"], school.students["mia"]) == Allowed("Rosa is a parent of Mia.")


def test_of_a_child_or_a_parent_who_left_nobody_reads_that_only_payers_count() -> None:
    tom, mia = of("tom"), student("mia")
    assert counts_not(roster(), replace(tom, active=False), mia) == "Tom is no longer at Maple Street."
    assert counts_not(roster(), tom, replace(mia, active=False)) == "Mia is no longer at Maple Street."
    assert counts_not(roster(), tom, mia).startswith("At Maple Street only parents who pay")
