"""This file decides who ends whose sign-ins, and says in a word what somebody signs in with."""

import re
from dataclasses import dataclass

from policies.people.facts import Person, Role
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


@dataclass(frozen=True, slots=True)
class Program:
    """What somebody signs in with, as names that are the same in every language; empty where it is not known."""

    browser: str = ""
    system: str = ""

    @property
    def words(self) -> str:
        """Both in a row, as in “Firefox, Android”; empty where neither is known."""
        return ", ".join(one for one in (self.browser, self.system) if one)


NO_PROGRAM = Program()

BROWSERS = (
    ("Edge", r"\bEdgA?(iOS)?/"),
    ("Samsung Internet", r"\bSamsungBrowser/"),
    ("Opera", r"\bOPR/|\bOPT/"),
    ("Firefox", r"\bFirefox/|\bFxiOS/"),
    ("Chrome", r"\bChrome/|\bCriOS/|\bChromium/"),
    ("Safari", r"\bVersion/[\d.]+ .*\bSafari/"),
)
"""Those that parents have, the ones that name another browser besides first: each says it is all of those below."""

SYSTEMS = (
    ("iPhone", r"\biPhone\b"),
    ("iPad", r"\biPad\b"),
    ("Android", r"\bAndroid\b"),
    ("ChromeOS", r"\bCrOS\b"),
    ("Windows", r"\bWindows NT\b"),
    ("macOS", r"\bMacintosh\b"),
    ("Linux", r"\bLinux\b"),
)

LONGEST_AGENT = 1_000
"""Characters of a User-Agent that are looked at."""


def program_of(agent: str) -> Program:
    """
    Which browser and system a User-Agent names: a handful of families without versions, enough to know one’s own.

    It is what the browser says of itself, so it helps its owner to recognise it, and proves nothing.
    """
    its = agent[:LONGEST_AGENT]
    browser = next((name for name, pattern in BROWSERS if re.search(pattern, its)), "")
    return Program(browser, next((name for name, pattern in SYSTEMS if re.search(pattern, its)), ""))


def may_end_sign_ins(by: Person, whom: Person) -> Verdict:
    """
    Whether by may end all sign-ins of whom at their school: a phone was lost, or somebody is to leave today.

    Source: research/security-2.md, ASVS 7.4.5; their password stays as it is.
    """
    if not by.active or by.role is not Role.ADMIN:
        return Refused(say("Only admins end the sign-ins of others."))
    if by.id == whom.id:
        return Refused(say("End your own sign-ins under Me."))
    return Allowed(say("Admins end the sign-ins of {person}, who signs in anew.", person=whom.name))
