"""This file finds out which children of a spreadsheet are children on record, and which are others of that name."""

from __future__ import annotations

from collections import Counter, defaultdict
from dataclasses import dataclass
from typing import TYPE_CHECKING

from hub.oneroster.spreadsheet.alike import plain_name, same_parent
from hub.oneroster.spreadsheet.reading import DERIVED, made_id
from policies.people.same_child import comes_back, may_be_same
from policies.sentence import Sentence, in_turn, say

if TYPE_CHECKING:
    from datetime import date

    from hub.oneroster.rows import Bundle, PersonRow, StudentRow
    from hub.oneroster.spreadsheet.fitted import OnRecord


IF_THE_SAME = say(
    "It is not certain that they are the same. If they are, add the birth date to the file, or the email address of"
    " a parent as it was."
)


@dataclass(frozen=True, slots=True)
class LeftChild:
    """A child who left. birth: None where it is not known. day: when they left, by the school's clock."""

    row: StudentRow
    birth: date | None
    day: date


def known_children(part: Bundle, known: OnRecord) -> dict[str, str]:
    """
    Which ids of children of a file stand for others: of who is on record, or a new one.

    Whoever has no id, or one that the record does not know, is who is here by a name that only one has; not where
    both birth dates are known and differ. Who left before comes back only where more than the name says so
    (comes_back), and else is another child: under another id than one that was made of the same name.
    """
    return _Children(part, known).ids()


def other_children(whole: Bundle, known: OnRecord) -> tuple[Sentence, ...]:
    """
    Of children who are new by a fitted roster, and have the name of one who left or leaves: that they are others,
    and why. whole: as fitted has it.
    """
    born = {one.student: one.day for one in whole.births}
    ids, named = {one.source for one in _rows(known)}, {one.source for one in whole.students}
    births = {one.student: one.day for one in known.bundle.births} | {
        one.row.source: one.birth for one in known.left
    }
    before: defaultdict[str, list[StudentRow]] = defaultdict(list)
    for row in _rows(known):
        if row.source not in named:
            before[plain_name(row)].append(row)
    left = {one.row.source: one.day for one in known.left}
    found = list[Sentence]()
    for one in whole.students:
        theirs = before[plain_name(one)] if one.source not in ids else []
        alike = [row for row in theirs if may_be_same(born.get(one.source), births.get(row.source))]
        name = f"{one.given} {one.family}".strip()
        if days := [left[row.source] for row in alike if row.source in left]:
            said = say(
                "A child of the name {student} left on {day}. This one comes in as another child.",
                student=name, day=max(days).isoformat(),
            )  # fmt: skip
            found.append(in_turn(said, IF_THE_SAME) if DERIVED in one.source else said)
        elif theirs and not alike:
            found.append(
                say(
                    "A child of the name {student} has another birth date on record. This one comes in as another"
                    " child.",
                    student=name,
                )
            )  # fmt: skip
    return tuple(found)


def _rows(known: OnRecord) -> tuple[StudentRow, ...]:
    return (*known.bundle.students, *(one.row for one in known.left))


class _Children:
    """The children of a file beside those on record, by what is known of each."""

    def __init__(self, part: Bundle, known: OnRecord) -> None:
        self.part, self.known = part, known
        self.named = {one.source for one in part.students}
        self.taken = {one.source for one in _rows(known)}
        self.twice = Counter(plain_name(one) for one in part.students)
        self.born = {one.student: one.day for one in part.births}
        self.births = {one.student: one.day for one in known.bundle.births}
        self.here: defaultdict[str, list[str]] = defaultdict(list)
        self.left: defaultdict[str, list[LeftChild]] = defaultdict(list)
        for row in known.bundle.students:
            self.here[plain_name(row)].append(row.source)
        for gone in known.left:
            self.left[plain_name(gone.row)].append(gone)
        self.parents, self.adults = self._parents(), self._adults()

    def _parents(self) -> dict[str, list[PersonRow]]:
        """The parents of each child of the file."""
        found: defaultdict[str, list[PersonRow]] = defaultdict(list)
        people = {one.user: one for one in self.part.people if one.role == "guardian"}
        for tie in self.part.guardians:
            found[tie.student].append(people[tie.user])
        return found

    def _adults(self) -> dict[str, list[PersonRow]]:
        """Parents on record, now and before, by their names and by their ids."""
        found: defaultdict[str, list[PersonRow]] = defaultdict(list)
        now = [one for one in self.known.bundle.people if one.role == "guardian"]
        for one in (*now, *self.known.left_parents):
            found[plain_name(one)].append(one)
            found[one.user].append(one)
        return found

    def ids(self) -> dict[str, str]:
        """The other ids, by those of the file."""
        found = dict[str, str]()
        for one in self.part.students:
            made = DERIVED in one.source
            if one.source in self.taken and not made:
                continue
            its = self._is_here(one) or (self._was_here(one) if made else None)
            if its is not None:
                found[one.source] = its
            elif one.source in self.taken:  # made of the same name as another's
                found[one.source] = self._free(one.source)
        return found

    def _may_be(self, one: StudentRow, its: str) -> bool:
        """Whether a child on record of the same name comes into question: where nobody else in the file has it."""
        if one.source == its:
            return True
        name = plain_name(one)
        return name != "" and self.twice[name] == 1 and its not in self.named

    def _is_here(self, one: StudentRow) -> str | None:
        born, births = self.born.get(one.source), self.births
        theirs = [
            its
            for its in self.here.get(plain_name(one), ())
            if self._may_be(one, its) and may_be_same(born, births.get(its))
        ]
        if len(theirs) > 1 and born is not None:
            theirs = [its for its in theirs if births.get(its) == born] or theirs
        if one.source in theirs:
            return one.source
        return theirs[0] if len(theirs) == 1 else None

    def _was_here(self, one: StudentRow) -> str | None:
        born, twice = self.born.get(one.source), self.twice[plain_name(one)] > 1
        theirs = [
            its.row.source
            for its in self.left.get(plain_name(one), ())
            if self._may_be(one, its.row.source)
            # where two have the name, the id that was made has the birth date in it
            and (twice or comes_back(born, its.birth, parent_known=self._knows_parent(one, its.row.source)))
        ]
        if len(theirs) > 1:
            agree = {
                its.row.source for its in self.left[plain_name(one)] if its.birth is not None and its.birth == born
            }
            theirs = [its for its in theirs if its in agree]
        return theirs[0] if len(theirs) == 1 else None

    def _knows_parent(self, one: StudentRow, child: str) -> bool:
        """Whether a parent of the file is one on record, or has the name of who was kept from that child."""
        return any(
            same_parent(mine, its)
            or ((its.user, child) in self.known.barred and plain_name(mine) == plain_name(its))
            for mine in self.parents.get(one.source, ())
            for its in (*self.adults.get(plain_name(mine), ()), *self.adults.get(mine.user, ()))
        )

    def _free(self, made: str) -> str:
        """An id that nobody has or had, the same for as long as this is so."""
        no = 1
        while (its := made_id("child", made, str(no))) in self.taken:
            no += 1
        return its
