"""Who is in charge of a room where an admin’s own child is, or where nobody is."""

from dataclasses import replace

import pytest

from policies.people.facts import Dated, Guardianship, Role
from policies.records.overseeing import is_in_charge, may_oversee
from policies.settings import SchoolSettings
from policies.verdict import Allowed, Refused
from tests.school import FACTS, ines, roster

CLOSED = SchoolSettings(oversight=False)
AT_HOME = replace(ines, id="ines-at-home", role=Role.GUARDIAN)
KEPT_OUT = "At Maple Street admins read only the conversations of their own rooms. Ask them."


def test_another_admin_is_let_in_where_the_rooms_only_one_is_a_parent_of_the_child() -> None:
    school = roster(replace(
        FACTS,
        settings=CLOSED,
        people=(*FACTS.people, AT_HOME),
        guardianships=(*FACTS.guardianships, Guardianship("ines-at-home", "mia")),
    ))  # fmt: skip
    omar, mia, emil = school.people["omar"], school.students["mia"], school.students["emil"]

    assert may_oversee(school, omar, mia.rooms, mia) == Allowed("Omar is in charge of Acorns.")
    assert may_oversee(school, omar, emil.rooms, emil, "Ask them.") == Refused(KEPT_OUT)
    assert may_oversee(school, omar, mia.rooms, None, "Ask them.") == Refused(KEPT_OUT)


@pytest.mark.parametrize("rooms", [(), ("acorns",), ("acorns", "saplings")])
def test_every_admin_is_in_charge_of_a_room_in_which_nobody_works(rooms: tuple[str, ...]) -> None:
    school = roster(replace(FACTS, settings=CLOSED, assignments=()))

    assert is_in_charge(school, school.people["omar"], frozenset(rooms), None)


def test_of_two_rooms_the_admin_of_one_is_in_charge() -> None:
    school = roster(replace(FACTS, settings=CLOSED, assignments=(Dated("ines", "acorns"),)))
    both = frozenset({"acorns", "saplings"})

    assert is_in_charge(school, school.people["ines"], both, None)
    assert not is_in_charge(school, school.people["omar"], both, None)
    assert is_in_charge(school, school.people["omar"], frozenset({"saplings"}), None)
