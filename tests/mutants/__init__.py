"""This package breaks the rules on purpose, one line at a time, to see that a test notices; docs/mutants.md."""
