"""This file reads and writes what a school chose, which is JSON in the school's row."""

from __future__ import annotations

from typing import TYPE_CHECKING

import msgspec
from sqlalchemy import select, update

from hub.reference.phone_numbers import country_of
from hub.store import schema
from policies.settings import SchoolSettings

if TYPE_CHECKING:
    from sqlalchemy import Connection


def settings_of(text: str) -> SchoolSettings:
    """The settings that settings_text wrote; what it lacks has its default, what was one once is dropped."""
    return msgspec.json.decode(text, type=SchoolSettings)


def settings_text(settings: SchoolSettings) -> str:
    """Settings as the school's row keeps them."""
    return msgspec.json.encode(settings, order="deterministic").decode()


def fetch_settings(connection: Connection, school: str) -> SchoolSettings:
    """What a school chose, as it stands in this transaction."""
    its = schema.school.c
    return settings_of(connection.execute(select(its.settings).where(its.id == school)).scalar_one())


def keep_settings(connection: Connection, school: str, settings: SchoolSettings) -> None:
    """Keep these in place of what the school chose before."""
    row = schema.school
    connection.execute(update(row).where(row.c.id == school).values(settings=settings_text(settings)))


def countries_of(connection: Connection) -> dict[str, str]:
    """The country that each school's numbers are read in, by the school's sourcedId."""
    its = schema.school.c
    rows = connection.execute(select(its.source, its.settings, its.time_zone))
    return {source: country_of(settings_of(text).country, zone) for source, text, zone in rows}
