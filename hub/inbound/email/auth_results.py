"""This file reads what the operator's own mail server says of an email's sender (RFC 8601)."""

from __future__ import annotations

import re

from hub.inbound.email.headers import EmailHead
from policies.inbound.authenticity import Result, doubt

LINE_CHARS, LINES = 4_000, 50
"""Characters of one line of results that are read, and lines; a longer one is not read at all."""

_COMMENT = re.compile(r'"(?:[^"\\]|\\.)*"|\([^()]*\)')
_QUOTED = re.compile(r'"(?:[^"\\]|\\.)*"')
_LEFT = re.compile(r'[()"\\]')
_RESULT = re.compile(r"\s*([A-Za-z0-9-]{1,40})(?:\s*/\s*\d+)?\s*=\s*([A-Za-z]{1,40})(?![A-Za-z0-9=])")
_DOMAIN = {
    "dmarc": re.compile(r"\sheader\.from\s*=\s*\"?([^\s;\"]{1,320})"),
    "dkim": re.compile(r"\sheader\.d\s*=\s*\"?([^\s;\"]{1,320})"),
    "spf": re.compile(r"\ssmtp\.mailfrom\s*=\s*\"?([^\s;\"]{1,320})"),
}
_SIGNER = re.compile(r"\sheader\.i\s*=\s*\"?([^\s;\"]{1,320})")


def doubt_of(head: EmailHead, authserv: str, sender: str) -> str:
    """
    Why an email may not be from sender, by the word of the mail server that calls itself authserv.

    Empty where it may be, and where nobody said what that mail server is called. Of each method only the uppermost
    line that has it may vouch, as mail servers put theirs on top; a failure counts wherever it stands. That mail
    server has to take away what came in under its name (RFC 8601, 5), which docs/operators.md says.
    """
    if not authserv:
        return ""
    said: list[Result] = []
    for line in head.all("authentication-results")[:LINES]:
        known = {one.method for one in said}
        found = results_of(line, authserv)
        said += [one for one in found if one.method not in known or one.verdict == "fail"]
    return doubt(sender.rpartition("@")[2], said)


def results_of(line: str, authserv: str) -> list[Result]:
    """
    The results of one line; none where it is another server's, or not in order.

    Some mail servers write the envelope's sender into it as it is, and a sender may be `"a) ; dmarc=pass ("@…`.
    """
    plain = line if len(line) <= LINE_CHARS else ""
    for _ in range(3):  # comments within comments
        plain = _COMMENT.sub(lambda found: found[0] if found[0].startswith('"') else " ", plain)
    name, *rest = _parts(plain)
    if (name.split() or [""])[0].strip('"').lower() != authserv.lower() or _LEFT.search(_QUOTED.sub("", plain)):
        return []
    said = [its for part in rest if (its := _result(part)) is not None]
    twice = {one for one in ("dmarc", "spf") if sum(its.method == one for its in said) > 1}
    return [one for one in said if one.method not in twice or one.verdict == "fail"]


def _parts(plain: str) -> list[str]:
    """Split at semicolons, but not within quotation marks, where a sender can put some."""
    return ["".join(one) for one in re.findall(r'((?:[^";]|"(?:[^"\\]|\\.)*"|")+)', plain)] or [""]


def _result(part: str) -> Result | None:
    found = _RESULT.match(part)
    if found is None:
        return None
    method, verdict = found[1].lower(), found[2].lower()
    domain = pattern.search(part) if (pattern := _DOMAIN.get(method)) else None
    if domain is None and method == "dkim":
        domain = _SIGNER.search(part)
    return Result(method, verdict, _domain(domain[1]) if domain else "")


def _domain(text: str) -> str:
    return text.rpartition("@")[2].strip(".<>").lower()
