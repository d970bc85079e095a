"""This file makes what admins print, as a PDF in memory: a page for each invitation, and the letter to families."""

from __future__ import annotations

import io
from collections.abc import Sequence
from dataclasses import asdict, dataclass
from functools import cache
from pathlib import Path

import msgspec
import segno
import typst

_TEMPLATE = Path(__file__).parents[1] / "templates/printed.typ"

LETTER_PAPER = frozenset({"US", "CA", "MX", "PH", "CO", "CL", "VE", "GT", "CR", "PA", "DO", "PR", "SV", "NI", "HN"})
"""Countries that print on US Letter (CLDR, paperSize); all others print on A4."""


@dataclass(frozen=True, slots=True, kw_only=True)
class InvitationPage:
    """
    One page, in words of its reader's language. household: by which the office sorts.

    address: where a code is typed; link: what the picture says, which holds the code; then, until: what is asked
    for besides, and for how long it is good; stranger: what somebody else does with it.
    """

    language: str
    school: str
    household: str
    title: str
    lead: str
    scan: str
    address: str
    link: str
    code: str
    then: str
    until: str
    stranger: str


def invitations_pdf(title: str, country: str, pages: Sequence[InvitationPage]) -> bytes:
    """A PDF of these pages, each on a sheet of its own. country: of the school (ISO 3166), for the paper's size."""
    shown = [{**asdict(one), "picture": _picture(one.link)} for one in pages]
    return _pdf(title, country, "invitations", shown)


def letter_pdf(title: str, country: str, language: str, text: str) -> bytes:
    """A PDF of a letter; an empty line begins another paragraph."""
    paragraphs = [one.split("\n") for one in text.replace("\r\n", "\n").split("\n\n") if one.strip()]
    return _pdf(title, country, "letter", [{"language": language, "paragraphs": paragraphs}])


def _picture(link: str) -> str:
    """A QR code as an image that scales; a quarter of it may be soiled or creased (level Q)."""
    drawn = io.BytesIO()
    segno.make(link, error="q", micro=False).save(drawn, kind="svg", border=0, dark="#000", omitsize=True)
    return drawn.getvalue().decode()


def _pdf(title: str, country: str, kind: str, pages: Sequence[object]) -> bytes:
    paper = "us-letter" if country in LETTER_PAPER else "a4"
    data = msgspec.json.encode({"title": title, "paper": paper, "kind": kind, "pages": pages}).decode()
    made = typst.compile(_template(), sys_inputs={"data": data}, format="pdf")
    assert isinstance(made, bytes)  # noqa: S101 (a PDF is one file)
    return made


@cache
def _template() -> bytes:
    return _TEMPLATE.read_bytes()
