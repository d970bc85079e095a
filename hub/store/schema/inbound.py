"""This file declares the tables of what comes in by email and text, and of what providers say later of ours."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, LargeBinary, String, Table

from hub.store.schema.columns import OPEN, Time, metadata

inbound_email = Table(  # a row here: an email came in and was dealt with; whoever hands it over again is told so
    "inbound",
    metadata,
    Column("id", String, primary_key=True),  # sha256 of whom it came to and of its Message-ID
    Column("school", String, nullable=False),
    Column("delivery", String, nullable=False),  # the email that it answers, or that came back
    Column("address", String, nullable=False),  # where that one had gone
    Column("became", String, nullable=False),
    Column("detail", String, nullable=False),
    Column("at", Time, nullable=False),
    Column("answered_at", Time),  # it is dealt with: nothing more is to be told to whoever wrote it
    Column("told_at", Time),  # whoever wrote it was told by an email what did not become of it
    Column("told_to", String),  # their address, in lower case
    CheckConstraint(
        "became in ('posted', 'refused', 'hard', 'soft', 'policy', 'delayed')",
        name="inbound_became",
    ),
    Index("inbound_by_address", "school", "address", "at"),
)

unsorted = (
    Table(  # a row here: an email or a text came in and became no message; somebody of the office looks at it
        "unsorted",
        metadata,
        Column("id", String, primary_key=True),
        Column("school", String, nullable=False),
        Column("medium", String, nullable=False),
        Column("address", String, nullable=False),  # whom it names as its sender; empty where it names nobody
        Column("person", String),  # who wrote it; null where that is nobody here, or not sure
        Column("reason", String, nullable=False),  # by name, of policies/inbound/unsorted.py
        Column("detail", String, nullable=False),  # what a rule or a mail server said of it
        Column("text", String, nullable=False),  # its words, as far as they can be read
        Column("original", LargeBinary),  # as it came; null: a text, or an email that is too large to keep
        Column("alike", String, nullable=False),  # sha256 of what makes two of them the same
        Column("count", Integer, nullable=False),  # how often the same came
        Column("first_at", Time, nullable=False),
        Column("at", Time, nullable=False),  # when it came last
        Column("told_at", Time),  # the admins were told of it
        Column("settled_at", Time),
        Column("settled_by", String),
        Column("note", String, nullable=False),  # how it was settled, for the other admins
        CheckConstraint("medium in ('email', 'sms')", name="unsorted_medium"),
        CheckConstraint("(settled_at is null) = (settled_by is null)", name="unsorted_settled_whole"),
        Index("unsorted_by_time", "school", "at", "id"),
        Index("unsorted_open", "school", "alike", unique=True, sqlite_where=OPEN, postgresql_where=OPEN),
    )
)

remainder = Table(  # a row here: what stood in an email besides the words that were posted; goes with the message
    "remainder",
    metadata,
    Column("school", String, primary_key=True),
    Column("message", String, primary_key=True),
    Column("author", String, nullable=False),
    Column("about", String, nullable=False),  # the message that our email told of; its words show to its readers
    Column("theirs", String, nullable=False),  # what a mail program added or quoted that is not ours
    Column("ours", String, nullable=False),  # what it quotes of our own email, without its links
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
    Column("at", Time, nullable=False),
    CheckConstraint(
        "became in ('posted', 'refused', 'unclear', 'stopped', 'started', 'help', 'kept', 'chose', 'reaction')",
        name="texted_became",
    ),
    Index("texted_by_number", "number", "at"),
)

question = Table(  # a row here: we asked a number something by text; of each kind one is open
    "question",
    metadata,
    Column("id", String, primary_key=True),
    Column("kind", String, nullable=False),  # where: which conversation is meant; stop: whether texts shall end
    Column("number", String, nullable=False),
    Column("school", String, nullable=False),  # whose office hears of it where no answer comes
    Column("asked_at", Time, nullable=False),
    Column("about", String, nullable=False),  # JSON: the conversations in their order, or what was said of texts
    Column("settled_at", Time),
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
    Column("at", Time, nullable=False),
    Column("question", String),  # whose answer says where it goes; null: that is clear
    Column("conversation", String),  # where it goes; null: that is still asked
    CheckConstraint("question is not null or conversation is not null", name="kept_text_goes"),
    Index("kept_text_by_question", "question"),
    Index("kept_text_by_school", "school", "at"),
)

receipt = Table(  # a row here: a provider said later what became of a text; the same word twice is one row
    "receipt",
    metadata,
    Column("delivery", String, primary_key=True),
    Column("sid", String, primary_key=True),  # the provider's name of the text; one that was sent again has another
    Column("status", String, primary_key=True),
    Column("school", String, nullable=False),
    Column("code", Integer),
    Column("at", Time, nullable=False),
    Column("said", String, nullable=False),  # JSON of all it said, also what we know nothing of
)
