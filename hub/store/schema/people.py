"""This file declares the tables of a school and its people: the roster, and what is set or wished besides it."""

from sqlalchemy import (
    CheckConstraint,
    Column,
    Date,
    ForeignKey,
    Index,
    String,
    Table,
    UniqueConstraint,
)

from hub.store.schema.columns import OPEN, Time, metadata, number, text_

school = Table(
    "school",
    metadata,
    text_("id", primary_key=True),
    text_("source", unique=True),  # the system of record's id
    text_("name"),
    text_("time_zone"),
    number("seq"),  # the journal's last position; updated under the lock that is held until commit
    number("rules_seq"),  # the position of the last change of roster, role, right or setting
    text_("epoch"),  # another one after a restore: positions of before mean nothing any more
    number("floor"),  # the oldest position still replayable
    Column("day", Date, nullable=False),  # the day on which dated rights were last weighed
    text_("settings"),  # JSON of the school's choices
    number("marks", server_default="0"),  # the last revision of its read markers
    Column("pick_ups_at", Time),  # when the roster last said who may pick children up; null where it never did
)

room = Table(
    "room",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("source"),
    text_("name"),
    Column("left_at", Time),  # null while it is in the roster; so for every entity of it
    UniqueConstraint("school", "source"),
)

student = Table(
    "student",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("source"),
    text_("given"),
    text_("family"),
    Column("left_at", Time),
    Column("birth_date", Date),  # as the roster has it; what the school keeps itself stands in child_record
    Column("erased_at", Time),  # its name is gone, and no roster knows this row any more
    UniqueConstraint("school", "source"),
)

person = Table(
    "person",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    text_("source"),  # the user of the system of record
    text_("side"),  # staff | guardian: one user may be both, as two profiles
    text_("role"),
    text_("given"),
    text_("family"),
    text_("display_name", null=True),  # chosen by the person
    text_("email", null=True),
    text_("cell", null=True),  # E.164, marked as a cell number
    text_("phone", null=True),  # never texted
    text_("primary_room", null=True),  # chosen by an admin; no sync touches it
    text_("language", null=True),  # chosen by the person; null is the school's
    Column("left_at", Time),
    Column("erased_at", Time),  # their name is gone, and no roster knows this row any more
    UniqueConstraint("school", "source", "side"),
    CheckConstraint("role in ('admin', 'staff', 'guardian')", name="person_role"),
    Index("person_by_email", "email"),
    Index("person_by_cell", "cell"),
)

unconfirmed_email = (
    Table(  # a row here: the roster has another address of somebody than before, and nothing goes there
        "unconfirmed_email",
        metadata,
        Column("school", String, ForeignKey("school.id"), nullable=False),
        Column("person", String, ForeignKey("person.id"), primary_key=True),
        text_("address"),  # as the roster has it now; of another one this row says nothing
        text_("delivery"),  # the newest email that asks whether it is theirs; empty with the address: it has none
        Column("counted", String),  # the last address that emails went to; null where there was none
        Column("since", Time, nullable=False),
        Column("asked_at", Time, nullable=False),
        Index("unconfirmed_email_by_school", "school"),
    )
)

guardianship = Table(  # a row here: what a person is to a student, in one word: nobody barred is more than that
    "guardianship",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("guardian", String, ForeignKey("person.id"), primary_key=True),
    Column("student", String, ForeignKey("student.id"), primary_key=True),
    text_("tie", server_default="guardian"),
    text_("listed_as", null=True),  # by the source, barred or not: a guardian, or one who pays; null not at all
    CheckConstraint("tie in ('guardian', 'pick_up', 'barred')", name="guardianship_tie"),
    CheckConstraint("listed_as in ('guardian', 'payer')", name="guardianship_listed_as"),
    CheckConstraint("tie = 'barred' or (tie = 'guardian') = (listed_as is not null)", name="guardianship_listed"),
    Index("guardianship_by_school", "school"),
)

denial = Table(  # a row here: the school denies a guardian something about a student; no sync touches it
    "denial",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("guardian", String, ForeignKey("person.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), nullable=False),
    text_("power"),
    Column("begin", Date),
    Column("end", Date),
    text_("by"),
    Column("at", Time, nullable=False),
    CheckConstraint("power in ('see', 'message', 'told', 'pick_up')", name="denial_power"),
    CheckConstraint('begin is null or "end" is null or begin <= "end"', name="denial_dates"),
    Index("denial_by_guardian", "school", "guardian", "student"),
)

listed_pick_up = Table(  # a row here: the roster says that somebody may pick a student up; who has no account by it
    "listed_pick_up",
    metadata,
    text_("id", primary_key=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), nullable=False),
    text_("name"),
    text_("relation"),  # as it is written, as the phone; nothing is ever sent there
    text_("phone"),
    text_("source"),  # what the roster calls them, several parted by a blank; may be empty
    Column("at", Time, nullable=False),  # since when the roster says so
    UniqueConstraint("student", "name"),
    Index("listed_pick_up_by_school", "school", "student"),
)

placement = Table(
    "placement",
    metadata,
    number("id", primary_key=True, autoincrement=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), nullable=False),
    Column("room", String, ForeignKey("room.id"), nullable=False),
    Column("begin", Date),
    Column("end", Date),
    Index("placement_by_school", "school"),
)

assignment = Table(
    "assignment",
    metadata,
    number("id", primary_key=True, autoincrement=True),
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), nullable=False),
    Column("room", String, ForeignKey("room.id"), nullable=False),
    Column("begin", Date),
    Column("end", Date),
    text_("by", null=True),  # the admin who said so; null is the roster
    Index("assignment_by_school", "school"),
)

permission = Table(  # a row here: one of the staff may do more or less than is usual; no sync touches it
    "permission",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("person", String, ForeignKey("person.id"), primary_key=True),
    text_("what", primary_key=True),  # an area, reviews, marks, or own
    text_("level"),
    text_("by"),
    Column("at", Time, nullable=False),
    CheckConstraint(
        "(what in ('families', 'staff', 'announcements', 'activities') and level in ('none', 'read', 'full'))"
        " or (what = 'reviews' and level in ('none', 'full'))"
        " or (what = 'marks' and level in ('normal', 'urgent', 'emergency'))"
        " or (what = 'own' and level in ('school', 'waits', 'trusted'))",
        name="permission_level",
    ),
    Index("permission_by_school", "school"),
)

child_record = Table(  # a row here: what somebody made of a part of a child's record; the last n is what holds
    "child_record",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), primary_key=True),
    text_("part", primary_key=True),
    text_("giver", primary_key=True),  # the parent who named these emergency contacts; empty is the school
    number("n", primary_key=True, autoincrement=False),  # 1, 2, 3 … of each part and giver
    Column("at", Time, nullable=False),
    text_("by"),
    text_("by_name"),  # as they were called then
    text_("value", null=True),  # JSON; null: nobody says anything any more
    CheckConstraint(
        "part in ('birth_date', 'allergies', 'diets', 'medication', 'contacts', 'primary_room', 'plan', 'custody')",
        name="child_record_part",
    ),
    CheckConstraint("giver = '' or part = 'contacts'", name="child_record_giver"),
    Index("child_record_by_school", "school", "student"),
)

photo_consent = Table(  # a row here: what a parent allowed of photos of a child; of each pair the last n counts
    "photo_consent",
    metadata,
    Column("school", String, ForeignKey("school.id"), nullable=False),
    Column("student", String, ForeignKey("student.id"), primary_key=True),
    Column("guardian", String, ForeignKey("person.id"), primary_key=True),
    number("n", primary_key=True, autoincrement=False),
    Column("at", Time, nullable=False),
    text_("by"),  # the parent, or the admin who noted it
    text_("by_name"),  # as they were called then
    text_("source"),
    text_("scope"),
    text_("note"),  # of the form on paper
    CheckConstraint("source in ('app', 'paper')", name="photo_consent_source"),
    CheckConstraint("scope in ('none', 'own_family', 'rooms', 'public')", name="photo_consent_scope"),
    CheckConstraint("note = '' or source = 'paper'", name="photo_consent_note"),
    Index("photo_consent_by_school", "school", "student"),
)

name_wish = Table(  # a row here: somebody wishes to be called otherwise than the roster says
    "name_wish",
    metadata,
    Column("id", String, primary_key=True),
    Column("school", String, nullable=False),
    Column("person", String, nullable=False),
    Column("current", String, nullable=False),  # what they were called when they wished it
    Column("wanted", String, nullable=False),
    Column("origin", String, nullable=False),  # earlier: taken without asking, under the rules of older versions
    Column("at", Time, nullable=False),
    Column("settled_at", Time),
    Column("settled_by", String),
    Column("answer", String),
    Column("reason", String, nullable=False),  # what the person reads of it
    CheckConstraint("origin in ('asked', 'earlier')", name="name_wish_origin"),
    CheckConstraint("answer in ('approved', 'declined', 'withdrawn')", name="name_wish_answer"),
    CheckConstraint(
        "(settled_at is null) = (settled_by is null) and (settled_at is null) = (answer is null)",
        name="name_wish_settled_whole",
    ),
    Index("name_wish_open", "person", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    Index("name_wish_by_school", "school", "at"),
    Index("name_wish_by_person", "person", "at"),
)
