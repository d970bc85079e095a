"""How a delivery may end, said once."""

from policies.notify.outcomes import ENDED_WELL, UNHEARD, UNREACHED


def test_an_end_of_a_delivery_either_went_well_or_reached_nobody_for_certain() -> None:
    assert set(ENDED_WELL) == {"accepted", "cancelled", "joined"}
    assert not set(ENDED_WELL) & set(UNREACHED)


def test_nobody_has_heard_where_no_provider_took_it_and_it_was_not_our_settings() -> None:
    assert {"bad_message", "expired", "dead_address", "opted_out"} == UNHEARD
    assert set(UNREACHED) > UNHEARD
