"""The machine: anything may happen in a school, and then everybody sees exactly what the oracle says."""

from __future__ import annotations

import asyncio
import contextlib
from datetime import date, timedelta
from typing import Any

import websockets
from hypothesis import strategies as st
from hypothesis.stateful import initialize, rule

from tests.oracle import oracle
from tests.oracle.chances import (
    CARRY,
    CHILDREN,
    EVERYBODY,
    PARENTS,
    ROOMS,
    STAFF,
    child,
    choices,
    families,
    moves,
    parent,
    permissions,
    person,
    placements,
    powers,
    spans,
    worker,
)
from tests.oracle.facts import Child, Facts, Person
from tests.oracle.talking import Talking


class School(Talking):
    """Whatever a school says, does and sets, each person's view is the oracle's."""

    @initialize(
        placed=st.fixed_dictionaries(dict.fromkeys(CHILDREN, placements)),
        tied=st.fixed_dictionaries(dict.fromkeys(CHILDREN, families)),
        works=st.fixed_dictionaries(dict.fromkeys(STAFF, placements)),
        staff_only=st.sets(st.sampled_from(["message", "message", "meal", "note"])),
    )
    def begins(self, placed: Any, tied: Any, works: Any, staff_only: set[str]) -> None:
        """Two admins, three teachers, four parents of whom two work here; three children in two rooms."""
        now = self.hub.clock()
        facts = Facts(
            today=now.date(),
            people={
                **{one: Person(one, "admin" if one in {"ines", "omar"} else "staff") for one in STAFF},
                **{one: Person(one.removesuffix(" at home"), "guardian") for one in PARENTS},
                **self.newcomers(),
            },
            children={one: Child(given) for one, given in CHILDREN.items()},
            rooms=set(ROOMS),
            works={},
        )
        self.eras = [(facts, now)]
        for one in CHILDREN:
            facts.children[one].rooms, facts.children[one].parents = self.dated(placed[one]), dict(tied[one])
        facts.works = {one: self.dated(works[one]) for one in STAFF}
        self.arrange(facts)
        self.run(self._begins())
        self.sets("review", {"review_minutes": 0})  # reminders come by the clock, between two looks
        for what in sorted(staff_only):
            self.sets("staff-only", {what: True})
            self.f.staff_only.add(what)
        self.checks()

    def newcomers(self) -> dict[str, Person]:
        """Who is in the roster besides, and has no account yet."""
        return {}

    def arrange(self, facts: Facts) -> None:
        """Where those are."""

    async def _begins(self) -> None:
        await self.at.begins(self.f)
        for one in EVERYBODY:
            await self.at.opens(one, 0)

    def imports(self, facts: Facts) -> None:
        """The roster says something else."""
        self.run(self.at.imports(facts))
        self.follow(facts)
        self.checks()

    @rule(how=moves)
    def the_roster_changes(self, how: tuple[Any, ...]) -> None:
        """People, children and rooms come, go, and change places."""
        facts = self.changed()
        match how:
            case "child", c, where:
                facts.children[c].rooms = self.dated(where)
            case "teacher", p, where:
                facts.works[p] = self.dated(where)
            case "parent", p, c, tie:
                facts.children[c].parents.pop(p, None)
                if tie is not None:
                    facts.children[c].parents[p] = tie
            case "role", p, role:
                facts.people[p].role = role
            case "child leaves", c:
                facts.children[c].present = not facts.children[c].present
            case "room closes", which:
                facts.rooms ^= {which}
        self.imports(facts)

    @rule(p=person)
    def somebody_leaves_or_comes_back(self, p: str) -> None:
        """Whoever left has nothing any more; whoever comes back is the same person."""
        facts = self.changed()
        facts.people[p].present = not facts.people[p].present
        if p in self.at.live:
            self.run(self._leaves(p, facts))
            self.follow(facts)
            self.checks()
            return
        self.imports(facts)
        if facts.people[p].present:
            self.run(self.at.opens(p, self.away.pop(p, 0)))
            self.checks()

    async def _leaves(self, p: str, facts: Facts) -> None:
        """Their device stays open, and is shown nothing of what is said from then on."""
        await self.at.imports(facts)
        live = self.at.live[p]
        with contextlib.suppress(websockets.ConnectionClosed, TimeoutError):
            async with asyncio.timeout(0.05):
                while True:
                    frame = await live.device.next()
                    assert frame["t"] != "event" or frame["kind"] not in CARRY, (p, frame)
                    if frame["t"] == "event":
                        live.since = frame["seq"]
        self.away[p] = await self.at.closes(p)

    @rule(days=st.sampled_from([1, 1, 2, 8]))
    def days_pass(self, days: int) -> None:
        """What is dated begins and ends by itself."""
        facts = self.changed()
        facts.today += timedelta(days=days)
        self.run(self.at.days_pass(days))
        self.follow(facts)
        self.checks()

    def sets(self, what: str, body: Any) -> bool:
        """One of the admins sets something; false where there is none."""
        by = next(iter(sorted(oracle.admins(self.f))), None)
        if by is None:
            return False
        status, done = self.run(self.at.ask(by, "PUT", f"/v1/settings/{what}", body))
        assert status == 200, done
        return True

    @rule(how=choices)
    def the_school_chooses(self, how: tuple[str, str, Any]) -> None:
        """What waits, who reads how far back, who starts, who pays, who oversees."""
        endpoint, name, to = how
        facts = self.changed()
        if endpoint == "staff-only":
            (facts.staff_only.add if to else facts.staff_only.discard)(name)
        else:
            setattr(facts, name, to)
        if self.sets(endpoint, {name: to}):
            self.follow(facts)
            self.checks()

    @rule(by=person, p=person, its=permissions)
    def a_permission_is_set(self, by: str, p: str, its: dict[str, str]) -> None:
        """By somebody who may, mostly."""
        by = next((one for one in sorted(oracle.admins(self.f)) if one != p), by) if by in STAFF else by
        body = {name: value == "yes" if name == "reviews" else value for name, value in its.items()}
        self._permits(by, p, body, its)

    def _permits(self, by: str, p: str, body: Any, its: dict[str, str]) -> None:
        f, facts = self.f, self.changed()
        status, done = self.run(self.at.ask(by, "PUT", f"/v1/staff/{self.at.ids[p]}", body))
        if not oracle.is_admin(f, by):
            assert status in {401, 403, 404}, (by, p, done)
        elif not f.people[p].present:
            assert status == 404, (by, p, done)
        elif by in oracle.same_human(f, p) or f.people[p].role == "guardian":
            assert status == 403, (by, p, done)
        elif status == 200:
            facts.may.setdefault(p, {}).update(its)
            self.follow(facts)
        else:
            assert status == 403, (by, p, done)  # an admin may everything, and is given nothing
            assert f.people[p].role == "admin", (by, p, done)
        if status == 200:
            self.checks()

    @rule(p=worker, where=spans)
    def an_admin_gives_rooms(self, p: str, where: Any) -> None:
        """Besides those of the roster."""
        facts, dated = self.changed(), [one for one in self.dated(where) if one[0] in self.f.rooms]
        by = next(iter(sorted(oracle.admins(self.f))), None)
        if by is None or not self.f.people[p].present:
            return
        body = [{"room": self.at.ids[its], "begin": _text(begin), "end": _text(end)} for its, begin, end in dated]
        status, done = self.run(self.at.ask(by, "PUT", f"/v1/staff/{self.at.ids[p]}", {"rooms": body}))
        assert status == 200, done
        facts.given[p] = dated
        self.follow(facts)
        self.checks()

    @rule(by=person, c=child, p=parent, powers=powers)
    def something_is_denied(self, by: str, c: str, p: str, powers: Any) -> None:
        """From a day until a day, whoever comes back from it."""
        dated = [(power, self.day(begin), self.day(end)) for power, (begin, end) in powers.items()]
        body = [{"power": power, "begin": _text(begin), "end": _text(end)} for power, begin, end in dated]
        facts = self.changed()
        facts.denied[p, c] = dated
        self._ties(by, c, p, {"denials": body}, facts)

    @rule(by=person, c=child, p=parent, barred=st.booleans())
    def somebody_is_barred(self, by: str, c: str, p: str, barred: bool) -> None:
        """Or let in again."""
        facts = self.changed()
        (facts.barred.add if barred else facts.barred.discard)((p, c))
        self._ties(by, c, p, {"tie": "barred" if barred else "guardian"}, facts)

    def _ties(self, by: str, c: str, p: str, body: Any, facts: Facts) -> None:
        f = self.f
        if by in STAFF:
            by = next((one for one in sorted(oracle.admins(f)) if not oracle.is_own(f, one, c)), by)
        path = f"/v1/students/{self.at.ids[c]}/guardians/{self.at.ids[p]}"
        status, done = self.run(self.at.ask(by, "PUT", path, body))
        if not oracle.is_admin(f, by):
            assert status in {401, 403, 404}, (by, done)
        elif oracle.is_own(f, by, c):
            assert status == 403, (by, c, done)
        elif status == 200:
            self.follow(facts)
        else:
            assert status in {400, 422}, (by, c, p, done)  # who is nothing to a child is denied nothing
            assert not oracle.in_family(f, p, c), (by, c, p, done)
        if status == 200:
            self.checks()

    @rule(p=person)
    def puts_the_phone_away_or_takes_it_out(self, p: str) -> None:
        """What was missed comes when it is taken out: what one may read by then, and nothing else."""
        if p in self.at.live:
            self.away[p] = self.run(self.at.closes(p))
        elif self.f.people[p].present:
            self.run(self.at.opens(p, self.away.pop(p, 0)))
            self.checks()


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
