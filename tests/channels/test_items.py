"""Items survive the wire, and what is none is refused."""

import json
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.items import BODY, Item, type_of

EXAMPLES = {
    "text": {"text": "Mia slept well"},
    "nap": {"started_at": "2026-11-23T12:00:00Z", "ended_at": "2026-11-23T13:30:00Z", "note": "on her side"},
    "meal": {"meal": "lunch", "amount": "most", "note": ""},
    "bottle": {"contents": "breast_milk", "amount_ml": 90},
    "diaper": {"state": "wet_and_soiled"},
    "note": {"text": "A good day"},
    "incident": {"what": "Fell", "action": "Cold pack", "severity": "moderate"},
    "observation": {"text": "Stands alone"},
    "name_to_face": {"where": "playground"},
}


def test_every_item_type_has_an_example_here() -> None:
    assert {str(one.__struct_config__.tag) for one in get_args(Item)} == set(EXAMPLES)


@pytest.mark.parametrize("item_type", EXAMPLES)
def test_an_item_comes_back_as_it_went(item_type: str) -> None:
    raw = json.dumps({"type": item_type, **EXAMPLES[item_type]})
    item = msgspec.json.decode(raw, type=Item)
    again = msgspec.json.decode(msgspec.json.encode(item), type=Item)

    assert again == item
    assert type_of(item) == item_type


@given(st.text(min_size=1, max_size=500).filter(lambda text: text.encode("utf-8", "ignore").decode() == text))
def test_text_is_kept_to_the_letter(text: str) -> None:
    item = msgspec.json.decode(json.dumps({"type": "text", "text": text}), type=Item)

    assert msgspec.json.decode(msgspec.json.encode(item))["text"] == text


@pytest.mark.parametrize(
    "bad",
    [
        {}, {"type": "text"}, {"type": "text", "text": ""}, {"type": "text", "text": "x" * (BODY + 1)},
        {"type": "text", "text": 7}, {"type": "text", "text": "a", "more": 1}, {"type": "dance"},
        {"type": "nap"}, {"type": "nap", "started_at": "2026-11-23T12:00:00"},
        {"type": "meal", "meal": "brunch", "amount": "all"},
        {"type": "bottle", "contents": "milk", "amount_ml": -1},
        {"type": "bottle", "contents": "milk", "amount_ml": 5_000}, {"type": "diaper", "state": "unknown"},
        {"type": "incident", "what": "Fell", "severity": "huge"}, {"type": "name_to_face", "where": ""},
    ],
)  # fmt: skip
def test_what_is_no_item_is_refused(bad: dict) -> None:
    with pytest.raises(msgspec.ValidationError):
        msgspec.json.decode(json.dumps(bad), type=Item)
