"""This file reads the rows of one sheet by its mapping, and keeps what is wrong with each: why, and where."""

from __future__ import annotations

import hashlib
import unicodedata
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from hub.oneroster.rows import RowProblem
from hub.oneroster.values import EMAIL, IDENTIFIER, NAME, TURNING
from hub.reference.phone_numbers import text_number
from policies.people import email_addresses
from policies.people.child_record import may_be_born
from policies.people.folding import words_of
from policies.people.spreadsheet_fields import SheetColumn, SheetField
from policies.people.spreadsheet_values import IsHere, NameParts, day_of, is_cell, name_of, order_of, yes_or_no
from policies.sentence import say
from policies.verdict import Refused

if TYPE_CHECKING:
    from collections.abc import Callable
    from datetime import date

    from hub.oneroster.source import BundleSource
    from hub.oneroster.spreadsheet.table import SheetRow, Table
    from policies.people.spreadsheet_fields import SheetMapping
    from policies.people.spreadsheet_values import DayOrder
    from policies.sentence import Sentence

    Standing = Callable[[str], IsHere]

ERRORS = frozenset({"#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!"})
"""What a spreadsheet shows where a formula went wrong."""


@dataclass(slots=True)
class SheetFindings:
    """
    What was found in the sheets of a file. refused: the numbers of rows with a problem, by sheet. told: words that
    were warned of once.
    """

    problems: list[RowProblem] = field(default_factory=list)
    warnings: list[RowProblem] = field(default_factory=list)
    refused: set[tuple[str, int]] = field(default_factory=set)
    told: set[str] = field(default_factory=set)


class SheetReading:
    """One sheet, its mapping, and what is found while its rows are read. file: what it is called to people."""

    def __init__(self, table: Table, mapping: SheetMapping, source: BundleSource, findings: SheetFindings) -> None:
        self.table, self.mapping, self.source, self.findings = table, mapping, source, findings
        self.file = table.name
        self.country = source.country
        held = [(at, one) for at, one in enumerate(mapping.columns) if one is not None]
        self._at = {one: at for at, one in held}
        self._order: dict[SheetColumn, DayOrder | None] = {}

    def parents(self) -> tuple[int, ...]:
        """Which parents a row may have, by their numbers."""
        return tuple(sorted({one.nth for one in self._at if one.field.value.startswith("parent_")}))

    def has(self, its: SheetField, nth: int = 1) -> bool:
        """Whether the sheet has such a column."""
        return SheetColumn(its, nth) in self._at

    def value(self, row: SheetRow, its: SheetField, nth: int = 1, limit: int = EMAIL) -> str:
        """What stands in it; empty where there is no such column. Refused where that is no text, or too long."""
        at = self._at.get(SheetColumn(its, nth))
        if at is None:
            return ""
        written = row.cells[at]
        if written in ERRORS:
            self.refuse(row, its, say("A formula in this cell went wrong. Mend it, or write the value."), nth)
            return ""
        if len(written) > limit:
            self.refuse(row, its, say("This is longer than {limit} characters.", limit=limit), nth)
        elif not written.isprintable() and any(_is_control(one) for one in written):
            self.refuse(row, its, say("There is an invisible control character or a line break in it."), nth)
        return written

    def written(self, row: SheetRow, its: SheetField, nth: int = 1) -> str:
        """Likewise, whatever it is: for what never refuses a row."""
        at = self._at.get(SheetColumn(its, nth))
        return "" if at is None else row.cells[at]

    def heading(self, its: SheetField, nth: int = 1) -> str:
        """What the column is called in the file."""
        at = self._at.get(SheetColumn(its, nth))
        return "" if at is None else self.table.headings[at]

    def refuse(self, row: SheetRow, its: SheetField | None, reason: str, nth: int = 1) -> None:
        """A problem of a row: it stands in the way, or is left out with all that it says."""
        column = "" if its is None else self.heading(its, nth)
        self.findings.problems.append(RowProblem(file=self.file, line=row.line, column=column, reason=reason))
        self.findings.refused.add((self.file, row.line))

    def warn(self, row: SheetRow, its: SheetField | None, reason: str, nth: int = 1) -> None:
        """Something worth knowing of a row, which counts all the same."""
        column = "" if its is None else self.heading(its, nth)
        self.findings.warnings.append(RowProblem(file=self.file, line=row.line, column=column, reason=reason))

    def name(self, row: SheetRow, who: str, nth: int = 1) -> NameParts | None:
        """A name, from one column or two; None where there is none. who: child, parent or employee."""
        whole, given, family = (SheetField(f"{who}_{part}") for part in ("name", "given", "family"))
        if self.has(whole, nth):
            written = self.value(row, whole, nth, NAME)
            found = name_of(written) if written else None
            if written and found is None:
                reason = say("There seem to be several names here. Give each person a column or a row.")
                self.refuse(row, whole, reason, nth)
            return found
        first, last = self.value(row, given, nth, NAME), self.value(row, family, nth, NAME)
        return NameParts(first or last, last if first else "") if first or last else None

    def id(self, row: SheetRow, its: SheetField, nth: int = 1) -> str:
        """The id of somebody where the sheet has a column of ids: empty is refused then, as it may be anybody's."""
        if not self.has(its, nth):
            return ""
        value = self.value(row, its, nth)
        if not value or len(value) > IDENTIFIER - len("employee:"):
            self.refuse(
                row, its, say("There is no id here, or one that cannot be read. Nobody knows who this is."), nth
            )
            return ""
        return value

    def day(self, row: SheetRow, its: SheetField) -> date | None:
        """The day in a column; refused where it is none, or where nobody knows which of two."""
        written = self.value(row, its)
        found = self._day(written, its)
        if written and found is None:
            reason = say("It is not certain which day {day} is. Write it as 2026-08-24.", day=written[:40])
            self.refuse(row, its, reason)
        return found

    def is_here(
        self, row: SheetRow, its: SheetField, standing: Standing, unknown: Callable[[str], Sentence]
    ) -> bool:
        """
        Whether a column says that somebody is here today, or there is no such column. unknown: what to say, once a
        word, of one that means neither.
        """
        if not self.has(its):
            return True
        word = self.value(row, its)
        found = standing(word)
        if found is IsHere.UNKNOWN and word not in self.findings.told:
            self.findings.told.add(word)
            self.warn(row, its, unknown(word[:40]))
        return found is IsHere.HERE

    def birth(self, row: SheetRow) -> BirthTold | None:
        """
        What a row tells of a child's birth date: an empty cell tells that there is none. None where there is no
        such column; unclear, and a warning, where it is not certain or cannot be.
        """
        its = SheetField.CHILD_BIRTH
        if not self.has(its):
            return None
        written = self.value(row, its)
        if not written:
            return BirthTold(None)
        found = self._day(written, its)
        if found is None:
            if (self.file, row.line) not in self.findings.refused:
                reason = say("It is not certain which day {day} is, so it is left out.", day=written[:40])
                self.warn(row, its, reason)
            return BirthTold(None, unclear=True)
        verdict = may_be_born(found, self.source.day or found)
        if isinstance(verdict, Refused):
            self.warn(row, its, verdict.because)
            return BirthTold(None, unclear=True)
        return BirthTold(found)

    def _day(self, written: str, its: SheetField) -> date | None:
        if not written:
            return None
        column = SheetColumn(its)
        if column not in self._order:
            at = self._at[column]
            self._order[column] = order_of((one.cells[at] for one in self.table.rows), self.country)
        return day_of(written, self._order[column])

    def says_yes(self, row: SheetRow, its: SheetField, nth: int = 1) -> bool | None:
        """Whether a column says yes; None where there is no such column. Refused where it says neither."""
        if not self.has(its, nth):
            return None
        found = yes_or_no(self.value(row, its, nth))
        if found is None:
            self.refuse(row, its, say("This has to say yes or no."), nth)
        return bool(found)

    def email(self, row: SheetRow, who: str, nth: int = 1) -> str | None:
        """The address that mail goes to; a warning where none can."""
        its = SheetField(f"{who}_email")
        written = self.value(row, its, nth)
        found = email_addresses.mended(written) if written else None
        if written and found is None:
            self.warn(row, its, say("No email can be sent to this address, so it is left out."), nth)
        return found

    def numbers(self, row: SheetRow, who: str, nth: int = 1) -> Numbers:
        """
        The number that may be texted, and the one to read: texts only to what is labelled a cell, by its heading or
        its label, and where a column says who accepts texts only with its yes (research/domain.md, D11 to D14).
        """
        cell, phone = SheetField(f"{who}_cell"), SheetField(f"{who}_phone")
        texts = self.says_yes(row, SheetField(f"{who}_texts"), nth)
        written, its = self.value(row, cell, nth), cell
        other = self.value(row, phone, nth)
        if not written and is_cell(self.value(row, SheetField(f"{who}_phone_label"), nth)):
            written, other, its = other, "", phone
        number = text_number(written, self.country) if written and texts is not False else None
        if written and texts is not False and number is None:
            reason = say("This is no valid number for texts in {country}, so it is left out.", country=self.country)
            self.warn(row, its, reason, nth)
        return Numbers(number, (other or (written if number is None else ""))[:NAME] or None)


@dataclass(frozen=True, slots=True)
class BirthTold:
    """day: None where a cell is empty, and where it is unclear: then what is known of the child stays."""

    day: date | None
    unclear: bool = False


@dataclass(frozen=True, slots=True)
class Numbers:
    """sms: in E.164, may be texted. phone: as it is written, for reading only."""

    sms: str | None
    phone: str | None


def _is_control(letter: str) -> bool:
    return letter in TURNING or unicodedata.category(letter) in ("Cc", "Zl", "Zp")


def folded_name(name: NameParts) -> str:
    """A name for comparing: without case, accents and signs, in whichever of its two parts a word stands."""
    return " ".join(words_of(f"{name.given} {name.family}")) or f"{name.given} {name.family}".strip()


DERIVED = "~"
"""Stands in ids that the file does not have, and that were made of what it says of somebody."""


def made_id(kind: str, *parts: str) -> str:
    """The same id for the same words, of somebody whom the file gives none."""
    said = "\n".join(parts).encode()
    return f"{kind}{DERIVED}{hashlib.sha256(said).hexdigest()[:24]}"
