"""A child without an id is one of the same name on record only where nothing says otherwise; who left, by more."""

from datetime import date

import pytest

from policies.people.same_child import comes_back, may_be_same

MIA = date(2024, 1, 22)
OTHER = date(2026, 1, 15)


@pytest.mark.parametrize(
    ("born", "on_record", "may"),
    [(MIA, MIA, True), (MIA, OTHER, False), (None, MIA, True), (MIA, None, True), (None, None, True)],
)
def test_two_birth_dates_that_differ_are_two_children(born: date | None, on_record: date | None, may: bool) -> None:
    assert may_be_same(born, on_record) is may


@pytest.mark.parametrize(
    ("born", "on_record", "parent_known", "back"),
    [
        (MIA, MIA, False, True),
        (MIA, OTHER, True, False),
        (None, MIA, False, False),
        (None, MIA, True, True),
        (MIA, None, False, False),
        (MIA, None, True, True),
        (None, None, False, False),
        (None, None, True, True),
    ],
)
def test_who_left_comes_back_by_the_birth_date_or_a_parent_and_never_by_the_name_alone(
    born: date | None, on_record: date | None, parent_known: bool, back: bool
) -> None:
    assert comes_back(born, on_record, parent_known=parent_known) is back
