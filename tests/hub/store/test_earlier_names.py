"""A database of before: names taken without asking wait for the office, and the roster's stand meanwhile."""

from __future__ import annotations

from datetime import date

from sqlalchemy import Engine, insert, select

from hub.store import name_wishes, schema
from hub.store.database import migrate

BEFORE = "0018"
"""The last migration that the database of these tests has had."""


def person(its: str, role: str, name: str | None, **more: str) -> dict[str, str | None]:
    side = "guardian" if role == "guardian" else "staff"
    row = {
        "id": its,
        "school": "s_1",
        "source": its,
        "side": side,
        "role": role,
        "given": "Rosa",
        "family": "Alvarez",
    }
    return {**row, "display_name": name, "email": None, "cell": None, "left_at": None, **more}


PEOPLE = [
    person("p_rosa", "guardian", "Ines Walker"),
    person("p_tom", "guardian", None),
    person("p_same", "guardian", "Rosa Alvarez"),
    person("p_ana", "staff", "Miss Ana"),
    person("p_ines", "admin", "Ines W."),
    person("p_gone", "guardian", "Ines Walker", left_at="2026-11-01T10:00:00.000Z"),
]


def test_names_taken_earlier_wait_for_the_office_and_the_rosters_stand_meanwhile(before: Engine) -> None:
    with before.begin() as connection:
        school = {"id": "s_1", "source": "s", "name": "S", "time_zone": "UTC", "seq": 0, "rules_seq": 0}
        day = date(2026, 11, 23)
        connection.execute(insert(schema.school).values(**school, epoch="e", floor=0, day=day, settings="{}"))
        connection.execute(insert(schema.person), PEOPLE)
    migrate(before)
    with before.connect() as connection:
        its = schema.person.c
        shown = {row.id: row.display_name for row in connection.execute(select(its.id, its.display_name))}
        listed = name_wishes.listed(connection, "s_1")
        events = connection.execute(select(schema.event.c.seq)).all()

    assert {one["person"]: (one["current"], one["wanted"], one["origin"]) for one in listed} == {
        "p_rosa": ("Rosa Alvarez", "Ines Walker", "earlier"),
        "p_ana": ("Rosa Alvarez", "Miss Ana", "earlier"),
    }
    assert shown == {one["id"]: "Ines W." if one["id"] == "p_ines" else None for one in PEOPLE}
    assert events == []
