"""Who changes what a school chose."""

from dataclasses import replace

import pytest

from policies.setting import may_set
from policies.verdict import Allowed, Refused
from tests.school import ana, ines, rosa


@pytest.mark.parametrize(
    ("who", "may"), [(ines, True), (ana, False), (rosa, False), (replace(ines, active=False), False)]
)
def test_c6_admins_set_what_waits_for_approval_and_nobody_else(who, may: bool) -> None:
    assert isinstance(may_set(who), Allowed) is may


def test_who_sets_what_waits_or_not_reads_why() -> None:
    assert may_set(ines) == Allowed("Admins set what waits for approval.")
    assert may_set(ana) == Refused("Only admins set what waits for approval.")
