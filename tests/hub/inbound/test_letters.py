"""An email is read whole: all words of all its parts in their order, each once; what a machine wrote is told."""

from __future__ import annotations

import quopri

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.inbound.email.letters import Letter, read

ROSA = "rosa.alvarez@families.example"
HEAD = f"From: Rosa <{ROSA}>\r\nMessage-ID: <1@x.example>\r\nSubject: Re: x\r\nIn-Reply-To: <2@y.example>\r\n"


def plain(text: str, *more: str) -> str:
    return "\r\n".join(["Content-Type: text/plain; charset=utf-8", *more, "", text])


def page(html: str, *more: str) -> str:
    return "\r\n".join(["Content-Type: text/html; charset=utf-8", *more, "", html])


def picture(name: str = "mia.jpg", how: str = "inline") -> str:
    return (
        f'Content-Type: image/jpeg; name="{name}"\r\nContent-Disposition: {how}; filename="{name}"\r\n'
        f"Content-Transfer-Encoding: base64\r\n\r\n{'AAAA' * 30}"
    )


def many(kind: str, *parts: str, more: str = "") -> str:
    edge = f"b{abs(hash((kind, parts))) % 10**9}"
    body = "".join(f"--{edge}\r\n{part}\r\n" for part in parts)
    return f"Content-Type: multipart/{kind}; boundary={edge}{more}\r\n\r\n{body}--{edge}--\r\n"


def forwarded(inner: str, *more: str) -> str:
    return "\r\n".join(["Content-Type: message/rfc822", *more, "", inner])


def its(body: str) -> Letter:
    return read((HEAD + body).encode())


CALENDAR = "Content-Type: text/calendar; method=REPLY\r\n\r\nBEGIN:VCALENDAR\r\nMETHOD:REPLY\r\nEND:VCALENDAR"
INNER = "From: Dr. Kim <kim@clinic.example>\r\nSubject: =?utf-8?Q?Mia=27s_sirop_=C3=A9t=C3=A9?=\r\n"

WORDS: dict[str, tuple[str, str]] = {
    "plain": (plain("Yes, at noon."), "Yes, at noon."),
    "no type": ("\r\nYes, at noon.", "Yes, at noon."),
    "a type that is none": ("Content-Type: text\r\n\r\nYes, at noon.", "Yes, at noon."),
    "an iPhone, with a picture between the words": (
        many("mixed", plain("Here is her medicine:"), picture(), plain("5 ml at noon, and never with milk.")),
        "Here is her medicine:\n\n5 ml at noon, and never with milk.",
    ),
    "an iPhone, with two pictures": (
        many("mixed", plain("One:"), picture("1.jpg"), plain("Two:"), picture("2.jpg"), plain("No milk!")),
        "One:\n\nTwo:\n\nNo milk!",
    ),
    "words behind a file alone": (many("mixed", picture(), plain("No milk today.")), "No milk today."),
    "a Mac, with words behind a picture in the page alone": (
        many(
            "alternative",
            plain("Two things. "),
            many("mixed", page("Two things."), picture(), page("<b>First: no nap. Second: no milk.</b>")),
        ),
        "Two things.\n\nFirst: no nap. Second: no milk.",
    ),
    "a Mac, with the page around a file": (
        many(
            "alternative",
            plain("See below.\r\n\r\nThank you"),
            many("mixed", page("See below."), picture("a.pdf"), page("Thank you")),
        ),
        "See below.\n\nThank you",
    ),
    "two forms of the same": (
        many("alternative", plain("Yes, at noon."), page("<p>Yes, at noon.</p>")),
        "Yes, at noon.",
    ),
    "two forms, the page has more": (
        many("alternative", plain("Yes."), page("<p>Yes.</p><p>No milk!</p>")),
        "Yes.\n\nNo milk!",
    ),
    "two forms, the plain one has more": (
        many("alternative", plain("Yes. [image: mia]"), page("<p>Yes. <img></p>")),
        "Yes. [image: mia]",
    ),
    "two forms, the plain one is empty": (many("alternative", plain(" "), page("<p>Yes.</p>")), "Yes."),
    "two forms, the plain one is of another program": (
        many("alternative", plain("Your mail program shows no pages."), page("<p>No milk!</p>")),
        "No milk!",
    ),
    "two forms, the page first": (many("alternative", page("<p>Yes.</p>"), plain("Yes.")), "Yes."),
    "a page alone": (page("<p>Yes.</p><p>No milk!</p>"), "Yes.\n\nNo milk!"),
    "related within alternative": (
        many("alternative", plain("Yes."), many("related", page("<p>Yes.<img src='cid:a'></p>"), picture())),
        "Yes.",
    ),
    "alternative within related": (
        many("related", many("alternative", plain("Yes."), page("<p>Yes.</p>")), picture()),
        "Yes.",
    ),
    "a signed email": (
        many(
            "signed", plain("Yes."), "Content-Type: application/pgp-signature; name=signature.asc\r\n\r\n-----BEGIN"
        ),
        "Yes.",
    ),
    "a list's footer": (
        many("mixed", plain("Yes."), plain("Sent from our family list")),
        "Yes.\n\nSent from our family list",
    ),
    "text that hangs on it without a name": (
        many("mixed", plain("Yes."), plain("No milk!", "Content-Disposition: attachment")),
        "Yes.\n\nNo milk!",
    ),
    "text that is inline without a name": (
        many("mixed", plain("Yes."), plain("No milk!", "Content-Disposition: inline")),
        "Yes.\n\nNo milk!",
    ),
    "Exchange's text behind a picture": (
        many(
            "mixed",
            plain("Yes."),
            picture(),
            plain("No milk!", 'Content-Disposition: attachment; filename="ATT00001.txt"'),
        ),
        "Yes.\n\nNo milk!",
    ),
    "a named text": (
        many("mixed", plain("Yes."), plain("Milk", 'Content-Disposition: inline; filename="list.txt"')),
        "Yes.",
    ),
    "an email that has a name as a whole": ('Content-Type: text/plain; name="a.txt"\r\n\r\nYes.', "Yes."),
    "an email that hangs on it": (
        many("mixed", plain("See below."), forwarded(INNER + plain("5 ml at noon."))),
        "See below.\n\nMia's sirop été\n\n5 ml at noon.",
    ),
    "an email that hangs on it, of two forms": (
        many(
            "mixed",
            plain("See:"),
            forwarded(INNER + many("alternative", plain("5 ml."), page("<p>5 ml.</p>"))),
            plain("Thanks"),
        ),
        "See:\n\nMia's sirop été\n\n5 ml.\n\nThanks",
    ),
    "an email within it, alone": (forwarded(INNER + plain("5 ml at noon.")), "Mia's sirop été\n\n5 ml at noon."),
    "calendar, cards and styles": (
        many("mixed", plain("Yes."), CALENDAR, "Content-Type: text/vcard\r\n\r\nBEGIN:VCARD"),
        "Yes.",
    ),
    "a page for other programs": (
        many(
            "alternative",
            plain("Yes."),
            "Content-Type: text/x-amp-html\r\n\r\n<html amp4email>More",
            page("<p>Yes.</p>"),
        ),
        "Yes.",
    ),
    "a boundary that never comes": (
        'Content-Type: multipart/mixed; boundary="b"\r\n\r\nYes, at noon.',
        "Yes, at noon.",
    ),
    "a multipart without a boundary": ("Content-Type: multipart/mixed\r\n\r\nYes, at noon.", "Yes, at noon."),
    "an end that was cut off": (
        "Content-Type: multipart/mixed; boundary=b\r\n\r\n--b\r\n" + plain("Yes, at noon."),
        "Yes, at noon.",
    ),
    "enriched": ("Content-Type: text/enriched\r\n\r\n<bold>Yes</bold>, at noon.", "Yes, at noon."),
    "a page that names its charset": (
        "Content-Type: text/html\r\nContent-Transfer-Encoding: base64\r\n\r\n"
        "PG1ldGEgY2hhcnNldD0id2luZG93cy0xMjUxIj48cD7E4DwvcD4=",
        "Да",
    ),
    "quoted-printable": (
        plain("S=C3=AD, a las =\r\nocho", "Content-Transfer-Encoding: quoted-printable"),
        "Sí, a las ocho",
    ),
    "flowed": (
        "Content-Type: text/plain; charset=utf-8; format=flowed\r\n\r\n"
        "Please give her \r\nwater.\r\n\r\n> Can \r\n> she?\r\n-- \r\nRosa",
        "Please give her water.\n\n> Can she?\n-- \nRosa",
    ),
}


@pytest.mark.parametrize("what", WORDS)
def test_all_words_of_an_email_count_in_their_order_and_once(what: str) -> None:
    body, text = WORDS[what]

    assert its(body).text == text
    assert not its(body).cut_off


PAGES: dict[str, tuple[str, str]] = {
    "plain": (plain("Yes."), ""),
    "two forms": (many("alternative", plain("Yes, *now*."), page("<p>Yes, now.</p>")), "Yes, now."),
    "two forms and more": (
        many("mixed", many("alternative", plain("Yes, *now*."), page("Yes, now.")), plain("Bye")),
        "Yes, now.\n\nBye",
    ),
    "a page that hangs on it": (
        many("mixed", plain("Yes."), page("No", 'Content-Disposition: attachment; filename="a.html"')),
        "",
    ),
    "a Mac": (
        many("alternative", plain("A"), many("mixed", page("A"), picture(), page("<b>B</b>"))),
        "A\n\nB",
    ),
}


@pytest.mark.parametrize("what", PAGES)
def test_the_same_by_its_pages_is_told_beside_it(what: str) -> None:
    body, text = PAGES[what]

    assert its(body).page_text == text


FILES: dict[str, tuple[str, list[str]]] = {
    "pictures between words": (WORDS["an iPhone, with two pictures"][0], ["1.jpg", "2.jpg"]),
    "a named text": (WORDS["a named text"][0], ["list.txt"]),
    "Exchange's text": (WORDS["Exchange's text behind a picture"][0], ["mia.jpg"]),
    "a Mac's": (WORDS["a Mac, with the page around a file"][0], ["a.pdf"]),
    "of an email within it": (
        many("mixed", plain("See"), forwarded(INNER + many("mixed", plain("x"), picture("rx.jpg")))),
        ["rx.jpg"],
    ),
    "Proton's key": (
        many(
            "mixed",
            plain("Yes."),
            'Content-Type: application/pgp-keys; filename="publickey - rosa - 0x1.asc"; name="publickey - '
            'rosa - 0x1.asc"\r\nContent-Disposition: attachment; filename="publickey - rosa - 0x1.asc"\r\n\r\nx',
        ),
        [],
    ),
    "a key of no kind": (
        many(
            "mixed",
            plain("Yes."),
            "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; "
            'filename="0x1.asc"\r\n\r\n-----BEGIN PGP PUBLIC KEY BLOCK-----\r\nx',
        ),
        [],
    ),
    "a file that only ends so": (
        many(
            "mixed",
            plain("Yes."),
            "Content-Type: application/octet-stream\r\nContent-Disposition: attachment; "
            'filename="plan.asc"\r\n\r\nHello',
        ),
        ["plan.asc"],
    ),
    "an S/MIME signature": (
        many("signed", plain("Yes."), "Content-Type: application/pkcs7-signature; name=smime.p7s\r\n\r\nx"),
        [],
    ),
    "Outlook's winmail.dat is told of": (
        many("mixed", plain("Yes."), 'Content-Type: application/ms-tnef; name="winmail.dat"\r\n\r\nx'),
        ["winmail.dat"],
    ),
    "a reaction": (
        many("alternative", plain("👍"), "Content-Type: text/vnd.google.email-reaction+json\r\n\r\n{}"),
        [],
    ),
}


@pytest.mark.parametrize("what", FILES)
def test_what_somebody_sent_along_is_a_file_and_what_a_program_added_is_none(what: str) -> None:
    body, names = FILES[what]

    assert [one.name for one in its(body).files] == names


SUBJECTS = {
    "Subject: Running late": "Running late",
    "X: y": "",
    "Subject:": "",
    "Subject: =?utf-8?B?U8Ot?=\r\n =?utf-8?Q?_ya?=": "Sí ya",
    "Subject: a\r\n\tb": "a b",
    "Subject: one\r\nSubject: two": "one",
    "Subject: =?x": "=?x",
    "Subject: Sí \u202ea": "Sí a",
}


@pytest.mark.parametrize("line", SUBJECTS)
def test_a_subject_is_one_line_of_words(line: str) -> None:
    assert read(f"{line}\r\n\r\nx".encode()).subject == SUBJECTS[line]


@given(
    words=st.lists(st.sampled_from(["Sí", "no milk", "5 ml", "谢谢", "= 3", "--"]), min_size=1, max_size=6),
    data=st.data(),
)
def test_words_between_any_files_arrive_all_and_in_their_order(words: list[str], data: st.DataObject) -> None:
    parts: list[str] = []
    for word in words:
        form = data.draw(st.sampled_from(["plain", "page", "both", "encoded", "unnamed"]))
        parts += {
            "plain": [plain(word)],
            "page": [page(f"<p>{word}</p>")],
            "both": [many("alternative", plain(word), page(f"<div>{word}</div>"))],
            "encoded": [
                plain(quopri.encodestring(word.encode()).decode(), "Content-Transfer-Encoding: quoted-printable")
            ],
            "unnamed": [plain(word, "Content-Disposition: attachment")],
        }[form]
        parts += [picture()] * data.draw(st.integers(0, 2))

    assert its(many("mixed", *parts)).text == "\n\n".join(words)
