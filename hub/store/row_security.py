"""This file says whose rows a transaction may touch, as the database's row security is told of it (ADR 67)."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum
from typing import TYPE_CHECKING

from sqlalchemy import inspect

if TYPE_CHECKING:
    from collections.abc import Container, Iterable, Set

    from sqlalchemy import Connection

SCHOOL, ACROSS = "roomwire.school", "roomwire.across"
"""The settings of a transaction that every policy asks for; both end with it."""

WORK_ROLE = "roomwire_work"
"""Where a server has this role, only its members reach the rows of all schools; see docs/operators.md."""


PEOPLE = frozenset({"school", "person", "profile", "session", "ticket", "device", "pin"})
"""Tables by which is found out who somebody is, and in which schools."""

SECRETS = frozenset({"invitation", "room_device", "unconfirmed_email", "link"})
"""Tables whose rows are opened by a secret that says nothing of a school."""

TOLD = frozenset({"delivery", "attempt", "receipt", "texted", "kept_text", "question", "inbound", "unsorted"})
"""Tables of what went out to an address or a number, by which is found whose an answer is."""

EVERYTHING: frozenset[str] = frozenset()
"""Reaches every table, for a role that does work for all schools."""


class Across(Enum):
    """
    Why a statement of ours may look beyond one school: every exception there is, the tables it reaches, the reason.

    What is not done under one of these is done for one school, whose rows are all that it sees. Those that reach
    everything are for members of WORK_ROLE, where a server has it.
    """

    SIGN_IN = (PEOPLE, "who signs in gives an email, a passkey or an identity, and may act in several schools")
    SESSION = (PEOPLE, "a request brings a session's token, which says nothing of a school")
    TICKET = (PEOPLE, "a device opens its socket with a ticket, which is all it says at first")
    ACCOUNT = (PEOPLE, "an account is a human being's: its sign-ins and profiles are in several schools")
    SECRET = (
        PEOPLE | SECRETS,
        "a link, a code or a room device brings a secret; its row says which school's it is",
    )
    HEADS = ({"school", "planned"}, "a node asks in one statement how far all its open journals have come")
    SEALED = ({"roster_server"}, "what is sealed with the hub's secret is sealed anew for all schools at once")
    SCHOOLS = ({"school"}, "which schools there are, and what each is set to, is asked before one is opened")
    ANSWERS = (
        TOLD | {"school", "person", "consent"},
        "an email, a text or a provider's report comes in for an address or a number; whose it is, is found by it",
    )
    OUTBOX = (EVERYTHING, "alerts of all schools are planned, claimed and settled together, the urgent ones first")
    NIGHT = (EVERYTHING, "what has grown old, fallen due or waits too long is looked for in all schools at once")
    ROSTER = (EVERYTHING, "one roster may be of several schools, and children move from one to the other")
    OPERATOR = (EVERYTHING, "a command is the operator's: a backup, a proof and a restore are of all records")

    def __init__(self, tables: Set[str], reason: str) -> None:
        self.tables, self.reason = tables, reason

    @property
    def setting(self) -> str:
        """The value of ACROSS for it, which the policies of its tables name."""
        return self.name.lower()

    def within(self, school: str) -> Scope:
        """All rows of one school, and beyond it what this exception reaches."""
        return Scope(school, self)


@dataclass(frozen=True, slots=True)
class Scope:
    """Whose rows a transaction may touch: those of one school, empty for none, and what an exception reaches."""

    school: str = ""
    across: Across | None = None

    @property
    def settings(self) -> tuple[str, str]:
        """The values of SCHOOL and ACROSS."""
        return self.school, self.across.setting if self.across else ""


NO_ROWS = Scope()
"""No row of any school: what a transaction has that was not told otherwise."""

Whose = str | Across | Scope
"""A school's id, an exception, or both."""

SET = f"select set_config('{SCHOOL}', %s, true), set_config('{ACROSS}', %s, true)".encode()
"""Set both for this transaction; the driver prepares it once on each connection."""


def scope_of(whose: Whose) -> Scope:
    """The scope that is meant by a school's id or an exception alone."""
    if isinstance(whose, Scope):
        return whose
    return Scope(whose) if isinstance(whose, str) else Scope("", whose)


def set_by_hand(scope: Scope, *, session: bool = False) -> str:
    """The same as SET in a text that stands before other statements, which leave together in one trip."""
    values = zip((SCHOOL, ACROSS), scope.settings, strict=True)
    return "; ".join(f"set {'session' if session else 'local'} {name} = {_quoted(its)}" for name, its in values)


def _quoted(value: str) -> str:
    """As PostgreSQL reads it whatever its settings are; an id of ours has neither sign, somebody's may."""
    return " E'" + value.replace("\\", "\\\\").replace("'", "''") + "'"


BELONGS = {
    "school": "{table}.id = {school}",
    **dict.fromkeys(
        ("profile", "ticket", "draft", "pin"),
        "exists (select 1 from person its where its.id = {table}.person and its.school = {school})",
    ),
    # of each school its account acts in: there its phones ring, whichever profile it was opened as
    "session": "exists (select 1 from profile held join person its on its.id = held.person"
    " where held.account = {table}.account and its.school = {school})",
    "attempt": "exists (select 1 from delivery its where its.id = {table}.delivery and its.school = {school})",
}
"""How a row of a table without a column of that name belongs to a school: by what it stands under."""

NO_SCHOOLS = {
    **dict.fromkeys(
        ("account", "known_device", "identity", "passkey", "recovery_code", "second_factor", "reset"),
        "of an account, which is a human being's and may have profiles in several schools",
    ),
    **dict.fromkeys(
        ("guess", "half_sign_in", "oidc_visit", "passkey_challenge", "room_device_code", "second_factor_offer"),
        "of a browser that has yet to show who it is",
    ),
    "outage": "of a provider by which all schools send",
    "roster_state": "of a file that may hold several schools, kept by its digest",
    "alembic_version": "of the database",
}
"""Tables whose rows are no school's, and whose they are."""


def policy_of(table: str) -> str:
    """
    The condition under which a row of a table is seen, changed and brought in, in PostgreSQL's SQL.

    What is in an index goes before it, as comparing is leakproof; a coalesce of ours does not (markers.BEFORE).
    """
    school, across = f"nullif(current_setting('{SCHOOL}', true), '')", f"current_setting('{ACROSS}', true)"
    own = BELONGS.get(table, "{table}.school = {school}").format(table=table, school=school)
    finding = [one.setting for one in Across if table in one.tables]
    work = [one.setting for one in Across if one.tables is EVERYTHING]
    found = f"{across} in ({_listed(finding)}) or " if finding else ""
    may_work = f"coalesce(pg_has_role(to_regrole('{WORK_ROLE}')::oid, 'member'), true)"
    return f"{own} or {found}({across} in ({_listed(work)}) and {may_work})"


def _listed(names: Iterable[str]) -> str:
    return ", ".join(f"'{one}'" for one in names)


POLICY = "of_its_school"
"""The name of the one policy each table has."""


def is_secured(table: str, columns: Container[str]) -> bool:
    """Whether rows of a table with these columns are a school's, and so stand behind a policy."""
    return table in BELONGS or "school" in columns


def securing(table: str) -> tuple[str, ...]:
    """
    Statements after which a table is behind its policy, whatever it was before; its owner too.

    Source: PostgreSQL 18, 5.9: row security is not asked of superusers, of roles with BYPASSRLS, by truncate and
    by references.
    """
    return (
        f'drop policy if exists {POLICY} on "{table}"',
        f'create policy {POLICY} on "{table}" using ({policy_of(table)})',
        f'alter table "{table}" enable row level security',
        f'alter table "{table}" force row level security',
    )


def secure(connection: Connection) -> None:
    """
    Put every table there is behind its policy, on PostgreSQL; a migration that makes a table ends with it.

    connection: of the owner of the tables, and in a migration's transaction.
    """
    if connection.dialect.name != "postgresql":
        return
    its = inspect(connection)
    for table in its.get_table_names():
        if is_secured(table, {one["name"] for one in its.get_columns(table)}):
            for statement in securing(table):
                connection.exec_driver_sql(statement)
