"""Numbers and addresses that older rules took wrongly are closed and listed, and nothing is sent to them."""

from datetime import date

import pytest
from sqlalchemy import Engine, insert

from hub.store import consents, schema
from hub.store.database import migrate
from policies.notify.consent import Class
from policies.notify.recipients import Medium

FINE = {"p_1": ("+12025550100", "rosa@families.example"), "p_2": ("+31612345678", None), "p_3": (None, None)}
WRONG = {
    "p_4": ("+15550100", "ana.@families.example"),
    "p_5": ("+10000000000", "Ana..Reyes@families.example"),
    "p_6": (None, "ana@home"),
}
MENDED = {"p_7": (None, "<tom@families.example>"), "p_8": (None, "tom@ni\u00f1o.example")}


BEFORE = "0018"
"""The last migration that the database of these tests has had."""


def a_school(engine: Engine) -> None:
    with engine.begin() as connection:
        connection.execute(insert(schema.school).values(
            id="s_1", source="maple", name="Maple Street", time_zone="UTC", seq=0, rules_seq=0, epoch="e", floor=1,
            day=date(2026, 11, 28), settings="{}",
        ))  # fmt: skip
        for its, (cell, email) in {**FINE, **WRONG, **MENDED}.items():
            connection.execute(insert(schema.person).values(
                id=its, school="s_1", source=its, side="guardian", role="guardian", given="Rosa", family="Alvarez",
                cell=cell, email=email,
            ))  # fmt: skip


@pytest.mark.parametrize("of", list(Class))
def test_what_is_no_number_and_no_address_is_closed_with_a_reason_and_the_others_stay_open(
    before: Engine, of: Class
) -> None:
    a_school(before)
    migrate(before)
    everybody = {**FINE, **WRONG, **MENDED}
    addresses = [one for pair in everybody.values() for one in pair if one]
    with before.connect() as connection:
        found = consents.closed(connection, "s_1", addresses, of)

    assert {address for _, address in found} == {one for pair in WRONG.values() for one in pair if one}
    kind = "routine texts" if of is Class.ROUTINE else "texts"
    assert found[Medium.SMS, "+15550100"] == f"The cell number is not valid, so no {kind} are sent there."
