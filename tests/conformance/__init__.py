"""Checks against servers that nobody here wrote; `make conformance` runs them, `make test` does not."""
