"""This package has the doors people and providers come in by."""
