"""This file reads where a page of a list begins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.errors import Invalid
from hub.store.page_cursor import PageCursor
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from hub.api.route import Asked

START_AGAIN = on_field("cursor", say("start again from the first page."))


def page_cursor(asked: Asked) -> PageCursor | None:
    """
    Where the page before ended; None for the first page.

    Raises:
        Invalid: it is no cursor of ours.
    """
    cursor = asked.request.query_params.get("cursor")
    if cursor is None:
        return None
    at, _, row = cursor.partition(",")
    if not at or not row:
        raise Invalid(START_AGAIN)
    return PageCursor(at, row)
