"""What hangs on an email: photos and files come with the answer, decorations do not, the rest is told by name."""

from __future__ import annotations

import email.policy
import io
import random
from collections.abc import AsyncIterator
from email.message import EmailMessage
from pathlib import Path

import pytest
from PIL import Image
from sqlalchemy import func, select

from hub.inbound.email.letters import read
from hub.store import schema
from hub.store.row_security import Across
from hub.store.verify import verify
from tests.hub.inbound.test_answering import ROSAS, Post, mailing
from tests.hub.notify.test_telling import settled
from tests.hub.pictures import PDF, from_a_phone, packed, photo

QUESTION = "Can you pick her up?"


@pytest.fixture
async def post(records: Path, tmp_path_factory: pytest.TempPathFactory) -> AsyncIterator[Post]:
    """Ana has asked Mia's parents something, and both have her email."""
    async with mailing(records, tmp_path_factory.mktemp("mail")) as its:
        await its.ana.post(its.family, QUESTION)
        await settled(its.maple, 2)
        yield its


def noise(size: tuple[int, int] = (200, 200)) -> bytes:
    """A photo that does not get small."""
    made = io.BytesIO()
    Image.frombytes("RGB", size, random.Random(1).randbytes(size[0] * size[1] * 3)).save(made, "JPEG")
    return made.getvalue()


def with_files(letter: EmailMessage, *files: tuple[str, str, bytes]) -> EmailMessage:
    for kind, name, raw in files:
        main, _, sub = kind.partition("/")
        letter.add_attachment(raw, maintype=main, subtype=sub, filename=name)
    return letter


async def test_rosas_photo_and_letter_come_with_her_answer_and_only_once(post: Post) -> None:
    letter = with_files(
        post.letter("Here she is."), ("image/jpeg", "Mía.jpg", from_a_phone()), ("application/pdf", "form.pdf", PDF)
    )
    raw = letter.as_bytes(policy=email.policy.SMTP)  # bare line ends would be one long line
    first, again = await post.send(raw), await post.send(raw)
    newest, *_ = await post.ana.messages(post.family)

    assert (first, again) == ((250, ""), (250, ""))
    assert newest["author"] == post.rosa.id
    assert newest["item"]["text"] == "Here she is."
    assert [(one["name"], one["media_type"]) for one in newest["item"]["files"]] == [
        ("Mía.jpg", "image/jpeg"), ("form.pdf", "application/pdf"),
    ]  # fmt: skip
    assert (await post.ana.open(newest["item"]["files"][0]["id"]))[0] == 200
    assert (await post.ana.open(newest["item"]["files"][1]["id"]))[1] == PDF
    assert post.answers() == []
    assert len(await post.said()) == 2
    files = await post.maple.hub.store.read(
        lambda one: one.execute(select(func.count()).select_from(schema.file)).scalar_one(), Across.OPERATOR
    )
    assert files == 2
    assert [one.promise for one in await post.maple.hub.store.read(verify, Across.OPERATOR) if one.broken] == []


async def test_a_photo_without_a_word_is_a_message(post: Post) -> None:
    await post.send(with_files(post.letter(""), ("image/jpeg", "mia.jpg", photo())).as_bytes())
    newest, *_ = await post.ana.messages(post.family)

    assert newest["item"]["type"] == "files"
    assert newest["item"]["text"] == ""
    assert post.answers() == []


async def test_what_is_not_taken_is_told_by_name_and_the_rest_arrives(post: Post) -> None:
    photos = [("image/jpeg", f"{n}.jpg", photo(size=(40 + n, 40))) for n in range(11)]
    zipped = ("application/zip", "all.zip", packed(("a", b"b")))
    await post.send(with_files(post.letter("Look"), zipped, *photos).as_bytes())
    newest, *_ = await post.ana.messages(post.family)
    (told,) = post.answers()
    text = " ".join(told.get_body(("plain",)).get_content().split())

    assert [one["name"] for one in newest["item"]["files"]] == [f"{n}.jpg" for n in range(10)]
    assert "all.zip, 10.jpg" in text
    assert "but not these files" in text


LEFT = {
    "en": "a file without a name, 0.zip, 1.zip, 2.zip, 3.zip, 4.zip, 5.zip, 6.zip, 7.zip, 8.zip, 9.zip, 10.zip, "
    "11.zip, 12.zip, 13.zip, 14.zip, 15.zip, 16.zip, 17.zip, 18.zip and 2 more",
    "es": "un archivo sin nombre, 0.zip, 1.zip, 2.zip, 3.zip, 4.zip, 5.zip, 6.zip, 7.zip, 8.zip, 9.zip, 10.zip, "
    "11.zip, 12.zip, 13.zip, 14.zip, 15.zip, 16.zip, 17.zip, 18.zip y 2 más",
}


@pytest.mark.parametrize("language", LEFT)
async def test_what_did_not_arrive_is_told_in_its_writers_language(post: Post, language: str) -> None:
    assert (await post.rosa.ask("PATCH", "/v1/me", {"language": language}))[0] == 200
    letter, raw = post.letter("Look"), packed(("a", b"b"))
    letter.add_attachment(raw, maintype="application", subtype="zip")
    zips = [("application/zip", f"{n}.zip", raw) for n in range(21)]
    await post.send(with_files(letter, *zips).as_bytes())
    (told,) = post.answers()
    text = " ".join(told.get_body(("plain",)).get_content().split())

    assert LEFT[language] in text


async def test_where_nothing_of_an_email_is_taken_its_writer_reads_why_and_which(post: Post) -> None:
    await post.send(with_files(post.letter(""), ("application/zip", "all.zip", packed(("a", b"b")))).as_bytes())
    (told,) = post.answers()
    text = " ".join(told.get_body(("plain",)).get_content().split())

    assert await post.said() == [QUESTION]
    assert "did not become a message" in text
    assert "all.zip" in text


async def test_a_photo_from_who_may_not_write_there_any_more_stays_nowhere(post: Post) -> None:
    ines = await post.maple.somebody("Ines Walker")
    mia = next(one["student"] for one in await post.ana.conversations() if one["id"] == post.family)
    raw = with_files(post.letter("Look"), ("image/jpeg", "mia.jpg", photo())).as_bytes()
    await ines.ask("PUT", f"/v1/students/{mia}/guardians/{post.rosa.id}", {"denials": [{"power": "message"}]})
    await post.send(raw)
    files = await post.maple.hub.store.read(
        lambda one: one.execute(select(func.count()).select_from(schema.file)).scalar_one(), Across.OPERATOR
    )

    assert await post.said() == [QUESTION]
    assert files == 0


def page(html: str, *pictures: tuple[str, bytes]) -> EmailMessage:
    """An email with pictures within its page, by the names that the page has for them."""
    letter = EmailMessage()
    letter["From"], letter["Message-ID"] = ROSAS, "<1@x.example>"
    letter.set_content("Words")
    letter.add_alternative(html, subtype="html")
    body = letter.get_payload()[1]  # type: ignore[index]
    for name, raw in pictures:
        body.add_related(raw, "image", "jpeg", cid=f"<{name}>", filename=f"{name}.jpg", disposition="inline")
    return letter


def test_of_the_pictures_within_a_page_those_that_somebody_put_there_are_files() -> None:
    large, small = noise(), photo(size=(40, 20))
    assert len(large) > 10_000 > len(small)
    html = (
        '<p>Hi</p><img src="cid:garden"><img src="cid:logo"><div class="gmail_quote"><blockquote>'
        '<img src="cid:quoted"></blockquote></div>'
    )
    letter = page(html, ("garden", large), ("logo", small), ("quoted", large), ("nowhere", large))

    assert [one.name for one in read(letter.as_bytes()).files] == ["garden.jpg"]


def test_pictures_between_the_words_are_files_and_an_email_within_the_email_is_read() -> None:
    letter = EmailMessage()
    letter["From"], letter["Message-ID"] = ROSAS, "<1@x.example>"
    letter.set_content("Words")
    letter.add_attachment(photo(size=(20, 20)), "image", "jpeg", filename="tiny.jpg", disposition="inline")
    letter.add_attachment(
        "Grüße".encode("latin-1"), "text", "plain", filename="a.txt", params={"charset": "latin-1"}
    )
    inner = EmailMessage()
    inner.set_content("Inside")
    letter.add_attachment(inner)
    its = read(letter.as_bytes())
    found = its.files

    assert [one.name for one in found] == ["tiny.jpg", "a.txt"]
    assert found[1].raw == "Grüße".encode()
    assert its.text == "Words\n\nInside"
