"""What the activity log has of photos, of how long records are kept, and of what went, in words."""

from policies.records.log_of_keeping import handed_to_other, kept_for, photos_go, removed

LABEL = "Announcements"


def test_an_answer_about_photos_is_told_with_what_it_was_before() -> None:
    assert photos_go({"scope": ["", "rooms"]}) == "Photos: Also families of the child’s rooms."
    assert photos_go({"scope": ["rooms", "none"]}) == (
        "Photos: now No photos at all, before Also families of the child’s rooms."
    )


def test_a_rule_is_told_with_whether_anything_goes_by_it() -> None:
    facts = {"label": LABEL, "months": 24}
    assert kept_for({**facts, "on": True}) == "Announcements: kept for 2 years; what is older is removed."
    assert kept_for({**facts, "on": False}) == "Announcements: 2 years planned; nothing is removed."


def test_what_went_is_told_by_number_and_days_alone() -> None:
    facts = {"label": LABEL, "months": 18, "count": 3, "oldest": "2020-01-02", "newest": "2020-02-03"}
    assert removed(facts) == "Announcements: 3, from 2020-01-02 to 2020-02-03, by a rule of 18 months."


def test_who_took_a_child_that_is_on_no_list_is_told_with_the_card_and_why() -> None:
    facts = {"to": "Joe Miller", "id_seen": "Passport, 77", "reason": "Both parents are at the hospital"}

    assert handed_to_other(facts) == "To Joe Miller; seen: Passport, 77. Why: Both parents are at the hospital"
