"""Items survive the wire, and what is none is refused."""

import json
from typing import get_args

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from channels.items import (
    BODY,
    Attached,
    Files,
    Item,
    TextItem,
    bare,
    tagged_in,
    taken_from,
    told_as,
    type_of,
    words_of,
)

EXAMPLES = {
    "text": {"text": "Mia slept well"},
    "files": {"files": [{"id": "f_1"}, {"id": "f_2", "name": "a.pdf"}], "text": "Look", "tagged": ["mia"]},
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
        {"type": "files"}, {"type": "files", "files": []}, {"type": "files", "files": [{}]},
        {"type": "files", "files": [{"id": "f", "more": 1}]}, {"type": "files", "files": [{"id": "f"}] * 11},
        {"type": "files", "files": [{"id": ""}]}, {"type": "files", "files": [{"id": "f", "bytes": -1}]},
        {"type": "files", "files": [{"id": "f"}], "text": "x" * (BODY + 1)},
        {"type": "files", "files": [{"id": "f"}], "tagged": ["x"] * 31},
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


PHOTO = Attached(id="f_1", name="garden.jpg", media_type="image/jpeg", bytes=9, width=4, height=3)
LETTER = Attached(id="f_2", name="leo.pdf", media_type="application/pdf", bytes=7)


def test_photos_are_told_as_photos_and_whatever_holds_another_file_as_a_file() -> None:
    assert told_as(Files(files=(PHOTO,))) == "photo"
    assert told_as(Files(files=(PHOTO, LETTER))) == "file"
    assert told_as(TextItem("Hello")) == "text"


def test_the_name_of_a_file_is_among_the_words_that_are_looked_at() -> None:
    assert words_of(Files(files=(PHOTO, LETTER), text="For you")) == "For you\ngarden.jpg\nleo.pdf"
    assert tagged_in(Files(files=(PHOTO,), tagged=("mia", "mia"))) == {"mia"}
    assert tagged_in(TextItem("Hello")) == frozenset()


def test_what_a_client_says_of_a_file_is_never_believed() -> None:
    lies = Attached(id="f_2", name="holiday.jpg", media_type="image/jpeg", bytes=1, width=1, height=1)
    before = Files(files=(PHOTO, LETTER), text="Before")

    assert bare(Files(files=(lies,), text="a")) == Files(files=(Attached(id="f_2"),), text="a")
    assert taken_from(before, Files(files=(lies,), text="After")) == Files(files=(LETTER,), text="After")


def test_nothing_is_put_in_by_what_takes_something_out() -> None:
    before = Files(files=(PHOTO,))

    assert taken_from(before, Files(files=(PHOTO, LETTER))) is None
    assert taken_from(before, Files(files=(LETTER,))) is None
    assert taken_from(before, Files(files=(PHOTO, PHOTO))) is None
