"""This file decides how far photos of a child may go: who may say so, and whom what was said lets see them."""

from dataclasses import dataclass

from policies.conversations.seeing import is_own_child, may_see
from policies.people.custody import denied_sentence
from policies.people.facts import Person, PhotoScope, Power, Role, Student
from policies.people.photo_scopes import WIDTH, decides
from policies.people.roster import Roster
from policies.sentence import Sentence, key, say
from policies.verdict import Allowed, Refused, Verdict

COVERS = {
    PhotoScope.NONE: say("No photos at all"),
    PhotoScope.OWN_FAMILY: say("Only the child’s family"),
    PhotoScope.ROOMS: say("Also families of the child’s rooms"),
    PhotoScope.PUBLIC: say("Also all families, newsletters and the public"),
}
"""What each answer allows, in the words of the page."""

_TOO_FAR = {
    PhotoScope.NONE: key("{child}: no photos, as the parents have said."),
    PhotoScope.OWN_FAMILY: key("{child}: photos only for the child’s family."),
    PhotoScope.ROOMS: key("{child}: photos only for families of the child’s rooms."),
}

LONGEST_NOTE = 500
"""Characters of what the office notes of a paper form: its date and where it lies."""


@dataclass(frozen=True, slots=True, kw_only=True)
class PhotoAudience:
    """
    To whom a photo goes. families: parents are among them at all. addressed: the children whose family it is for,
    none where it goes to several families. rooms: the ids of the rooms it is for; none is the whole school.
    """

    families: bool
    addressed: tuple[Student, ...] = ()
    rooms: frozenset[str] = frozenset()


def may_answer_photos(roster: Roster, person: Person, student: Student, guardian: str) -> Verdict:
    """
    Whether person sets what guardian allows of photos of student: a parent for themselves, an admin from paper.

    It is asked of the parents who see the child and may write about it. Who is barred, or denied one of these, is
    not asked, and what they once said counts no more.

    Source: research/domain.md, 2.1 (photos need a parent's consent) and 2.3 (rights per contact; deny wins).
    """
    if not person.active or not student.active:
        gone = student.name if person.active else person.name
        return Refused(say("{person} is no longer at {school}.", person=gone, school=roster.school_name))
    if person.role is Role.GUARDIAN:
        if isinstance(seen := may_see(roster, person, student), Refused):
            return seen
        if guardian != person.id:
            return Refused(say("Each parent says for themselves what photos they allow."))
    elif person.role is not Role.ADMIN:
        return Refused(say("Parents say this themselves; from a form on paper, admins note it."))
    elif is_own_child(roster, person, student):
        return Refused(say("{child} is your own child: as a parent you answer for yourself.", child=student.name))
    return _is_asked(roster, student, guardian)


def _is_asked(roster: Roster, student: Student, guardian: str) -> Verdict:
    if guardian in decides(student):
        return Allowed(say("Each parent of {child} is asked what photos they allow.", child=student.name))
    if guardian in student.guardians:
        return Refused(denied_sentence(roster.people[guardian], student, Power.MESSAGE))
    return Refused(say("Only parents who see {child} here are asked about photos.", child=student.name))


def needed(student: Student, audience: PhotoAudience) -> PhotoScope | None:
    """What the parents have to have allowed for a photo with student to go there; None where no parents read it."""
    if not audience.families:
        return None
    if _is_family(student, audience.addressed):
        return PhotoScope.OWN_FAMILY
    shares = student.rooms & (audience.rooms.union(*(one.rooms for one in audience.addressed)))
    return PhotoScope.ROOMS if shares else PhotoScope.PUBLIC


def _is_family(student: Student, addressed: tuple[Student, ...]) -> bool:
    """Whether whoever reads it sees the child at home: a brother's other parent does not."""
    if any(one.id == student.id for one in addressed):
        return True
    return bool(addressed) and all(one.guardians and one.guardians <= student.guardians for one in addressed)


def may_go_to(student: Student, audience: PhotoAudience) -> Verdict:
    """
    Whether a photo with student may go there, as far as its parents have answered; where none has, an admin looks
    at it first (policies.review.content).

    Source: research/domain.md, 2.1; issue 16, Privacy.
    """
    wanted = needed(student, audience)
    if wanted is None:
        return Allowed(say("No families are in this conversation."))
    if student.photos is None:
        return Allowed(unanswered(student, waits=True))
    if WIDTH[student.photos] < WIDTH[wanted]:
        return Refused(too_far(student, student.photos))
    return Allowed(say("{child}: the parents allow it.", child=student.name))


def unanswered(student: Student, *, waits: bool) -> Sentence:
    """What who posts is told of a child of whom no parent has answered. waits: an admin looks at what they send."""
    if waits:
        return say("{child}: no parent has answered, so an admin looks first.", child=student.name)
    return say("{child}: no parent has answered, and it goes at once.", child=student.name)


def too_far(student: Student, allowed: PhotoScope) -> Sentence:
    """What who posts is told of a child whose parents allow less than everything."""
    return say(_TOO_FAR[allowed], child=student.name)
