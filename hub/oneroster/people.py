"""This file makes the rows for students, people and guardians out of users and where they belong."""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from hub.oneroster.belonging import Belonging
from hub.oneroster.findings import Findings, Record
from hub.oneroster.pick_up_doubts import doubt_sentence
from hub.oneroster.rows import GuardianRow, PersonRow, PickUpsRow, Role, StudentRow
from hub.oneroster.source import BundleSource
from hub.oneroster.users import PAYERS, PICK_UPS, Users
from hub.oneroster.values import email, phone, sms
from policies.people.display_names import full_name
from policies.people.pick_up_lists import read_pick_ups
from policies.sentence import key, say


def student_rows(users: Users, belonging: Belonging) -> Iterator[StudentRow]:
    for user, record in users.records.items():
        for school in belonging.students.get(user, ()):
            yield StudentRow(source=user, school=school, given=record["givenName"], family=record["familyName"])


def pick_ups_rows(users: Users, belonging: Belonging, findings: Findings) -> Iterator[PickUpsRow]:
    """Who may pick up each student of whom the bundle says it; nothing that is written there stops a roster."""
    for user, record in users.records.items():
        schools = belonging.students.get(user, ())
        if PICK_UPS not in record.values or not schools:
            continue
        read = read_pick_ups(record[PICK_UPS])
        for doubt in read.doubts:
            findings.warning(record, PICK_UPS, doubt_sentence(doubt, record["givenName"]))
        for school in schools:
            yield PickUpsRow(school=school, student=user, listed=read.listed)


def person_rows(
    users: Users, belonging: Belonging, source: BundleSource, findings: Findings
) -> Iterator[PersonRow]:
    """One row for each side in each school; the addresses of students are not looked at."""
    for user, record in users.records.items():
        if not belonging.parts[user] - {"student"}:
            continue
        address, number = email(record, findings), phone(record, findings)
        sides = list(_sides(user, belonging))
        countries = sorted({source.country_of(school) for school, _ in sides})
        cells = {country: sms(record, country, findings) for country in countries}
        for school, role in sides:
            yield PersonRow(
                user=user,
                school=school,
                role=role,
                given=record["givenName"],
                family=record["familyName"],
                email=address,
                sms=cells[source.country_of(school)],
                phone=number,
            )


def _sides(user: str, belonging: Belonging) -> Iterator[tuple[str, Role]]:
    yield from belonging.staff.get(user, {}).items()
    for school in belonging.guardians.get(user, ()):
        yield school, "guardian"


def guardian_rows(
    users: Users, ties: set[tuple[str, str]], belonging: Belonging, findings: Findings
) -> Iterator[GuardianRow]:
    """Where the bundle names a student's payers, only they are; who is named and no guardian is warned of."""
    payers = {student: users.register.listed(users.records[student][PAYERS]) for _, student in ties}
    for student, named in sorted(payers.items()):
        for user in named:
            known = users.register.knows(user, users.records[student], PAYERS)
            if known and (user, student) not in ties:
                reason = say("{user} is no guardian of {student}, so this is ignored.", user=user, student=student)
                findings.warning(users.records[student], PAYERS, reason)
    for guardian, student in ties:
        payer = not payers[student] or guardian in payers[student]
        for school in belonging.students.get(student, ()):
            yield GuardianRow(school=school, user=guardian, student=student, payer=payer)


def warn_of_gaps(
    users: Users, belonging: Belonging, ties: Iterable[tuple[str, str]], placed: set[str], findings: Findings
) -> None:
    """Warnings about those whom nobody can reach, or who can reach nobody."""
    guardians, students = {guardian for guardian, _ in ties}, {student for _, student in ties}
    for user, record in users.records.items():
        parts = belonging.parts[user]
        if parts and not belonging.schools(user):
            _warn(record, key("{name} belongs to no school and is left out."), findings)
            continue
        if "guardian" in parts and user not in guardians:
            _warn(record, key("{name} is a guardian of no student."), findings)
        if "student" in parts and user not in students:
            _warn(record, key("{name} has no guardian, so no family can be reached."), findings)
        if "student" in parts and user not in placed:
            _warn(record, key("{name} has no room."), findings)


def _warn(record: Record, reason: str, findings: Findings) -> None:
    name = full_name(record["givenName"], record["familyName"])
    findings.warning(record, "sourcedId", say(reason, name=name))
