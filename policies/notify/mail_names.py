"""This file decides what a school may call itself in emails, and where it lets answers go."""

import re

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

_MAY_BE = Allowed(say("A school may choose that."))

LONGEST_SENDER_NAME = 100
"""Characters of a sender's name; phones show some thirty."""


def may_be_sender_name(name: str) -> Verdict:
    """Whether a school may be called that in emails; empty is its own name."""
    if len(name) <= LONGEST_SENDER_NAME and (not name or name.isprintable()) and "@" not in name:
        return _MAY_BE
    return Refused(
        say(
            "Give a name of at most {most} characters, without line breaks and without an @.",
            most=LONGEST_SENDER_NAME,
        )
    )


LONGEST_ADDRESS = 254
"""Octets (RFC 5321, 4.5.3.1.3)."""

_ADDRESS = re.compile(r"[A-Za-z0-9.!#$%&'*+/=?^_`{|}~-]{1,64}@[A-Za-z0-9-]{1,63}(\.[A-Za-z0-9-]{1,63})+")
"""What mail servers take without asking back; narrower than RFC 5322, which nobody's address needs."""


def may_be_reply_to(address: str) -> Verdict:
    """Whether answers to emails may go there; empty is nowhere."""
    if not address or (len(address) <= LONGEST_ADDRESS and _ADDRESS.fullmatch(address)):
        return _MAY_BE
    return Refused(say("Give one email address, such as office@maplestreet.example, or none."))
