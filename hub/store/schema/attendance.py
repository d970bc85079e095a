"""This file declares the tables of attendance: which child was in which room, and every state of that."""

from sqlalchemy import CheckConstraint, Column, ForeignKey, Index, String, Table, text

from hub.store.schema.columns import Time, metadata, number, text_

HERE = text("left_at is null and struck_at is null")
"""Of a child's stays the one that is open. A query in these very words uses the index."""

TO_CONFIRM = text("left_method = 'auto' and confirmed_at is null and struck_at is null")
"""Likewise those that closed by themselves, until somebody says that this was so, or what was."""

stay = Table(  # a row here: a child was in a room from a moment until another, which is no part of it
    "stay",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), nullable=False),
    Column("room", String, ForeignKey("room.id"), nullable=False),
    Column("came_at", Time, nullable=False),
    Column(
        "came_by", String, ForeignKey("person.id"), nullable=False
    ),  # who signed it in, by their PIN on a device
    Column("came_noted_at", Time, nullable=False),
    text_("came_method"),
    text_("came_device"),  # the room device; empty elsewhere
    Column("came_person", String, ForeignKey("person.id")),  # who brought it; null where nobody said
    Column("left_at", Time),
    Column("left_by", String, ForeignKey("person.id")),  # null of one that closed by itself, too
    Column("left_noted_at", Time),
    text_("left_method", null=True),
    text_("left_device", null=True),
    Column("left_person", String, ForeignKey("person.id")),  # who took it; null where nobody said
    text_("left_other", null=True),  # the name of somebody else, to whom an admin gave it; else empty
    text_("left_listed", null=True),  # the name of who took it, whom the roster listed for it then; else empty
    Column("moved_from", String, ForeignKey("room.id")),  # whence it came in the same instant; null from outside
    Column("taken_over_at", Time),  # since when the room answers for it; null: it is on its way there
    Column("taken_over_by", String, ForeignKey("person.id")),
    Column("struck_at", Time),  # it was a mistake, and never was
    Column("corrected_at", Time),
    Column("confirmed_at", Time),  # since when somebody stands by that it closed by itself
    Column("confirmed_by", String, ForeignKey("person.id")),
    Column("here_at", Time),  # when somebody last said that it is open after all
    number("n"),  # 1, 2, 3 … of its states
    CheckConstraint("left_at is null or left_at > came_at", name="stay_lasts"),
    CheckConstraint(
        "(left_by is null) = (left_at is null or left_method = 'auto')"
        " and (left_at is null) = (left_noted_at is null) and (left_at is null) = (left_method is null)",
        name="stay_left_whole",
    ),
    CheckConstraint(
        "left_method is null or left_method <> 'auto'"
        " or (left_person is null and left_other = '' and left_listed = '' and left_device = '')",
        name="stay_auto_is_nobodys",
    ),
    Index("stay_here", "student", unique=True, sqlite_where=HERE, postgresql_where=HERE),
    Index("stay_by_student", "school", "student", "came_at"),
    Index("stay_by_left", "school", "left_at"),
    Index("stay_to_confirm", "school", "came_at", sqlite_where=TO_CONFIRM, postgresql_where=TO_CONFIRM),
)

stay_change = Table(  # a row here: what one act made of a stay; nothing is ever written over
    "stay_change",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("stay", String, ForeignKey("stay.id"), primary_key=True),
    number("n", primary_key=True, autoincrement=False),
    text_("deed"),  # one act, of however many children; what is taken back as one
    text_("act"),
    Column("at", Time, nullable=False),
    Column("by", String, ForeignKey("person.id")),  # null where nobody did it: it closed by itself
    text_("device"),
    text_("reason"),  # of a correction, or of what an admin did against the list; else empty
    text_("id_seen"),  # which identity card, where a child was given to somebody who is not on its list
    text_("before", null=True),  # JSON; null where the stay began
    text_("after"),  # JSON
    Index("stay_change_by_deed", "school", "deed"),
)
