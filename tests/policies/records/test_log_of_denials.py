"""What the activity log has of what was denied somebody about a child, in words."""

from policies.records.log_of_denials import denials


def test_each_denial_is_told_with_its_first_and_last_day_as_far_as_it_has_them() -> None:
    facts = {
        "denied": [["see", "2026-01-01", "2026-02-01"], ["message", "2026-01-01", ""], ["told", "", "2026-02-01"]],
        "allowed": [["pick_up", "", ""]],
    }
    assert list(denials(facts)) == [
        "Denied: seeing the child, from 2026-01-01 until 2026-02-01.",
        "Denied: writing about the child, from 2026-01-01.",
        "Denied: being told about the child, until 2026-02-01.",
        "Denied no more: picking up the child.",
    ]
