"""This file reads which language somebody wants who is not signed in."""

from collections.abc import Collection


def wanted(header: str, known: Collection[str]) -> str | None:
    """
    The best of the known languages that an Accept-Language header asks for, a region's as the language's; None
    where it asks for none of them, or for anything.

    Source: RFC 9110, sections 12.4.2 and 12.5.4.
    """
    asked = [
        (weight, language) for language, weight in map(_read, header.split(",")) if weight and language in known
    ]
    return max(asked, key=lambda each: each[0])[1] if asked else None


def _read(part: str) -> tuple[str, float]:
    """A range as its language and its weight; 0 is none that can be read, too."""
    tag, *parameters = (each.strip().lower() for each in part.split(";"))
    weight = next((each[2:] for each in parameters if each.startswith("q=")), "1")
    try:
        return tag.partition("-")[0], min(max(float(weight), 0.0), 1.0)
    except ValueError:
        return tag, 0.0
