"""This file finds what somebody wrote themselves in an answer: without what it quotes, and without a signature."""

from __future__ import annotations

import re

from mailparser_reply import EmailMessage  # type: ignore[import-untyped]

LANGUAGES = ("en", "es", "de", "fr", "it", "nl", "pl", "pt")
"""Whose ways to quote are known: those of whoever lives next to an English or Spanish speaking school."""

LOOKED_AT = 20_000
"""Characters in which the beginning of a quotation is looked for; more than the longest message."""

LINE = 300
"""Characters of a line that may be the head of a quotation; a longer one can be made to take minutes."""

_WROTE = re.compile(
    r"^(?:On|El|Am|Le|Il|Em|Op|W dniu)\b[^\n]{0,200}\n?[^\n]{0,200}"
    r"(?:wrote|escribió|schrieb[^\n]{0,100}|a écrit|ha scritto|escreveu|schreef[^\n]{0,100}|napisał\(?a?\)?)"
    r"\s?:[ \t]*$",
    re.MULTILINE,
)
"""The line above a quotation, on one line or two."""

_QUOTED = re.compile(r"^\s*>", re.MULTILINE)

_OURS = re.compile(r"reply\+[a-z2-7]{24}\.[a-z2-7]{16}@", re.IGNORECASE)
"""The address it answers to: whoever writes it down quotes us."""

SIGNATURE_LINES, SIGNATURE_LENGTH, REGARDS = 6, 60, 30
"""A signature is short: so many lines, each as long at the most, and the words of parting stand alone."""


def answer_of(text: str) -> str:
    """
    What somebody wrote above the quotation; where nothing stands there, what they wrote between or below it.

    Nothing that may be theirs is cut: a signature only where it is sure to be one.
    """
    whole, put_away = _short(text.strip()[:LOOKED_AT])
    above = _without_quoted(_first(whole))
    if not above and _QUOTED.search(whole):
        above = _without_quoted(_WROTE.sub("", whole))
    rest = text.strip()[LOOKED_AT:] if len(above) == len(whole) else ""
    kept = _PUT_AWAY.sub(lambda found: put_away.get(found.group(), found.group()), _without_signature(above))
    return (kept + rest).strip()


_PUT_AWAY = re.compile("\ue000\\d+\ue000")


def _short(text: str) -> tuple[str, dict[str, str]]:
    """The text with its long lines put away, each under a short name, and what the names stand for."""
    lines = text.split("\n")
    put_away = {f"\ue000{at}\ue000": line for at, line in enumerate(lines) if len(line) > LINE}
    names = {int(name.strip("\ue000")): name for name in put_away}
    return "\n".join(names.get(at, line) for at, line in enumerate(lines)), put_away


def _first(whole: str) -> str:
    found = [match.start() for match in (_WROTE.search(whole), _paragraph_of(whole)) if match is not None]
    above = whole[: min(found)] if found else whole
    read = EmailMessage(text=above, languages=list(LANGUAGES), keep_hyphen_lists=True).read()
    return str(read.latest_reply or "")


def _paragraph_of(whole: str) -> re.Match[str] | None:
    """Where the lines begin in which our own address stands."""
    ours = _OURS.search(whole)
    if ours is None:
        return None
    begins = whole.rfind("\n\n", 0, ours.start())
    return re.compile(r"", re.DOTALL).match(whole, begins + 2 if begins >= 0 else 0)


def _without_quoted(text: str) -> str:
    """Without the lines that a mail program marks as quoted."""
    return "\n".join(line for line in text.split("\n") if not line.lstrip().startswith(">")).strip()


def _without_signature(text: str) -> str:
    read = EmailMessage(text=text, languages=list(LANGUAGES), keep_hyphen_lists=True).read()
    signature = read.replies[0].signatures if read.replies else ""
    if not signature or not _is_signature(signature) or not text.endswith(signature):
        return text
    return text[: -len(signature)].rstrip() or text


def _is_signature(cut: str) -> bool:
    """Whether what would be cut is one, and not a message that begins with thanks."""
    lines = [line for line in cut.split("\n") if line.strip()]
    if lines[0].strip() in {"--", "__"}:
        return len(lines) <= 2 * SIGNATURE_LINES
    alone = len(lines[0]) <= REGARDS or re.match(r"(sent|get|enviado|gesendet|envoyé|inviato)\b", lines[0], re.I)
    return bool(alone) and len(lines) <= SIGNATURE_LINES and all(len(line) <= SIGNATURE_LENGTH for line in lines)
