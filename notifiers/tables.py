"""This file declares the tables of notifications: deliveries, skips, outages, how far the planner is."""

from sqlalchemy import CheckConstraint, Column, Index, Integer, MetaData, String, Table, UniqueConstraint, text

from policies.notify.outcomes import ENDED_WELL

metadata = MetaData()

OUTCOMES = (
    "accepted", "dead_address", "opted_out", "bad_message", "misconfigured",
    "ambiguous", "expired", "cancelled", "joined",
)  # fmt: skip

UNREACHED = text(f"outcome not in ({', '.join(repr(outcome) for outcome in ENDED_WELL)})")
"""What admins look at: what went along with another arrived with it. A query in these very words uses the index."""

HIGH_PRIORITY = text("settled_at is null and urgency <> 'normal'")
"""What goes before all else that is due: a queue of its own. A query in these very words uses the index."""

NORMAL_PRIORITY = text("urgency = 'normal'")

delivery = Table(  # a row here: these people are to be told of one event at one address
    "delivery",
    metadata,
    Column("id", String, primary_key=True),
    Column("school", String, nullable=False),
    Column("event", Integer, nullable=False),  # its seq
    Column("message", String, nullable=False),
    Column("conversation", String, nullable=False),
    Column("n", Integer),  # of the message, where reading it makes the alert needless
    Column("recipients", String, nullable=False),  # JSON list of person ids: people may share an address
    Column("medium", String, nullable=False),
    Column("provider", String, nullable=False),  # empty: whoever sends on the medium
    Column("address", String, nullable=False),
    Column("title", String, nullable=False),
    Column("body", String, nullable=False),
    Column("path", String, nullable=False),
    Column("planned_at", String(24), nullable=False),
    Column("due_at", String(24), nullable=False),  # not before; a retry moves it
    Column("expires_at", String(24), nullable=False),
    Column("attempts", Integer, nullable=False, default=0),
    Column("handed_at", String(24)),  # the provider was, or was about to be, called
    Column("lease_until", String(24)),  # who claimed it has until then; afterwards it died
    Column("settled_at", String(24)),
    Column("outcome", String),
    Column("detail", String, nullable=False, default=""),
    Column("step", Integer, nullable=False, server_default="1"),  # whose turn it is on the ladder of media
    Column("urgency", String, nullable=False, server_default="normal"),
    Column("reason", String, nullable=False, server_default=""),  # a sentence: why it is not due at once
    Column("bundle", String, nullable=False, server_default=""),  # what is handed over as one; empty: by itself
    Column("about", String, nullable=False, server_default="[]"),  # JSON list of what it tells of, and by whom
    Column("digest_at", String(24)),  # where the day's alerts are spent it waits until then
    Column("most", Integer),  # alerts at this address until digest_at; null: however many
    Column("behind_at", String(24)),  # its turn where what it follows waits until digest_at; null: it follows none
    Column("joined", String),  # the delivery that told of this one as well
    Column("notice", String, nullable=False, server_default=""),  # as Notice.packed; empty before 0024
    UniqueConstraint("school", "event", "medium", "address"),  # nobody is told twice
    CheckConstraint("(settled_at is null) = (outcome is null)", name="delivery_settled_whole"),
    CheckConstraint("outcome in (" + ", ".join(f"'{one}'" for one in OUTCOMES) + ")", name="delivery_outcome"),
    Index("delivery_due", "medium", "provider", "settled_at", "due_at"),  # each carrier has its own queue
    Index("delivery_by_message", "school", "message"),
    Index("delivery_unreached", "school", "settled_at", sqlite_where=UNREACHED, postgresql_where=UNREACHED),
    Index("delivery_by_bundle", "bundle", "address", "settled_at"),
    Index("delivery_by_address", "address", "digest_at"),
    Index("delivery_by_urgency", "school", "urgency", "planned_at"),
    Index("delivery_joined", "joined"),
    Index(
        "delivery_loud",
        "medium",
        "provider",
        "settled_at",
        "due_at",
        sqlite_where=HIGH_PRIORITY,
        postgresql_where=HIGH_PRIORITY,
    ),
)

attempt = Table(  # a row here: something happened to a delivery; its history, for the timeline
    "attempt",
    metadata,
    Column("id", Integer, primary_key=True, autoincrement=True),
    Column("delivery", String, nullable=False, index=True),
    Column("at", String(24), nullable=False),
    Column("what", String, nullable=False),
    Column("detail", String, nullable=False),
)

skip = Table(  # a row here: this person was to be told, and no medium was used
    "skip",
    metadata,
    Column("school", String, primary_key=True),
    Column("event", Integer, primary_key=True),
    Column("person", String, primary_key=True),
    Column("message", String, nullable=False),
    Column("why", String, nullable=False),
    Column("urgency", String, nullable=False, server_default="normal"),
    Index("skip_by_message", "school", "message"),
    Index("skip_by_urgency", "school", "urgency", "event"),
)

planned = Table(  # how far the planner has read each school's journal
    "planned",
    metadata,
    Column("school", String, primary_key=True),
    Column("seq", Integer, nullable=False),
)

outage = Table(  # a row here: nothing but a probe goes to this account of a provider, until it is closed
    "outage",
    metadata,
    Column("provider", String, primary_key=True),
    Column("account", String, primary_key=True),  # a mail server, a number, a project, a push service's host
    Column("opened_at", String(24), primary_key=True),
    Column("cause", String, nullable=False),
    Column("why", String, nullable=False),  # in words
    Column("tries", Integer, nullable=False),  # probes that failed
    Column("probe_at", String(24), nullable=False),  # from then on one delivery tries whether it works again
    Column("probing_until", String(24)),  # who lets one try has until then
    Column("closed_at", String(24)),
    CheckConstraint("cause in ('settings', 'failures')", name="outage_cause"),
    Index(
        "outage_open",
        "provider",
        "account",
        unique=True,
        sqlite_where=text("closed_at is null"),
        postgresql_where=text("closed_at is null"),
    ),
)
