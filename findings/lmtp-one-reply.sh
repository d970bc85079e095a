#!/usr/bin/env bash
# aiosmtpd 1.4.6 and Python 3.11's smtplib: LMTP with one reply for all recipients, on both sides, so they agree in
# tests.
#
# One would guess: a class named LMTP does the one thing for which LMTP exists: after the data, one reply for each
# recipient that was accepted (RFC 2033, 4.2), so that one mailbox may be full while another takes the mail.
# What happens: aiosmtpd's LMTP replies once, however many recipients there are, and a client that keeps to the RFC
# waits for the second reply until its time is over. smtplib's LMTP reads one reply: where a server takes the first
# recipient and refuses the second, sendmail() says that nobody was refused; the refusal stays unread, is taken as the
# reply to the next MAIL, and the next mail fails in its stead. Put together, both seem right: a test that sends with
# the one to the other passes, and proves nothing of LMTP.
# Source: issue 517 of aio-libs/aiosmtpd and issue 76984 of python/cpython, both open; this run.
#
# Needs python3 (checked as 3.11) with venv.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip -q --disable-pip-version-check install aiosmtpd==1.4.6 atpublic==9.0.0 attrs==26.1.0
venv/bin/python -W ignore - <<'PYTHON'
import platform
import smtplib
import socket
import socketserver
import threading

import aiosmtpd
from aiosmtpd.controller import Controller
from aiosmtpd.lmtp import LMTP

ROSA, TOM = "rosa.alvarez@families.example", "tom.alvarez@families.example"
LETTER = "From: hub@maplestreet.example\r\nSubject: Boots\r\n\r\nPlease bring boots.\r\n"
WAIT_S = 3


class Keeper:
    async def handle_DATA(self, server, session, envelope):
        assert envelope.rcpt_tos == [ROSA, TOM], envelope.rcpt_tos
        return "250 2.0.0 Kept"


class Aiosmtpd(Controller):
    def factory(self):
        return LMTP(self.handler)


class ByTheBook(socketserver.StreamRequestHandler):
    """As RFC 2033 has it: it takes the mail for Rosa, Tom's mailbox is full."""

    def handle(self):
        self.say("220 mail.families.example LMTP")
        recipients = []
        for line in self.rfile:
            match line.split()[0].upper():
                case b"RCPT":
                    recipients.append(line)
                    self.say("250 2.1.5 OK")
                case b"DATA":
                    self.say("354 Go ahead")
                    while self.rfile.readline() != b".\r\n":
                        pass
                    for one in recipients:
                        self.say("552 5.2.2 Mailbox full" if TOM.encode() in one else "250 2.0.0 Kept")
                    recipients = []
                case b"QUIT":
                    return self.say("221 2.0.0 Bye")
                case _:
                    self.say("250 2.0.0 OK")

    def say(self, reply):
        self.wfile.write(f"{reply}\r\n".encode())


def replies(port):
    """All that aiosmtpd says after the data for two recipients, until it is silent for WAIT_S."""
    with socket.create_connection(("127.0.0.1", port), WAIT_S) as wire, wire.makefile("rwb") as lines:
        lines.readline()
        for command in ("LHLO hub.maplestreet.example", "MAIL FROM:<hub@maplestreet.example>",
                        f"RCPT TO:<{ROSA}>", f"RCPT TO:<{TOM}>", "DATA", f"{LETTER}."):
            lines.write(f"{command}\r\n".encode())
            lines.flush()
            while command != f"{LETTER}." and lines.readline()[3:4] == b"-":
                pass
        said = []
        try:
            while line := lines.readline():
                said.append(line.decode().strip())
        except TimeoutError:
            pass
        return said


def client(port):
    return smtplib.LMTP("127.0.0.1", port, "hub.maplestreet.example", timeout=20)


print("aiosmtpd", aiosmtpd.__version__, "Python", platform.python_version())
with socket.create_server(("127.0.0.1", 0)) as free:
    port = free.getsockname()[1]
controller = Aiosmtpd(Keeper(), hostname="127.0.0.1", port=port)
controller.start()
said = replies(port)
print(f"aiosmtpd, two recipients: {said}, then silence")
assert said == ["250 2.0.0 Kept"], "aiosmtpd replies otherwise now"
with client(port) as lmtp:
    assert lmtp.sendmail("hub@maplestreet.example", [ROSA, TOM], LETTER) == {}
    assert lmtp.sendmail("hub@maplestreet.example", [ROSA, TOM], LETTER) == {}
print("smtplib with aiosmtpd: both fine")
controller.stop()

with socketserver.ThreadingTCPServer(("127.0.0.1", 0), ByTheBook) as server:
    threading.Thread(target=server.serve_forever, daemon=True).start()
    lmtp = client(server.server_address[1])
    refused = lmtp.sendmail("hub@maplestreet.example", [ROSA, TOM], LETTER)
    print(f"smtplib with a server by the book that refused Tom: refused {refused}")
    assert refused == {}, "smtplib reads the second reply now"
    try:
        lmtp.sendmail("hub@maplestreet.example", [ROSA], LETTER)
    except smtplib.SMTPSenderRefused as no:
        print(f"the next mail, to Rosa alone: {no!r}")
        assert (no.smtp_code, no.smtp_error) == (552, b"5.2.2 Mailbox full"), no
    else:
        raise AssertionError("smtplib reads the second reply now")
    lmtp.close()
    server.shutdown()
print("As found: neither knows more than one reply.")
PYTHON
