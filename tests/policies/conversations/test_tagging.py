"""Who may say whom to be on a photo."""

import pytest

from policies.conversations.tagging import list_shown_tags, may_tag
from policies.verdict import Allowed
from tests.school import roster


@pytest.mark.parametrize(
    ("who", "tagged", "may"),
    [
        ("ana", ("mia", "leo"), True),
        ("ines", ("leo",), True),
        ("ana", (), True),
        ("ana", ("mia", "nobody"), False),
        ("rosa", ("mia",), True),
        ("rosa", ("mia", "leo"), False),
        ("rosa", ("nobody",), False),
    ],
)
def test_staff_tag_every_child_and_parents_their_own(who: str, tagged: tuple[str, ...], may: bool) -> None:
    school = roster()
    verdict = may_tag(school, school.people[who], tagged)

    assert isinstance(verdict, Allowed) is may
    assert verdict.because.endswith(".")


def test_who_does_not_exist_and_who_is_anothers_child_are_refused_alike() -> None:
    school = roster()
    rosa = school.people["rosa"]

    assert may_tag(school, rosa, ["leo"]) == may_tag(school, rosa, ["nobody"])


@pytest.mark.parametrize(
    ("who", "shown"), [("ana", ("leo", "mia")), ("ines", ("leo", "mia")), ("rosa", ("mia",)), ("tom", ("mia",))]
)
def test_of_who_is_on_a_photo_parents_are_told_their_own(who: str, shown: tuple[str, ...]) -> None:
    school = roster()

    assert list_shown_tags(school, school.people[who], ("leo", "mia", "nobody")) == shown
