"""Whatever a device sends is either commands or a refusal in words, and never anything else."""

import contextlib
import json
import re
from datetime import timedelta, timezone
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st
from msgspec import inspect

from channels.items import Item
from hub import wire
from hub.api.live.commands import decoded, error_of, request_of
from hub.errors import Invalid, Met, TooLarge

INNER = re.compile(
    r"\b(Traceback|msgspec|\w+Error|Struct|"
    + "|".join(one.__name__ for union in (wire.Command, Item) for one in union.__args__)
    + r")\b|\bhub\.|0x[0-9a-f]{6}"
)
"""What is nobody's business: names of our classes, of our modules, of exceptions."""

LETTERS = st.characters(exclude_categories=())
"""Every code point, U+0000 and surrogates among them; JSON can spell them all."""

ZONES = st.integers(-1_439, 1_439).map(lambda minutes: timezone(timedelta(minutes=minutes)))
quick = settings(max_examples=150, deadline=None)


def made_of(shape: inspect.Type) -> st.SearchStrategy[Any]:
    """Values of a type as the wire declares it, so that a new command or item is tried without a line here."""
    match shape:
        case inspect.StructType():
            return st.builds(shape.cls, **{one.name: made_of(one.type) for one in shape.fields})
        case inspect.UnionType():
            return st.one_of([made_of(one) for one in shape.types])
        case inspect.LiteralType():
            return st.sampled_from(shape.values)
        case inspect.VarTupleType():
            most = min(shape.max_length or 3, 3)
            return st.lists(made_of(shape.item_type), min_size=shape.min_length or 0, max_size=most).map(tuple)
        case inspect.IntType():
            return st.integers(shape.ge, shape.le)
        case inspect.DateTimeType(tz=True):
            return st.datetimes(timezones=ZONES)
        case inspect.StrType():
            return text_of(shape)
        case inspect.NoneType():
            return st.none()
    raise AssertionError(f"nothing is known here of {shape}")


def text_of(shape: inspect.StrType) -> st.SearchStrategy[str]:
    if shape.pattern is not None:
        return st.from_regex(shape.pattern, fullmatch=True).filter(lambda text: len(text) <= shape.max_length)
    alphabet = st.characters(exclude_categories=["Cs"], exclude_characters="\0")
    return st.text(alphabet, min_size=shape.min_length or 0, max_size=min(shape.max_length, 100))


COMMANDS = made_of(inspect.type_info(wire.Command))

JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats() | st.text(LETTERS, max_size=8),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(LETTERS, max_size=8), inner, max_size=4),
    max_leaves=8,
)
"""Any JSON, and what Python takes for it: NaN and the infinities."""

ODD = st.one_of(
    JSON.map(json.dumps),
    st.integers(1, 5_000).map(lambda digits: "9" * digits),
    st.sampled_from(
        ["NaN", "-Infinity", "1e999", "-0", "1.0", "007", r'"\ud800"', r'"a\u0000"', '"\0"', '""', "{}", "'"]
    ),
    st.tuples(st.integers(1, 20_000), st.sampled_from(["[", '{"t":', '[{"item":'])).map(
        lambda one: one[0] * one[1]
    ),
)
"""What stands in no frame of ours, as the text of a value."""


@st.composite
def mutated(draw: st.DrawFn) -> str:
    """A frame that was good, with something about it changed: a field, a value, a character, its end."""
    fields = {name: json.dumps(value) for name, value in msgspec.to_builtins(draw(COMMANDS)).items()}
    name = draw(st.sampled_from([*fields, "t"]))
    twice = ""
    match draw(st.sampled_from(["left out", "odd", "twice", "more", "item", "text"])):
        case "left out":
            del fields[name]
        case "odd":
            fields[name] = draw(ODD)
        case "twice":
            twice = f',"{name}":{draw(ODD | st.just(fields[name]))}'
        case "more":
            fields[draw(st.text("abcdefghijklmnopqrstuvwxyz_", max_size=9))] = draw(ODD)
        case "item":
            item = json.loads(fields.get("item", "{}"))
            item[draw(st.sampled_from([*item, "note"]))] = draw(JSON)
            fields["item"] = json.dumps(item)
        case "text":
            whole = _spelled(fields)
            at, to = sorted(draw(st.tuples(*[st.integers(0, len(whole))] * 2)))
            return whole[:at] + draw(st.text(max_size=3)) + whole[draw(st.sampled_from([at, to])) :]
    return _spelled(fields, twice)


def _spelled(fields: dict[str, str], more: str = "") -> str:
    return "{" + ",".join(f'"{name}":{value}' for name, value in fields.items()) + more + "}"


def answered(frame: str) -> tuple[wire.Command, ...] | str:
    """The commands of a frame, or the sentence that refuses it; anything else fails the test."""
    try:
        commands = decoded(frame)
    except (Invalid, TooLarge) as met:
        return refused(met, frame)
    assert wire.decode(msgspec.json.encode(commands)) == commands
    return commands


def refused(met: Met, frame: str) -> str:
    """Its sentence, which is one, and can be sent."""
    assert isinstance(json.loads(wire.encode(error_of(met, request_of(frame))))["message"], str)
    assert re.search(r"\w{2}", met.sentence)
    assert [its for its in INNER.finditer(met.sentence) if its[0] not in frame] == []
    return met.sentence


@given(st.lists(COMMANDS, max_size=3).map(tuple))
@quick
def test_what_a_device_may_say_is_read_as_it_was_said(commands: tuple[wire.Command, ...]) -> None:
    assert wire.decode(msgspec.json.encode(commands)) == commands
    assert [answered(msgspec.json.encode(one).decode()) for one in commands] == [(one,) for one in commands]


@given(st.text() | ODD)
@example("")
@example("\ufeff{}")
@example('{"t":"typing","conversation":"c"} {}')
@quick
def test_text_that_is_no_frame_is_refused_in_words(text: str) -> None:
    assert isinstance(answered(text), str) or text == "[]"


@given(mutated() | JSON.map(json.dumps))
@example('{"t":"typing","t":"read","conversation":"c"}')
@example('{"t":"typing","conversation":"a","conversation":"b"}')
@example('{"t":"read","i":1.0,"conversation":"c","n":1e2}')
@quick
def test_frames_that_went_wrong_on_their_way_are_commands_or_refused_in_words(frame: str) -> None:
    answered(frame)


@given(st.binary() | mutated().map(str.encode))
@quick
def test_bytes_end_in_commands_or_in_what_decode_says_it_raises(frame: bytes) -> None:
    with contextlib.suppress(msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        wire.decode(frame)


@given(mutated(), st.integers(0, 150))
@quick
def test_no_array_is_read_in_part(frame: str, good: int) -> None:
    typing = '{"t":"typing","conversation":"c"}'
    alone, together = answered(frame), answered(f"[{','.join([*[typing] * good, frame])}]")

    assert isinstance(together, str) == (isinstance(alone, str) or good >= wire.BATCH)


@pytest.mark.parametrize(
    ("its", "sentence"),
    [
        ({"i": -1}, "i: expected `int` >= 0"),
        ({"i": 2**53 + 1}, f"i: expected `int` <= {2**53}"),
        ({"i": 10**4_000}, "i: expected"),
        ({"n": True}, "n: expected `int`, got `bool`"),
        ({"n": float("nan")}, "JSON is malformed"),
        ({"t": "dance"}, "t: invalid value 'dance'"),
        ({"conversation": ""}, "conversation: expected `str` of length >= 1"),
        ({"conversation": "c\0"}, "The character U+0000 is not allowed."),
        ({"extra": 1}, "Object contains unknown field `extra`"),
    ],
)
def test_a_refusal_names_the_field(its: dict[str, object], sentence: str) -> None:
    found = answered(json.dumps({"t": "read", "i": 1, "conversation": "c", "n": 1, **its}))

    assert isinstance(found, str)
    assert found.startswith(sentence)


@pytest.mark.parametrize("cid", ["a b", "a\n", "\na", "a\0", "é", "", "x" * 81, "\u0660"])
def test_a_cid_is_what_may_stand_in_a_header(cid: str) -> None:
    post = {"t": "post", "i": 1, "conversation": "c", "cid": cid, "item": {"type": "text", "text": "a"}}

    assert isinstance(answered(json.dumps(post)), str)
    assert isinstance(answered(json.dumps({**post, "cid": "a-Z_0.9:"})), tuple)


@pytest.mark.parametrize(
    "moment",
    [
        "0001-01-01T00:00:00+23:59",
        "9999-12-31T23:59:59.999999-23:59",
        "2026-02-28t10:00:00.1234567z",
        "2016-12-31T23:59:60Z",
        "9999-12-31T23:59:59.9999999Z",
        "2026-02-29T10:00:00Z",
        "2026-02-28T10:00:00",
        "2026-02-28T24:00:00Z",
    ],
)
def test_moments_at_the_edges_are_read_as_they_are_written_again_or_refused_by_name(moment: str) -> None:
    nap = {"t": "post", "i": 1, "conversation": "c", "cid": "x", "item": {"type": "nap", "started_at": moment}}
    found = answered(json.dumps(nap))

    assert isinstance(found, tuple) or found.startswith("item.started_at: ")
