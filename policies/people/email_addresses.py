"""This file decides what is an email address: one rule for what the roster brings and for what is sent."""

import re

MAX_ADDRESS = 254
"""Characters in the longest address that mail can be sent to (RFC 5321, 4.5.3.1.3, less the brackets)."""

MAX_LOCAL = 64
"""Characters before the @ (RFC 5321, 4.5.3.1.1)."""

INVISIBLE = dict.fromkeys([0xAD, *range(0x200B, 0x2010), *range(0x202A, 0x202F), *range(0x2060, 0x206A), 0xFEFF])
"""What a page or a spreadsheet leaves in a value that is copied from it, and nobody sees."""

ATOMS = re.compile(r"[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+(?:\.[A-Za-z0-9!#$%&'*+/=?^_`{|}~-]+)*")
"""What may stand before the @ (RFC 5322, 3.2.3); what needs quotation marks there is not sent by every server."""

LABEL = re.compile(r"[a-z0-9](?:[a-z0-9-]{0,61}[a-z0-9])?", re.IGNORECASE)
"""A part of a domain's name (RFC 5321, 4.1.2)."""

TWO_WAYS = frozenset("ßςẞ")
"""Letters that older and newer rules for domains write differently, as two domains: nobody knows which is meant."""


def mended(written: str) -> str | None:
    """
    The address that mail goes to, from how somebody wrote it; None where it is none, or not certain.

    Certain is what is around it (mailto:, brackets, dots at the end), what nobody sees in it, and how a domain is
    written outside of English letters. Asking again changes nothing.

    Source: research/faults.md, P11.
    """
    if len(written) > 2 * MAX_ADDRESS:
        return None
    plain = _unwrapped(written.translate(INVISIBLE).strip())
    local, _, written_domain = plain.rpartition("@")
    domain = _domain(written_domain.rstrip("."))
    if len(local) > MAX_LOCAL or not ATOMS.fullmatch(local) or domain is None:
        return None
    address = f"{local}@{domain}"
    return address if len(address) <= MAX_ADDRESS else None


def _unwrapped(value: str) -> str:
    if value.startswith("<") and value.endswith(">"):
        value = value[1:-1].strip()
    if value[:7].lower() == "mailto:":
        value = value[7:].strip()
    return value


def _domain(written: str) -> str | None:
    """As it is sent; None where it is none. A domain has a dot, and is no number of a machine."""
    domain = written if written.isascii() else _in_ascii(written)
    labels = domain.split(".")
    if len(labels) < 2 or labels[-1].isdigit() or not all(LABEL.fullmatch(one) for one in labels):
        return None
    return domain


def _in_ascii(domain: str) -> str:
    """RFC 3490; empty where that is not certain."""
    if not TWO_WAYS.isdisjoint(domain):
        return ""
    try:
        return domain.encode("idna").decode()
    except UnicodeError:
        return ""
