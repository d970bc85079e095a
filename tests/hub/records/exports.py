"""What an export holds, as a program and as a person find it there, and what the doors show for the same reader."""

from __future__ import annotations

import io
import json
import zipfile
from dataclasses import dataclass
from html.parser import HTMLParser
from typing import Any

from tests.hub.running import Somebody

FAMILY, OFFICE = "/v1/exports/family", "/v1/exports/office"
NAMED = ("id", "kind", "kind_label", "title", "student", "student_name", "room", "room_name", "side")


@dataclass
class Export:
    """A zip that was taken out. raw: as it came."""

    raw: bytes

    def __post_init__(self) -> None:
        self.zip = zipfile.ZipFile(io.BytesIO(self.raw))
        assert self.zip.testzip() is None
        self.data: dict[str, Any] = json.loads(self.zip.read("export.json"))

    @property
    def names(self) -> list[str]:
        return self.zip.namelist()

    @property
    def pages(self) -> str:
        """All that is to be read in it, one page behind the other."""
        return "".join(self.zip.read(name).decode() for name in self.names if name.endswith(".html"))

    @property
    def everything(self) -> str:
        """All words of it, in the pages and for programs, and what its files are called."""
        return self.pages + json.dumps(self.data, ensure_ascii=False) + " ".join(self.names)

    def messages(self, conversation: str) -> list[dict[str, Any]]:
        """What stands in it of a conversation, oldest first."""
        return next(list(one["messages"]) for one in self.data["conversations"] if one["id"] == conversation)

    def photo(self, file: str) -> bytes:
        """The octets of a file that is in it."""
        return self.zip.read(next(one["path"] for one in self.data["files"] if one["id"] == file))

    def links(self) -> list[tuple[str, str]]:
        """The page and the target of every link and picture, as they are written."""
        found: list[tuple[str, str]] = []
        for name in self.names:
            if name.endswith(".html"):
                reader = _Links()
                reader.feed(self.zip.read(name).decode())
                found += [(name, target) for target in reader.found]
        return found


class _Links(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.found: list[str] = []

    def handle_starttag(self, _tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.found += [value or "" for name, value in attrs if name in {"href", "src"}]


async def family_export(person: Somebody) -> Export:
    """What a parent takes out, which must work."""
    status, body = await person.ask("POST", FAMILY)
    assert status == 200, body
    return Export(body)


async def office_export(admin: Somebody, reason: str = "A parent asked for it", **body: Any) -> Export:
    """What the office takes out, which must work."""
    status, raw = await admin.ask("POST", OFFICE, {"reason": reason, **body})
    assert status == 200, raw
    return Export(raw)


async def shown_to(person: Somebody) -> dict[str, Any]:
    """What the doors show this parent, in an export's form: every conversation, message, and file's octets."""
    found: dict[str, Any] = {"conversations": {}, "files": {}}
    for one in await person.conversations():
        said: list[dict[str, Any]] = []
        follows = ""
        while True:
            page = await person.get(f"/v1/conversations/{one['id']}/messages?limit=200{follows}")
            said += page["items"]
            if page["next"] is None:
                break
            follows = f"&cursor={page['next']}"
        found["conversations"][one["id"]] = {**{name: one[name] for name in NAMED}, "messages": said[::-1]}
        for event in said:
            for its in (event.get("item") or {}).get("files", ()):
                found["files"][its["id"]] = (await person.open(its["id"]))[1]
    return found


def as_shown(export: Export) -> dict[str, Any]:
    """An export in the same form."""
    return {
        "conversations": {one["id"]: one for one in export.data["conversations"]},
        "files": {one["id"]: export.zip.read(one["path"]) for one in export.data["files"]},
    }
