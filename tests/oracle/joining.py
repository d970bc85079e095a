"""Who has no account yet: invited, let in by a link, one account with their other profile; gone, and back."""

from __future__ import annotations

from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule
from sqlalchemy import select, update

from hub.notify.rendering import signer_of
from hub.store.row_security import Across
from hub.store.schema import invitation
from tests.hub.running import Somebody
from tests.oracle import oracle
from tests.oracle.chances import EVERYBODY, child, pick
from tests.oracle.facts import Facts, Link, Person
from tests.oracle.machine import School
from tests.oracle.views import DONE

NEWCOMERS = ("eve at home", "gus", "august at home")
"""A parent; somebody who works here and is a parent: two users to the roster, of one address and one name."""

PASSWORD = "four small green apples"
LONG_AGO = "0001-01-01T00:00:00.000Z"

newcomer = st.sampled_from(NEWCOMERS)
steps = st.sampled_from(
    ["invite", "invite", "follow", "follow", "leave or come back", "leave or come back", "child", "say", "wait"]
)
several = st.lists(st.tuples(steps, newcomer, child, pick), min_size=3, max_size=8)

Step = tuple[str, str, str, int]
"""What happens, to which newcomer, with which child, and a number that chooses among what there is."""


class Joining(School):
    """Whoever is let in sees exactly what the oracle says; a link of before they left opens nothing."""

    everybody = EVERYBODY + NEWCOMERS

    def __init__(self, world: Any) -> None:
        super().__init__(world)
        self.links: list[Link] = []

    def newcomers(self) -> dict[str, Person]:
        """None of them has an account."""
        eve, gus = (f"{one}@new.{self.at.source}.example" for one in ("eve", "gus"))
        return {
            "eve at home": Person("eve", "guardian", email=eve, signed_up=False),
            "gus": Person("gus", "staff", email=gus, signed_up=False),
            "august at home": Person("gus", "guardian", known_as="august", email=gus, signed_up=False),
        }

    def arrange(self, facts: Facts) -> None:
        """Each has somewhere to be."""
        facts.children["mia"].parents["eve at home"] = True
        facts.children["leo"].parents["august at home"] = True
        facts.works["gus"] = [("acorns", None, None)]

    @rule(what=several)
    def newcomers_come_and_go(self, what: list[Step]) -> None:
        """Among all else that happens."""
        self._come_and_go(what)

    @rule(what=several)
    def more_newcomers_come_and_go(self, what: list[Step]) -> None:
        """As often as a few other things together: what is told of here takes several of them in a row."""
        self._come_and_go(what)

    @rule(what=several)
    def still_more_come_and_go(self, what: list[Step]) -> None:
        """Likewise, so that most schools have some of it."""
        self._come_and_go(what)

    def _come_and_go(self, what: list[Step]) -> None:
        """In any order, with links that are old, used, or were sent before somebody left."""
        for step, p, c, which in what:
            match step:
                case "invite":
                    self.invites(p)
                case "follow":
                    self.follows_a_link(which)
                case "leave or come back":
                    self.leaves_or_comes_back(p)
                case "child" if p != "gus":
                    self.has_a_child(p, c)
                case "wait" if which % 4 == 0:
                    self.days_pass(8 if which % 8 == 0 else 1)
                case "say" if self.f.people[p].signed_up:
                    self.says(p, which, "text", None)

    def invites(self, p: str) -> None:
        """An admin does; nobody is invited twice in a minute, so it is a while after the last time."""
        by = next(iter(sorted(oracle.admins(self.f))), None)
        if by is None:
            return
        self.run(self.hub.hub.store.write(_long_ago, whose=Across.OPERATOR))
        status, body = self.run(self.at.ask(by, "POST", "/v1/invitations", {"people": [self.at.ids[p]]}))
        assert status == 200, body
        # a newcomer with an address that is shared with nobody, and no child of the admin's in between
        assert body["sent"] == int(oracle.may_be_invited(self.f, p)), (p, body)
        if body["sent"]:
            DONE["invitation"] += 1
            secret = self.run(self._secret(p))
            self.links.append(Link(p, secret, len(self.eras) - 1, self.hub.clock()))

    async def _secret(self, p: str) -> str:
        """What the link ends with that the newest email brings."""
        its = select(invitation.c.delivery).where(invitation.c.person == self.at.ids[p])
        newest = its.order_by(invitation.c.sent_at.desc(), invitation.c.id.desc()).limit(1)
        delivery = await self.hub.hub.store.read(
            lambda connection: connection.execute(newest).scalar_one(), Across.OPERATOR
        )
        signer = signer_of(self.hub.hub.settings)
        assert signer is not None
        return signer.way_in(delivery)

    def follows_a_link(self, which: int) -> None:
        """Somebody opens a link, whichever: it lets in whom the oracle says, and nobody else."""
        if not self.links:
            return
        link = self.links[-1 - which % min(len(self.links), 4)]
        good = oracle.opens(self.eras, self.links, link, self.hub.clock())
        status, body = self.run(self._accept(link))
        assert status == (200 if good else 409), (link, body)
        if not good:
            self.checks()
            return
        DONE["signed up"] += 1
        link.opened = True
        facts, user = self.changed(), self.f.people[link.p].user
        for p in self.everybody:
            if self.f.people[p].user == user:
                facts.people[p].signed_up = True
                self.at.people[p] = Somebody(self.hub, body["token"], {"id": self.at.ids[p], "name": p})
        self.run(self.at.learn())
        self.follow(facts)
        self.checks()

    async def _accept(self, link: Link) -> tuple[int, Any]:
        its = {"secret": link.secret, "password": PASSWORD}
        async with self.hub.http.post(f"{self.hub.url}/v1/invitations/accept", json=its) as answer:
            return answer.status, await answer.json()

    def leaves_or_comes_back(self, p: str) -> None:
        facts = self.changed()
        facts.people[p].present = not facts.people[p].present
        self.imports(facts)

    def has_a_child(self, p: str, c: str) -> None:
        """Or has it no more."""
        facts = self.changed()
        parents = facts.children[c].parents
        if parents.pop(p, None) is None:
            parents[p] = True
        self.imports(facts)


def _long_ago(transaction: Any) -> None:
    transaction.connection.execute(update(invitation).values(sent_at=LONG_AGO))
