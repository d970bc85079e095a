"""Which children of a spreadsheet are those on record: never another child of the same name."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import TYPE_CHECKING, Any

import pytest

from hub.oneroster.rows import BirthRow, StudentRow
from hub.oneroster.spreadsheet.fitted import OnRecord
from hub.oneroster.spreadsheet.fitted import fitted as fitted_to
from hub.oneroster.spreadsheet.known_children import LeftChild, other_children
from tests.hub.oneroster.test_spreadsheets import EMPTY, bundle_of, by_guess, fitted

if TYPE_CHECKING:
    from hub.oneroster.rows import Bundle
    from tests.hub.oneroster.sheets import Rows

LEFT_ON = date(2026, 10, 2)
BORN, LATER = "2022-03-04", "2026-01-15"
HEADINGS = ["Child", "Room", "Parent", "Email", "Cell", "Birth Date"]
DANA = ["Dana Novak", "dana@families.example", "312-555-0143"]
VERA = ["Vera Novak", "vera@families.example", ""]
NOBODY = ["", "", ""]


def leo(parent: list[str], born: str = "", name: str = "Leo Novak") -> list[str]:
    """A row of a child called Leo Novak."""
    return [name, "Acorns", *parent, born]


def sheet(*rows: list[str], **more: Any) -> Bundle:
    """What a table of these rows comes to."""
    return bundle_of(by_guess([HEADINGS, *rows], **more))


def was_here(*rows: list[str]) -> Bundle:
    """A school that has these children."""
    return fitted(sheet(*rows), EMPTY)


def gone(before: Bundle, **more: Any) -> OnRecord:
    """The same school when all of them have left."""
    born = {one.student: one.day for one in before.births}
    return OnRecord(
        replace(EMPTY, rooms=before.rooms),
        left=tuple(LeftChild(one, born.get(one.source), LEFT_ON) for one in before.students),
        left_parents=tuple(one for one in before.people if one.role == "guardian"),
        **more,
    )


def ids(its: Bundle) -> set[str]:
    return {one.source for one in its.students}


@pytest.mark.parametrize(
    ("before", "now", "same"),
    [
        (leo(DANA, BORN), leo(VERA, BORN), True),
        (leo(DANA, BORN), leo(DANA, LATER), False),
        (leo(DANA, BORN), leo(DANA), True),
        (leo(DANA), leo(DANA, BORN), True),
        (leo(DANA, BORN), leo(VERA), False),
        (leo(DANA), leo(VERA), False),
        (leo(DANA), leo(NOBODY), False),
        (leo(DANA), leo(["Dana Novak", "dana.new@families.example", "312-555-0143"]), True),
        (leo(DANA), leo(["Dana Novak", "DANA@families.example", ""]), True),
        (leo(DANA), leo(["Dana Novak", "", ""]), False),
        (leo(DANA), leo(["Vera Novak", "dana@families.example", ""]), False),
    ],
)
def test_who_left_comes_back_by_the_birth_date_or_a_parent_of_the_same_name_and_address_and_else_is_another(
    before: list[str], now: list[str], same: bool
) -> None:
    record = was_here(before)
    known = gone(record)
    its = fitted_to(sheet(now), known)

    assert (ids(its) == ids(record)) is same
    assert ids(its).isdisjoint(ids(record)) is not same
    assert {one.student for one in its.guardians} <= ids(its)
    assert {one.student for one in its.placements} == ids(its)
    said = [str(one) for one in other_children(its, known)]
    assert bool(said) is not same
    assert all("Leo Novak" in one and "comes in as another child" in one for one in said)


def test_another_child_of_the_name_stays_that_child_from_then_on() -> None:
    first = was_here(leo(DANA))
    known = gone(first)
    second = fitted_to(sheet(leo(VERA)), known)
    later = fitted_to(sheet(leo(VERA)), replace(known, bundle=second))
    both_left = OnRecord(
        replace(EMPTY, rooms=first.rooms),
        left=(*known.left, *(LeftChild(one, None, LEFT_ON) for one in second.students)),
        left_parents=(*known.left_parents, *second.people),
    )
    third = fitted_to(sheet(leo(VERA)), both_left)

    assert ids(later) == ids(second)
    assert other_children(later, replace(known, bundle=second)) == ()
    assert ids(third).isdisjoint(ids(first) | ids(second))  # nobody knows which of the two it is
    (said,) = other_children(second, known)
    assert str(said) == (
        "A child of the name Leo Novak left on 2026-10-02. This one comes in as another child. It is not certain"
        " that they are the same. If they are, add the birth date to the file, or the email address of a parent as"
        " it was."
    )


def test_of_two_who_left_the_birth_date_says_which_one_comes_back() -> None:
    older, younger = was_here(leo(DANA, BORN)), was_here(leo(VERA, LATER))
    known = OnRecord(EMPTY, left=(*gone(older).left, *gone(younger).left))

    assert ids(fitted_to(sheet(leo(VERA, LATER)), known)) == ids(younger)
    assert ids(fitted_to(sheet(leo(DANA, BORN)), known)) == ids(older)


def test_who_is_here_is_another_child_than_one_with_another_birth_date() -> None:
    record = was_here(leo(DANA, BORN))
    its = fitted(sheet(leo(VERA, LATER)), record)
    known = fitted(sheet(leo(VERA)), record)

    assert ids(its).isdisjoint(ids(record))
    assert [str(one) for one in other_children(its, OnRecord(record))] == [
        "A child of the name Leo Novak has another birth date on record. This one comes in as another child."
    ]
    assert ids(known) == ids(record)


def test_a_birth_date_that_was_wrong_is_mended_by_an_empty_cell_in_between() -> None:
    record = was_here(leo(DANA, BORN))
    emptied = fitted(sheet(leo(DANA)), record)
    mended = fitted(sheet(leo(DANA, LATER)), emptied)

    assert ids(emptied) == ids(mended) == ids(record)
    assert [one.day for one in (*emptied.births, *mended.births)] == [None, date.fromisoformat(LATER)]


def test_of_two_of_one_name_who_are_here_the_birth_date_says_which_one_it_is() -> None:
    record = bundle_of_two()
    its = fitted(sheet(leo(VERA, LATER)), record)
    unknown = fitted(sheet(leo(VERA)), record)

    assert ids(its) == {"younger"}
    assert ids(unknown).isdisjoint({"older", "younger"})


def bundle_of_two() -> Bundle:
    """Two children of one name, as a bundle has them."""
    row = StudentRow(source="older", school="maple", given="Leo", family="Novak")
    births = (("older", BORN), ("younger", LATER))
    return replace(
        EMPTY,
        students=(row, replace(row, source="younger")),
        births=tuple(BirthRow(school="maple", student=one, day=date.fromisoformat(day)) for one, day in births),
    )


def test_two_of_one_name_in_a_file_are_who_they_were_by_their_birth_dates() -> None:
    both = [leo(DANA, BORN), leo(VERA, LATER)]
    record = was_here(*both)

    assert ids(fitted_to(sheet(*both), gone(record))) == ids(record)
    assert ids(fitted(sheet(*both), record)) == ids(record)


def test_a_new_id_of_a_file_is_who_leaves_only_where_the_birth_dates_do_not_differ() -> None:
    rows: Rows = [["Child ID", *HEADINGS], ["1", *leo(DANA, BORN)]]
    record = fitted(bundle_of(by_guess(rows)), EMPTY)
    renumbered = bundle_of(by_guess([rows[0], ["2", *leo(DANA, BORN)]]))
    other = bundle_of(by_guess([rows[0], ["2", *leo(VERA, LATER)]]))

    assert ids(fitted(renumbered, record)) == {"1"}
    assert ids(fitted(other, record)) == {"2"}
    assert ids(fitted_to(renumbered, gone(record))) == {"2"}  # an id of a file's own is another than one who left
    assert [str(one) for one in other_children(renumbered, gone(record))] == [
        "A child of the name Leo Novak left on 2026-10-02. This one comes in as another child."
    ]


def test_a_parent_who_was_kept_from_the_child_is_known_by_the_name_so_that_the_bar_holds() -> None:
    record = was_here(leo(DANA))
    (dana,) = record.people
    alone = sheet(leo(["Dana Novak", "", ""]))
    barred = gone(record, barred=frozenset({(dana.user, one.source) for one in record.students}))

    assert ids(fitted_to(alone, barred)) == ids(record)
    assert ids(fitted_to(alone, gone(record))).isdisjoint(ids(record))


def test_a_parent_is_known_by_an_id_of_the_file() -> None:
    rows: Rows = [[*HEADINGS, "Parent ID"], [*leo(["Dana Novak", "", ""]), "7"]]
    record = fitted(bundle_of(by_guess(rows)), EMPTY)
    renamed = bundle_of(by_guess([rows[0], [*leo(["Dana Hale", "", ""]), "7"]]))
    other = bundle_of(by_guess([rows[0], [*leo(["Dana Novak", "", ""]), "8"]]))

    assert ids(fitted_to(renamed, gone(record))) == ids(record)
    assert ids(fitted_to(other, gone(record))).isdisjoint(ids(record))


def test_a_name_without_a_letter_is_nobody_elses() -> None:
    record = was_here(leo(DANA, name="!!"))

    assert ids(fitted(sheet(leo(VERA, name="??")), record)).isdisjoint(ids(record))
