"""This package declares every table of the hub once, for SQLite and PostgreSQL alike; one file per feature."""

from hub.store.schema.accounts import account, guess, invitation, profile, reset, session, ticket
from hub.store.schema.columns import OPEN, Time, metadata
from hub.store.schema.conversations import (
    ack,
    belongs,
    block,
    conversation,
    event,
    marker,
    member,
    missed,
    revision,
    watching,
)
from hub.store.schema.inbound import inbound_email, kept_text, question, receipt, remainder, texted, unsorted
from hub.store.schema.notify import consent, device, link, preference, rhythm
from hub.store.schema.people import (
    assignment,
    denial,
    guardianship,
    name_wish,
    permission,
    person,
    placement,
    room,
    school,
    student,
)
from hub.store.schema.records import audit, file, file_part, log_address, log_entry, log_head, report
from hub.store.schema.review import hold
from notifiers import tables as notifiers

__all__ = [
    "OPEN",
    "Time",
    "account",
    "ack",
    "assignment",
    "audit",
    "belongs",
    "block",
    "consent",
    "conversation",
    "denial",
    "device",
    "event",
    "everything",
    "file",
    "file_part",
    "guardianship",
    "guess",
    "hold",
    "inbound_email",
    "invitation",
    "kept_text",
    "link",
    "log_address",
    "log_entry",
    "log_head",
    "marker",
    "member",
    "metadata",
    "missed",
    "name_wish",
    "permission",
    "person",
    "placement",
    "preference",
    "profile",
    "question",
    "receipt",
    "remainder",
    "report",
    "reset",
    "revision",
    "rhythm",
    "room",
    "school",
    "session",
    "student",
    "texted",
    "ticket",
    "unsorted",
    "watching",
]

everything = (metadata, notifiers.metadata)
"""What a database holds: our tables and those that notifiers declares for itself."""
