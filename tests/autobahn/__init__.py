"""This package runs the Autobahn test suite against our socket; docs/autobahn.md has what came of it."""
