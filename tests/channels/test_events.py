"""One contract for every event that is no message; a new file in channels/events is found by itself."""

import pytest

from channels.events import events
from channels.events.event import EventKind

EVERY = pytest.mark.parametrize("event", events().values(), ids=events())


@EVERY
def test_an_event_says_where_to_look_and_shows_no_name(event: EventKind) -> None:
    assert event.headline
    assert "{" not in event.headline
    assert event.path.startswith("/#/")
    assert event.notice == event.name


def test_what_is_wrong_with_a_device_is_not_pushed_to_it_first() -> None:
    assert {name for name, event in events().items() if not event.pushed} == {"unused", "silenced"}
    assert set(events()) == {
        "reported", "settled", "unsorted", "name_wished", "name_answered", "unused", "silenced",
    }  # fmt: skip
