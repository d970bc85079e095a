"""What the people of a random school say to each other, decide about and take back, where they may or not."""

from __future__ import annotations

from datetime import timedelta
from typing import Any

from hypothesis import strategies as st
from hypothesis.stateful import rule

from tests.oracle import oracle
from tests.oracle.chances import (
    CHILDREN,
    EVERYBODY,
    PARENTS,
    STAFF,
    answers,
    child,
    item,
    parent,
    person,
    pick,
    worker,
)
from tests.oracle.facts import Place, Said
from tests.oracle.views import Views


class Talking(Views):
    """Whatever is said, each is answered as the oracle says."""

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
            said.ended_by = p
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
                said.state, said.ended_by = "declined", p
            kind = "withdrawn" if take_back else "edited"
            said.first, said.text, said.token = (
                None,
                None if take_back else token,
                said.token if take_back else token,
            )
            self._tell(said, done["seq"], kind, "all" if said.state == "shared" else "staff")
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
        if withdrawn or said.state in {"returned", "declined"} or not (mine or said.place[0] == "day"):
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
            self.has_read_to(p, place, n)
            self.checks()


def _item(what: str, text: str) -> dict[str, Any]:
    if what == "meal":
        return {"type": "meal", "meal": "lunch", "amount": "all", "note": text}
    return {"type": what, "text": text}
