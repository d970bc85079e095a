"""The emails: one template in two forms, words in every language, written once for all who get it."""

from __future__ import annotations

import email
import email.policy
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from email.message import EmailMessage
from html.parser import HTMLParser

import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.kinds import kinds
from notifiers.notification import Mailing, Notice, Notification
from notifiers.writing import letter
from notifiers.writing.letter import written
from notifiers.writing.words import languages, said
from policies.notify.preferences import Category
from tests.notifiers.test_worded import keys

SENDER = "hub@maplestreet.example"
NOW = datetime(2026, 11, 23, 15, 4, tzinfo=UTC)
MAILING = Mailing(
    notice=Notice("message", "Ana Reyes"), reply_to=f"reply+{'a' * 24}.{'b' * 16}@mail.example", answers=True,
    unsubscribe=("https://hub.example/u/" + "x" * 200, "mailto:stop+a.b@mail.example"),
)  # fmt: skip
NOTE = Notification(
    key="n_1", thread="c_1", title="Maple Street", body="New message from Ana Reyes",
    url="https://hub.example/#/c/c_1", sender_name="Maple Street", created_at=NOW,
    expires_at=NOW + timedelta(hours=24), mailing=MAILING,
)  # fmt: skip


def read(raw: bytes) -> EmailMessage:
    message = email.message_from_bytes(raw, policy=email.policy.default)
    assert isinstance(message, EmailMessage)
    return message


def forms(raw: bytes) -> tuple[str, str]:
    """Its text and its HTML."""
    parts = [read(raw).get_body((form,)) for form in ("plain", "html")]
    return tuple(part.get_content() for part in parts if isinstance(part, EmailMessage))  # type: ignore[return-value]


class Seen(HTMLParser):
    """What stands in an HTML page for who reads it: its words, links and whatever it would load."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.words, self.links, self.tags = "", [], []
        self._hidden = False
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.tags.append((tag, dict(attrs)))
        self._hidden = tag in {"style", "title"}
        if tag == "a":
            self.links.append(dict(attrs)["href"])

    def handle_endtag(self, tag: str) -> None:
        self._hidden = False

    def handle_data(self, data: str) -> None:
        self.words += "" if self._hidden else data


def test_both_forms_of_an_email_say_the_same_and_lead_to_the_same_places() -> None:
    text, page = forms(written(NOTE, SENDER, "rosa@families.example"))
    seen = Seen(page)

    assert "Ana Reyes sent you a message." in text
    assert "You can answer this email." in text
    assert seen.links == [NOTE.url, MAILING.unsubscribe[0]] == re.findall(r"https://\S+", text)
    for line in text.splitlines():
        if line and not line.startswith("https:") and line != "-- ":
            assert line.rstrip(":") in seen.words


def test_an_email_can_be_read_without_images_on_a_phone_and_in_the_dark() -> None:
    _, page = forms(written(NOTE, SENDER, "rosa@families.example"))
    seen = Seen(page)
    tags = {tag for tag, _ in seen.tags}

    assert {"img", "script", "link", "iframe"}.isdisjoint(tags)
    assert "url(" not in page
    assert ("meta", {"name": "viewport", "content": "width=device-width, initial-scale=1"}) in seen.tags
    assert "prefers-color-scheme: dark" in page
    assert all(
        "style" in attrs for tag, attrs in seen.tags if tag in {"p", "a", "body"}
    )  # a client may drop <style>
    assert not re.search(r"width:\s*\d{3,}px", page.replace("max-width:", ""))


@pytest.mark.parametrize("language", sorted(languages()))
@pytest.mark.parametrize("kind", sorted(keys("notices.", ".lead")))
def test_every_kind_of_notice_is_written_whole_in_every_language(kind: str, language: str) -> None:
    note = replace(NOTE, mailing=replace(MAILING, notice=Notice(kind, "Ana Reyes", 3), language=language))
    raw = written(note, SENDER, "rosa@families.example")
    text, page = forms(raw)

    assert "{" not in text + read(raw)["Subject"]
    assert f'lang="{language}"' in page
    assert said(language, Notice(kind, "Ana Reyes", 3), "Maple Street", NOTE.body).lead in text


def test_every_kind_of_conversation_has_words_for_what_is_told_of_it() -> None:
    known = set(keys("notices.", ".lead"))
    told = {kind.notice(item) for kind in kinds().values() for item in kind.items}

    assert {"message", "team", "announcement", "update", "incident"} == told
    assert told <= known


def test_one_thing_that_waits_is_not_called_many() -> None:
    assert said("en", Notice("waiting", count=1), "M", "").lead == "1 item waits for your approval."
    assert said("es", Notice("waiting", count=2), "M", "").lead == "2 elementos esperan su aprobación."
    assert said("tlh", Notice("nobody knows"), "M", "Something new").lead == "Something new."


def test_what_is_loud_stands_out_in_its_subject_and_nobody_takes_a_drill_for_an_emergency() -> None:
    def told(loud: str, language: str = "en") -> tuple[str, str, str]:
        its = said(language, Notice("announcement", "Ines Walker", loud=loud), "Maple Street", "")
        return its.subject, its.lead, its.asks

    assert told("urgent") == (
        "Urgent: Announcements of Maple Street",
        "Urgent: Ines Walker wrote an announcement.",
        "",
    )
    assert told("emergency")[0].startswith("EMERGENCY: ")
    assert told("drill")[1].startswith("DRILL, no emergency: ")
    assert told("emergency")[2] == told("drill")[2] == "Open it and confirm that you have read it."
    assert told("emergency", "es")[1] == "EMERGENCIA: Ines Walker ha escrito un anuncio."
    loud = replace(NOTE, mailing=replace(MAILING, notice=Notice("message", "Ana Reyes", loud="emergency")))
    assert "confirm that you have read it" in forms(written(loud, SENDER, "rosa@families.example"))[0]


def test_what_is_told_together_is_counted_by_what_it_is_and_whom_it_is_from() -> None:
    about = (("families", "Ana"), ("families", "Ben"), ("families", "Ana"), ("day", "Ana"), ("families", "Kim"))

    assert said("en", Notice("several", count=5, about=about), "M", "").lead == (
        "4 new messages from Ana, Ben and 1 other, 1 update from Ana."
    )
    assert (
        said("es", Notice("several", count=2, about=about[:2]), "M", "").lead == "2 mensajes nuevos de Ana y Ben."
    )
    for category in Category:
        assert said("es", Notice("several", count=2, about=((category, "Ana"), (category, "Ana"))), "M", "").lead


def test_the_emails_of_a_conversation_are_one_thread_whoever_wrote_and_another_is_another() -> None:
    by_ben = replace(NOTE, key="n_2", mailing=replace(MAILING, notice=Notice("message", "Ben Carter")))
    first, second, other = (
        read(written(one, SENDER, "rosa@families.example")) for one in (NOTE, by_ben, replace(NOTE, thread="c_2"))
    )

    assert first["References"] == second["References"] == first["In-Reply-To"] != other["References"]
    assert first["Subject"] == second["Subject"] == "Messages from Maple Street"
    assert first["Message-ID"] != second["Message-ID"]
    assert "Ana" not in first["Subject"]


def test_one_click_and_a_plain_email_end_the_emails_and_who_gets_one_is_told_of_in_its_head() -> None:
    message = read(written(NOTE, SENDER, "rosa@families.example"))

    assert message["List-Unsubscribe"] == f"<{MAILING.unsubscribe[0]}>, <{MAILING.unsubscribe[1]}>"
    assert message["List-Unsubscribe-Post"] == "List-Unsubscribe=One-Click"
    assert message["Auto-Submitted"] == "auto-generated"
    assert message["To"] == "rosa@families.example"
    assert message["Reply-To"] == f"Maple Street <{MAILING.reply_to}>"


def test_who_shares_a_letter_gets_nothing_that_is_anothers() -> None:
    letter._letter.cache_clear()
    to_tom = replace(
        NOTE, key="n_2",
        mailing=replace(MAILING, reply_to="reply+tom@mail.example", unsubscribe=("https://hub.example/u/tom",)),
    )  # fmt: skip
    rosas, toms = written(NOTE, SENDER, "rosa@families.example"), written(to_tom, SENDER, "tom@families.example")

    assert letter._letter.cache_info().misses == 1  # written once, for both
    assert all(part in rosas for part in (b"rosa", b"aaaa", b"xxxx"))
    assert not any(part in toms for part in (b"rosa", b"aaaa", b"xxxx"))
    assert "https://hub.example/u/tom" in forms(toms)[0]
    assert letter._HOLE.encode() not in rosas + toms


def test_where_nothing_is_read_of_answers_the_email_says_so() -> None:
    silent = replace(NOTE, mailing=Mailing(notice=Notice("update", "Ana Reyes")))
    office = replace(NOTE, mailing=Mailing(notice=Notice("update", "Ana Reyes"), reply_to="office@maple.example"))
    message = read(written(silent, SENDER, "rosa@families.example"))

    assert "Please do not answer" in forms(written(silent, SENDER, "rosa@families.example"))[0]
    assert message["Reply-To"] is None
    assert message["List-Unsubscribe"] is None
    assert "answer" not in forms(written(office, SENDER, "rosa@families.example"))[0]


def test_what_answers_an_email_stands_below_it_and_asks_for_no_answer() -> None:
    answer = replace(NOTE, mailing=Mailing(notice=Notice("refused", detail="No."), answering="<theirs@x.example>"))
    message = read(written(answer, SENDER, "rosa@families.example"))

    assert message["In-Reply-To"] == message["References"] == "<theirs@x.example>"
    assert message["Auto-Submitted"] == "auto-replied"
    assert "No." in forms(written(answer, SENDER, "rosa@families.example"))[0]


@given(
    who=st.text(max_size=60), name=st.text(max_size=60), school=st.text(max_size=60),
    detail=st.text(max_size=200), headline=st.text(max_size=200), answering=st.text(max_size=80),
)  # fmt: skip
def test_whatever_people_are_called_every_line_is_short_enough_and_nobody_writes_headers_or_html(
    who: str, name: str, school: str, detail: str, headline: str, answering: str
) -> None:
    hostile = replace(
        NOTE, title=school, sender_name=name, body=headline,
        mailing=replace(MAILING, notice=Notice("message", who, detail=detail), answering=answering),
    )  # fmt: skip
    raw = written(hostile, SENDER, "rosa@families.example")
    plain = read(written(NOTE, SENDER, "rosa@families.example"))

    assert max(map(len, raw.split(b"\r\n"))) <= 998
    assert b"\n" not in raw.replace(b"\r\n", b"")
    assert read(raw).keys() == plain.keys()
    assert [tag for tag, _ in Seen(forms(raw)[1]).tags][:4] == ["html", "head", "meta", "meta"]
    assert Seen(forms(raw)[1]).links == [NOTE.url, MAILING.unsubscribe[0]]


LONG = "x" * 60 + "." + "y" * 60 + ".example"


@pytest.mark.parametrize("domain", ["a.example", "d" * 36 + ".example", LONG])
@pytest.mark.parametrize(
    "answered", ["", "<1@phone.example>", "<" + "a" * 76 + "@b.example>", f"<{'z' * 300}@{LONG}>"]
)
def test_an_id_in_a_header_is_never_encoded_or_broken_however_long_it_is(domain: str, answered: str) -> None:
    note = replace(NOTE, mailing=replace(MAILING, answering=answered))
    head = written(note, f"hub@{domain}", "rosa@x.example").partition(b"\r\n\r\n")[0].decode()
    lines = {name: value for name, _, value in (line.partition(": ") for line in head.split("\r\n"))}
    own = re.fullmatch(rf"<[0-9a-f]{{32}}@{re.escape(domain)}>", lines["Message-ID"])
    thread = re.fullmatch(rf"<thread-[0-9a-f]{{32}}@{re.escape(domain)}>", lines["In-Reply-To"])

    assert own
    assert lines["In-Reply-To"] == lines["References"]
    assert lines["In-Reply-To"] == answered if answered else thread


@pytest.mark.parametrize(
    "answered", ["none:abc", "no id", "<a b@c>", "<ä@b.example>", f"<{'a' * 990}@b.example>", "<>"]
)
def test_what_is_no_id_is_not_answered_as_one(answered: str) -> None:
    note = replace(NOTE, mailing=replace(MAILING, answering=answered))
    message = read(written(note, SENDER, "rosa@x.example"))

    assert str(message["In-Reply-To"]).startswith("<thread-")


@given(st.text(max_size=200))
def test_nobody_writes_headers_by_what_they_call_their_email(answered: str) -> None:
    note = replace(NOTE, mailing=replace(MAILING, answering=f"<1@x.example>\r\nBcc: {answered}"))
    message = read(written(note, SENDER, "rosa@x.example"))

    assert "Bcc" not in message
    assert message["To"] == "rosa@x.example"
