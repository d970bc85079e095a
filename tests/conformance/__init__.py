"""Checks against what nobody here wrote; `make conformance` brings it and runs them, `make test` does not."""
