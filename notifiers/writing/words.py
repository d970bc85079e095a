"""This file says a notice or an answer in a language, from its catalog of alerts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

from notifiers.notification import Notice
from notifiers.writing import catalogs
from notifiers.writing.catalogs import forms, listed, read, several, single

if TYPE_CHECKING:
    from babel.messages.catalog import Catalog

DOMAIN = "alerts"

ASKS = {"emergency", "drill"}
"""What everybody who is told is asked to confirm."""


@dataclass(frozen=True, slots=True)
class Said:
    """
    A notice in words: the same subject for every email of its thread, but for what is loud. asks: what is asked of
    the reader besides.
    """

    subject: str
    lead: str
    button: str
    asks: str = ""


def languages() -> Mapping[str, str]:
    """Every language there is, by code, with its own name for itself."""
    return {language: single(read(language, DOMAIN), "name") for language in catalogs.languages()}


def words(language: str, section: str, **facts: object) -> Mapping[str, str]:
    """All words of a section that has no numbers in it, by the last part of their key, with the facts put in."""
    catalog, start = read(language, DOMAIN), f"{section}."
    keys = [its.id for its in catalog if isinstance(its.id, str) and its.id.startswith(start)]
    return {key.removeprefix(start): single(catalog, key).format(**facts) for key in keys}


def answer(language: str, name: str, **facts: object) -> str:
    """What somebody reads who texted us. name: of a sentence in the section of answers."""
    return single(read(language, DOMAIN), f"answers.{name}").format(**facts)


def files(language: str, names: Sequence[str], more: int) -> str:
    """Files by name, an empty one having none, and how many more there are, in one line."""
    catalog = read(language, DOMAIN)
    line = ", ".join(name or single(catalog, "files.nameless") for name in names)
    return several(catalog, "files.more", more).format(names=line, count=more) if more > 0 else line


def alert(language: str, notice: Notice, headline: str) -> str:
    """A notice as a phone shows it; a kind without words for that is told by its headline."""
    catalog, key = read(language, DOMAIN), f"notices.{notice.kind}.alert"
    if notice.about:
        return _counted(catalog, notice.about, "together")
    if key not in catalog:
        return headline
    shown = several(catalog, key, notice.count).format(who=_who(catalog, notice, "alert"), count=notice.count)
    asks = single(catalog, "loud.confirm") if notice.loud in ASKS else ""
    louder = _louder(catalog, notice, shown)
    return f"{louder}. {asks}" if asks else louder


def said(language: str, notice: Notice, school: str, headline: str) -> Said:
    """A notice in a language; a kind without words is told by its headline."""
    catalog = read(language, DOMAIN)
    kind = notice.kind if f"notices.{notice.kind}.lead" in catalog else "other"
    facts = {
        "who": _who(catalog, notice, "lead"),
        "count": notice.count,
        "school": school,
        "headline": headline.rstrip("."),
        "several": _counted(catalog, notice.about, "several") if notice.about else headline,
    }
    subject, lead, button = (
        several(catalog, f"notices.{kind}.{part}", notice.count).format(**facts)
        for part in ("subject", "lead", "button")
    )
    asks = single(catalog, "loud.confirm") if notice.loud in ASKS else ""
    return Said(_louder(catalog, notice, subject), _louder(catalog, notice, lead), button, asks)


def _louder(catalog: Catalog, notice: Notice, shown: str) -> str:
    key = f"loud.{notice.loud}"
    return single(catalog, key).format(said=shown) if notice.loud and key in catalog else shown


def _who(catalog: Catalog, notice: Notice, where: str) -> str:
    """Who did it, with whose parent they are. where: in an alert or in a lead, which goes on behind the name."""
    if notice.parent_of is None:
        return notice.who
    if not notice.parent_of:
        return single(catalog, f"parent.{where}_alone").format(who=notice.who)
    form = several(catalog, f"parent.{where}", len(notice.parent_of))
    return form.format(who=notice.who, child=listed(catalog, notice.parent_of))


def _counted(catalog: Catalog, about: Sequence[tuple[str, str]], section: str) -> str:
    """How many things of each category there are, and from whom: “2 updates from Ana and Ben”."""
    found: dict[tuple[str, ...], tuple[str, list[str]]] = {}
    for category, name in about:  # categories that are told of in the same words are counted together
        key = f"{section}.{category}"
        found.setdefault(forms(catalog, key), (key, []))[1].append(name)
    return ", ".join(
        several(catalog, key, len(names)).format(
            count=len(names), names=_names(catalog, list(dict.fromkeys(names)))
        )
        for key, names in found.values()
    )


def _names(catalog: Catalog, names: Sequence[str]) -> str:
    """One name, two, or two and how many others."""
    rest = len(names) - 2
    others = [several(catalog, "several.others", rest).format(count=rest)] if rest > 0 else []
    return listed(catalog, [*names[:2], *others])
