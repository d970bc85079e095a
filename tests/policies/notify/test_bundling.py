"""What a phone shows of several alerts at once, and of one that is loud."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.bundling import About, together, too_many, worded
from policies.notify.preferences import Category
from policies.notify.recipients import Medium
from policies.people.facts import Urgency

FAMILIES, DAY, APPROVALS = Category.FAMILIES, Category.DAY, Category.APPROVALS


@pytest.mark.parametrize(
    ("about", "shown"),
    [
        ([(FAMILIES, "Ana")] * 3, "3 new messages from Ana"),
        ([(FAMILIES, "Ana"), (FAMILIES, "Ben"), (FAMILIES, "Ana")], "3 new messages from Ana and Ben"),
        ([(FAMILIES, "Ana")], "1 new message from Ana"),
        ([(DAY, "A"), (DAY, "B"), (DAY, "C")], "3 updates from A, B and 1 other"),
        ([(DAY, "A"), (DAY, "B"), (DAY, "C"), (DAY, "D")], "4 updates from A, B and 2 others"),
        (
            [(FAMILIES, "Ana"), (DAY, "Ben"), (FAMILIES, "Ana"), (Category.ANNOUNCEMENTS, "Ines")],
            "2 new messages from Ana, 1 update from Ben, 1 new announcement from Ines",
        ),
        ([(APPROVALS, "Ana"), (APPROVALS, "Ana")], "2 things to look at from Ana"),
        ([(APPROVALS, "Ana")], "1 thing to look at from Ana"),
        ([(Category.STAFF, "Ben")], "1 new message from Ben"),
        ([(Category.ANNOUNCEMENTS, "Ines")] * 2, "2 new announcements from Ines"),
        ([(FAMILIES, "Ana"), (Category.STAFF, "Ben")], "2 new messages from Ana and Ben"),
    ],
)
def test_several_alerts_are_one_sentence(about: list[About], shown: str) -> None:
    assert together(about) == shown


@given(st.lists(st.tuples(st.sampled_from(Category), st.sampled_from(["Ana", "Ben", "Ines", "Omar"])), min_size=1))
def test_none_of_them_goes_uncounted(about: list[About]) -> None:
    counts = [int(word) for word in together(about).split() if word.isdigit()]

    assert sum(counts) >= len(about)


def test_nobody_takes_a_drill_for_an_emergency() -> None:
    said = "New announcement from Ines"

    assert worded(said, Urgency.NORMAL) == said
    assert worded(said, Urgency.URGENT) == "Urgent: New announcement from Ines"
    assert worded(said, Urgency.EMERGENCY) == (
        "EMERGENCY: New announcement from Ines. Open it and confirm that you have read it."
    )
    assert worded(said, Urgency.DRILL) == (
        "DRILL, no emergency: New announcement from Ines. Open it and confirm that you have read it."
    )


def test_why_something_waits_for_a_digest_that_nobody_asked_for() -> None:
    assert too_many(10, Medium.SMS) == "In the digest: the 10 alerts by text of a day have rung already."
