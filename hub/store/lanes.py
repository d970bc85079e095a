"""This file names the lane of commits that belongs to no school."""

LANE = "telling"
"""In it stands telling people, so that it holds up nobody who posts; and it is not counted among what people do."""
