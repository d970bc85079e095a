"""What Twilio says later of a text, and what it means for its delivery and its number."""

import pytest

from notifiers.notification import BadMessage, DeadAddress, Misconfigured, OptedOut, RetryAt
from notifiers.receipts import ENDS, FAILED, RANK, Blame, failure, in_words

NOTHING, BLOCKED, DEAD = Blame.NOTHING, Blame.BLOCKED, Blame.DEAD


@pytest.mark.parametrize(
    ("code", "attempts", "outcome", "blame", "loud"),
    [
        (30001, 1, RetryAt, NOTHING, False),
        (30001, 2, RetryAt, NOTHING, False),
        (30001, 3, DeadAddress, NOTHING, False),
        (30002, 1, Misconfigured, NOTHING, True),
        (30003, 1, RetryAt, NOTHING, False),
        (30003, 3, DeadAddress, NOTHING, False),  # a phone that is off is no dead number
        (30004, 1, OptedOut, BLOCKED, False),
        (30005, 1, DeadAddress, DEAD, False),
        (30006, 1, DeadAddress, DEAD, False),
        (30007, 1, BadMessage, NOTHING, True),
        (30008, 1, RetryAt, NOTHING, False),
        (30008, 2, DeadAddress, NOTHING, False),
        (30032, 1, Misconfigured, NOTHING, True),
        (30034, 1, Misconfigured, NOTHING, True),
        (30036, 1, DeadAddress, NOTHING, False),
        (30500, 1, RetryAt, NOTHING, False),
        (30500, 2, DeadAddress, NOTHING, False),
        (21610, 1, OptedOut, BLOCKED, False),
        (39999, 1, DeadAddress, NOTHING, False),
        (None, 1, DeadAddress, NOTHING, False),
    ],
)
def test_every_code_says_what_becomes_of_the_delivery_and_of_the_number(
    code: int | None, attempts: int, outcome: type, blame: Blame, loud: bool
) -> None:
    found = failure(code, attempts)

    assert type(found.outcome) is outcome
    assert (found.blame, found.loud) == (blame, loud)
    assert type(found.outcome) in ENDS


@pytest.mark.parametrize(
    ("code", "said"),
    [
        (30006, "This number is a landline or takes no texts (30006)."),
        (39999, "Twilio could not deliver it (39999)."),
        (None, "Twilio could not deliver it."),
    ],
)
def test_a_code_is_told_in_words(code: int | None, said: str) -> None:
    assert in_words(code) == said


def test_a_status_only_moves_forward() -> None:
    order = ["accepted", "queued", "sending", "sent", "delivered", "read"]

    assert [RANK[one] for one in order] == sorted({RANK[one] for one in order})
    assert {RANK[one] for one in FAILED} == {RANK["delivered"]}
