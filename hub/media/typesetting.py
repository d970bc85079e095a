"""This file is the process that sets pages: it reads what stands on them, writes a PDF, and ends."""

from __future__ import annotations

import io
import os
import resource
import sys
from dataclasses import asdict
from pathlib import Path

import msgspec
import segno
import typst

from hub.media.printed_pages import InvitationPage, LetterPage, PagesGiven

TEMPLATE = Path(__file__).parent / "printed.typ"

MEMORY_OF_PAGES = 3 * 1024**3
"""Octets of address space of the process: fonts are mapped into it, and the largest print takes 150 million."""

NICE = 5
"""Those who talk go first on a machine with few cores."""


def made(given: PagesGiven) -> bytes:
    """The PDF of what is given. All of it is data to the template: nothing that somebody is called is markup."""
    pages = [_invitation(one) for one in given.invitations] + [_letter(one) for one in given.letters]
    data = msgspec.json.encode({"title": given.title, "paper": given.paper, "pages": pages}).decode()
    pdf = typst.compile(TEMPLATE.read_bytes(), sys_inputs={"data": data}, format="pdf")
    assert isinstance(pdf, bytes)  # noqa: S101 (a PDF is one file)
    return pdf


def _invitation(page: InvitationPage) -> dict[str, object]:
    return {**asdict(page), "kind": "invitation", "picture": _picture(page.link)}


def _letter(page: LetterPage) -> dict[str, object]:
    parts = page.text.replace("\r\n", "\n").split("\n\n")
    return {"kind": "letter", "language": page.language, "paragraphs": [one.split("\n") for one in parts if one]}


def _picture(link: str) -> str:
    """A QR code as an image that scales; a quarter of it may be soiled or creased (level Q)."""
    drawn = io.BytesIO()
    segno.make(link, error="q", micro=False).save(drawn, kind="svg", border=0, dark="#000", omitsize=True)
    return drawn.getvalue().decode()


def _bounded() -> None:
    _, hard = resource.getrlimit(resource.RLIMIT_AS)
    most = MEMORY_OF_PAGES if hard == resource.RLIM_INFINITY else min(MEMORY_OF_PAGES, hard)
    resource.setrlimit(resource.RLIMIT_AS, (most, hard))
    os.nice(NICE)


if __name__ == "__main__":
    _bounded()
    sys.stdout.buffer.write(made(msgspec.msgpack.decode(sys.stdin.buffer.read(), type=PagesGiven)))
