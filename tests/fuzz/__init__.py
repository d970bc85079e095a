"""Schemathesis against the hub's own document, as each kind of person; `make fuzz` runs it."""
