"""This file has the endpoint by which admins invite people by text; its code is used as a printed one is."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.actions.people import texting
from hub.actions.people.texting import TextWish
from hub.api.people.inviting import InviteIn, NotSent, has_texts, signer_for
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.errors import Invalid
from hub.limits.costs import Cost
from hub.store.clock import stamp
from policies.sentence import say

if TYPE_CHECKING:
    from starlette.responses import Response


class TextsSent(Out, frozen=True):
    """
    How many texts leave, and to whom of those who were named none does. leaves_at: when the last of them leaves,
    where it waits for the morning, else null.
    """

    sent: int
    leaves_at: str | None
    left_out: tuple[NotSent, ...]


async def text_invitations(asked: Asked) -> Response:
    """Of a group only who gets no email is texted; who is named is, where they have a cell that is theirs alone."""
    hub, body = asked.hub, asked.body
    if bool(body.people) == (body.group is not None):
        raise Invalid(say("Name either people or a group."))
    signer, texts = signer_for(asked), has_texts(hub)
    wish = TextWish(admin=asked.signed.person, people=body.people, group=body.group, texts=texts)
    done = await texting.text(asked.school, signer, wish, hub.clock())
    left_out = tuple(NotSent(person=one.person, name=one.name, why=one.because) for one in done.left_out)
    leaves = stamp(done.leaves_at) if done.leaves_at is not None else None
    return answer(TextsSent(sent=done.sent, leaves_at=leaves, left_out=left_out))


ROUTES = (
    Route(method="POST", path="/v1/invitations/text", cost=Cost.RULE, handle=text_invitations, takes=InviteIn,
         gives=TextsSent, says="Invite people by text, or everybody of a group whom no email reaches; for admins."),
)  # fmt: skip
