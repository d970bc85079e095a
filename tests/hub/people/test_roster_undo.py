"""A roster that is taken back: as far as the source goes, everything is as if it had not come."""

from __future__ import annotations

from typing import Any

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine, insert, select

from hub.actions.people.sync_roster import prepare, sync_prepared
from hub.oneroster.kept_bundle import bundle_of, kept_bundle
from hub.oneroster.rows import Bundle
from hub.store import schema
from hub.store.clock import stamp
from hub.store.snapshot import snapshot
from hub.store.transaction import Transaction
from tests.hub.people.test_roster_twice import NOW, brought, bundles, engine, told

__all__ = ["engine"]


@given(bundle=bundles())
def test_a_bundle_that_is_kept_is_read_again_as_it_was(bundle: Bundle) -> None:
    assert bundle_of(kept_bundle(bundle)) == bundle


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), second=bundles())
def test_what_was_kept_of_the_roster_before_brings_it_back(engine: Engine, first: Bundle, second: Bundle) -> None:
    with engine.connect() as connection:
        brought(connection, first)
        before = told(connection, {one.source for one in first.schools})
        prepared = prepare(connection, second, "UTC", NOW, on_record=True)
        kept = {source: plan.before for source, plan in prepared.plans.items() if plan.before is not None}
        changed = {source for source, plan in prepared.plans.items() if plan.changes.any()}
        driver: Any = connection.connection.driver_connection
        sync_prepared(Transaction(connection, driver), prepared, confirmed=True)
        for each in kept.values():
            brought(connection, bundle_of(each))
        after = told(connection, {one.source for one in first.schools})
        connection.rollback()

    assert kept.keys() == changed & before.keys()
    assert after == before


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], deadline=None, max_examples=40)
@given(first=bundles(), second=bundles(), data=st.data())
def test_nothing_that_is_taken_back_gives_what_the_school_has_denied(
    engine: Engine, first: Bundle, second: Bundle, data: st.DataObject
) -> None:
    with engine.connect() as connection:
        brought(connection, first)
        seen = sorted(pair for one in schools_of(connection) for pair in pairs_of(connection, one))
        prepared = prepare(connection, second, "UTC", NOW, on_record=True)
        kept = [plan.before for plan in prepared.plans.values() if plan.before is not None]
        driver: Any = connection.connection.driver_connection
        sync_prepared(Transaction(connection, driver), prepared, confirmed=True)
        denied = data.draw(st.sets(st.sampled_from(seen))) if seen else set()
        for number, (school, guardian, student) in enumerate(sorted(denied)):
            its = {"school": school, "guardian": guardian, "student": student, "power": "see", "by": "ines"}
            connection.execute(insert(schema.denial).values(id=f"d{number}", at=stamp(NOW), **its))
        for each in kept:
            brought(connection, bundle_of(each))
        after = {pair for one in schools_of(connection) for pair in pairs_of(connection, one)}
        connection.rollback()

    assert after & denied == set()
    assert set(seen) - denied <= after  # else nobody sees anybody, and the rest proves nothing


def schools_of(connection: Connection) -> list[str]:
    return list(connection.execute(select(schema.school.c.id)).scalars())


def pairs_of(connection: Connection, school: str) -> set[tuple[str, str, str]]:
    """School, guardian and student, of whoever sees a child there."""
    of = snapshot(connection, school).roster.children_of
    return {(school, guardian, student) for guardian, students in of.items() for student in students}
