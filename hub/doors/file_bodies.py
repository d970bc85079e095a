"""This file has the bodies of the doors to photos and files."""

from __future__ import annotations

from hub.doors.bodies import Out


class Kept(Out, frozen=True):
    """
    A photo or file that was brought: put its id into an item of type "files" to send it.

    bytes, width, height: of what is kept; an image is made anew, and is no other file's.
    """

    id: str
    name: str
    media_type: str
    bytes: int
    width: int | None
    height: int | None
