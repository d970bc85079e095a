"""This file has Thunderbird: HTML above and between, and flowed plain text below and between the quoted lines."""

from __future__ import annotations

from html import escape

from tests.answers.envelope import Leaf, Multi, attached, header, raw, text
from tests.answers.lines import flowed, halves, html_lines, plain_lines
from tests.answers.rendering import angled, gapped, inside, quoted, shown, style_of, wrapped
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

L10N = "thunderbird/thunderbird-l10n, {}/mail/chrome/messenger/messengercompose/composeMsgs.properties"
ARCHIVES = "linux-mailinglist-archives, answers from Thunderbird in that language"

WORDS = {
    "en": Row(line="On {m}/{d}/{y} {h12}:{mi} {half}, {name} wrote:", seen=True,
              source="thunderbird/thunderbird-l10n-source, mail/chrome/messenger/messengercompose/composeMsgs.properties"),
    "es": Row(line="El {d}/{m}/{yy} a las {h}:{mi}, {name} escribió:", source="the form known from many answers"),
    "de": Row(line="Am {dd}.{mm}.{yy} um {hh}:{mi} schrieb {name}:", source="the form known from many answers"),
    "fr": Row(line="Le {dd}/{mm}/{y} à {hh}:{mi}, {name} a écrit :", seen=True,
              source="public fixtures of a mail reader (thunderbird-fr.eml)"),
    "pt": Row(line="Em {dd}/{mm}/{y} {hh}:{mi}, {name} escreveu:", seen=True, source=f"{ARCHIVES}: dri-devel"),
    "ru": Row(line="{dd}.{mm}.{y} {hh}:{mi}, {name} пишет:", seen=True, source=L10N.format("ru")),
    "zh": Row(line="在 {y}/{m}/{d} {hh}:{mi}, {name} 写道:", seen=True, source=f"{ARCHIVES}: linux-btrfs, January 2025"),
    "ja": Row(line="On {y}/{mm}/{dd} {h}:{mi}, {name} wrote:", source="the form known from many answers: not translated"),
    "ko": Row(line="{y}. {m}. {d}. {half} {h12}:{mi}에 {name} 이(가) 쓴 글:", source="the form known from answers"),
    "ar": Row(line="في {d}‏/{m}‏/{y} {h12}:{mi} {half}، كتب {name}:", source="assumed; with the marks of Arabic dates"),
    "vi": Row(line="Vào lúc {hh}:{mi} {dd}/{mm}/{y}, {name} đã viết:", seen=True,
              source=L10N.format("vi") + ", the neighbouring string"),
}  # fmt: skip

DELSP = {"zh", "ja"}


def rich(work: Work) -> bytes:
    """HTML above the quotation; our own title and style go into its middle."""
    words = "".join(f"    <p>{_broken(one)}</p>\n" for one in _lines(work))
    html = (
        f'{words}    <div class="moz-cite-prefix">{_cited(work)}<br>\n    </div>\n{_quotation(work, _inner(work))}'
    )
    plain = [
        *_flow(work, plain_lines(work, lambda one: "")),
        "",
        *_flow(work, [work.line]),
        *_quoted(work, _ours(work)),
    ]
    return _both(work, plain, html)


def rich_between(work: Work) -> bytes:
    """HTML, the first line below the first quoted paragraph, the others at the end."""
    first, *rest = _lines(work)
    head, tail = halves(_inner(work))
    html = (
        f'    <div class="moz-cite-prefix">{_cited(work)}<br>\n    </div>\n{_quotation(work, head)}    <p>{first}</p>\n'
        f"{_quotation(work, tail)}" + "".join(f"    <p>{one}</p>\n" for one in rest)
    )
    return _both(work, _interleaved(work), html)


def below(work: Work) -> bytes:
    """Plain and flowed, the words below the quotation: what it does where nobody changed it."""
    plain = [
        *_flow(work, [work.line]),
        *_quoted(work, _ours(work)),
        "",
        *_flow(work, plain_lines(work, lambda one: "")),
    ]
    return raw(_head(work), _files(work, _plain(work, plain)))


def between(work: Work) -> bytes:
    """Plain and flowed, the first line below the first quoted paragraph, the others at the end."""
    return raw(_head(work), _files(work, _plain(work, _interleaved(work))))


def _lines(work: Work) -> list[str]:
    return html_lines(work, lambda number, one: f'<img src="cid:{_cid(work, number)}" alt="{one.name}">')


def _interleaved(work: Work) -> list[str]:
    first, *rest = plain_lines(work, lambda one: "")
    ours = _ours(work)
    return [
        *_flow(work, [work.line]), *_quoted(work, ours[:1]), "", *_flow(work, [first]), "", *_quoted(work, ours[2:]), "",
        *_flow(work, rest),
    ]  # fmt: skip


def _flow(work: Work, lines: list[str]) -> list[str]:
    return [row for line in lines for row in flowed(line, delsp=work.language in DELSP)]


def _quoted(work: Work, lines: list[str]) -> list[str]:
    """Quoted lines are broken before the mark is put in front, and flow too: all but a paragraph's last end in a space."""
    found: list[str] = []
    gap = "  " if work.language in DELSP else " "
    for line in lines:
        rows = wrapped([line], 70)
        found += quoted([row + gap for row in rows[:-1]] + rows[-1:])
    return found


def _ours(work: Work) -> list[str]:
    return gapped(shown(work.original.html, angled))


def _cited(work: Work) -> str:
    return escape(work.line, quote=False)


def _inner(work: Work) -> str:
    """Our email as it is, but for html and body; its title stays, where no browser would show it."""
    _, inner = inside(work.original.html)
    title = escape(work.original.subject, quote=False)
    head = (
        f'      <meta http-equiv="content-type" content="text/html; charset=UTF-8">\n      <title>{title}</title>\n'
    )
    return f"{head}      <style>\n{style_of(work.original.html)}\n</style>\n      {inner}\n"


def _quotation(work: Work, inner: str) -> str:
    return f'    <blockquote type="cite"\n      cite="mid:{work.original.message_id.strip("<>")}">\n{inner}    </blockquote>\n'


def _broken(html: str) -> str:
    """Source broken where a blank stands."""
    return "\n      ".join(wrapped([html], 70))


def _cid(work: Work, number: int) -> str:
    return f"part1.{work.mark(8, f'picture {number}')}.{work.mark(8, 'p')}@families.example"


def _both(work: Work, plain: list[str], inner: str) -> bytes:
    html = (
        '<!DOCTYPE html>\n<html>\n  <head>\n    <meta http-equiv="Content-Type" content="text/html; charset=UTF-8">\n'
        f"  </head>\n  <body>\n{inner}  </body>\n</html>\n"
    )
    part: Leaf | Multi = text("html", html, "UTF-8", "8bit", "text/{0}; charset={1}")
    pictures = _pictures(work)
    if pictures:
        part = Multi("related", "-" * 12 + work.mark(24, "related"), [part, *pictures], form=_BOUNDARY)
    body = Multi("alternative", "-" * 12 + work.mark(24), [_plain(work, plain), part], "", _PREAMBLE, _BOUNDARY)
    return raw(_head(work), body)


_BOUNDARY = 'multipart/{};\r\n boundary="{}"'
_PREAMBLE = "This is a multi-part message in MIME format."


def _plain(work: Work, lines: list[str]) -> Leaf:
    delsp = "; delsp=yes" if work.language in DELSP else ""
    return text("plain", "\n".join(lines) + "\n", "UTF-8", "8bit", "text/{0}; charset={1}; format=flowed" + delsp)


def _pictures(work: Work) -> list[Leaf]:
    return [
        attached(one.name, one.data, more=[
            ("Content-Disposition", f'inline; filename="{one.name}"'), ("Content-Id", f"<{_cid(work, number)}>"),
        ])
        for number, one in enumerate(work.answer.pieces())
        if isinstance(one, Picture)
    ]  # fmt: skip


def _files(work: Work, words: Leaf) -> Leaf | Multi:
    pictures = _pictures(work)
    if not pictures:
        return words
    return Multi("mixed", "-" * 12 + work.mark(24), [words, *pictures], "", _PREAMBLE, _BOUNDARY)


def _head(work: Work) -> tuple[tuple[str, str], ...]:
    mark = work.mark(32, "id")
    return (
        ("Message-ID", f"<{mark[:8]}-{mark[8:12]}-{mark[12:16]}-{mark[16:20]}-{mark[20:]}@families.example>"),
        ("Date", work.date),
        ("MIME-Version", "1.0"),
        ("User-Agent", "Mozilla Thunderbird"),
        work.titled("Q"),
        ("To", f"{header(work.original.sender_name, 'To', 'Q')} <{work.original.reply_to}>"),
        *reversed(work.thread()),
        ("Content-Language", work.language),
        ("From", f"{header(work.original.to_name, 'From', 'Q')} <{work.original.to}>"),
    )


WRAPPERS = (
    *family("Thunderbird", WORDS, rich),
    *family("Thunderbird between", WORDS, rich_between, "between"),
    *family("Thunderbird plain", WORDS, below, "below"),
    *family("Thunderbird plain between", WORDS, between, "between"),
)
