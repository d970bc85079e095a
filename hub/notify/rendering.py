"""This file renders an alert for whom it goes to, and gives an email how to answer it and how to end it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from typing import TYPE_CHECKING

from hub.errors import Unavailable
from hub.notify.notices import notice_before, notice_of_delivery
from hub.notify.reply_target import answers_in, author_among, told_of_one
from hub.signing import Signer, Stop, fingerprint
from hub.store import account_mail, journal, links, texted_invitations
from hub.store.clock import moment
from notifiers.notification import Mailing, Notice, Notification
from notifiers.writing.catalogs import DEFAULT
from notifiers.writing.words import alert, languages
from policies.notify.emailing import language_of, sender_name
from policies.notify.recipients import Medium
from policies.sentence import say

if TYPE_CHECKING:
    from hub.bus.schools import Schools
    from hub.settings import Settings
    from hub.store.snapshot import Snapshot
    from notifiers.outbox import Claimed

ROUTINE = "routine"
"""What a link in an email ends; an emergency is told all the same (DESIGN.md section 7, consent)."""

NO_SECRET = say("Whoever runs the hub has to set ROOMWIRE_SECRET before links can be sent.")

ANSWER_LASTS = timedelta(days=1)
"""How long an answer to an email is worth sending."""


def signer_of(settings: Settings) -> Signer | None:
    """What signs our links and addresses; None where nothing is signed."""
    return Signer(settings.secret, settings.other_secret) if settings.secret else None


@dataclass(slots=True)
class Renderer:
    """What words the alerts of one hub."""

    schools: Schools
    settings: Settings

    async def notification(self, delivery: Claimed) -> Notification:
        """What a sender is given, dated when it goes out and not when it was planned: it may have waited long."""
        return replace(await self.rendered(delivery), sent_at=self.schools.clock())

    async def rendered(self, delivery: Claimed) -> Notification:
        """
        An alert in the language of whom it goes to; an email has more to it than a headline.

        Where the database does not answer, it is better told in plain words than not at all: it was claimed. But
        an invitation says nothing without its code, and is tried again.

        Raises:
            Unavailable: it is an invitation by text, and cannot be worded now.
        """
        plain = self._plain(delivery)
        if texted_invitations.is_invitation(delivery.medium, delivery.path):
            return await self._invitation(delivery, plain)
        try:
            if delivery.medium == Medium.EMAIL:
                return await self._email(delivery, plain)
            return replace(plain, body=await self.words(delivery))
        except Unavailable:
            return plain

    def _plain(self, delivery: Claimed) -> Notification:
        link = f"/s/{links.code_of(delivery.id)}" if delivery.medium == Medium.SMS else delivery.path
        return Notification(
            key=delivery.id,
            thread=delivery.conversation if told_of_one(delivery) else delivery.path,
            title=delivery.title,
            body=delivery.body,
            url=self.settings.base_url + link,
            sender_name=delivery.title,
            created_at=moment(delivery.planned_at),
            sent_at=moment(delivery.handed_at) if delivery.handed_at else None,
            expires_at=moment(delivery.expires_at),
        )

    async def _invitation(self, delivery: Claimed, plain: Notification) -> Notification:
        """A text that brings the code of an invitation, which stands nowhere but in it."""
        signer = signer_of(self.settings)
        if signer is None:
            raise Unavailable(NO_SECRET)
        roster = (await self.schools.opened(delivery.school)).snapshot.roster
        language = language_of(roster.people[delivery.recipients[0]], roster.settings)
        words = alert(language, await self._notice(delivery), delivery.body)
        code = await self._code(signer, delivery)
        return replace(plain, body=words, url=f"{self.settings.base_url}{delivery.path}/{code}", in_whole=True)

    async def _code(self, signer: Signer, delivery: Claimed) -> str:
        """The code of an invitation, by the secret under which it was planned."""
        usual, *others = signer.texted(delivery.id)
        if not others:
            return usual
        known = await self.schools.store.read(
            lambda connection: texted_invitations.known_codes(connection, delivery.id), delivery.school
        )
        return next((one for one in (usual, *others) if known & {*signer.printed(one)}), usual)

    async def words(self, delivery: Claimed) -> str:
        """
        What a phone shows, in the reader's language; people who share an address get the first one's.

        What was planned is English, and needs nothing.

        Raises:
            Unavailable: the database does not answer.
        """
        roster = (await self.schools.opened(delivery.school)).snapshot.roster
        language = language_of(roster.people[delivery.recipients[0]], roster.settings)
        if language == DEFAULT or language not in languages():
            return delivery.body
        return alert(language, await self._notice(delivery), delivery.body)

    async def _email(self, delivery: Claimed, plain: Notification) -> Notification:
        """
        An alert as an email to whom it was planned for; people who share an address get the first one's language.

        Raises:
            Unavailable: the database does not answer.
        """
        notice = await self._notice(delivery)
        snapshot = (await self.schools.opened(delivery.school)).snapshot
        settings, person = snapshot.roster.settings, snapshot.roster.people[delivery.recipients[0]]
        signer, domain = signer_of(self.settings), self.settings.mail_domain
        own = delivery.path in account_mail.PATHS.values()
        if signer and own:
            plain = replace(plain, url=plain.url + await self._way(signer, delivery))
        answers = bool(signer and domain and _takes_answers(snapshot, delivery))
        reply_to = (
            f"{signer.local('reply', delivery.id)}@{domain}" if signer and answers else settings.email_reply_to
        )
        mailing = Mailing(
            notice=notice,
            language=language_of(person, settings),
            answers=answers,
            one_mailbox=bool(signer and domain and not answers and _one_mailbox(snapshot, delivery)),
            reply_to=reply_to,
            bounces_to=f"{signer.local('bounce', delivery.id)}@{domain}" if signer and domain else None,
            unsubscribe=self._unsubscribe(signer, delivery) if signer and not own else (),
        )
        return replace(plain, sender_name=sender_name(settings, plain.title), mailing=mailing)

    def _unsubscribe(self, signer: Signer, delivery: Claimed) -> tuple[str, ...]:
        link = signer.link(Stop(delivery.school, delivery.recipients[0], ROUTINE, delivery.address))
        page = f"{self.settings.base_url}/u/{link}"
        if not self.settings.mail_domain:
            return (page,)
        return page, f"mailto:{signer.local('stop', delivery.id)}@{self.settings.mail_domain}"

    async def _way(self, signer: Signer, delivery: Claimed) -> str:
        """
        What the link of an email about an account ends with where it lets somebody in; else nothing.

        It was put on record when the email was planned; the secret may have been changed since (docs/operators.md).
        """
        if delivery.path == account_mail.PATHS[account_mail.RESET]:
            usual = signer.way_back(delivery.id)
        elif delivery.path == account_mail.PATHS[account_mail.INVITED]:
            usual = signer.way_in(delivery.id)
        elif delivery.path == account_mail.PATHS[account_mail.CONFIRM_EMAIL]:
            return f"/{signer.confirmation(delivery.id)}"
        else:
            return ""
        if not signer.other:
            return f"/{usual}"
        ways = {fingerprint(one): one for one in signer.ways(delivery.id)}
        kept = await self.schools.store.read(
            lambda connection: account_mail.find_kept(connection, tuple(ways)), delivery.school
        )
        return f"/{ways.get(kept, usual)}"

    async def _notice(self, delivery: Claimed) -> Notice:
        return notice_of_delivery(delivery) or await self._looked_up(delivery)

    async def _looked_up(self, delivery: Claimed) -> Notice:
        """What a delivery tells of that was planned before 0024: its event is asked."""
        school = await self.schools.opened(delivery.school)
        snapshot = school.snapshot
        found = await school.store.read(
            lambda connection: journal.stored_at(connection, delivery.school, [delivery.event])
        )
        return notice_before(snapshot, found[0], delivery.body) if found else Notice("other")


def _takes_answers(snapshot: Snapshot, delivery: Claimed) -> bool:
    person = author_among(snapshot, delivery.recipients) if told_of_one(delivery) else None
    return person is not None and answers_in(snapshot, person, delivery.conversation) is not None


def _one_mailbox(snapshot: Snapshot, delivery: Claimed) -> bool:
    """Whether it would take an answer from each of those who share the address, and does not know whose it is."""
    if not told_of_one(delivery) or author_among(snapshot, delivery.recipients) is not None:
        return False
    return any(answers_in(snapshot, one, delivery.conversation) for one in delivery.recipients)


@dataclass(frozen=True, slots=True)
class ReplyTo:
    """An email from somebody: the delivery it answered, its writer, what names it to us, and its Message-ID."""

    delivery: Claimed
    writer: str
    key: str
    message_id: str


def reply_notification(
    settings: Settings, snapshot: Snapshot, to: ReplyTo, notice: Notice, now: datetime
) -> Notification:
    """
    An email to somebody about an email of theirs. The rules speak English: in another language their sentence is
    left out.
    """
    chosen = snapshot.roster.settings
    language = language_of(snapshot.roster.people[to.writer], chosen)
    mailing = Mailing(
        notice=replace(notice, detail="") if notice.kind == "refused" and language != DEFAULT else notice,
        language=language,
        reply_to=chosen.email_reply_to,
        answering=to.message_id,
    )
    return Notification(
        key=f"answer {to.key}",
        thread=to.key,
        title=snapshot.roster.school_name,
        body=notice.detail,
        url=settings.base_url + to.delivery.path,
        sender_name=sender_name(chosen, snapshot.roster.school_name),
        created_at=now,
        expires_at=now + ANSWER_LASTS,
        mailing=mailing,
    )
