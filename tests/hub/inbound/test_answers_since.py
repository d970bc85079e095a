"""What changed between our email and its answer: addresses that are another's now, people, messages gone."""

from __future__ import annotations

from collections.abc import AsyncIterator
from pathlib import Path

import pytest
from sqlalchemy import update

from hub.store import rights, schema
from hub.store.clock import stamp
from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.answers.words import Answer
from tests.hub.inbound.test_answering import ROSAS, Post, mailing
from tests.hub.inbound.test_hostile_mail import QUESTION, unsorted
from tests.hub.inbound.test_ways_in import answered
from tests.hub.notify.test_telling import settled
from tests.hub.running import Running

pytestmark = pytest.mark.only("sqlite")


@pytest.fixture
async def post(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Ana has asked Mia's parents something, and both have her email."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        await its.ana.post(its.family, QUESTION)
        await settled(its.maple, 2)
        yield its


async def changed(maple: Running, person: str, **values: object) -> None:
    """The roster says something else of somebody from now on."""

    def change(one) -> None:  # type: ignore[no-untyped-def]
        one.connection.execute(update(schema.person).where(schema.person.c.id == person).values(**values))
        day = maple.hub.schools[maple.school].snapshot.roster.day
        rights.settle(one, maple.school, day, stamp(maple.clock()))

    await maple.hub.store.write(change, whose=Across.OPERATOR)
    await maple.hub.schools[maple.school].catch_up()


async def test_an_address_that_is_another_persons_by_now_answers_for_nobody_who_had_it_before(post: Post) -> None:
    dana = await post.maple.somebody("Dana Novak")
    await changed(post.maple, post.rosa.id, email="rosa.new@families.example")
    await changed(post.maple, dana.id, email=ROSAS)
    await post.send(answered(post, "Gmail web, English", Answer("Yes, at four.")))

    assert await post.said() == [QUESTION]
    assert [one["reason"] for one in await unsorted(post)] == ["stranger"]


async def test_an_address_that_its_owner_gave_up_still_answers_for_them(post: Post) -> None:
    await changed(post.maple, post.rosa.id, email="rosa.new@families.example")
    await post.send(answered(post, "Gmail web, English", Answer("Yes, at four.")))

    assert await post.said() == [QUESTION, "Yes, at four."]


@pytest.mark.parametrize("before_0024", [False, True])
@pytest.mark.parametrize("program", ["Outlook desktop, English", "Gmail web, English"])
async def test_an_answer_to_what_was_withdrawn_is_only_its_authors_words(
    post: Post, program: str, before_0024: bool
) -> None:
    if before_0024:  # then the outbox has no more of it than its headline, and may be answered for years
        await post.maple.hub.store.write(
            lambda one: one.connection.execute(update(delivery).values(notice="")), whose=Across.OPERATOR
        )
    (asked,) = await post.ana.messages(post.family)
    assert (await post.ana.ask("DELETE", f"/v1/messages/{asked['id']}"))[0] == 200
    await changed(post.maple, post.ana.id, family="Carter")
    await post.send(answered(post, program, Answer("Yes, at four.")))

    (newest, _) = await post.ana.messages(post.family)
    assert newest["item"]["text"] == "Yes, at four."
