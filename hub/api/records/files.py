"""This file has the endpoints that photos and files come in by, and by which those who may see them get them."""

from __future__ import annotations

from collections.abc import AsyncIterator
from typing import TYPE_CHECKING, Literal
from urllib.parse import quote, unquote

from starlette.responses import Response, StreamingResponse

from hub.actions.records import keep_file, open_file, oversee
from hub.api.query import Query
from hub.api.request_body import Ends, read
from hub.api.route import Asked, Route, answer
from hub.api.schemas import Out
from hub.api.security_headers import API_POLICY
from hub.errors import Invalid, NotFound, TooLarge
from hub.limits.costs import Cost
from hub.media.preparing import LARGEST, TOO_LARGE
from hub.queries.people.room_devices import shows
from hub.store.files import WHOLE
from policies.sentence import on_field, say

if TYPE_CHECKING:
    from starlette.requests import Request


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


STALLS_S, LASTS_S = 30.0, 600.0
"""How long a body may stand still, and how long all of it may take: a slow phone comes through."""

LATE = say("The file did not come through in time. Try again.")


async def bring(asked: Asked) -> Response:
    """The body is the file as it is; what it is, is found out here, whatever it is called."""
    hub, school, person = asked.hub, asked.school, asked.signed.person
    said = _name(asked)
    _not_too_large(asked.request)
    await keep_file.may_keep(school, person, hub.clock())
    async with hub.uploads.one(person):
        raw = await read(asked.request, Ends(LARGEST, TOO_LARGE, STALLS_S, LASTS_S, LATE))
        async with hub.darkroom() as darkroom:
            its = await darkroom.prepare(said, raw)
        await asked.still()
        del raw
        kept = await keep_file.keep(school, person, its, hub.clock())
    body = Kept(
        id=kept.id, name=kept.name, media_type=kept.media_type, bytes=kept.bytes, width=kept.width,
        height=kept.height,
    )  # fmt: skip
    return answer(body, 201)


class FileNameQuery(Query, frozen=True):
    """name: what the file is called, where no header says so."""

    name: str = ""


def _name(asked: Asked) -> str:
    """What the file is called: percent-encoded in a header, or in the address."""
    try:
        return unquote(asked.request.headers.get("x-file-name", ""), errors="strict") or asked.query.name
    except UnicodeDecodeError:
        raise Invalid(on_field("X-File-Name", say("the file’s name in UTF-8, percent-encoded."))) from None


def _not_too_large(request: Request) -> None:
    said = request.headers.get("content-length", "")
    if said.isascii() and said.isdigit() and int(said[:20]) > LARGEST:
        raise TooLarge(TOO_LARGE)


class FileQuery(Query, frozen=True):
    """size: of a photo; without it, the whole."""

    size: Literal["small"] | None = None


async def get(asked: Asked) -> Response:
    """Whoever may read what carries it; that an admin read it from outside goes on record first."""
    school, person = asked.school, asked.signed.person
    asking = open_file.Asking(person, asked.request.path_params["id"], asked.query.size or WHOLE)
    its = await open_file.opened(school, asking)
    if its.conversation is not None and not shows(school.snapshot, asked.signed.room, its.conversation):
        raise NotFound(open_file.NO_FILE)
    if its.conversation is not None:
        await oversee.read_conversation(school, person, its.conversation, asked.hub.clock())
    if its.revision and its.message is not None:
        await oversee.note(school, person, oversee.REVISIONS, its.message, asked.hub.clock())

    async def parts() -> AsyncIterator[bytes]:
        yield its.first
        if its.length > len(its.first):
            async for piece in open_file.rest(school, asking):
                yield piece

    headers = {**_GUARDED, "content-length": str(its.length), "content-disposition": _disposition(its, asking.size)}
    return StreamingResponse(parts(), headers=headers, media_type=_media_type(its))


_GUARDED = {
    "cache-control": "private, no-store",
    "content-security-policy": f"sandbox; {API_POLICY}",
}
"""No copy is left on the way, and whatever it is, it does nothing in our place; nosniff stands on every answer."""


def _disposition(its: open_file.Opened, size: str) -> str:
    """Only images, which we made ourselves, are shown where they are; a name beyond ASCII as in RFC 5987."""
    how = "inline" if its.file.is_image else "attachment"
    name = its.file.name if size == WHOLE else f"small-{its.file.name}"
    plain = "".join(one if one.isascii() and (one.isalnum() or one in " .-_()") else "_" for one in name)
    return f"{how}; filename=\"{plain}\"; filename*=UTF-8''{quote(name, safe='')}"


def _media_type(its: open_file.Opened) -> str:
    return f"{its.file.media_type}; charset=utf-8" if its.file.media_type == "text/plain" else its.file.media_type


async def drop(asked: Asked) -> Response:
    """Only what was not sent; what was sent is taken out of its message, or withdrawn."""
    await keep_file.drop(asked.school, asked.signed.person, asked.request.path_params["id"])
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/files", cost=Cost.UPLOAD,
         handle=bring, gives=Kept, status=201, query=FileNameQuery, takes_raw=True,
         says="Bring a photo or a file, 20 MB at the most; it is sent by a message that names its id."),
    Route(method="GET", path="/v1/files/{id}", cost=Cost.READ, handle=get, query=FileQuery, gives_raw=True,
         says="A photo or file, or with size=small a small picture, for who may read the message it is in."),
    Route(method="DELETE", path="/v1/files/{id}", cost=Cost.WRITE, handle=drop, status=204,
         says="Remove what one brought and did not send."),
)  # fmt: skip
