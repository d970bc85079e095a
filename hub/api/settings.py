"""This file has the endpoints of what a school chose: a row for each group, and its schemas."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

import msgspec

from hub.actions.settings import SettingsChange, change_settings, governed
from hub.api.route import Asked, Handle, Route, answer
from hub.api.schemas import Named, Out
from hub.api.settings_schemas import DECLARED, Shown, answered, requested
from hub.errors import Unavailable
from hub.limits.costs import Cost
from hub.reference.phone_numbers import countries, country_of
from hub.sealing import NO_SECRET
from notifiers.writing.words import languages
from policies.review.sharing import NEVER_SHARED
from policies.sentence import say
from policies.settings import (
    ACCOUNTS,
    ACTIVITY_LOG,
    ATTENDANCE,
    CONVERSATIONS,
    EMAIL,
    GROUPS,
    GUARDIANS,
    REVIEW,
    ROOM_DEVICES,
    STAFF_ONLY,
    TEXTS,
    SchoolSettings,
    SettingsGroup,
)

if TYPE_CHECKING:
    from starlette.responses import Response


LABELS = {
    "message": say("Messages and photos"),
    "nap": say("Naps"),
    "meal": say("Meals"),
    "bottle": say("Bottles"),
    "diaper": say("Diapers"),
    "note": say("Notes"),
    "incident": say("Incidents"),
    "observation": say("Observations"),
    "name_to_face": say("Name to Face"),
}
"""Words for the screen; the wire's own names stay as they are."""


class Approver(Out, frozen=True):
    person: str
    name: str


def _country(asked: Asked, chosen: SchoolSettings) -> str:
    return country_of(chosen.country, asked.school.snapshot.time_zone)


def _approvers(asked: Asked, _chosen: SchoolSettings) -> tuple[Approver, ...]:
    roster = asked.school.snapshot.roster
    found = (Approver(person=one, name=roster.people[one].name) for one in roster.approvers)
    return tuple(sorted(found, key=lambda one: (one.name, one.person)))


def _governed(_asked: Asked, chosen: SchoolSettings) -> dict[str, bool]:
    return {name: name in chosen.staff_only for name in governed()}


def _labels(_asked: Asked, _chosen: SchoolSettings) -> dict[str, str]:
    return {name: LABELS.get(name, name) for name in (*governed(), *sorted(NEVER_SHARED))}


def _answers(asked: Asked, _chosen: SchoolSettings) -> bool:
    return bool(asked.hub.settings.secret and asked.hub.settings.mail_domain)


def _setting_of_hub(name: str) -> Callable[[Asked, SchoolSettings], str]:
    return lambda asked, _chosen: asked.hub.settings.environ.get(name, "")


OF_CONVERSATIONS = {
    "time_zone": Shown(
        value=lambda asked, _chosen: asked.school.snapshot.time_zone, type=str, after="closed_dates"
    ),
    "country": Shown(value=_country),
    "countries": Shown(value=lambda _asked, _chosen: countries(), type=tuple[str, ...], after="country"),
}
OF_ATTENDANCE = {
    "time_zone": Shown(value=lambda asked, _chosen: asked.school.snapshot.time_zone, type=str, after="minute")
}
OF_REVIEW = {"approvers": Shown(value=_approvers, type=tuple[Approver, ...], after="second_approver")}
OF_STAFF_ONLY = {
    "staff_only": Shown(value=_governed),
    "fixed": Shown(
        value=lambda _asked, _chosen: tuple(sorted(NEVER_SHARED)), type=tuple[str, ...], after="staff_only"
    ),
    "labels": Shown(value=_labels, type=dict[str, str], after="staff_only"),
}
OF_EMAIL = {
    "languages": Shown(
        value=lambda _asked, _chosen: tuple(Named(id=one, name=name) for one, name in languages().items()),
        type=tuple[Named, ...],
        after="language",
    ),
    "address": Shown(value=_setting_of_hub("ROOMWIRE_SMTP_FROM"), type=str, after="on"),
    "answers": Shown(value=_answers, type=bool, after="on"),
    "school_name": Shown(
        value=lambda asked, _chosen: asked.school.snapshot.roster.school_name, type=str, after="on"
    ),
}
OF_ACCOUNTS = {"offered": Shown(value=lambda it, _: bool(it.hub.settings.secret), type=bool, after="second_factor")}
OF_TEXTS = {"sender": Shown(value=_setting_of_hub("ROOMWIRE_TWILIO_FROM"), type=str, after="segment_price")}

TalkingIn = requested("TalkingIn", CONVERSATIONS)
Talking = answered(
    "Talking",
    CONVERSATIONS,
    OF_CONVERSATIONS,
    """
    What the school chose for its conversations: from where newly assigned staff read, whether parents may start
    conversations, and when the office answers (in the school's time zone).

    undo_seconds: how long what was written can be taken back before it is sent; edit_minutes: changed afterwards.
    oversight: whether admins read outside their rooms; oversight_visible: whether those who are read see it.
    ladder_minutes: how long an alert stays unread before the next medium is tried, 0 for ever. push_a_day,
    texts_a_day, emails_a_day: the most alerts that ring at one address in a day; the others wait for the digest.
    country: in which telephone numbers are read that name none, where the roster is imported next (ISO 3166);
    countries: all there are.
    """,
)
ReviewSettingsIn = requested("ReviewSettingsIn", REVIEW)
ReviewSettings = answered(
    "ReviewSettings",
    REVIEW,
    OF_REVIEW,
    """
    four_eyes: what admins say to families waits as well, and nobody reviews what they wrote themselves. hold_names:
    what names a child of another family waits. review_minutes: until reviewers are reminded, 0 for never; after
    twice that second_approver is asked, or everybody again where it is empty. approvers: who it may be.
    """,
)
StaffOnly = answered(
    "StaffOnly",
    STAFF_ONLY,
    OF_STAFF_ONLY,
    """
    What waits for an admin, by item type ("message" governs text, photos and files).

    fixed: types that are never shared, whatever anybody asks for. labels: words for the screen.
    """,
)
GuardianPolicyIn = requested("GuardianPolicyIn", GUARDIANS, "", whole=True)
GuardianPolicy = answered("GuardianPolicy", GUARDIANS, {})
EmailSettingsIn = requested(
    "EmailSettingsIn",
    EMAIL,
    "What is missing stays; empty words are the school's own name, and no address.",
)
EmailSettings = answered(
    "EmailSettings",
    EMAIL,
    OF_EMAIL,
    """
    How the school sends emails: whether at all (on), from whom, in which language to who has chosen none.

    reply_to: where an answer goes that becomes no message. address: the hub's own, that emails come from; empty
    where no mail server is set up. answers: whether an answer to a message's email becomes a message.
    """,
)
TextSettingsIn = requested("TextSettingsIn", TEXTS)
TextSettings = answered(
    "TextSettings",
    TEXTS,
    OF_TEXTS,
    """
    How the school sends texts. on: at all. segment_price: what a segment costs, in ten-thousandths of the school's
    currency, 0 where it is not known. sender: the number or service they come from, empty where none is set up.
    """,
)
AccountSettingsIn = requested("AccountSettingsIn", ACCOUNTS, "", whole=True)
AccountSettings = answered("AccountSettings", ACCOUNTS, OF_ACCOUNTS, "offered: codes can be used on this hub.")

ActivityLogSettingsIn = requested("ActivityLogSettingsIn", ACTIVITY_LOG)
KEPT_DAYS = "address_days: for how many days it is kept from which address somebody signed in; 0 keeps none."
ActivityLogSettings = answered("ActivityLogSettings", ACTIVITY_LOG, {}, KEPT_DAYS)


RoomDeviceSettingsIn = requested("RoomDeviceSettingsIn", ROOM_DEVICES)
UNTOUCHED = "lock_seconds: how long a room device that nobody touches stays open for who acts on it."
RoomDeviceSettings = answered("RoomDeviceSettings", ROOM_DEVICES, {}, UNTOUCHED)


AttendanceSettingsIn = requested("AttendanceSettingsIn", ATTENDANCE)
AttendanceSettings = answered(
    "AttendanceSettings",
    ATTENDANCE,
    OF_ATTENDANCE,
    """
    closes_by_itself: a stay that nobody ended closes at night. minute: as of which minute of its day on the clock
    of time_zone; who was last seen later than that is out at midnight.
    """,
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Page:
    """
    A group of settings at /v1/settings/path: GET as operation, PUT as put_operation, each with its sentence.

    Who reads it and who changes it stands where that does of all endpoints (hub/api/access.py).
    """

    path: str
    operation: str
    takes: Any
    gives: type[Out]
    shown: Mapping[str, Shown] = field(default_factory=dict)
    says: str
    says_put: str

    @property
    def group(self) -> SettingsGroup:
        """The group of settings that this page shows, as policies declare it."""
        return GROUPS[self.path]


PAGES = (
    Page(path="conversations", operation="talking",
         takes=TalkingIn, gives=Talking, shown=OF_CONVERSATIONS,
         says="How the school’s conversations go: history, who starts, office hours, how long one takes back.",
         says_put="Change how conversations go; what is missing stays."),
    Page(path="review", operation="review_settings",
         takes=ReviewSettingsIn, gives=ReviewSettings, shown=OF_REVIEW,
         says="How the school reviews what waits.",
         says_put="Change how the school reviews; what is missing stays."),
    Page(path="staff-only", operation="staff_only",
         takes=dict[str, bool], gives=StaffOnly, shown=OF_STAFF_ONLY,
         says="What waits for an admin, by item type.",
         says_put="Change what waits for an admin; what is not named stays."),
    Page(path="guardians", operation="guardian_policy",
         takes=GuardianPolicyIn, gives=GuardianPolicy,
         says="Whether only those who pay count as parents.",
         says_put="Let only those who pay count as parents, or every guardian."),
    Page(path="email", operation="email_settings",
         takes=EmailSettingsIn, gives=EmailSettings, shown=OF_EMAIL,
         says="How the school sends emails: from whom, where answers go, in which language.",
         says_put="Change how the school sends emails; what is missing stays."),
    Page(path="texts", operation="text_settings",
         takes=TextSettingsIn, gives=TextSettings, shown=OF_TEXTS,
         says="How the school sends texts: whether at all, and what a segment costs.",
         says_put="Change how the school sends texts; what is missing stays."),
    Page(path="accounts", operation="account_settings",
         takes=AccountSettingsIn, gives=AccountSettings, shown=OF_ACCOUNTS,
         says="Who needs a code besides their password.", says_put="Say who needs one, from their next sign-in."),
    Page(path="activity-log", operation="activity_log_settings",
         takes=ActivityLogSettingsIn, gives=ActivityLogSettings,
         says="What the activity log keeps, and for how long.",
         says_put="Change what the activity log keeps."),
    Page(path="room-devices", operation="room_device_settings",
         takes=RoomDeviceSettingsIn, gives=RoomDeviceSettings,
         says="When room devices lock.", says_put="Say when room devices lock."),
    Page(path="attendance", operation="attendance_settings",
         takes=AttendanceSettingsIn, gives=AttendanceSettings, shown=OF_ATTENDANCE,
         says="When the attendance of a day closes by itself.",
         says_put="Say when attendance closes, and whether it does; what is missing stays."),
)  # fmt: skip


def _reader(page: Page) -> Handle:
    async def read(asked: Asked) -> Response:
        return answer(_as_it_stands(page, asked, asked.school.snapshot.roster.settings))

    return read


def _writer(page: Page) -> Handle:
    async def write(asked: Asked) -> Response:
        if page.group is ACCOUNTS and asked.body.second_factor != "nobody" and not asked.hub.settings.secret:
            raise Unavailable(NO_SECRET)  # else nobody of them could sign in
        change = SettingsChange(admin=asked.signed.person, group=page.group, wanted=_wanted(page.group, asked.body))
        chosen = await change_settings(asked.school, change, asked.hub.clock())
        return answer(_as_it_stands(page, asked, chosen))

    return write


def _wanted(group: SettingsGroup, body: Any) -> Mapping[str, Any]:
    """What a body names, by field and in the declaration's types."""
    if isinstance(body, dict):
        return {"staff_only": body}
    given = {setting: getattr(body, called) for called, setting in group.called().items()}
    return {
        setting: msgspec.convert(value, DECLARED[setting], from_attributes=True)
        for setting, value in given.items()
        if value is not None
    }


def _as_it_stands(page: Page, asked: Asked, chosen: SchoolSettings) -> dict[str, Any]:
    """What a page's schema says, in its order."""
    fields = page.group.called()
    return {
        name: page.shown[name].value(asked, chosen) if name in page.shown else getattr(chosen, fields[name])
        for name in page.gives.__struct_fields__
    }


def routes(*paths: str) -> tuple[Route, ...]:
    """The endpoints of these groups of settings, in that order."""
    pages = {page.path: page for page in PAGES}
    return tuple(route for path in paths for route in _routes(pages[path]))


def _routes(page: Page) -> tuple[Route, Route]:
    read, write = _reader(page), _writer(page)
    read.__name__, write.__name__ = page.operation, f"put_{page.operation}"
    path = f"/v1/settings/{page.path}"
    return (
        Route(method="GET", path=path, cost=Cost.READ, handle=read, gives=page.gives, says=page.says),
        Route(method="PUT", path=path, cost=Cost.RULE, handle=write, takes=page.takes, gives=page.gives,
              says=page.says_put),
    )  # fmt: skip
