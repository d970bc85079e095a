"""What somebody chose about, and what stays as it is."""

from policies.notify.preferences import ALWAYS, OF_AREA, USUAL, Category, Wishes, categories_of, hows_of
from policies.notify.recipients import How, Medium
from policies.people.facts import Area
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


def test_a_choice_is_kept_in_the_words_it_was_made_in() -> None:
    assert [one.value for one in Category] == ["families", "day", "announcements", "staff", "approvals"]
    assert [one.value for one in How] == ["instant", "digest", "off"]
    assert (USUAL.digest_at, USUAL.zone, USUAL.quiet, USUAL.hows) == (18 * 60, "", None, {})


def test_every_kind_of_conversation_is_something_to_choose_about() -> None:
    assert OF_AREA == {
        Area.FAMILIES: Category.FAMILIES,
        Area.ACTIVITIES: Category.DAY,
        Area.ANNOUNCEMENTS: Category.ANNOUNCEMENTS,
        Area.STAFF: Category.STAFF,
    }


def test_the_screen_says_what_nobody_can_switch_off() -> None:
    assert ALWAYS == (
        "Emergencies always reach you, by every way there is and at any hour. Nobody can switch them off. "
        "What is marked urgent, and incidents, do not wait for quiet hours or the daily summary either."
    )
