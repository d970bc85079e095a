"""Every push as Google describes it: the discovery document of FCM, which its Python client brings along."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from functools import cache
from pathlib import Path
from typing import Any

import googleapiclient
import jsonschema
import msgspec
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from notifiers.notification import Notification
from notifiers.senders.fcm import clearing, encoded
from tests.notifiers.test_senders import NOTE

DOCUMENT = Path(googleapiclient.__file__).parent / "discovery_cache" / "documents" / "fcm.v1.json"
FORMATS: dict[str, dict[str, Any]] = {
    "google-duration": {"pattern": r"^-?\d+(\.\d{1,9})?s$"},
    "google-datetime": {"pattern": r"^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{1,9})?Z$"},
    "int32": {"minimum": -(2**31), "maximum": 2**31 - 1},
    "float": {},
    "": {},
}
PRIORITY = ["high", "normal"]
"""What Google’s own library makes of AndroidConfig.priority; described are NORMAL and HIGH, and FCM takes both."""


def schema_of(described: dict[str, Any]) -> dict[str, Any]:
    """A schema of a discovery document as JSON Schema; what is not described is refused."""
    if "$ref" in described:
        return {"$ref": f"#/$defs/{described['$ref']}"}
    if described["type"] == "any":
        return {}
    found: dict[str, Any] = {"type": described["type"], **FORMATS[described.get("format", "")]}
    if "enum" in described:
        found["enum"] = described["enum"] + (PRIORITY if {"NORMAL", "HIGH"} == set(described["enum"]) else [])
    if "items" in described:
        found["items"] = schema_of(described["items"])
    if described["type"] == "object":
        its = {name: schema_of(one) for name, one in described.get("properties", {}).items()}
        more = described.get("additionalProperties")
        # JSON of protocol buffers takes the names of the fields as well, with underscores
        found["properties"] = its | {
            re.sub("[A-Z]", lambda one: f"_{one[0].lower()}", name): its[name] for name in its
        }
        found["additionalProperties"] = schema_of(more) if more else False
    return found


@cache
def send_request() -> jsonschema.Draft202012Validator:
    """What FCM takes."""
    schemas = json.loads(DOCUMENT.read_text(encoding="utf-8"))["schemas"]
    defs = {name: schema_of(one) for name, one in schemas.items()}
    return jsonschema.Draft202012Validator({"$ref": "#/$defs/SendMessageRequest", "$defs": defs})


def faults(message: dict[str, Any]) -> list[str]:
    """What of it FCM does not describe, as it goes over the wire; empty where all is well."""
    wire = json.loads(msgspec.json.encode({"message": message}))
    return [f"{one.json_path}: {one.message}" for one in send_request().iter_errors(wire)]


moments = st.integers(1_600_000_000, 4_000_000_000).map(lambda its: datetime.fromtimestamp(its, UTC))
words = st.one_of(st.text(), st.text(min_size=500, max_size=5_000), st.just("Mensaje nuevo de Łukasz 🧸 ¿qué?"))
notes = st.builds(
    Notification, key=st.text(min_size=1), thread=st.text(), title=words, body=words, url=st.text(),
    sender_name=words, created_at=moments, expires_at=moments,
)  # fmt: skip


@settings(max_examples=60)
@given(st.text(min_size=1), notes)
def test_every_alert_is_one_that_google_describes(token: str, note: Notification) -> None:
    made = encoded(token, note)

    assert faults(made) == []
    assert made["notification"] == {"title": note.title, "body": note.body}


@settings(max_examples=40)
@given(st.text(min_size=1), st.text(min_size=1), moments)
def test_so_is_everything_that_takes_an_alert_away(token: str, key: str, expires_at: datetime) -> None:
    made = clearing(token, key, expires_at)

    assert faults(made) == []
    assert "notification" not in made


GOOD = encoded("token-of-rosa", replace(NOTE, expires_at=NOTE.created_at + timedelta(milliseconds=1_500)))
ANDROID: dict[str, Any] = GOOD["android"]


@pytest.mark.parametrize(
    ("wrong", "named"),
    [
        ({"tokn": "x"}, "tokn"),
        ({"token": 1}, "$.message.token"),
        ({"data": {"url": 1}}, "$.message.data.url"),
        ({"notification": {"title": "x", "boddy": "y"}}, "boddy"),
        ({"android": {**ANDROID, "ttl": "60"}}, "$.message.android.ttl"),
        ({"android": {**ANDROID, "priority": "urgent"}}, "$.message.android.priority"),
        ({"android": {**ANDROID, "notification": {"notification_count": 2**31}}}, "notification_count"),
        ({"apns": {"headers": {"apns-priority": 5}}}, "apns-priority"),
        ({"webpush": []}, "$.message.webpush"),
    ],
)
def test_what_google_does_not_describe_is_noticed(wrong: dict[str, Any], named: str) -> None:
    assert faults(GOOD) == []
    (found,) = faults({**GOOD, **wrong})

    assert named in found
