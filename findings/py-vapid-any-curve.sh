#!/usr/bin/env bash
# py-vapid 1.9.6: a key of any curve signs, the token says ES256 all the same; and the file that OpenSSL writes is not read.
#
# One would guess: a library for VAPID (RFC 8292: ES256, so P-256 alone) refuses a key of another curve when it is read, and
# reads the PEM file that `openssl ecparam -name prime256v1 -genkey` writes, as most instructions for such keys have it.
# What happens: a key of P-384 or of secp256k1 is taken and signs. The header of the token names ES256; the signature of
# P-384 has 96 octets and the public key 97, where ES256 has 64 and 65, and that of secp256k1 has the right lengths and
# is of a curve that no push service checks. Nothing is said until every push is refused (401 or 403), far from its cause. A
# PEM file of P-256 that begins with the block EC PARAMETERS, OpenSSL's default, is refused as malformed; without that
# block, or with -noout, the same key is read.
# Source: RFC 8292, 2 and 3.2; RFC 7518, 3.4; py_vapid/__init__.py (from_pem, sign) and jwt.py; this run.
#
# Needs python3 (checked as 3.11) with venv, openssl (checked as 3.0), and a package index.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"
python3 -m venv env
env/bin/pip install --quiet --disable-pip-version-check py-vapid==1.9.6 cryptography==50.0.2
for curve in prime256v1 secp384r1 secp256k1; do
    openssl ecparam -name "$curve" -genkey -noout -out "$curve.pem"
done
openssl ecparam -name prime256v1 -genkey -out default.pem

env/bin/python - <<'PYTHON'
import base64
import json
from importlib.metadata import version
from pathlib import Path

from py_vapid import Vapid02


def octets(part):
    return base64.urlsafe_b64decode(part + "=" * (-len(part) % 4))


FOUND = {"prime256v1": (64, 65), "secp384r1": (96, 97), "secp256k1": (64, 65)}
print("py-vapid", version("py-vapid"))
for curve, lengths in FOUND.items():
    key = Vapid02.from_pem(Path(f"{curve}.pem").read_bytes())
    said = key.sign({"sub": "mailto:office@school.example", "aud": "https://push.example"})["Authorization"]
    token, public = (part.split("=", 1)[1] for part in said.removeprefix("vapid ").split(","))
    head, _, signature = token.split(".")
    its = len(octets(signature)), len(octets(public))
    print(f"{curve:10} header {json.loads(octets(head))}, signature of {its[0]} octets, public key of {its[1]}")
    assert json.loads(octets(head))["alg"] == "ES256", "the token names another algorithm now"
    assert its == lengths, "the lengths are others now"
written = Path("default.pem").read_bytes()
assert written.startswith(b"-----BEGIN EC PARAMETERS-----"), "OpenSSL writes the file otherwise now"
try:
    Vapid02.from_pem(written)
except ValueError as error:
    print("OpenSSL's own file:", str(error)[:60])
else:
    raise SystemExit("OpenSSL's own file is read now")
Vapid02.from_pem(written[written.index(b"-----BEGIN EC PRIVATE KEY-----") :])
print("As found: every curve is ES256, and the file has to lose its first block.")
PYTHON
