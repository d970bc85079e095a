"""The key that push services know the hub by: every good form is read, and a bad one is called what it is."""

from __future__ import annotations

import base64
from pathlib import Path

import pytest
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from cryptography.hazmat.primitives.serialization import (
    BestAvailableEncryption,
    Encoding,
    NoEncryption,
    PrivateFormat,
    PublicFormat,
)
from hypothesis import given
from hypothesis import strategies as st

from notifiers.senders import SettingError
from notifiers.senders.webpush import configure, generate_key, public_key
from notifiers.vapid import private_key

KEY = ec.derive_private_key(2026_11_28, ec.SECP256R1())
RAW = KEY.private_numbers().private_value.to_bytes(32, "big")
SEC1 = KEY.private_bytes(Encoding.PEM, PrivateFormat.TraditionalOpenSSL, NoEncryption()).decode()
PKCS8 = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
DER = KEY.private_bytes(Encoding.DER, PrivateFormat.PKCS8, NoEncryption())
PUBLIC = KEY.public_key().public_bytes(Encoding.PEM, PublicFormat.SubjectPublicKeyInfo).decode()
PARAMETERS = "-----BEGIN EC PARAMETERS-----\nBggqhkjOPQMBBw==\n-----END EC PARAMETERS-----\n"
"""What `openssl ecparam -name prime256v1 -genkey` writes before the key: the curve's name."""


def b64(raw: bytes) -> str:
    return base64.urlsafe_b64encode(raw).decode()


@pytest.mark.parametrize(
    "text",
    [
        SEC1,
        PKCS8,
        PARAMETERS + SEC1,
        SEC1 + "\n\n",
        "\n  \n" + SEC1,
        "Our key for push, of 2024. Do not lose it!\n\n" + PKCS8,
        "subject=/CN=push\n" + PARAMETERS + "\n" + SEC1 + "\n# end\n",
        SEC1.replace("\n", "\r\n"),
        PUBLIC + SEC1,
        "\ufeff" + PKCS8,
    ],
    ids=[
        "SEC1",
        "PKCS8",
        "parameters",
        "blank after",
        "blank before",
        "comment",
        "all",
        "CRLF",
        "with public",
        "BOM",
    ],
)
def test_every_good_file_is_read(text: str, tmp_path: Path) -> None:
    file = tmp_path / "vapid.pem"
    file.write_text(text, newline="")

    assert private_key(str(file)).private_numbers() == KEY.private_numbers()
    assert private_key(text.removeprefix("\ufeff")).private_numbers() == KEY.private_numbers()


@pytest.mark.parametrize(
    "text",
    [
        b64(RAW),
        b64(RAW).rstrip("="),
        base64.b64encode(RAW).decode(),
        f" {b64(RAW)}\n",
        b64(DER),
        b64(DER).rstrip("="),
    ],
)
def test_so_is_base64_of_either_kind(text: str) -> None:
    assert private_key(text).private_numbers() == KEY.private_numbers()


def other(curve: ec.EllipticCurve) -> str:
    key = ec.generate_private_key(curve)
    return key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()


RSA = (
    rsa.generate_private_key(65537, 2048).private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()).decode()
)
LOCKED = KEY.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, BestAvailableEncryption(b"maple")).decode()
POINT = KEY.public_key().public_bytes(Encoding.X962, PublicFormat.UncompressedPoint)


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        (other(ec.SECP384R1()), "it is a key of secp384r1, and browsers take those of P-256 alone."),
        (other(ec.SECP256K1()), "it is a key of secp256k1, and browsers take those of P-256 alone."),
        (RSA, "it is a key of RSAPrivateKey, and browsers take those of P-256 alone."),
        (LOCKED, "its file asks for a password, and nobody is there to give it: save it without one"),
        (PUBLIC, "it holds no private key: it is the public one"),
        (PARAMETERS, "it holds no private key"),
        (b64(POINT), "it is the public key; the private one, of 32 octets, is wanted"),
        (SEC1.replace("M", "x", 3), "its PEM block is damaged, or of a kind that is not known here"),
        (b64(bytes(32)), "these 32 octets are no key of P-256."),
        ("vapid.pem", "it is neither base64url of 32 octets nor the path of a PEM file."),
        ("/etc/roomwire/no such file.pem", "it is neither base64url of 32 octets nor the path of a PEM file."),
    ],
)
def test_what_is_no_key_for_browsers_is_called_what_it_is(text: str, sentence: str) -> None:
    env = {"ROOMWIRE_VAPID_PRIVATE_KEY": text, "ROOMWIRE_VAPID_SUBJECT": "mailto:ops@maplestreet.example"}
    with pytest.raises(SettingError) as refused:
        configure(env)

    assert str(refused.value).startswith(f"ROOMWIRE_VAPID_PRIVATE_KEY: {sentence}")


def test_what_the_hub_makes_itself_it_reads(tmp_path: Path) -> None:
    from py_vapid import Vapid02

    made = generate_key()

    assert public_key(Vapid02(private_key=private_key(made))) == public_key(Vapid02.from_string(made))


@given(st.text(max_size=200) | st.binary(max_size=200).map(b64))
def test_whatever_else_stands_there_is_refused_in_words(text: str) -> None:
    try:
        found = private_key(text).curve.name
    except ValueError as refused:
        found = str(refused)

    assert found
