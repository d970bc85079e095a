"""This file names the lanes of commits that belong to no school: what stands in one holds up nobody who posts."""

NOTIFICATIONS = "notifications"
"""Planning, claiming and settling deliveries, and what is heard of them later."""

ROSTER = "roster"
"""Rosters of whole schools, and what is on record of them: a long one holds up nobody who signs in."""

FILES = "files"
"""The parts of photos and files."""

GUESSES = "guesses"
"""Tries of passwords."""

AUDIT = "audit"
"""What is on record of admins who look."""

WATCHING = "watching"
"""Which conversation is open on a device."""

BACKGROUND = frozenset({NOTIFICATIONS, ROSTER, FILES, GUESSES, AUDIT, WATCHING})
"""What is written in them is not counted among what people do (Store.lively)."""
