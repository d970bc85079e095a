"""This package has one file per command of `python -m hub`."""
