"""The activity log: what is on record and what is not, for whom, in one chain that nobody bends unseen."""

import asyncio
import contextlib
import json
import re
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, func, insert, select, text, update

from hub.actions.people.idle_sessions import idle
from hub.actions.people.resetting import link_for
from hub.actions.records.activity_log import forget_due
from hub.commands.first_admin import First, first_admin
from hub.errors import Conflict
from hub.store import activity_log, schema
from hub.store.activity_log import LogDraft, heads, put_on_record
from hub.store.clock import stamp
from hub.store.row_security import Across
from hub.store.verify import verify
from policies.records.activity_log import REFUSED_AN_HOUR, Deed
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import until
from tests.hub.people.test_inviting import FRESH, TOM, FirstDay, first, without_tom
from tests.hub.people.test_roster import command, imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.review.test_approval import hold
from tests.hub.running import Running, Somebody, running
from tests.hub.store.test_nodes import nodes
from tests.past_policies import past_policies

__all__ = ["first"]

LOG = "/v1/activity-log"
ROSA = {"email": "rosa.alvarez@families.example", "password": "maple-street"}
SECRET = "She cried when you left"
PROMISE = "In every activity log nothing was changed, left out or cut off"


async def ines_of(maple: Running) -> Somebody:
    return await maple.somebody("Ines Walker")


async def log_of(maple: Running, query: str = "") -> list[dict[str, Any]]:
    return list((await (await ines_of(maple)).get(f"{LOG}{query}"))["items"])


async def says(maple: Running, query: str = "") -> list[str]:
    return [one["says"] for one in await log_of(maple, query)]


async def entries(maple: Running) -> int:
    count = select(func.count()).select_from(schema.log_entry)
    return int(await maple.hub.store.read(lambda one: one.execute(count).scalar_one(), Across.OPERATOR))


async def broken(maple: Running) -> tuple[str, ...]:
    found = {one.promise: one.broken for one in await maple.hub.store.read(verify, Across.OPERATOR)}
    return found[PROMISE]


async def sign_in(maple: Running, **its: str) -> int:
    async with maple.http.post(f"{maple.url}/v1/sign-in", json={**ROSA, **its}) as answer:
        return answer.status


async def until_noted(maple: Running, many: int) -> None:
    """Wrong passwords are noted behind the answer."""
    async with asyncio.timeout(5):
        while await entries(maple) < many:
            await asyncio.sleep(0.01)


async def test_who_comes_in_and_who_does_not_stands_in_the_log_with_the_address(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    before = await entries(maple)
    statuses = [await sign_in(maple, password="wrong"), await sign_in(maple)]
    await until_noted(maple, before + 2)
    await rosa.ask("POST", "/v1/sign-out")
    found = await log_of(maple, "?kind=sign_ins&q=rosa")

    assert statuses == [401, 200]
    assert sorted(one["says"] for one in found[1:3]) == [
        "Rosa Alvarez signed in.",
        "Somebody tried to sign in as Rosa Alvarez with a wrong password.",
    ]
    assert found[0]["says"] == "Rosa Alvarez signed out."
    assert [one["address"] for one in found[:3]] == [None, "127.0.0.1", "127.0.0.1"]
    assert found[0]["people"] == [{"id": rosa.id, "name": "Rosa Alvarez"}]


async def test_wrong_passwords_are_listed_some_times_an_hour_and_the_last_says_so(maple: Running) -> None:
    for number in range(REFUSED_AN_HOUR + 2):
        await sign_in(maple, password=f"wrong {number}")
        await maple.hub.finish(5)
        if number == REFUSED_AN_HOUR - 1:
            maple.clock.ahead = timedelta(minutes=30)
    found = await log_of(maple, "?q=rosa")
    maple.clock.ahead = timedelta(minutes=65)
    await sign_in(maple, password="wrong again")
    await maple.hub.finish(5)

    assert len(found) == REFUSED_AN_HOUR
    assert [one["details"] for one in found[:2]] == [["More wrong passwords of this hour are not listed."], []]
    assert len(await log_of(maple, "?q=rosa")) == REFUSED_AN_HOUR + 1


async def test_what_is_tried_with_an_address_of_nobody_belongs_to_no_school_and_is_told_without_it(
    maple: Running, caplog: pytest.LogCaptureFixture
) -> None:
    await ines_of(maple)
    before = await entries(maple)
    typed = "my-secret-password@nowhere.example"
    assert await sign_in(maple, email=typed) == 401
    await maple.hub.finish(5)
    told = [one for one in caplog.records if one.name == "roomwire.sign_ins"]

    assert await entries(maple) == before
    assert [one.address for one in told] == ["127.0.0.1"]  # type: ignore[attr-defined]
    assert typed not in caplog.text + str([one.__dict__ for one in caplog.records])


async def test_a_new_password_says_how_it_was_chosen_and_what_it_ended(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    assert await sign_in(maple) == 200
    await rosa.ask("POST", "/v1/password", {"current": "maple-street", "new": FRESH})
    secret = await link_for(maple.hub.store, ROSA["email"], maple.clock())
    async with maple.http.post(f"{maple.url}/v1/reset", json={"secret": secret, "new": f"{FRESH} two"}) as answer:
        assert answer.status == 204
    code = (await (await ines_of(maple)).ask("POST", f"/v1/people/{rosa.id}/code"))[1]["code"]
    by_code = {"email": ROSA["email"], "code": code, "new": f"{FRESH} three"}
    async with maple.http.post(f"{maple.url}/v1/reset/code", json=by_code) as answer:
        assert answer.status == 204
    found = await log_of(maple, "?q=rosa")

    assert [one["says"] for one in found[:5]] == [
        "Rosa Alvarez chose a new password by a code of the office.",
        "Ines Walker gave Rosa Alvarez a code for a new password.",
        "Rosa Alvarez chose a new password by the link in an email.",
        "Whoever runs the hub made a link for a new password of Rosa Alvarez.",
        "Rosa Alvarez changed their password.",
    ]
    assert [one["details"] for one in found[:5]] == [[], [], ["One device was signed out."], [], [
        "One device was signed out."
    ]]  # fmt: skip
    assert await broken(maple) == ()
    rows = await maple.hub.store.read(
        lambda one: [str(row) for row in one.execute(select(schema.log_entry))], Across.OPERATOR
    )
    assert not [row for row in rows if FRESH in row or code in row or secret in row or "maple-street" in row]


async def test_rights_children_and_settings_read_as_they_are_and_as_they_were(maple: Running) -> None:
    ines, ben, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ben Carter", "Rosa Alvarez")]
    mia = next(one["id"] for one in (await ines.get("/v1/students"))["items"] if one["name"] == "Mia Alvarez")
    room = (await ines.get("/v1/staff"))["rooms"][0]
    asked = [
        (f"/v1/staff/{ben.id}", {"families": "read"}),
        (f"/v1/staff/{ben.id}", {"rooms": [{"room": room["id"]}]}),
        (f"/v1/students/{mia}/guardians/{rosa.id}", {"denials": [{"power": "pick_up"}]}),
        ("/v1/settings/conversations", {"oversight": False}),
        ("/v1/settings/staff-only", {"note": True}),
    ]
    for path, body in asked * 2:  # a second time it changes nothing
        assert (await ines.ask("PUT", path, body))[0] == 200, path
    found = [(one["kind"], one["says"], one["details"]) for one in await log_of(maple)][:5]

    assert found == [
        ("settings", "Ines Walker changed what waits for approval.",
         ["Waits from now on: Notes. Waits no more: nothing."]),
        ("settings", "Ines Walker changed whether admins read outside their rooms.",
         ["whether admins read outside their rooms: now no, before yes."]),
        ("children", "Ines Walker changed what Rosa Alvarez may do about Mia Alvarez.",
         ["Denied: picking up the child."]),
        ("rights", "Ines Walker changed the rooms of Ben Carter.",
         [f"Rooms that admins gave: now {room['name']}, before nothing."]),
        ("rights", "Ines Walker changed what Ben Carter may do.",
         ["what families and the school write to each other: now may read, before may read and write."]),
    ]  # fmt: skip


async def test_a_review_is_on_record_without_a_word_of_what_was_written_or_why(maple: Running) -> None:
    await hold(maple, "message")
    ana, ines = await maple.somebody("Ana Reyes"), await ines_of(maple)
    family = await ana.conversation("family", "Mia")
    for body in ({"answer": "approve"}, {"answer": "decline", "reason": "Too harsh for Rosa"}):
        held = await ana.post(family, SECRET)
        assert (await ines.ask("POST", f"/v1/reviews/{held['id']}", body))[0] == 200
    found = await log_of(maple, "?kind=reviews")
    rows = await maple.hub.store.read(
        lambda one: [str(row) for row in one.execute(select(schema.log_entry))], Across.OPERATOR
    )

    assert [one["says"] for one in found] == [
        "Ines Walker declined what Ana Reyes wrote.",
        "Ines Walker approved what Ana Reyes wrote.",
    ]
    assert {one["conversation"] for one in found} == {family}
    assert not [row for row in rows if SECRET in row or "harsh" in row]


async def test_who_looked_is_told_once_and_the_log_points_to_it_and_misses_it(maple: Running) -> None:
    ines, ana = await ines_of(maple), await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    for _ in range(3):
        await ines.messages(family)
    await ana.messages(family)
    found = await log_of(maple, "?kind=reading")

    assert [(one["says"], one["conversation"]) for one in found] == [
        ("Ines Walker read a conversation that is not of their rooms.", family)
    ]
    assert await broken(maple) == ()
    await maple.hub.store.write(lambda one: one.connection.execute(delete(schema.audit)), whose=Across.OPERATOR)
    assert "who looked" in (await broken(maple))[0]
    assert (await log_of(maple, "?kind=reading"))[0]["conversation"] is None


async def test_posts_are_not_on_record_and_touch_nothing_of_it(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    before = await entries(maple)
    async with ana.device() as phone:
        await phone.live()
        for number in range(10):
            assert (await phone.post(family, f"{number}"))["t"] == "ok"
    await ana.post(family, "And over HTTP")

    assert before > 0
    assert await entries(maple) == before


@pytest.mark.only("postgres")
async def test_a_post_waits_for_nobody_who_writes_in_the_log(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    family = await ana.conversation("family", "Mia")
    lock = text("select pg_advisory_xact_lock(hashtextextended(:name, 0))")
    with past_policies(maple.settings.database_url).connect() as other:
        other.execute(lock, {"name": f"log {maple.school}"})
        waiting = asyncio.create_task(sign_in(maple))
        async with asyncio.timeout(5):
            posted = await ana.post(family, "Still here")
        assert not waiting.done()
        other.rollback()
    async with asyncio.timeout(5):
        assert await waiting == 200
    assert posted["sharing"] == "now"
    assert await broken(maple) == ()


async def test_many_who_sign_in_at_once_and_admins_who_change_things_make_one_chain(maple: Running) -> None:
    ines, ben = await ines_of(maple), await maple.somebody("Ben Carter")
    before = await entries(maple)
    people = [one for one in maple.people if one["role"] != "admin"][:12]
    statuses = []
    for _ in range(5):  # whoever waited for each other in a ring would be refused by PostgreSQL
        statuses += await asyncio.gather(
            *(sign_in(maple, email=one["email"], password=one["password"]) for one in people),
            *(change(ines, ben, level) for level in ("none", "read", "full")),
        )
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(schema.log_entry).order_by(schema.log_entry.c.n)).mappings().all(),
        Across.OPERATOR,
    )

    assert set(statuses) == {200}
    assert [row["n"] for row in rows] == list(range(1, len(rows) + 1))
    assert [row["previous"] for row in rows[1:]] == [row["hash"] for row in rows[:-1]]
    assert len(rows) >= before + 5 * (len(people) + 1)
    assert await broken(maple) == ()


@pytest.mark.only("postgres")
async def test_two_hubs_that_write_at_once_make_one_chain(records: Path) -> None:
    async with nodes(records, {"ROOMWIRE_WORKER": "0"}) as (here, there):
        people = [one for one in here.people if one["role"] != "admin"][:16]
        for _ in range(3):
            statuses = await asyncio.gather(
                *(
                    sign_in((here, there)[number % 2], email=one["email"], password=one["password"])
                    for number, one in enumerate(people)
                )
            )
            assert set(statuses) == {200}
        stands = await there.hub.store.read(heads, Across.OPERATOR)

        assert [n for n, _ in stands.values()] == [48]
        assert await broken(here) == ()


async def change(ines: Somebody, ben: Somebody, level: str) -> int:
    return (await ines.ask("PUT", f"/v1/staff/{ben.id}", {"families": level}))[0]


async def test_what_is_refused_leaves_nothing_on_record_and_what_is_not_recorded_is_not_done(
    maple: Running, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    ines, ben = await ines_of(maple), await maple.somebody("Ben Carter")
    before = await entries(maple)

    def noted_and_refused(transaction: Any) -> None:
        put_on_record(transaction, LogDraft(school=maple.school, deed=Deed.INVITED, at=stamp(maple.clock())))
        raise Conflict("No.")  # type: ignore[arg-type]

    with pytest.raises(Conflict):
        await maple.hub.store.write(noted_and_refused, maple.school)
    assert await entries(maple) == before

    monkeypatch.setattr(activity_log, "hash_of", lambda _row: None)
    assert (await ines.ask("PUT", f"/v1/staff/{ben.id}", {"families": "read"}))[0] >= 500
    monkeypatch.undo()
    staff = (await ines.get("/v1/staff"))["items"]

    assert next(one["families"] for one in staff if one["person"] == ben.id) == "full"
    assert await entries(maple) == before
    caplog.clear()


N = schema.log_entry.c.n
BENT = {
    "words": (update(schema.log_entry).where(N == 2).values(by_name="Somebody else"), "2 of"),
    "a name that it is found by": (update(schema.log_entry).where(N == 2).values(sought="x"), "2 of"),
    "left out": (delete(schema.log_entry).where(N == 2), "3 of"),
    "cut off": (delete(schema.log_entry).where(N == 4), "ends at 3, and 4 entries"),
    "all gone": (delete(schema.log_entry), "ends at 0, and 4 entries"),
    "the end forgotten": (delete(schema.log_head), "ends at 4, and 0 entries"),
    "an address": (update(schema.log_address).where(schema.log_address.c.n == 2).values(address="::1"), "another"),
}


@pytest.mark.parametrize("how", BENT)
async def test_whatever_is_bent_in_the_log_is_found_by_verify(maple: Running, how: str) -> None:
    statement, where = BENT[how]
    for name in ("Ines Walker", "Ana Reyes", "Ben Carter", "Rosa Alvarez"):
        await maple.somebody(name)
    assert await broken(maple) == ()
    assert (await maple.hub.store.read(heads, Across.OPERATOR))[maple.school][0] == 4
    await maple.hub.store.write(lambda one: one.connection.execute(statement), whose=Across.OPERATOR)
    found = await broken(maple)

    assert found
    assert any(where in one for one in found), found


async def test_an_entry_that_was_put_in_between_is_found(maple: Running) -> None:
    await ines_of(maple)
    row = {"school": maple.school, "n": 2, "at": stamp(maple.clock()), "kind": "sign_ins", "deed": "signed_in",
           "by": None, "by_name": "X", "about": None, "about_name": "", "facts": "{}", "sought": "x", "seal": "",
           "previous": "guessed", "hash": "guessed too"}  # fmt: skip
    await maple.hub.store.write(
        lambda one: one.connection.execute(insert(schema.log_entry).values(**row)), whose=Across.OPERATOR
    )

    assert len(await broken(maple)) == 3


async def test_addresses_are_forgotten_when_the_school_says_and_the_chain_holds_without(maple: Running) -> None:
    ines = await ines_of(maple)
    await maple.somebody("Rosa Alvarez")
    store = maple.hub.store
    maple.clock.ahead = timedelta(days=89)
    await forget_due(store, maple.clock())
    kept = [one["address"] for one in await log_of(maple)]
    maple.clock.ahead = timedelta(days=91)
    await forget_due(store, maple.clock())
    gone = [one["address"] for one in await log_of(maple)]

    assert kept == ["127.0.0.1"] * 2
    assert gone == [None] * 2
    assert await broken(maple) == ()
    path = "/v1/settings/activity-log"
    assert await ines.get(path) == {"address_days": 90}
    assert (await ines.ask("PUT", path, {"address_days": 731}))[0] == 422
    assert (await ines.ask("PUT", path, {"address_days": 0}))[1] == {"address_days": 0}
    assert await sign_in(maple) == 200
    assert [one["address"] for one in await log_of(maple, "?q=rosa")] == [None] * 2
    rows = await store.read(
        lambda one: [str(row) for row in one.execute(select(schema.log_address))], Across.OPERATOR
    )
    assert rows == []


async def test_it_is_looked_through_by_person_kind_day_and_words_and_read_page_by_page(maple: Running) -> None:
    ines, ben, rosa = [await maple.somebody(one) for one in ("Ines Walker", "Ben Carter", "Rosa Alvarez")]
    await change(ines, ben, "read")
    maple.clock.ahead = timedelta(days=2)
    await change(ines, ben, "full")
    today = maple.clock()
    pages, cursor = list[str](), ""
    while True:
        page = await ines.get(f"{LOG}?limit=2{cursor}")
        pages += [one["says"] for one in page["items"]]
        if page["next"] is None:
            break
        cursor = f"&cursor={page['next']}"

    assert pages == await says(maple)
    assert len(pages) == 5
    assert await says(maple, f"?person={rosa.id}") == ["Rosa Alvarez signed in."]
    assert len(await says(maple, f"?person={ben.id}")) == 3
    assert len(await says(maple, "?kind=rights")) == 2
    assert await says(maple, f"?day={today.date().isoformat()}&person={rosa.id}") == []
    assert len(await says(maple, "?q=BÉN%20cart")) == 3
    assert len(await says(maple, "?q=signed%20in")) == 3
    assert await says(maple, "?q=100%25") == []
    for wrong in ("q=%00", "kind=x", "day=tomorrow", "person=p_x", "cursor=0", "person=%00", "day=0001-01-01"):
        status, body = await ines.ask("GET", f"{LOG}?{wrong}")
        assert status in {200, 422}, (wrong, body)
    assert (await ines.ask("GET", f"{LOG}?kind=x"))[0] == 422


async def test_an_admin_reads_it_in_their_language(maple: Running) -> None:
    ines = await ines_of(maple)
    await ines.ask("PATCH", "/v1/me", {"language": "es"})
    found = await log_of(maple)

    assert found[0]["says"] == "Ines Walker inició sesión."
    assert await says(maple, "?q=inicio%20sesion") == ["Ines Walker inició sesión."]


async def test_parents_and_staff_read_nothing_of_it(maple: Running) -> None:
    assert await log_of(maple)
    for name in ("Rosa Alvarez", "Dana Novak", "Ana Reyes"):
        who = await maple.somebody(name)
        for path in (LOG, "/v1/settings/activity-log"):
            assert (await who.ask("GET", path))[0] == 403
        assert (await who.ask("PUT", "/v1/settings/activity-log", {"address_days": 0}))[0] == 403
    async with maple.http.get(f"{maple.url}{LOG}") as answer:
        assert answer.status == 401


async def test_admins_of_two_schools_read_each_their_own_and_one_who_acts_in_both_stands_in_both(
    records: Path,
) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records) as hub:
        ines, theirs = await ines_of(hub), await at_elm(hub, "Ines Walker")
        rosa = await hub.somebody("Rosa Alvarez")
        here, there = (await ines.get(LOG))["items"], (await theirs.get(LOG))["items"]
        elsewhere_too = await theirs.ask("GET", f"{LOG}?person={rosa.id}")
        account = select(schema.profile.c.account).where(schema.profile.c.person == theirs.id)
        its = await hub.hub.store.read(lambda one: one.execute(account).scalar_one(), Across.OPERATOR)
        mine = insert(schema.profile).values(account=its, person=await spare(hub))
        await hub.hub.store.write(lambda one: one.connection.execute(mine), whose=Across.OPERATOR)
        async with hub.http.post(
            f"{hub.url}/v1/sign-in",
            json={"email": "ines.walker@elm.maplestreet.example", "password": "elm-road-1234"},
        ) as answer:
            assert answer.status == 200
        after = [(await one.get(LOG))["items"] for one in (ines, theirs)]
        chains = await hub.hub.store.read(heads, Across.OPERATOR)

    assert {one["says"] for one in here} == {"Ines Walker signed in.", "Rosa Alvarez signed in."}
    assert [one["says"] for one in there] == ["Ines Walker signed in."]
    assert {one["people"][0]["id"] for one in here}.isdisjoint(one["people"][0]["id"] for one in there)
    assert elsewhere_too[0] == 422
    assert [len(one) for one in after] == [3, 2]
    assert sorted(n for n, _ in chains.values()) == [2, 3]


async def spare(hub: Running) -> str:
    """A parent of the first school whom no account acts as: who acts as them and as staff signs in as staff."""
    values = {"id": "p_spare", "school": hub.school, "source": "spare", "side": "guardian", "role": "guardian",
              "given": "Sam", "family": "Spare"}  # fmt: skip
    await hub.hub.store.write(
        lambda one: one.connection.execute(insert(schema.person).values(**values)), whose=Across.OPERATOR
    )
    return "p_spare"


async def test_who_was_invited_and_who_signed_up_by_it_is_on_record(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    assert (await first.accept(secret))[0] == 200
    found = await log_of(first.maple, "?q=tom")

    assert [(one["kind"], one["says"]) for one in found] == [
        ("sign_ins", "Tom Alvarez signed up by an invitation."),
        ("invitations", "Ines Walker invited Tom Alvarez to sign in."),
    ]
    assert found[0]["address"] == "127.0.0.1"


async def test_who_joins_a_second_school_joins_nothing_at_the_first(first: FirstDay, records: Path) -> None:
    elm = elsewhere(records)
    mine = lambda one: one["sourcedId"] == "usr-elm-rosa-alvarez"  # noqa: E731
    rewrite(elm, "users.csv", lambda rows: [one | ({"email": ROSA["email"]} if mine(one) else {}) for one in rows])
    code, said = await imported(records, elm)
    assert code == 0, said
    theirs = await at_elm(first.maple, "Ines Walker")
    rosa = next(one for one in (await theirs.get("/v1/invitations"))["items"] if one["email"] == ROSA["email"])
    await theirs.ask("POST", "/v1/invitations", {"people": [rosa["person"]]})
    await until(lambda: any(one["to"] == ROSA["email"] for one in first.server.received))
    link = re.search(r"/#/invited/([\w-]{43})", words_of(first.server.received[-1]["message"]))
    assert link
    before = await entries(first.maple)
    wrong, _ = await first.accept(link[1], "not her password")
    status, _ = await first.accept(link[1], ROSA["password"])
    there = [one["says"] for one in (await theirs.get(f"{LOG}?q=rosa"))["items"]]

    assert (wrong, status) == (401, 200)
    assert there == ["Rosa Alvarez signed up by an invitation.", "Ines Walker invited Rosa Alvarez to sign in."]
    assert (await says(first.maple, "?q=rosa"))[:2] == [
        "Rosa Alvarez signed in.",
        "Somebody tried to sign in as Rosa Alvarez with a wrong password.",
    ]
    assert await entries(first.maple) >= before + 3


async def test_who_leaves_the_roster_and_was_signed_in_is_on_record_and_nobody_else(
    maple: Running, records: Path, bundle: Path
) -> None:
    await maple.somebody("Tom Alvarez")
    without_tom(bundle)
    code, said = await imported(records, bundle, "--yes")
    assert code == 0, said
    await maple.hub.schools[maple.school].catch_up()

    assert (await says(maple, "?q=tom"))[0] == "Tom Alvarez left the roster and was signed out everywhere."
    assert await broken(maple) == ()


async def test_a_device_that_nobody_uses_and_one_that_somebody_else_takes_are_on_record(maple: Running) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    tom = {"email": TOM, "password": "maple-street"}
    cookie = {"cookie": f"roomwire_session={rosa.token}"}
    async with maple.http.post(f"{maple.url}/v1/sign-in", json=tom, headers=cookie) as answer:
        assert answer.status == 200
    taken = await says(maple, "?q=rosa")
    maple.clock.ahead = timedelta(days=200)
    await idle(maple.hub.store, (), maple.clock())
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(schema.log_entry.c.deed)).scalars().all(), Across.OPERATOR
    )

    assert taken[0] == "Rosa Alvarez was signed out of a device on which somebody else signed in."
    assert rows.count("session_unused") >= 1


async def test_an_account_that_whoever_runs_the_hub_makes_is_on_record(maple: Running) -> None:
    new = First("pat@maplestreet.example", "Pat", "New")
    await maple.hub.store.write(lambda one: first_admin(one, new, "hashed", maple.clock()), whose=Across.OPERATOR)

    assert (await says(maple))[0:2] == [
        "Ines Walker signed in.", "Whoever runs the hub made an account for Pat New.",
    ]  # fmt: skip


async def test_nothing_in_the_log_holds_more_than_names_ids_and_words_of_ours(maple: Running) -> None:
    await test_rights_children_and_settings_read_as_they_are_and_as_they_were(maple)
    rows = await maple.hub.store.read(
        lambda one: one.execute(select(schema.log_entry)).mappings().all(), Across.OPERATOR
    )
    for row in rows:
        facts = json.loads(row["facts"])
        with contextlib.suppress(KeyError):
            facts = facts["settings"]
        assert set(facts) <= {
            "families", "rooms", "child", "student", "tie", "denied", "allowed", "oversight", "staff_only",
        }, row  # fmt: skip


async def test_verify_says_where_the_log_stands_and_where_it_was_bent(maple: Running, records: Path) -> None:
    await ines_of(maple)
    await maple.somebody("Ana Reyes")
    (stands,) = (await maple.hub.store.read(heads, Across.OPERATOR)).values()
    code, said, _ = await command(records, "verify")
    bend = update(schema.log_entry).where(N == 1).values(by_name="Nobody")
    await maple.hub.store.write(lambda one: one.connection.execute(bend), whose=Across.OPERATOR)
    bent, told, _ = await command(records, "verify")

    assert (code, bent) == (0, 1)
    assert f"log     {maple.school}: 2 entries, the last is {stands[1]}" in said
    assert f"broken  {PROMISE}." in told
    assert "it was changed" in told
