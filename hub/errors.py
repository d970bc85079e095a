"""This file has the few errors that people can meet, and the one table from them to HTTP and close codes."""

from __future__ import annotations

from typing import Literal

from policies.sentence import Sentence, as_is, on_field, say

Code = Literal[
    "invalid",
    "unauthenticated",
    "forbidden",
    "not_found",
    "conflict",
    "rate_limited",
    "too_large",
    "unavailable",
]


NO_SUCH_PERSON = say("Nobody here is called that.")
"""The same for who is of another school, and for whoever may not be known to be there."""


class Met(Exception):  # noqa: N818 (what a person meets, not what broke)
    """
    Something a person may meet. Its text is a sentence for that person, with no trace of internals.

    retry: the same request may succeed later. after_s: when, where that is known.
    """

    code: Code = "invalid"
    retry = False

    def __init__(self, sentence: Sentence, *, after_s: float | None = None) -> None:
        super().__init__(sentence)
        self.sentence = sentence
        self.after_s = after_s


class Invalid(Met):
    """What was sent is not what this endpoint takes."""


class Unauthenticated(Met):
    """It is not known who is asking."""

    code: Code = "unauthenticated"


class Forbidden(Met):
    """The rules refuse it, to one who may know that the thing exists."""

    code: Code = "forbidden"


class NotFound(Met):
    """It does not exist, or is not yours: both answer alike."""

    code: Code = "not_found"


class Conflict(Met):
    """It was decided otherwise before."""

    code: Code = "conflict"


class RateLimited(Met):
    """It is too much for so short a time; later it may be asked again."""

    code: Code = "rate_limited"
    retry = True


class TooLarge(Met):
    """More than this endpoint takes."""

    code: Code = "too_large"


class Unavailable(Met):
    """The hub cannot do it right now; nothing was done."""

    code: Code = "unavailable"
    retry = True


class Late(Unavailable):
    """What was to come did not come in time; nothing was done, and nobody waits for the rest of it."""


STATUS: dict[Code, int] = {
    "invalid": 422,
    "unauthenticated": 401,
    "forbidden": 403,
    "not_found": 404,
    "conflict": 409,
    "rate_limited": 429,
    "too_large": 413,
    "unavailable": 503,
}
"""The HTTP status of each code."""

FAILED = 1011
DRAINING = 4001
TOO_SLOW = 4002
RESYNC = 4003
EXPIRED = 4004
TOO_MANY = 4005
HELLO_TIMEOUT = 4006
PROTOCOL_ERROR = 4500
SESSION_REVOKED = 4501
FORBIDDEN = 4502

OUR_FAULT = say("Something went wrong on our side. It has been noted; please try again.")
"""What a person reads of a bug of ours."""


def in_words(error: Exception) -> Sentence:
    """What msgspec found wrong, with the field first: "item.text: expected `str`, got `int`"."""
    sentence, _, where = str(error).partition(" - at `$")
    field = where.rstrip("`").lstrip(".")
    return on_field(field, as_is(sentence[:1].lower() + sentence[1:])) if field else as_is(sentence)
