"""This file keeps which conversation is open on a device, as it last said."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import and_, bindparam, delete, text

from hub.store.schema import watching

if TYPE_CHECKING:
    from sqlalchemy import Connection


def put_open(connection: Connection, school: str, person: str, device: str, conversation: str, at: str) -> None:
    """A conversation is open on a person's device from then on, and no other one."""
    row = {"school": school, "person": person, "device": device, "conversation": conversation, "at": at}
    connection.execute(_PUT, row)


def delete_open(connection: Connection, person: str, device: str) -> None:
    """Forget what a person has open on a device."""
    connection.execute(_DELETE, {"its_person": person, "its_device": device})


# Made once: building a statement costs more than running it.
_PUT = text(
    "insert into watching (school, person, device, conversation, at)"
    " values (:school, :person, :device, :conversation, :at)"
    " on conflict (person, device) do update set conversation = excluded.conversation, at = excluded.at"
)
_DELETE = delete(watching).where(
    and_(watching.c.person == bindparam("its_person"), watching.c.device == bindparam("its_device"))
)
