"""The machine: anything may happen in a school, and then everybody sees exactly what the oracle says."""

from __future__ import annotations

import asyncio
import contextlib
import copy
import itertools
import json
from collections import defaultdict
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

import websockets
from hypothesis import strategies as st
from hypothesis.stateful import RuleBasedStateMachine, initialize, rule

from tests.hub.running import Running
from tests.oracle import oracle
from tests.oracle.facts import Child, Facts, Person, Place, Said, Told
from tests.oracle.school import Somewhere

STAFF = ("ines", "omar", "ana", "ben", "nora")
PARENTS = ("rosa at home", "tom at home", "nora at home", "omar at home")
EVERYBODY = STAFF + PARENTS
CHILDREN = {"mia": "Zelda", "leo": "Quill", "emil": "Jory"}
ROOMS = ("acorns", "saplings")
KINDS = {"family", "day", "office", "direct", "room", "announcement", "staff", "staff_direct"}
CARRY = {"message", "held", "reviewed", "edited", "withdrawn"}

person = st.sampled_from(EVERYBODY)
worker = st.sampled_from(STAFF)
parent = st.sampled_from(PARENTS)
child = st.sampled_from(sorted(CHILDREN))
room = st.sampled_from(ROOMS)
pick = st.integers(0, 1_000)
span = st.tuples(st.none() | st.integers(-2, 2), st.none() | st.integers(-1, 3)).filter(
    lambda its: None in its or its[0] <= its[1]
)
spans = st.lists(st.tuples(room, span), max_size=2, unique_by=lambda its: its[0])
placements = st.lists(
    st.tuples(room, st.just((None, None)) | span), min_size=1, max_size=2, unique_by=lambda its: its[0]
)
families = st.dictionaries(parent, st.booleans(), min_size=1, max_size=3)
item = st.sampled_from(["text", "text", "meal", "note", "observation"])
answers = st.sampled_from(["approve", "approve", "return", "decline"])
powers = st.dictionaries(st.sampled_from(["see", "see", "message", "told"]), span, max_size=2)
permissions = st.one_of(
    st.dictionaries(
        st.sampled_from(["families", "staff", "announcements", "activities"]),
        st.sampled_from(["none", "read", "full"]), min_size=1, max_size=2,
    ),
    st.fixed_dictionaries(
        {"own": st.sampled_from(["school", "waits", "trusted"]), "reviews": st.sampled_from(["yes", "no"])}
    ),
)  # fmt: skip
moves = st.one_of(
    st.tuples(st.just("child"), child, placements),
    st.tuples(st.just("teacher"), worker, spans),
    st.tuples(st.just("parent"), parent, child, st.sampled_from([None, True, False])),
    st.tuples(st.just("role"), worker, st.sampled_from(["admin", "staff"])),
    st.tuples(st.just("child leaves"), child),
    st.tuples(st.just("room closes"), room),
)
choices = st.one_of(
    st.tuples(st.just("staff-only"), st.sampled_from(["message", "meal", "note"]), st.booleans()),
    st.tuples(st.just("conversations"), st.just("history"), st.sampled_from(["all", "week", "assigned"])),
    st.tuples(st.just("conversations"), st.sampled_from(["oversight", "guardians_start"]), st.booleans()),
    st.tuples(st.just("review"), st.sampled_from(["four_eyes", "hold_names"]), st.booleans()),
    st.tuples(st.just("guardians"), st.just("payers_only"), st.booleans()),
)

_numbers = itertools.count(1)


@dataclass
class World:
    """A hub that runs through all the examples of a test."""

    runner: asyncio.Runner
    hub: Running


class School(RuleBasedStateMachine):
    """Whatever a school says, does and sets, each person's view is the oracle's."""

    def __init__(self, world: World) -> None:
        super().__init__()
        self.run, self.hub = world.runner.run, world.hub
        self.at = Somewhere(world.hub, f"org-{next(_numbers)}")
        self.eras: list[tuple[Facts, datetime]] = []
        self.said: list[Said] = []
        self.new: list[tuple[Said, Told]] = []
        self.n: defaultdict[Place, int] = defaultdict(int)
        self.read_n: defaultdict[tuple[str, Place], int] = defaultdict(int)
        self.away: dict[str, int] = {}
        self.words = itertools.count(1)

    # what is there

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
            },
            children={one: Child(given) for one, given in CHILDREN.items()},
            rooms=set(ROOMS),
            works={},
        )
        self.eras = [(facts, now)]
        for one in CHILDREN:
            facts.children[one].rooms, facts.children[one].parents = self.dated(placed[one]), dict(tied[one])
        facts.works = {one: self.dated(works[one]) for one in STAFF}
        self.run(self._begins())
        for what in sorted(staff_only):
            self.sets("staff-only", {what: True})
            self.f.staff_only.add(what)
        self.checks()

    async def _begins(self) -> None:
        await self.at.begins(self.f)
        for one in EVERYBODY:
            await self.at.opens(one, 0)

    # what people say

    @rule(words=st.lists(st.tuples(worker, pick, item, st.just(None) | child), min_size=1, max_size=4))
    def staff_say(self, words: list[tuple[str, int, str, str | None]]) -> None:
        """Teachers and admins say something, where they may or not; now and then it names a child."""
        for one in words:
            self.says(*one)

    @rule(words=st.lists(st.tuples(parent, pick), min_size=1, max_size=3))
    def parents_say(self, words: list[tuple[str, int]]) -> None:
        """So do parents."""
        for p, where in words:
            self.says(p, where, "text", None)

    def says(self, p: str, where: int, what: str, named: str | None) -> None:
        """Somebody says something, where they may or not."""
        place = self.a_place(p, where)
        if (place[0] == "day") != (what != "text"):
            what = "note" if place[0] == "day" else "text"
        token = f"word{next(self.words)}q"
        text = token if named is None else f"{token} {self.f.children[named].given}"
        begun = self.n[place] > 0
        status, body = self.run(self.at.post(p, place, _item(what, text)))
        if not self.f.people[p].present:
            assert status in {401, 404}, body
        elif not oracle.inside(self.f, p, place):
            assert status == 404, (p, place, body)
        elif not oracle.may_write(self.f, p, place, begun=begun):
            assert status == 403, (p, place, body)
        else:
            assert status == 201, (p, place, body)
            its = oracle.sharing(self.f, p, place, what, [named] if named else [])
            assert body["sharing"] == its, (p, place, what, named, body)
            self._note_said(body, (place, p, what), (text, token), its)
            self.checks()

    def _note_said(self, body: Any, what: tuple[Place, str, str], text: tuple[str, str], sharing: str) -> None:
        state = {"now": "shared", "held": "held", "never": "never"}[sharing]
        said = Said(body["id"], *what, text[0], None, text[1], state, self.hub.clock(), [])
        self.said.append(said)
        kind = "held" if state == "held" else "message"
        self._tell(said, body["seq"], kind, "all" if state == "shared" else "staff")

    def _tell(self, said: Said, seq: int, kind: str, audience: str) -> None:
        told = Told(seq, len(self.eras) - 1, self.hub.clock(), kind, audience)
        said.told.append(told)
        self.new.append((said, told))
        if kind == "message" and audience == "all":
            self.n[said.place] += 1
            if self.read_n[said.author, said.place] == self.n[said.place] - 1:
                self.read_n[said.author, said.place] += 1

    @rule(words=st.lists(st.tuples(worker, pick, item), min_size=1, max_size=3), which=pick, answer=answers)
    def something_waits_and_is_decided(self, words: list[tuple[str, int, str]], which: int, answer: str) -> None:
        """A morning: the school holds what is said then, and somebody decides about some of it."""
        self.the_school_chooses(("staff-only", "message", True))
        for one in words:
            self.says(*one, None)
        self.decides(words[0][0], which, answer, which % 2 == 0)

    @rule(p=person, which=pick, answer=answers, changed=st.booleans())
    def decides(self, p: str, which: int, answer: str, changed: bool) -> None:
        """Somebody decides about what waits, or waited; mostly somebody who may."""
        held = [one for one in self.said if any(told.kind == "held" for told in one.told)]
        if not held:
            return
        waiting = [one for one in held if one.state == "held"]
        said = (waiting or held)[which % len(waiting or held)]
        may = [one for one in EVERYBODY if self._decided(one, said) == {200}]
        p = may[which % len(may)] if may and which % 4 else p
        token = f"word{next(self.words)}q"
        change = answer == "approve" and changed and said.state == "held" and said.text is not None
        body = {"answer": answer, "reason": "Please call", "edited_at": said.edited_at}
        if change:
            body["item"] = _item(said.type, token)
        status, done = self.run(self.at.ask(p, "POST", f"/v1/reviews/{said.id}", body))
        expected = self._decided(p, said)
        assert status in expected, (p, said, done, expected)
        if status == 200:
            self._tell(said, done["seq"], "reviewed", "staff")
            said.state = {"approve": "shared", "return": "returned", "decline": "declined"}[answer]
            if change:
                said.first, said.text, said.token = said.text, token, token
            if answer == "approve":
                self._tell(said, done["seq"] + 1, "message", "all")
            self.checks()

    def _decided(self, p: str, said: Said) -> set[int]:
        if not self.f.people[p].present:
            return {401, 404}
        if not self.reads(p, said, said.told[0]):
            return {404}
        if not oracle.may_review(self.f, p, said.place, said.author):
            return {403}
        return {200} if said.state == "held" else {409}

    @rule(p=person, which=pick, take_back=st.booleans())
    def changes(self, p: str, which: int, take_back: bool) -> None:
        """Somebody changes a message, or takes it back."""
        said = self.a_message(p, which)
        if said is None:
            return
        p = said.author if which % 3 else p
        token = f"word{next(self.words)}q"
        body = None if take_back else {"item": _item(said.type, token)}
        status, done = self.run(self.at.ask(p, "DELETE" if take_back else "PUT", f"/v1/messages/{said.id}", body))
        expected = self._changed(p, said, take_back)
        assert status == expected or (expected == 401 and status == 404), (p, said, take_back, done, expected)
        if status == 200 and said.text is not None:
            if take_back and said.state == "held":
                self._tell(said, done["seq"] - 1, "reviewed", "staff")
                said.state = "declined"
            kind = "withdrawn" if take_back else "edited"
            self._tell(said, done["seq"], kind, "all" if said.state == "shared" else "staff")
            said.first, said.text, said.token = (
                None,
                None if take_back else token,
                said.token if take_back else token,
            )
            said.edited_at = self._edited_at(said)
            self.checks()

    def _edited_at(self, said: Said) -> str | None:
        """As a reviewer reads it, who has to name the version."""
        reader = next(
            (p for p in EVERYBODY if self.f.people[p].present and self.reads(p, said, said.told[0])), None
        )
        if said.state != "held" or reader is None:
            return said.edited_at
        events = self.run(self.at.synced(reader))
        return next(one.get("edited_at") for one in events if one["seq"] == said.told[0].seq)

    def _changed(self, p: str, said: Said, take_back: bool) -> int:
        f = self.f
        if not f.people[p].present:
            return 401
        if not any(self.reads(p, said, told) for told in said.told if told.kind != "reviewed"):
            return 404
        mine, withdrawn = said.author == p, said.text is None
        if take_back:
            over = oracle.is_admin(f, p) and f.people[said.author].role != "admin"
            return 200 if withdrawn or mine or over else 403
        if withdrawn or not mine or said.state in {"returned", "declined"}:
            return 403
        if not oracle.may_write(f, p, said.place, begun=True):
            return 403
        if said.state == "held":
            return 200
        if self.hub.clock() - said.at > timedelta(minutes=1_440):
            return 403
        return 200 if said.state == "never" or oracle.sharing(f, p, said.place, said.type, []) == "now" else 403

    @rule(p=person, kind=st.sampled_from(["office", "direct", "staff_direct"]), about=pick)
    def begins_a_conversation(self, p: str, kind: str, about: int) -> None:
        """Somebody asks for a conversation that may be made."""
        place, body = self._wanted(p, kind, about)
        status, done = self.run(self.at.ask(p, "POST", "/v1/conversations", body))
        f, there = self.f, place in self.at.places
        if not f.people[p].present:
            assert status in {401, 404}, done
        elif oracle.inside(f, p, place) and there:
            assert status == 200, (p, place, done)
        elif oracle.inside(f, p, place) and oracle.may_write(f, p, place, begun=f.guardians_start):
            assert status == 201, (p, place, done)
        else:
            assert status in {403, 404}, (p, place, done)
            assert f.people[p].role != "guardian" or status == (403 if oracle.inside(f, p, place) else 404), (
                p,
                place,
            )
        if status == 201:
            self.run(self.at.learn())
            self.checks()

    def _wanted(self, p: str, kind: str, about: int) -> tuple[Place, dict[str, str]]:
        if kind == "office":
            its = sorted(CHILDREN)[about % len(CHILDREN)]
            return (kind, its), {"kind": kind, "student": self.at.ids[its]}
        if kind == "direct":
            its = p if p in PARENTS and about % 2 else PARENTS[about % len(PARENTS)]
            return (kind, its), {"kind": kind, "person": self.at.ids[its]}
        its = STAFF[about % len(STAFF)]
        return (kind, "+".join(sorted((p, its)))), {"kind": kind, "person": self.at.ids[its]}

    @rule(p=person, where=pick, back=st.integers(0, 2))
    def has_read(self, p: str, where: int, back: int) -> None:
        """Somebody reads a conversation, to its end or not quite."""
        place = self.a_place(p, where)
        n = max(self.n[place] - back, 0)
        status, body = self.run(self.at.ask(p, "POST", f"/v1/conversations/{self.at.places[place]}/read", {"n": n}))
        if not self.f.people[p].present:
            assert status in {401, 404}, body
            return
        assert status == (204 if oracle.inside(self.f, p, place) else 404), (p, place, body)
        if status == 204:
            self.read_n[p, place] = max(self.read_n[p, place], n)
            self.checks()

    # what becomes of the school

    def changed(self) -> Facts:
        """The facts as they will be; until follow() they are nobody's yet."""
        return copy.deepcopy(self.f)

    def follow(self, facts: Facts) -> None:
        """From now on these facts hold; whoever comes into a conversation starts with nothing unread."""
        before = {p: self.inside(p) for p in EVERYBODY}
        self.eras.append((facts, self.hub.clock()))
        for p in EVERYBODY:
            for place in self.inside(p) - before[p]:
                self.read_n[p, place] = max(self.read_n[p, place], self.n[place])

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

    # what admins set

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
        door, name, to = how
        facts = self.changed()
        if door == "staff-only":
            (facts.staff_only.add if to else facts.staff_only.discard)(name)
        else:
            setattr(facts, name, to)
        if self.sets(door, {name: to}):
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

    # how devices come and go

    @rule(p=person)
    def puts_the_phone_away_or_takes_it_out(self, p: str) -> None:
        """What was missed comes when it is taken out: what one may read by then, and nothing else."""
        if p in self.at.live:
            self.away[p] = self.run(self.at.closes(p))
        elif self.f.people[p].present:
            self.run(self.at.opens(p, self.away.pop(p, 0)))
            self.checks()

    # what everybody sees

    def checks(self) -> None:
        """Everybody's view, over every door, is the oracle's; then what was new is not new any more."""
        self.run(self._checks())
        self.new.clear()

    async def _checks(self) -> None:
        for p in EVERYBODY:
            if self.f.people[p].present:
                await self._check(p)
            else:
                assert (await self.at.ask(p, "GET", "/v1/conversations"))[0] in {401, 404}
        await self._check_told()

    async def _check(self, p: str) -> None:
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
            assert one["unread"] == max(0, self.n[place] - self.read_n[p, place]), (
                p,
                place,
                one,
                dict(self.read_n),
            )
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
            case "reviewed" if said.state in {"returned", "declined"} and said.text is not None:
                return {said.author} if self.reads(said.author, said, told) else set()
        return set()

    def teardown(self) -> None:
        for p in list(self.at.live):
            self.run(self.at.closes(p))


def _item(what: str, text: str) -> dict[str, Any]:
    if what == "meal":
        return {"type": "meal", "meal": "lunch", "amount": "all", "note": text}
    return {"type": what, "text": text}


def _text_of(its: dict[str, Any] | None) -> str | None:
    return None if its is None else str(its.get("text") or its.get("note"))


def _text(day: date | None) -> str | None:
    return None if day is None else day.isoformat()
