"""This file makes images anew: upright, no larger than a screen, without a word of where they were taken."""

from __future__ import annotations

import io
import struct
import zlib
from dataclasses import dataclass

from PIL import Image, ImageCms, ImageOps

from hub.media.scans import is_endless

LONG_SIDE, SMALL_SIDE = 2_560, 480
"""Pixels of the longer side: to look at, and to show among others."""

MOST_PIXELS = 50_000_000
"""Pixels of the largest image taken: phones make up to that; what unpacks to more is made to do harm."""

QUALITY, SMALL_QUALITY = 85, 80

PROFILE = 1_048_576
"""Octets of the largest color profile that is looked at."""

Image.MAX_IMAGE_PIXELS = MOST_PIXELS

_BROKEN = (
    OSError, ValueError, SyntaxError, EOFError, ArithmeticError, LookupError, TypeError, MemoryError, struct.error,
    zlib.error, Warning, Image.DecompressionBombError,
)  # fmt: skip
"""What the decoders raise for images that are cut off, lie about themselves, or are made to break them."""


@dataclass(frozen=True, slots=True)
class Picture:
    """An image as it is kept; JPEG, or WebP where one can see through it."""

    body: bytes
    media_type: str
    width: int
    height: int


class UnreadableImage(Exception):  # noqa: N818 (what came, not what broke)
    """It is no image that can be shown."""


class TooManyPixels(UnreadableImage):
    """An image of more pixels than are taken."""


def image_form(raw: bytes) -> str | None:
    """The form of an image that is taken, by its first octets; None for everything else."""
    if raw.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if raw.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if raw.startswith((b"GIF87a", b"GIF89a")):
        return "GIF"
    return "WEBP" if raw.startswith(b"RIFF") and raw[8:12] == b"WEBP" else None


def pictures(raw: bytes, form: str) -> tuple[Picture, Picture]:
    """
    An image as it is kept, and small. Of one that moves it is the first picture.

    Raises:
        TooManyPixels: it is too large.
        Unreadable: it is damaged, or not what it says it is.
    """
    if form == "JPEG" and is_endless(raw):
        raise UnreadableImage
    try:
        with Image.open(io.BytesIO(raw), formats=(form,)) as opened:
            if opened.width * opened.height > MOST_PIXELS:
                raise TooManyPixels
            clean = _clean(opened)
        small = clean.copy()
        small.thumbnail((SMALL_SIDE, SMALL_SIDE))
        return _picture(clean, QUALITY), _picture(small, SMALL_QUALITY)
    except (Image.DecompressionBombError, Image.DecompressionBombWarning) as error:
        raise TooManyPixels from error
    except _BROKEN as error:
        raise UnreadableImage from error


def _clean(opened: Image.Image) -> Image.Image:
    """The pixels alone, upright: nothing that a camera or a program wrote beside them is carried along."""
    profile = opened.info.get("icc_profile")
    opened.thumbnail((LONG_SIDE, LONG_SIDE))  # before anything else: a JPEG is then never unpacked whole
    upright = ImageOps.exif_transpose(opened)
    colored = _in_usual_colors(_in_color(upright), profile)
    pixels = Image.new(colored.mode, colored.size)
    pixels.paste(colored)
    return pixels


def _in_color(image: Image.Image) -> Image.Image:
    if image.mode.startswith("I"):  # a scanner's, of 16 bits
        image = image.convert("I").point(lambda value: value / 256).convert("L")
    if not image.has_transparency_data:
        return image.convert("RGB")
    whole = image.convert("RGBA")
    (least, _) = whole.getchannel("A").getextrema()
    return whole if least != 255 else whole.convert("RGB")


def _in_usual_colors(image: Image.Image, profile: object) -> Image.Image:
    """Phones photograph in more colors than a page expects; a profile that cannot be read changes nothing."""
    if not isinstance(profile, bytes) or len(profile) > PROFILE:
        return image
    try:
        its = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(image, its, ImageCms.createProfile("sRGB"), outputMode=image.mode)
    except (ImageCms.PyCMSError, *_BROKEN):
        return image
    return turned if turned is not None else image


def _picture(image: Image.Image, quality: int) -> Picture:
    made, through = io.BytesIO(), image.mode == "RGBA"
    if through:
        image.save(made, "WEBP", quality=quality)
    else:
        image.save(made, "JPEG", quality=quality, optimize=True, progressive=True)
    return Picture(made.getvalue(), "image/webp" if through else "image/jpeg", *image.size)
