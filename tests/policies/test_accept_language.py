"""Who is not signed in is answered in the first of their browser's languages that there is."""

import pytest

from policies.accept_language import wanted

KNOWN = ("en", "es", "pl")


@pytest.mark.parametrize(
    ("header", "language"),
    [
        ("es", "es"),
        ("es-MX,es;q=0.9,en;q=0.8", "es"),
        ("PL", "pl"),
        ("de, pl;q=0.3, en;q=0.7", "en"),
        ("en;q=0.5, es;q=0.5", "en"),
        ("en;q=0, es;q=0.1", "es"),
        ("es ; q=1.5", "es"),
        ("de;q=1, *", None),
        ("es;q=much", None),
        ("es;q=0", None),
        ("", None),
        (",;,;q=", None),
    ],
)
def test_the_best_language_that_there_is_is_the_one(header: str, language: str | None) -> None:
    assert wanted(header, KNOWN) == language
