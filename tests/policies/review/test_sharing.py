"""When families see an item."""

from dataclasses import replace

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Role
from policies.review.sharing import NEVER_SHARED, Sharing, sharing_of, waits_by_content
from policies.sentence import say
from policies.settings import SchoolSettings
from tests.policies.schools import ITEM_TYPES, SETTINGS, settings
from tests.school import ana, ines, rosa

MESSAGES_HELD = SchoolSettings(staff_only=frozenset({"message"}))
FOUR_EYES = SchoolSettings(staff_only=frozenset({"message"}), four_eyes=True)


@pytest.mark.parametrize(
    ("author", "item_type", "to_families", "sharing"),
    [
        (ana, "text", True, Sharing.HELD),
        (ana, "files", True, Sharing.HELD),
        (ana, "files", False, Sharing.NOW),
        (rosa, "files", True, Sharing.NOW),
        (ana, "text", False, Sharing.NOW),
        (ana, "nap", True, Sharing.NOW),
        (ines, "text", True, Sharing.NOW),
        (rosa, "text", True, Sharing.NOW),
        (ana, "observation", True, Sharing.NEVER),
        (ines, "name_to_face", True, Sharing.NEVER),
    ],
)
def test_d4_what_is_set_to_staff_only_is_held_when_staff_say_it_to_families(
    author, item_type: str, to_families: bool, sharing: Sharing
) -> None:
    assert sharing_of(author, item_type, MESSAGES_HELD, to_families=to_families).sharing is sharing


@given(
    author=st.sampled_from([ana, ines, rosa]), item_type=st.sampled_from(sorted(NEVER_SHARED)), chosen=settings(),
    to_families=st.booleans(),
)  # fmt: skip
def test_d7_observation_and_name_to_face_are_never_shared_whatever_anybody_chooses(
    author, item_type: str, chosen: SchoolSettings, to_families: bool
) -> None:
    assert sharing_of(author, item_type, chosen, to_families=to_families).sharing is Sharing.NEVER


@given(
    author=st.sampled_from([ana, ines, rosa]), item_type=st.sampled_from(ITEM_TYPES), chosen=settings(),
    to_families=st.booleans(),
)  # fmt: skip
def test_only_what_staff_write_to_families_is_ever_held_and_every_answer_says_why(
    author, item_type: str, chosen: SchoolSettings, to_families: bool
) -> None:
    shared = sharing_of(author, item_type, chosen, to_families=to_families)

    assert shared.because.endswith(".")
    if shared.sharing is Sharing.HELD:
        assert author.role is Role.STAFF or (author.role is Role.ADMIN and chosen.four_eyes)
        assert to_families


@pytest.mark.parametrize(
    ("author", "item_type", "to_families", "sharing", "sentence"),
    [
        (
            ines, "text", True, Sharing.HELD,
            "The school asks for four eyes: another admin approves this before families see it.",
        ),
        (ines, "nap", True, Sharing.NOW, "The school shares this kind of item at once."),
        (ines, "text", False, Sharing.NOW, "No families are in this conversation."),
        (ana, "text", True, Sharing.HELD, "The school approves this kind of item before families see it."),
        (rosa, "text", True, Sharing.NOW, "Only what staff write to families can be held for approval."),
    ],
)  # fmt: skip
def test_where_a_school_asks_for_four_eyes_what_admins_say_waits_as_what_staff_say(
    author, item_type: str, to_families: bool, sharing: Sharing, sentence: str
) -> None:
    shared = sharing_of(author, item_type, FOUR_EYES, to_families=to_families)

    assert (shared.sharing, shared.because) == (sharing, sentence)


@given(item_type=st.sampled_from(ITEM_TYPES), chosen=settings())
def test_with_four_eyes_an_admins_item_is_held_exactly_where_a_teachers_is(
    item_type: str, chosen: SchoolSettings
) -> None:
    chosen = replace(chosen, four_eyes=True)
    by_ines, by_ana = [sharing_of(one, item_type, chosen, to_families=True).sharing for one in (ines, ana)]

    assert by_ines is by_ana


@given(item_type=st.sampled_from(ITEM_TYPES))
def test_d6_a_school_that_sets_nothing_holds_nothing(item_type: str) -> None:
    assert sharing_of(ana, item_type, SchoolSettings(), to_families=True).sharing is not Sharing.HELD


@pytest.mark.parametrize("item_type", [one for one in SETTINGS if one != "message" and one not in NEVER_SHARED])
def test_d4_every_other_type_of_item_is_a_setting_of_its_own(item_type: str) -> None:
    held = SchoolSettings(staff_only=frozenset({item_type}))

    assert sharing_of(ana, item_type, held, to_families=True).sharing is Sharing.HELD
    for other in ITEM_TYPES:
        assert other in {item_type, *NEVER_SHARED} or (
            sharing_of(ana, other, held, to_families=True).sharing is Sharing.NOW
        )


def test_when_families_see_an_item_is_written_as_it_always_was() -> None:
    assert [one.value for one in Sharing] == ["now", "held", "never"]
    assert sorted(NEVER_SHARED) == ["name_to_face", "observation"]


@pytest.mark.parametrize(
    ("author", "chosen", "waits"),
    [(ana, SchoolSettings(), True), (ines, SchoolSettings(), False), (rosa, SchoolSettings(), False),
     (ines, FOUR_EYES, True)],
)  # fmt: skip
def test_content_holds_what_staff_send_and_an_admins_only_with_four_eyes(author, chosen, waits: bool) -> None:
    assert waits_by_content(author, "files", chosen, say("Somebody is on it.")) is waits
