"""This file names the lanes of commits that belong to no school."""

LANE = "telling"
"""In it stands telling people, so that it holds up nobody who posts."""

FILES = "files"
"""In it stand the parts of photos and files, so that they hold up nobody who posts."""

ASIDE = frozenset({LANE, FILES})
"""What is written in them is not counted among what people do."""
