"""This file makes of what somebody brought what is kept of it, or says in a sentence why not."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

from hub.errors import Invalid, TooLarge
from hub.media.documents import document_type
from hub.media.images import MOST_PIXELS, TooManyPixels, UnreadableImage, image_form, pictures
from hub.media.naming import safe_name
from policies.sentence import in_turn, say

LARGEST = 20 * 1024 * 1024
"""Octets of the largest file taken; what email takes is little more."""

TOO_LARGE = say("Files of up to {most} MB are taken; this one is larger.", most=LARGEST // 1024 // 1024)
TAKEN = say(
    "Taken are photos (JPEG, PNG, WebP, GIF), PDF, plain text, and documents of Word, Excel, "
    "PowerPoint and LibreOffice without macros."
)
EMPTY = say("The file is empty.")
DAMAGED = say("This photo cannot be read: it is damaged, or is not what it says it is. Take or save it once more.")
PHONE = say("Photos in the HEIC form are not taken. Choose JPEG in the camera’s settings, or send a copy as JPEG.")
PIXELS = say("Photos of up to {most} megapixels are taken; this one is larger.", most=MOST_PIXELS // 1_000_000)
NOT_TAKEN = in_turn(say("A file of this kind is not taken."), TAKEN)
REFUSALS = (TOO_LARGE, EMPTY, DAMAGED, PHONE, PIXELS, NOT_TAKEN)


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """What is kept of a file. small: of an image, one to show among others; None for every other file."""

    name: str
    media_type: str
    whole: bytes
    width: int | None = None
    height: int | None = None
    small: bytes | None = None

    @property
    def sha256(self) -> str:
        """The SHA-256 of the whole file, in hexadecimal."""
        return hashlib.sha256(self.whole).hexdigest()


def prepared(said: str, raw: bytes) -> Prepared:
    """
    What is kept of a file that was called said. It takes a while: not for the loop.

    Raises:
        TooLarge: it has too many octets or pixels.
        Invalid: it is nothing that is taken; the sentence says what is.
    """
    if len(raw) > LARGEST:
        raise TooLarge(TOO_LARGE)
    if not raw:
        raise Invalid(EMPTY)
    if (form := image_form(raw)) is not None:
        return _photo(said, raw, form)
    if raw[4:8] == b"ftyp" and raw[8:12] in {b"heic", b"heix", b"heim", b"heis", b"mif1", b"msf1", b"hevc"}:
        raise Invalid(PHONE)
    if (kind := document_type(raw)) is None:
        raise Invalid(NOT_TAKEN)
    return Prepared(name=safe_name(said, kind), media_type=kind, whole=raw)


def _photo(said: str, raw: bytes, form: str) -> Prepared:
    try:
        whole, small = pictures(raw, form)
    except TooManyPixels as error:
        raise TooLarge(PIXELS) from error
    except UnreadableImage as error:
        raise Invalid(DAMAGED) from error
    return Prepared(
        name=safe_name(said, whole.media_type), media_type=whole.media_type, whole=whole.body,
        width=whole.width, height=whole.height, small=small.body,
    )  # fmt: skip
