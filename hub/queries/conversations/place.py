"""This file finds the conversation that somebody names, if it is theirs to know of."""

from __future__ import annotations

from typing import TYPE_CHECKING

from channels.kinds import family_kind
from channels.kinds.kind import Subject
from hub.errors import NotFound
from policies.conversations.posting import NO_CONVERSATION
from policies.sentence import say

if TYPE_CHECKING:
    from hub.store.snapshot import Conversation, Membership, Snapshot

NO_MESSAGE = say("There is no such message, or it is not yours.")


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


def family_of(snapshot: Snapshot, student: str) -> Conversation | None:
    """The conversation of a student's family; who had left before anything was imported never had one."""
    return snapshot.by_subject.get((family_kind().name, str(Subject("student", student))))
