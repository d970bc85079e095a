"""Every deed is of one kind, by which admins look through the log."""

import pytest

from policies.records.deeds import KINDS, Deed, LogKind, kind_of


@pytest.mark.parametrize("deed", Deed)
def test_a_deed_is_of_one_kind(deed: Deed) -> None:
    assert [kind for kind, deeds in KINDS.items() if deed in deeds] == [kind_of(deed)]


def test_there_is_no_kind_of_nothing() -> None:
    assert set(KINDS) == set(LogKind)
    assert all(KINDS.values())
