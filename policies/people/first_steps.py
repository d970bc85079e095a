"""This file says what a new school does in its first hour, how far it has come, and when that is over."""

from dataclasses import dataclass
from enum import StrEnum

from policies.people.facts import Person, Role
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


class FirstStep(StrEnum):
    """The way from an empty hub to the first message, in this order."""

    ROSTER = "roster"
    STAFF = "invite_staff"
    PARENTS = "invite_parents"
    MESSAGE = "message"


@dataclass(frozen=True, slots=True, kw_only=True)
class FirstFacts:
    """
    How far a school is. students: who are here, practice children left out. staff, parents: how many there are who
    could sign in; staff_invited, parents_invited: those of them who were invited in some way, or have signed up.

    messages: whether anything was said to a family, or by one.
    """

    students: int
    staff: int
    staff_invited: int
    parents: int
    parents_invited: int
    messages: bool


@dataclass(frozen=True, slots=True)
class StepTaken:
    """One step. done of so many things of it; of one thing where nothing is counted."""

    step: FirstStep
    done: int
    of: int

    @property
    def taken(self) -> bool:
        """Whether nothing of it is left to do; of nobody nothing is."""
        return self.done >= self.of


def may_see_steps(person: Person) -> Verdict:
    """Whether somebody is led through the first hour of a school: who can take its steps."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins set the school up."))
    return Refused(say("Only admins set the school up."))


def first_steps(its: FirstFacts) -> tuple[StepTaken, ...]:
    """
    The steps with how far each is; whom nobody knows of yet is nobody to invite, so the roster comes first.

    Source: research/domain.md, F and G (a launch guide); research/field.md, S26 (checks that look at data).
    """
    roster = min(its.students, 1)
    return (
        StepTaken(FirstStep.ROSTER, roster, 1),
        StepTaken(FirstStep.STAFF, its.staff_invited, its.staff or 1 - roster),
        StepTaken(FirstStep.PARENTS, its.parents_invited, its.parents or 1 - roster),
        StepTaken(FirstStep.MESSAGE, int(its.messages), 1),
    )


def still_first(steps: tuple[StepTaken, ...], *, put_away: bool) -> bool:
    """Whether the steps are shown: something is left to do, and no admin has put them away."""
    return not put_away and not all(one.taken for one in steps)
