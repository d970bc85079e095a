"""This file keeps words that somebody wrote on a room device and did not send, for them alone."""

from __future__ import annotations

from typing import TYPE_CHECKING, NamedTuple

from sqlalchemy import delete, insert, select

from hub.store.schema import draft

if TYPE_CHECKING:
    from sqlalchemy import Connection


class KeptDraft(NamedTuple):
    """Unsent words, in which conversation."""

    conversation: str
    text: str


def put_draft(connection: Connection, person: str, its: KeptDraft, at: str) -> None:
    """Keep what somebody is writing there, in place of what was kept before; empty words are none."""
    there = draft.c.person == person, draft.c.conversation == its.conversation
    connection.execute(delete(draft).where(*there))
    if its.text:
        connection.execute(insert(draft).values(person=person, conversation=its.conversation, text=its.text, at=at))


def list_drafts(connection: Connection, person: str) -> list[KeptDraft]:
    """All that somebody did not send, the oldest first."""
    columns = select(draft.c.conversation, draft.c.text).where(draft.c.person == person)
    return [KeptDraft(*row) for row in connection.execute(columns.order_by(draft.c.at, draft.c.conversation))]


def delete_drafts(connection: Connection, before: str) -> None:
    """Forget what nobody came back to since then."""
    connection.execute(delete(draft).where(draft.c.at < before))
