"""This package is the running server."""

from hub.reference import zones

zones.read_pinned()
