"""This file looks at the database's role before a hub begins: what it may not do, and what it had better not."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hub.settings import SettingsError
from hub.store.database import reading
from hub.store.database_role import find_role
from hub.store.row_security import NO_ROWS, WORK_ROLE

if TYPE_CHECKING:
    from sqlalchemy import Engine

    from hub.store.store import Store

log = logging.getLogger("roomwire.serve")


async def look_at_role(store: Store, *, works: bool) -> None:
    """
    Warn of a role that no policy holds. works: what is done for all schools is to be done by this process.

    Raises:
        SettingsError: it would see no alert of any school, and so tell nobody.
    """
    role = await store.read(find_role, "")
    if role is None:
        return
    if works and not role.works:
        raise SettingsError(
            f"ROOMWIRE_DATABASE_URL: {role.name} is no member of {WORK_ROLE}, which does what is done for all "
            f"schools. Sign in as {WORK_ROLE}, or leave that to a worker and set ROOMWIRE_WORKER=0."
        )
    if role.passes:
        log.warning(
            "row security is not asked of this role of PostgreSQL: a fault of ours could show a school the rows of "
            "another; sign in as another role (python -m hub roles)",
            extra={"role": role.name},
        )


def refuse_bound(engine: Engine) -> None:
    """
    Let no command work that would be shown nothing of any school, and say that all is well.

    Raises:
        SettingsError: policies hold this role, and it may not use what reaches the rows of all schools.
    """
    with reading(engine, NO_ROWS) as connection:
        role = find_role(connection)
    if role is not None and not role.sees_all:
        raise SettingsError(
            f"ROOMWIRE_DATABASE_URL: {role.name} is no member of {WORK_ROLE}, so that a command would find no "
            f"school. Run it as roomwire_migrate or {WORK_ROLE}, or grant {WORK_ROLE} to this role."
        )
