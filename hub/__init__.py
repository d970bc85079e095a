"""This package is the running server."""
