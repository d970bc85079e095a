"""What is signed in an email comes back as it was, or not at all."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.signing import Signer, Stop
from hub.store.names import new

OURS = Signer("a-secret-of-the-tests-and-of-nobody-else")
PURPOSES = ("reply", "bounce", "stop")


@pytest.mark.parametrize("purpose", PURPOSES)
def test_an_address_comes_back_as_the_delivery_it_is_about_whatever_servers_do_to_its_letters(purpose) -> None:
    for delivery in (new("n") for _ in range(200)):
        local = OURS.local(purpose, delivery)

        assert local == local.lower()
        assert len(local) <= 64
        assert OURS.read_local(local) == OURS.read_local(local.upper()) == (purpose, delivery)


def test_an_address_of_another_purpose_secret_or_delivery_is_nobodys() -> None:
    delivery, local = "n_abcdefghijklmnopqrst", OURS.local("reply", "n_abcdefghijklmnopqrst")
    name, mac = local.removeprefix("reply+").split(".")
    other = OURS.local("reply", new("n")).removeprefix("reply+").partition(".")[0]

    assert OURS.read_local(local) == ("reply", delivery)
    for forged in (
        f"bounce+{name}.{mac}", f"stop+{name}.{mac}", f"reply+{other}.{mac}", f"reply+{name}.{'a' * 16}",
        f"reply+{name}.", f"reply+{name}", local + "a", local[1:], "", "reply+.", "postmaster",
    ):  # fmt: skip
        assert OURS.read_local(forged) is None
    assert Signer("x" * 40).read_local(local) is None


@pytest.mark.parametrize(
    "name", ["", "n_", "n_short", "m_abcdefghijklmnopqrst", "n_abcdefghijklmnopqrs/", "x" * 22]
)
def test_only_deliveries_have_addresses(name: str) -> None:
    with pytest.raises(ValueError, match="not the name of a delivery"):
        OURS.local("reply", name)


@given(parts=st.tuples(*[st.text(max_size=40)] * 4))
def test_a_link_comes_back_as_what_it_ends(parts: tuple[str, str, str, str]) -> None:
    link = OURS.link(Stop(*parts))

    assert OURS.read_link(link) == Stop(*parts)
    assert Signer("x" * 40).read_link(link) is None


@given(text=st.text(max_size=200))
def test_a_link_that_we_did_not_sign_ends_nothing(text: str) -> None:
    real = OURS.link(Stop("s", "p", "routine", "rosa@families.example"))
    body, _, mac = real.partition(".")

    assert OURS.read_link(real) is not None
    for forged in (text, f"{text}.{mac}", f"{body}.{text}", real[:-1], real + "a", body):
        assert OURS.read_link(forged) in ({None} | ({OURS.read_link(real)} if forged == real else set()))


def test_what_the_other_secret_signed_is_ours_while_it_stands_beside_and_what_we_sign_is_of_the_new_one() -> None:
    new_one = "the-new-secret-of-the-hub-for-the-tests"
    changed, after = Signer(new_one, OURS.secret), Signer(new_one)
    delivery, stop = "n_abcdefghijklmnopqrst", Stop("s", "p", "routine", "rosa@example.org")
    local, link = OURS.local("reply", delivery), OURS.link(stop)

    assert changed.read_local(local) == ("reply", delivery)
    assert changed.read_link(link) == stop
    assert (after.read_local(local), after.read_link(link)) == (None, None)
    assert changed.local("reply", delivery) == after.local("reply", delivery) != local
    assert changed.link(stop) == after.link(stop) != link
    assert set(OURS.ways(delivery)) | set(after.ways(delivery)) == set(changed.ways(delivery))
    assert Signer("x" * 40, "y" * 40).read_local(local) is None
    assert (OURS.secret in repr(changed), new_one in repr(changed)) == (False, False)
