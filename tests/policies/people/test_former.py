"""What somebody is called whose name was erased."""

from policies.people.facts import Role
from policies.people.former import FORMER_GUARDIAN, former, said_former
from policies.sentence import Sentence


def test_each_role_has_its_own_word() -> None:
    assert [str(former(role)) for role in Role] == ["Former staff member", "Former staff member", "Former guardian"]


def test_what_was_kept_as_text_can_be_said_in_any_language_again() -> None:
    assert said_former("Former guardian") is FORMER_GUARDIAN
    assert isinstance(said_former("Former child"), Sentence)
    assert said_former("Rosa Alvarez") == "Rosa Alvarez"
