"""Posts that are committed together become what they would have become one after the other."""

import sqlite3
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from sqlalchemy import Connection, Engine

from hub.store.journal import Body, Draft, StaleRules
from hub.store.posts import NewPost, post_all
from hub.store.transaction import Transaction
from tests.hub.running import settings_for
from tests.past_policies import past_policies

pytestmark = pytest.mark.only("sqlite")

READ = (
    "select * from event order by seq", "select id, seq, rules_seq from school",
    "select id, n from conversation order by id",
    "select person, conversation, read_n, read_seq, read_at, rev from marker order by 1, 2",
)  # fmt: skip

Asked = tuple[str, int, str, str, bool, bool]

ASKED = st.tuples(
    st.sampled_from(["ana", "ben", "ana", "mei"]),  # who
    st.sampled_from([0, 0, 1]),  # where
    st.sampled_from(["a", "b", "c", "d", "e", "f"]),  # under which cid
    st.sampled_from(["said", "otherwise"]),
    st.sampled_from([True, True, False]),  # whether families see it
    st.sampled_from([True, True, True, False]),  # whether the rules still hold
)


@contextmanager
def undone(engine: Engine) -> Iterator[tuple[Connection, sqlite3.Connection]]:
    """A transaction of which nothing stays."""
    with engine.connect() as connection:
        driver: Any = connection.connection.driver_connection
        driver.execute("begin immediate")
        try:
            yield connection, driver
        finally:
            driver.execute("rollback")


def made(asked: list[Asked], driver: sqlite3.Connection, name: str = "m") -> list[NewPost]:
    school, rules = driver.execute("select id, rules_seq from school").fetchone()
    where = [row[0] for row in driver.execute("select id from conversation order by id limit 2")]
    return [
        NewPost(
            school,
            rules if fresh else rules - 1,
            Draft(
                kind="message", audience="all" if counted else "staff", at=f"2026-11-29T09:00:00.{number:03}Z",
                conversation=where[place], id=f"{name}_{number}", author=who, cid=cid, hash=said, counted=counted,
                body=Body(sharing=None if counted else "held"),
            ),
        )
        for number, (who, place, cid, said, counted, fresh) in enumerate(asked)
    ]  # fmt: skip


def told(answer: Callable[[], Any]) -> object:
    """What an author is told: the event and whether it was there, or the name of the refusal."""
    try:
        its = answer()
    except Exception as refused:  # noqa: BLE001 (which one it is, is what is compared)
        return type(refused).__name__
    return type(its).__name__ if isinstance(its, Exception) else its


def one_by_one(connection: Connection, driver: sqlite3.Connection, posts: list[NewPost]) -> list[object]:
    became = []
    for post in posts:
        transaction = Transaction(connection, driver)
        its = told(lambda: post(transaction)())  # noqa: B023 (called at once)
        if isinstance(its, str):
            transaction.undo()
        else:
            transaction.done()
        became.append(its)
    return became


def together(connection: Connection, driver: sqlite3.Connection, posts: list[NewPost]) -> list[object]:
    return [told(lambda: its) for its in post_all(Transaction(connection, driver), posts)]  # noqa: B023 (at once)


@given(asked=st.lists(ASKED, min_size=1, max_size=25), before=st.lists(ASKED, max_size=6))
@settings(suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_many_at_once_become_what_each_would_have_become(
    records: Path,
    asked: list[Asked],
    before: list[Asked],
) -> None:
    engine = past_policies(settings_for(records).database_url)
    kept = []
    for way in (one_by_one, together):
        with undone(engine) as (connection, driver):
            one_by_one(connection, driver, made(before, driver, "before"))
            became = way(connection, driver, made(asked, driver))
            kept.append((became, [driver.execute(sql).fetchall() for sql in READ]))
    engine.dispose()

    assert kept[0] == kept[1]
    if any(fresh for *_, fresh in asked):
        assert any(not isinstance(one, str) for one in kept[0][0]) or before


def test_a_post_on_rules_that_changed_is_refused_among_others(records: Path) -> None:
    engine = past_policies(settings_for(records).database_url)
    with undone(engine) as (connection, driver):
        asked = [
            ("ana", 0, "a", "said", True, True),
            ("ana", 0, "b", "said", True, False),
            ("ben", 0, "c", "x", True, True),
        ]
        first, second, third = post_all(Transaction(connection, driver), made(asked, driver))
    engine.dispose()

    assert isinstance(second, StaleRules)
    assert not isinstance(first, Exception)
    assert not isinstance(third, Exception)
    assert (third[0].event.seq - first[0].event.seq, third[0].event.n) == (1, (first[0].event.n or 0) + 1)
