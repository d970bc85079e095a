"""What somebody chose about, and what stays as it is."""

from policies.telling import How, Medium
from policies.wishes import USUAL, Category, Wishes, categories_of, hows_of
from tests.school import ana, rosa


def test_who_chose_nothing_is_told_of_everything_at_once() -> None:
    assert all(not hows_of(USUAL, category) for category in Category)


def test_a_choice_is_about_one_medium_in_one_category() -> None:
    wishes = Wishes(hows={(Category.DAY, Medium.PUSH): How.DIGEST, (Category.FAMILIES, Medium.SMS): How.OFF})

    assert hows_of(wishes, Category.DAY) == {Medium.PUSH: How.DIGEST}
    assert hows_of(wishes, Category.FAMILIES) == {Medium.SMS: How.OFF}
    assert hows_of(wishes, Category.STAFF) == {}


def test_families_choose_nothing_about_what_staff_tell_each_other() -> None:
    assert categories_of(rosa) == (Category.FAMILIES, Category.DAY, Category.ANNOUNCEMENTS)
    assert categories_of(ana) == tuple(Category)
