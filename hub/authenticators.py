"""This file checks what authenticators answer: that a passkey was made, or that its holder is here (WebAuthn)."""

from __future__ import annotations

import base64
import binascii
from dataclasses import dataclass, field

from cryptography.exceptions import UnsupportedAlgorithm
from webauthn import verify_authentication_response, verify_registration_response
from webauthn.helpers import (
    decode_credential_public_key,
    decoded_public_key_to_cryptography,
    encode_cbor,
    parse_cbor,
    parse_client_data_json,
)
from webauthn.helpers.exceptions import WebAuthnException
from webauthn.helpers.structs import (
    AuthenticationCredential,
    AuthenticatorAssertionResponse,
    AuthenticatorAttestationResponse,
    RegistrationCredential,
)
from webauthn.registration.generate_registration_options import default_supported_pub_key_algs

from policies.people.passkeys import RelyingParty

ALGORITHMS = tuple(int(one) for one in default_supported_pub_key_algs)
"""COSE names of the signatures that we take, the best first: EdDSA, ES256, RS256."""

LONGEST_CREDENTIAL = 1_023
"""Octets of what an authenticator calls a passkey (WebAuthn, section 6.5.1)."""

LONGEST_KEY = 600
"""Octets of a public key: RSA of 4,096 bits has some 530; a longer one would take the hub long to check."""

_WRONG = (
    WebAuthnException, UnsupportedAlgorithm, ValueError, TypeError, KeyError, IndexError, AttributeError,
    OverflowError, RecursionError,
)  # fmt: skip
"""What is raised about an answer that is none: octets of anybody's choosing are taken apart here."""


@dataclass(frozen=True, slots=True)
class MadeAnswer:
    """What a browser gives where a passkey was made; each as base64url without padding."""

    id: str
    client_data: str
    attestation: str


@dataclass(frozen=True, slots=True)
class HereAnswer:
    """What a browser gives where the holder of a passkey is here; each as base64url without padding."""

    id: str
    client_data: str
    authenticator_data: str
    signature: str
    user_handle: str


@dataclass(frozen=True, slots=True)
class MadePasskey:
    """A passkey as its authenticator made it. credential, key: base64url; counter: where it begins to count."""

    credential: str
    key: str = field(repr=False)
    counter: int = 0


def challenge_of(client_data: str) -> bytes | None:
    """What was signed, as the browser says; None where it says nothing that one could read."""
    try:
        found = parse_client_data_json(octets(client_data))
        return bytes(found.challenge) if not found.cross_origin else None
    except _WRONG:
        return None


def made(answer: MadeAnswer, challenge: bytes, party: RelyingParty) -> MadePasskey | None:
    """
    The passkey of an answer to challenge; None where it is none, or none of this party and of a person who showed
    who they are.

    What the authenticator says of its maker (the attestation statement) is not asked for, so it is not looked at:
    there is nobody whom we would refuse for it, and seven forms of it would be taken apart for nothing.
    """
    try:
        its = parse_cbor(octets(answer.attestation))
        plain = encode_cbor({"fmt": "none", "attStmt": {}, "authData": its["authData"]})
        found = verify_registration_response(
            credential=RegistrationCredential(
                id=answer.id, raw_id=octets(answer.id),
                response=AuthenticatorAttestationResponse(octets(answer.client_data), plain),
            ),
            expected_challenge=challenge, expected_rp_id=party.id, expected_origin=party.origin,
            require_user_verification=True,
        )  # fmt: skip
        credential, key = text(found.credential_id), found.credential_public_key
        decoded_public_key_to_cryptography(
            decode_credential_public_key(key)
        )  # one that could check nothing is none
    except _WRONG:
        return None
    if credential != answer.id or len(found.credential_id) > LONGEST_CREDENTIAL or len(key) > LONGEST_KEY:
        return None
    return MadePasskey(credential, text(key), found.sign_count)


def counted(answer: HereAnswer, challenge: bytes, party: RelyingParty, key: str) -> int | None:
    """
    Where the counter of a passkey stands whose holder is here and showed who they are; None where that is not so.

    Whether it has gone on is not looked at here: policies/people/passkeys.goes_on says so, within the commit.
    """
    try:
        return verify_authentication_response(
            credential=AuthenticationCredential(
                id=answer.id, raw_id=octets(answer.id),
                response=AuthenticatorAssertionResponse(
                    octets(answer.client_data), octets(answer.authenticator_data), octets(answer.signature)
                ),
            ),
            expected_challenge=challenge, expected_rp_id=party.id, expected_origin=party.origin,
            credential_public_key=octets(key), credential_current_sign_count=0, require_user_verification=True,
        ).new_sign_count  # fmt: skip
    except _WRONG:
        return None


def octets(written: str) -> bytes:
    """
    What base64url without padding stands for.

    Raises:
        ValueError: it is none.
    """
    try:
        return base64.b64decode(written + "=" * (-len(written) % 4), b"-_", validate=True)
    except binascii.Error as error:
        raise ValueError(str(error)) from None


def text(raw: bytes) -> str:
    """Octets as base64url without padding."""
    return base64.urlsafe_b64encode(raw).decode().rstrip("=")
