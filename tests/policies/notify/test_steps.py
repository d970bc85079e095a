"""What people read of what became of an alert."""

import pytest

from policies.notify.steps import NOT_THERE, STEPS, has_reached


@pytest.mark.parametrize(
    ("last", "reached"),
    [
        ((), False),
        (("failed",), False),
        (("undelivered", "bounced", "cancelled"), False),
        (("failed", "accepted"), True),
        (("waits",), True),
        (("ambiguous",), True),
    ],
)
def test_somebody_is_reached_where_one_address_took_it_or_still_may(last: tuple[str, ...], reached: bool) -> None:
    assert has_reached(last) is reached


def test_what_a_provider_took_is_sent_and_only_what_arrived_is_delivered() -> None:
    assert (STEPS["accepted"], STEPS["delivered"]) == ("sent", "delivered")
    assert len(set(STEPS.values())) == len(STEPS)
    assert set(STEPS) >= NOT_THERE
