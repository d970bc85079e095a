"""Only what Twilio has signed with a token of ours is read; everything else was said by nobody."""

from __future__ import annotations

import hashlib
import json
from urllib.parse import urlencode

import pytest
from twilio.request_validator import HMAC_SHA256, RequestValidator

from notifiers.signatures import FORM, JSON, Call, reachable, said
from tests.notifiers.providers.twilio import TOKEN

URL = "https://hub.example.org/maple/v1/hooks/twilio/status?delivery=n_1"
PARAMS = {"MessageSid": "SM1", "MessageStatus": "sent", "To": "+12025550101", "Unheard": "of", "Empty": ""}
OURS = {"ROOMWIRE_TWILIO_AUTH_TOKEN": TOKEN}
BOTH = {**OURS, "ROOMWIRE_TWILIO_OTHER_TOKEN": "the-next-one"}


def signed(url: str = URL, params: dict[str, str] | None = None, token: str = TOKEN, algorithm: str = "") -> str:
    return str(
        RequestValidator(token).compute_signature(url, PARAMS if params is None else params, algorithm or None)
    )


def call(
    signature: str | None, body: str = urlencode(PARAMS), url: str = URL, kind: str = FORM, **headers: str
) -> Call:
    found = {"content-type": kind, **headers}
    if signature is not None:
        found["X-Twilio-Signature"] = signature
    return Call(url=url, headers=found, body=body.encode())


def test_what_twilio_signed_is_read_whole_with_what_nobody_knows_and_what_is_empty() -> None:
    assert said(call(signed()), OURS) == PARAMS


@pytest.mark.parametrize(
    "changed",
    [
        call(None),
        call(""),
        call("nonsense"),
        call("é" * 28),
        call(signed(token="somebody-else")),
        call(signed(), url=URL.replace("n_1", "n_2")),
        call(signed(), url=URL.replace("https", "http")),
        call(signed(), url=URL.replace("/maple", "")),
        call(signed(), url=URL.replace("hub.", "evil.")),
        call(signed(), body=urlencode({**PARAMS, "MessageStatus": "failed"})),
        call(signed(), body=urlencode({**PARAMS, "More": "1"})),
        call(signed(), body=urlencode({one: value for one, value in PARAMS.items() if one != "Empty"})),
        call(signed(), body=""),
        call(signed(), kind="text/plain"),
        call(signed(), kind="multipart/form-data"),
        call(signed(), kind=JSON, body=json.dumps(PARAMS)),
        call(signed(params={}), kind=JSON, body=json.dumps(PARAMS)),  # no hash of the body in the query
    ],
)
def test_what_was_changed_or_not_signed_is_read_by_nobody(changed: Call) -> None:
    assert said(changed, OURS) is None


def test_bytes_that_are_no_text_are_read_by_nobody() -> None:
    its = call(signed())
    assert said(Call(url=its.url, headers=its.headers, body=b"\xff\xfe"), OURS) is None


@pytest.mark.parametrize("port", ["", ":443"])
def test_the_usual_port_may_be_said_or_not(port: str) -> None:
    url = URL.replace("hub.example.org", f"hub.example.org{port}")

    assert said(call(signed(url)), OURS) == PARAMS


def test_two_tokens_are_ours_while_one_is_changed() -> None:
    later = call(signed(token="the-next-one"))

    assert said(later, OURS) is None
    assert said(later, BOTH) == PARAMS
    assert said(call(signed()), BOTH) == PARAMS


def test_without_a_token_nobody_is_believed() -> None:
    assert said(call(signed(token="")), {}) is None
    assert said(call(signed(token="")), {"ROOMWIRE_TWILIO_AUTH_TOKEN": ""}) is None


def test_a_shared_key_signs_with_another_algorithm_and_an_unknown_one_signs_nothing() -> None:
    settings = "X-Twilio-Webhooks-Signature-Settings"
    by_key = signed(token="the-next-one", algorithm=HMAC_SHA256)

    assert said(call(by_key, **{settings: "key=k1,algorithm=HMAC_SHA256"}), BOTH) == PARAMS
    assert said(call(by_key), BOTH) is None
    assert said(call(by_key, **{settings: "key=k1,algorithm=HMAC_MD5"}), BOTH) is None


@pytest.mark.parametrize(("body", "read"), [('{"a": 1, "b": "x"}', {"a": "1", "b": "x"}), ("[1]", {}), ("{", {})])
def test_a_json_body_counts_by_its_hash_in_the_query(body: str, read: dict[str, str]) -> None:
    url = f"{URL}&bodySHA256={hashlib.sha256(body.encode()).hexdigest()}"

    assert said(call(signed(url, {}), body=body, url=url, kind=JSON), OURS) == read
    assert said(call(signed(url, {}), body=body + " ", url=url, kind=JSON), OURS) is None


@pytest.mark.parametrize(
    ("url", "found"),
    [
        ("https://hub.example.org/maple/", "https://hub.example.org/maple"),
        ("http://127.0.0.1:8000", ""),
        ("http://localhost:8000", ""),
        ("http://[::1]:8000", ""),
        ("", ""),
    ],
)
def test_twilio_is_told_of_an_address_only_where_it_can_reach_it(url: str, found: str) -> None:
    assert reachable({"ROOMWIRE_BASE_URL": url}) == found
