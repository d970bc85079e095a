"""Sign-ins in words, and who ends those of others."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.facts import Person, Role
from policies.people.sign_ins import BROWSERS, SYSTEMS, may_end_sign_ins, program_of
from policies.verdict import Allowed, Refused

WEBKIT = "AppleWebKit/537.36 (KHTML, like Gecko)"


@pytest.mark.parametrize(
    ("agent", "words"),
    [
        (f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/148.0.0.0 Mobile Safari/537.36", "Chrome, Android"),
        (f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/148.0.0.0 Safari/537.36", "Chrome, Windows"),
        (f"Mozilla/5.0 (X11; CrOS x86_64 14541.0.0) {WEBKIT} Chrome/148.0.0.0 Safari/537.36", "Chrome, ChromeOS"),
        (
            f"Mozilla/5.0 (Windows NT 10.0; Win64; x64) {WEBKIT} Chrome/148.0.0.0 Safari/537.36 Edg/148.0.0.0",
            "Edge, Windows",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} SamsungBrowser/29.0 Chrome/136.0.0.0 Mobile Safari/537",
            "Samsung Internet, Android",
        ),
        (
            f"Mozilla/5.0 (Linux; Android 10; K) {WEBKIT} Chrome/146.0.0.0 Mobile Safari/537.36 OPR/94.0.0.0",
            "Opera, Android",
        ),
        ("Mozilla/5.0 (X11; Linux x86_64; rv:151.0) Gecko/20100101 Firefox/151.0", "Firefox, Linux"),
        ("Mozilla/5.0 (Android 16; Mobile; rv:151.0) Gecko/151.0 Firefox/151.0", "Firefox, Android"),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/26.0 Mobile/15E148 Safari/604.1",
            "Safari, iPhone",
        ),
        (
            "Mozilla/5.0 (iPhone; CPU iPhone OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " CriOS/148.0.0.0 Mobile/15E148 Safari/604.1",
            "Chrome, iPhone",
        ),
        (
            "Mozilla/5.0 (iPad; CPU OS 18_7 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " FxiOS/151.0 Mobile/15E148 Safari/604.1",
            "Firefox, iPad",
        ),
        (
            "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15 (KHTML, like Gecko)"
            " Version/26.0 Safari/605.1.15",
            "Safari, macOS",
        ),
        ("Python/3.11 aiohttp/3.14.0", ""),
        ("", ""),
        ("Windows NT", "Windows"),
    ],
)
def test_what_a_browser_says_of_itself_becomes_two_words_or_none(agent: str, words: str) -> None:
    assert program_of(agent).words == words


@given(st.text(max_size=3_000))
def test_whatever_it_says_nothing_of_its_own_words_is_kept(agent: str) -> None:
    its = program_of(agent)

    assert its.browser in {"", *(name for name, _ in BROWSERS)}
    assert its.system in {"", *(name for name, _ in SYSTEMS)}


def person(its: str, role: Role, *, active: bool = True) -> Person:
    return Person(id=its, role=role, name=its.title(), human=frozenset(), active=active)


@pytest.mark.parametrize("role", list(Role))
def test_an_admin_ends_the_sign_ins_of_anybody_else(role: Role) -> None:
    assert isinstance(may_end_sign_ins(person("ines", Role.ADMIN), person("other", role)), Allowed)


@pytest.mark.parametrize(
    ("by", "why"),
    [
        (person("ana", Role.STAFF), "Only admins"),
        (person("tom", Role.GUARDIAN), "Only admins"),
        (person("ines", Role.ADMIN, active=False), "Only admins"),
        (person("rosa", Role.ADMIN), "under Me"),
    ],
)
def test_nobody_else_does_and_ones_own_are_ended_elsewhere(by: Person, why: str) -> None:
    verdict = may_end_sign_ins(by, person("rosa", Role.GUARDIAN))

    assert isinstance(verdict, Refused)
    assert why in verdict.because
