"""Invitations: from the office's screen by a real email to the first look at one's own conversations."""

import asyncio
import contextlib
import re
import smtplib
from collections.abc import AsyncIterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from sqlalchemy import delete, select, update

from hub.commands.demo import BUNDLE
from hub.store import journal, schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.inbound.test_answering import mailing
from tests.hub.inbound.test_bounces import report
from tests.hub.notify.test_emails import words_of
from tests.hub.notify.test_telling import settled, until
from tests.hub.people.test_roster import Row, imported, rewrite
from tests.hub.people.test_schools import at_elm, elsewhere
from tests.hub.running import Running, Somebody, running
from tests.notifiers.providers.smtp import SECRET, SmtpServer

FRESH = "four small green apples"
TOM = "tom.alvarez@families.example"


@dataclass
class FirstDay:
    """The demo school before most of its people have an account, and the mail server that it sends through."""

    maple: Running
    server: SmtpServer

    async def id_of(self, name: str, role: str = "") -> str:
        its = schema.person.c
        given, _, family = name.partition(" ")
        mine = its.school == self.maple.school, its.given == given, its.family == family
        asked = select(its.id).where(*mine, *([its.role == role] if role else []))
        return str(await self.maple.hub.store.read(lambda one: one.execute(asked).scalar_one(), Across.OPERATOR))

    async def forget(self, *names: str) -> None:
        """Whoever is called so has no account any more, as before they first came."""
        ids = [await self.id_of(name) for name in names]

        def write(transaction: Any) -> None:
            run, profile = transaction.connection.execute, schema.profile
            gone = list(run(select(profile.c.account).where(profile.c.person.in_(ids))).scalars())
            sessions = select(schema.session.c.id).where(schema.session.c.account.in_(gone))
            run(delete(schema.ticket).where(schema.ticket.c.session.in_(sessions)))
            run(delete(schema.session).where(schema.session.c.account.in_(gone)))
            run(delete(profile).where(profile.c.account.in_(gone)))
            run(delete(schema.account).where(schema.account.c.id.in_(gone)))

        await self.maple.hub.store.write(write, whose=Across.OPERATOR)

    async def change(self, name: str, **values: object) -> None:
        """Somebody is otherwise in the roster, as after a sync."""
        its, school = await self.id_of(name), self.maple.school

        def write(transaction: Any) -> None:
            journal.lock(transaction, school)
            person = schema.person
            transaction.connection.execute(update(person).where(person.c.id == its).values(**values))
            draft = journal.Draft(kind="roster", audience="staff", at=stamp(self.maple.clock()), rule=True)
            journal.append(transaction, school, draft)

        await self.maple.hub.store.write(write, school)
        await self.maple.hub.schools[school].catch_up()

    async def invite(self, *names: str) -> Any:
        """What Ines is told who invites them."""
        ines = await self.maple.somebody("Ines Walker")
        people = [await self.id_of(name) for name in names]
        status, body = await ines.ask("POST", "/v1/invitations", {"people": people})
        assert status == 200, body
        return body

    async def link(self, name: str, to: str) -> str:
        """The secret of the link that reaches the address once Ines has invited somebody."""
        before = len(self.server.received)
        assert (await self.invite(name)) == {"sent": 1, "left_out": []}

        def found() -> list[str]:
            mine = [one["message"] for one in self.server.received[before:] if one["to"] == to]
            return [its[1] for one in mine if (its := re.search(r"/#/invited/([\w-]{43})(?![\w-])", words_of(one)))]

        await until(lambda: bool(found()))
        return found()[-1]

    async def post(self, path: str, body: object, cookie: str = "") -> tuple[int, Any]:
        """Status and body of what somebody asks who is not signed in, or is by a cookie."""
        async with self.maple.http.post(f"{self.maple.url}{path}", json=body, headers={"cookie": cookie}) as answer:
            return answer.status, await answer.json()

    async def accept(self, secret: str, password: str = FRESH, cookie: str = "") -> tuple[int, Any]:
        return await self.post("/v1/invitations/accept", {"secret": secret, "password": password}, cookie)

    async def standing(self, name: str) -> dict[str, Any]:
        """How Ines sees somebody in the list."""
        ines = await self.maple.somebody("Ines Walker")
        its = await self.id_of(name)
        return next(one for one in (await ines.get("/v1/invitations"))["items"] if one["person"] == its)

    async def signs_in(self, email: str, password: str) -> int:
        return (await self.post("/v1/sign-in", {"email": email, "password": password}))[0]


def without_tom(bundle: Path) -> None:
    """Tom is in the roster no more."""
    tom = "usr-tom-alvarez"

    def agents(row: Row) -> Row:
        return row | {"agentSourcedIds": ",".join(one for one in row["agentSourcedIds"].split(",") if one != tom)}

    rewrite(bundle, "users.csv", lambda rows: [agents(one) for one in rows if one["sourcedId"] != tom])
    rewrite(bundle, "roles.csv", lambda rows: [one for one in rows if one["userSourcedId"] != tom])


@pytest.fixture
async def first(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[FirstDay]:
    async with contextlib.AsyncExitStack() as stack:
        server = await stack.enter_async_context(SmtpServer(tmp_path_factory.mktemp("mail")).running())
        its = FirstDay(await stack.enter_async_context(running(records, server.env())), server)
        await its.forget("Tom Alvarez")
        yield its


async def test_a_parent_is_invited_chooses_a_password_and_sees_their_own_conversations(first: FirstDay) -> None:
    assert await first.signs_in(TOM, FRESH) == 401
    assert (await first.standing("Tom Alvarez"))["state"] == "not_invited"
    secret = await first.link("Tom Alvarez", TOM)
    invited = await first.standing("Tom Alvarez")
    welcomed = await first.post("/v1/invitations/welcome", {"secret": secret})
    status, its = await first.accept(secret)
    tom = Somebody(first.maple, its["token"], {"id": its["person"]})

    assert (invited["state"], invited["times"], invited["why"]) == (
        "invited",
        1,
        "Tom Alvarez was invited just now.",
    )
    assert welcomed == (
        200,
        {
            "school_name": welcomed[1]["school_name"],
            "given": "Tom",
            "has_account": False,
            "signed_in": None,
            "providers": [],
        },
    )
    assert (status, its["role"]) == (200, "guardian")
    families = {one["student_name"] for one in await tom.conversations() if one["kind"] == "family"}
    assert families == {"Mia Alvarez", "Luca Alvarez"}
    assert (await first.standing("Tom Alvarez"))["state"] == "signed_up"
    assert await first.signs_in(TOM, FRESH) == 200


async def test_the_email_is_in_the_persons_language_says_who_invites_and_cannot_be_unsubscribed_from(
    first: FirstDay,
) -> None:
    await first.change("Tom Alvarez", language="es")
    await first.link("Tom Alvarez", TOM)
    message = next(one["message"] for one in first.server.received if one["to"] == TOM)

    assert "le invita a Roomwire" in message["subject"]
    assert "Ines Walker le invita" in words_of(message)
    assert "Mia" not in words_of(message)
    assert message["list-unsubscribe"] is None


async def test_a_link_is_good_once_and_of_two_at_the_same_time_one_is_in(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    both = await asyncio.gather(*(first.accept(secret, f"{FRESH} {n}") for n in range(2)))
    again = await first.accept(secret, "somebody else's")
    looked = await first.post("/v1/invitations/welcome", {"secret": secret})

    assert sorted(status for status, _ in both) == [200, 409]
    assert again[0] == looked[0] == 409
    assert "has been used" in again[1]["detail"]
    assert await first.signs_in(TOM, "somebody else's") == 401


async def test_a_link_is_over_after_a_week_and_says_whom_to_ask(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    first.maple.clock.ahead = timedelta(days=6, hours=23)
    before, _ = await first.post("/v1/invitations/welcome", {"secret": secret})
    first.maple.clock.ahead = timedelta(days=7, minutes=1)
    status, body = await first.accept(secret)

    assert (before, status) == (200, 409)
    assert "Ask the school for a new one" in body["detail"]
    assert (await first.standing("Tom Alvarez"))["state"] == "over"
    assert await first.signs_in(TOM, FRESH) == 401


async def test_a_newer_invitation_ends_the_older_link_and_is_good_itself(first: FirstDay) -> None:
    older = await first.link("Tom Alvarez", TOM)
    at_once = await first.invite("Tom Alvarez")
    first.maple.clock.ahead = timedelta(minutes=2)
    newer = await first.link("Tom Alvarez", TOM)
    status, body = await first.accept(older)
    good, _ = await first.accept(newer)

    assert at_once["sent"] == 0
    assert (status, good) == (409, 200)
    assert "newest email" in body["detail"]


async def test_who_is_signed_in_as_somebody_else_is_told_so_and_nothing_is_half_done(first: FirstDay) -> None:
    rosa = await first.maple.somebody("Rosa Alvarez")
    cookie = f"roomwire_session={rosa.token}"
    secret = await first.link("Tom Alvarez", TOM)
    welcomed = await first.post("/v1/invitations/welcome", {"secret": secret}, cookie)
    status, body = await first.accept(secret, cookie=cookie)
    mine = await rosa.get("/v1/me")
    later, _ = await first.accept(secret)

    assert welcomed[1]["signed_in"] == "Rosa Alvarez"
    assert status == 409
    assert "signed in as Rosa Alvarez" in body["detail"]
    assert [one["name"] for one in mine["profiles"]] == ["Rosa Alvarez"]
    assert later == 200


async def test_who_left_is_not_let_in_by_a_link_nor_by_the_same_link_once_they_are_back(
    first: FirstDay, records: Path, bundle: Path
) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    there = await first.post("/v1/invitations/welcome", {"secret": secret})
    found = []
    without_tom(bundle)
    for its in (bundle, BUNDLE):
        code, said = await imported(records, its, "--yes")
        assert code == 0, said
        await first.maple.hub.schools[first.maple.school].catch_up()
        found.append(await first.accept(secret))

    assert there[0] == 200
    assert [status for status, _ in found] == [409, 409]
    assert all("not good any more" in body["detail"] for _, body in found)
    assert (await first.standing("Tom Alvarez"))["state"] == "over"
    first.maple.clock.ahead = timedelta(minutes=2)
    assert (await first.accept(await first.link("Tom Alvarez", TOM)))[0] == 200


async def test_a_bad_password_does_not_use_up_the_link(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    bad = [await first.accept(secret, one) for one in ("password12", TOM, "short")]
    good, _ = await first.accept(secret)

    assert [status for status, _ in bad] == [422] * 3
    assert good == 200


async def test_an_unknown_link_is_there_for_nobody_and_guessing_it_comes_to_an_end(first: FirstDay) -> None:
    tried = [await first.post("/v1/invitations/welcome", {"secret": f"{'x' * 40}{n}"}) for n in range(61)]

    assert [status for status, _ in tried] == [404] * 60 + [429]
    assert "no such invitation" in tried[0][1]["detail"]


async def test_nothing_in_the_records_opens_an_account(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    tables = (schema.invitation, delivery, schema.event)
    rows = await first.maple.hub.store.read(
        lambda one: [str(row) for table in tables for row in one.execute(select(table))], Across.OPERATOR
    )

    assert any("/#/invited" in row for row in rows)
    assert not [row for row in rows if secret in row]


async def test_parents_and_staff_neither_see_who_was_invited_nor_invite(first: FirstDay) -> None:
    tom = {"people": [await first.id_of("Tom Alvarez")]}
    for name in ("Ana Reyes", "Rosa Alvarez"):
        who = await first.maple.somebody(name)
        answers = [
            await who.ask("GET", "/v1/invitations"),
            await who.ask("POST", "/v1/invitations", tom),
            await who.ask("POST", "/v1/invitations", {"group": "not_invited"}),
        ]
        me = await who.get("/v1/me")

        assert [status for status, _ in answers] == [403] * 3
        assert "invite" not in me["may"]
    assert first.server.received == []
    assert "invite" in (await (await first.maple.somebody("Ines Walker")).get("/v1/me"))["may"]


async def test_another_schools_admin_sees_nobody_of_ours_and_invites_none(records: Path) -> None:
    code, said = await imported(records, elsewhere(records))
    assert code == 0, said
    async with running(records, {"ROOMWIRE_SECRET": SECRET}) as hub:
        ines, theirs = await hub.somebody("Ines Walker"), await at_elm(hub, "Ines Walker")
        ours = {one["person"] for one in (await ines.get("/v1/invitations"))["items"]}
        elms = {one["person"] for one in (await theirs.get("/v1/invitations"))["items"]}
        status, _ = await theirs.ask("POST", "/v1/invitations", {"people": [*list(elms)[:1], next(iter(ours))]})
        rows = await hub.hub.store.read(lambda one: one.execute(select(schema.invitation)).all(), Across.OPERATOR)

    assert ours
    assert elms
    assert not ours & elms
    assert (status, rows) == (404, [])


async def test_of_two_schools_whose_links_one_parent_uses_at_once_the_second_asks_again(
    first: FirstDay, records: Path
) -> None:
    elm = elsewhere(records)
    mine = lambda one: one["sourcedId"] == "usr-elm-tom-alvarez"  # noqa: E731
    rewrite(elm, "users.csv", lambda rows: [one | ({"email": TOM} if mine(one) else {}) for one in rows])
    code, said = await imported(records, elm)
    assert code == 0, said
    ours = await first.link("Tom Alvarez", TOM)
    theirs = await at_elm(first.maple, "Ines Walker")
    tom = next(one for one in (await theirs.get("/v1/invitations"))["items"] if one["email"] == TOM)
    await theirs.ask("POST", "/v1/invitations", {"people": [tom["person"]]})
    await until(lambda: sum(one["to"] == TOM for one in first.server.received) == 2)
    other = re.search(r"/#/invited/([\w-]{43})", words_of(first.server.received[-1]["message"]))
    assert other
    secrets = (ours, other[1])
    both = await asyncio.gather(*(first.accept(one) for one in secrets))
    late = secrets[[status for status, _ in both].index(409)]
    welcomed = await first.post("/v1/invitations/welcome", {"secret": late})
    again, its = await first.accept(late)
    me = await Somebody(first.maple, its["token"], {"id": its["person"]}).get("/v1/me")

    assert sorted(status for status, _ in both) == [200, 409]
    assert (welcomed[1]["has_account"], again) == (True, 200)
    assert len({one["school"] for one in me["profiles"]}) == 2


async def test_two_parents_with_one_address_are_not_invited_and_it_is_said_why(first: FirstDay) -> None:
    await first.change("Tom Alvarez", email="rosa.alvarez@families.example")
    done = await first.invite("Tom Alvarez")
    await settled(first.maple, 0)

    assert done["sent"] == 0
    assert "the same email address as that of Rosa Alvarez" in done["left_out"][0]["why"]
    assert "the same email address" in (await first.standing("Tom Alvarez"))["why"]
    assert first.server.received == []


async def test_all_who_never_were_are_invited_once_and_all_who_are_not_in_yet_again(first: FirstDay) -> None:
    await first.forget("Rosa Alvarez", "Ben Carter")
    await first.change("Ben Carter", email=None)
    ines = await first.maple.somebody("Ines Walker")
    before = await ines.get("/v1/invitations")
    _, once = await ines.ask("POST", "/v1/invitations", {"group": "not_invited"})
    _, twice = await ines.ask("POST", "/v1/invitations", {"group": "not_invited"})
    await until(lambda: len(first.server.received) == 2)
    first.maple.clock.ahead = timedelta(days=8)
    after = await ines.get("/v1/invitations")
    only = await ines.get("/v1/invitations?state=over")
    _, again = await ines.ask("POST", "/v1/invitations", {"group": "not_signed_up"})

    assert (before["to_invite"], before["counts"]["not_invited"]) == (2, 3)
    assert (once["sent"], twice["sent"], again["sent"]) == (2, 0, 2)
    assert (after["counts"]["over"], after["to_invite"], after["to_remind"]) == (2, 0, 2)
    assert {one["name"] for one in only["items"]} == {"Rosa Alvarez", "Tom Alvarez"}


async def test_who_has_signed_up_is_invited_by_nobody(first: FirstDay) -> None:
    done = await first.invite("Rosa Alvarez", "Tom Alvarez", "Tom Alvarez")

    assert done["sent"] == 1
    assert [one["why"] for one in done["left_out"]] == ["Rosa Alvarez has signed up already."]


async def test_a_list_is_either_of_people_or_of_a_group_and_comes_in_pages(first: FirstDay) -> None:
    ines = await first.maple.somebody("Ines Walker")
    its = await first.id_of("Tom Alvarez")
    bad = [{}, {"people": [its], "group": "not_invited"}, {"group": "everybody"}]
    refused = [(await ines.ask("POST", "/v1/invitations", one))[0] for one in bad]
    wrong = [(await ines.ask("GET", f"/v1/invitations?{one}"))[0] for one in ("state=x", "cursor=p_x", "limit=0")]
    whole, follows, pages = await ines.get("/v1/invitations"), "", []
    while True:
        page = await ines.get(f"/v1/invitations?limit=50{follows}")
        pages += page["items"]
        if page["next"] is None:
            break
        follows = f"&cursor={page['next']}"

    assert refused == [422] * 3
    assert wrong == [422] * 3
    assert [one["person"] for one in pages] == [one["person"] for one in whole["items"]]
    assert sum(whole["counts"].values()) == len(pages)


async def test_a_teacher_who_is_a_parent_too_gets_the_second_profile_by_the_password_of_the_first(
    first: FirstDay,
) -> None:
    ana = await first.maple.somebody("Ana Reyes")
    email = ana.its["email"]
    await first.change("Tom Alvarez", given="Reyes", family="Ana", email=email)
    secret = await first.link("Reyes Ana", email)
    welcomed = await first.post("/v1/invitations/welcome", {"secret": secret})
    wrong, said = await first.accept(secret)
    own = await first.accept(secret, "maple-street", f"roomwire_session={ana.token}")
    again = await first.maple.http.post(
        f"{first.maple.url}/v1/sign-in", json={"email": email, "password": "maple-street"}
    )
    me = await Somebody(first.maple, (await again.json())["token"], ana.its).get("/v1/me")

    assert welcomed[1]["has_account"] is True
    assert (wrong, own[0]) == (401, 200)
    assert "not its password" in said["detail"]
    assert {one["role"] for one in me["profiles"]} == {"staff", "guardian"}


async def test_an_account_whose_people_have_all_left_is_nobodys_and_gets_a_password_anew(first: FirstDay) -> None:
    rosa = await first.maple.somebody("Rosa Alvarez")
    email = rosa.its["email"]
    await first.change("Rosa Alvarez", left_at=stamp(first.maple.clock()))
    await first.change("Tom Alvarez", email=email)
    secret = await first.link("Tom Alvarez", email)
    status, its = await first.accept(secret)

    assert status == 200
    assert its["person"] == await first.id_of("Tom Alvarez")
    assert await first.signs_in(email, "maple-street") == 401
    assert await first.signs_in(email, FRESH) == 200


async def test_another_address_in_the_roster_ends_what_was_sent_to_the_one_before(first: FirstDay) -> None:
    secret = await first.link("Tom Alvarez", TOM)
    await first.change("Tom Alvarez", email="tom@elsewhere.example")
    status, _ = await first.accept(secret)

    assert status == 409
    assert (await first.standing("Tom Alvarez"))["state"] == "over"


async def test_an_address_that_the_mail_server_refuses_is_shown_and_not_invited_again(first: FirstDay) -> None:
    first.server.refuses[TOM] = "dead address"
    await first.invite("Tom Alvarez")
    await settled(first.maple)
    standing = await first.standing("Tom Alvarez")
    first.maple.clock.ahead = timedelta(minutes=2)

    assert standing["state"] == "bounced"
    assert "came back" in (await first.invite("Tom Alvarez"))["left_out"][0]["why"]


async def test_nothing_is_sent_by_a_sync(first: FirstDay, records: Path, bundle: Path) -> None:
    def with_nora(rows: list[dict[str, str]]) -> list[dict[str, str]]:
        tom = next(one for one in rows if one["sourcedId"] == "usr-tom-alvarez")
        nora = tom | {"sourcedId": "usr-nora-new", "givenName": "Nora", "email": "nora@families.example"}
        return [*(one | _also(one) for one in rows), nora | {"username": "nora.new"}]

    def _also(one: dict[str, str]) -> dict[str, str]:
        mine = one["sourcedId"] == "stu-mia-alvarez"
        return {"agentSourcedIds": one["agentSourcedIds"] + ",usr-nora-new"} if mine else {}

    rewrite(bundle, "users.csv", with_nora)
    rewrite(
        bundle,
        "roles.csv",
        lambda rows: [
            *rows,
            *(
                one | {"sourcedId": "rol-nora-new", "userSourcedId": "usr-nora-new"}
                for one in rows
                if one["userSourcedId"] == "usr-tom-alvarez"
            ),
        ],
    )
    code, said = await imported(records, bundle)
    assert code == 0, said
    await first.maple.hub.schools[first.maple.school].catch_up()
    standing = await first.standing("Nora Alvarez")
    await settled(first.maple, 0)
    rows = await first.maple.hub.store.read(
        lambda one: one.execute(select(schema.invitation)).all(), Across.OPERATOR
    )

    assert (standing["state"], standing["why"]) == ("not_invited", "")
    assert (rows, first.server.received) == ([], [])


async def test_an_invitation_that_comes_back_later_is_shown_too(
    records: Path, tmp_path_factory: pytest.TempPathFactory
) -> None:
    async with mailing(records, tmp_path_factory.mktemp("mail")) as post:
        first = FirstDay(post.maple, post.server)
        await first.forget("Tom Alvarez")
        await first.link("Tom Alvarez", TOM)
        await settled(post.maple)
        before = (await first.standing("Tom Alvarez"))["state"]
        back = next(one["from"] for one in post.server.received if one["to"] == TOM)
        answer = await post.send(report("failed", "5.1.1"), sender="", to=back, greeting=smtplib.SMTP)
        after = await first.standing("Tom Alvarez")

    assert (before, answer[0], after["state"]) == ("invited", 250, "bounced")
    assert "came back" in after["why"]


async def test_a_hub_that_can_sign_no_link_says_so_and_sends_none(maple: Running) -> None:
    ines, ana = await maple.somebody("Ines Walker"), await maple.somebody("Ana Reyes")
    status, body = await ines.ask("POST", "/v1/invitations", {"people": [ana.id]})
    rows = await maple.hub.store.read(lambda one: one.execute(select(schema.invitation)).all(), Across.OPERATOR)

    assert status == 503
    assert "ROOMWIRE_SECRET" in body["detail"]
    assert rows == []
