"""This file says in SQL which texts may name somebody; what is found is looked at again, letter by letter."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from sqlalchemy import Integer, and_, false, func, or_
from sqlalchemy.ext.compiler import compiles
from sqlalchemy.sql.functions import GenericFunction

if TYPE_CHECKING:
    from sqlalchemy import ColumnElement
    from sqlalchemy.orm import InstrumentedAttribute
    from sqlalchemy.sql.compiler import SQLCompiler

    from policies.records.traces import Traces


class Octets(GenericFunction[int]):
    """How many octets a text has: more than letters where one of these is no plain one."""

    type = Integer()
    inherit_cache = True
    name = "octet_length"


@compiles(Octets, "sqlite")
def _in_sqlite(element: Octets, compiler: SQLCompiler, **more: Any) -> str:
    return f"length(cast({compiler.process(element.clauses, **more)} as blob))"


def may_name(text: ColumnElement[str] | InstrumentedAttribute[str], traces: Traces) -> ColumnElement[bool]:
    """Whether a text may name somebody: plainly, or with accents, as letters or as JSON has them."""
    plain = [text.ilike(pattern) for pattern in traces.searches]
    accents = or_(Octets(text) != func.length(text), text.contains("\\u", autoescape=True))
    coarse = [text.ilike(pattern) for pattern in traces.accented]
    return or_(false(), *plain, and_(accents, or_(*coarse)) if coarse else false())
