"""This file says which headers guard our answers: what a browser may do with them, and who may hold them."""

from __future__ import annotations

import base64
import hashlib
import re
from collections.abc import Sequence
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from hub.settings import origin_of

if TYPE_CHECKING:
    from hub.settings import Settings

_STYLE = re.compile(r"<style>(.*?)</style>", re.DOTALL)

POWERS = (
    "accelerometer", "camera", "display-capture", "geolocation", "gyroscope", "hid", "magnetometer", "microphone",
    "midi", "payment", "serial", "usb", "xr-spatial-tracking",
)  # fmt: skip
"""What the page asks of no browser, so that nothing that gets into it can."""

HSTS = "max-age=31536000"
"""A year. Without includeSubDomains: what else stands below the name is not ours to say."""

NOTHING_MORE = "base-uri 'none'; frame-ancestors 'none'"
API_POLICY = f"default-src 'none'; form-action 'none'; {NOTHING_MORE}"
"""Of what is no page: whatever a browser takes it for, it loads nothing and runs nothing."""


def page_policy(settings: Settings) -> str:
    """
    What the web app may load and reach: its own files, and images that it or the hub made (data:, blob:).

    The hub's own socket is named besides 'self', which browsers before 2022 take for https alone.
    """
    socket = origin_of(settings.base_url).replace("http", "ws", 1)
    return (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data: blob:; "
        f"connect-src 'self' {socket}; manifest-src 'self'; worker-src 'self'; form-action 'self'; {NOTHING_MORE}"
    )


def policy_of_page(whole: str) -> str:
    """
    The policy of a page that is one file: it may look as its own style says, send its own form, and nothing else.

    whole: the HTML; what stands in its <style> is named by its hash, so that no other style counts.
    """
    styles = " ".join(f"'sha256-{_digest(one)}'" for one in _STYLE.findall(whole))
    return f"default-src 'none'; style-src {styles}; form-action 'self'; {NOTHING_MORE}"


def _digest(text: str) -> str:
    return base64.b64encode(hashlib.sha256(text.encode()).digest()).decode()


class Guards:
    """The headers of every answer of one hub; an answer that says one of them itself knows better."""

    def __init__(self, settings: Settings) -> None:
        usual = {
            "x-content-type-options": "nosniff",
            "referrer-policy": "no-referrer",
            "x-frame-options": "DENY",
            "cross-origin-opener-policy": "same-origin",
            "cross-origin-resource-policy": "same-origin",
            "permissions-policy": ", ".join(f"{one}=()" for one in POWERS),
            "cache-control": "no-store",
        }
        if urlsplit(settings.base_url).scheme == "https":
            usual["strict-transport-security"] = HSTS
        self.of_page = {**usual, "content-security-policy": page_policy(settings)}
        self.of_api = {**usual, "content-security-policy": API_POLICY}
        self._page, self._api = _encoded(self.of_page), _encoded(self.of_api)

    def add(self, path: str, headers: Sequence[tuple[bytes, bytes]]) -> list[tuple[bytes, bytes]]:
        """The headers of an answer at this address, with those that guard it and it has not said itself."""
        said = {name.lower() for name, _ in headers}
        usual = self._api if path.startswith("/v1/") else self._page
        return [*headers, *(one for one in usual if one[0] not in said)]


def _encoded(headers: dict[str, str]) -> list[tuple[bytes, bytes]]:
    return [(name.encode(), value.encode()) for name, value in headers.items()]
