"""
The oracle: who may read, write, review and hear what, by brute force from plain facts.

It is written from the center's rules (research/domain.md, DESIGN.md, docs/guide.md) and imports nothing of what it
judges: every question is asked of every person anew, whatever that costs.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date, datetime, timedelta

from tests.oracle.facts import AREAS, NEVER, Facts, Link, Place, Said, Told

ABOUT_A_CHILD = {"family", "day", "office"}
WITH_FAMILIES = {"family", "day", "office", "direct", "room", "announcement"}


def _now(today: date, begin: date | None, end: date | None) -> bool:
    return (begin is None or today >= begin) and (end is None or today <= end)


def same_human(f: Facts, p: str) -> set[str]:
    """Every profile of that human being."""
    return {q for q, its in f.people.items() if its.user == f.people[p].user}


def is_staff(f: Facts, p: str) -> bool:
    return f.people[p].present and f.people[p].role == "staff"


def is_admin(f: Facts, p: str) -> bool:
    return f.people[p].present and f.people[p].role == "admin"


def admins(f: Facts) -> set[str]:
    return {p for p in f.people if is_admin(f, p)}


def rooms_of(f: Facts, p: str) -> set[str]:
    """Where somebody works today."""
    if not (is_staff(f, p) or is_admin(f, p)):
        return set()
    spans = f.works.get(p, []) + f.given.get(p, [])
    return {room for room, begin, end in spans if room in f.rooms and _now(f.today, begin, end)}


def rooms_of_child(f: Facts, c: str) -> set[str]:
    its = f.children[c]
    return {room for room, begin, end in its.rooms if its.present and room in f.rooms and _now(f.today, begin, end)}


def in_family(f: Facts, p: str, c: str) -> bool:
    """Whether somebody is of the child's family at all, barred or not, whatever was denied."""
    who, its = f.people[p], f.children[c]
    if not (who.present and its.present):
        return False
    return (p, c) in f.barred or (who.role == "guardian" and p in its.parents)


def lacks(f: Facts, p: str, c: str, power: str) -> bool:
    """Whether the school has denied it today."""
    return any(one == power and _now(f.today, begin, end) for one, begin, end in f.denied.get((p, c), []))


def is_parent(f: Facts, p: str, c: str) -> bool:
    """Whether somebody sees the child as its parent."""
    if not in_family(f, p, c) or (p, c) in f.barred or lacks(f, p, c, "see"):
        return False
    return f.children[c].parents[p] or not f.payers_only


def children_of(f: Facts, p: str) -> set[str]:
    return {c for c in f.children if is_parent(f, p, c)}


def is_own(f: Facts, p: str, c: str) -> bool:
    """Whether it is their own child, on whichever of their profiles; who left, or whose child did, is still one."""
    parents = f.children[c].parents
    return any((q, c) in f.barred or (f.people[q].role == "guardian" and q in parents) for q in same_human(f, p))


def level(f: Facts, p: str, kind: str) -> str:
    return f.may.get(p, {}).get(AREAS[kind], "full") if f.people[p].role == "staff" else "full"


def ways(f: Facts, p: str, place: Place) -> set[str]:
    """The capacities in which somebody belongs into a conversation, by room where it is by room; empty for none."""
    kind, about = place
    who = f.people[p]
    if not who.present:
        return set()
    if kind == "staff_direct":
        pair = about.split("+")
        work = all(f.people[q].present and f.people[q].role != "guardian" for q in pair)
        return {"self"} if p in pair and work and f.people[pair[0]].user != f.people[pair[1]].user else set()
    if kind == "direct":
        if not children_of(f, about):
            return set()
        if p == about:
            return {"self"}
    if kind in ABOUT_A_CHILD and not f.children[about].present:
        return set()
    if kind in {"room", "announcement", "staff"} and about and about not in f.rooms:
        return set()
    if who.role == "guardian":
        return _ways_of_parent(f, p, place)
    return {"admin"} if who.role == "admin" else _ways_of_staff(f, p, place)


def _ways_of_parent(f: Facts, p: str, place: Place) -> set[str]:
    kind, about = place
    if kind in ABOUT_A_CHILD:
        return {"parent"} if is_parent(f, p, about) else set()
    if kind in {"room", "announcement"}:
        mine = [c for c in children_of(f, p) if not about or about in rooms_of_child(f, c)]
        return {"family"} if mine else set()
    return set()


def _ways_of_staff(f: Facts, p: str, place: Place) -> set[str]:
    kind, about = place
    if kind == "office":
        return set()
    if kind == "day" or (kind == "announcement" and not about):
        return {"staff"}
    return {f"works in {room}" for room in rooms_of(f, p) & rooms_about(f, place)}


def rooms_about(f: Facts, place: Place) -> set[str]:
    kind, about = place
    if kind in ABOUT_A_CHILD:
        return rooms_of_child(f, about)
    if kind == "direct":
        return set().union(*(rooms_of_child(f, c) for c in children_of(f, about)))
    return {about} if kind != "staff_direct" and about else set()


def kept_from(f: Facts, p: str, place: Place) -> bool:
    """Whether somebody who would belong knows nothing of it as things are set now."""
    kind, about = place
    if level(f, p, kind) == "none":
        return True
    if kind in {"family", "staff"} and is_admin(f, p) and not f.oversight:
        return not in_charge(f, p, place)
    if kind == "direct" and p != about:
        return any(is_own(f, p, c) for c in children_of(f, about))
    return False


def in_charge(f: Facts, p: str, place: Place) -> bool:
    """
    Whether an admin answers for a room's conversations where the school keeps admins to their rooms.

    Where too few of a room's admins could decide what waits there, all of them do.
    """
    rooms = rooms_about(f, place)
    if rooms_of(f, p) & rooms:
        return True
    its = {q for q in admins(f) if rooms_of(f, q) & rooms}
    if place[0] == "family":
        its = {q for q in its if not is_own(f, q, place[1])}
    return len(its) < (2 if f.four_eyes else 1)


def inside(f: Facts, p: str, place: Place) -> bool:
    return bool(ways(f, p, place)) and not kept_from(f, p, place)


def reads(eras: list[tuple[Facts, object]], p: str, place: Place, told: Told) -> bool:
    """
    Whether somebody may read an event now. eras: all that held one after the other, with the moment each began.
    """
    f = eras[-1][0]
    if not inside(f, p, place):
        return False
    guardian = f.people[p].role == "guardian"
    if told.audience == "staff" and (guardian or (place[0] in ABOUT_A_CHILD and is_own(f, p, place[1]))):
        return False
    if ways(eras[told.era][0], p, place):
        return True
    return not guardian and _from_before(eras, p, place, told)


def _from_before(eras: list[tuple[Facts, object]], p: str, place: Place, told: Told) -> bool:
    """Whether somebody who works here reads what was said before they came."""
    f = eras[-1][0]
    if f.history == "all" or any("admin" in ways(one, p, place) for one, _ in eras[told.era :]):
        return True
    if f.history == "assigned":
        return False
    began = [_began(eras, p, place, way) for way in ways(f, p, place)]
    return any(told.at >= since - timedelta(days=7) for since in began)


def _began(eras: list[tuple[Facts, object]], p: str, place: Place, way: str):
    """When their present stay in a capacity began."""
    moment = eras[-1][1]
    for f, since in reversed(eras):
        if way not in ways(f, p, place):
            return moment
        moment = since
    return moment


def may_write(f: Facts, p: str, place: Place, *, begun: bool) -> bool:
    """Whether somebody who is in it may say something there (a meal, say, in a day)."""
    kind, about = place
    if level(f, p, kind) != "full":
        return False
    if f.people[p].role == "guardian":
        return (begun or f.guardians_start) and _may_write_as_parent(f, p, place)
    if kind == "day" and is_staff(f, p):
        return bool(rooms_of(f, p) & rooms_of_child(f, about))
    return not (kind == "announcement" and not about and not is_admin(f, p))


def _may_write_as_parent(f: Facts, p: str, place: Place) -> bool:
    kind, about = place
    if kind in {"family", "office"}:
        return not lacks(f, p, about, "message")
    return kind == "direct" and not all(lacks(f, p, c, "message") for c in children_of(f, p))


def sharing(f: Facts, p: str, place: Place, item: str, named: Iterable[str]) -> str:
    """now, held or never. named: the children whose given names stand in it."""
    if item in NEVER:
        return "never"
    kind, role = place[0], f.people[p].role
    if kind not in WITH_FAMILIES or role == "guardian" or (role == "admin" and not f.four_eyes):
        return "now"
    own = f.may.get(p, {}).get("own", "school") if role == "staff" else "school"
    if own == "waits":
        return "held"
    if f.hold_names and any(f.children[c].present and c not in _ours(f, place) for c in named):
        return "held"
    waits = ("message" if item == "text" else item) in f.staff_only
    return "held" if waits and own != "trusted" else "now"


def _ours(f: Facts, place: Place) -> set[str]:
    """The children it is about, and their brothers and sisters."""
    kind, about = place
    if kind in {"room", "announcement"}:
        return set()
    ours = {about} if kind in ABOUT_A_CHILD else children_of(f, about)
    family = {p for p in f.people for c in ours if in_family(f, p, c)}
    return ours | {c for c in f.children if any(in_family(f, p, c) for p in family)}


def may_review(f: Facts, p: str, place: Place, author: str | None = None) -> bool:
    """Whether somebody who reads what waits may decide about it; author: left out where nobody wrote it yet."""
    chosen = is_staff(f, p) and f.may.get(p, {}).get("reviews") == "yes"
    if not (is_admin(f, p) or chosen) or (place[0] in ABOUT_A_CHILD and is_own(f, p, place[1])):
        return False
    theirs = author is not None and author in same_human(f, p)
    return not (theirs and (f.four_eyes or not is_admin(f, p)))


def hears(f: Facts, place: Place, author: str) -> set[str]:
    """Whose phone rings for a shared message: whoever it is for, of those who are in it, and never its author."""
    kind, about = place
    parent = f.people[author].role == "guardian"
    if kind == "office" and parent:
        found = _hear_in_office(f, about)
    elif parent or kind in {"staff", "staff_direct"}:
        found = _hear_at_work(f, place)
    else:
        found = {p for p in f.people if f.people[p].role == "guardian"}
    found = {p for p in found if inside(f, p, place)} - same_human(f, author)
    if not found and parent and kind in {"family", "direct"}:
        found = {p for p in admins(f) if inside(f, p, place)} - same_human(f, author)
    return found


def _hear_at_work(f: Facts, place: Place) -> set[str]:
    if place[0] == "staff_direct":
        return set(place[1].split("+"))
    return {p for p in f.people if rooms_of(f, p) & rooms_about(f, place)}


def _hear_in_office(f: Facts, child: str) -> set[str]:
    """The admins of the child's rooms and those without a room; a room without an admin is everybody's."""
    found = {p for p in admins(f) if not rooms_of(f, p)}
    for room in rooms_of_child(f, child) or {""}:
        found |= {p for p in admins(f) if room in rooms_of(f, p)} or admins(f)
    return found


def hears_of_hold(eras: list[tuple[Facts, object]], said: Said, told: Told) -> set[str]:
    """Who is told that something waits: all who may decide about it, and not who wrote it."""
    f = eras[-1][0]
    asked = {p for p in f.people if may_review(f, p, said.place) and reads(eras, p, said.place, told)}
    return asked - same_human(f, said.author)


def may_be_invited(f: Facts, p: str) -> bool:
    """Whether an email brings somebody a link: who is here, has no account, and as a parent would find a child."""
    who = f.people[p]
    return who.present and not who.signed_up and (who.role != "guardian" or bool(children_of(f, p)))


def opens(eras: list[tuple[Facts, object]], links: list[Link], link: Link, now: datetime) -> bool:
    """
    Whether a link lets its reader in: once, for a week, the newest alone, and of nobody who has left since, back or
    not; nor of whom another link let in, on whichever profile.
    """
    since = [f for f, _ in eras[link.era :]]
    newest = [one for one in links if one.p == link.p][-1] is link
    return (
        newest
        and not link.opened
        and now < link.at + timedelta(days=7)
        and all(f.people[link.p].present and not f.people[link.p].signed_up for f in since)
    )
