"""This file decides which two profiles with one address are one human being, who then signs in with one account."""

from policies.people.facts import Person, Role
from policies.people.folding import name_key


def on_two_sides(one: Person, other: Person) -> bool:
    """Whether one of them is a parent and the other works there: nobody is one side twice."""
    return (one.role is Role.GUARDIAN) != (other.role is Role.GUARDIAN)


def same_name(one: str, other: str) -> bool:
    """Whether two names are one, however they are written: case, accents, and in which part a word stands."""
    return bool(key := name_key(one)) and key == name_key(other)


def is_one(one: Person, other: Person) -> bool:
    """
    Whether two profiles that have one address are one human being, as far as signing in goes.

    A parent and one of the staff are, where they have one account, where the roster has them as one user, and where
    they are called the same, unless an admin said that they are two. An address alone is not enough: couples share
    one, and who reads the mailbox would sign in as the other.

    Source: research/domain.md, C11 (the same email on both profiles); the name answers question 12 of its 1.4.
    """
    if not on_two_sides(one, other):
        return False
    if other.id in one.linked or any(key.startswith("user:") for key in one.human & other.human):
        return True
    return other.id not in one.apart and same_name(one.listed or one.name, other.listed or other.name)


def may_be_one(one: Person, other: Person) -> bool:
    """
    Whether two profiles that share something by which human beings are known are kept from what the other wrote.

    An address is enough, whatever they are called, as far as somebody is kept from something. Only of two parents
    it says nothing: couples share one, and each is told of what the other wrote.
    """
    shared = one.human & other.human
    if one.role is Role.GUARDIAN and other.role is Role.GUARDIAN:
        return any(not key.startswith("mail:") for key in shared)
    return bool(shared)
