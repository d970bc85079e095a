"""This file signs what comes back to us by email and by links, so that nobody can make one themselves."""

from __future__ import annotations

import base64
import binascii
import hashlib
import hmac
import re
from dataclasses import dataclass, field
from typing import Literal

import msgspec

from policies.people.printing import CODE_DRAWN, CODE_LETTERS, checked

Purpose = Literal["reply", "bounce", "stop"]

PURPOSES, LOCAL_NAME = "reply|bounce|stop", r"[a-z2-7]{24}\.[a-z2-7]{16}"
"""What an address of ours may be for, and what stands behind its plus sign, as patterns."""

_LOCAL = re.compile(rf"({PURPOSES})\+([a-z2-7]{{24}})\.([a-z2-7]{{16}})")
"""48 octets at the most, and all of it lower case: mail servers keep neither more than 64 nor capitals."""

_NAME = re.compile(r"n_[A-Za-z0-9_-]{20}")


def fingerprint(secret: str) -> str:
    """What is stored of a token, a ticket or a link; from it nobody gets back to the secret."""
    return hashlib.sha256(secret.encode()).hexdigest()


class Stop(msgspec.Struct, frozen=True, array_like=True):
    """What one link ends: these messages to this address, said by this person."""

    school: str
    person: str
    category: str
    address: str


class FoundElsewhere(msgspec.Struct, frozen=True, array_like=True):
    """
    Who came back from a provider to sign up. invitation, holder: fingerprints, of the link's secret and of what the
    browser keeps. provider: its name here. issuer, subject: by which alone they are known. email: as the provider
    calls them, empty for nothing. until: when this is over, as a stamp.
    """

    invitation: str
    holder: str
    provider: str
    issuer: str
    subject: str
    email: str
    until: str


@dataclass(frozen=True, slots=True)
class Signer:
    """
    Signs with the hub's secret; every purpose has a key of its own.

    other: a secret that signs nothing, by which what it signed is known as ours as well; empty for none.
    """

    secret: str = field(repr=False)
    other: str = field(default="", repr=False)

    def local(self, purpose: Purpose, delivery: str) -> str:
        """
        The left half of an address that is about one delivery: reply+<name>.<16 letters>.

        Raises:
            ValueError: this is not a delivery's name.
        """
        if not _NAME.fullmatch(delivery):
            raise ValueError(f"{delivery!r} is not the name of a delivery")
        name = base64.b32encode(base64.urlsafe_b64decode(delivery[2:])).decode().lower()
        return f"{purpose}+{name}.{self.short(purpose, name)}"

    def read_local(self, local: str) -> tuple[str, str] | None:
        """The purpose and the delivery of an address that we signed; None for every other one."""
        match = _LOCAL.fullmatch(local.lower())  # some servers capitalise what they pass on
        if match is None:
            return None
        purpose, name, mac = match.groups()
        if not any(hmac.compare_digest(mac, one.short(purpose, name)) for one in self._both()):
            return None
        return purpose, "n_" + base64.urlsafe_b64encode(base64.b32decode(name.upper())).decode()

    def link(self, stop: Stop) -> str:
        """The last part of a link that ends emails."""
        body = _text(msgspec.json.encode(stop))
        return f"{body}.{_text(self._mac('link', body)[:16])}"

    def way_back(self, delivery: str) -> str:
        """What the link to choose a new password ends with, that one delivery brings; it is stored nowhere."""
        return _text(self._mac("reset", delivery))

    def way_in(self, delivery: str) -> str:
        """What the link of an invitation ends with, that one delivery brings; it is stored nowhere."""
        return _text(self._mac("invited", delivery))

    def confirmation(self, delivery: str) -> str:
        """What the link to confirm an address ends with, that one delivery brings: its name, and a signature."""
        return f"{delivery}.{_text(self._mac('confirm', delivery)[:16])}"

    def read_confirmation(self, text: str) -> str:
        """The delivery that a link to confirm an address came by; empty for one that we did not sign."""
        delivery, _, _ = text.partition(".")
        mine = (one.confirmation(delivery) for one in self._both())
        return delivery if text.isascii() and any(hmac.compare_digest(text, its) for its in mine) else ""

    def elsewhere(self, found: FoundElsewhere) -> str:
        """What a browser brings again, of who came back from a provider to sign up; nobody makes one themselves."""
        body = _text(msgspec.json.encode(found))
        return f"{body}.{_text(self._mac('elsewhere', body))}"

    def read_elsewhere(self, text: str) -> FoundElsewhere | None:
        """Who came back, as we signed it; None for every other text."""
        body, _, mac = text.partition(".")
        signed = (_text(one._mac("elsewhere", body)) for one in self._both())
        if not text.isascii() or not any(hmac.compare_digest(mac, its) for its in signed):
            return None
        return msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=FoundElsewhere)

    def printed(self, code: str) -> tuple[str, ...]:
        """
        What the code of a printed page is known by, with each of the secrets, the one that signs first.

        A code is short enough to be found by trying all, by whoever has the records alone; with the secret in it it
        is not.
        """
        return tuple(one._mac("printed", code).hex() for one in self._both())

    def texted(self, delivery: str) -> tuple[str, ...]:
        """
        The code of the invitation that one text brings, by each of the secrets, the one that signs first.

        It is made of the delivery's name and stored nowhere: what is kept of it is what is kept of a printed one.
        """
        return tuple(checked(_letters(one._mac("texted", delivery))) for one in self._both())

    def numbers(self, invitation: str, digits: int) -> tuple[str, ...]:
        """
        The number of so many digits that the office says to the person of a printed page, by each of the secrets.

        It is made of the invitation's id and stored nowhere. The one to show comes first.
        """
        macs = (int.from_bytes(one._mac("number", invitation)[:8]) for one in self._both())
        return tuple(str(mac % 10**digits).zfill(digits) for mac in macs)

    def pins(self, person: str, pin: str) -> tuple[str, ...]:
        """
        What is hashed of somebody's PIN, with each of the secrets, the one that signs first.

        So few digits are found by trying all, by whoever has the records alone; with the secret in them they are
        not, and the same digits are another person's as something else.
        """
        return tuple(one._mac("pin", f"{person} {pin}").hex() for one in self._both())

    def ways(self, delivery: str) -> tuple[str, ...]:
        """
        What the link in one delivery may end with, whichever it is, by each of the secrets.

        An email may be planned under one secret and written under another; what is on record says which it is.
        """
        return tuple(way for one in self._both() for way in (one.way_back(delivery), one.way_in(delivery)))

    def read_link(self, text: str) -> Stop | None:
        """What a link that we signed ends; None for every other one."""
        body, _, mac = text.partition(".")
        signed = (_text(one._mac("link", body)[:16]) for one in self._both())
        if not mac.isascii() or not any(hmac.compare_digest(mac, its) for its in signed):
            return None
        try:
            return msgspec.json.decode(base64.urlsafe_b64decode(body + "=" * (-len(body) % 4)), type=Stop)
        except (msgspec.MsgspecError, binascii.Error, UnicodeDecodeError):
            return None

    def _both(self) -> tuple[Signer, ...]:
        return (self, Signer(self.other)) if self.other else (self,)

    def short(self, purpose: str, name: str) -> str:
        """What an address of ours ends with: sixteen letters and digits, all small."""
        return base64.b32encode(self._mac(purpose, name)[:10]).decode().lower()

    def _mac(self, purpose: str, text: str) -> bytes:
        key = hmac.digest(self.secret.encode(), f"roomwire {purpose}".encode(), hashlib.sha256)
        return hmac.digest(key, text.encode("utf-8", "surrogatepass"), hashlib.sha256)


def _letters(raw: bytes) -> str:
    """As many letters as are drawn of a code: 256 bits favour none of them by what anybody could use."""
    number, letters = int.from_bytes(raw), ""
    for _ in range(CODE_DRAWN):
        number, place = divmod(number, len(CODE_LETTERS))
        letters += CODE_LETTERS[place]
    return letters


def _text(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
