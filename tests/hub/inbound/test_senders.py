"""Whom an email is from: its head is read as it came, no name is an address, and what is unclear is nobody's."""

from __future__ import annotations

import base64
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, SMTPUTF8
from email.utils import formataddr

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from hub.inbound.email.headers import head_of
from hub.inbound.email.letters import read
from hub.inbound.email.senders import named_in
from policies.inbound.authenticity import ANOTHER, FAILS, SILENT, UNVOUCHED

ROSA = "rosa.alvarez@families.example"
EVIL = "evil@evil.example"


def mail(*lines: str | bytes, end: bytes = b"\r\n") -> bytes:
    head = [line if isinstance(line, bytes) else line.encode() for line in lines]
    return end.join([*head, b"Message-ID: <1@x.example>", b"", b"Yes, at noon.", b""])


def q(text: str) -> str:
    return f"=?utf-8?q?{''.join(f'={octet:02X}' for octet in text.encode())}?="


def b(text: str) -> str:
    return f"=?utf-8?b?{base64.b64encode(text.encode()).decode()}?="


HERS = {
    "alone": ROSA,
    "in brackets": f"<{ROSA}>",
    "with blanks in them": f"< {ROSA} >",
    "a name": f"Rosa Alvarez <{ROSA}>",
    "no blank before": f"Rosa<{ROSA}>",
    "capitals": f"ROSA <{ROSA.upper()}>",
    "in quotes, with a comma": f'"Alvarez, Rosa" <{ROSA}>',
    "as Exchange writes it": f"=?utf-8?Q?=C3=81lvarez=2C_Rosa?= <{ROSA}>",
    "in base64": f"{b('Álvarez, Rosa')} <{ROSA}>",
    "encoded within quotes": f'"=?utf-8?Q?=C3=81lvarez=2C_Rosa?=" <{ROSA}>',
    "raw": f"Álvarez Rosa <{ROSA}>",
    "raw, with a comma": f"Álvarez, Rosa <{ROSA}>",
    "with two commas": f"Álvarez, Rosa, Dr. <{ROSA}>",
    "raw, in quotes": f'"Álvarez, Rosa" <{ROSA}>',
    "a comment": f"{ROSA} (Rosa Alvarez)",
    "a comment in between": f"Rosa (Mia's mom) Alvarez <{ROSA}>",
    "an encoded comment": f"{ROSA} ({q('Álvarez')})",
    "her address as her name": f'"{ROSA}" <{ROSA}>',
    "her address as her name, bare": f"{ROSA} <{ROSA}>",
    "another of hers as her name": f'"rosa@mail.example" <{ROSA}>',
    "another of hers, encoded": f"{q('rosa@mail.example')} <{ROSA}>",
    "an apostrophe": f"Rosa O'Neil <{ROSA}>",
    "a nickname": f'Rosa "Rosie" Alvarez <{ROSA}>',
    "brackets": f"Rosa [mobile] <{ROSA}>",
    "a dot": f"Rosa M. Alvarez <{ROSA}>",
    "folded": f"Rosa\r\n Alvarez\r\n <{ROSA}>",
    "folded after the colon": f"\r\n Rosa <{ROSA}>",
    "a colour": f"🌸 Rosa <{ROSA}>",
    "Chinese": f"{b('阿尔瓦雷斯')} <{ROSA}>",
    "a name that is a route": f"{q('<@evil.example:evil@evil.example>')} <{ROSA}>",
    "a name that is an address and a bracket": f"{q('evil@evil.example (')} <{ROSA}>",
}

EVILS = {
    "her address encoded, with a bracket": f"{q(ROSA + ' (')} <{EVIL}>",
    "the same as it was found": f"=?utf-8?q?rosa=2Ealvarez=40families=2Eexample_=28?= <{EVIL}>",
    "the same in base64": f"{b(ROSA + ' (')} <{EVIL}>",
    "her address in brackets, encoded": f"{q(f'<{ROSA}>')} <{EVIL}>",
    "her address and a comma, encoded": f"{q(ROSA + ',')} <{EVIL}>",
    "an encoded end of line": f"{b(f'Rosa <{ROSA}>' + chr(13) + chr(10) + 'X:')} <{EVIL}>",
    "an encoded NUL": f"{b(f'{ROSA}' + chr(0))} <{EVIL}>",
    "in quotes": f'"{ROSA}" <{EVIL}>',
    "in quotes, with brackets": f'"Rosa <{ROSA}>" <{EVIL}>',
    "in single quotes": f"'Rosa Alvarez' <{EVIL}>",
    "split over two encoded words": f"{q('rosa.alvarez@fam')} {q('ilies.example (')} <{EVIL}>",
    "a group, encoded": f"{q(f'Families:{ROSA};')} <{EVIL}>",
}

NOBODYS = {
    "nothing": "",
    "a name": "Rosa Alvarez",
    "empty brackets": "Rosa <>",
    "no domain": "Rosa <rosa>",
    "two": f"{ROSA}, {EVIL}",
    "two in brackets": f"<{ROSA}> <{EVIL}>",
    "two, the other way": f"Rosa <{EVIL}> <{ROSA}>",
    "one behind": f"Rosa <{ROSA}> {EVIL}",
    "one before": f"{EVIL} <{ROSA}>",
    "a name with an address, bare": f"Rosa {EVIL} Alvarez <{ROSA}>",
    "a name behind": f"<{ROSA}> Rosa",
    "a group": f"Families: {ROSA};",
    "an empty group": "undisclosed-recipients:;",
    "a route": f"<@evil.example:{ROSA}>",
    "a route of two": f"<@evil.example,@x.example:{ROSA}>",
    "an address in a comment": f"{ROSA} ({EVIL})",
    "an address in a comment before": f"(<{EVIL}>) <{ROSA}>",
    "a comment in a comment": f"(a (b) <{EVIL}>) <{ROSA}>",
    "a comment that does not end": f"(Rosa <{ROSA}>",
    "a comment in the address": "rosa.alvarez(x)@families.example",
    "a comment in the brackets": "<rosa.alvarez@families.example(x)>",
    "quotes that do not end": f'"Rosa <{ROSA}>',
    "a quoted pair that ends the quotes for some": f'"a\\" <{EVIL}> \\"b" <{ROSA}>',
    "a quoted pair outside": f"Rosa\\, <{ROSA}>",
    "a quoted local part": '"rosa.alvarez"@families.example',
    "blanks in the address": "rosa.alvarez @ families.example",
    "blanks in the address, in brackets": "<rosa.alvarez @families.example>",
    "encoded": f"{q(ROSA)}",
    "encoded in brackets": f"<{q(ROSA)}>",
    "a half encoded": f"<{q('rosa.alvarez')}@families.example>",
    "an encoded half": f"rosa.alvarez@{q('families.example')}",
    "encoded, with signs that have to be encoded": f"=?utf-8?q?{ROSA} (?= <{EVIL}>",
    "encoded, with brackets": f"=?utf-8?q?<{ROSA}>?= <{EVIL}>",
    "a bracket too many": f"Rosa <<{ROSA}>>",
    "a bracket missing": f"Rosa <{ROSA}",
    "a comma at the end": f"{ROSA},",
    "a semicolon": f"{ROSA}; {EVIL}",
    "an address literal": "rosa@[127.0.0.1]",
    "two at signs": "rosa@evil.example@families.example",
    "a domain of dots": "rosa@families..example",
    "an invisible letter": "ro\u200bsa.alvarez@families.example",
    "very long": f"{'Rosa ' * 500}<{ROSA}>",
}


@pytest.mark.parametrize("how", HERS)
def test_a_name_however_written_leaves_the_address_hers(how: str) -> None:
    assert read(mail(f"From: {HERS[how]}")).senders == (ROSA,)


@pytest.mark.parametrize("how", EVILS)
def test_what_was_decoded_is_never_read_as_an_address(how: str) -> None:
    assert read(mail(f"From: {EVILS[how]}")).senders == (EVIL,)


@pytest.mark.parametrize("how", NOBODYS)
def test_what_programs_may_read_differently_is_from_nobody(how: str) -> None:
    assert len(read(mail(f"From: {NOBODYS[how]}")).senders) != 1


HEADS: dict[str, bytes] = {
    "no From": mail("Subject: x"),
    "two": mail(f"From: {EVIL}", f"From: {ROSA}"),
    "twice the same": mail(f"From: {ROSA}", f"From: {ROSA}"),
    "two, one not in order": mail("From: Rosa", f"From: {ROSA}"),
    "a blank before the colon": mail(f"From : {EVIL}", f"From: {ROSA}"),
    "only with a blank before the colon": mail(f"From : {ROSA}"),
    "a NUL in it": mail(f"From: {EVIL}\0 <{ROSA}>"),
    "a NUL above it": mail("Subject: a\0b", f"From: {ROSA}"),
    "a lone carriage return": mail(f"Subject: x\rFrom: {ROSA}"),
    "a head that ends early for some": mail(f"Subject: x\rFrom: {ROSA}\r\r", f"From: {EVIL}"),
    "a line that is no field": mail(f"From: {ROSA}", "no field", f"From: {EVIL}"),
    "a line that is no field, alone": mail(f"From: {ROSA}", "no field"),
    "a head that ends at a line feed for some": mail(f"Subject: x\nFrom: {ROSA}\n\nHello", f"From: {EVIL}"),
    "one within a folded line": mail(f"Subject: x\r\n From: {ROSA}"),
    "a Sender alone": mail(f"Sender: {ROSA}"),
    "a Reply-To alone": mail(f"Reply-To: {ROSA}"),
    "a Resent-From alone": mail(f"Resent-From: {ROSA}"),
    "octets that are no UTF-8": mail(b"From: ros\xe9@families.example"),
    "a head without an end": b"From: " + ROSA.encode() + b"\r\n" + b"X: y\r\n" * 60_000 + b"\r\nHello",
}


@pytest.mark.parametrize("how", HEADS)
def test_a_head_that_programs_may_read_differently_is_from_nobody(how: str) -> None:
    assert len(read(HEADS[how]).senders) != 1


@pytest.mark.parametrize(
    "raw",
    [
        mail(f"From: {ROSA}", f"Sender: {EVIL}", f"Reply-To: {EVIL}"), mail(f"from:{ROSA}"), mail(f"FROM:\t{ROSA}"),
        mail(f"From: {ROSA}", end=b"\n"), b"Received: by x\r\n" + mail(f"From: {ROSA}", end=b"\n"),
        b"From rosa Mon Nov 23 15:04:00 2026\n" + mail(f"From: {ROSA}"),
        mail(b"From: \xc1lvarez <" + ROSA.encode() + b">"),
        b">From rosa Mon Nov 23 15:04:00 2026\n" + mail(f"From: {ROSA}"),
    ],
)  # fmt: skip
def test_what_is_usual_in_heads_changes_nothing(raw: bytes) -> None:
    assert read(raw).senders == (ROSA,)


names = st.text(st.characters(codec="utf-8", exclude_categories=["Cc", "Cs"]), max_size=60)


@given(name=names)
@example(name=f"{EVIL} (")
@example(name='a" <evil@evil.example> "')
@example(name="Álvarez, Rosa\\")
def test_whatever_somebody_calls_themselves_the_address_in_the_brackets_is_the_only_one(name: str) -> None:
    odd = ("\\" in name or '"' in name) and ("@" in name or "<" in name)  # a quoted pair, which some do not know
    written = [f"{q(name)} <{ROSA}>", f"{b(name)} <{ROSA}>", formataddr((name, ROSA), "utf-8")]
    letter = EmailMessage()
    letter["From"] = Address(name, addr_spec=ROSA)
    whole = [mail(f"From: {one}") for one in written]
    whole += [letter.as_bytes(policy=SMTP), letter.as_bytes(policy=SMTPUTF8)]
    found = [read(raw).senders for raw in whole]

    assert set(found) <= ({(ROSA,), ()} if odd else {(ROSA,)})
    assert found[1] == (ROSA,)


@given(raw=st.text(max_size=120))
def test_no_address_is_found_that_does_not_stand_there(raw: str) -> None:
    line = raw.replace("\r", " ").replace("\n", " ")
    for one in read(mail(f"From: {line}")).senders:
        assert one in line.lower() or one in line.translate(
            {ord(c): c.lower() for c in "ABCDEFGHIJKLMNOPQRSTUVWXYZ"}
        )


def test_the_sign_for_kelvin_is_not_a_k() -> None:
    assert read(mail("From: \u212aim@families.example")).senders == ("\u212aim@families.example",)


IDS: dict[str, tuple[list[str], str]] = {
    "one": (["Message-ID: <a@x.example>"], "<a@x.example>"),
    "two": (["Message-ID: <a@x.example>", "Message-ID: <b@gateway.example>"], "<a@x.example>"),
    "folded": (["Message-ID:\r\n <a@x.example>"], "<a@x.example>"),
    "an empty one above": (["Message-ID: <>", "Message-ID: <a@x.example>"], "<a@x.example>"),
    "without brackets": (["Message-ID: a@x.example"], "a@x.example"),
    "Outlook's without a domain": (["Message-ID: <000001d9$abc$>"], "<000001d9$abc$>"),
}


@pytest.mark.parametrize("what", IDS)
def test_an_email_is_known_again_by_the_uppermost_id_that_names_something(what: str) -> None:
    lines, its = IDS[what]
    raw = "\r\n".join([f"From: {ROSA}", *lines, "", "Yes"]).encode()

    assert read(raw).id == its
    assert read(b"Received: by another way\r\n" + raw).id == its


@pytest.mark.parametrize("line", ["X: y", "Message-ID: <>", "Message-ID:", "Message-ID: < >", "Message-ID: none"])
def test_two_emails_without_a_name_of_their_own_are_two(line: str) -> None:
    first, second = (f"From: {ROSA}\r\n{line}\r\n\r\n{words}".encode() for words in ("Yes", "No"))

    assert read(first).id == read(b"Received: x\r\n" + first).id
    assert read(first).id != read(second).id


def test_whom_a_hook_is_for_is_found_in_what_the_mail_server_wrote() -> None:
    ours = "reply+abc.def@reply.example"
    values = [
        f'"Maple, Street" <{ours}>, x@y.example',
        f"{q('a <b@c.example')} <{ours}>",
        f"<{ours}>",
        f"rfc822;{ours}.",
    ]

    assert [ours in named_in([one]) for one in values] == [True] * 4


AUTH = f"From: {ROSA}"
MX = "Authentication-Results: mx.example.org;"
TOLD: dict[str, tuple[list[str], str]] = {
    "OpenDMARC, pass": ([f"{MX} dmarc=pass (p=reject dis=none) header.from=families.example", AUTH], ""),
    "OpenDMARC, fail": ([f"{MX} dmarc=fail (p=none dis=none) header.from=families.example", AUTH], FAILS),
    "rspamd": (
        [f'{MX}\r\n\tdkim=pass header.d=families.example header.s=s header.b="a;b";\r\n\tspf=pass (mx: domain of '
         f"{ROSA} designates 192.0.2.1 as permitted sender) smtp.mailfrom={ROSA};\r\n\tdmarc=pass (policy=none) "
         "header.from=families.example", AUTH], "",
    ),
    "several lines": (
        [f"{MX} dmarc=none (p=none dis=none) header.from=families.example",
         f"{MX} spf=fail smtp.mailfrom=families.example", f"{MX} dkim=pass (2048) header.d=families.example",
         AUTH], "",
    ),
    "DKIM by its identity": ([f"{MX} dkim=pass header.i=@families.example", AUTH], ""),
    "SPF of the envelope's domain": ([f"{MX} spf=pass smtp.mailfrom=bounces@mail.families.example", AUTH], ""),
    "nothing": ([AUTH], SILENT),
    "none": ([f"{MX} none", AUTH], SILENT),
    "another server's": (["Authentication-Results: x.example; dmarc=pass", AUTH], SILENT),
    "a name that only begins alike": (
        ["Authentication-Results: mx.example.org.x.example; dmarc=pass header.from=families.example", AUTH], SILENT,
    ),
    "the name in a comment": (
        ["Authentication-Results: x.example (mx.example.org); dmarc=pass", AUTH], SILENT,
    ),
    "a version behind the name": (
        ["Authentication-Results: MX.example.org 1; dmarc=pass header.from=families.example", AUTH], "",
    ),
    "a forged line below": (
        [f"{MX} dmarc=none header.from=families.example; spf=pass smtp.mailfrom={EVIL}",
         f"{MX} dmarc=pass header.from=families.example", AUTH], UNVOUCHED,
    ),
    "a forged line above a failure": (
        [f"{MX} dmarc=pass header.from=families.example", f"{MX} dmarc=fail", AUTH], FAILS,
    ),
    "another From than was checked": ([f"{MX} dmarc=pass header.from=evil.example", AUTH], ANOTHER),
    "a sender that writes results": (
        [f'{MX} spf=pass (mx: domain of "a) ; dmarc=pass header.from=families.example ("@evil.example designates '
         'x) smtp.mailfrom="a) ; dmarc=pass header.from=families.example ("@evil.example; dmarc=none', AUTH],
        UNVOUCHED,
    ),
    "a sender that writes results behind quotes": (
        [f'{MX} spf=pass smtp.mailfrom="a; dmarc=pass header.from=families.example"@evil.example', AUTH], UNVOUCHED,
    ),
    "two verdicts in a line": (
        [f"{MX} spf=pass smtp.mailfrom=a@b; dmarc=pass header.from=families.example; dmarc=none", AUTH], UNVOUCHED,
    ),
    "a line without an end": ([f"{MX} dmarc=pass header.from=families.example" + " " * 5_000 + "x", AUTH], SILENT),
}  # fmt: skip


@pytest.mark.parametrize("what", TOLD)
def test_an_email_is_doubted_by_the_word_of_the_mail_server_that_the_operator_names(what: str) -> None:
    lines, why = TOLD[what]

    assert read(mail(*lines), "mx.example.org").doubt == why
    assert read(mail(*lines)).doubt == ""


@pytest.mark.parametrize(
    "piece", ['"', '"\\"', "(", "((", "<", ",", "a@b.example,", "\\", "=?", "a ", ";", "=?a?q?b "]
)
@pytest.mark.timeout(20)
def test_no_head_keeps_us_busy(piece: str) -> None:
    long = piece * (200_000 // len(piece))
    read(mail(f"From: {long}", f"Subject: {long}", f"To: {long}"))
    read(mail(*[f"Authentication-Results: mx.example.org; {piece * 1_000}"] * 60, AUTH), "mx.example.org")
    named_in([long])
    head_of(b"a:\n " * 100_000)
