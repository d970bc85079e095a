"""What is an email address."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.people.email_addresses import mended


@pytest.mark.parametrize(
    ("written", "address"),
    [
        ("rosa@families.example", "rosa@families.example"),
        ("Rosa.Alvarez+kid@Families.Example", "Rosa.Alvarez+kid@Families.Example"),
        ("o'brien@families.example", "o'brien@families.example"),
        (" rosa@families.example ", "rosa@families.example"),
        ("rosa@families.example\u200b", "rosa@families.example"),
        ("\ufeffro\u00adsa@fami\u2060lies.example", "rosa@families.example"),
        ("<rosa@families.example>", "rosa@families.example"),
        ("mailto:rosa@families.example", "rosa@families.example"),
        ("<MAILTO: rosa@families.example>", "rosa@families.example"),
        ("rosa@families.example.", "rosa@families.example"),
        ("ana@niño.example", "ana@xn--nio-8ma.example"),
        ("ana@NIÑO.example", "ana@xn--nio-8ma.example"),
        ("a" * 64 + "@families.example", "a" * 64 + "@families.example"),
    ],
)
def test_an_address_is_taken_as_it_is_meant(written: str, address: str) -> None:
    assert mended(written) == address
    assert mended(address) == address


@pytest.mark.parametrize(
    "written",
    [
        "",
        "rosa",
        "@families.example",
        "rosa@",
        "rosa@families",
        "rosa@@families.example",
        "rosa@tom@families.example",
        "rosa alvarez@families.example",
        "rosa@families.example, tom@families.example",
        "Rosa <rosa@families.example>",
        "ana.@families.example",
        ".ana@families.example",
        "ana..reyes@families.example",
        "ana@families..example",
        "ana@-families.example",
        "ana@families.example..com@x",
        "ana.o’brien@families.example",  # which apostrophe the address has is for its owner to say
        "niña@families.example",
        "ana@straße.example",
        "ana@" + "ñ" * 64 + ".example",
        "ana@192.0.2.7",
        "ana@[192.0.2.7]",
        '"ana reyes"@families.example',
        "a" * 65 + "@families.example",
        "ana@" + "families." * 30 + "example",
        "ana@" + "." * 600,
        "rosa\n@families.example",
    ],
)
def test_what_is_no_address_or_not_certain_is_none(written: str) -> None:
    assert mended(written) is None


@given(st.text(max_size=60) | st.from_regex(r"[^@]{0,9}@[^@]{0,20}", fullmatch=True))
def test_whatever_is_taken_is_plain_and_stays_as_it_is(written: str) -> None:
    address = mended(written)

    assert address is None or (address.isascii() and address.isprintable() and mended(address) == address)
