"""This file declares what a school may choose: each setting with its default, its bounds and who may change it."""

from collections.abc import Callable, Collection, Iterable, Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from enum import StrEnum
from itertools import pairwise
from typing import Any

from policies.notify.mail_names import may_be_reply_to, may_be_sender_name
from policies.people.facts import Person, Role
from policies.sentence import Sentence, key, on_field, say
from policies.verdict import Allowed, Refused, Verdict

DAYS = (
    say("Monday"), say("Tuesday"), say("Wednesday"), say("Thursday"), say("Friday"), say("Saturday"), say("Sunday"),
)  # fmt: skip


class History(StrEnum):
    """From where staff who are newly assigned read what was said before."""

    ALL = "all"
    WEEK = "week"
    ASSIGNED = "assigned"


class SecondFactorFor(StrEnum):
    """Of whom a school asks a code besides the password: of nobody, of admins, of all staff with the admins."""

    NOBODY = "nobody"
    ADMINS = "admins"
    STAFF = "all_staff"


@dataclass(frozen=True, slots=True, order=True)
class Hours:
    """The office is there on a weekday (0 is Monday) from opens until closes, in minutes of the day."""

    weekday: int
    opens: int
    closes: int


@dataclass(frozen=True, slots=True, order=True)
class Closed:
    """The school is closed from begin until end, both included; name: what for, where it says so."""

    begin: date
    end: date
    name: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SchoolSettings:
    """
    What a school chose.

    staff_only: the item types that wait for an admin; "message" stands for text, photos and files.
    email, text: the school's own switches, above everything (research/domain.md, D9).
    history: for who is newly assigned. guardians_start: whether parents may start conversations, or answer only.
    office_hours: when an answer may be expected; none says nothing about it.
    payers_only: only who pays for a student counts as a guardian (research/domain.md, B6).
    edit_minutes: how long after it was said a message may be changed; withdrawing has no end.
    undo_seconds: how long what was just written may be taken back as if it had not been sent; 0 sends at once.
    closed_dates: when nobody answers whatever the office hours say. oversight: whether admins read what is said
    outside their rooms; oversight_visible: whether those it concerns see that one did.
    hold_names: what staff write waits where it names a child of another family. review_minutes: how long something
    waits before its reviewers are reminded, 0 for ever; second_approver: who is asked then, by id.
    four_eyes: what admins say to families waits as well, and nobody reviews their own.
    segment_price: what a segment of a text costs, in ten-thousandths of the school's currency; 0 is not known.
    email_name, email_reply_to: whom emails come from and where answers go (research/domain.md, D10); empty for the
    school's own name, and for nowhere. language: of who has chosen none.
    country: of telephone numbers that name none (ISO 3166); empty for that of the time zone.
    ladder_minutes: how long an alert stays unread before the next medium is tried, 0 for ever.
    push_a_day, texts_a_day, emails_a_day: the most alerts by a medium that ring at one address between two digests.
    second_factor: who needs a code besides the password; parents choose for themselves.
    address_days: how long it is kept from which address somebody signed in; 0 keeps none.
    room_device_seconds: how long a room device that nobody touches stays open for who acts on it.
    closes_by_itself: whether a stay that nobody ended closes at night; closing_minute: as of which minute of its
    day (research/domain.md, E3 and E4: at 6 PM, unless a school says otherwise).
    """

    staff_only: frozenset[str] = frozenset()
    email: bool = True
    text: bool = True
    history: History = History.ALL
    guardians_start: bool = True
    office_hours: tuple[Hours, ...] = ()
    payers_only: bool = False
    edit_minutes: int = 1_440
    undo_seconds: int = 5
    closed_dates: tuple[Closed, ...] = ()
    oversight: bool = True
    oversight_visible: bool = False
    four_eyes: bool = False
    hold_names: bool = True
    review_minutes: int = 60
    second_approver: str = ""
    segment_price: int = 0
    email_name: str = ""
    email_reply_to: str = ""
    language: str = "en"
    country: str = ""
    ladder_minutes: int = 15
    push_a_day: int = 40
    texts_a_day: int = 10
    emails_a_day: int = 20
    second_factor: SecondFactorFor = SecondFactorFor.NOBODY
    address_days: int = 90
    room_device_seconds: int = 60
    closes_by_itself: bool = True
    closing_minute: int = 18 * 60


WITHIN = Allowed(say("A school may choose that."))


@dataclass(frozen=True, slots=True)
class Between:
    """A bound: a number from least to most, both included. sentence: the key of what is read of others."""

    least: int
    most: int
    sentence: str

    def __call__(self, number: int) -> Verdict:
        """Whether a school may choose that number."""
        if self.least <= number <= self.most:
            return WITHIN
        return Refused(say(self.sentence, least=self.least, most=self.most))


def may_be_hours(hours: Iterable[Hours]) -> Verdict:
    """Whether a week can be like this: real days, opening before closing, each day's hours apart."""
    known = sorted(hours)
    for one in known:
        if not 0 <= one.weekday < len(DAYS) or not 0 <= one.opens < one.closes <= 24 * 60:
            return Refused(
                say("Hours are of Monday (0) to Sunday (6), and open before they close, within one day.")
            )
    for one, other in pairwise(known):
        if one.weekday == other.weekday and other.opens < one.closes:
            return Refused(say("{day} has hours that overlap; join them into one.", day=DAYS[one.weekday]))
    return WITHIN


LONGEST_CLOSING_NAME = 60
"""Characters; parents read it within a sentence."""


def may_be_closed(closed: Iterable[Closed]) -> Verdict:
    """Whether a school can be closed like this: each time begins before it ends, and lasts a year at most."""
    for one in closed:
        if not timedelta() <= one.end - one.begin < timedelta(days=366):
            return Refused(say("A closing ends on the day it begins or later, within a year."))
        if len(one.name) > LONGEST_CLOSING_NAME:
            return Refused(
                say(
                    "A closing’s name has at most {most} characters.",
                    most=LONGEST_CLOSING_NAME,
                )
            )
    return WITHIN


def _anything(_value: object) -> Verdict:
    """A bound of what is one of a few words, and of what needs more than the value to be weighed."""
    return WITHIN


def _as_given(value: Any) -> Any:
    return value


def _in_order(several: Iterable[Any]) -> tuple[Any, ...]:
    return tuple(sorted(several))


def _closings(closed: Iterable[Closed]) -> tuple[Closed, ...]:
    return _in_order(replace(one, name=one.name.strip()) for one in closed)


@dataclass(frozen=True, slots=True)
class Choice:
    """
    How one field of SchoolSettings is chosen. what: in words, as they follow “Only admins set”.

    bound: what a school may choose of what has the right type. called: its name in requests and answers, where that
    is another than the field's. tidied: a value as it is kept.
    """

    what: Sentence
    bound: Callable[[Any], Verdict] = _anything
    called: str = ""
    tidied: Callable[[Any], Any] = _as_given


@dataclass(frozen=True, slots=True)
class SettingsGroup:
    """What is set together. what: all of it in words. settings: by field of SchoolSettings, in their order."""

    what: Sentence
    settings: Mapping[str, Choice]

    def called(self) -> Mapping[str, str]:
        """The field of each name that requests and answers have."""
        return {one.called or name: name for name, one in self.settings.items()}

    def words(self, names: Collection[str] = ()) -> Sentence:
        """What the fields of these names are; of several different things, and of none, what the group is."""
        found = {self.settings[name].what for name in names}
        return found.pop() if len(found) == 1 else self.what


MOST_ALERTS = Between(
    1, 1_000, key("Choose {least} to {most:,} alerts a day; what comes after them waits for the digest.")
)

CONVERSATIONS = SettingsGroup(
    say("how conversations go"),
    {
        "history": Choice(say("how far back newly assigned staff read")),
        "guardians_start": Choice(say("whether parents start conversations")),
        "office_hours": Choice(say("the office hours"), may_be_hours, tidied=_in_order),
        "closed_dates": Choice(say("the days on which the school is closed"), may_be_closed, tidied=_closings),
        "undo_seconds": Choice(
            say("how long a message can be taken back before it is sent"),
            # more than a minute would be a message that does not arrive (research/domain.md, 2.4 and 4 number 19)
            Between(0, 60, key("Give {least} to {most} seconds to take a message back; 0 sends at once.")),
        ),
        "edit_minutes": Choice(
            say("how long a message can be changed"),
            # a month: what was read so long ago stays as it was read
            Between(
                0, 43_200, key("Give {least} to {most:,} minutes to change a message; 0 lets nobody change any.")
            ),
        ),
        "oversight": Choice(say("whether admins read outside their rooms")),
        "oversight_visible": Choice(say("whether others see which admin read")),
        "ladder_minutes": Choice(
            say("how long an alert stays unread before it comes another way"),
            # who has not read it for a day wants no text either
            Between(
                0, 1_440, key("Choose {least} to {most} minutes until the next medium is tried; 0 never tries one.")
            ),
        ),
        "push_a_day": Choice(say("how many alerts ring in a day"), MOST_ALERTS),
        "texts_a_day": Choice(say("how many alerts ring in a day"), MOST_ALERTS),
        "emails_a_day": Choice(say("how many alerts ring in a day"), MOST_ALERTS),
        "country": Choice(say("the country of telephone numbers")),
    },
)

REVIEW = SettingsGroup(
    say("how the school reviews what waits"),
    {
        "four_eyes": Choice(say("whether what admins write waits for another admin")),
        "hold_names": Choice(say("whether what names another family’s child waits")),
        "review_minutes": Choice(
            say("when who approves is reminded"),
            # who waits longer than a week has forgotten why
            Between(0, 10_080, key("Choose {least} to {most} minutes; 0 reminds nobody.")),
        ),
        "second_approver": Choice(say("who the second approver is")),
    },
)

STAFF_ONLY = SettingsGroup(say("what waits for approval"), {"staff_only": Choice(say("what waits for approval"))})

GUARDIANS = SettingsGroup(say("who counts as a parent"), {"payers_only": Choice(say("who counts as a parent"))})

EMAIL = SettingsGroup(
    say("how the school sends emails"),
    {
        "email_name": Choice(say("whom emails come from"), may_be_sender_name, "display_name", str.strip),
        "email_reply_to": Choice(say("where answers to emails go"), may_be_reply_to, "reply_to", str.strip),
        "language": Choice(say("the language of emails, texts and alerts"), tidied=str.strip),
        "email": Choice(say("whether the school sends emails"), called="on"),
    },
)

TEXTS = SettingsGroup(
    say("how the school sends texts"),
    {
        "text": Choice(say("whether the school sends texts"), called="on"),
        "segment_price": Choice(
            say("the price of a text"),
            # ten of the currency; no carrier asks as much for a segment
            Between(
                0, 100_000, key("Give {least} to {most}, in ten-thousandths of your currency; 0 shows no cost.")
            ),
        ),
    },
)

ACCOUNTS = SettingsGroup(
    say("who needs a code at sign-in"), {"second_factor": Choice(say("who needs a code at sign-in"))}
)

ACTIVITY_LOG = SettingsGroup(
    say("what the activity log keeps"),
    {
        "address_days": Choice(
            say("for how many days addresses of sign-ins are kept"),
            # two years: a break-in that nobody noticed for longer is found by other means
            Between(0, 730, key("Give {least} to {most} days; 0 keeps no addresses.")),
        ),
    },
)

ROOM_DEVICES = SettingsGroup(
    say("how room devices lock"),
    {
        "room_device_seconds": Choice(
            say("when a room device locks"),
            # less and nobody finishes a sentence; more and the next person acts under the former one's name
            Between(30, 300, key("Choose {least} to {most} seconds until a room device locks.")),
            called="lock_seconds",
        ),
    },
)

ATTENDANCE = SettingsGroup(
    say("when attendance closes"),
    {
        "closes_by_itself": Choice(say("whether attendance closes by itself")),
        "closing_minute": Choice(
            say("when attendance closes"),
            Between(1, 24 * 60 - 1, key("Choose a closing time between 12:01 AM and 11:59 PM.")),
            called="minute",
        ),
    },
)

GROUPS: Mapping[str, SettingsGroup] = {
    "conversations": CONVERSATIONS,
    "review": REVIEW,
    "staff-only": STAFF_ONLY,
    "guardians": GUARDIANS,
    "email": EMAIL,
    "texts": TEXTS,
    "accounts": ACCOUNTS,
    "activity-log": ACTIVITY_LOG,
    "room-devices": ROOM_DEVICES,
    "attendance": ATTENDANCE,
}
"""All there are, by the last part of their address; each field of SchoolSettings is in one of them."""


EVERYTHING = say("what a school chooses")


def may_change(person: Person, what: Sentence = EVERYTHING) -> Verdict:
    """Whether person may change that (research/domain.md, C6 and D4); what: as SettingsGroup.words says."""
    if person.active and person.role is Role.ADMIN:
        return Allowed(say("Admins set {what}.", what=what))
    return Refused(say("Only admins set {what}.", what=what))


def tidied(group: SettingsGroup, wanted: Mapping[str, Any]) -> Mapping[str, Any]:
    """What somebody wants, by field, as it would be kept."""
    return {name: group.settings[name].tidied(value) for name, value in wanted.items()}


def within_bounds(group: SettingsGroup, wanted: Mapping[str, Any]) -> Verdict:
    """Whether a school may choose what somebody wants, by field; else the first field that is not, and why."""
    for name, value in wanted.items():
        if isinstance(verdict := group.settings[name].bound(value), Refused):
            return Refused(on_field(name, verdict.because))
    return WITHIN


def changed(settings: SchoolSettings, wanted: Mapping[str, Any]) -> SchoolSettings:
    """
    The settings with what somebody wants, by field; what is not named stays.

    staff_only is wanted by item type (whether it waits), so that two who change different types both have it.
    """
    switches: Mapping[str, bool] = wanted.get("staff_only", {})
    on = frozenset(item for item, waits in switches.items() if waits)
    return replace(settings, **{**wanted, "staff_only": (settings.staff_only - switches.keys()) | on})
