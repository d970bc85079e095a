"""This file is somebody typing: a sign to who would be shown the message at once, and to nobody else."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub import wire
from hub.bus.hints import TypingHint
from hub.errors import Met
from hub.queries.conversations.posting import TEXT, Question, decided
from policies.conversations.seeing import ALL, STAFF_SIDE, may_read
from policies.review.sharing import Sharing

if TYPE_CHECKING:
    from collections.abc import Iterable

    from hub.bus.school import School
    from hub.bus.schools import Schools

FOR_MS = 5_000
"""How long a sign stands; devices repeat it every three seconds."""


def typing(schools: Schools, school: School, person: str, conversation: str) -> None:
    """Show it here, and let other nodes show it; nothing where no other node would learn of it in time."""
    if schools.in_touch:
        show_typing(school, person, conversation)
        schools.hints.tell(TypingHint(school.id, person, conversation))


def show_typing(school: School, person: str, conversation: str) -> None:
    """
    Show on this node that person is typing, decided on this node's rules.

    Families see it only where a text of that author would be shared at once (DESIGN.md section 4, zero trace).
    """
    begun = school.begun(conversation)
    question = Question(author=person, conversation=conversation, submission=TEXT, begun=begun)
    try:
        shared = decided(school.snapshot, question)
    except Met:
        return
    audience = ALL if shared.sharing is Sharing.NOW else STAFF_SIDE
    frame = wire.encode(wire.TypingSign(conversation=conversation, person=person, for_ms=FOR_MS))
    for reader in _readers(school, conversation, audience):
        if reader != person:
            for listener in school.listeners(reader):
                listener.sign(frame)


def _readers(school: School, conversation: str, audience: str) -> Iterable[str]:
    for reader, place in school.snapshot.members(conversation).items():
        if place.open and may_read(place.side, audience, school.seq, place.spans, own_child=place.own_child):
            yield reader
