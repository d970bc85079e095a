"""This package reaches people who are not looking: planning, the outbox, and a sender per medium."""
