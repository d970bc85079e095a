"""Reads a PDF as who holds the paper does: its words, and what a phone's camera sees."""

from __future__ import annotations

import re
from dataclasses import dataclass

import pypdfium2
import zxingcpp


@dataclass(frozen=True)
class Sheet:
    """One page. words: in the order in which they stand, in one line; seen: what its QR codes say."""

    words: str
    seen: list[str]

    @property
    def code(self) -> str:
        """The code to type."""
        found = re.findall(r"\b[A-Z2-9]{4}-[A-Z2-9]{4}-[A-Z2-9]{4}\b", self.words)
        assert len(found) == 1, self.words
        return str(found[0])


def sheets(pdf: bytes) -> list[Sheet]:
    """The pages of a PDF."""
    document = pypdfium2.PdfDocument(pdf)
    try:
        return [_sheet(page) for page in document]
    finally:
        document.close()


def _sheet(page: pypdfium2.PdfPage) -> Sheet:
    words = page.get_textpage().get_text_bounded()
    picture = page.render(scale=2.5, grayscale=True).to_pil()
    return Sheet(" ".join(words.split()), [one.text for one in zxingcpp.read_barcodes(picture)])
