"""The outbox and the rules know the same ends of a delivery."""

from notifiers.tables import OUTCOMES
from policies.notify.outcomes import ENDED_WELL, UNREACHED


def test_each_end_that_the_outbox_writes_down_is_one_of_which_the_rules_say_how_it_went() -> None:
    assert sorted((*ENDED_WELL, *UNREACHED)) == sorted(OUTCOMES)
