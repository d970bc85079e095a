"""Row security, the second wall: what a transaction of one school can do to another's rows, whatever it says."""

import asyncio
import hashlib
import json
import re
from collections.abc import Iterator
from functools import partial
from pathlib import Path
from typing import Any

import psycopg
import pytest
from sqlalchemy import Connection, Engine, Table, event, text
from sqlalchemy.exc import ProgrammingError
from sqlalchemy.types import BigInteger, Date, Integer, LargeBinary

from hub.store import row_security
from hub.store.database import MIGRATIONS, migrate, opened, reading
from hub.store.row_security import (
    ACROSS,
    BELONGS,
    NO_SCHOOLS,
    SCHOOL,
    Across,
    Scope,
    is_secured,
    securing,
    set_by_hand,
)
from hub.store.schema import everything
from hub.store.transaction import Transaction
from hub.store.writing import Job, committed
from tests.hub.api.test_access import twin
from tests.hub.people.test_roster import imported
from tests.hub.people.test_schools import at_elm
from tests.hub.running import ELSEWHERE, PEOPLE, Running, running
from tests.past_policies import past_policies
from tests.servers import Postgres
from tests.trips import Trips, counting

ours = pytest.mark.only("postgres")

TABLES = {table.name: table for metadata in everything for table in metadata.sorted_tables}
SECURED = sorted(name for name, table in TABLES.items() if is_secured(name, table.c.keys()))
HERE, THERE = "s_here", "s_there"

KEPT = Path(__file__).parent / "policies.txt"
"""The newest migration that calls secure, and the SHA-256 of all policies as it made them."""


KEYS = """
    select conrelid::regclass, quote_ident(conname) from pg_constraint
     where contype in ('f', 'u', 'c', 'p') and connamespace = 'public'::regnamespace
"""
UNIQUE = """
    select indexrelid::regclass from pg_index join pg_class its on its.oid = indrelid
     where indisunique and its.relnamespace = 'public'::regnamespace
"""


def value_of(table: Table, name: str, school: str) -> Any:
    """The same in either school, but for what says which school it is."""
    if name == "school" or (table.name, name) == ("school", "id"):
        return school
    parents = {"person": ("person", "id"), "delivery": ("delivery", "id"), "account": ("account", "id")}
    under = table.name in BELONGS and name in parents
    if under or (table.name, name) in parents.values():
        return f"of-{school}"
    kind = table.c[name].type
    if isinstance(kind, Integer | BigInteger):
        return 1
    if isinstance(kind, Date):
        return "2026-03-02"
    return b"1" if isinstance(kind, LargeBinary) else "1"


@pytest.fixture(scope="module")
def alike(postgres_server: Postgres) -> Iterator[Engine]:
    """Every table with one row of either school, all else of which is the same: keys, and ids; as who owns them."""
    url = postgres_server.make("alike")
    engine = opened(url)
    migrate(engine)
    with past_policies(url).begin() as connection:
        for table, name in connection.execute(text(KEYS)).all():
            connection.exec_driver_sql(f"alter table {table} drop constraint if exists {name} cascade")
        for (index,) in connection.execute(text(UNIQUE)).all():
            connection.exec_driver_sql(f"drop index {index}")
        for name in SECURED:
            put(connection, name, HERE)
            put(connection, name, THERE)
    yield engine
    engine.dispose()


def put(connection: Connection, table: str, school: str, **more: str) -> None:
    """A row of a school; what may be empty is."""
    its = TABLES[table]
    row = {one.name: value_of(its, one.name, school) for one in its.c if not one.nullable or one.name == "school"}
    connection.execute(its.insert().values(row | more))


def touched(connection: Connection, statement: str) -> int:
    return connection.exec_driver_sql(statement).rowcount


def named(table: str) -> tuple[str, str, str]:
    """A table's name in SQL, which of its columns says whose a row is, and what that is in HERE."""
    columns = {"school": "id", "attempt": "delivery", "session": "account"}
    column = columns.get(table, "person" if table in BELONGS else "school")
    return f'"{table}"', column, str(value_of(TABLES[table], column, HERE))


def deeds(name: str, column: str) -> tuple[str, str, str]:
    """Statements about every row of a table: look at it, change it, remove it."""
    return f"select * from {name}", f"update {name} set {column} = {column}", f"delete from {name}"  # noqa: S608


def told(connection: Connection, scope: Scope) -> None:
    connection.exec_driver_sql(set_by_hand(scope))


def refused(connection: Connection, table: str, school: str) -> bool:
    """Whether a row of a school cannot be brought in."""
    with pytest.raises(ProgrammingError) as met, connection.begin_nested():
        put(connection, table, school)
    return isinstance(met.value.orig, psycopg.errors.InsufficientPrivilege)


@pytest.mark.parametrize("table", SECURED)
def test_of_every_table_a_school_touches_its_own_row_alone(alike: Engine, table: str) -> None:
    name, column, own = named(table)
    with alike.connect() as connection:
        connection.exec_driver_sql(f"alter table {name} no force row level security")  # as it was before the wall
        assert [touched(connection, one) for one in deeds(name, column)] == [2, 2, 2]
        connection.rollback()

        told(connection, Scope(HERE))
        look, change, remove = deeds(name, column)
        seen = [str(row._mapping[column]) for row in connection.exec_driver_sql(look)]
        changed = touched(connection, change)
        moved = taken(connection, change.replace(f"= {column}", f"= '{value_of(TABLES[table], column, THERE)}'"))
        brought = refused(connection, table, THERE)
        deleted = touched(connection, remove)
        connection.rollback()

    assert (seen, changed, moved, brought, deleted) == ([own], 1, False, True, 1)


def taken(connection: Connection, statement: str) -> bool:
    """Whether a row of one's own could be handed to another school."""
    try:
        with connection.begin_nested():
            connection.exec_driver_sql(statement)
    except ProgrammingError:
        return False
    return True


@pytest.mark.parametrize("table", SECURED)
def test_of_every_table_who_named_no_school_touches_nothing(alike: Engine, table: str) -> None:
    name, column, _ = named(table)
    with alike.connect() as connection:
        found = [touched(connection, one) for one in deeds(name, column)]
        brought = refused(connection, table, HERE)
        connection.rollback()
        told(connection, Scope("", Across.OPERATOR))
        everything_there = touched(connection, deeds(name, column)[0])
        connection.rollback()

    assert (found, brought, everything_there) == ([0, 0, 0], True, 2)


def test_an_exception_reaches_the_tables_it_names_and_no_other(alike: Engine) -> None:
    reached = {}
    for one in Across:
        with alike.connect() as connection:
            told(connection, Scope("", one))
            reached[one] = {its for its in SECURED if touched(connection, deeds(f'"{its}"', "")[0]) == 2}

    assert reached == {one: set(one.tables) or set(SECURED) for one in Across}


def test_the_settings_end_with_their_transaction(alike: Engine) -> None:
    with reading(alike, Scope(HERE, Across.ACCOUNT)) as connection:
        within = settings(connection)
    with alike.connect() as connection:
        after = settings(connection)

    assert (within, after) == ((HERE, "account"), ("", ""))


def settings(connection: Connection) -> tuple[str, str]:
    """Whose a connection is."""
    first, second = (
        connection.exec_driver_sql(f"select coalesce(current_setting('{one}', true), '')").scalar_one()
        for one in (SCHOOL, ACROSS)
    )
    return first, second


def test_a_schools_id_is_no_statement(alike: Engine) -> None:
    hostile = f"\\'; set local {ACROSS} = 'operator'; select '"
    with reading(alike, Scope(hostile)) as connection:
        found = settings(connection)

    assert found == (hostile, "")


@ours
def test_every_table_says_whose_its_rows_are_and_is_behind_its_policy(records: Path) -> None:
    url = (records / ELSEWHERE).read_text()
    engine = opened(url)
    with engine.begin() as connection:
        before = open_tables(connection)
        connection.exec_driver_sql("create table planted (school varchar not null)")
        connection.exec_driver_sql("alter table room no force row level security")
        found = open_tables(connection)
        row_security.secure(connection)
        after = open_tables(connection)
        connection.rollback()
    engine.dispose()

    assert (before, found, after) == (set(), {"planted", "room"}, set())
    assert set(TABLES) == set(SECURED) | set(NO_SCHOOLS) - {"alembic_version"}


def test_who_changes_a_policy_puts_the_tables_behind_it_in_a_migration() -> None:
    """Databases have the policies of the migration that called secure last, whatever is declared since."""
    migration, kept = KEPT.read_text().split()
    said = "\n".join(statement for table in SECURED for statement in securing(table))
    (file,) = (MIGRATIONS / "versions").glob(f"{migration}_*.py")

    assert "secure(op.get_bind())" in file.read_text()
    assert hashlib.sha256(said.encode()).hexdigest() == kept, (
        f"The policies are others than migration {migration} made them. Write one that calls secure, and put "
        f"its number and the digest of the policies into {KEPT.name}."
    )


def open_tables(connection: Connection) -> set[str]:
    """Tables that have a school or belong to one, and stand not behind the policy that is theirs now."""
    asked = text(
        "select c.relname, c.relrowsecurity and c.relforcerowsecurity as on, count(p.*) as policies,"
        " min(p.qual) as said, exists (select from pg_attribute a where a.attrelid = c.oid and a.attname = 'school'"
        " and not a.attisdropped) as school"
        " from pg_class c left join pg_policies p on p.tablename = c.relname and p.schemaname = 'public'"
        " where c.relnamespace = 'public'::regnamespace and c.relkind = 'r' group by c.oid"
    )
    rows = {row.relname: row for row in connection.execute(asked)}
    due = {name for name, row in rows.items() if row.school or name in BELONGS}
    return {name for name in due if not (rows[name].on and rows[name].policies == 1)}


_OWN = re.compile(r"log_entry\.school = (%\(school_1\)s::VARCHAR|\?)")


async def test_a_statement_of_ours_that_forgot_its_school_shows_nothing_of_another(records: Path) -> None:
    code, said = await imported(records, twin(records))
    assert code == 0, said
    async with running(records) as hub:
        here, there = await hub.somebody("Ines Walker"), await at_elm(hub, "Ines Walker")
        own = {one["n"] for one in (await here.get("/v1/activity-log"))["items"]}
        assert own
        assert (await there.get("/v1/activity-log"))["items"]
        forgot = []

        def forget(_connection: object, _cursor: object, statement: str, parameters: Any, *_more: object) -> Any:
            if "ORDER BY log_entry.n DESC" not in statement:
                return statement, parameters
            forgot.append(statement)
            return _OWN.sub(r"log_entry.school >= '' and \1 is not null", statement), parameters

        event.listen(hub.hub.store.engine, "before_cursor_execute", forget, retval=True)
        leaked = list((await here.get("/v1/activity-log"))["items"])
        walled = (records / ELSEWHERE).exists()

    assert all(_OWN.search(one) for one in forgot)
    assert forgot
    assert (len(leaked) == len(own)) == walled, leaked


@ours
def test_whose_rows_is_said_on_a_trip_that_is_made_anyway(records: Path, postgres_server: Postgres) -> None:
    url = (records / ELSEWHERE).read_text()
    school = json.loads((records / PEOPLE).read_text())[0]
    with counting(postgres_server.port) as trips:
        engine = opened(url.replace(f":{postgres_server.port}/", f":{trips.port}/"))
        asked = partial(in_trips, trips, engine, school)
        found = {
            "a post": asked(Job(lambda one: one.send("select 1", ()), lambda *_: None, Scope(school), swift=True)),
            "an action": asked(Job(lambda one: one.run("select 1"), lambda *_: None, Scope(school))),
            "a read": asked(None),
        }
        engine.dispose()

    # as many as before there was a wall; a statement of its own for it would be one more of each
    assert found == {"a post": 3, "an action": 6, "a read": 3}


def in_trips(trips: Trips, engine: Engine, school: str, job: Job | None) -> int:
    """How many it takes, once everything is prepared."""
    for _ in range(10):
        before = trips.made
        if job is not None:
            committed(engine, school, [job])
        else:
            with reading(engine, Scope(school)) as connection:
                connection.execute(text("select 1"))
    return trips.since(before)


async def test_what_an_action_is_told_after_its_savepoint_is_unsaid_with_it(maple: Running) -> None:
    def fails(one: Transaction) -> None:
        one.run("select 1")
        one.turn_to("s_elsewhere")
        raise ValueError

    def sees(one: Transaction) -> int:
        return len(one.connection.execute(text("select 1 from room")).all())

    store, school = maple.hub.store, maple.school
    alone = await store.write(sees, school)
    store.write_then(lambda one: one.send("select 1", ()), school, lambda *_: None)  # so that both wait together
    first, second = await asyncio.gather(
        store.write(fails, school), store.write(sees, school), return_exceptions=True
    )

    assert alone > 0
    assert isinstance(first, ValueError)
    assert second == alone
