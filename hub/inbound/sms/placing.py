"""This file finds the conversations that a number's texts may be about, from what was texted to it."""

from __future__ import annotations

from dataclasses import dataclass
from functools import partial
from typing import TYPE_CHECKING
from zoneinfo import ZoneInfo

from hub.notify.reply_target import answers_in
from hub.store import journal, links, texted_invitations, texts
from hub.store.clock import moment
from hub.store.kept import Place
from hub.store.row_security import Across
from policies.inbound.answering import LATEST, SentText, open_places
from policies.inbound.choosing import ReceivedText
from policies.inbound.own_links import brings_code
from policies.inbound.tapbacks import is_quoted
from policies.notify.segments import alert, in_whole
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Mapping, Sequence
    from datetime import datetime

    from sqlalchemy import RowMapping

    from hub.bus.school import School
    from hub.hub import Hub
    from policies.inbound.tapbacks import Tapback


@dataclass(frozen=True, slots=True)
class OurText:
    """A text of ours as one person got it: its delivery, and where their answer to it goes, if anywhere."""

    sent: SentText
    school: School
    person: str
    row: RowMapping

    @property
    def place(self) -> Place | None:
        """The conversation that an answer to it goes into; None where it goes nowhere."""
        where = self.sent.answers_in
        return None if where is None else Place(school=self.school.id, person=self.person, conversation=where)

    @property
    def invites(self) -> bool:
        """Whether it brought an invitation, which belongs to no conversation: what answers it is the office's."""
        return texted_invitations.is_invitation(self.row["medium"], self.row["path"])


async def sent_to(hub: Hub, number: str, now: datetime) -> list[OurText]:
    """The texts that went to a number, newest first, as far as they told who has it now."""
    rows = await hub.store.read(lambda connection: texts.sent_to(connection, number, now - LATEST), Across.ANSWERS)
    found = []
    for row in rows:
        school = await hub.schools.opened(row["school"])
        for person in texts.people(row):
            if is_theirs(school, person, number):
                # an alert that something waits is answered in the app: its conversation may be a family's
                place = answers_in(school.snapshot, person, row["conversation"]) if row["n"] is not None else None
                found.append(OurText(SentText(moment(row["told_at"]), place), school, person, row))
    return found


def is_theirs(school: School, person: str, number: str) -> bool:
    """Whether a number is this person's, now."""
    who = school.snapshot.roster.people.get(person)
    return who is not None and who.active and who.cell == number


def why_not(one: OurText) -> str:
    """The rule's own sentence, where somebody reads what they may not answer; empty where there is none."""
    snapshot, conversation = one.school.snapshot, one.row["conversation"]
    if snapshot.membership(one.person, conversation) is None:
        return ""
    where, person = snapshot.conversations[conversation], snapshot.roster.people[one.person]
    verdict = where.kind.may_post(snapshot.roster, where.subject, person, "text")
    return verdict.because if isinstance(verdict, Refused) else ""


def of_codes(sent: Sequence[OurText], codes: Sequence[str]) -> list[OurText]:
    """The texts of ours whose short links these are, and what was told together with them."""
    return _together(sent, {one.row["id"] for one in sent if links.code_of(one.row["id"]) in codes})


def answers_invitation(sent: Sequence[OurText], body: str, base_url: str) -> bool:
    """
    Whether words are about an invitation: they bring its code back, or it was the last that their writer got.

    "Who is this?" is no word to a child's teacher, and who asks it may be a stranger with a family's old number.
    sent: newest first.
    """
    return bool(sent) and (sent[0].invites or brings_code(body, base_url))


async def of_quotation(hub: Hub, sent: Sequence[OurText], said: Tapback) -> list[OurText]:
    """
    The texts of ours that a phone quotes; none where the words are not ours.

    Raises:
        Unavailable: the database does not answer.
    """
    found = set()
    for one in {one.row["id"]: one for one in sent if one.row["outcome"] != "joined"}.values():
        if any(is_quoted(said.quoted, ours) for ours in await _as_texted(hub, one)):
            found.add(one.row["id"])
    return _together(sent, found)


async def _as_texted(hub: Hub, one: OurText) -> set[str]:
    """What the text said: in the reader's language, and in English, in which it was planned."""
    claimed = texts.claimed(one.row)
    if one.invites:
        said = await hub.renderer.notification(claimed)
        return {in_whole(said.sender_name, said.body, said.url)}
    link = f"{hub.settings.base_url}/s/{links.code_of(claimed.id)}"
    bodies = {claimed.body, await hub.renderer.words(claimed)}
    return {alert(claimed.title, body, link) for body in bodies}


def _together(sent: Sequence[OurText], ids: set[str]) -> list[OurText]:
    return [one for one in sent if one.row["id"] in ids or one.row["joined"] in ids]


def places(sent: Sequence[OurText]) -> list[Place]:
    """Where answers to these go, each once."""
    return list(dict.fromkeys(one.place for one in sent if one.place is not None))


async def offers(hub: Hub, sent: Sequence[OurText], now: datetime) -> list[tuple[Place, ReceivedText]]:
    """What of these may be meant, with who wrote it and when, by the clock of its school."""
    meant = set(open_places([one.sent for one in sent], now))
    mine = [(one, one.place) for one in sent if one.place is not None and one.place.conversation in meant]
    authors = await _authors(hub, [one for one, _ in mine])
    found = []
    for one, place in mine:
        at = one.sent.at.astimezone(ZoneInfo(one.school.snapshot.time_zone))
        who = authors.get((one.school.id, one.row["event"]), "")
        found.append((place, ReceivedText(place.conversation, who, at)))
    return found


async def _authors(hub: Hub, sent: Sequence[OurText]) -> Mapping[tuple[str, int], str]:
    """Who wrote what these texts told of, by the names under which it was told; by school and event."""
    found = {}
    for school in {one.school.id: one.school for one in sent}.values():
        seqs = [one.row["event"] for one in sent if one.school.id == school.id]
        stored = await hub.store.read(partial(journal.stored_at, school=school.id, seqs=seqs), school.id)
        people = school.snapshot.roster.people
        for one in stored:
            author = people.get(one.event.author or "")
            found[school.id, one.event.seq] = author.name if author is not None else ""
    return found
