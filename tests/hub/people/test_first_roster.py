"""A school that was opened by hand gets its first roster: on the page, by command, of one school or of several."""

from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import select

from hub.store.row_security import Across
from hub.store.schema import school
from tests.hub.oneroster import bundles
from tests.hub.oneroster.sheets import as_xlsx
from tests.hub.people.test_roster import command, imported
from tests.hub.people.test_roster_runs import brought, newest, waiting, yes
from tests.hub.people.test_schools import elsewhere
from tests.hub.people.test_spreadsheets import said
from tests.hub.running import Running, Somebody, running

DEE = "director@sunnydays.example"
HERS = ("--email", DEE, "--given", "Dee", "--family", "Day", "--new-school", "Sunny Days")


def small(at: Path, **changes: dict[str, str]) -> bytes:
    return bundles.zipped(at / "small.zip", bundles.packed(bundles.school(**changes))).read_bytes()


async def came_in(hub: Running, out: str) -> Somebody:
    """Dee, signed in by what the command said."""
    password = out.rsplit(" ", 1)[-1].strip()
    answer = await hub.http.post(f"{hub.url}/v1/sign-in", json={"email": DEE, "password": password})
    body = await answer.json()
    assert answer.status == 200, body
    return Somebody(hub, body["token"], {"id": body["person"]})


@pytest.fixture
async def sunny(tmp_path: Path) -> AsyncIterator[Somebody]:
    """The admin of a school that was just opened in an empty hub."""
    code, out, err = await command(tmp_path, "admin", "create", *HERS)
    assert code == 0, err
    async with running(tmp_path, demo=False) as hub:
        yield await came_in(hub, out)


async def schools(hub: Running) -> list[tuple[str, str]]:
    """Name and source of each."""
    rows = await hub.hub.store.read(
        lambda one: one.execute(select(school.c.name, school.c.source)).all(), Across.OPERATOR
    )
    return sorted((str(name), str(source)) for name, source in rows)


async def test_a_new_school_is_the_one_that_its_first_roster_names(sunny: Somebody, tmp_path: Path) -> None:
    upload, trial = await waiting(sunny, small(tmp_path))
    before = await schools(sunny.running)
    status, body = await yes(sunny, upload, trial)
    again, same = await waiting(sunny, small(tmp_path))
    steps = (await sunny.get("/v1/first-steps"))["steps"]

    assert "The roster calls this school Maple Street" in str(trial)
    assert before[0][0] == "Sunny Days"
    assert before[0][1].startswith("local:")
    assert (status, await schools(sunny.running)) == (200, [("Maple Street", "maple")]), body
    assert (same["changes"], bool(again)) == (False, True)
    assert [one["taken"] for one in steps] == [True, False, False, False]


async def test_a_first_roster_that_was_the_wrong_one_is_taken_back_and_the_right_one_comes_in(
    sunny: Somebody, tmp_path: Path
) -> None:
    rows = {one: {"schoolSourcedId": "wrong"} for one in ("acorns", "saplings", "e_ana", "e_mia")}
    people = {one: {"orgSourcedIds": "wrong"} for one in ("ana", "ines", "mia", "rosa")}
    other = small(tmp_path, maple={"sourcedId": "wrong", "name": "Wrong Place"}, **rows, **people)
    upload, trial = await waiting(sunny, other)
    await yes(sunny, upload, trial)
    wrong = await schools(sunny.running)
    run = (await newest(sunny))["run"]["id"]
    back = await sunny.get(f"/v1/roster/runs/{run}/undo")
    status, _ = await sunny.ask("POST", f"/v1/roster/runs/{run}/undo", {"seen": back["seen"]})
    after = await schools(sunny.running)
    upload, trial = await waiting(sunny, small(tmp_path))
    await yes(sunny, upload, trial)

    assert wrong == [("Wrong Place", "wrong")]
    assert status == 200
    assert (after[0][0], after[0][1].startswith("local:")) == ("Sunny Days", True)
    assert await schools(sunny.running) == [("Maple Street", "maple")]


async def test_of_several_schools_nobody_guesses_and_it_is_said_what_to_do(sunny: Somebody, tmp_path: Path) -> None:
    two = bundles.with_rows(bundles.school(), "orgs.csv", {"sourcedId": "elm", "name": "Elm Road"})
    status, body = await brought(sunny, bundles.zipped(tmp_path / "two.zip", bundles.packed(two)).read_bytes())
    run = await sunny.get(f"/v1/roster/runs/{body['run']}")

    assert (status, body["upload"]) == (201, None)
    assert "is of several schools, and not just one is called Sunny Days: Elm Road, Maple Street." in str(run)
    assert [one[0] for one in await schools(sunny.running)] == ["Sunny Days"]


async def test_a_spreadsheet_is_a_first_roster_too_and_the_next_one_goes_on_from_it(sunny: Somebody) -> None:
    headings = ["Child", "Room", "Parent 1 Name", "Parent 1 Email"]
    sheet = as_xlsx(Families=[headings, ["Mia Alvarez", "Acorns", "Rosa Alvarez", "rosa@families.example"]])
    _, first = await brought(sunny, sheet, "families.xlsx")
    await sunny.ask("PUT", "/v1/roster/columns", said(first))
    upload, trial = await waiting(sunny, sheet, "families.xlsx")
    status, _ = await yes(sunny, upload, trial)
    _, same = await waiting(sunny, sheet, "families.xlsx")

    assert (status, same["changes"]) == (200, False)
    assert [one[0] for one in await schools(sunny.running)] == ["Sunny Days"]


async def test_what_the_command_brings_in_is_the_first_roster_of_the_only_school(tmp_path: Path) -> None:
    await command(tmp_path, "admin", "create", *HERS)
    code, told = await imported(tmp_path, bundles.folder(tmp_path / "b", bundles.packed(bundles.school())))
    async with running(tmp_path, demo=False) as hub:
        found = await schools(hub)

    assert (code, told["would"]["schools"]["added"]) == (0, 0)
    assert found == [("Maple Street", "maple")]


async def test_no_new_school_takes_the_roster_of_another_one_of_the_hub(records: Path, tmp_path: Path) -> None:
    """Else its admin would read who is at the other."""
    await imported(records, elm := elsewhere(records))
    code, out, err = await command(records, "admin", "create", *HERS)
    assert code == 0, err
    async with running(records) as hub:
        dee = await came_in(hub, out)
        before = await schools(hub)
        files = bundles.zipped(tmp_path / "elm.zip", {one.name: one.read_bytes() for one in elm.iterdir()})
        status, body = await brought(dee, files.read_bytes())
        run = await dee.get(f"/v1/roster/runs/{body['run']}")
        upload, _ = await waiting(dee, small(tmp_path))  # another one may be theirs

    assert len(before) == 3
    assert (status, body["upload"]) == (201, None)
    assert "This bundle has nothing of Sunny Days in it." in str(run)
    assert upload


@pytest.mark.parametrize(
    ("words", "says"),
    [
        (("--email", DEE, "--given", "Dee", "--family", "Day"), "Add --new-school with its name"),
        ((*HERS, "--school", "x"), "Say either --school or --new-school."),
        ((*HERS[:-1], "x" * 101), "a name of up to 100 characters"),
        ((*HERS[:2], *HERS[-2:]), "give the new admin a name"),
    ],
)
async def test_what_cannot_be_opened_is_refused_in_a_sentence(tmp_path: Path, words: Any, says: str) -> None:
    code, _, err = await command(tmp_path, "admin", "create", *words)
    async with running(tmp_path, demo=False) as hub:
        found = await schools(hub)

    assert code == 1
    assert says in err
    assert found == []


async def test_a_school_of_the_same_name_is_not_opened_twice(tmp_path: Path) -> None:
    first, _, _ = await command(tmp_path, "admin", "create", *HERS)
    code, _, err = await command(tmp_path, "admin", "create", *HERS[2:-1], "sunny  days", "--email", "b@x.example")

    assert (first, code) == (0, 1)
    assert "is here already: say --school in place of --new-school." in err
