"""This file words an alert for whom it goes to, and gives an email how to answer it and how to end it."""

from __future__ import annotations

import asyncio
from collections import OrderedDict
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.answers import answers_in, author_among, told_of_one
from hub.notices import notice_of, notice_of_several
from hub.signing import Signer, Stop
from hub.store import journal
from notifiers.notification import Mailing, Notice, Notification
from notifiers.writing.words import DEFAULT, alert, languages
from policies.emailing import language_of, sender_name

if TYPE_CHECKING:
    from hub.settings import Settings
    from hub.store.snapshot import Snapshot
    from hub.store.store import Store
    from notifiers.outbox import Claimed

ROUTINE = "routine"
"""What a link in an email ends; an emergency is told all the same (DESIGN.md section 7, consent)."""

ANSWER_LASTS = timedelta(days=1)
"""How long an answer to an email is worth sending."""

REMEMBERED = 256
"""Events of which the notice is kept: those that are being told right now."""


def signer_of(settings: Settings) -> Signer | None:
    """What signs our links and addresses; None where nothing is signed."""
    return Signer(settings.secret) if settings.secret else None


@dataclass(slots=True)
class Dressing:
    """The words of one hub. At most one read of the journal per event, whoever is told of it and by what."""

    store: Store
    settings: Settings
    _known: OrderedDict[tuple[str, int, str], asyncio.Task[Notice]] = field(default_factory=OrderedDict)

    async def worded(self, snapshot: Snapshot, one: Claimed, plain: Notification) -> Notification:
        """
        An alert in the language of whom it was planned for.

        Raises:
            Unavailable: the database does not answer.
        """
        return replace(plain, body=await self.words(snapshot, one))

    async def words(self, snapshot: Snapshot, one: Claimed) -> str:
        """
        What a phone shows, in the reader's language; people who share an address get the first one's.

        What was planned is English, and needs nothing.

        Raises:
            Unavailable: the database does not answer.
        """
        language = language_of(snapshot.roster.people[one.recipients[0]], snapshot.roster.settings)
        if language == DEFAULT or language not in languages():
            return one.body
        return alert(language, await self._notice(snapshot, one), one.body)

    async def dressed(self, snapshot: Snapshot, one: Claimed, plain: Notification) -> Notification:
        """
        An alert as an email to whom it was planned for; people who share an address get the first one's language.

        Raises:
            Unavailable: the database does not answer.
        """
        notice = await self._notice(snapshot, one)
        settings, person = snapshot.roster.settings, snapshot.roster.people[one.recipients[0]]
        signer, domain = signer_of(self.settings), self.settings.mail_domain
        answers = bool(signer and domain and self._answers(snapshot, one))
        mailing = Mailing(
            notice=notice,
            language=language_of(person, settings),
            answers=answers,
            reply_to=f"{signer.local('reply', one.id)}@{domain}" if signer and answers else settings.email_reply_to,
            bounces_to=f"{signer.local('bounce', one.id)}@{domain}" if signer and domain else None,
            unsubscribe=self._stops(signer, one) if signer else (),
        )
        return replace(plain, sender_name=sender_name(settings, plain.title), mailing=mailing)

    def _answers(self, snapshot: Snapshot, one: Claimed) -> bool:
        person = author_among(snapshot, one.recipients) if told_of_one(one) else None
        return person is not None and answers_in(snapshot, person, one.conversation) is not None

    def _stops(self, signer: Signer, one: Claimed) -> tuple[str, ...]:
        link = signer.link(Stop(one.school, one.recipients[0], ROUTINE, one.address))
        page = f"{self.settings.base_url}/u/{link}"
        if not self.settings.mail_domain:
            return (page,)
        return page, f"mailto:{signer.local('stop', one.id)}@{self.settings.mail_domain}"

    async def _notice(self, snapshot: Snapshot, one: Claimed) -> Notice:
        if len(one.about) > 1:
            return notice_of_several(one.about)
        key = one.school, one.event, one.body
        if key not in self._known:
            self._known[key] = asyncio.create_task(self._looked_up(snapshot, one))
            self._known[key].add_done_callback(lambda done: self._forget(key, done))
            if len(self._known) > REMEMBERED:
                self._known.popitem(last=False)
        return await asyncio.shield(self._known[key])  # others may wait for it too

    async def _looked_up(self, snapshot: Snapshot, one: Claimed) -> Notice:
        found = await self.store.read(lambda connection: journal.stored_at(connection, one.school, [one.event]))
        return notice_of(snapshot, found[0], one.body) if found else Notice("other")

    def _forget(self, key: tuple[str, int, str], done: asyncio.Task[Notice]) -> None:
        """What could not be looked up is looked up again."""
        if (done.cancelled() or done.exception() is not None) and self._known.get(key) is done:
            del self._known[key]


def notice_to(
    settings: Settings,
    snapshot: Snapshot,
    whom: tuple[Claimed, str],
    notice: Notice,
    answering: tuple[str, str],
    now: datetime,
) -> Notification:
    """
    An email to somebody about an email of theirs. whom: the delivery it answered, and the person. answering: what
    names theirs to us, and its Message-ID. The rules speak English: in another language their sentence is left out.
    """
    (one, person), chosen = whom, snapshot.roster.settings
    language = language_of(snapshot.roster.people[person], chosen)
    mailing = Mailing(
        notice=replace(notice, detail="") if notice.kind == "refused" and language != DEFAULT else notice,
        language=language,
        reply_to=chosen.email_reply_to,
        answering=answering[1],
    )
    return Notification(
        key=f"answer {answering[0]}",
        thread=answering[0],
        title=snapshot.roster.school_name,
        body=notice.detail,
        url=settings.base_url + one.path,
        sender_name=sender_name(chosen, snapshot.roster.school_name),
        created_at=now,
        expires_at=now + ANSWER_LASTS,
        mailing=mailing,
    )
