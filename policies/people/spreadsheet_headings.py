"""This file guesses what the columns of a spreadsheet hold, from their headings and from what stands below them."""

import re
from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, field

from policies.people.folding import words_of
from policies.people.pick_up_lists import limited, read_pick_ups
from policies.people.spreadsheet_fields import (
    PARENTS,
    SheetAbout,
    SheetColumn,
    SheetField,
    SheetMapping,
    columns_for,
)
from policies.people.spreadsheet_values import each, yes_or_no

_CHILD = each(
    "child childs children student students pupil kid nino nina nene alumno alumna estudiante hijo hija dziecko"
    " dziecka uczen ucznia"
)
_PARENT = each(
    "parent parents guardian guardians mother mothers father fathers mom mum dad payer adult person padre madre"
    " tutor tutora apoderado apoderada pagador responsable rodzic rodzica opiekun opiekuna matka matki ojciec ojca"
    " platnik platnika"
)
_EMPLOYEE = each(
    "employee employees staff teacher educator empleado empleada personal maestro maestra educador pracownik"
    " pracownika nauczyciel nauczyciela"
)
_NOBODY = each(
    "emergency doctor physician dentist pediatrician emergencia urgencia medico pediatra lekarz lekarza pediatry"
    " nagly"
)
"""Of people who are neither: what stands there is not read unless an admin says so."""

_ORDINALS = {"primary": "1", "first": "1", "secondary": "2", "second": "2", "other": "2"}


@dataclass(frozen=True, slots=True)
class HeadingWords:
    """A heading in words. all of them folded; joined: as one text with blanks around each."""

    every: frozenset[str]
    joined: str

    def any(self, words: str) -> bool:
        """Whether any of these words, or of these groups of words in quotes of underscores, stands in it."""
        return any(f" {one.replace('_', ' ')} " in self.joined for one in words.split())


def _words(heading: str) -> HeadingWords:
    spaced = re.sub(r"(?<=[a-z])(?=[A-Z])|(?<=[A-Za-z])(?=\d)", " ", heading)
    found = words_of(spaced)
    return HeadingWords(frozenset(found), f" {' '.join(found)} ")


_PART_WORDS: Sequence[tuple[str, str]] = (
    ("collects", "pickup pick_up pickups pick_ups can_pick authorized_pick authorized_persons authorized_people"
     " authorized_adults release_to puede_recoger recoge recoger personas_autorizadas odbior odbioru moze_odebrac"
     " osoby_upowaznione upowaznieni upowaznione"),
    ("birth", "birth dob birthday birthdate nacimiento urodzenia"),
    ("label", "phone_type phone_label phone_kind type_of_phone tipo_de_telefono etiqueta"
     " rodzaj_telefonu typ_telefonu"),
    ("texts", "text texts texting sms mensajes wiadomosci"),
    ("email", "email e_mail mail correo"),
    ("cell", "cell mobile movil celular komorka komorkowy cellphone"),
    ("phone", "phone telephone tel telefono telefon"),
    ("relation", "relationship relation parentesco relacion pokrewienstwo relacja"),
    ("status", "status estado estatus work_history stan"),
    ("start", "start starts begin begins start_date enrollment_date enrolled_on admission hire hired hire_date"
     " inicio ingreso rozpoczecia zatrudnienia poczatek"),
    ("end", "end ends end_date withdrawal termination leaving last_day baja salida zakonczenia koniec"),
    ("room", "room classroom class group aula sala salon clase grupo grupa grupy klasa"),
    ("role", "position role title job job_title puesto cargo rol stanowisko rola"),
    ("id", "id ids number no nr identifier key identificador identyfikator codigo numer"),
    ("name", "full_name nombre_completo imie_i_nazwisko nombre_y_apellido nombre_y_apellidos name_last_first"),
    ("given", "first_name given_name given forename first imie nombres primer_nombre"),
    ("family", "last_name family_name surname last apellido apellidos nazwisko"),
    ("name", "name names nombre"),
    ("pays", "payer pays paying paga pagador platnik placi"),
)  # fmt: skip
"""What is meant, by words of a heading, in three languages; the first that fits; _ stands for a blank."""

_SEVERAL = "pickups pick_ups persons people adults names list personas autorizados autorizadas osoby upowaznieni"
"""Words by which a column of pick-ups has their names, where nothing stands in it yet."""

_NO_PICK_UP = "time times date phone email hour not no hora horas fecha telefono godzina godziny telefon"
"""Beside a word of pick-ups: their names are not what stands there, or those of who may not."""

_IGNORED = "middle suffix prefix preferred nickname address street zip postal city allergies notes account balance"
"""Headings with one of these hold nothing of ours; a home's address is no email."""

_FIELDS: Mapping[str, str] = {"name": "name", "given": "given", "family": "family"}
_OF_ROWS = frozenset({"room", "status", "start", "end", "birth"})
_OF_PARENTS = frozenset({"email", "cell", "phone", "label", "texts", "relation", "pays", "collects"})
_ENDS = {"label": "phone_label"}


def _part(words: HeadingWords) -> str:
    """What a heading is about, whoever it is about; empty where nothing is known."""
    if words.any(_IGNORED) and not words.any("email e_mail"):
        return ""
    return next((part for part, known in _PART_WORDS if words.any(known)), "")


@dataclass(slots=True)
class _Guessing:
    """What has been made of the columns before. nth: the parents that were met, in their order."""

    nth: dict[str, int] = field(default_factory=dict)
    last: str = ""
    named: bool = False

    def parent(self, words: HeadingWords) -> int:
        """Of which parent a heading is; the last one that was met where it does not say."""
        numbers = [one for one in words.every if one.isdecimal() and len(one) == 1] or [
            _ORDINALS[one] for one in words.every & _ORDINALS.keys() if one not in {"first", "last"}
        ]
        who = _kind_of(words)
        name = f"{who}{numbers[0] if numbers else ''}" if who or numbers else self.last or "parent"
        self.last = name
        return self.nth.setdefault(name, len(self.nth) + 1)


def _kind_of(words: HeadingWords) -> str:
    """One word for whoever a heading is about: mother and father are two, parent and guardian are one."""
    for one in ("mother", "father"):
        if words.any(_KINDS[one]):
            return one
    return "parent" if words.every & _PARENT else ""


_KINDS = {
    "mother": "mother mothers mom mum madre matka matki",
    "father": "father fathers dad padre ojciec ojca",
}


def guess(headings: Sequence[str], rows: Sequence[Sequence[str]] = ()) -> SheetMapping:
    """
    What a sheet may be: an admin looks at it, and corrects it. rows: the first ones below the headings.

    A heading of which nothing is known is not read, nor is one of doctors and emergencies: what would make somebody
    a parent is never guessed. Names under a heading of pick-ups are those of pick-ups, who are nothing else by it.
    """
    if (ready := ready_for(headings)) is not None:
        return ready
    words = [_words(one) for one in headings]
    about = _about(words)
    below = [[row[at] for row in rows if at < len(row)] for at in range(len(headings))]
    if about is SheetAbout.EMPLOYEES:
        found = [_employee(its, values) for its, values in zip(words, below, strict=True)]
    else:
        so_far = _Guessing()
        found = [_listed(its, values, so_far) for its, values in zip(words, below, strict=True)]
    return SheetMapping(tuple(headings), about, tuple(_once(_whole_names(found))))


def _about(words: Sequence[HeadingWords]) -> SheetAbout:
    """Employees where they alone are named, or what only they have; children otherwise."""
    every = frozenset[str]().union(*(one.every for one in words))
    if every & (_CHILD | (_PARENT - {"person"})):
        return SheetAbout.CHILDREN
    employed = every & _EMPLOYEE or any(
        one.any("work_history position job hire puesto stanowisko") for one in words
    )
    return SheetAbout.EMPLOYEES if employed else SheetAbout.CHILDREN


def _employee(words: HeadingWords, values: Sequence[str]) -> SheetColumn | None:
    part = _sure(_part(words) or _by_values(values) or _whole(words, _EMPLOYEE), values)
    if words.every & _NOBODY or part in {"", "birth", "relation", "pays", "collects"}:
        return None
    return SheetColumn(SheetField(f"employee_{_ENDS.get(part, part)}"))


def _whole(words: HeadingWords, of: frozenset[str]) -> str:
    """A heading that only says who it is about has their name: “Student”, “Parent 2”."""
    known = of | _ORDINALS.keys()
    return "name" if words.every & of and all(one in known or one.isdecimal() for one in words.every) else ""


def _listed(words: HeadingWords, values: Sequence[str], so_far: _Guessing) -> SheetColumn | None:
    """What a column of a sheet of children holds."""
    part = _sure(_part(words) or _by_values(values) or _whole(words, _CHILD | _PARENT), values)
    if words.every & _NOBODY or part in {"", "role"}:
        return None
    parent = bool(words.every & _PARENT) and not words.every & _CHILD
    if part == "collects" and (limited(words.joined) or words.any(_NO_PICK_UP)):
        return None
    if part == "collects" and _has_names(words, values):
        return SheetColumn(SheetField.CHILD_PICK_UPS)
    if part == "collects" and _says_yes(values) is False:
        return None
    if part == "name" and not words.every - {"name"} and so_far.named:
        parent = True
    if part in _OF_ROWS or words.every & _CHILD or not (parent or part in _OF_PARENTS or so_far.nth):
        if part in _OF_PARENTS or part == "pays":
            return None
        so_far.named = so_far.named or part in _FIELDS
        return SheetColumn(SheetField(f"child_{part}"))
    if part == "pays" and _says_yes(values) is False:
        part = "name"
    nth = so_far.parent(words)
    return SheetColumn(SheetField(f"parent_{_ENDS.get(part, part)}"), nth) if nth <= PARENTS else None


def _has_names(words: HeadingWords, values: Sequence[str]) -> bool:
    """Whether a column of pick-ups has their names, and not who of those listed is one."""
    said = _says_yes(values)
    if said is None:
        return words.any(_SEVERAL)
    return not said and any(read_pick_ups(one).listed for one in values)


def _sure(part: str, values: Sequence[str]) -> str:
    """A column of texts has yes or no, or it has the numbers themselves."""
    if part == "texts" and _says_yes(values) is False:
        return "cell"
    return part


def _says_yes(values: Sequence[str]) -> bool | None:
    """Whether most of what stands there is yes or no; None where nothing stands there."""
    said = [yes_or_no(one) for one in values if one.strip()]
    return 2 * sum(one is not None for one in said) >= len(said) if said else None


def _by_values(values: Sequence[str]) -> str:
    """What a column holds whose heading says nothing: addresses are known by their looks."""
    said = [one for one in values if one.strip()]
    return "email" if said and all(re.fullmatch(r"[^@\s]+@[^@\s]+\.[^@\s]+", one.strip()) for one in said) else ""


_WHOLE = {
    SheetField.CHILD_FAMILY: (SheetField.CHILD_NAME, SheetField.CHILD_GIVEN),
    SheetField.PARENT_FAMILY: (SheetField.PARENT_NAME, SheetField.PARENT_GIVEN),
    SheetField.EMPLOYEE_FAMILY: (SheetField.EMPLOYEE_NAME, SheetField.EMPLOYEE_GIVEN),
}


def _whole_names(found: Sequence[SheetColumn | None]) -> Iterable[SheetColumn | None]:
    """A name beside a family name is the given one; a given name without one is the whole."""
    held = {one for one in found if one is not None}
    for one in found:
        its = one
        for family, (whole, given) in _WHOLE.items():
            if one is not None and one.field is whole and SheetColumn(family, one.nth) in held:
                its = SheetColumn(given, one.nth)
        yield its


def _once(found: Iterable[SheetColumn | None]) -> list[SheetColumn | None]:
    """Of several columns that seem to hold the same only the first does."""
    times: Counter[SheetColumn] = Counter()
    kept: list[SheetColumn | None] = []
    for one in found:
        if one is not None:
            times[one] += 1
        kept.append(one if one is None or times[one] == 1 else None)
    return kept


FAMILIES = (
    ("Account ID", ""), ("Child ID", "child_id"), ("Child First Name", "child_given"),
    ("Child Last Name", "child_family"), ("Birth Date", "child_birth"), ("Classroom", "child_room"),
    ("Enrollment Status", "child_status"), ("Start Date", "child_start"), ("End Date", "child_end"),
    ("Person ID", "parent_id"), ("First Name", "parent_given"), ("Last Name", "parent_family"),
    ("Relationship", "parent_relation"), ("Payer", "parent_pays"), ("Pickup", "parent_collects"),
    ("Email", "parent_email"), ("Phone", "parent_phone"), ("Phone Label", "parent_phone_label"),
    ("Accepts Texts", "parent_texts"),
)  # fmt: skip
"""The ready mapping of an export of families and payers: a row for each child and adult (domain.md, B)."""

EMPLOYEES = (
    ("Employee ID", "employee_id"), ("First Name", "employee_given"), ("Last Name", "employee_family"),
    ("Email", "employee_email"), ("Phone", "employee_phone"), ("Phone Label", "employee_phone_label"),
    ("Accepts Texts", "employee_texts"), ("Position", "employee_role"), ("Classroom", "employee_room"),
    ("Work History", "employee_status"), ("Start Date", "employee_start"), ("End Date", "employee_end"),
)  # fmt: skip
"""Likewise of employees with their work history (research/domain.md, C)."""


def _ready(about: SheetAbout, columns: Sequence[tuple[str, str]]) -> SheetMapping:
    held = tuple(SheetColumn(SheetField(its)) if its else None for _, its in columns)
    return SheetMapping(tuple(heading for heading, _ in columns), about, held)


READY = (_ready(SheetAbout.CHILDREN, FAMILIES), _ready(SheetAbout.EMPLOYEES, EMPLOYEES))
"""Mappings that need nobody to look at them: every column of such a file says for itself what it holds."""


def ready_for(headings: Sequence[str]) -> SheetMapping | None:
    """The ready mapping of a sheet that has just these headings, in whichever order; None of any other."""
    for its in READY:
        if (columns := columns_for(its, headings)) is not None:
            return SheetMapping(tuple(headings), its.about, columns)
    return None
