"""This file has the ways of lines: a person's and ours, in HTML, in plain letters, flowed and quoted."""

from __future__ import annotations

from collections.abc import Callable, Iterable

from tests.answers.rendering import typed
from tests.answers.words import Picture
from tests.answers.wrapper import Work


def html_lines(work: Work, picture: Callable[[int, Picture], str], empty: str = "<br>") -> list[str]:
    """The typed lines in HTML, with pictures among them."""
    found: list[str] = []
    for number, one in enumerate(work.answer.pieces()):
        found += (
            [picture(number, one)] if isinstance(one, Picture) else [typed(x) or empty for x in one.split("\n")]
        )
    return found


def plain_lines(work: Work, picture: Callable[[Picture], str]) -> list[str]:
    """The typed lines as they are, with a word of the program's for each picture."""
    found: list[str] = []
    for one in work.answer.pieces():
        found += [picture(one)] if isinstance(one, Picture) else one.split("\n")
    return found


def divs(lines: Iterable[str], attributes: str = "") -> str:
    """Each line in a div of its own."""
    return "".join(f"<div{attributes}>{one}</div>" for one in lines)


def halves(html: str) -> tuple[str, str]:
    """HTML cut behind its first paragraph, as an editor closes what is open there and opens it again."""
    head, _, tail = html.partition("</p>")
    return head + "</p></td></tr></tbody></table></td></tr></tbody></table>", f"<table><tbody><tr><td>{tail}"


def flowed(line: str, width: int = 72, *, delsp: bool = False) -> list[str]:
    """
    A paragraph as format=flowed has it (RFC 3676): broken lines end in a space, and what could be mistaken begins
    with one. delsp: it is broken anywhere, and the space at a break is none of the text.
    """
    if line == "-- ":
        return [line]
    found = _broken(line.rstrip(" "), width // 2 if delsp else width, anywhere=delsp)
    return [f" {one}" if one.startswith((" ", ">", "From ")) else one for one in found]


def _broken(line: str, width: int, *, anywhere: bool) -> list[str]:
    if anywhere:
        cut = [line[start : start + width] for start in range(0, len(line), width)] or [""]
        return [one + " " for one in cut[:-1]] + cut[-1:]
    found, row = [], ""
    for word in line.split(" "):
        if row and len(row) + len(word) >= width:
            found.append(row)
            row = ""
        row += word + " "
    return [*found, row[:-1]]
