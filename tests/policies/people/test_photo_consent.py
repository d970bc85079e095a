"""How far photos of a child may go, and who says so."""

from dataclasses import replace

import pytest

from policies.people.facts import Denial, Guardianship, PhotoScope, Power, Role, Student, Tie
from policies.people.photo_consent import PhotoAudience, may_answer_photos, may_go_to, needed, unanswered
from policies.people.roster import Facts
from policies.verdict import Allowed, Refused
from tests.policies.people.test_child_record import with_tie, without
from tests.school import FACTS, roster, student

NONE, FAMILY, ROOMS, PUBLIC = PhotoScope


def says(person: str, guardian: str, child: str = "mia", facts: Facts = FACTS) -> str:
    """Empty where they may; else why not."""
    school = roster(facts)
    verdict = may_answer_photos(school, school.people[person], school.students[child], guardian)
    return "" if isinstance(verdict, Allowed) else verdict.because


def test_each_parent_answers_for_themselves_and_an_admin_notes_paper_of_either() -> None:
    for who, whose in (("rosa", "rosa"), ("tom", "tom"), ("ines", "rosa"), ("omar", "tom")):
        assert says(who, whose) == ""
    assert says("rosa", "tom") == "Each parent says for themselves what photos they allow."
    assert says("dana", "dana") != ""
    assert says("ines", "dana") == "Only parents who see Mia here are asked about photos."
    assert says("ana", "rosa") == "Parents say this themselves; from a form on paper, admins note it."


def test_nobody_answers_for_a_child_or_as_a_person_who_left_nor_at_work_for_their_own() -> None:
    gone = replace(FACTS, students=tuple(replace(one, active=False) for one in FACTS.students))
    assert says("ines", "rosa", facts=gone) == "Mia is no longer at Maple Street."
    assert says("rosa", "rosa", facts=without("rosa")) == "Rosa is no longer at Maple Street."
    admin = replace(
        FACTS,
        people=tuple(replace(one, role=Role.ADMIN) if one.id == "nora" else one for one in FACTS.people),
    )
    assert says("nora", "nora-at-home", "emil", admin).startswith("Emil is your own child")
    assert says("nora", "rosa", "mia", admin) == ""
    assert says("nora-at-home", "nora-at-home", "emil", admin) == ""


def test_who_may_not_see_the_child_or_write_about_it_is_not_asked_and_says_nothing() -> None:
    assert says("tom", "tom") == says("ines", "tom") == ""
    barred = with_tie(Tie.BARRED)
    silent = replace(FACTS, denials=(Denial(guardian="tom", student="mia", power=Power.MESSAGE),))
    assert says("tom", "tom", facts=barred) != ""
    assert says("ines", "tom", facts=barred) == "Only parents who see Mia here are asked about photos."
    assert says("tom", "tom", facts=silent) == "The school has set that Tom does not write about Mia."


def here(*, families: bool = True, addressed: tuple[str, ...] = (), rooms: tuple[str, ...] = ()) -> PhotoAudience:
    return PhotoAudience(
        families=families, addressed=tuple(child(one) for one in addressed), rooms=frozenset(rooms)
    )


BROTHERS = replace(
    FACTS,
    students=(
        *FACTS.students,
        Student(id="luca", name="Luca"),
        Student(id="half", name="Half"),
        Student(id="alone", name="Alone"),
    ),
    guardianships=(
        *FACTS.guardianships,
        Guardianship("tom", "luca"),
        Guardianship("tom", "half"),
        Guardianship("dana", "half"),
    ),
)


def child(name: str) -> Student:
    return student(name, BROTHERS)


@pytest.mark.parametrize(
    ("whom", "where", "wanted"),
    [
        ("mia", here(families=False), None),
        ("mia", here(addressed=("mia",)), FAMILY),
        ("mia", here(addressed=("luca",)), FAMILY),  # whoever reads of Luca is Mia's parent
        ("mia", here(addressed=("half",)), PUBLIC),  # Half's other parent is a stranger to Mia
        ("mia", here(addressed=("alone",)), PUBLIC),  # nobody sees Alone: that makes nobody family
        ("emil", here(addressed=("mia",)), ROOMS),
        ("leo", here(addressed=("mia",)), PUBLIC),
        ("mia", here(rooms=("acorns",)), ROOMS),
        ("leo", here(rooms=("acorns",)), PUBLIC),
        ("mia", here(), PUBLIC),
    ],
)
def test_the_further_a_photo_goes_the_more_its_childs_parents_have_to_have_allowed(
    whom: str, where: PhotoAudience, wanted: PhotoScope | None
) -> None:
    assert needed(child(whom), where) is wanted


@pytest.mark.parametrize(
    ("allowed", "why"),
    [
        (NONE, "Mia: no photos, as the parents have said."),
        (FAMILY, "Mia: photos only for the child’s family."),
        (ROOMS, "Mia: photos only for families of the child’s rooms."),
        (PUBLIC, ""),
        (None, ""),
    ],
)
def test_what_goes_further_than_the_parents_said_is_refused_in_their_words(
    allowed: PhotoScope | None, why: str
) -> None:
    verdict = may_go_to(replace(child("mia"), photos=allowed), here())
    assert (verdict.because if isinstance(verdict, Refused) else "") == why
    assert isinstance(may_go_to(replace(child("mia"), photos=allowed), here(families=False)), Allowed)


def test_who_posts_is_told_whether_it_waits_or_goes_where_no_parent_has_answered() -> None:
    its = child("mia")
    assert unanswered(its, waits=True) == "Mia: no parent has answered, so an admin looks first."
    assert unanswered(its, waits=False) == "Mia: no parent has answered, and it goes at once."


def test_an_answer_reaches_as_far_as_it_says() -> None:
    places = {FAMILY: here(addressed=("mia",)), ROOMS: here(rooms=("acorns",)), PUBLIC: here()}
    for allowed in PhotoScope:
        mine = replace(child("mia"), photos=allowed)
        fits = {one for one, where in places.items() if isinstance(may_go_to(mine, where), Allowed)}
        assert fits == {one for one in places if list(PhotoScope).index(one) <= list(PhotoScope).index(allowed)}
