"""What of the activity log is left out for an admin, and how the rest is numbered without gaps."""

from dataclasses import replace
from itertools import chain, combinations

import pytest

from policies.people.facts import Role
from policies.records.activity_log import Deed
from policies.records.log_left_out import ABOUT_RECORDS, left_out_children, real_n, shown_n
from tests.school import FACTS, of, roster

LOG = range(1, 7)


def test_an_admin_reads_nothing_of_the_record_of_their_own_child_and_another_admin_all() -> None:
    admin = replace(of("nora"), role=Role.ADMIN)
    school = roster(replace(FACTS, people=tuple(admin if one.id == "nora" else one for one in FACTS.people)))

    assert left_out_children(school, school.people["nora"]) == {"emil"}
    assert left_out_children(school, school.people["ines"]) == set()


def test_what_is_left_out_is_what_tells_of_a_childs_record() -> None:
    told = {Deed.CHILD_RECORD, Deed.PHOTO_CONSENT, Deed.HANDED_TO_OTHER, Deed.READ_CUSTODY, Deed.EXPORTED_CHILD}
    erasures = {one for one in Deed if one.value.startswith("eras")}
    assert told | erasures | {Deed.HOLD_SET, Deed.HOLD_RELEASED} == ABOUT_RECORDS
    assert len(erasures) == 5


@pytest.mark.parametrize("left_out", list(chain(*(combinations(LOG, many) for many in range(len(LOG) + 1)))))
def test_the_rest_is_numbered_without_a_gap_and_each_number_leads_back(left_out: tuple[int, ...]) -> None:
    rest = [n for n in LOG if n not in left_out]
    shown = [shown_n(n, left_out) for n in rest]

    assert shown == list(range(1, len(rest) + 1))
    assert [real_n(one, left_out) for one in shown] == rest
