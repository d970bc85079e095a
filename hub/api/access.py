"""This file is the one table of who may come to which endpoint, and who may send which frame of the socket."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from typing import Any

from hub import wire
from hub.actions.inbound.unsorted import NOT_HERE as NO_UNSORTED
from hub.actions.people.rename import NOT_HERE as NO_WISH
from hub.actions.records.report import NO_REPORT
from hub.api.access_entry import Access, Extent, Rule, Who
from hub.queries.conversations.place import NO_MESSAGE
from policies.attendance.signing import may_see_attendance
from policies.inbound.unsorted import may_sort
from policies.notify.confirming import may_see_calls
from policies.notify.consent import may_set_consents
from policies.notify.figures import may_see_figures
from policies.notify.reachability import may_list_reach
from policies.notify.undelivered import may_see_undelivered
from policies.people.child_record import may_see_changes, may_see_custody
from policies.people.custody import may_decide_ties, may_see_ties
from policies.people.duplicates import may_see_duplicates
from policies.people.facts import Person
from policies.people.first_steps import may_see_steps
from policies.people.inviting import may_invite
from policies.people.knowing import may_see_queue, may_see_timeline
from policies.people.linking import may_see_links
from policies.people.permissions import may_assign, may_see_staff
from policies.people.pins import may_clear_pin, may_have_pin
from policies.people.renaming import may_answer
from policies.people.resetting import may_give_codes
from policies.people.room_devices import may_pair
from policies.people.roster import Roster
from policies.people.roster_runs import may_run
from policies.people.second_factor import may_take_off
from policies.people.sign_ins import may_end_sign_ins
from policies.records.activity_log import may_see_log
from policies.records.erasure import may_see_erasures
from policies.records.exporting import may_export_family, may_export_office
from policies.records.legal_hold import may_see_holds
from policies.records.overseeing import may_see_record
from policies.records.reporting import may_look
from policies.records.retention import may_set_retention
from policies.sentence import Sentence
from policies.settings import GROUPS, SettingsGroup, may_change
from policies.verdict import Verdict


def _by(rule: Callable[[Person], Verdict]) -> Rule:
    return lambda one: rule(one.person)


def _in(rule: Callable[[Roster, Person], Verdict]) -> Rule:
    return lambda one: rule(one.roster, one.person)


def _another(person: Person) -> Person:
    """Somebody else, of whom nothing is known yet: the endpoint asks again about whom it is."""
    return replace(person, id="")


def _admins(rule: Rule, hidden: Sentence | None = None) -> Access:
    return Access(Who.ADMINS, Extent.SCHOOL, rule, hidden)


def _staff(rule: Rule, hidden: Sentence | None = None) -> Access:
    return Access(Who.STAFF, Extent.SCHOOL, rule, hidden)


def _reads(name: str) -> Access:
    return _admins(_by(lambda person: may_change(person, GROUPS[name].words())))


def _sets(name: str) -> Access:
    group = GROUPS[name]
    return _admins(lambda one: may_change(one.person, group.words(_named(group, one.body))))


def _named(group: SettingsGroup, body: Any) -> list[str]:
    """The settings that a body names."""
    if isinstance(body, dict):
        return list(group.settings)
    return [setting for called, setting in group.called().items() if getattr(body, called, None) is not None]


_ANYBODY = Access(Who.ANYBODY, Extent.HUB)
_LINK = Access(Who.LINK, Extent.OWN)
_PROVIDER = Access(Who.PROVIDER, Extent.SCHOOL)
_OWN = Access(Who.SIGNED, Extent.OWN)
_SIGNED = Access(Who.SIGNED, Extent.SCHOOL)

_SORTS = _in(lambda roster, person: may_sort(roster, person.id, None))
_ANSWERS_WISHES = _in(lambda roster, person: may_answer(roster, person.id, ""))
_LOOKS = _in(lambda roster, person: may_look(roster, person, None, ()))
_RECORD = _admins(_by(may_see_record))
_QUEUE = _staff(_by(may_see_queue))
_ROSTER = _admins(_by(may_run))
_ENDS_SIGN_INS = _admins(_by(lambda person: may_end_sign_ins(person, _another(person))))
_TAKES_OFF_FACTORS = _admins(_by(lambda person: may_take_off(person, _another(person), (), "")))
_UNDELIVERED = _admins(_by(may_see_undelivered))
_ROOM_DEVICE = Access(Who.ROOM_DEVICE, Extent.SCHOOL)
_PAIRS = _admins(_by(may_pair))
_ATTENDANCE = _staff(_by(may_see_attendance))
_HAS_PIN = Access(Who.STAFF, Extent.OWN, _by(may_have_pin))

TABLE: tuple[tuple[str, Access], ...] = (
    ("POST /v1/sign-in", _LINK),
    ("POST /v1/sign-in/code", _LINK),
    ("POST /v1/sign-in/key", _LINK),
    ("POST /v1/sign-in/set-up", _LINK),
    ("POST /v1/sign-in/passkey", _LINK),
    ("POST /v1/sign-in/passkey/begin", _ANYBODY),
    ("POST /v1/sign-in/oidc/begin", _ANYBODY),
    ("POST /v1/sign-in/oidc", _LINK),
    ("GET /v1/identities", _OWN),
    ("POST /v1/identities/begin", _OWN),
    ("POST /v1/identities", _OWN),
    ("POST /v1/identities/{id}/remove", _OWN),
    ("GET /v1/passkeys", _OWN),
    ("POST /v1/passkeys", _OWN),
    ("POST /v1/passkeys/begin", _OWN),
    ("POST /v1/passkeys/{id}/remove", _OWN),
    ("DELETE /v1/people/{person}/passkeys", _TAKES_OFF_FACTORS),
    ("DELETE /v1/people/{person}/identities", _TAKES_OFF_FACTORS),
    ("POST /v1/sign-out", _OWN),
    ("GET /v1/sign-ins", _OWN),
    ("DELETE /v1/sign-ins", _OWN),
    ("DELETE /v1/sign-ins/{id}", _OWN),
    ("GET /v1/people/{person}/sign-ins", _ENDS_SIGN_INS),
    ("DELETE /v1/people/{person}/sign-ins", _ENDS_SIGN_INS),
    ("GET /v1/second-factor", _OWN),
    ("POST /v1/second-factor", _OWN),
    ("POST /v1/second-factor/key", _OWN),
    ("POST /v1/second-factor/codes", _OWN),
    ("POST /v1/second-factor/off", _OWN),
    ("DELETE /v1/people/{person}/second-factor", _TAKES_OFF_FACTORS),
    ("POST /v1/room-device", _ANYBODY),
    ("GET /v1/room-device", _ROOM_DEVICE),
    ("DELETE /v1/room-device", _ROOM_DEVICE),
    ("GET /v1/room-device/staff", _ROOM_DEVICE),
    ("POST /v1/room-device/act", _ROOM_DEVICE),
    ("POST /v1/room-device/touch", _OWN),
    ("GET /v1/room-device/drafts", _OWN),
    ("PUT /v1/room-device/drafts/{conversation}", _SIGNED),
    ("GET /v1/room-devices", _PAIRS),
    ("POST /v1/room-devices", _PAIRS),
    ("PATCH /v1/room-devices/{id}", _PAIRS),
    ("DELETE /v1/room-devices/{id}", _PAIRS),
    ("GET /v1/pin", _HAS_PIN),
    ("PUT /v1/pin", _HAS_PIN),
    ("POST /v1/pin/remove", _HAS_PIN),
    ("DELETE /v1/people/{person}/pin", _admins(_by(may_clear_pin))),
    ("POST /v1/ticket", _OWN),
    ("GET /v1/me", _OWN),
    ("PATCH /v1/me", _OWN),
    ("POST /v1/password", _OWN),
    ("POST /v1/devices", _OWN),
    ("POST /v1/devices/heard", _OWN),
    ("DELETE /v1/devices/{id}", _OWN),
    ("GET /v1/push-key", _OWN),
    ("GET /v1/front", _ANYBODY),
    ("POST /v1/forgot", _ANYBODY),
    ("POST /v1/reset", _LINK),
    ("POST /v1/reset/code", _LINK),
    ("POST /v1/people/{person}/code", _admins(_by(may_give_codes))),
    ("GET /v1/invitations", _admins(_by(may_invite))),
    ("POST /v1/invitations", _admins(_by(may_invite))),
    ("POST /v1/invitations/welcome", _LINK),
    ("POST /v1/invitations/accept", _LINK),
    ("POST /v1/invitations/decline", _LINK),
    ("POST /v1/invitations/oidc/begin", _LINK),
    ("POST /v1/invitations/oidc", _LINK),
    ("POST /v1/invitations/oidc/accept", _LINK),
    ("POST /v1/invitations/text", _admins(_by(may_invite))),
    ("POST /v1/invitations/print", _admins(_by(may_invite))),
    ("POST /v1/invitations/printed", _LINK),
    ("POST /v1/invitations/printed/link", _LINK),
    ("GET /v1/invitations/letter", _admins(_by(may_invite))),
    ("PUT /v1/invitations/letter", _admins(_by(may_invite))),
    ("POST /v1/invitations/letter/preview", _admins(_by(may_invite))),
    ("POST /v1/invitations/letter/print", _admins(_by(may_invite))),
    ("GET /v1/first-steps", _admins(_by(may_see_steps))),
    ("DELETE /v1/first-steps", _admins(_by(may_see_steps))),
    ("GET /v1/roster", _ROSTER),
    ("GET /v1/roster/duplicates", _admins(_by(may_see_duplicates))),
    ("GET /v1/roster/runs/{id}", _ROSTER),
    ("GET /v1/roster/runs/{id}/undo", _ROSTER),
    ("POST /v1/roster/runs/{id}/undo", _ROSTER),
    ("POST /v1/roster/uploads", _ROSTER),
    ("GET /v1/roster/uploads/{id}", _ROSTER),
    ("POST /v1/roster/uploads/{id}/apply", _ROSTER),
    ("POST /v1/roster/uploads/{id}/end-access", _ROSTER),
    ("DELETE /v1/roster/uploads/{id}", _ROSTER),
    ("GET /v1/roster/columns", _ROSTER),
    ("PUT /v1/roster/columns", _ROSTER),
    ("DELETE /v1/roster/columns", _ROSTER),
    ("PUT /v1/roster/server", _ROSTER),
    ("POST /v1/roster/server/look", _ROSTER),
    ("POST /v1/roster/server/fetch", _ROSTER),
    ("DELETE /v1/roster/server", _ROSTER),
    ("GET /v1/me/blocks", _OWN),
    ("PUT /v1/me/blocks/{person}", _OWN),
    ("DELETE /v1/me/blocks/{person}", _OWN),
    ("GET /v1/name-wishes", _admins(_ANSWERS_WISHES)),
    ("POST /v1/name-wishes/{id}", _admins(_ANSWERS_WISHES, NO_WISH)),
    ("GET /v1/staff", _admins(_by(may_see_staff))),
    ("PUT /v1/staff/{person}", _admins(_by(lambda person: may_assign(person, person)))),
    ("GET /v1/staff/{person}/links", _admins(_by(may_see_links))),
    ("PUT /v1/staff/{person}/links/{guardian}", _admins(_by(may_see_links))),
    ("DELETE /v1/staff/{person}/links/{guardian}", _admins(_by(may_see_links))),
    ("GET /v1/students", _staff(_in(may_see_ties))),
    ("GET /v1/students/{id}/guardians", _staff(_in(may_see_ties))),
    ("PUT /v1/students/{id}/guardians/{person}", _admins(_by(may_decide_ties))),
    ("GET /v1/students/{id}/record", _SIGNED),
    ("PUT /v1/students/{id}/record", _SIGNED),
    ("GET /v1/students/{id}/record/changes", _admins(_by(may_see_changes))),
    ("POST /v1/students/{id}/record/custody", _admins(_by(may_see_custody))),
    ("GET /v1/attendance", _ATTENDANCE),
    ("GET /v1/attendance/children/{id}", _ATTENDANCE),
    ("POST /v1/attendance/sign-in", _ATTENDANCE),
    ("POST /v1/attendance/sign-out", _ATTENDANCE),
    ("POST /v1/attendance/move", _ATTENDANCE),
    ("POST /v1/attendance/take-over", _ATTENDANCE),
    ("POST /v1/attendance/undo", _ATTENDANCE),
    ("POST /v1/attendance/stays/{id}/correct", _ATTENDANCE),
    ("POST /v1/attendance/stays/{id}/confirm", _ATTENDANCE),
    ("POST /v1/confirm-email", _LINK),
    ("POST /v1/people/{person}/confirm-email", _SIGNED),
    ("GET /v1/students/{id}/photo-consent", _SIGNED),
    ("PUT /v1/students/{id}/photo-consent", _SIGNED),
    ("GET /v1/conversations/{id}/photo-choices", _staff(_in(may_see_ties))),
    ("GET /v1/people", _SIGNED),
    ("GET /v1/conversations", _SIGNED),
    ("POST /v1/conversations", _SIGNED),
    ("GET /v1/conversations/possible", _SIGNED),
    ("GET /v1/conversations/{id}/messages", _SIGNED),
    ("POST /v1/conversations/{id}/messages", _SIGNED),
    ("POST /v1/conversations/{id}/read", _SIGNED),
    ("GET /v1/conversations/{id}/readings", _SIGNED),
    ("POST /v1/conversations/{id}/reports", _SIGNED),
    ("PUT /v1/messages/{id}", _SIGNED),
    ("DELETE /v1/messages/{id}", _SIGNED),
    ("GET /v1/messages/{id}/revisions", _SIGNED),
    ("GET /v1/messages/{id}/remainder", _SIGNED),
    ("PUT /v1/messages/{id}/ack", _SIGNED),
    ("GET /v1/messages/{id}/acks", _staff(_by(may_see_calls))),
    ("GET /v1/messages/{id}/timeline", _staff(_by(may_see_timeline))),
    ("GET /v1/me/acks", _OWN),
    ("GET /v1/emergencies", _OWN),
    ("GET /v1/unreached", _staff(_by(may_see_calls))),
    ("POST /v1/preview", _SIGNED),
    ("GET /v1/explain", _SIGNED),
    ("POST /v1/sync", _SIGNED),
    ("POST /v1/files", _OWN),
    ("GET /v1/files/{id}", _SIGNED),
    ("DELETE /v1/files/{id}", _OWN),
    ("GET /v1/reviews", _QUEUE),
    ("POST /v1/reviews", _QUEUE),
    ("POST /v1/reviews/{id}", _staff(_by(may_see_queue), NO_MESSAGE)),
    ("GET /v1/reports", _SIGNED),
    ("POST /v1/reports/{id}", _admins(_LOOKS, NO_REPORT)),
    ("GET /v1/unsorted", _admins(_SORTS)),
    ("POST /v1/unsorted/{id}", _admins(_SORTS, NO_UNSORTED)),
    ("GET /v1/unsorted/{id}/original", _admins(_SORTS, NO_UNSORTED)),
    ("GET /v1/audit", _RECORD),
    ("GET /v1/activity-log", _admins(_by(may_see_log))),
    ("GET /v1/retention", _admins(_by(may_set_retention))),
    ("PUT /v1/retention/{kind}", _admins(_by(may_set_retention))),
    ("POST /v1/retention/preview", _admins(_by(may_set_retention))),
    ("GET /v1/legal-holds", _admins(_by(may_see_holds))),
    ("POST /v1/legal-holds", _admins(_by(may_see_holds))),
    ("POST /v1/legal-holds/{id}/release", _admins(_by(may_see_holds))),
    ("GET /v1/erasures", _admins(_by(may_see_erasures))),
    ("POST /v1/erasures/preview", _admins(_by(may_see_erasures))),
    ("POST /v1/erasures", _admins(_by(may_see_erasures))),
    ("POST /v1/erasures/{id}/agree", _admins(_by(may_see_erasures))),
    ("POST /v1/erasures/{id}/take-back", _admins(_by(may_see_erasures))),
    ("POST /v1/exports/family", Access(Who.GUARDIANS, Extent.OWN, _by(may_export_family))),
    ("POST /v1/exports/office", _admins(_by(may_export_office))),
    ("GET /v1/preferences", _OWN),
    ("PUT /v1/preferences", _OWN),
    ("GET /v1/consents/{person}", _SIGNED),
    ("PUT /v1/consents/{person}", _admins(_by(may_set_consents))),
    ("GET /v1/people/{id}/reach", _SIGNED),
    ("GET /v1/reachability", _admins(_by(may_list_reach))),
    ("GET /v1/figures", _admins(_by(may_see_figures))),
    ("GET /v1/providers", _UNDELIVERED),
    ("GET /v1/undelivered", _UNDELIVERED),
    ("POST /v1/deliveries/{id}/resend", _UNDELIVERED),
    ("GET /v1/settings/conversations", _reads("conversations")),
    ("PUT /v1/settings/conversations", _sets("conversations")),
    ("GET /v1/settings/review", _QUEUE),
    ("PUT /v1/settings/review", _sets("review")),
    ("GET /v1/settings/staff-only", _QUEUE),
    ("PUT /v1/settings/staff-only", _sets("staff-only")),
    ("GET /v1/settings/guardians", _staff(_in(may_see_ties))),
    ("PUT /v1/settings/guardians", _sets("guardians")),
    ("GET /v1/settings/email", _reads("email")),
    ("PUT /v1/settings/email", _sets("email")),
    ("GET /v1/settings/texts", _reads("texts")),
    ("PUT /v1/settings/texts", _sets("texts")),
    ("GET /v1/settings/accounts", _reads("accounts")),
    ("PUT /v1/settings/accounts", _sets("accounts")),
    ("GET /v1/settings/activity-log", _reads("activity-log")),
    ("PUT /v1/settings/activity-log", _sets("activity-log")),
    ("GET /v1/settings/attendance", _reads("attendance")),
    ("PUT /v1/settings/attendance", _sets("attendance")),
    ("GET /v1/settings/room-devices", _reads("room-devices")),
    ("PUT /v1/settings/room-devices", _sets("room-devices")),
    ("POST /v1/hooks/mail", _PROVIDER),
    ("POST /v1/hooks/twilio/status", _PROVIDER),
    ("POST /v1/hooks/twilio/message", _PROVIDER),
    ("GET /v1/openapi.json", _ANYBODY),
    ("GET /v1/demo", _ANYBODY),
    ("GET /healthz", _ANYBODY),
    ("GET /readyz", _ANYBODY),
    ("GET /.well-known/security.txt", _ANYBODY),
    ("GET /dev/outbox", _ANYBODY),
    ("GET /s/{code}", _LINK),
    ("GET /u/{link}", _LINK),
    ("POST /u/{link}", _LINK),
    ("GET /{path:path}", _ANYBODY),
    ("GET /v1/ws", _ANYBODY),
)
"""Every endpoint there is, by its method and address. One that is not in here cannot be made."""

FRAMES: Mapping[type[wire.Command], Access] = {
    wire.Hello: Access(Who.TICKET, Extent.OWN),
    wire.Post: _SIGNED,
    wire.Edit: _SIGNED,
    wire.Withdraw: _SIGNED,
    wire.Read: _SIGNED,
    wire.Ack: _SIGNED,
    wire.Typing: _SIGNED,
    wire.Watch: _SIGNED,
}
"""Every frame that a device may send."""


def by_place(table: Iterable[tuple[str, Access]]) -> Mapping[str, Access]:
    """
    The table by method and address.

    Raises:
        ValueError: one of them stands in it twice.
    """
    found: dict[str, Access] = {}
    for place, its in table:
        if place in found:
            raise ValueError(f"{place} stands twice in hub/api/access.py")
        found[place] = its
    return found


_BY_PLACE = by_place(TABLE)


def access_to(method: str, path: str) -> Access:
    """
    Who may come to an endpoint.

    Raises:
        LookupError: the table has no entry for it.
    """
    its = _BY_PLACE.get(f"{method} {path}")
    if its is None:
        raise LookupError(f"{method} {path} has no entry in hub/api/access.py: say who may come to it")
    return its
