"""This file decides whether an email may not be from whom it names, by what the mail server that took it says."""

from collections.abc import Sequence
from dataclasses import dataclass

from policies.sentence import say


@dataclass(frozen=True, slots=True)
class Result:
    """
    One check of the mail server. method: dmarc, dkim, spf, … verdict: pass, fail, none, … domain: that it is about,
    in lower case; empty where it was not said.
    """

    method: str
    verdict: str
    domain: str = ""


SILENT = say("The mail server did not say whether it is from there.")
FAILS = say("It is not from where it says: its domain's own rules for that (DMARC) were not met.")
ANOTHER = say("The mail server read another sender in it than the one it shows here.")
UNVOUCHED = say("Nothing shows that it is from there: neither SPF nor DKIM vouches for that domain.")


def doubt(domain: str, said: Sequence[Result]) -> str:
    """
    Why an email may not be from domain; empty where its mail server vouches for that.

    DMARC decides, for the domain that was checked; where there is no verdict, a pass of SPF or DKIM for that very
    domain, for one above it or for one below it does. One failure outweighs any pass: a forged line may be among
    them, and nobody forges that.

    Source: RFC 8601; RFC 7489, 3.1 and 6.6.2; research/security-2.md, S10.
    """
    if not said:
        return SILENT
    dmarc = [one for one in said if one.method == "dmarc"]
    if any(one.verdict == "fail" for one in dmarc):
        return FAILS
    passed = [one for one in said if one.verdict == "pass" and one.method in {"dmarc", "dkim", "spf"}]
    if any(one.domain and not _aligned(one.domain, domain) for one in dmarc if one in passed):
        return ANOTHER
    vouched = any(one.method == "dmarc" or _aligned(one.domain, domain) for one in passed)
    return "" if vouched else UNVOUCHED


def _aligned(one: str, other: str) -> bool:
    """The same domain, or one within the other; a single label is no domain."""
    short, long = sorted((one, other), key=len)
    return "." in short and (long == short or long.endswith(f".{short}"))
