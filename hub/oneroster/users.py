"""This file reads users.csv, and who is what where: from its own columns (1.1) or from roles.csv (1.2)."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import date
from typing import Literal

from hub.oneroster.findings import Findings, Record
from hub.oneroster.register import Register
from hub.oneroster.schools import Orgs
from hub.oneroster.sheets import Columns, Sheets
from hub.oneroster.source import BundleSource
from hub.oneroster.values import IDENTIFIER, checked, is_enabled, span, text
from policies.sentence import Sentence, key, say, several

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

PICK_UPS = "metadata.authorizedPickUps"
"""Likewise: who may pick the student up, as names; a bundle without this column says nothing of it."""

OTHER = ("status", "enabledUser", "email", "sms", "phone", "agentSourcedIds", PAYERS, PICK_UPS)
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
            users.records[source] = record
    return users


def check_names(users: Users, whom: Iterable[str], findings: Findings) -> None:
    """Problems of the names of those who have a part in the roster; nobody else is shown to anybody."""
    for user in whom:
        if (record := users.records.get(user)) is not None:
            text(record, "givenName", findings)
            checked(record, "familyName", findings)  # some people have one name alone


def roles_in_users(users: Users, orgs: Orgs, findings: Findings) -> Iterator[RoleInOrg]:
    for user, record in users.records.items():
        part = _part(record, findings)
        listed = orgs.register.listed(record["orgSourcedIds"])
        if part is not None:
            if not listed and part != "guardian":
                findings.problem(record, "orgSourcedIds", say("The orgSourcedIds are missing."))
            yield from _in_orgs(record, RoleInOrg(user, part, ANYWHERE), listed, orgs, findings)


ANYWHERE = ""
"""Stands for the organization of a guardian of whom none is named that is in the bundle: their children say it."""


def _in_orgs(
    record: Record, role: RoleInOrg, listed: tuple[str, ...], orgs: Orgs, findings: Findings
) -> Iterator[RoleInOrg]:
    """
    A role in each organization that is there. One that is not there gives nothing: it is a problem only of somebody
    of whom nothing else says where they belong.
    """
    absent = [one for one in listed if orgs.register.is_absent(one)]
    if len(absent) < len(listed) or role.part == "guardian":
        for org in absent:
            findings.unused(record, "orgSourcedIds", _absent_org, org)
    else:
        for org in absent:
            orgs.register.refer_to(org, record, "orgSourcedIds")
    if role.part == "guardian" and len(absent) == len(listed):
        yield role
    for org in listed:
        if orgs.register.is_there(org):
            yield replace(role, org=org)


def _absent_org(count: int, org: str) -> Sentence:
    return several(
        "There is no {org} in orgs.csv, so it gives nothing here.",
        "{count} rows, this one the first, name an organization that is not in orgs.csv, such as {org}. It gives"
        " nothing here.",
        count=count,
        org=org,
    )


def roles_in_file(
    sheets: Sheets, users: Users, orgs: Orgs, source: BundleSource, findings: Findings
) -> Iterator[RoleInOrg]:
    """Those that count on the day, and those of another one, which say so."""
    dated: defaultdict[str, list[Record]] = defaultdict(list)
    mentioned: set[str] = set()
    register = Register("roles.csv", sheets, findings)
    for record in sheets.records("roles.csv", ROLES):
        mentioned.add(record["userSourcedId"])
        if register.enter(record) is None or (part := _part(record, findings)) is None:
            continue
        user, org = users.register.refer(record, "userSourcedId"), _org_of(record, part, orgs, findings)
        when = _when(*span(record, findings, source), source)
        if when:
            dated[when].append(record)
        if user and org is not None:
            yield RoleInOrg(user, part, org, counts=when in ("", ENDING))
    for when, records in dated.items():
        column = "beginDate" if when == TO_COME else "endDate"
        findings.warning(records[0], column, say(when, count=len(records)))
    for user in users.records.keys() - mentioned if "roles.csv" not in sheets.broken else ():
        findings.warning(
            users.records[user], "sourcedId", say("{user} has no role in roles.csv and is left out.", user=user)
        )


def _org_of(record: Record, part: Part, orgs: Orgs, findings: Findings) -> str | None:
    """Where a role is; None where that has left, or is missing, which is a problem but for a guardian."""
    org = checked(record, "orgSourcedId", findings, IDENTIFIER)
    if part == "guardian" and (not org or orgs.register.is_absent(org)):
        if org:
            findings.unused(record, "orgSourcedId", _absent_org, org)
        return ANYWHERE
    return orgs.register.refer(record, "orgSourcedId")


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
        user for user, record in users.records.items() if is_enabled(record) is False and user not in at_home
    }
    users.register.left_out |= cut_off & {role.user for role in roles}
    return [role for role in roles if role.user not in cut_off]


def _part(record: Record, findings: Findings) -> Part | None:
    """What the role word means; None for a word that has no place here, which is warned of and counted."""
    word = text(record, "role", findings)
    part = PARTS.get(word.lower())
    if word and part is None:
        findings.unused(record, "role", _unknown_role, word, by=word.lower())
    return part


def _unknown_role(count: int, word: str) -> Sentence:
    return several(
        "The role {word} has no place in Roomwire, so this row gives nothing. Whoever has only this role is left"
        " out.",
        "{count} rows, this one the first, have the role {word}, which has no place in Roomwire. Whoever has only"
        " this role is left out.",
        count=count,
        word=word,
    )
