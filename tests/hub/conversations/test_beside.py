"""Beside a parent's name stands whose parent they are; nobody reads so the name of another family's child."""

from __future__ import annotations

from typing import Any

from sqlalchemy import update

from channels.kinds import kinds
from channels.kinds.kind import Subject
from hub.notify.audience import Alert, alert_of, shared_headline
from hub.notify.notices import notice_of
from hub.store import journal, schema
from hub.store.row_security import Across
from hub.store.snapshot import Conversation
from notifiers.writing.headlines import told_by
from notifiers.writing.words import alert, said
from policies.notify.bundling import together
from policies.notify.preferences import Category
from policies.notify.segments import alert as text_of
from policies.notify.segments import segments
from policies.people.display_names import beside_author, briefly
from tests.hub.people.test_ties import denial, set_tie
from tests.hub.running import Running, Somebody

LINK = "https://hub.maplestreet.example/t/abcdefgh"


async def heard_of(maple: Running, writer: Somebody, conversation: str) -> Alert:
    """What is told of the newest message that writer puts there."""
    posted = await writer.post(conversation, "She has a cold")
    school = maple.hub.schools[maple.school]
    await school.catch_up()
    (stored,) = await maple.hub.store.read(
        lambda one: journal.stored_at(one, school.id, [posted["seq"]]), Across.OPERATOR
    )
    found = alert_of(school.snapshot, stored)
    assert found is not None
    return found


async def test_push_texts_and_emails_say_whose_parent_wrote_in_one_segment_and_in_both_languages(
    maple: Running,
) -> None:
    rosa = await maple.somebody("Rosa Alvarez")
    heard = await heard_of(maple, rosa, await rosa.conversation("family", "Mia"))
    snapshot = maple.hub.schools[maple.school].snapshot
    notice = notice_of(snapshot, heard)
    spanish = alert("es", notice, heard.headline.body)

    assert heard.recipients  # teachers, and the other parent
    assert heard.headline.body == "New message from Rosa Alvarez, parent of Mia" == alert("en", notice, "")
    assert spanish == "Mensaje nuevo de Rosa Alvarez, de la familia de Mia"
    assert said("en", notice, "Maple", "").lead == "Rosa Alvarez (parent of Mia) sent you a message."
    assert said("es", notice, "Maple", "").lead.startswith("Rosa Alvarez (de la familia de Mia) ")
    for body in (heard.headline.body, spanish):
        counted = segments(text_of("Maple Street Children's Center", body, LINK))
        assert (counted.count, counted.alphabet) == (1, "gsm")
    assert notice in list(told_by(heard.headline.body))
    together_ = together([(Category.FAMILIES, briefly("Rosa Alvarez", heard.parent_of))] * 2)
    assert together_ == "2 new messages from Rosa Alvarez (Mia)"


async def test_what_staff_write_is_told_under_their_name_alone(maple: Running) -> None:
    ana = await maple.somebody("Ana Reyes")
    heard = await heard_of(maple, ana, await ana.conversation("family", "Mia"))

    assert (heard.headline.body, heard.parent_of) == ("New message from Ana Reyes", None)


async def test_where_several_families_read_no_child_is_named(maple: Running) -> None:
    roster = maple.hub.schools[maple.school].snapshot.roster
    people = {one.name: one for one in roster.people.values()}
    rosa, dana, ana = people["Rosa Alvarez"], people["Dana Novak"], people["Ana Reyes"]
    mia = next(one for one in roster.students.values() if one.given == "Mia")
    where = Conversation("c_x", kinds()["room"], Subject("room", next(iter(mia.rooms))))

    assert beside_author(roster, rosa, None, {ana.id, dana.id}) == ()
    assert beside_author(roster, rosa, mia, {ana.id}) == ("Mia",)  # else it would prove nothing
    assert beside_author(roster, rosa, mia, {ana.id, dana.id}) == ()
    headline = shared_headline(where, rosa, "message", beside_author(roster, rosa, None, {dana.id}))
    assert headline.body.endswith("Rosa Alvarez, a parent")


async def test_nobody_reads_beside_a_name_or_finds_by_it_the_child_or_parent_of_another_family(
    maple: Running,
) -> None:
    roster = maple.hub.schools[maple.school].snapshot.roster
    ana = await maple.somebody("Ana Reyes")
    known = await ana.get("/v1/people")
    rosa_id = next(one for one, name in known["people"].items() if name == "Rosa Alvarez")
    assert known["beside"][rosa_id] == "parent of Luca and Mia"
    assert "Dana Novak" in {name for one in await ana.conversations() for name in one["found_by"]} | {"Dana Novak"}

    for name in ("Rosa Alvarez", "Tom Alvarez", "Dana Novak"):
        parent = await maple.somebody(name, "guardian")
        own = {roster.students[one].given for one in roster.children_of[parent.id]}
        others = {one.given for one in roster.students.values()} - own
        labels = (await parent.get("/v1/people"))["beside"]
        families = {one.id for child in roster.children_of[parent.id] for one in _family(roster, child)}
        found_by = {word for one in await parent.conversations() for word in one["found_by"]}

        assert others
        assert not others & {word for label in labels.values() for word in label.replace(",", "").split()}
        assert not found_by & {one.name for one in roster.people.values() if one.role == "guardian"
                               and one.id not in families}  # fmt: skip


def _family(roster: Any, child: str) -> list[Any]:
    return [roster.people[one] for one in roster.students[child].guardians]


async def test_a_family_is_found_by_its_parents_and_its_childs_rooms(maple: Running) -> None:
    ana, dana = await maple.somebody("Ana Reyes"), await maple.somebody("Dana Novak")
    mia = next(one for one in await ana.conversations() if one["kind"] == "family" and "Mia" in one["title"])
    theirs = {word for one in await dana.conversations() for word in one["found_by"]}

    assert {"Rosa Alvarez", "Tom Alvarez", "Acorns"} <= set(mia["found_by"])
    assert "Dana Novak" in theirs
    assert "Rosa Alvarez" not in theirs


async def test_who_is_barred_is_neither_named_nor_finds_anybody(maple: Running) -> None:
    ines, ana, tom = [await maple.somebody(one) for one in ("Ines Walker", "Ana Reyes", "Tom Alvarez")]
    mia = next(one for one in await ana.conversations() if one["kind"] == "family" and "Mia" in one["title"])
    assert "Tom Alvarez" in mia["found_by"]

    await set_tie(ines, tom, mia["student"], denials=[denial("see")])
    after = next(one for one in await ana.conversations() if one["id"] == mia["id"])
    assert "Tom Alvarez" not in after["found_by"]
    assert not [one for one in await tom.conversations() if one["student"] == mia["student"]]
    labels = (await tom.get("/v1/people"))["beside"]
    assert not any("Mia" in label for label in labels.values())


async def test_who_has_one_name_alone_is_shown_without_a_blank_or_a_dot(maple: Running) -> None:
    ana, rosa = await maple.somebody("Ana Reyes"), await maple.somebody("Rosa Alvarez")
    its = schema.person
    for family in ("", "."):
        await maple.hub.store.write(
            lambda one, family=family: one.connection.execute(  # type: ignore[misc]
                update(its).where(its.c.id == rosa.id).values(family=family)
            ),
            maple.school,
        )
        await ana.ask("PATCH", "/v1/me", {"language": "es" if family else "en"})  # rules are read anew
        await maple.hub.schools[maple.school].catch_up()
        assert (await ana.get("/v1/people"))["people"][rosa.id] == "Rosa"
