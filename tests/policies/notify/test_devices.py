"""What may be a push address."""

import base64
import json

import pytest
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat
from hypothesis import given
from hypothesis import strategies as st

from policies.notify.devices import AGAIN, NOT_FCM, TAKEN, P, may_be_device
from policies.verdict import Allowed, Refused


def b64(raw: bytes) -> str:
    """As browsers write it."""
    return base64.urlsafe_b64encode(raw).rstrip(b"=").decode()


KEY = ec.derive_private_key(7, ec.SECP256R1()).public_key()
POINT = KEY.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)
SHORT = KEY.public_bytes(Encoding.X962, PublicFormat.CompressedPoint)
KEYS = {"p256dh": b64(POINT), "auth": b64(b"sixteen octets!!")}
GOOD = "https://push.example.com/send/abc"


def subscription(endpoint: object = GOOD, keys: object = KEYS) -> str:
    return json.dumps({"endpoint": endpoint, "expirationTime": None, "keys": keys})


@pytest.mark.parametrize(
    "endpoint",
    [
        GOOD,
        "https://fcm.googleapis.com/fcm/send/dp0:APA91b-x_y",
        "https://updates.push.services.mozilla.com:443/wpush/v2/gAAAA",
        "https://web.push.apple.com/QGx-9",
        "https://wns2-by3p.notify.windows.com/w/?token=BQYAA%2b%3d",
    ],
)
def test_a_subscription_of_a_browser_is_taken(endpoint: str) -> None:
    assert may_be_device("webpush", subscription(endpoint)) == TAKEN


@pytest.mark.parametrize("padded", ["=", "==", ""])
def test_keys_are_taken_with_their_padding_and_without(padded: str) -> None:
    keys = {"p256dh": KEYS["p256dh"] + padded, "auth": KEYS["auth"] + padded}

    assert may_be_device("webpush", subscription(keys=keys)) == TAKEN


@pytest.mark.parametrize("address", ["not json", "[1]", "null", '"x"', "[" * 4_000, "{"])
def test_what_is_no_subscription_is_refused_with_what_to_do(address: str) -> None:
    assert may_be_device("webpush", address) == Refused(
        f"address: this is no PushSubscription as JSON text. {AGAIN}"
    )


@pytest.mark.parametrize(
    "endpoint",
    [
        None,
        7,
        "",
        "https://[::1",
        "https://push.example.com:x/",
        "https://p ush.example/",
        "https://push.exämple.com/",
        "https://push.example.com/\n",
    ],
)
def test_an_endpoint_is_an_address(endpoint: object) -> None:
    verdict = may_be_device("webpush", subscription(endpoint))

    assert isinstance(verdict, Refused)
    assert verdict.because.startswith("address: endpoint: ")


@pytest.mark.parametrize(
    ("endpoint", "why"),
    [
        ("http://push.example.com/a", "port 443"),
        ("ftp://push.example.com/a", "port 443"),
        ("https://push.example.com:8443/a", "port 443"),
        ("https://rosa@push.example.com/a", "user name"),
        ("https://:secret@push.example.com/a", "user name"),
        ("https://203.0.113.7/a", "a name"),
        ("https://[2001:db8::7]/a", "a name"),
        ("https://[fe80::1%25eth0]/a", "a name"),
        ("https://2130706433/a", "a name"),
        ("https://0x7f.1/a", "a name"),
        ("https://push.0x7f000001/a", "a name"),
        ("https://localhost/a", "a name"),
        ("https://push..example.com/a", "a name"),
        ("https://-push.example.com/a", "a name"),
        (f"https://{'a.' * 130}example/a", "a name"),
        ("https:///a", "a name"),
        ("http://127.0.0.1:8399/a", "port 443"),
    ],
)
def test_a_push_service_is_public_and_has_a_name(endpoint: str, why: str) -> None:
    verdict = may_be_device("webpush", subscription(endpoint))

    assert isinstance(verdict, Refused)
    assert why in verdict.because


@pytest.mark.parametrize("endpoint", ["http://127.0.0.1:8399/a", "http://localhost:1/a", "https://[::1]:2/a"])
def test_for_tests_a_push_service_may_be_on_this_machine_and_nowhere_else(endpoint: str) -> None:
    assert isinstance(may_be_device("webpush", subscription(endpoint)), Refused)
    assert may_be_device("webpush", subscription(endpoint), local=True) == TAKEN
    assert isinstance(may_be_device("webpush", subscription("http://10.0.0.1/a"), local=True), Refused)
    assert isinstance(may_be_device("webpush", subscription("ftp://127.0.0.1/a"), local=True), Refused)


OUTSIDE = (P + 1).to_bytes(32)


@pytest.mark.parametrize(
    ("keys", "why"),
    [
        (None, "missing"),
        ([], "missing"),
        ({}, "P-256"),
        ({**KEYS, "p256dh": 7}, "P-256"),
        ({**KEYS, "p256dh": "é"}, "P-256"),
        ({**KEYS, "p256dh": "a"}, "P-256"),
        ({**KEYS, "p256dh": "a b c d"}, "P-256"),
        ({**KEYS, "p256dh": b64(SHORT)}, "P-256"),
        ({**KEYS, "p256dh": b64(b"\x04" + b"\x01" * 64)}, "P-256"),
        ({**KEYS, "p256dh": b64(b"\x05" + POINT[1:])}, "P-256"),
        ({**KEYS, "p256dh": b64(b"\x04" + OUTSIDE + POINT[33:])}, "P-256"),
        ({**KEYS, "p256dh": b64(POINT[:33] + OUTSIDE)}, "P-256"),
        ({"p256dh": KEYS["p256dh"]}, "16 octets"),
        ({**KEYS, "auth": b64(b"fifteen octets!")}, "16 octets"),
    ],
)
def test_keys_that_nothing_can_be_encrypted_for_are_refused(keys: object, why: str) -> None:
    verdict = may_be_device("webpush", subscription(keys=keys))

    assert isinstance(verdict, Refused)
    assert why in verdict.because


@pytest.mark.parametrize("token", ["rosas-phone", "dp0Z:APA91bH_x-" + "A" * 140, "A" * 4_096])
def test_a_token_of_firebase_is_taken(token: str) -> None:
    assert may_be_device("fcm", token) == TAKEN


@pytest.mark.parametrize("token", ["", "two words", "{}", subscription(), "é", "A" * 4_097, "a\n"])
def test_what_is_no_token_of_firebase_is_refused_with_what_to_do(token: str) -> None:
    assert may_be_device("fcm", token) == Refused(NOT_FCM)


@given(number=st.integers(min_value=1, max_value=2**128))
def test_every_key_of_the_curve_is_taken(number: int) -> None:
    key = ec.derive_private_key(number, ec.SECP256R1()).public_key()
    point = key.public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)

    assert may_be_device("webpush", subscription(keys={**KEYS, "p256dh": b64(point)})) == TAKEN


@given(said=st.text() | st.dictionaries(st.text(), st.text()).map(json.dumps), endpoint=st.text())
def test_whatever_is_sent_is_answered(said: str, endpoint: str) -> None:
    assert isinstance(may_be_device("webpush", said), Allowed | Refused)
    assert isinstance(may_be_device("webpush", subscription(endpoint), local=True), Allowed | Refused)
