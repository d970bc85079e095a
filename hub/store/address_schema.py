"""This file declares the tables about addresses: what may be sent there, what came from there, short links."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, String, Table, text

metadata = MetaData()

consent = Table(  # a row here: an address was opened or closed for a class of messages; only ever added to
    "consent",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("school", String, nullable=False),
    Column("medium", String, nullable=False),
    Column("address", String, nullable=False),  # an email address in lower case
    Column("class", String, nullable=False),
    Column("state", String, nullable=False),
    Column("why", String, nullable=False),
    Column("source", String, nullable=False),
    Column("by", String),  # the admin who noted it; null where nobody of the school did
    Column("at", String(24), nullable=False),
    CheckConstraint("medium in ('email', 'sms')", name="consent_medium"),
    CheckConstraint("class in ('routine', 'emergency')", name="consent_class"),
    CheckConstraint("state in ('closed', 'open')", name="consent_state"),
    CheckConstraint("source in ('reply', 'carrier', 'one_click', 'staff', 'bounce')", name="consent_source"),
    CheckConstraint("(source = 'staff') = (by is not null)", name="consent_by"),
    Index("consent_by_address", "school", "address", "id"),
)

receipt = Table(  # a row here: a provider said later what became of a text; the same word twice is one row
    "receipt",
    metadata,
    Column("delivery", String, primary_key=True),
    Column("sid", String, primary_key=True),  # the provider's name of the text; one that was sent again has another
    Column("status", String, primary_key=True),
    Column("school", String, nullable=False),
    Column("code", Integer),
    Column("at", String(24), nullable=False),
    Column("said", String, nullable=False),  # JSON of all it said, also what we know nothing of
)

texted = Table(  # a row here: somebody texted us, and what became of it; the same text twice is one row
    "texted",
    metadata,
    Column("sid", String, primary_key=True),
    Column("number", String, nullable=False),
    Column("school", String),  # null: of nobody here, or of several people
    Column("became", String, nullable=False),
    Column("detail", String, nullable=False),  # the message it became, or the word that was understood
    Column("reply", String, nullable=False),  # what was answered; empty: nothing
    Column("at", String(24), nullable=False),
    CheckConstraint(
        "became in ('posted', 'refused', 'unclear', 'stopped', 'started', 'help', 'kept', 'chose', 'reaction')",
        name="texted_became",
    ),
    Index("texted_by_number", "number", "at"),
)

OPEN = text("settled_at is null")
"""What nobody has answered yet."""

question = Table(  # a row here: we asked a number something by text; of each kind one is open
    "question",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # where: which conversation is meant; stop: whether texts shall end
    Column("number", String, nullable=False),
    Column("school", String, nullable=False),  # whose office hears of it where no answer comes
    Column("asked_at", String(24), nullable=False),
    Column("about", String, nullable=False),  # JSON: the conversations in their order, or what was said of texts
    Column("settled_at", String(24)),
    Column("settled_by", String),  # the text that chose; null: none did
    CheckConstraint("kind in ('where', 'stop')", name="question_kind"),
    Index("question_open", "number", "kind", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    Index("question_by_school", "school", "kind", "asked_at", sqlite_where=OPEN, postgresql_where=OPEN),
)

kept_text = Table(  # a row here: a text that came in and has no end yet; it goes once it is posted or listed
    "kept_text",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),  # the order in which they came
    Column("sid", String, nullable=False, unique=True),
    Column("number", String, nullable=False),
    Column("school", String, nullable=False),
    Column("person", String, nullable=False),
    Column("words", String, nullable=False),
    Column("at", String(24), nullable=False),
    Column("question", String),  # whose answer says where it goes; null: that is clear
    Column("conversation", String),  # where it goes; null: that is still asked
    CheckConstraint("question is not null or conversation is not null", name="kept_text_goes"),
    Index("kept_text_by_question", "question"),
    Index("kept_text_by_school", "school", "at"),
)

link = Table(  # a row here: a short address that leads to a place in the app until it expires
    "link",
    metadata,
    Column("code", String, primary_key=True),
    Column("delivery", String, nullable=False, unique=True),
    Column("school", String, nullable=False),
    Column("path", String, nullable=False),
    Column("expires_at", String(24), nullable=False),
)
