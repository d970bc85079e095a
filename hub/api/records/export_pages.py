"""This file makes the pages of an export: plain HTML to read from a folder, without a hub or scripts."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import quote

from jinja2 import Environment, FileSystemLoader, StrictUndefined

from channels.items import Files, Item
from hub.api.records.export_words import LOUD, Speaker, happened_at, headline, remarks
from hub.queries.records.exporting import NOTHING_BESIDE, KeptBeside, files_of
from policies.conversations.seeing import ALL
from policies.records.retention import removed_by
from policies.sentence import Sentence, recalled, say

if TYPE_CHECKING:
    from channels.items import Attached
    from hub.store.journal import Stored

_PAGES = Environment(
    loader=FileSystemLoader(Path(__file__).parents[1] / "templates"),
    autoescape=True, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined, keep_trailing_newline=True,
)  # fmt: skip

SOMEONE = say("Someone")
"""Whose name the reader may not know any more, as on the page."""

ENDINGS_OF_HOLDS: Mapping[str, Sentence] = {
    "approve": say("approved"),
    "return": say("returned to its author"),
    "decline": say("declined"),
}


@dataclass(frozen=True, slots=True)
class ShownFile:
    """A photo or file as a page links to it; href: empty where it is not in the zip."""

    name: str
    href: str
    width: int | None
    height: int | None


@dataclass(frozen=True, slots=True)
class ShownFiles:
    """Of one message: what is shown where it stands, and what is only linked to."""

    photos: list[ShownFile]
    others: list[ShownFile]


@dataclass(frozen=True, slots=True)
class ShownVersion:
    """What a message said before. until: when that ended and by whom, in words."""

    until: str
    headline: str
    remarks: list[str]
    files: ShownFiles


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownMessage:
    """One message of a page. kept: what the office alone knows of it; marks: what became of it, for everybody."""

    anchor: str
    author: str
    beside: str
    clock: str
    loud: str
    kept: list[str]
    headline: str
    remarks: list[str]
    files: ShownFiles
    marks: list[str]
    versions: list[ShownVersion]


@dataclass(frozen=True, slots=True)
class ShownDay:
    """The messages of one day of the school's calendar."""

    name: str
    messages: list[ShownMessage]


@dataclass(frozen=True, slots=True, kw_only=True)
class ShownPage:
    """A stretch of a conversation. earlier, later: the pages beside it, empty where there is none."""

    about: str
    earlier: str
    later: str
    days: list[ShownDay]


@dataclass(frozen=True, slots=True)
class ShownPart:
    """A part of a child's record. source: where it comes from and as of when, in words, empty where not told."""

    name: str
    lines: list[str]
    source: str


@dataclass(frozen=True, slots=True)
class ShownChild:
    """A child, where it is, for the office what people are to it, and what the center keeps about it."""

    name: str
    rooms: str
    family: list[str]
    record: list[ShownPart]


@dataclass(frozen=True, slots=True)
class ShownConversation:
    """A conversation of the overview, in which something was said; href: its first page."""

    name: str
    about: str
    href: str


@dataclass(frozen=True, slots=True)
class ShownOverview:
    """What the first page says: of what it is, what to mind, and what is in it."""

    about: list[str]
    warnings: list[str]
    children: list[ShownChild]
    conversations: list[ShownConversation]


@dataclass(frozen=True, slots=True)
class ExportNames:
    """What people are called here. beside: what stands beside the names of parents; paths: of files, by id."""

    known: Mapping[str, str]
    beside: Mapping[str, str]
    paths: Mapping[str, str]
    speaker: Speaker

    def of(self, person: str | None) -> str:
        """A name, as far as the reader may know it."""
        return self.known.get(person or "") or self.speaker.say(SOMEONE)


def overview_page(title: str, overview: ShownOverview, speaker: Speaker) -> bytes:
    """The page that one opens first, from which all others are reached."""
    words = {
        "children": say("Children"),
        "conversations": say("Conversations"),
        "nothing": say("Nothing was written so far."),
        "data": say("The same for programs:"),
    }
    return _rendered("export_index.j2", title, speaker, words, overview=overview)


def conversation_page(title: str, page: ShownPage, speaker: Speaker) -> bytes:
    """A stretch of one conversation, day after day, oldest first."""
    words = {
        "ways": say("Pages"),
        "overview": say("Overview"),
        "earlier": say("Earlier"),
        "later": say("Later"),
        "gone": say("not in this copy"),
    }
    return _rendered("export_page.j2", title, speaker, words, page=page)


def _rendered(template: str, title: str, speaker: Speaker, words: Mapping[str, Sentence], **facts: object) -> bytes:
    said = {name: speaker.say(sentence) for name, sentence in words.items()}
    page = _PAGES.get_template(template)
    return page.render(title=title, language=speaker.language, words=said, **facts).encode()


def days_of(said: Sequence[Stored], kept: Mapping[int, KeptBeside], names: ExportNames) -> list[ShownDay]:
    """Messages under the days on which they were told, in their order; how a hold ended stands with the hold."""
    speaker = names.speaker
    return [
        ShownDay(name, [_shown(one, kept.get(one.event.seq, NOTHING_BESIDE), names) for one in its])
        for name, its in groupby(messages_of(said), lambda one: speaker.day(one.event.at))
    ]


def messages_of(said: Sequence[Stored]) -> list[Stored]:
    """Those of these events that are messages, as people count them."""
    return [one for one in said if one.event.review is None]


def _shown(one: Stored, kept: KeptBeside, names: ExportNames) -> ShownMessage:
    event, speaker = one.event, names.speaker
    item = event.item
    return ShownMessage(
        anchor=f"m{event.seq}",
        author=names.of(event.author),
        beside=speaker.say(names.beside.get(event.author or "", "")),
        clock=_clock(item, event.at, speaker),
        loud=speaker.say(LOUD.get(event.urgency or "", "")),
        kept=[speaker.say(line) for line in _kept(one, kept, names)],
        headline=headline(item, speaker) if item is not None else "",
        remarks=remarks(item, speaker) if item is not None else [],
        files=_files(item, names),
        marks=[speaker.say(line) for line in _marks(one, kept, names)],
        versions=[
            ShownVersion(
                until=speaker.say(say("Until {time} ({name}) it said:", time=_at(its.at, speaker),
                                      name=names.of(its.by))),
                headline=headline(its.item, speaker), remarks=remarks(its.item, speaker),
                files=_files(its.item, names),
            )
            for its in kept.versions
        ],
    )  # fmt: skip


def _clock(item: Item | None, told_at: str, speaker: Speaker) -> str:
    """When it happened, with the day where that is another than the one it was told on."""
    happened = happened_at(item, told_at)
    if speaker.day(happened) == speaker.day(told_at):
        return speaker.clock(happened)
    return _at(happened, speaker)


def _at(moment: object, speaker: Speaker) -> str:
    return f"{speaker.day(moment)}, {speaker.clock(moment)}"  # type: ignore[arg-type]  # either form of a moment


def _marks(one: Stored, kept: KeptBeside, names: ExportNames) -> list[Sentence]:
    event, speaker = one.event, names.speaker
    if event.removed_after is not None:
        return [removed_by(event.removed_after)]
    if event.erased and event.withdrawn_at is not None:
        return [say("Removed, as the data of a child who left was erased")]
    if event.withdrawn_at is not None:
        by = kept.versions[-1].by if kept.versions else None
        if by is not None:
            return [say("Withdrawn {time} by {name}", time=_at(event.withdrawn_at, speaker), name=names.of(by))]
        return [say("Withdrawn {time}", time=_at(event.withdrawn_at, speaker))]
    if event.edited_at is None:
        return []
    if event.edited_by is not None:
        name = names.of(event.edited_by)
        return [say("Edited {time} by {name}", time=_at(event.edited_at, speaker), name=name)]
    return [say("Edited {time}", time=_at(event.edited_at, speaker))]


def _kept(one: Stored, kept: KeptBeside, names: ExportNames) -> list[Sentence]:
    """What no family reads: that it waited and why, how that ended, or that it is the staff's alone."""
    speaker, hold = names.speaker, kept.hold
    if hold is not None:
        lines = [say("Held for approval: {why}", why=recalled(hold.why))]
        if hold.answer is not None:
            name, time = names.of(hold.reviewed_by), _at(hold.reviewed_at, speaker)
            lines.append(say("{name}, {time}: {what}", name=name, time=time, what=ENDINGS_OF_HOLDS[hold.answer]))
        if hold.reason:
            lines.append(say("Why: {reason}", reason=hold.reason))
        return lines
    return [say("Only staff read this.")] if one.audience != ALL else []


def _files(item: Item | None, names: ExportNames) -> ShownFiles:
    shown = [_file(one, names) for one in files_of([item])] if isinstance(item, Files) else []
    photos = [one for one in shown if one.href and one.width is not None]
    return ShownFiles(photos, [one for one in shown if one not in photos])


def _file(one: Attached, names: ExportNames) -> ShownFile:
    return ShownFile(one.name, quote(names.paths.get(one.id, "")), one.width, one.height)
