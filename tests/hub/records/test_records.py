"""One's own records: all of them in one file, back from it into either database, and proved whole."""

import json
import zipfile
from pathlib import Path

import pytest
from sqlalchemy import text

from hub.commands.backup import backup, restore
from hub.commands.verify import verified
from hub.errors import Conflict, Invalid
from tests.hub.notify.test_telling import settled
from tests.hub.people.test_roster import command
from tests.hub.running import ELSEWHERE, running, settings_for
from tests.past_policies import past_policies
from tests.servers import Postgres


def broken(folder: Path) -> list[str]:
    """The promises that a database breaks."""
    return [one.promise for one in verified(settings_for(folder).database_url) if one.broken]


def change(folder: Path, statement: str) -> None:
    """Do by hand what no hub does."""
    engine = past_policies(settings_for(folder).database_url)
    with engine.begin() as connection:
        connection.execute(text(statement))
    engine.dispose()


@pytest.fixture(params=["sqlite", "postgres"])
def empty(request: pytest.FixtureRequest, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A folder with an empty database, of either kind."""
    folder = tmp_path_factory.mktemp("empty")
    if request.param == "postgres":
        server: Postgres = request.getfixturevalue("postgres_server")
        (folder / ELSEWHERE).write_text(server.make(folder.name))
    return folder


async def test_a_backup_made_beside_a_running_hub_is_restored_into_either_database(
    records: Path, empty: Path, tmp_path: Path
) -> None:
    file = tmp_path / "backup.zip"
    async with running(records) as maple:
        ana, ines = await maple.somebody("Ana Reyes"), await maple.somebody("Ines Walker")
        where = await ana.conversation("family", "Mia")
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": True})
        held = (await ana.post(where, "waits"))["id"]
        await ines.ask("PUT", "/v1/settings/staff-only", {"message": False})
        await ana.post(where, "said before")
        await settled(maple, 3)
        told = backup(maple.settings.database_url, file)
        epoch = maple.hub.schools[maple.school].snapshot.epoch
        await ana.post(where, "said after")
        assert restore(settings_for(empty).database_url, file) == told
    async with running(empty, demo=False) as again:
        again.people, again.school = maple.people, maple.school
        ana, ines = await again.somebody("Ana Reyes"), await again.somebody("Ines Walker")
        texts = [one["item"]["text"] for one in await ana.messages(where) if one["kind"] == "message"]
        waiting = [one["id"] for one in (await ines.get("/v1/reviews"))["items"]]
        await ana.post(where, "life goes on")
        async with ana.device(since=0) as phone:
            assert phone.welcome["epoch"] != epoch
            await phone.replayed()

    assert texts == ["said before"]
    assert waiting == [held]
    assert broken(records) == broken(empty) == []


async def test_a_backup_brings_back_no_link_that_chooses_a_password(
    records: Path, empty: Path, tmp_path: Path
) -> None:
    file, body = tmp_path / "backup.zip", {"new": "a new password"}
    async with running(records) as maple:
        _, out, _ = await command(records, "admin", "reset", "ines.walker@maplestreet.example")
        secret = out.strip().rpartition("/#/reset/")[2]
        backup(maple.settings.database_url, file)
        async with maple.http.post(f"{maple.url}/v1/reset", json={**body, "secret": secret}) as answer:
            used = answer.status
        restore(settings_for(empty).database_url, file)
    async with (
        running(empty, demo=False) as again,
        again.http.post(f"{again.url}/v1/reset", json={**body, "secret": secret}) as answer,
    ):
        later = answer.status

    assert (used, later) == (204, 404)


async def test_a_restore_into_records_that_are_there_changes_nothing(records: Path, tmp_path: Path) -> None:
    url, file = settings_for(records).database_url, tmp_path / "backup.zip"
    backup(url, file)
    with pytest.raises(Conflict, match="holds records already"):
        restore(url, file)
    assert broken(records) == []


@pytest.mark.parametrize("damage", ["cut", "changed", "foreign", "newer", "nothing"])
async def test_a_damaged_backup_is_refused_and_leaves_the_database_empty(
    records: Path, tmp_path: Path, tmp_path_factory: pytest.TempPathFactory, damage: str
) -> None:
    file, other = tmp_path / "backup.zip", tmp_path / "damaged.zip"
    backup(settings_for(records).database_url, file)
    if damage == "cut":
        other.write_bytes(file.read_bytes()[:-2_000])
    elif damage == "foreign":
        other.write_text("not a backup")
    elif damage != "nothing":
        with zipfile.ZipFile(file) as whole, zipfile.ZipFile(other, "w") as copy:
            for name in whole.namelist():
                content = whole.read(name)
                if damage == "changed" and name == "person.ndjson":
                    content = content.replace(b"Rosa", b"Rose", 1)
                if damage == "newer" and name == "manifest.json":
                    content = json.dumps({**json.loads(content), "revision": "9999"}).encode()
                copy.writestr(name, content)
    target = tmp_path_factory.mktemp("target")
    with pytest.raises(Invalid):
        restore(settings_for(target).database_url, other)
    code, _, said = await command(target, "restore", str(other))
    assert (code, said.startswith("roomwire: ")) == (1, True)
    restore(settings_for(target).database_url, file)
    assert broken(target) == []


async def test_a_backup_that_cannot_be_written_says_so_and_leaves_no_half_file(
    records: Path, tmp_path: Path
) -> None:
    code, _, said = await command(records, "backup", str(tmp_path / "no" / "such" / "folder.zip"))
    assert (code, "could not be written" in said) == (1, True)
    code, out, _ = await command(records, "backup", str(tmp_path / "b.zip"))
    assert (code, "events of 1 schools" in out) == (0, True)
    assert [one.name for one in tmp_path.glob("b.zip*")] == ["b.zip"]
    assert (tmp_path / "b.zip").stat().st_mode & 0o077 == 0


@pytest.mark.parametrize(
    ("statement", "promise"),
    [
        ("update event set seq = seq + 1 where seq = (select max(seq) from event)", "journal counts"),
        ("update school set seq = seq + 1", "journal counts"),
        ("update conversation set n = n + 1 where n = 0", "shared messages count"),
        ("update school set rules_seq = rules_seq + 1", "rules' position"),
        ("insert into planned (school, seq) select id, seq + 1 from school", "No plan is ahead"),
        (
            "insert into delivery (id, school, event, message, conversation, recipients, medium, provider, address,"
            " title, body, path, planned_at, due_at, expires_at, attempts, detail)"
            " select 'd', id, seq + 5, 'm', 'c', '[]', 'email', '', 'a', '', '', '', '', '', '', 0, '' from school",
            "delivery's event",
        ),
        (
            "insert into marker (school, person, conversation, read_n, read_seq, read_at)"
            " select c.school, min(p.id), min(c.id), 7, 1, '' from conversation c, person p group by c.school",
            "Nobody has read",
        ),
        (
            "insert into hold (school, message, seq, conversation, author, why, held_at)"
            " select school, 'm_none', 1, min(id), 'p', '', '' from conversation group by school",
            "Every held event",
        ),
        ("update event set body = '{\"item\": 5}' where seq = 1", "can be read"),
        ("update belongs set until_seq = 0 where since_seq = 1", "begins before it ends"),
    ],
)
def test_verify_finds_what_is_not_whole(records: Path, statement: str, promise: str) -> None:
    assert broken(records) == []
    change(records, statement)
    found = broken(records)
    assert any(promise in one for one in found), found


async def test_verify_tells_people_and_programs(records: Path) -> None:
    code, out, _ = await command(records, "verify")
    assert code == 0
    assert all(line.startswith("ok ") for line in out.splitlines())
    change(records, "update school set rules_seq = rules_seq + 1")
    code, out, _ = await command(records, "verify", "--json")
    assert code == 1
    assert [one["promise"] for one in json.loads(out) if not one["holds"]] == [
        "The rules' position is the last change of roster or setting"
    ]
