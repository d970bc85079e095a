"""The roles of PostgreSQL: what each may do, and what a hub says that signs in with the wrong one."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import create_engine, text
from sqlalchemy.engine import make_url
from sqlalchemy.exc import DBAPIError

from hub.app import ROUTES, opened_store
from hub.bus.role_watch import look_again
from hub.commands.database_role import look_at_role
from hub.commands.demo import BUNDLE
from hub.settings import SettingsError
from hub.store import row_security
from hub.store.database import migrate, opened
from hub.store.database_role import find_role
from hub.store.row_security import Across, Scope
from tests.hub.people.test_roster import command
from tests.hub.running import ELSEWHERE, PEOPLE, Running, running, settings_for
from tests.hub.store.test_row_security import HERE, THERE, put, told, touched
from tests.past_policies import past_policies
from tests.servers import Postgres

ours = pytest.mark.only("postgres")
SQL = (Path(row_security.__file__).parent / "roles.sql").read_text()
ROLES = ("roomwire_migrate", "roomwire_serve", "roomwire_work")


def test_each_role_does_what_it_is_for_and_nothing_else(postgres_server: Postgres) -> None:
    postgres_server.make("apart")
    superuser = past_policies(postgres_server.url("apart"))
    try:
        for _ in range(2):  # it may be run again
            with superuser.begin() as connection:
                connection.connection.driver_connection.execute(SQL.encode())  # type: ignore[union-attr]
            owner = opened(postgres_server.url("apart", "roomwire_migrate"))
            migrate(owner)
            owner.dispose()
        with superuser.begin() as connection:
            for school in (HERE, THERE):
                put(connection, "school", school, source=school)
                put(connection, "log_head", school)
        found = {name: does(postgres_server.url("apart", name)) for name in ("roomwire_serve", "roomwire_work")}
    finally:
        superuser.dispose()
        postgres_server.drop("apart")
        for name in ROLES:
            postgres_server.run(f"drop role if exists {name}")

    assert found == {
        "roomwire_serve": {"school": 2, "log_head": 0, "alter": False, "truncate": False, "works": False},
        "roomwire_work": {"school": 2, "log_head": 2, "alter": False, "truncate": False, "works": True},
    }


def does(url: str) -> dict[str, Any]:
    """What a role sees of all schools for a worker's reason, and whether it could take the wall down."""
    engine = create_engine(url.replace("postgresql", "postgresql+psycopg"))
    found: dict[str, Any] = {}
    with engine.connect() as connection:
        told(connection, Scope("", Across.SCHOOLS))
        found["school"] = touched(connection, "select * from school")
        told(connection, Scope("", Across.OUTBOX))
        found["log_head"] = touched(connection, "select * from log_head")
        role = find_role(connection)
        assert role is not None
        assert not role.passes
        found["works"] = role.works
        connection.rollback()
        for name, statement in (
            ("alter", "alter table log_head no force row level security"),
            ("truncate", "truncate log_head"),
        ):
            try:
                connection.exec_driver_sql(statement)
                found[name] = True
            except DBAPIError:
                found[name] = False
            connection.rollback()
    engine.dispose()
    return found


@pytest.fixture
def serving(records: Path, postgres_server: Postgres) -> Iterator[str]:
    """The address of the demo school's database for the role that serves, where the three are apart."""
    url = (records / ELSEWHERE).read_text()
    superuser = past_policies(url)
    with superuser.begin() as connection:
        connection.connection.driver_connection.execute(SQL.encode())  # type: ignore[union-attr]
    yield url.replace("roomwire@", "roomwire_serve@")
    for name in ROLES:
        with superuser.begin() as connection:
            connection.exec_driver_sql(f"drop owned by {name} cascade")
        postgres_server.run(f'alter database "{url.rpartition("/")[2]}" owner to postgres')
        postgres_server.run(f"drop role {name}")


@ours
async def test_a_hub_that_only_serves_does_all_it_did_as_a_role_that_reaches_no_other_school(
    records: Path, serving: str
) -> None:
    people = (records / PEOPLE).read_text()
    async with running(
        records, {"ROOMWIRE_DATABASE_URL": serving.replace("_serve@", "_work@"), "ROOMWIRE_WORKER": "0"}
    ) as hub:
        before = await answers(hub)
    (records / PEOPLE).write_text(people)
    async with running(records, {"ROOMWIRE_DATABASE_URL": serving, "ROOMWIRE_WORKER": "0"}) as hub:
        after = await answers(hub)
        ana = await hub.somebody("Ana Reyes")
        wrong = {"email": ana.its["email"], "password": "not hers"}
        refused_with = (await ana.ask("POST", "/v1/sign-in", wrong))[0]
        family = await ana.conversation("family", "Mia")
        said = await ana.post(family, "As ever")
        seen = [one["id"] for one in await (await hub.somebody("Rosa Alvarez")).messages(family)]
        beyond = await hub.hub.store.read(lambda one: one.execute(text("select id from room")).all(), Across.NIGHT)

    assert refused_with == 401
    assert len(before) > 40
    assert after == before
    assert said["id"] in seen
    assert beyond == []


async def answers(hub: Running) -> dict[tuple[str, str], Any]:
    """What an admin and a parent are answered at every address that needs nothing named, but for its times."""
    found = {}
    for name in ("Ines Walker", "Rosa Alvarez"):
        person = await hub.somebody(name)
        for route in ROUTES:
            if route.method == "GET" and "{" not in route.path:
                status, body = await person.ask("GET", route.path)
                found[name, route.path] = (status, shape(body))
    return found


def shape(body: Any) -> Any:
    """What there is of what, without what changes by the second, and how many of it there are."""
    if isinstance(body, dict):
        return {key: shape(value) for key, value in body.items()}
    return [shape(one) for one in body[:1]] if isinstance(body, list) else type(body).__name__


@ours
async def test_a_role_that_no_policy_holds_is_warned_of_and_one_that_could_tell_nobody_is_refused(
    records: Path, serving: str, caplog: pytest.LogCaptureFixture
) -> None:
    said = {}
    for name in ("postgres", "roomwire_work", "roomwire_serve"):
        url = serving.replace("roomwire_serve", name)
        store = opened_store(settings_for(records, ROOMWIRE_DATABASE_URL=url))
        caplog.clear()
        try:
            await look_at_role(store, works=False)
            await look_at_role(store, works=True)
        except SettingsError as met:
            said[name] = str(met)
        else:
            said[name] = caplog.text
        finally:
            await store.stop()

    assert "row security is not asked of this role" in said["postgres"]
    assert said["roomwire_work"] == ""
    assert "is no member of roomwire_work" in said["roomwire_serve"]


@ours
async def test_a_hub_of_before_goes_on_beside_the_roles_and_a_worker_that_may_no_more_says_so(
    records: Path, serving: str, caplog: pytest.LogCaptureFixture
) -> None:
    async with running(records) as hub:  # as the role that owned the tables before
        ana = await hub.somebody("Ana Reyes")
        said = await ana.post(await ana.conversation("family", "Mia"), "As ever")
        seen = await hub.hub.store.read(lambda one: one.execute(text("select id from room")).all(), Across.NIGHT)
        await look_again(hub.hub.store)
        fine = [one for one in caplog.records if one.levelname == "ERROR"]
        owner = find_role_of(hub)
        with past_policies(serving).begin() as connection:
            connection.exec_driver_sql(f"revoke roomwire_work from {owner}")
        await look_again(hub.hub.store)

    assert said["id"]
    assert seen
    assert fine == []
    assert "nobody is told of anything" in caplog.text


def find_role_of(hub: Running) -> str:
    """The name of the role that a hub signs in with."""
    return make_url(hub.settings.database_url).username or ""


@ours
def test_a_role_that_may_not_change_its_tables_says_who_may(serving: str) -> None:
    with past_policies(serving).begin() as connection:
        connection.exec_driver_sql("update alembic_version set version_num = '0038'")
    engine = opened(serving)
    with pytest.raises(ValueError, match="run python -m hub migrate as the role that owns them"):
        migrate(engine)
    engine.dispose()


COMMANDS = (
    ("backup", "{folder}/all.zip"), ("restore", "{folder}/of-before.zip"), ("verify",), ("demo",),
    ("outbox", "list"), ("outbox", "resend", "n_1"), ("check-senders", "--to", "Rosa Alvarez"),
    ("admin", "reset", "rosa@x.example"), ("admin", "no-code", "rosa@x.example"),
    ("admin", "create", "--email", "a@x.example"), ("roster", "import", str(BUNDLE)), ("migrate",),
)  # fmt: skip


@ours
async def test_no_command_is_done_by_a_role_that_would_find_no_school(
    records: Path, serving: str, tmp_path: Path
) -> None:
    (records / ELSEWHERE).write_text(serving)
    (tmp_path / "of-before.zip").touch()
    found = {words: await command(records, *(one.format(folder=tmp_path) for one in words)) for words in COMMANDS}

    assert {words: code for words, (code, _, _) in found.items()} == dict.fromkeys(COMMANDS, 2), found
    assert all("roomwire_serve is no member of roomwire_work" in err for _, _, err in found.values()), found
    assert not (tmp_path / "all.zip").exists()


@ours
async def test_the_role_that_owns_the_tables_backs_up_all_of_them(
    records: Path, serving: str, tmp_path: Path
) -> None:
    (records / ELSEWHERE).write_text(serving.replace("_serve@", "_migrate@"))
    code, out, err = await command(records, "backup", str(tmp_path / "all.zip"))
    proved, said, _ = await command(records, "verify")

    assert (code, "events of 1 schools" in out) == (0, True), err
    assert proved == 0, said
