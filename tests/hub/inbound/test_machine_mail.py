"""What a machine wrote is told from what a person wrote, by the email as it comes."""

from __future__ import annotations

import pytest

from hub.inbound.email.letters import read
from tests.hub.inbound.test_letters import CALENDAR, INNER, ROSA, forwarded, its, many, page, plain


def report(kind: str, *parts: str) -> str:
    return many("report", *parts, more=f"; report-type={kind}")


MACHINES: dict[str, str] = {
    "a read receipt": report(
        "disposition-notification",
        plain("Your message was displayed."),
        "Content-Type: message/disposition-notification\r\n\r\nFinal-Recipient: rfc822;rosa@families.example\r\n"
        "Disposition: manual-action/MDN-sent-manually; displayed\r\n",
    ),
    "a read receipt without its type": many(
        "mixed",
        plain("Your message was displayed."),
        "Content-Type: message/disposition-notification\r\n\r\nDisposition: automatic-action; displayed\r\n",
    ),
    "a report": report(
        "delivery-status",
        plain("It did not arrive."),
        "Content-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; x\r\n\r\n"
        "Action: failed\r\nStatus: 5.1.1\r\n",
        forwarded(INNER + plain("x")),
    ),
    "a complaint": report("feedback-report", plain("x"), "Content-Type: message/feedback-report\r\n\r\nx: y"),
    "Gmail's reaction": many(
        "alternative",
        plain("👍"),
        'Content-Type: text/vnd.google.email-reaction+json\r\n\r\n{"emoji":"👍","version":1}',
        page("👍"),
    ),
    "Gmail's reaction alone": 'Content-Type: text/vnd.google.email-reaction+json\r\n\r\n{"emoji":"👍","version":1}',
    "a broken reaction": "Content-Type: text/vnd.google.email-reaction+json\r\n\r\n[1",
    "a reaction of another kind": "Content-Type: text/vnd.google.email-reaction+json\r\n\r\n[1]",
    "Outlook's reaction": page(
        "<div>Rosa Alvarez reacted to your message:</div><hr><div>From: Maple</div><div>14 new messages</div>"
    ),
    "an appointment": many("alternative", plain(""), CALENDAR),
    "away": "Subject: x\r\nX-Autoreply: yes\r\n" + plain("I am away."),
    "twice, the uppermost counts": "Auto-Submitted: auto-replied\r\nAuto-Submitted: no\r\n" + plain("I am away."),
    "encoded": "Auto-Submitted: =?utf-8?q?auto-replied?=\r\n" + plain("I am away."),
}

PEOPLE: dict[str, str] = {
    "a gateway's footer": "List-Unsubscribe: <mailto:x@y.example>\r\n" + plain("Yes."),
    "Exchange's wish": "X-Auto-Response-Suppress: All\r\n" + plain("Yes."),
    "bulk over an answer": "Precedence: bulk\r\n" + plain("Yes.\r\n\r\n> Can you?"),
    "not automatic": "Auto-Submitted: no\r\n" + plain("Yes."),
    "an appointment with words": many("alternative", plain("We bring a cake."), CALENDAR),
    "a report that is passed on": many("mixed", plain("What is this?"), forwarded(INNER + MACHINES["a report"])),
    "a reaction that is passed on": many("mixed", plain("See"), forwarded(INNER + MACHINES["Gmail's reaction"])),
    "a calendar file": many(
        "mixed",
        plain(""),
        CALENDAR.replace("\r\n\r\n", '\r\nContent-Disposition: attachment; filename="a.ics"\r\n\r\n', 1),
    ),
}


@pytest.mark.parametrize("what", MACHINES)
def test_what_no_person_wrote_says_why(what: str) -> None:
    assert its(MACHINES[what]).automatic.endswith((".", ")", "x"))


@pytest.mark.parametrize("what", PEOPLE)
def test_what_a_person_wrote_is_theirs_whatever_was_added(what: str) -> None:
    assert its(PEOPLE[what]).automatic == ""


@pytest.mark.parametrize(
    "subject", ["Automatic reply: x", "=?utf-8?Q?Respuesta_autom=C3=A1tica?=: x", "Réponse automatique : x"]
)
def test_an_automatic_answer_is_known_by_its_subject_alone(subject: str) -> None:
    raw = f"From: {ROSA}\r\nSubject: {subject}\r\n\r\nI am away.".encode()

    assert read(raw).automatic.startswith("It is an automatic answer: ")
