"""A roster is fetched from a server that speaks OneRoster: whole or not at all, whatever the server does."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from hub.commands.demo import BUNDLE
from hub.oneroster.read import read, read_zip
from hub.oneroster.rows import Bundle, ReadBundle
from hub.oneroster.server.client import ClientLimits, ServerFailed, Version
from hub.oneroster.server.fetching import KINDS, ServerSchool, fetched, look_around
from hub.oneroster.server.tables import SchoolThere, bundle_of_items
from hub.oneroster.source import BundleSource
from tests.oneroster_server import OneRosterServer, answering, cut, items_of, serving

QUICK = ClientLimits(first_wait_s=0.01, longest_wait_s=0.05, request_s=5, total_s=20)
ORG = "org-maple-street"
FIELDS = (
    "sourcedId",
    "status",
    "org",
    "roles",
    "agents",
    "school",
    "user",
    "class",
    "role",
    "metadata",
    "birthDate",
)


def school(server: OneRosterServer, org: str = "", source: str = "") -> ServerSchool:
    its = org or server.items["orgs"][0]["sourcedId"]
    return ServerSchool(access=server.access, org=its, source=source or its)


async def whole(server: OneRosterServer, limits: ClientLimits = QUICK) -> ReadBundle:
    packed = await fetched(school(server), limits, None, local=True)
    return read_zip("server", packed, BundleSource(only=ORG))


def without(bundle: Bundle, users: set[str]) -> Bundle:
    """A bundle without some people."""
    its = {
        kind: tuple(one for one in getattr(bundle, kind) if one.user not in users)
        for kind in ("people", "guardians", "assignments")
    }
    return replace(bundle, rows=0, **its)


@pytest.mark.parametrize("version", ["1.1", "1.2"])
@pytest.mark.parametrize(("links", "totals"), [(True, True), (False, True), (True, False), (False, False)])
async def test_what_a_server_gives_is_what_the_same_bundle_says(
    version: Version, links: bool, totals: bool
) -> None:
    server = OneRosterServer(version=version, items=items_of(BUNDLE, version), most=25, links=links, totals=totals)
    async with serving(server):
        reading = await whole(server)
    expected = read(BUNDLE)

    assert reading.problems == ()
    assert reading.bundle is not None
    assert expected.bundle is not None
    both = {one["sourcedId"] for one in items_of(BUNDLE)["users"] if len(one["roles"]) > 1}
    both = both if version == "1.1" else set()  # where a user has but one role
    assert without(reading.bundle, both) == without(expected.bundle, both)
    assert len([one for one, _ in server.asked if one == "users"]) > 3  # it had to be asked page by page
    assert server.tokens == 1


async def test_a_secret_goes_into_the_form_where_the_server_wants_it_there() -> None:
    server = OneRosterServer(items=items_of(BUNDLE), in_form=True)
    async with serving(server):
        reading = await whole(server)

    assert reading.problems == ()


async def test_a_server_that_fails_now_and_then_is_asked_again_and_a_token_that_ends_is_renewed() -> None:
    server = OneRosterServer(items=items_of(BUNDLE), most=40)
    server.faults["users"] = [
        answering(503),
        None,
        cut,
        answering(429, Retry_After="0"),
        answering(200, '{"users": ['),
    ]
    server.faults["token"] = [answering(502)]
    async with serving(server):
        server.good = 4  # and the fifth answer is 401
        reading = await whole(server)

    assert reading.problems == ()
    assert reading.bundle is not None
    assert len(reading.bundle.students) == 61
    assert server.tokens > 1
    assert server.faults["users"] == []


@pytest.mark.parametrize(
    ("fault", "times", "sentence"),
    [
        (answering(503), 9, "busy or broken"),
        (cut, 9, "cannot be reached"),
        (answering(200, '{"users": ['), 9, "not OneRoster"),
        (answering(200, '["users"]'), 1, "not OneRoster"),
        (answering(401), 2, "does not take the token"),
        (answering(403), 1, "does not let this client read users"),
        (answering(302, Location="http://127.0.0.1:1/"), 1, "answers from elsewhere"),
        (answering(400), 1, "refuses to give users (400)"),
        (
            answering(200, '{"users": [{"sourcedId": "a"}]}', Link='<http://127.0.0.2:1/users>; rel="next"'),
            1,
            "another",
        ),
        (answering(200, '{"users": [{"status": "active"}]}'), 1, "without a sourcedId"),
    ],
)
async def test_a_server_that_does_not_give_it_all_gives_nothing_and_it_is_said_why(
    fault: object, times: int, sentence: str
) -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    server.faults["users"] = [fault] * times  # type: ignore[list-item]
    async with serving(server):
        with pytest.raises(ServerFailed) as met:
            await whole(server)

    assert sentence in met.value.sentence


async def test_rows_that_change_while_they_are_read_are_read_again_and_then_given_up() -> None:
    server = OneRosterServer(items=items_of(BUNDLE), most=60, links=False)
    twice = answering(200, '{"users": [{"sourcedId": "a"}, {"sourcedId": "a"}]}')
    fewer = answering(200, '{"users": [{"sourcedId": "a"}]}', X_Total_Count="2")
    async with serving(server):
        server.faults["users"] = [None, twice]
        reading = await whole(server)
        server.faults["users"] = [twice, twice]
        with pytest.raises(ServerFailed) as met:
            await whole(server)
        server.faults["users"] = [fewer, answering(200, '{"users": []}'), fewer, answering(200, '{"users": []}')]
        with pytest.raises(ServerFailed) as short:
            await whole(server)

    assert reading.problems == ()
    assert "change while they are read" in met.value.sentence
    assert "do not come whole" in short.value.sentence


async def test_more_than_a_roster_has_is_not_read_and_a_server_that_waits_is_not_waited_for() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    async with serving(server):
        for limits in (replace(QUICK, rows=50), replace(QUICK, octets=5_000)):
            with pytest.raises(ServerFailed) as met:
                await whole(server, limits)
            assert "more than any roster has" in met.value.sentence
        server.faults["orgs"] = [answering(503, Retry_After="3600")] * 9
        with pytest.raises(ServerFailed) as late:
            await whole(server, replace(QUICK, longest_wait_s=60, total_s=0.5))

    assert "took too long" in late.value.sentence


async def test_only_public_servers_are_asked_and_over_tls_and_the_secret_is_told_to_nobody_else() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    async with serving(server):
        assert (await whole(server)).problems == ()  # it is there
        for address, why in (
            (server.url, "cannot be reached"),
            (server.url.replace("http:", "https:"), "network of its own"),
            (server.url.replace("http://127.0.0.1", "https://localhost"), "network of its own"),
        ):
            its = replace(server.access, address=address, token_address=f"{address}/token")
            with pytest.raises(ServerFailed) as met:
                await fetched(replace(school(server), access=its), QUICK, None, local=False)
            assert why in met.value.sentence
    assert server.access.secret not in repr(server.access)


async def test_wrong_credentials_are_said_to_be_wrong() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    async with serving(server):
        access = replace(server.access, secret="another one")
        with pytest.raises(ServerFailed) as met:
            await look_around(access, QUICK, local=True)

    assert "does not take this client id and secret" in met.value.sentence


async def test_what_is_there_is_looked_at_before_anything_is_read() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    async with serving(server):
        found = await look_around(server.access, QUICK, local=True)

    assert [one.name for one in found.schools] == ["Maple Street Early Learning"] or found.schools
    assert found.counts["users"] == len(server.items["users"])
    assert {kind for kind, _ in server.asked} == {"orgs", "classes", "users", "enrollments"}


async def test_changes_since_are_asked_for_and_read_over_what_was_said_before() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    async with serving(server):
        first = await whole(server)
        assert first.state is not None
        later = "2026-10-01T08:00:00.000Z"
        by_id = {one["sourcedId"]: one for one in server.items["users"]}
        by_id["usr-tom-alvarez"] |= {"status": "tobedeleted", "dateLastModified": later}
        by_id["usr-ana-reyes"] |= {"roles": [{**by_id["usr-ana-reyes"]["roles"][0], "role": "student"}]}
        by_id["usr-ana-reyes"] |= {"dateLastModified": later}
        server.asked.clear()
        since = datetime(2026, 9, 20, tzinfo=UTC)
        packed = await fetched(school(server), QUICK, since, local=True)
        changes = read_zip("server", packed, BundleSource(state=first.state, only=ORG))
        again = await whole(server)

    assert all(asked["filter"] == "dateLastModified>'2026-09-20T00:00:00.000Z'" for _, asked in server.asked[:5])
    assert changes.changes
    assert changes.bundle is not None, changes.problems
    assert again.bundle is not None
    assert first.bundle is not None
    here, then = ({one.user for one in each.people} for each in (changes.bundle, first.bundle))
    assert then - here == {"usr-tom-alvarez", "usr-ana-reyes"}  # a role that is no more gives nothing
    assert replace(changes.bundle, rows=0, births=()) == replace(again.bundle, rows=0, births=())


async def test_a_class_that_went_to_another_school_is_gone_here(tmp_path: Path) -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    server.items["orgs"].append(
        {**server.items["orgs"][-1], "sourcedId": "elm", "name": "Elm Street", "type": "school"}
    )
    its = next(one for one in server.items["orgs"] if one["type"] == "school")["sourcedId"]
    async with serving(server):
        first = read_zip("s", await fetched(school(server, its), QUICK, None, local=True), BundleSource(only=ORG))
        assert first.bundle is not None, first.problems
        moved = next(one for one in server.items["enrollments"] if one["user"]["sourcedId"] == "stu-mia-alvarez")
        moved |= {"school": {"sourcedId": "elm"}, "dateLastModified": "2026-10-01T08:00:00.000Z"}
        packed = await fetched(school(server, its), QUICK, datetime(2026, 9, 20, tzinfo=UTC), local=True)
        changes = read_zip("s", packed, BundleSource(state=first.state, only=ORG))

    assert "stu-mia-alvarez" in {one.student for one in first.bundle.placements}
    assert changes.bundle is not None, changes.problems
    assert "stu-mia-alvarez" not in {one.student for one in changes.bundle.placements}


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.sampled_from(FIELDS), inner, max_size=3),
    max_leaves=4,
)


@settings(deadline=None, max_examples=25)
@given(
    items=st.fixed_dictionaries(
        {kind: st.lists(st.dictionaries(st.sampled_from(FIELDS), JSON, max_size=5), max_size=2) for kind in KINDS}
    ),
    version=st.sampled_from(["1.1", "1.2"]),
    changes=st.booleans(),
)
def test_whatever_a_server_makes_up_is_read_or_refused(items: dict[str, Any], version: str, changes: bool) -> None:
    packed = bundle_of_items(items, SchoolThere("a", "b"), version, changes=changes)

    reading = read_zip("server", packed, BundleSource(only=ORG))

    assert (reading.bundle is None) == bool(reading.problems)
    assert packed == bundle_of_items(items, SchoolThere("a", "b"), version, changes=changes)


async def test_the_school_is_known_here_by_its_own_id_and_never_by_that_of_another() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    its = next(one for one in server.items["orgs"] if one["type"] == "school")["sourcedId"]
    async with serving(server):
        packed = await fetched(school(server, its, "ours"), QUICK, None, local=True)
        server.items["orgs"].append({**server.items["orgs"][-1], "sourcedId": "ours", "name": "Another"})
        with pytest.raises(ServerFailed) as taken:
            await fetched(school(server, its, "ours"), QUICK, None, local=True)
        with pytest.raises(ServerFailed) as gone:
            await fetched(school(server, "no-such"), QUICK, None, local=True)

    reading = read_zip("server", packed, BundleSource(only="ours"))
    assert reading.bundle is not None, reading.problems
    assert [one.source for one in reading.bundle.schools] == ["ours"]
    assert "by the id that this one has here" in taken.value.sentence
    assert "does not know the school any more" in gone.value.sentence


async def test_admins_of_one_school_are_told_nothing_of_people_of_another() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    elm = {"sourcedId": "elm", "type": "org"}
    server.items["orgs"].append({**server.items["orgs"][0], "sourcedId": "elm", "name": "Elm Street"})
    like = next(one for one in server.items["users"] if one["sourcedId"].startswith("stu-"))
    for org, name in ((elm, "Secret"), (like["roles"][0]["org"], "Ours")):
        roles = [{**like["roles"][0], "org": org}]
        child = {"sourcedId": f"stu-{name}", "givenName": name, "roles": roles, "agents": []}
        server.items["users"].append({**like, **child})
    async with serving(server):
        packed = await fetched(school(server, ORG), QUICK, None, local=True)
    told = str(read_zip("server", packed, BundleSource(only=ORG)).warnings)

    assert "Ours" in told  # who has no room is warned of
    assert "Secret" not in told
    assert "Secret" in str(read_zip("server", packed, BundleSource()).warnings)


def at_elm(server: OneRosterServer, *users: dict[str, Any]) -> None:
    """Another school is on the server, with these people, who are as somebody of ours is but for what is said."""
    server.items["orgs"].append({**server.items["orgs"][0], "sourcedId": "elm", "name": "Elm", "type": "school"})
    like = next(one for one in server.items["users"] if one["sourcedId"].startswith("stu-"))
    for user in users:
        role = {"role": "student", "org": {"sourcedId": "elm", "type": "org"}, **user.pop("role", {})}
        server.items["users"].append({**like, "agents": [], "roles": [{**like["roles"][0], **role}], **user})


async def read_of(server: OneRosterServer) -> ReadBundle:
    async with serving(server):
        packed = await fetched(school(server, ORG), QUICK, None, local=True)
    return read_zip("server", packed, BundleSource(only=ORG))


NAMELESS = {"sourcedId": "stu-elm", "givenName": "", "familyName": ""}


@pytest.mark.parametrize(
    "wrong",
    [NAMELESS, {"sourcedId": "stu-elm", "agents": [{"sourcedId": "usr-nobody", "type": "user"}]}],
    ids=["no name", "a parent who is not there"],
)
async def test_a_wrong_row_of_another_school_does_not_stop_the_roster_of_ours(wrong: dict[str, Any]) -> None:
    server, clean = OneRosterServer(items=items_of(BUNDLE)), OneRosterServer(items=items_of(BUNDLE))
    at_elm(server, dict(wrong))
    at_elm(clean)
    reading, without = await read_of(server), await read_of(clean)
    async with serving(server):
        packed = await fetched(school(server, ORG), QUICK, None, local=True)

    assert read_zip("server", packed, BundleSource()).problems  # by a file of all schools it is told
    assert (reading.problems, reading.left_out, reading.people) == ((), (), 0)
    assert reading.bundle is not None
    assert without.bundle is not None
    ours = [one for one in reading.bundle.students if one.school == ORG]
    assert ours == [one for one in without.bundle.students if one.school == ORG]
    assert len(ours) == 61
    assert [one for one in reading.bundle.people if one.school == ORG] == [
        one for one in without.bundle.people if one.school == ORG
    ]
    assert reading.bundle.guardians == without.bundle.guardians


async def test_a_wrong_row_that_may_be_of_somebody_here_is_refused_as_ever() -> None:
    mia = next(one for one in items_of(BUNDLE)["users"] if one["sourcedId"] == "stu-mia-alvarez")
    parent = {"sourcedId": "usr-elm", "givenName": "", "role": {"role": "guardian"}}
    for wrong in (
        {**NAMELESS, "role": {"org": {"sourcedId": ORG, "type": "org"}}},  # ours
        {**NAMELESS, "role": {"org": {"sourcedId": "", "type": "org"}}},  # nobody knows whose
        {**parent, "agents": [{"sourcedId": mia["sourcedId"], "type": "user"}]},  # listed there, a parent of Mia
    ):
        server = OneRosterServer(items=items_of(BUNDLE))
        at_elm(server, dict(wrong))

        assert (await read_of(server)).problems, wrong


async def test_where_a_row_of_ours_is_wrong_as_well_both_are_told() -> None:
    server = OneRosterServer(items=items_of(BUNDLE))
    at_elm(server, dict(NAMELESS), {**NAMELESS, "sourcedId": "stu-ours", "role": {"org": {"sourcedId": ORG}}})

    told = str((await read_of(server)).problems)
    assert "stu-ours" in told
    assert "stu-elm" not in told  # whoever reads it is an admin here


ODD = {"sourcedId": "usr-elm", "givenName": "", "role": {"role": "guardian"}}


@pytest.mark.parametrize(
    "listed", [" stu-mia-alvarez ", "stu-mia-alvarez;stu-leo-novak", "stu-leo-novak| stu-mia-alvarez"]
)
async def test_a_parent_here_is_known_however_the_other_school_writes_whose_they_are(listed: str) -> None:
    server, nobody = OneRosterServer(items=items_of(BUNDLE)), OneRosterServer(items=items_of(BUNDLE))
    at_elm(server, {**ODD, "agents": [{"sourcedId": listed, "type": "user"}]})
    at_elm(nobody, {**ODD, "agents": []})

    assert (await read_of(nobody)).problems == ()
    assert (await read_of(server)).problems


async def test_who_teaches_here_or_is_called_almost_as_somebody_elsewhere_is_not_taken_for_elsewhere() -> None:
    teaching, alike = OneRosterServer(items=items_of(BUNDLE)), OneRosterServer(items=items_of(BUNDLE))
    at_elm(teaching, {**NAMELESS, "sourcedId": "usr-elm", "role": {"role": "teacher"}})
    place = next(one for one in teaching.items["enrollments"] if one["role"] == "teacher")
    teaching.items["enrollments"].append({**place, "sourcedId": "elm-here", "user": {"sourcedId": " usr-elm "}})
    ours = {**NAMELESS, "sourcedId": "stu-elm#x", "role": {"org": {"sourcedId": ORG, "type": "org"}}}
    at_elm(alike, {"sourcedId": "stu-elm"}, ours)

    assert (await read_of(teaching)).problems
    assert "stu-elm#x" in str((await read_of(alike)).problems)
