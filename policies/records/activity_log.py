"""This file says what goes on record of what people did with rights, who reads it, and how it is put into words."""

from collections.abc import Iterable, Mapping, Set
from dataclasses import dataclass, field, fields
from datetime import timedelta
from enum import StrEnum
from typing import Any

from policies.people.child_record import RecordPart
from policies.people.child_record_words import PARTS
from policies.people.facts import Area, Level, Own, Permissions, Person, Power, Role, Tie, Urgency
from policies.people.folding import fold
from policies.people.permissions import AS, WORDS
from policies.sentence import Listed, Sentence, as_sentence, key, say, several
from policies.settings import GROUPS, Choice, History, SchoolSettings, SecondFactorFor
from policies.verdict import Allowed, Refused, Verdict


class LogKind(StrEnum):
    """What the log is looked through by."""

    SIGN_INS = "sign_ins"
    RIGHTS = "rights"
    CHILDREN = "children"
    SETTINGS = "settings"
    INVITATIONS = "invitations"
    REVIEWS = "reviews"
    READING = "reading"
    EXPORTS = "exports"


class Deed(StrEnum):
    """What is on record. A name stays what it is for ever: it stands in the chain."""

    SIGNED_IN = "signed_in"
    JOINED = "joined"
    REFUSED = "sign_in_refused"
    SIGNED_OUT = "signed_out"
    REPLACED = "session_replaced"
    UNUSED = "session_unused"
    LEFT = "left"
    PASSWORD_CHANGED = "password_changed"  # noqa: S105 (the name of a deed)
    PASSWORD_BY_LINK = "password_by_link"  # noqa: S105
    PASSWORD_BY_CODE = "password_by_code"  # noqa: S105
    LINK_SENT = "link_sent"
    LINK_PRINTED = "link_printed"
    CODE_GIVEN = "code_given"
    ACCOUNT_MADE = "account_made"
    SIGN_INS_ENDED = "sign_ins_ended"
    SIGN_INS_ENDED_BY_ADMIN = "sign_ins_ended_by_admin"
    FACTOR_ON = "second_factor_on"
    FACTOR_OFF = "second_factor_off"
    FACTOR_TAKEN_OFF = "second_factor_taken_off"
    FACTOR_OFF_BY_HAND = "second_factor_off_by_hand"
    RECOVERY_CODES = "recovery_codes"
    RECOVERED = "signed_in_by_recovery_code"
    BY_PASSKEY = "signed_in_by_passkey"
    PASSKEY_ADDED = "passkey_added"
    PASSKEY_REMOVED = "passkey_removed"
    PASSKEYS_TAKEN_OFF = "passkeys_taken_off"
    PASSKEYS_OFF_BY_HAND = "passkeys_off_by_hand"
    PASSKEY_COPIED = "passkey_copied"
    ROSTER_APPLIED = "roster_applied"
    ROSTER_UNDONE = "roster_undone"
    COLUMNS_NAMED = "roster_columns_named"
    COLUMNS_FORGOTTEN = "roster_columns_forgotten"
    PERMISSIONS = "permissions"
    ROOMS = "rooms"
    TIE = "tie"
    CHILD_RECORD = "child_record"
    SETTINGS = "settings"
    INVITED = "invited"
    INVITATION_PRINTED = "invitation_printed"
    INVITATION_LINK = "invitation_link"
    INVITATION_DECLINED = "invitation_declined"
    INVITATION_GUESSED = "invitation_guessed"
    LETTER_CHANGED = "letter_changed"
    APPROVED = "approved"
    APPROVED_CHANGED = "approved_changed"
    RETURNED = "returned"
    DECLINED = "declined"
    READ_CONVERSATION = "read_conversation"
    READ_REVISIONS = "read_revisions"
    READ_REMAINDER = "read_remainder"
    READ_CUSTODY = "read_custody"
    EXPORTED_OWN = "exported_own"
    EXPORTED_CHILD = "exported_child"
    EXPORTED_SCHOOL = "exported_school"


KINDS: Mapping[LogKind, frozenset[Deed]] = {
    LogKind.SIGN_INS: frozenset(
        {
            *(Deed.SIGNED_IN, Deed.JOINED, Deed.REFUSED, Deed.SIGNED_OUT, Deed.REPLACED, Deed.UNUSED, Deed.LEFT),
            *(Deed.PASSWORD_CHANGED, Deed.PASSWORD_BY_LINK, Deed.PASSWORD_BY_CODE),
            *(Deed.LINK_SENT, Deed.LINK_PRINTED, Deed.CODE_GIVEN, Deed.ACCOUNT_MADE),
            *(Deed.SIGN_INS_ENDED, Deed.SIGN_INS_ENDED_BY_ADMIN, Deed.FACTOR_ON, Deed.FACTOR_OFF),
            *(Deed.FACTOR_TAKEN_OFF, Deed.FACTOR_OFF_BY_HAND, Deed.RECOVERY_CODES, Deed.RECOVERED),
            *(Deed.BY_PASSKEY, Deed.PASSKEY_ADDED, Deed.PASSKEY_REMOVED, Deed.PASSKEYS_TAKEN_OFF),
            *(Deed.PASSKEYS_OFF_BY_HAND, Deed.PASSKEY_COPIED),
        }
    ),
    LogKind.RIGHTS: frozenset(
        {
            *(Deed.PERMISSIONS, Deed.ROOMS, Deed.ROSTER_APPLIED, Deed.ROSTER_UNDONE),
            *(Deed.COLUMNS_NAMED, Deed.COLUMNS_FORGOTTEN),
        }
    ),
    LogKind.CHILDREN: frozenset({Deed.TIE, Deed.CHILD_RECORD}),
    LogKind.SETTINGS: frozenset({Deed.SETTINGS}),
    LogKind.INVITATIONS: frozenset({Deed.INVITED, Deed.INVITATION_PRINTED, Deed.INVITATION_LINK})
    | {Deed.INVITATION_DECLINED, Deed.INVITATION_GUESSED, Deed.LETTER_CHANGED},
    LogKind.REVIEWS: frozenset({Deed.APPROVED, Deed.APPROVED_CHANGED, Deed.RETURNED, Deed.DECLINED}),
    LogKind.READING: frozenset(
        {Deed.READ_CONVERSATION, Deed.READ_REVISIONS, Deed.READ_REMAINDER, Deed.READ_CUSTODY}
    ),
    LogKind.EXPORTS: frozenset({Deed.EXPORTED_OWN, Deed.EXPORTED_CHILD, Deed.EXPORTED_SCHOOL}),
}
"""Every deed is of one kind."""

SAYS: Mapping[Deed, str] = {
    Deed.SIGNED_IN: key("{by} signed in."),
    Deed.JOINED: key("{by} signed up by an invitation."),
    Deed.REFUSED: key("Somebody tried to sign in as {about} with a wrong password."),
    Deed.SIGNED_OUT: key("{by} signed out."),
    Deed.REPLACED: key("{about} was signed out of a device on which somebody else signed in."),
    Deed.UNUSED: key("A device of {about} was signed out, as nobody had used it for long."),
    Deed.LEFT: key("{about} left the roster and was signed out everywhere."),
    Deed.PASSWORD_CHANGED: key("{by} changed their password."),
    Deed.PASSWORD_BY_LINK: key("{by} chose a new password by the link in an email."),
    Deed.PASSWORD_BY_CODE: key("{by} chose a new password by a code of the office."),
    Deed.LINK_SENT: key("A link for a new password was emailed to {about}."),
    Deed.LINK_PRINTED: key("Whoever runs the hub made a link for a new password of {about}."),
    Deed.CODE_GIVEN: key("{by} gave {about} a code for a new password."),
    Deed.ACCOUNT_MADE: key("Whoever runs the hub made an account for {about}."),
    Deed.SIGN_INS_ENDED: key("{by} signed out other devices of theirs."),
    Deed.SIGN_INS_ENDED_BY_ADMIN: key("{by} ended all sign-ins of {about} that were opened at this school."),
    Deed.FACTOR_ON: key("{by} is asked for a code at sign-in from now on."),
    Deed.FACTOR_OFF: key("{by} is asked for no code at sign-in any more."),
    Deed.FACTOR_TAKEN_OFF: key("{by} took a lost code off the account of {about}."),
    Deed.FACTOR_OFF_BY_HAND: key("Whoever runs the hub took a lost code off the account of {about}."),
    Deed.RECOVERY_CODES: key("{by} made new recovery codes."),
    Deed.RECOVERED: key("{by} signed in by a recovery code."),
    Deed.BY_PASSKEY: key("{by} signed in by a passkey."),
    Deed.PASSKEY_ADDED: key("{by} added a passkey to their account."),
    Deed.PASSKEY_REMOVED: key("{by} removed a passkey of theirs."),
    Deed.PASSKEYS_TAKEN_OFF: key("{by} took the passkeys off the account of {about}."),
    Deed.PASSKEYS_OFF_BY_HAND: key("Whoever runs the hub took the passkeys off the account of {about}."),
    Deed.PASSKEY_COPIED: key("A passkey of {about} was refused, as somebody seems to have a copy of it."),
    Deed.ROSTER_APPLIED: key("{by} brought in a roster."),
    Deed.COLUMNS_NAMED: key("{by} said what the columns of the roster’s spreadsheet hold."),
    Deed.COLUMNS_FORGOTTEN: key("{by} had the columns of the roster’s spreadsheet named anew."),
    Deed.ROSTER_UNDONE: key("{by} took the newest roster back."),
    Deed.PERMISSIONS: key("{by} changed what {about} may do."),
    Deed.ROOMS: key("{by} changed the rooms of {about}."),
    Deed.TIE: key("{by} changed what {about} may do about {child}."),
    Deed.CHILD_RECORD: key("{by} changed what is kept about {child}."),
    Deed.SETTINGS: key("{by} changed {what}."),
    Deed.INVITED: key("{by} invited {about} to sign in."),
    Deed.INVITATION_PRINTED: key("{by} printed an invitation for {about}."),
    Deed.INVITATION_LINK: key("By the printed invitation of {about}, a link to sign up was sent."),
    Deed.INVITATION_DECLINED: key("Whoever had the invitation of {about} said that they are somebody else."),
    Deed.INVITATION_GUESSED: key("The printed invitation of {about} ended after wrong numbers or addresses."),
    Deed.LETTER_CHANGED: key("{by} changed the letter that announces Roomwire."),
    Deed.APPROVED: key("{by} approved what {about} wrote."),
    Deed.APPROVED_CHANGED: key("{by} approved what {about} wrote, with changes."),
    Deed.RETURNED: key("{by} returned to {about} what they wrote."),
    Deed.DECLINED: key("{by} declined what {about} wrote."),
    Deed.READ_CONVERSATION: key("{by} read a conversation that is not of their rooms."),
    Deed.READ_REVISIONS: key("{by} looked at what a message said before it was changed."),
    Deed.READ_REMAINDER: key("{by} looked at what else stood in an email."),
    Deed.READ_CUSTODY: key("{by} looked at what is kept about custody of {child}."),
    Deed.EXPORTED_OWN: key("{by} took a copy of what they see as a parent."),
    Deed.EXPORTED_CHILD: key("{by} exported everything that is kept about {child}."),
    Deed.EXPORTED_SCHOOL: key("{by} exported everything that the school keeps."),
}

REFUSED_AN_HOUR = 10
"""Wrong passwords of one account that are listed in an hour: more tell nothing more, and would bury the rest."""

REFUSED_WITHIN = timedelta(hours=1)


@dataclass(frozen=True, slots=True, kw_only=True)
class LogFacts:
    """
    What is on record of one deed. by: who did it, empty for nobody the school knows; about: whom or whose it is.

    Both by the names that they had then. facts: what else was put on record, plain values by name, as the functions
    below make them; never a word of a message, and no secret.
    """

    deed: Deed
    by: str = ""
    about: str = ""
    facts: Mapping[str, Any] = field(default_factory=dict)


def kind_of(deed: Deed) -> LogKind:
    """By which kind a deed is found."""
    return next(kind for kind, deeds in KINDS.items() if deed in deeds)


def may_see_log(person: Person) -> Verdict:
    """
    Whether person reads who signed in and who changed what.

    Source: research/security.md, B5 and B6 (rows that admins read); research/domain.md, 4 number 12.
    """
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins see who signed in and who changed what."))
    return Refused(say("Only admins see who signed in and who changed what."))


def sought(its: LogFacts) -> str:
    """The names by which a deed is found, folded."""
    return fold(" ".join(one for one in (its.by, its.about, str(its.facts.get("child", ""))) if one))


def in_a_sentence(its: LogFacts) -> Sentence:
    """What was done, by whom and about whom."""
    what = _settings(its.facts.get("settings", {})) if its.deed is Deed.SETTINGS else ""
    return say(SAYS[its.deed], by=its.by, about=its.about, child=its.facts.get("child", ""), what=what)


def in_detail(its: LogFacts, labels: Mapping[str, str]) -> tuple[Sentence, ...]:
    """What was changed, thing by thing, each as it is now and as it was. labels: what item types are called."""
    match its.deed:
        case Deed.REFUSED:
            return (say("More wrong passwords of this hour are not listed."),) if its.facts.get("last") else ()
        case Deed.PASSWORD_CHANGED | Deed.PASSWORD_BY_LINK | Deed.PASSWORD_BY_CODE | Deed.SIGN_INS_ENDED:
            return _ended(its.facts.get("ended", 0))
        case Deed.PERMISSIONS:
            return tuple(_permission(name, *pair) for name, pair in its.facts.items())
        case Deed.ROOMS:
            return tuple(_rooms(its.facts))
        case Deed.TIE:
            return (*_tie(its), *_denials(its.facts))
        case Deed.SETTINGS:
            return tuple(_setting(name, pair, labels) for name, pair in its.facts["settings"].items())
        case Deed.EXPORTED_CHILD | Deed.EXPORTED_SCHOOL:
            return (say("Why: {reason}", reason=its.facts.get("reason", "")),)
        case _:
            return _one_thing(its)


def _one_thing(its: LogFacts) -> tuple[Sentence, ...]:
    """The part of a child's record, or the address that the reader of a printed page gave; else nothing."""
    if its.deed is Deed.CHILD_RECORD:
        return (as_sentence(PARTS[RecordPart(its.facts["part"])]),)
    email = its.facts.get("email", "") if its.deed is Deed.INVITATION_LINK else ""
    return (say("To an address that its reader gave: {email}", email=email),) if email else ()


NOTHING = say("nothing")


def _now(what: Sentence, now: object, before: object) -> Sentence:
    return say("{what}: now {now}, before {before}.", what=what, now=now, before=before)


def _ended(count: int) -> tuple[Sentence, ...]:
    """How many devices were signed out by it."""
    said = several("One device was signed out.", "{count} devices were signed out.", count=count)
    return (said,) if count else ()


LEVELS = {
    Level.NONE: say("kept out"),
    Level.READ: say("may read"),
    Level.FULL: say("may read and write"),
}
OWNS = {
    Own.SCHOOL: say("as the school has set"),
    Own.WAITS: say("always waits"),
    Own.TRUSTED: say("never waits"),
}
YES_NO = {True: say("yes"), False: say("no")}


def changed_permissions(before: Permissions, after: Permissions) -> dict[str, list[Any]]:
    """What of somebody's permissions changed: by its name, as it was and as it is."""
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Permissions))
    return {name: [was, now] for name, was, now in pairs if was != now}


def _permission(name: str, before: Any, after: Any) -> Sentence:
    if name == "reviews":
        return _now(say("Approves what waits"), YES_NO[after], YES_NO[before])
    if name == "marks":
        return _now(say("May mark something as"), AS[Urgency(after)], AS[Urgency(before)])
    if name == "own":
        return _now(say("What they write to families"), OWNS[Own(after)], OWNS[Own(before)])
    return _now(WORDS[Area(name)], LEVELS[Level(after)], LEVELS[Level(before)])


def _rooms(facts: Mapping[str, Any]) -> Iterable[Sentence]:
    """rooms: the names of those that admins gave, before and after; first: of the one that is theirs first."""
    for name, what in (("rooms", say("Rooms that admins gave")), ("first", say("First room"))):
        if name in facts:
            before, after = facts[name]
            yield _now(what, Listed(after) if after else NOTHING, Listed(before) if before else NOTHING)


TIES = {
    Tie.BARRED: key("{about} is barred from {child}."),
    Tie.PICK_UP: key("{about} picks up {child}."),
    Tie.GUARDIAN: key("{about} is to {child} what the roster says."),
}
POWERS = {
    Power.SEE: say("seeing the child"),
    Power.MESSAGE: say("writing about the child"),
    Power.TOLD: say("being told about the child"),
    Power.PICK_UP: say("picking up the child"),
}


def _tie(its: LogFacts) -> tuple[Sentence, ...]:
    before, after = its.facts["tie"]
    return (say(TIES[Tie(after)], about=its.about, child=its.facts["child"]),) if before != after else ()


def _denials(facts: Mapping[str, Any]) -> Iterable[Sentence]:
    """denied, allowed: power, first and last day (empty: open) of each denial that came or went."""
    for power, begin, end in facts["denied"]:
        yield say("Denied: {what}{when}.", what=POWERS[Power(power)], when=_span(begin, end))
    for power, begin, end in facts["allowed"]:
        yield say("Denied no more: {what}{when}.", what=POWERS[Power(power)], when=_span(begin, end))


def _span(begin: str, end: str) -> Sentence | str:
    if begin and end:
        return say(", from {begin} until {end}", begin=begin, end=end)
    if begin:
        return say(", from {begin}", begin=begin)
    return say(", until {end}", end=end) if end else ""


CHOICES: Mapping[str, Choice] = {name: one for group in GROUPS.values() for name, one in group.settings.items()}


def changed_settings(before: SchoolSettings, after: SchoolSettings) -> dict[str, list[Any]]:
    """What of a school's settings changed: by its name, as it was and as it is, where that is one plain value."""
    found: dict[str, list[Any]] = {}
    for one in fields(SchoolSettings):
        was, now = getattr(before, one.name), getattr(after, one.name)
        if was == now:
            continue
        if isinstance(now, Set):  # what is changed by type comes as a set
            found[one.name] = [sorted(was - now), sorted(now - was)]
        elif isinstance(now, StrEnum):
            found[one.name] = [was.value, now.value]
        elif type(now) in {bool, int, str}:
            found[one.name] = [was, now]
        else:
            found[one.name] = []
    return found


def _settings(changed: Mapping[str, Any]) -> Sentence:
    """What was changed, in one word; of several things the group they are of."""
    words = {CHOICES[name].what for name in changed if name in CHOICES}
    if len(words) == 1:
        return words.pop()
    return next((one.what for one in GROUPS.values() if changed.keys() <= one.settings.keys()), say("settings"))


CHOSEN: Mapping[str, Mapping[str, Sentence]] = {
    "history": {
        History.ALL: say("everything"),
        History.WEEK: say("the last week"),
        History.ASSIGNED: say("from when they came"),
    },
    "second_factor": {
        SecondFactorFor.NOBODY: say("nobody"),
        SecondFactorFor.ADMINS: say("admins"),
        SecondFactorFor.STAFF: say("all staff"),
    },
}
"""What the values of a setting are called that is one of a few."""


def _setting(name: str, pair: list[Any], labels: Mapping[str, str]) -> Sentence:
    what = CHOICES[name].what if name in CHOICES else say("settings")
    if not pair:
        return as_sentence(what)
    before, after = pair
    if isinstance(after, list):
        waits, shared = (
            Listed(labels.get(one, one) for one in after),
            Listed(labels.get(one, one) for one in before),
        )
        return say("Waits from now on: {waits}. Waits no more: {shared}.", waits=waits or NOTHING,
                   shared=shared or NOTHING)  # fmt: skip
    if isinstance(after, bool):
        return _now(what, YES_NO[after], YES_NO[before])
    if name in CHOSEN:
        return _now(what, CHOSEN[name].get(after, after), CHOSEN[name].get(before, before))
    return _now(what, after if after != "" else NOTHING, before if before != "" else NOTHING)
