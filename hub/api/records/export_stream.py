"""This file reads an export on and writes it out piece by piece: asked at every step, kept nowhere."""

from __future__ import annotations

import asyncio
from collections.abc import AsyncIterator, Callable
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import partial
from itertools import count
from typing import TYPE_CHECKING, TypeVar
from urllib.parse import quote

from hub.actions.people.sessions import SIGN_IN, living
from hub.actions.records import open_file, oversee
from hub.api.records import export_data, export_pages
from hub.api.records.export_attendance import exported_attendance
from hub.api.records.export_overview import about, exported_children, head_of, overview_of
from hub.bus.fresh import read_on_fresh_rules
from hub.errors import Conflict, NotFound, Unauthenticated
from hub.media.zip_stream import AS_IT_IS, PACKED, ZipStream
from hub.queries.conversations.history import HistoryPlace, said_after
from hub.queries.records.exporting import NOTHING_BESIDE, files_of, kept_beside, reach_of
from hub.store.clock import stamp
from hub.store.files import WHOLE
from policies.records.exporting import entry_name, page_name, still_reaches
from policies.sentence import say

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from channels.items import Attached
    from hub.actions.records.exporting import ExportWish
    from hub.api.records.export_words import Speaker
    from hub.api.route import Asked
    from hub.queries.conversations.history import HistoryPage
    from hub.queries.records.exporting import KeptBeside
    from hub.store.journal import Stored
    from hub.store.snapshot import Snapshot
    from policies.records.exporting import ExportReach

T = TypeVar("T")

ON_A_PAGE = 200
"""Messages on one page, and at the most twice as many: as much stands in memory, and a phone shows it well."""

MOVED = say("What you may see changed while this was put together. Ask for it once more.")


@dataclass(slots=True)
class Stretch:
    """Some messages of a conversation, and what is kept beside them."""

    said: list[Stored] = field(default_factory=list)
    kept: dict[int, KeptBeside] = field(default_factory=dict)


@dataclass(frozen=True, slots=True)
class ExportLook:
    """What one look at a conversation has found, and what is kept beside it."""

    page: HistoryPage
    kept: dict[int, KeptBeside]


@dataclass(slots=True)
class ExportRun:
    """
    An export on its way out. where: the conversations in it; reach: what its reader could read of them when it
    began; until: the last position in it.

    custody: of which children it is on record that their custody texts are read by it.
    checked: the rules that were last held against reach. hrefs: the first page of each conversation; counts: its
    messages. paths, files: of what is in the zip, by id. authors: everybody named in it.
    """

    asked: Asked
    wish: ExportWish
    speaker: Speaker
    where: list[export_data.ExportedConversation]
    reach: ExportReach
    until: int
    names: export_pages.ExportNames
    made_at: datetime
    archive: ZipStream = field(default_factory=ZipStream)
    custody: frozenset[str] = frozenset()
    checked: Snapshot | None = None
    hrefs: dict[str, str] = field(default_factory=dict)
    counts: dict[str, int] = field(default_factory=dict)
    paths: dict[str, str] = field(default_factory=dict)
    files: list[export_data.ExportedFile] = field(default_factory=list)
    authors: set[str] = field(default_factory=set)
    numbers: count[int] = field(default_factory=lambda: count(1))

    async def pieces(self) -> AsyncIterator[bytes]:
        """
        The zip, as it comes to be. Its list of entries comes last, so whatever breaks it off leaves none.

        Raises:
            Unauthenticated: the session or the profile has ended meanwhile.
            Conflict: what its reader may see has become less meanwhile.
            Unavailable: the database did not answer.
        """
        for one in self.where:
            if self.wish.office:
                await oversee.read_conversation(self.asked.school, self.wish.person, one.id, self.asked.hub.clock())
            async for piece in self._pages(one):
                yield piece
        async for piece in self._data():
            yield piece
        if self.wish.office:
            async for piece in self._attendance():
                yield piece
        overview = await self._read(lambda connection, rules: overview_of(connection, rules, self))
        self._add("index.html", export_pages.overview_page(*overview, self.speaker))
        self.archive.close()
        yield self.archive.take()

    async def _read(self, work: Callable[[Connection, Snapshot], T]) -> T:
        """What work reads, for who is signed in still and has lost nothing since this began."""
        return await read_on_fresh_rules(self.asked.school, lambda one, rules: self._guarded(one, rules, work))

    def _guarded(self, connection: Connection, rules: Snapshot, work: Callable[[Connection, Snapshot], T]) -> T:
        if not living(connection, self.asked.signed, stamp(self.asked.hub.clock())):
            raise Unauthenticated(SIGN_IN)
        if self.checked is not rules:
            if not still_reaches(self.reach, reach_of(rules, self.wish.person, self.reach.rights)):
                raise Conflict(MOVED)
            self.checked = rules
        return work(connection, rules)

    async def _stretches(self, one: export_data.ExportedConversation) -> AsyncIterator[Stretch]:
        """A conversation in stretches for a page each, oldest first; none where nothing was said."""
        place, seq, more = HistoryPlace(self.wish.person, one.id), 0, True
        gathered = Stretch()
        while more:
            looked = await self._read(lambda connection, rules: self._next(connection, rules, place, seq))  # noqa: B023 (awaited)
            page, seq, more = looked.page, looked.page.seq, looked.page.more
            gathered = Stretch([*gathered.said, *page.said], {**gathered.kept, **looked.kept})
            if len(gathered.said) >= ON_A_PAGE:
                yield gathered
                gathered = Stretch()
        if gathered.said:
            yield gathered

    def _next(self, connection: Connection, rules: Snapshot, place: HistoryPlace, seq: int) -> ExportLook:
        page = said_after(connection, rules, place, seq, self.until)
        kept = kept_beside(connection, rules, place.reader, page.said) if self.wish.office else {}
        return ExportLook(page, kept)

    async def _pages(self, one: export_data.ExportedConversation) -> AsyncIterator[bytes]:
        """The pages of a conversation, each behind the photos that stand on it."""
        number, earlier, waits = next(self.numbers), "", None
        paths = (page_name(number, one.title, at) for at in count(1))
        path = next(paths)
        async for stretch in self._stretches(one):
            async for piece in self._attachments(stretch):
                yield piece
            if waits is not None:
                later = next(paths)
                await self._page(one, path, waits, earlier, later)
                yield self.archive.take()
                earlier, path = path, later
            self.hrefs.setdefault(one.id, path)
            waits = stretch
        if waits is not None:
            await self._page(one, path, waits, earlier, "")
            yield self.archive.take()

    async def _page(
        self, one: export_data.ExportedConversation, path: str, stretch: Stretch, earlier: str, later: str
    ) -> None:
        self.counts[one.id] = self.counts.get(one.id, 0) + len(export_pages.messages_of(stretch.said))
        await asyncio.to_thread(self._write_page, one, path, stretch, earlier, later)

    def _write_page(
        self, one: export_data.ExportedConversation, path: str, stretch: Stretch, earlier: str, later: str
    ) -> None:
        """Words, HTML and packing take a while: never in the loop, where all others wait."""
        names = replace(self.names, paths=self.paths)
        page = export_pages.ShownPage(
            about=about(one, self.speaker), earlier=_beside(earlier), later=_beside(later),
            days=export_pages.days_of(stretch.said, stretch.kept, names),
        )  # fmt: skip
        self._add(path, export_pages.conversation_page(one.title, page, self.speaker))

    async def _attachments(self, stretch: Stretch) -> AsyncIterator[bytes]:
        """The photos and files of a stretch, each part asked for by the rule that it is opened by anywhere."""
        for one in stretch.said:
            versions = stretch.kept[one.event.seq].versions if one.event.seq in stretch.kept else ()
            for its in files_of([one.event.item, *(each.item for each in versions)]):
                if its.id not in self.paths:
                    async for piece in self._attachment(one, its):
                        yield piece

    async def _attachment(self, one: Stored, its: Attached) -> AsyncIterator[bytes]:
        await self._read(lambda _connection, _rules: None)
        asking = open_file.Asking(self.wish.person, its.id, WHOLE)
        try:
            opened = await open_file.opened(self.asked.school, asking)
        except NotFound:
            return  # it was withdrawn a moment ago; the page says that it is not here
        stem, _, ending = opened.file.name.rpartition(".")
        folder = "photos" if opened.file.is_image else "files"
        path = entry_name(folder, len(self.files) + 1, stem, ending)
        there = 0
        with self.archive.entry(path, self.speaker.local(one.event.at), AS_IT_IS) as entry:
            entry.write(opened.first)
            there += len(opened.first)
            yield self.archive.take()
            async for piece in open_file.rest(self.asked.school, asking):
                entry.write(piece)
                there += len(piece)
                yield self.archive.take()
        if there != opened.length:
            raise Conflict(MOVED)
        self.paths[its.id] = path
        self.files.append(
            export_data.ExportedFile(
                id=its.id, path=path, name=opened.file.name, media_type=opened.file.media_type, bytes=there,
                message=opened.message,
            )
        )  # fmt: skip

    async def _data(self) -> AsyncIterator[bytes]:
        """export.json: what is told of each message, exactly as the page is told of it."""
        say_it = self.speaker.say
        head = await self._read(lambda connection, rules: head_of(connection, rules, self))
        with self.archive.entry("export.json", self.speaker.local(self.made_at), PACKED, long=True) as entry:
            entry.write(export_data.encoded(head, say_it)[:-1] + b',"conversations":[')
            total = 0
            for at, one in enumerate(self.where):
                entry.write((b"," if at else b"") + export_data.encoded(one, say_it)[:-1] + b',"messages":[')
                written = 0
                async for stretch in self._stretches(one):
                    body = b",".join(self._message(each, stretch) for each in stretch.said)
                    await asyncio.to_thread(entry.write, (b"," if written else b"") + body)
                    written += len(stretch.said)
                    yield self.archive.take()
                entry.write(b"]}")
                total += written
            entry.write(b"]," + export_data.encoded(self._tail(total), say_it)[1:])
        yield self.archive.take()

    async def _attendance(self) -> AsyncIterator[bytes]:
        """attendance.json, for the office: child by child, as years of it are too much to hold."""
        children = await self._read(lambda _connection, rules: exported_children(rules, self))
        with self.archive.entry("attendance.json", self.speaker.local(self.made_at), PACKED, long=True) as entry:
            entry.write(b"[")
            written = False
            for one in children:
                told = await self._read(partial(exported_attendance, run=self, its=one.id))
                if told is not None and told.stays:
                    body = export_data.encoded(told, self.speaker.say)
                    await asyncio.to_thread(entry.write, (b"," if written else b"") + body)
                    written = True
                yield self.archive.take()
            entry.write(b"]")
        yield self.archive.take()

    def _message(self, one: Stored, stretch: Stretch) -> bytes:
        event = one.event
        self.authors |= {name for name in (event.author, event.edited_by) if name is not None}
        if not self.wish.office:
            return one.encoded
        kept = stretch.kept.get(event.seq, NOTHING_BESIDE)
        self.authors |= {each.by for each in kept.versions}
        if kept.hold is not None and kept.hold.reviewed_by is not None:
            self.authors.add(kept.hold.reviewed_by)
        return export_data.kept_message_of(one, kept, self.speaker.say)

    def _tail(self, messages: int) -> export_data.ExportTail:
        people = self.asked.school.snapshot.roster.people
        known = sorted(one for one in self.authors if one in self.names.known)
        return export_data.ExportTail(
            people=tuple(
                export_data.ExportedPerson(id=one, name=self.names.known[one], role=people[one].role.value)
                for one in known
            ),
            files=tuple(self.files),
            messages=messages,
        )

    def _add(self, path: str, body: bytes) -> None:
        self.archive.add(path, self.speaker.local(self.made_at), body)


def _beside(path: str) -> str:
    """A page of the same folder, as another one links to it."""
    return quote(path.rpartition("/")[2])
