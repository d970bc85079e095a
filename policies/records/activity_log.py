"""This file says what goes on record of what people did with rights, who reads it, and how it is put into words."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, fields
from datetime import timedelta
from typing import Any

from policies.people.child_record import RecordPart
from policies.people.child_record_words import PARTS
from policies.people.facts import Area, Level, Own, Permissions, Person, Role, Tie, Urgency
from policies.people.folding import fold
from policies.people.former import said_former
from policies.people.permissions import AS, WORDS
from policies.records.deeds import Deed as Deed  # where it is put into words is where it is asked for
from policies.records.log_of_denials import denials
from policies.records.log_of_keeping import handed_to_other, kept_for, photos_go, removed
from policies.records.log_settings import NOTHING, YES_NO, now_and_before, setting_in_detail, settings_in_words
from policies.sentence import Listed, Sentence, as_sentence, key, say, several
from policies.verdict import Allowed, Refused, Verdict

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
    Deed.PROFILES_ONE: key("The account of {about} has both profiles: one address and one name."),
    Deed.PROFILES_LINKED: key("{by} gave the two profiles of {about} one account."),
    Deed.PROFILES_UNLINKED: key("{by} parted the two profiles of {about}."),
    Deed.EMAIL_CONFIRMED: key("{by} confirmed a changed email address."),
    Deed.BY_IDENTITY: key("{by} signed in by an account elsewhere."),
    Deed.IDENTITY_ADDED: key("{by} added an account elsewhere to sign in by."),
    Deed.IDENTITY_REMOVED: key("{by} took off an account elsewhere to sign in by."),
    Deed.IDENTITIES_TAKEN_OFF: key("{by} took the accounts elsewhere off the account of {about}."),
    Deed.IDENTITIES_OFF_BY_HAND: key(
        "Whoever runs the hub took the accounts elsewhere off the account of {about}."
    ),
    Deed.PIN_SET: key("{by} chose a PIN for room devices."),
    Deed.PIN_REMOVED: key("{by} removed their PIN for room devices."),
    Deed.PIN_CLEARED: key("{by} cleared the PIN of {about}."),
    Deed.PIN_GUESSED: key("Somebody typed several wrong PINs of {about} on “{device}”."),
    Deed.ACTED_ON_DEVICE: key("{by} entered their PIN on “{device}”."),
    Deed.DEVICE_PAIRED: key("{by} paired the room device “{device}”."),
    Deed.DEVICE_CHANGED: key("{by} changed the room device “{device}”."),
    Deed.DEVICE_ENDED: key("{by} ended the room device “{device}”."),
    Deed.ROSTER_APPLIED: key("{by} brought in a roster."),
    Deed.COLUMNS_NAMED: key("{by} said what the columns of the roster’s spreadsheet hold."),
    Deed.COLUMNS_FORGOTTEN: key("{by} had the columns of the roster’s spreadsheet named anew."),
    Deed.SERVER_CONNECTED: key("{by} connected a server that the roster is fetched from."),
    Deed.SERVER_DISCONNECTED: key("{by} disconnected the server that the roster was fetched from."),
    Deed.ROSTER_UNDONE: key("{by} took the newest roster back."),
    Deed.ROSTER_ENDED: key("{by} ended access of {about} that a roster which waits would end."),
    Deed.PERMISSIONS: key("{by} changed what {about} may do."),
    Deed.ROOMS: key("{by} changed the rooms of {about}."),
    Deed.TIE: key("{by} changed what {about} may do about {child}."),
    Deed.CHILD_RECORD: key("{by} changed what is kept about {child}."),
    Deed.PHOTO_CONSENT: key("For {about}, {by} set how far photos of {child} may go."),
    Deed.HANDED_TO_OTHER: key("{by} handed {child} to somebody who is not on its list."),
    Deed.SETTINGS: key("{by} changed {what}."),
    Deed.RETENTION_SET: key("{by} set how long the school keeps records."),
    Deed.REMOVED: key("Records were removed by the school’s retention rule."),
    Deed.HOLD_SET: key("{by} put records on hold, so that nothing of them is removed."),
    Deed.HOLD_RELEASED: key("{by} released a hold, so that records are removed by the school’s rules again."),
    Deed.ERASURE_ASKED: key("{by} asked that the data of somebody who left be erased."),
    Deed.ERASURE_AGREED: key("{by} agreed that the data of somebody who left be erased."),
    Deed.ERASURE_TAKEN_BACK: key("{by} took back that the data of somebody who left be erased."),
    Deed.ERASURE_GIVEN_UP: key("Somebody came back, so their data is not erased."),
    Deed.ERASED: key("The data of somebody who left was erased."),
    Deed.INVITED: key("{by} invited {about} to sign in."),
    Deed.INVITATION_PRINTED: key("{by} printed an invitation for {about}."),
    Deed.INVITATION_TEXTED: key("{by} texted an invitation to {about}."),
    Deed.INVITATION_LINK: key("By the printed or texted invitation of {about}, a link to sign up was sent."),
    Deed.INVITATION_DECLINED: key("Whoever had the invitation of {about} said that they are somebody else."),
    Deed.INVITATION_GUESSED: key(
        "The printed or texted invitation of {about} ended after wrong numbers or addresses."
    ),
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
    others = (str(its.facts.get(name, "")) for name in ("child", "device"))
    return fold(" ".join(one for one in (its.by, its.about, *others) if one))


def in_a_sentence(its: LogFacts) -> Sentence:
    """What was done, by whom and about whom."""
    what = settings_in_words(its.facts.get("settings", {})) if its.deed is Deed.SETTINGS else ""
    child, device = said_former(its.facts.get("child", "")), its.facts.get("device", "")
    by, about = said_former(its.by), said_former(its.about)
    return say(SAYS[its.deed], by=by, about=about, child=child, what=what, device=device)


def in_detail(its: LogFacts, labels: Mapping[str, str]) -> tuple[Sentence, ...]:
    """What was changed, thing by thing, each as it is now and as it was. labels: what item types are called."""
    match its.deed:
        case Deed.REFUSED:
            return (say("More wrong passwords of this hour are not listed."),) if its.facts.get("last") else ()
        case Deed.PASSWORD_CHANGED | Deed.PASSWORD_BY_LINK | Deed.PASSWORD_BY_CODE | Deed.SIGN_INS_ENDED:
            return _ended(its.facts.get("ended", 0))
        case Deed.PERMISSIONS:
            return tuple(_permission(name, *pair) for name, pair in its.facts.items())
        case Deed.ROOMS | Deed.TIE:
            return (*_rooms(its.facts), *_tie(its), *denials(its.facts))
        case Deed.SETTINGS:
            return tuple(setting_in_detail(name, pair, labels) for name, pair in its.facts["settings"].items())
        case Deed.EXPORTED_CHILD | Deed.EXPORTED_SCHOOL:
            return (say("Why: {reason}", reason=its.facts.get("reason", "")),)
        case Deed.DEVICE_PAIRED | Deed.DEVICE_CHANGED:
            return tuple(_of_device(its.facts))
        case _:
            return _one_thing(its)


TOLD_OF_KEEPING: Mapping[Deed, Callable[[Mapping[str, Any]], Sentence]] = {
    Deed.PHOTO_CONSENT: photos_go,
    Deed.HANDED_TO_OTHER: handed_to_other,
    Deed.RETENTION_SET: kept_for,
    Deed.REMOVED: removed,
}


def _one_thing(its: LogFacts) -> tuple[Sentence, ...]:
    """A part of a child's record, how far photos go, or the address that a page's reader gave; else nothing."""
    if its.deed in TOLD_OF_KEEPING:
        return (TOLD_OF_KEEPING[its.deed](its.facts),)
    if its.deed is Deed.CHILD_RECORD:
        return (as_sentence(PARTS[RecordPart(its.facts["part"])]),)
    email = its.facts.get("email", "") if its.deed is Deed.INVITATION_LINK else ""
    return (say("To an address that its reader gave: {email}", email=email),) if email else ()


def _of_device(facts: Mapping[str, Any]) -> Iterable[Sentence]:
    """The room that it was paired with; what of its name and room was changed, as it was and as it is."""
    if "in" in facts:
        yield say("Room: {room}", room=facts["in"])
    for name, what in (("name", say("Name")), ("moved", say("Room"))):
        if name in facts:
            before, after = facts[name]
            yield now_and_before(what, after, before)


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


def changed_permissions(before: Permissions, after: Permissions) -> dict[str, list[Any]]:
    """What of somebody's permissions changed: by its name, as it was and as it is."""
    pairs = ((one.name, getattr(before, one.name), getattr(after, one.name)) for one in fields(Permissions))
    return {name: [was, now] for name, was, now in pairs if was != now}


def _permission(name: str, before: Any, after: Any) -> Sentence:
    if name == "reviews":
        return now_and_before(say("Approves what waits"), YES_NO[after], YES_NO[before])
    if name == "marks":
        return now_and_before(say("May mark something as"), AS[Urgency(after)], AS[Urgency(before)])
    if name == "own":
        return now_and_before(say("What they write to families"), OWNS[Own(after)], OWNS[Own(before)])
    return now_and_before(WORDS[Area(name)], LEVELS[Level(after)], LEVELS[Level(before)])


def _rooms(facts: Mapping[str, Any]) -> Iterable[Sentence]:
    """rooms: the names of those that admins gave, before and after; first: of the one that is theirs first."""
    for name, what in (("rooms", say("Rooms that admins gave")), ("first", say("First room"))):
        if name in facts:
            before, after = facts[name]
            yield now_and_before(what, Listed(after) if after else NOTHING, Listed(before) if before else NOTHING)


TIES = {
    Tie.BARRED: key("{about} is barred from {child}."),
    Tie.PICK_UP: key("{about} picks up {child}."),
    Tie.GUARDIAN: key("{about} is to {child} what the roster says."),
}


def _tie(its: LogFacts) -> tuple[Sentence, ...]:
    before, after = its.facts.get("tie", ("", ""))
    return (say(TIES[Tie(after)], about=its.about, child=its.facts["child"]),) if before != after else ()
