"""Silence is no ending: whatever comes in by email is posted, answered, or lies with the office."""

from __future__ import annotations

import hashlib
from collections.abc import AsyncIterator
from email import message_from_bytes
from email.message import EmailMessage
from email.policy import SMTP, default
from pathlib import Path
from typing import Any

import pytest

from hub.store.row_security import Across
from hub.store.verify import verify
from tests.answers.original import original_of
from tests.answers.people import SUBJECT_ONLY
from tests.answers.table import WRAPPERS
from tests.answers.words import Answer
from tests.hub.inbound.test_answering import HOOK, ROSAS, TOMS, Post, mailing, without_cell
from tests.hub.inbound.test_hostile_mail import QUESTION, unsorted
from tests.hub.notify.test_telling import settled

pytestmark = pytest.mark.only("sqlite")

AUTHSERV = "mx.maplestreet.example"


@pytest.fixture
async def post(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Ana has asked Mia's parents something, and both have her email."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        await its.ana.post(its.family, QUESTION)
        await settled(its.maple, 2)
        yield its


def answered(post: Post, program: str, answer: Answer, to: str = ROSAS) -> bytes:
    """What that mail program makes of an answer to the newest email to Rosa; its own message, whatever it says."""
    told = message_from_bytes(post.to(to).as_bytes(), policy=default)
    assert isinstance(told, EmailMessage)
    return WRAPPERS[program].wrap(answer, original_of(told))


SAID = {
    "Gmail web, English": "Hi Ana,\n\nOn Friday the doctor wrote:\n\nNo milk until Monday, and 5 ml of the syrup.",
    "Outlook desktop, Russian": "Да, в четыре.",
    "Outlook web, Chinese": "好的，四点。",
    "Samsung, Spanish": "Sí, a las cuatro.",
    "Apple Mail iPhone, French": "Le médecin nous a écrit :\nPas de lait jusqu'à lundi.\nMerci",
    "Thunderbird between, German": "Ja.\nNein.",
    "Yahoo web, Arabic": "نعم، في الرابعة.",
    "Proton web, Vietnamese": "Vâng, bốn giờ ạ.",
}


@pytest.mark.parametrize("program", SAID)
async def test_what_a_parent_answers_stands_in_the_conversation_as_she_wrote_it(post: Post, program: str) -> None:
    assert await post.send(answered(post, program, Answer(SAID[program]))) == (250, "")
    assert [" ".join(one.split()) for one in await post.said()] == [QUESTION, " ".join(SAID[program].split())]
    assert await unsorted(post) == []


@pytest.mark.parametrize("answer", SUBJECT_ONLY[:4], ids=[one.subject for one in SUBJECT_ONLY[:4]])
async def test_who_writes_it_all_into_the_subject_is_read(post: Post, answer: Answer) -> None:
    await post.send(answered(post, "Gmail web, English", answer))
    (*_, said) = await post.said()

    assert said in answer.subject
    assert len(said) > len(answer.subject) / 2


async def remainder(who: Any, message: str) -> tuple[int, Any]:
    return await who.ask("GET", f"/v1/messages/{message}/remainder")


async def test_what_was_cut_is_unfolded_by_its_author_and_by_admins_on_record_and_by_nobody_else(
    post: Post,
) -> None:
    await post.send(answered(post, "Gmail web, English", Answer("Yes, at four.")))
    (newest, asked) = await post.ana.messages(post.family)
    ines, tom = await post.maple.somebody("Ines Walker"), await post.maple.somebody("Tom Alvarez")
    before = await ines.get("/v1/audit")
    seen = {who.id: await remainder(who, newest["id"]) for who in (post.rosa, ines, tom, post.ana)}
    noted = (await ines.get("/v1/audit"))["items"]

    assert seen[tom.id][0] == seen[post.ana.id][0] == 404
    for who in (post.rosa, ines):
        status, body = seen[who.id]
        assert status == 200
        assert "wrote:" in body["theirs"]
        assert "Ana Reyes sent you a message." in body["ours"]
        assert "http" not in body["ours"]
        assert "reply+" not in body["ours"] + body["theirs"]
    assert before["items"] == []
    assert [(one["name"], one["what"]) for one in noted] == [("Ines Walker", "read_remainder")]
    assert (await remainder(post.rosa, asked["id"]))[0] == 404


async def test_what_is_quoted_of_ours_shows_while_its_message_can_be_read_and_all_of_it_goes_with_the_answer(
    post: Post,
) -> None:
    await post.send(answered(post, "Gmail web, English", Answer("Yes, at four.")))
    (newest, asked) = await post.ana.messages(post.family)
    whole = await remainder(post.rosa, newest["id"])
    assert (await post.ana.ask("DELETE", f"/v1/messages/{asked['id']}"))[0] == 200
    less = await remainder(post.rosa, newest["id"])
    assert (await post.rosa.ask("DELETE", f"/v1/messages/{newest['id']}"))[0] == 200
    gone = await remainder(post.rosa, newest["id"])

    assert whole[1]["ours"]
    assert (less[0], less[1]["ours"], less[1]["theirs"]) == (200, "", whole[1]["theirs"])
    assert gone[0] == 404
    assert [one for one in await post.maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


WAYS = {
    "an answer": ("Yes", {}, "posted"),
    "no words": ("", {}, "answered"),
    "too long": ("long words " * 2_000, {}, "answered"),
    "another's address": ("Yes", {"From": TOMS}, "listed"),
    "a stranger": ("Yes", {"From": "evil@evil.example"}, "listed"),
    "nobody": ("Yes", {"From": ""}, "listed"),
    "an automatic answer": ("I am away", {"Auto-Submitted": "auto-replied"}, "listed"),
    "an automatic answer by its subject": ("I am away", {"Subject": "Automatic reply: Messages"}, "listed"),
    "a list": ("Yes", {"List-Id": "<x.example>"}, "listed"),
}  # fmt: skip


@pytest.mark.parametrize("endpoint", ["listener", "hook"])
@pytest.mark.parametrize("way", WAYS)
async def test_each_way_an_email_comes_in_ends_posted_answered_or_listed(
    post: Post, way: str, endpoint: str
) -> None:
    text, heads, ending = WAYS[way]
    mail = EmailMessage(policy=SMTP)
    told = {"From": ROSAS, "Message-ID": "<1@x.example>", "Subject": f"Re: {post.to(ROSAS)['Subject']}", **heads}
    for name, value in told.items():
        if value:
            mail[name] = value
    mail.set_content(text)
    if endpoint == "listener":
        assert await post.send(mail.as_bytes()) == (250, "")
    else:
        head = {
            "content-type": "message/rfc822",
            "roomwire-hook-secret": HOOK,
            "roomwire-envelope-to": post.reply_to,
        }
        url = f"{post.maple.url}/v1/hooks/mail"
        async with post.maple.http.post(url, data=mail.as_bytes(), headers=head) as answer:
            assert (answer.status, (await answer.json())["became"]) == (200, ending)

    assert (await post.said())[1:] == ([text] if ending == "posted" else [])
    assert len(post.answers()) == (ending == "answered")
    assert len(await unsorted(post)) == (ending != "posted")


async def test_who_was_answered_within_the_hour_is_not_answered_again_and_the_office_has_it(post: Post) -> None:
    for number in range(3):
        mail = post.letter("", name=f"<{number}@x.example>")
        assert await post.send(mail.as_bytes()) == (250, "")

    assert len(post.answers()) == 1
    assert [one["from_name"] for one in await unsorted(post)] == ["Rosa Alvarez"]
    assert (await unsorted(post))[0]["count"] == 3


async def test_another_email_under_the_same_name_is_not_lost(post: Post) -> None:
    for text in ("Yes, at four.", "Yes, at four.", "No milk until Monday."):
        assert await post.send(post.letter(text).as_bytes()) == (250, "")

    assert await post.said() == [QUESTION, "Yes, at four."]
    (kept,) = await unsorted(post)
    assert "No milk until Monday." in kept["text"]
    assert kept["from_name"] == "Rosa Alvarez"


def signed(mail: EmailMessage, verdict: str) -> bytes:
    return f"Authentication-Results: {AUTHSERV}; {verdict}\r\n".encode() + mail.as_bytes()


@pytest.mark.parametrize("sender", [ROSAS, TOMS])
async def test_what_the_mail_server_doubts_goes_to_the_office_and_nobody_is_answered(
    records: Path, tmp_path_factory: pytest.TempPathFactory, sender: str
) -> None:
    """Rosa's email; what is Tom's is nobody's answer, and only who is proved to be Tom is told so."""
    passing = "dmarc=pass header.from=families.example"
    async with mailing(records, tmp_path_factory.mktemp("mail"), ROOMWIRE_MAIL_AUTHSERV=AUTHSERV) as post:
        await without_cell(post.maple, post.ana.id)
        await post.ana.post(post.family, QUESTION)
        await settled(post.maple, 2)
        await post.send(signed(post.letter(sender=sender), "dmarc=fail header.from=families.example"))
        doubted, quiet = await unsorted(post), post.answers()
        await post.send(signed(post.letter(sender=sender, name="<2@x.example>"), passing))

        assert [(one["reason"], one["person"]) for one in doubted] == [("doubtful", None)]
        assert quiet == []
        assert await post.said() == [QUESTION, *(["Yes, at noon."] if sender == ROSAS else [])]
        assert [one["To"] for one in post.answers()] == ([TOMS] if sender == TOMS else [])


async def test_an_original_is_the_email_as_it_came(post: Post) -> None:
    ines = await post.maple.somebody("Ines Walker")
    raw = post.letter(sender="evil@evil.example").as_bytes(policy=SMTP)
    await post.send(raw)
    (kept,) = await unsorted(post)
    url = f"{post.maple.url}/v1/unsorted/{kept['id']}/original"
    async with post.maple.http.get(url, headers=ines.headers) as answer:
        assert hashlib.sha256(await answer.read()).digest() == hashlib.sha256(raw).digest()
