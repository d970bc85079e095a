"""When families see an item."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.facts import Role, SchoolSettings
from policies.sharing import NEVER_SHARED, Sharing, sharing_of
from tests.policies.schools import ITEM_TYPES, settings
from tests.school import ana, ines, rosa

MESSAGES_HELD = SchoolSettings(staff_only=frozenset({"message"}))


@pytest.mark.parametrize(
    ("author", "item_type", "to_families", "sharing"),
    [
        (ana, "text", True, Sharing.HELD),
        (ana, "photo", True, Sharing.HELD),
        (ana, "file", True, Sharing.HELD),
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
        assert author.role is Role.STAFF
        assert to_families


@given(item_type=st.sampled_from(ITEM_TYPES))
def test_d6_a_school_that_sets_nothing_holds_nothing(item_type: str) -> None:
    assert sharing_of(ana, item_type, SchoolSettings(), to_families=True).sharing is not Sharing.HELD
