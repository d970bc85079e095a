"""Which school of a roster is the one that was opened by hand, and has no roster yet."""

from policies.people.first_roster import its_school, why_none

ONE = {"maple": "Maple Street"}
TWO = {"maple": "Maple Street", "elm": "Elm Road"}
TWINS = {"north": "Sunny Days", "south": "Sunny Days"}


def test_the_only_school_of_a_roster_is_meant_whatever_it_is_called() -> None:
    assert its_school("Sunny Days", ONE, ()) == "maple"
    assert why_none("Sunny Days", ONE, ()) == ""


def test_what_another_school_of_the_hub_has_is_never_taken() -> None:
    assert its_school("Maple Street", ONE, {"maple"}) == ""
    assert its_school("Maple Street", TWO, {"maple"}) == "elm"
    assert why_none("Maple Street", ONE, {"maple"}) == ""


def test_of_several_the_one_of_just_this_name_is_meant() -> None:
    assert its_school("elm road", TWO, ()) == "elm"


def test_where_nobody_can_tell_it_is_said_what_to_do() -> None:
    assert its_school("Sunny Days", TWO, ()) == ""
    assert its_school("Sunny Days", TWINS, ()) == ""
    assert why_none("Sunny Days", TWO, ()) == (
        "This roster is of several schools, and not just one is called Sunny Days: Elm Road, Maple Street. Bring"
        " one that has your school alone."
    )
