"""This file decides whom somebody may say to be on their photos."""

from collections.abc import Iterable, Sequence

from policies.conversations.seeing import may_see
from policies.people.facts import Person
from policies.people.roster import Roster
from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict


def may_tag(roster: Roster, person: Person, tagged: Iterable[str]) -> Verdict:
    """
    Whether person may say that these students are on a photo; tagged: ids, as they were sent.

    Who does not exist and whom person may not see are refused alike. Source: DESIGN.md section 4 (zero trace).
    """
    known = [roster.students.get(one) for one in tagged]
    if all(one is not None and isinstance(may_see(roster, person, one), Allowed) for one in known):
        return Allowed(say("Everybody on the photo is a child whom they see here."))
    return Refused(say("Only children of this school whom you see here can be on your photo."))


def list_shown_tags(roster: Roster, person: Person, tagged: Sequence[str]) -> tuple[str, ...]:
    """
    Which of the students on a photo somebody who sees it is told of, in their order: those whom they see.

    tagged: ids. Parents are told of their own children alone. Source: research/domain.md, C7 and 2.3.
    """
    known = ((one, roster.students.get(one)) for one in tagged)
    return tuple(one for one, its in known if its is not None and isinstance(may_see(roster, person, its), Allowed))
