"""This file gives a file a name that is safe to keep, to show, and to save under."""

from __future__ import annotations

import re
import unicodedata

from hub.media.documents import OFFICE, PDF, TEXT

MAX_NAME = 120
"""Characters of a name; file systems take more, screens do not."""

_UNSAFE = re.compile(
    r'[\x00-\x1f\x7f-\x9f\ud800-\udfff\u2028\u2029\u200b-\u200f\u202a-\u202e\u2066-\u2069\ufeff<>:"|?*]'
)
"""What no name is written with, or what makes it read otherwise than it is."""

_WORD, _SHEET, _SLIDES = OFFICE.values()
_OPEN = "application/vnd.oasis.opendocument."

ENDINGS = {
    "image/jpeg": ("jpg", "jpeg"),
    "image/webp": ("webp",),
    PDF: ("pdf",),
    TEXT: ("txt", "csv", "tsv", "md"),
    _WORD: ("docx",),
    _SHEET: ("xlsx",),
    _SLIDES: ("pptx",),
    _OPEN + "text": ("odt",),
    _OPEN + "spreadsheet": ("ods",),
    _OPEN + "presentation": ("odp",),
}
"""What a name ends with, by media type; the first where it ended otherwise, so that nothing runs when opened."""

_OF_IMAGES = frozenset({"jpg", "jpeg", "png", "gif", "webp", "heic", "heif", "bmp", "tif", "tiff", "jfif"})


def safe_name(said: str, media_type: str) -> str:
    """What a file of this type is called: as it was said, as far as that is a name, with the ending of its type."""
    plain = unicodedata.normalize("NFC", _UNSAFE.sub("", said)).replace("\\", "/").rpartition("/")[2].strip(" .")
    stem, _, ending = plain.rpartition(".") if "." in plain else (plain, "", "")
    image, lower = media_type.startswith("image/"), ending.lower()
    if lower not in ENDINGS[media_type]:
        stem = stem if image and lower in _OF_IMAGES else plain
        ending = ENDINGS[media_type][0]
    stem = " ".join(stem.split())[: MAX_NAME - len(ending) - 1].strip(" .")
    return f"{stem or ('photo' if image else 'file')}.{ending}"
