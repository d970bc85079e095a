"""This file reads users.csv, and who is what where: from its own columns (1.1) or from roles.csv (1.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Literal

from hub.oneroster.findings import Findings, Record
from hub.oneroster.register import Register
from hub.oneroster.schools import Orgs
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.source import BundleSource
from hub.oneroster.values import checked, identifiers, span, text
from policies.sentence import key, say

Part = Literal["admin", "staff", "guardian", "student"]
"""What somebody is in a school."""

PARTS: Mapping[str, Part] = {
    "teacher": "staff",
    "aide": "staff",
    "administrator": "admin",
    "siteadministrator": "admin",
    "systemadministrator": "admin",
    "districtadministrator": "admin",
    "principal": "admin",
    "guardian": "guardian",
    "parent": "guardian",
    "relative": "guardian",
    "student": "student",
}
"""The standard's words for a role, in lower case; whoever has only other roles is left out."""

ALWAYS = ("sourcedId", "givenName", "familyName")
PAYERS = "metadata.payerSourcedIds"
"""Our column on a student's row, as the standard allows for more than it names: which of the guardians pay."""

OTHER = ("status", "enabledUser", "email", "sms", "phone", "agentSourcedIds", PAYERS)
ROLES = Columns(
    ("sourcedId", "userSourcedId", "role", "orgSourcedId"),
    ("status", "beginDate", "endDate"),
)


@dataclass(frozen=True, slots=True)
class Users:
    register: Register
    records: dict[str, Record]


@dataclass(frozen=True, slots=True)
class RoleInOrg:
    """One user is one thing in one organization; counts: today, and not only before or later."""

    user: str
    part: Part
    org: str
    counts: bool = True


def has_roles_file(sheets: Sheets, version: str | None) -> bool:
    """
    Whether roles come from roles.csv.

    Version 1.2 has them there and 1.1 in users.csv; where the manifest does
    not tell, or tells wrong, what is there decides.
    """
    titles = sheets.titles("users.csv")
    if version == "1.1" and "role" in titles:
        return False
    return sheets.has("roles.csv") or ("sourcedid" in titles and "role" not in titles)


def read_users(sheets: Sheets, findings: Findings, *, with_roles: bool) -> Users:
    """Everybody in users.csv; with_roles says that their roles have to stand there too."""
    required = (*ALWAYS, "role", "orgSourcedIds") if with_roles else ALWAYS
    users = Users(Register("users.csv", sheets, findings), {})
    for record in sheets.records("users.csv", Columns(required, OTHER)):
        if (source := users.register.enter(record)) is not None:
            text(record, "givenName", findings)
            checked(record, "familyName", findings)  # some people have one name alone
            users.records[source] = record
    return users


def roles_in_users(users: Users, orgs: Orgs, findings: Findings) -> Iterator[RoleInOrg]:
    unknown: set[str] = set()
    for user, record in users.records.items():
        part = _part(record, unknown, findings)
        listed = identifiers(record["orgSourcedIds"])
        if not listed:
            findings.problem(record, "orgSourcedIds", say("The orgSourcedIds are missing."))
        for org in listed:
            if orgs.register.knows(org, record, "orgSourcedIds") and part:
                yield RoleInOrg(user, part, org)


def roles_in_file(
    sheets: Sheets, users: Users, orgs: Orgs, source: BundleSource, findings: Findings
) -> Iterator[RoleInOrg]:
    """Those that count on the day, and those of another one, which say so."""
    unknown: set[str] = set()
    dated: defaultdict[str, list[Record]] = defaultdict(list)
    mentioned: set[str] = set()
    register = Register("roles.csv", sheets, findings)
    for record in sheets.records("roles.csv", ROLES):
        mentioned.add(record["userSourcedId"])
        if register.enter(record) is None:
            continue
        user, part = users.register.refer(record, "userSourcedId"), _part(record, unknown, findings)
        org = orgs.register.refer(record, "orgSourcedId")
        when = _when(*span(record, findings, source), source)
        if when:
            dated[when].append(record)
        if user and part and org:
            yield RoleInOrg(user, part, org, counts=when in ("", ENDING))
    for when, records in dated.items():
        column = "beginDate" if when == TO_COME else "endDate"
        findings.warning(records[0], column, say(when, count=len(records)))
    for user in users.records.keys() - mentioned if "roles.csv" not in sheets.broken else ():
        findings.warning(
            users.records[user], "sourcedId", say("{user} has no role in roles.csv and is left out.", user=user)
        )


OVER = key("{count} roles, this one the first, ended, and give nothing any more.")
TO_COME = key(
    "{count} roles, this one the first, begin later. They give nothing until the bundle is imported on that day or"
    " after it."
)
ENDING = key(
    "{count} roles, this one the first, will end. Import the bundle on that day or after it, as nothing takes them"
    " away before."
)


def _when(begin: date | None, last: date | None, source: BundleSource) -> str:
    """What is to be said of a role's dates; empty where nothing is."""
    if source.is_over(last) or (begin and last and last < begin):
        return OVER
    if source.is_to_come(begin):
        return TO_COME
    return ENDING if last is not None else ""


def without_cut_off_staff(users: Users, roles: list[RoleInOrg]) -> list[RoleInOrg]:
    """
    The roles, without those of staff whose access the school has taken (enabledUser is false).

    A child or parent for whom it says so only has no login in another system; whoever is parent and staff
    keeps both, since nobody knows which was meant (docs/adr/0007-enabled-user.md).
    """
    at_home = {role.user for role in roles if role.part in {"guardian", "student"}}
    cut_off = {
        user
        for user, record in users.records.items()
        if record["enabledUser"].lower() == "false" and user not in at_home
    }
    users.register.left_out |= cut_off & {role.user for role in roles}
    return [role for role in roles if role.user not in cut_off]


def _part(record: Record, unknown: set[str], findings: Findings) -> Part | None:
    """What the role word means; None for a word that has no place here, which is warned of once."""
    word = text(record, "role", findings)
    part = PARTS.get(word.lower())
    if word and part is None and word.lower() not in unknown:
        unknown.add(word.lower())
        reason = say("The role {word} has no place in Roomwire. Whoever has only this role is left out.", word=word)
        findings.warning(record, "role", reason)
    return part
