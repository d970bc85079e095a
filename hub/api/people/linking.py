"""This file has the endpoints of linked profiles: who of the staff is a parent as well, for admins."""

from __future__ import annotations

from typing import TYPE_CHECKING

from hub.actions.people import linking
from hub.actions.people.linking import ProfileLinkWish
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.bus.fresh import read_on_fresh_rules
from hub.limits.costs import Cost
from hub.queries.people.linking import links_of
from hub.store.row_security import Across
from policies.verdict import Refused

if TYPE_CHECKING:
    from starlette.responses import Response

    from hub.queries.people.linking import ParentToLink


class LinkedParent(Out, frozen=True):
    """
    A parent of the school. children: their names. linked: both have one account. alike: they have one name, or one
    address. signed_up: they have an account. why: why the reader cannot link or part the two, empty where they can.
    """

    person: str
    name: str
    email: str | None
    children: tuple[str, ...]
    linked: bool
    alike: bool
    signed_up: bool
    why: str


class Links(Out, frozen=True):
    """Of one of the staff: whether they have signed up, and every parent, the linked and the likeliest first."""

    person: str
    signed_up: bool
    parents: tuple[LinkedParent, ...]


async def links(asked: Asked) -> Response:
    """A school has a few hundred parents; they go on one page, as one of them is chosen by name."""
    reader, staff = asked.signed.person, asked.request.path_params["person"]
    found = await read_on_fresh_rules(
        asked.school, lambda one, rules: links_of(one, rules, reader, staff), Across.ACCOUNT
    )
    parents = tuple(_shown(one) for one in found.parents)
    return answer(Links(person=found.staff.id, signed_up=bool(found.signs_in), parents=parents))


def _shown(one: ParentToLink) -> LinkedParent:
    return LinkedParent(
        person=one.person.id,
        name=one.person.name,
        email=one.person.email,
        children=one.children,
        linked=one.linked,
        alike=one.alike,
        signed_up=bool(one.signs_in),
        why=one.may.because if isinstance(one.may, Refused) else "",
    )


def _wish(asked: Asked) -> ProfileLinkWish:
    params = asked.request.path_params
    return ProfileLinkWish(admin=asked.signed.person, staff=params["person"], guardian=params["guardian"])


async def link(asked: Asked) -> Response:
    """The answer is everybody, as after it."""
    await linking.link(asked.school, _wish(asked), asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return await links(asked)


async def unlink(asked: Asked) -> Response:
    """Likewise; who was signed in with the account signs in anew."""
    await linking.unlink(asked.school, _wish(asked), asked.hub.clock())
    asked.hub.schools.sessions_ended()
    return await links(asked)


ROUTES = (
    Route(method="GET", path="/v1/staff/{person}/links", cost=Cost.READ, handle=links, gives=Links,
         says="With which parent one of the staff has one account, or could; for admins."),
    Route(method="PUT", path="/v1/staff/{person}/links/{guardian}", cost=Cost.RULE, handle=link, gives=Links,
         says="Give a profile of the staff and one of a parent one account; the person is told by email."),
    Route(method="DELETE", path="/v1/staff/{person}/links/{guardian}", cost=Cost.RULE, handle=unlink, gives=Links,
         says="Part two profiles of one account; the person is told by email, and signs in anew."),
)  # fmt: skip
