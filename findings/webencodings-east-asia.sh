#!/usr/bin/env bash
# webencodings 0.6.1: the labels of the WHATWG Encoding Standard, but for three of them not its decoders.
#
# One would guess: the package that calls itself an implementation of that standard reads bytes as browsers do.
# What happens: it maps labels to Python's codecs, and for three of them Python has none that reads like the standard.
# - iso-2022-jp and euc-jp: rows 13 and 89 to 92 of the double-byte table are missing, so the name Takahashi written
#   with its common variant (U+9AD9), and the numbers in circles, come out as U+FFFD. Under shift_jis both are right,
#   which makes one trust the rest.
# - gbk: the standard reads this label with the decoder of gb18030; so the euro sign as Windows writes it (0x80) and
#   every four-byte letter, n with tilde among them, come out with U+FFFD.
# Source: encoding.spec.whatwg.org, "gbk decoder", "gb18030 decoder", "iso-2022-jp decoder", "euc-jp decoder" and
# index jis0208; issue 26 of gsnedders/python-webencodings; this run.
#
# Needs python3 with venv.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
cd "$work"

python3 -m venv venv
venv/bin/pip -q --disable-pip-version-check install webencodings==0.6.1
venv/bin/python - <<'PYTHON'
import webencodings

LOST = "\N{REPLACEMENT CHARACTER}"
# What the sender meant, the label, and the bytes as the standard reads them. A double-byte pair of row and cell is
# 0x20 + each in iso-2022-jp, 0xA0 + each in euc-jp, and packed otherwise in shift_jis.
CASES = [
    ("takahashi", "\u9ad9", "shift_jis", b"\xee\xe0", True),
    ("takahashi", "\u9ad9", "iso-2022-jp", b"\x1b$B\x7c\x62\x1b(B", False),
    ("takahashi", "\u9ad9", "euc-jp", b"\xfc\xe2", False),
    ("one in a circle", "\u2460", "shift_jis", b"\x87\x40", True),
    ("one in a circle", "\u2460", "iso-2022-jp", b"\x1b$B\x2d\x21\x1b(B", False),
    ("one in a circle", "\u2460", "euc-jp", b"\xad\xa1", False),
    ("euro", "\u20ac", "gbk", b"\x80", False),
    ("n with tilde", "\u00f1", "gb18030", "\u00f1".encode("gb18030"), True),
    ("n with tilde", "\u00f1", "gbk", "\u00f1".encode("gb18030"), False),
]
print("webencodings", webencodings.VERSION)
for what, meant, label, written, right in CASES:
    text, encoding = webencodings.decode(written, label)
    print(f"{what:16} {label:12} {written.hex(' '):26} meant {ascii(meant)}, read {ascii(text)}")
    assert encoding.name == label, encoding.name
    assert (text == meant) is right, f"{label} reads {what} otherwise now"
    assert right or LOST in text, f"{label} reads {what} otherwise now"
print("As found: the labels are the standard's, three decoders are not.")
PYTHON
