#!/usr/bin/env bash
# Python 3.11, email: a delivery report of RFC 6533 is read as a letter, so nobody's failure is found in it.
#
# One would guess: message/global-delivery-status is read like message/delivery-status, which differs only in that its
# fields may be UTF-8: a list of groups of fields, one for the server and one for each recipient.
# What happens: the first group becomes the header of an email inside the email, and the groups of the recipients
# become that email's text; walking all parts finds no Status at all, and no defect is noted. Where the part comes in
# base64, as RFC 6533 lets it, the encoding is not undone either: the base64 becomes the text of an email without any
# header, and get_payload(decode=True) gives None. Who looks for Status in walk(), which works for every plain report,
# sees these reports as empty.
# Source: Lib/email/feedparser.py (names message/delivery-status alone); RFC 6533, 4.1 and 6; RFC 6532, 3.5; this run.
#
# Needs python3 (checked as 3.11). Nothing is installed.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 - <<'PYTHON'
import base64
import email
import email.policy
import platform

FIELDS = (
    "Reporting-MTA: dns; mail.families.example\r\n"
    "\r\n"
    "Final-Recipient: utf-8; rosa.álvarez@families.example\r\n"
    "Action: failed\r\n"
    "Status: 5.1.1\r\n"
).encode()


def report(kind, encoding, body):
    return email.message_from_bytes(
        b"MIME-Version: 1.0\r\n"
        b"Content-Type: multipart/report; report-type=" + kind + b"; boundary=fence\r\n\r\n"
        b"--fence\r\nContent-Type: text/plain\r\n\r\nNobody has that name here.\r\n"
        b"--fence\r\nContent-Type: message/" + kind + b"\r\n"
        b"Content-Transfer-Encoding: " + encoding + b"\r\n\r\n" + body + b"\r\n--fence--\r\n",
        policy=email.policy.default,
    )


def found(message):
    return [str(part["Status"]) for part in message.walk() if part["Status"]]


def defects(message):
    return [one for part in message.walk() for one in part.defects]


plain = report(b"delivery-status", b"8bit", FIELDS)
utf8 = report(b"global-delivery-status", b"8bit", FIELDS)
packed = report(b"global-delivery-status", b"base64", base64.encodebytes(FIELDS))
print("Python", platform.python_version())
for name, message in {"delivery-status": plain, "global, 8bit": utf8, "global, base64": packed}.items():
    print(f"{name:16} Status found by walking: {found(message)}, defects: {defects(message)}")

assert found(plain) == ["5.1.1"], "the plain report"
assert found(utf8) == [] and not defects(utf8), "a report of RFC 6533 is read as a report now"
(inner,) = utf8.get_payload(1).get_payload()
assert inner.keys() == ["Reporting-MTA"] and "Status: 5.1.1" in inner.get_payload(), "the recipients are no longer text"
assert found(packed) == [], "base64 of RFC 6533 is undone now"
(inner,) = packed.get_payload(1).get_payload()
assert inner.keys() == [] and base64.b64decode(inner.get_payload()) == FIELDS, "base64 of RFC 6533 is undone now"
assert packed.get_payload(1).get_payload(decode=True) is None
print("As found: the same report, and no Status in it.")
PYTHON
