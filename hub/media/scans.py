"""This file looks how often a JPEG goes over its pixels, without unpacking any of them."""

from __future__ import annotations

import re

SCANS = 100
"""Times that a JPEG goes over its pixels at the most: programs write about ten, and each one takes its time."""

SEGMENTS = 4_096
"""Pieces of a JPEG at the most; twenty megabytes of what programs write are some hundreds."""

_MARKER = re.compile(rb"\xff([^\x00\x01\xd0-\xd8\xff])")
"""What begins a piece with a length: neither packed pixels, nor the marks within them, nor what fills up."""

_SCAN, _END = b"\xda", b"\xd9"


def is_endless(raw: bytes) -> bool:
    """Whether a JPEG has more scans or pieces than any program writes; what stands behind its end is not its."""
    scans, at = 0, 2
    for _ in range(SEGMENTS):
        found = _MARKER.search(raw, at)
        if found is None or found[1] == _END:
            return False
        scans += found[1] == _SCAN
        if scans > SCANS:
            return True
        at = found.end() + int.from_bytes(raw[found.end() : found.end() + 2], "big")
    return True
