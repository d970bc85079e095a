"""This file finds the conversation that somebody names, if it is theirs to know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.errors import NotFound

if TYPE_CHECKING:
    from hub.store.snapshot import Conversation, Membership, Snapshot

NO_CONVERSATION = "There is no such conversation, or it is not yours."
NO_MESSAGE = "There is no such message, or it is not yours."


def place(snapshot: Snapshot, person: str, conversation: str) -> tuple[Conversation, Membership]:
    """
    A conversation and person's place in it.

    Raises:
        NotFound: it does not exist, or is not theirs; both alike.
    """
    membership = snapshot.membership(person, conversation)
    if membership is None:
        raise NotFound(NO_CONVERSATION)
    return snapshot.conversations[conversation], membership
