"""This file has what somebody is called whose name was erased, in every place where a name stood."""

from policies.people.facts import Role
from policies.sentence import Sentence, say

FORMER_GUARDIAN = say("Former guardian")
FORMER_STAFF = say("Former staff member")
FORMER_CHILD = say("Former child")

_ALL = {str(one): one for one in (FORMER_GUARDIAN, FORMER_STAFF, FORMER_CHILD)}


def former(role: Role) -> Sentence:
    """What somebody of this role is called once they are erased; source: ADR 66."""
    return FORMER_GUARDIAN if role is Role.GUARDIAN else FORMER_STAFF


def said_former(name: str) -> str:
    """A name that was kept as text: one that stands for an erased one can be said in any language again."""
    return _ALL.get(name, name)
