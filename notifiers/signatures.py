"""This file tells whether a call that says it comes from Twilio does, and where Twilio finds us."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass
from urllib.parse import parse_qs, parse_qsl, urlsplit

from multidict import MultiDict
from twilio.request_validator import SIGNATURE_HEADER, SIGNATURE_SETTINGS_HEADER, RequestValidator
from twilio.request_validator import get_signature_algorithm as algorithm_of

TOKENS = ("ROOMWIRE_TWILIO_AUTH_TOKEN", "ROOMWIRE_TWILIO_OTHER_TOKEN")
"""Either may have signed: while a token is changed both are in use."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True, kw_only=True)
class Call:
    """A call as it came in. url: as the caller knows it, our public address with the query untouched."""

    url: str
    headers: Mapping[str, str]
    body: bytes


def reachable(env: Mapping[str, str]) -> str:
    """Our public address; empty where Twilio cannot reach it, and would refuse a text that says so."""
    hub = env.get("ROOMWIRE_BASE_URL", "").rstrip("/")
    host = urlsplit(hub).hostname or "localhost"
    return "" if host in {"localhost", "::1"} or host.startswith("127.") else hub


def said(call: Call, env: Mapping[str, str]) -> Mapping[str, str] | None:
    """
    What a call says, by parameter; None where it is not signed as Twilio signs, with a token of ours.

    Every parameter counts for the signature, known or not, also an empty one. A JSON body counts by its hash in
    the query; without one it is signed by nobody.

    Source: research/notifiers.md, 1.5, 1 to 7.
    """
    signature, tokens = call.headers.get(SIGNATURE_HEADER), [env[one] for one in TOKENS if env.get(one)]
    params = _params(call)
    if not signature or params is None:
        return None
    algorithm = algorithm_of(call.headers.get(SIGNATURE_SETTINGS_HEADER))
    theirs = any(RequestValidator(token).validate(call.url, params, signature, algorithm) for token in tokens)
    return _read(params) if theirs else None


def _params(call: Call) -> MultiDict[str] | str | None:
    """The form, or the text of a JSON body whose hash is in the query; None where it is neither."""
    kind = call.headers.get("content-type", "").partition(";")[0].strip().lower()
    try:
        text = call.body.decode()
    except UnicodeDecodeError:
        return None
    if kind == FORM:
        return MultiDict(parse_qsl(text, keep_blank_values=True))
    hashed = "bodySHA256" in parse_qs(urlsplit(call.url).query)
    return text if kind == JSON and hashed else None


def _read(params: MultiDict[str] | str) -> Mapping[str, str]:
    if isinstance(params, MultiDict):
        return dict(params.items())
    try:
        found = json.loads(params)
    except ValueError:
        return {}
    return {str(name): str(value) for name, value in found.items()} if isinstance(found, dict) else {}
