"""This file decides who sees which children are here, who signs them in and out, and who corrects that."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from policies.attendance.moments import STAFF_CORRECT, UNDO_FOR
from policies.attendance.stays import ChildStay
from policies.conversations.seeing import is_own_child
from policies.people.facts import Person, Role, Student
from policies.people.room_devices import may_be_room
from policies.people.roster import Roster
from policies.sentence import on_field, say
from policies.verdict import Allowed, Refused, Verdict

MOST_CHILDREN = 100
"""Children of one act: more than any room has."""

LONGEST_REASON, LONGEST_NAME, LONGEST_ID = 500, 120, 60
"""Characters of why, of a name, and of which identity card was seen."""


class SignAct(StrEnum):
    """What is done to a child's attendance. A word stays what it is: it stands in its history."""

    IN = "sign_in"
    OUT = "sign_out"
    MOVE = "move"
    TAKE_OVER = "take_over"
    CORRECT = "correct"
    UNDO = "undo"
    CLOSE = "close"
    CONFIRM = "confirm"


INTO_A_ROOM = frozenset({SignAct.IN, SignAct.MOVE})
"""What puts a child into a room, which has to be open, and the child one of the school's."""

NOT_OF_OWN = frozenset({SignAct.OUT, SignAct.CORRECT, SignAct.CONFIRM})
"""What says who took a child, and when: nobody says that at work of their own."""


@dataclass(frozen=True, slots=True)
class SigningPerson:
    """Somebody who signs. device_room: the room of the room device they act on, empty elsewhere."""

    person: Person
    device_room: str = ""

    def answers_for(self, room: str) -> bool:
        """Whether they sign children of a room in and out: on a room device those of its room alone."""
        if self.device_room:
            return room == self.device_room
        return self.person.role is Role.ADMIN or room in self.person.rooms


def answering_room(signer: SigningPerson, student: Student, its: ChildStay | None) -> str:
    """
    The room that answers for a child: where its stay has it, on its way between two either of them, else its own of
    today; of several the one that signer answers for. Empty where it has none.
    """
    between = [its.moved_from] if its is not None and its.is_in_transit else []
    rooms = sorted(student.rooms) if its is None else [its.room, *between]
    return next((one for one in rooms if signer.answers_for(one)), rooms[0] if rooms else "")


def may_see_attendance(person: Person) -> Verdict:
    """
    Whether person sees which children are here, in any room.

    Source: research/domain.md, C7 (staff see every student).
    """
    if person.active and person.role is not Role.GUARDIAN:
        return Allowed(say("Staff see which children are here."))
    return Refused(say("Only the school’s staff see which children are here."))


def may_see_history(roster: Roster, person: Person, student: Student) -> Verdict:
    """
    Whether person reads when a child came and went with whom, what was corrected, and who may fetch it.

    Nobody does at work about their own child: the other parent stands there.
    """
    if isinstance(verdict := may_see_attendance(person), Refused):
        return verdict
    if is_own_child(roster, person, student):
        return Refused(say("{child} is your own child, so a colleague looks this up.", child=student.name))
    return verdict


def may_sign(roster: Roster, signer: SigningPerson, student: Student, room: str, act: SignAct) -> Verdict:
    """
    Whether signer does this with student.

    room: the one that answers for the child: the one it comes into, or is in; of a move the one it goes from. A
    child who left is signed out still where a roster took it away while it was in, and comes in no more.

    Source: research/field.md, S19; research/domain.md, E8 (assigned and present room are two).
    """
    person = signer.person
    if isinstance(verdict := may_see_attendance(person), Refused):
        return verdict
    if act in INTO_A_ROOM and not student.active:
        return Refused(say("{child} is no longer at {school}.", child=student.name, school=roster.school_name))
    if act is SignAct.IN and isinstance(verdict := may_be_room(roster, room), Refused):
        return verdict
    if act in NOT_OF_OWN and is_own_child(roster, person, student):
        return Refused(say("{child} is your own child, so a colleague signs this.", child=student.name))
    if signer.answers_for(room):
        return Allowed(say("{person} signs children of {room} in and out.", person=person.name,
                           room=roster.room_names(frozenset({room}))))  # fmt: skip
    return Refused(
        say("{child} is a matter of {room}: its staff sign children in and out there, and admins.",
            child=student.name, room=roster.room_names(frozenset({room})))
    )  # fmt: skip


def may_correct_then(signer: SigningPerson, came_at: datetime, now: datetime) -> Verdict:
    """Whether signer corrects a stay that began then; which child's, may_sign says."""
    if signer.person.role is Role.ADMIN or now - came_at <= STAFF_CORRECT:
        return Allowed(say("It is corrected, and what it was stays in the history."))
    return Refused(say("This is more than {days} days ago, so an admin corrects it.", days=STAFF_CORRECT.days))


def may_undo(person: Person, by: str, done_at: datetime, now: datetime) -> Verdict:
    """Whether person takes back what by did at a moment: who did it, for a minute."""
    if person.id == by and now - done_at <= UNDO_FOR:
        return Allowed(say("What was just done can be taken back."))
    return Refused(say("Only what one did oneself a moment ago is taken back. Correct it in the child’s history."))


def may_be_correction_reason(reason: str) -> Verdict:
    """Whether these words say why something is corrected; reason: trimmed."""
    if 0 < len(reason) <= LONGEST_REASON:
        return Allowed(say("The reason stands in the history."))
    return Refused(on_field("reason", say("say why, in at most {most} characters.", most=LONGEST_REASON)))
