"""What everybody of a random school sees over every endpoint and device, held against the oracle."""

from __future__ import annotations

import asyncio
import copy
import itertools
import json
from collections import Counter, defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from hypothesis.stateful import RuleBasedStateMachine

from tests.hub.records.exports import as_shown, family_export, shown_to
from tests.hub.running import Running
from tests.oracle import oracle
from tests.oracle.chances import CARRY, EVERYBODY
from tests.oracle.facts import Facts, Place, Said, Told
from tests.oracle.school import Somewhere

_numbers = itertools.count(1)

DONE: Counter[str] = Counter()
"""How much was tried: schools, things that took place, looks at everything somebody sees."""


@dataclass
class World:
    """A hub that runs through all examples of a test. exports: whether parents take a copy at the end of each."""

    runner: asyncio.Runner
    hub: Running
    exports: bool = False


class Views(RuleBasedStateMachine):
    """
    A school as the facts have it and as the hub has it, and the comparison of the two.

    eras: all facts there ever were, with the moment each began. new: what was said since the last comparison.
    """

    everybody: tuple[str, ...] = EVERYBODY

    def __init__(self, world: World) -> None:
        super().__init__()
        self.run, self.hub, self.exports = world.runner.run, world.hub, world.exports
        self.at = Somewhere(world.hub, f"org-{next(_numbers)}")
        self.eras: list[tuple[Facts, datetime]] = []
        self.said: list[Said] = []
        self.new: list[tuple[Said, Told]] = []
        self.n: defaultdict[Place, int] = defaultdict(int)
        self.wrote: defaultdict[Place, list[Said]] = defaultdict(list)
        self.read_n: defaultdict[tuple[str, Place], int] = defaultdict(int)
        self.away: dict[str, int] = {}
        self.left: dict[tuple[str, Place], int] = {}
        self.missed: defaultdict[tuple[str, Place], set[int]] = defaultdict(set)
        self.words = itertools.count(1)
        DONE["school"] += 1

    @property
    def f(self) -> Facts:
        return self.eras[-1][0]

    def day(self, offset: int | None) -> date | None:
        return None if offset is None else self.f.today + timedelta(days=offset)

    def dated(
        self, its: list[tuple[str, tuple[int | None, int | None]]]
    ) -> list[tuple[str, date | None, date | None]]:
        return [(where, self.day(begin), self.day(end)) for where, (begin, end) in its]

    def inside(self, p: str) -> set[Place]:
        return {place for place in self.at.places if oracle.inside(self.f, p, place)}

    def a_place(self, p: str, which: int) -> Place:
        """Mostly one where somebody may write, now and then one they are in, or any."""
        theirs = sorted(self.inside(p)) if which % 8 else []
        if which % 4:
            theirs = [one for one in theirs if oracle.may_write(self.f, p, one, begun=self.n[one] > 0)] or theirs
        places = theirs or sorted(self.at.places)
        return places[which % len(places)]

    def a_message(self, p: str, which: int) -> Said | None:
        """A late one; mostly one that somebody reads."""
        mine = [one for one in self.said if any(self.reads(p, one, told) for told in one.told)] if which % 4 else []
        found = (mine or self.said)[-6:]
        return found[which % len(found)] if found else None

    def reads(self, p: str, said: Said, told: Told) -> bool:
        """A change is read by who reads what it changes, too."""
        which = [told]
        if told.kind in {"edited", "withdrawn"}:
            which.append(next((one for one in said.told if one.kind == "message"), said.told[0]))
        return all(oracle.reads(self.eras, p, said.place, one) for one in which)

    def _note_said(self, body: Any, what: tuple[Place, str, str], text: tuple[str, str], sharing: str) -> None:
        state = {"now": "shared", "held": "held", "never": "never"}[sharing]
        said = Said(body["id"], *what, text[0], None, text[1], state, self.hub.clock(), [])
        self.said.append(said)
        kind = "held" if state == "held" else "message"
        self._tell(said, body["seq"], kind, "all" if state == "shared" else "staff")

    def _tell(self, said: Said, seq: int, kind: str, audience: str) -> None:
        DONE[kind] += 1
        told = Told(seq, len(self.eras) - 1, self.hub.clock(), kind, audience)
        said.told.append(told)
        self.new.append((said, told))
        if kind == "message" and audience == "all":
            self.n[said.place] += 1
            self.wrote[said.place].append(said)
            self.has_read_to(said.author, said.place, 0)
        if kind == "withdrawn":
            for p in {one.author for one in self.wrote[said.place]}:
                self.has_read_to(p, said.place, 0)

    def has_read_to(self, p: str, place: Place, n: int) -> None:
        """Somebody has read up to n, and with it their own words that come next but for what was taken back."""
        n = max(n, self.read_n[p, place])
        left = [number for number in self.unread(p, place, n) if self.wrote[place][number - 1].author != p]
        own = [number for number in self.unread(p, place, n) if number < min(left, default=self.n[place] + 1)]
        self.read_n[p, place] = max([n, *own])

    def unread(self, p: str, place: Place, read_n: int | None = None) -> list[int]:
        """The numbers of what was shared after somebody's marker, not while they were out, nor taken back since."""
        after, missed = self.read_n[p, place] if read_n is None else read_n, self.missed[p, place]
        return [
            n
            for n, said in enumerate(self.wrote[place], 1)
            if n > after and n not in missed and said.text is not None
        ]

    def changed(self) -> Facts:
        """The facts as they will be; until follow() they are nobody's yet."""
        return copy.deepcopy(self.f)

    def follow(self, facts: Facts) -> None:
        """
        From now on these facts hold; whoever comes into a conversation starts with nothing unread, and who is back
        goes on where they were.
        """
        DONE["change of roster, right or setting"] += 1
        before = {p: self.inside(p) for p in self.everybody}
        self.eras.append((facts, self.hub.clock()))
        for p in self.everybody:
            self.left |= {(p, place): self.n[place] for place in before[p] - self.inside(p)}
            for place in self.inside(p) - before[p]:
                if (p, place) in self.left:
                    self._is_back(p, place, self.left[p, place])
                else:
                    self.read_n[p, place] = max(self.read_n[p, place], self.n[place])

    def _is_back(self, p: str, place: Place, left_at: int) -> None:
        """
        What was said since they left, and is not theirs to read, is nothing they have to; who had read all that
        came before goes on after it.
        """
        out = {
            n
            for n, said in enumerate(self.wrote[place], 1)
            if n > left_at and not any(self.reads(p, said, one) for one in said.told if one.kind == "message")
        }
        if out and self.read_n[p, place] >= left_at:
            self.read_n[p, place] = max(self.read_n[p, place], *out)
        else:
            self.missed[p, place] |= out

    def checks(self) -> None:
        """Everybody's view, over every endpoint, is the oracle's; then what was new is not new any more."""
        self.run(self._checks())
        self.new.clear()

    async def _checks(self) -> None:
        for p in self.everybody:
            if self.f.people[p].present and self.f.people[p].signed_up:
                await self._check(p)
            elif p in self.at.people:
                assert (await self.at.ask(p, "GET", "/v1/conversations"))[0] in {401, 404}
        await self._check_told()

    async def _check(self, p: str) -> None:
        DONE["views compared"] += 1
        visible = {
            (told.seq, told.kind, said.id if told.kind != "reviewed" else None)
            for said in self.said
            for told in said.told
            if self.reads(p, said, told)
        }
        events = await self.at.synced(p)
        carried = {(one["seq"], one["kind"], one.get("id")) for one in events if one["kind"] in CARRY}
        assert carried == visible, (p, "reads", carried - visible, "and misses", visible - carried)
        self._check_words(p, events)
        _status, start = await self.at.ask(p, "POST", "/v1/sync", {})
        assert start["seq"] == max((one["seq"] for one in events), default=0), (p, start, events[-3:])
        if p in self.at.live:
            live = await self.at.live[p].drained(start["seq"])
            came = {one["seq"] for one in live if one["kind"] in CARRY}
            assert came <= {seq for seq, _, _ in visible}, (p, live)
            fresh = {told.seq for said, told in self.new if self.reads(p, said, told)}
            assert fresh <= came, (p, "was not shown", fresh - came)
        await self._check_lists(p, events)

    def _check_words(self, p: str, events: list[dict[str, Any]]) -> None:
        """What is read is what was said last; of the rest no word stands anywhere."""
        guardian = self.f.people[p].role == "guardian"
        texts = {one["seq"]: _text_of(one.get("item")) for one in events}
        for said in self.said:
            for told in said.told:
                if told.seq in texts and told.kind in {"message", "held"}:
                    before = told.kind == "held" and said.first is not None
                    assert texts[told.seq] == (said.first if before else said.text), (p, said, told)
        if guardian:
            self._check_no_trace(p, json.dumps(events))

    def _check_no_trace(self, p: str, everything: str) -> None:
        for said in self.said:
            if not any(self.reads(p, said, told) for told in said.told):
                assert said.id not in everything, (p, said)
                assert said.token not in everything, (p, said)
            elif said.first is not None:
                assert said.first not in everything, (p, said)

    async def _check_lists(self, p: str, events: list[dict[str, Any]]) -> None:
        status, body = await self.at.ask(p, "GET", "/v1/conversations")
        assert status == 200, body
        names = {one: place for place, one in self.at.places.items()}
        listed = {names[one["id"]]: one for one in body["items"]}
        assert set(listed) == self.inside(p), (p, "is in", set(listed) ^ self.inside(p))
        for place, one in listed.items():
            begun = self.n[place] > 0
            assert one["n"] == self.n[place], (p, place, one)
            unread = len(self.unread(p, place))
            assert (one["read_n"], one["unread"]) == (self.read_n[p, place], unread), (p, place, one, unread)
            assert one["may_post"] == oracle.may_write(self.f, p, place, begun=begun), (p, place, one)
        if self.f.people[p].role == "guardian":
            possible = await self.at.ask(p, "GET", "/v1/conversations/possible")
            self._check_no_trace(p, json.dumps([body, possible]))
        for place in {said.place for said, _ in self.new}:
            await self._check_history(p, place)

    async def _check_history(self, p: str, place: Place) -> None:
        status, body = await self.at.ask(p, "GET", f"/v1/conversations/{self.at.places[place]}/messages?limit=200")
        if place not in self.inside(p):
            assert status == 404, (p, place, body)
            return
        there = {one["id"] for one in body["items"] if one["kind"] in {"message", "held"}}
        mine = {
            said.id
            for said in self.said
            for told in said.told
            if said.place == place and told.kind in {"message", "held"} and self.reads(p, said, told)
        }
        assert there == mine, (p, place, there ^ mine)

    async def _check_told(self) -> None:
        """Whose phones ring for what is new."""
        if not self.new:
            return
        heard = await self.at.planned([told.seq for _, told in self.new])
        for said, told in self.new:
            assert heard[told.seq] == self._hear(said, told), (said, told, heard[told.seq], self._hear(said, told))

    def _hear(self, said: Said, told: Told) -> set[str]:
        match told.kind:
            case "message" if told.audience == "all":
                return oracle.hears(self.f, said.place, said.author)
            case "held":
                return oracle.hears_of_hold(self.eras, said, told)
            case "reviewed" if said.state in {"returned", "declined"} and said.author != said.ended_by:
                return {said.author} if self.reads(said.author, said, told) else set()
        return set()

    async def _check_exports(self) -> None:
        """What each parent takes out is what every door shows them, and of the rest no trace."""
        for p in self.everybody:
            its = self.f.people[p]
            if not its.present or not its.signed_up or its.role != "guardian":
                continue
            DONE["exports compared"] += 1
            export = await family_export(self.at.people[p])
            assert as_shown(export) == await shown_to(self.at.people[p]), p
            self._check_no_trace(p, export.everything)

    def teardown(self) -> None:
        for p in list(self.at.live):
            self.run(self.at.closes(p))
        if self.exports and self.eras and self.said:
            self.run(self._check_exports())


def _text_of(its: dict[str, Any] | None) -> str | None:
    return None if its is None else str(its.get("text") or its.get("note"))
