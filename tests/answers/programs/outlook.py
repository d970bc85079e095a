"""This file has Outlook: on the desktop, on the web, the new one, on phones, and Outlook's plain text format."""

from __future__ import annotations

from html import escape
from urllib.parse import quote

from tests.answers.envelope import Leaf, Multi, attached, header, office_charset, raw, text
from tests.answers.programs.outlook_words import BLOCKS, DESKTOP, MOBILE, ORIGINAL_MESSAGE, WEB
from tests.answers.rendering import (
    doubled,
    gapped,
    inside,
    paragraphs,
    renamed,
    shown,
    style_of,
    turned,
    typed,
    wrapped,
)  # fmt: skip
from tests.answers.words import Picture
from tests.answers.wrapper import Work, family

RULE = "_" * 32
APTOS = "font-family: Aptos, Aptos_EmbeddedFont, Aptos_MSFontService, Calibri, Helvetica, sans-serif; font-size: 12pt; color: rgb(0, 0, 0);"


def desktop(work: Work) -> bytes:
    """On the desktop, by Exchange: Word writes the HTML, and ours with it."""
    words = "".join(_word(typed(line) or "&nbsp;") for line in _typed_lines(work))
    block = "<br>".join(f"<b>{escape(label)}</b> {escape(value)}" for label, value in _block(work, "desktop"))
    html = (
        '<html xmlns:o="urn:schemas-microsoft-com:office:office" xmlns:w="urn:schemas-microsoft-com:office:word">\n'
        f"<head>\n{_CHARSET}\n<style><!--\n/* Style Definitions */\np.MsoNormal, li.MsoNormal, div.MsoNormal\n\t"
        '{margin:0in;\n\tfont-size:11.0pt;\n\tfont-family:"Calibri",sans-serif;}\n--></style>\n</head>\n'
        '<body lang="EN-US" link="#0563C1" vlink="#954F72" style="word-wrap:break-word">\n<div class="WordSection1">\n'
        f'{words}{_word("&nbsp;")}<div>\n<div style="border:none;border-top:solid #E1E1E1 1.0pt;padding:3.0pt 0in 0in 0in">'
        f'\n<p class="MsoNormal">{block}<o:p></o:p></p>\n</div>\n</div>\n{_word("&nbsp;")}{_in_word(work)}</div>\n</body>\n</html>\n'
    )
    plain = [*_plain_words(work), "", *_plain_block(work, "desktop"), "", *_ours(work)]
    return _exchange(work, "\n".join(plain) + "\n", html, "desktop")


def desktop_plain(work: Work) -> bytes:
    """On the desktop, its plain text format: one part, no quotation marks at all."""
    plain = [
        *work.answer.lines,
        "",
        ORIGINAL_MESSAGE[work.language],
        *_plain_block(work, "desktop"),
        "",
        *_ours(work),
    ]
    charset = office_charset("\n".join([*plain, work.subject]), work.language)
    part: Leaf | Multi = text(
        "plain", "\n".join(plain) + "\n", charset, "8bit" if charset in SEVEN else "quoted-printable"
    )
    files = [_file(one) for one in work.answer.pieces() if isinstance(one, Picture)]
    if files:
        part = Multi("mixed", f"----=_NextPart_000_{work.mark(16).upper()}.01DC", [part, *files])
    return raw((*_head(work, charset), ("X-Mailer", "Microsoft Outlook 16.0"), ("MIME-Version", "1.0")), part)


def web(work: Work) -> bytes:
    """On the web."""
    words = "".join(
        f'<div class="elementToProof" style="{APTOS}">\n{typed(line) or "<br>"}</div>\n'
        for line in _typed_lines(work)
    )
    return _by_web(work, words + '<div id="appendonsend"></div>\n', _x(work.original.html))


def safe(work: Work) -> bytes:
    """On the web, where the links in arriving mail are rewritten: our own stand within them."""
    words = "".join(f'<div class="elementToProof">\n{typed(line) or "<br>"}</div>\n' for line in _typed_lines(work))
    return _by_web(
        work, words + '<div id="appendonsend"></div>\n', turned(_x(work.original.html), _checked), _checked
    )


def new(work: Work) -> bytes:
    """The new Outlook for Windows and Mac."""
    words = "".join(
        f'<div class="elementToProof" style="{APTOS}">\n{typed(line) or "<br>"}</div>\n'
        for line in _typed_lines(work)
    )
    container = '<div id="mail-editor-reference-message-container">\n'
    return _by_web(work, words + container, _x(work.original.html) + "\n</div>")


def mobile(work: Work) -> bytes:
    """On an iPhone: seconds in the time, and Outlook's own line below the words."""
    words = "".join(f'<div dir="ltr">{typed(line) or "<br>"}</div>\n' for line in _typed_lines(work))
    sign = f'<div class="ms-outlook-mobile-signature" id="ms-outlook-mobile-signature">\n{_get(work, html=True)}</div>\n'
    container = '<div id="mail-editor-reference-message-container" class="ms-outlook-mobile-reference-message">\n'
    return _by_web(
        work, words + "<div><br>\n</div>\n" + sign + container, _x(work.original.html) + "\n</div>", signed=True
    )


SEVEN = {"us-ascii", "iso-2022-jp"}
_CHARSET = '<meta http-equiv="Content-Type" content="text/html; charset=\ue002">'
_PLACE = "\ue001"


def _by_web(work: Work, words: str, ours: str, link=None, *, signed: bool = False) -> bytes:
    place = "mobile" if signed else "web"
    block = "<br>\n".join(f"<b>{escape(label)}</b> {escape(value)}" for label, value in _block(work, place))
    html = (
        f'<html>\n<head>\n{_CHARSET}\n<style type="text/css" style="display:none;"> P {{margin-top:0;margin-bottom:0;}} '
        f'</style>\n</head>\n<body dir="{"rtl" if work.language == "ar" else "ltr"}">\n{words}'
        f'<hr style="display:inline-block;width:98%" tabindex="-1">\n<div id="divRplyFwdMsg" dir="ltr"><font face="Calibri, '
        f'sans-serif" style="font-size:11pt" color="#000000">{block}</font>\n<div>&nbsp;</div>\n</div>\n{ours}\n</body>\n</html>\n'
    )
    sign = ["", _get(work, html=False)] if signed else []
    plain = [*_plain_words(work), *sign, RULE, *_plain_block(work, place), "", *_ours(work, link)]
    return _exchange(work, "\n".join(plain) + "\n", html, place)


def _typed_lines(work: Work) -> list[str]:
    found: list[str] = []
    for number, one in enumerate(work.answer.pieces()):
        found += [_PLACE + str(number)] if isinstance(one, Picture) else one.split("\n")
    return found


def _plain_words(work: Work) -> list[str]:
    return [doubled(line) for line in _typed_lines(work)]


def _with_pictures(work: Work, words: str, form: str) -> str:
    for number, one in enumerate(work.answer.pieces()):
        if isinstance(one, Picture):
            words = words.replace(_PLACE + str(number), form.format(cid=_cid(work, number), name=one.name))
    return words


def _cid(work: Work, number: int) -> str:
    return f"{work.mark(8, f'picture {number}')}-{work.mark(4, 'a')}-{work.mark(4, 'b')}-{work.mark(12, 'c')}"


def _block(work: Work, place: str) -> list[tuple[str, str]]:
    """The lines about our email: label with its colon, and value."""
    labels, when = BLOCKS[work.language]
    sent = labels[2] if place == "desktop" else labels[1]
    if place == "mobile" and work.language == "en":
        when = "{weekday}, {month} {d}, {y} {h12}:{mi}:{ss} {half}"
    original = work.original
    return [
        (labels[0], f"{original.sender_name} <{original.sender}>"),
        (sent, work.filled(when)),
        (
            labels[3],
            f"{original.to_name} <{original.to}>" if place == "desktop" else f"{original.to} <{original.to}>",
        ),
        (labels[4], original.subject),
    ]


def _plain_block(work: Work, place: str) -> list[str]:
    found = [f"{label} {value}" for label, value in _block(work, place)]
    return [found[0] + " ", *found[1:]] if place == "desktop" else found


def _ours(work: Work, link=None) -> list[str]:
    change = link or (lambda to: to)
    return gapped(shown(work.original.html, lambda words, to: f"{words}<{change(to)}>"))


def _word(words: str) -> str:
    """A paragraph as Word writes it: its source is broken where a blank stands."""
    return '<p class="MsoNormal">' + "\n".join(wrapped([words], 76)) + "<o:p></o:p></p>\n"


def _in_word(work: Work) -> str:
    """Our email after Word read it and wrote it again."""
    cells = []
    for one in paragraphs(work.original.html):
        runs = [
            f'<a href="{escape(to)}">{escape(said)}</a>' if to else escape(said, quote=False) for said, to in one
        ]
        broken = "\n".join(wrapped([" ".join(runs)], 76))
        cells.append(
            '<p style="mso-margin-top-alt:0in;margin-right:0in;margin-bottom:15.0pt;margin-left:0in">'
            f'<span style="font-size:15.0pt;color:#1D2327">{broken}<o:p></o:p></span></p>\n'
        )
    table = '<table class="MsoNormalTable" border="0" cellspacing="0" cellpadding="0" width="100%" style="width:100.0%">'
    return f'<div align="center">\n{table}\n<tbody>\n<tr>\n<td style="padding:18.0pt 9.0pt 18.0pt 9.0pt">\n{"".join(cells)}</td>\n</tr>\n</tbody>\n</table>\n</div>\n'


def _x(html: str) -> str:
    """Our email as the web shows it: its names begin with x_, its style is a comment."""
    attributes, inner = inside(html)
    return (
        f"<div>\n<style>\n<!--\n{style_of(html)}\n-->\n</style>\n"
        + renamed(f"<div {attributes}>\n{inner}\n</div>", "x_")
        + "\n</div>"
    )


def _checked(link: str) -> str:
    return f"https://nam12.safelinks.protection.outlook.com/?url={quote(link, safe='')}&amp;data=05%7C02%7C%7C08dd&amp;reserved=0"


def _get(work: Work, *, html: bool) -> str:
    before, words, after = work.row.more
    link = "https://aka.ms/o0ukef"
    return f'{before}<a href="{link}">{words}</a>{after}' if html else f"{before}{words}<{link}>{after}"


def _exchange(work: Work, plain: str, html: str, place: str) -> bytes:
    """One charset for both parts, the first that has all letters."""
    plain = _with_pictures(work, plain, "[cid:{cid}]" if place != "desktop" else "[{name}]")
    html = _with_pictures(work, html, '<img src="cid:{cid}" alt="{name}" style="max-width: 100%;">')
    charset = office_charset(plain + html.replace("\ue002", "") + work.subject, work.language)
    html = html.replace("\ue002", charset)
    cte = (
        "7bit"
        if charset == "iso-2022-jp"
        else "base64"
        if work.language in ("zh", "ar", "ko", "ru")
        else "quoted-printable"
    )
    mark = f"_000_{work.mark(40, 'boundary').upper()}namp_"
    body: Leaf | Multi = Multi(
        "alternative", mark, [text("plain", plain, charset, cte), text("html", html, charset, cte)]
    )
    if work.answer.pictures:
        found = [
            _picture(work, number, one)
            for number, one in enumerate(work.answer.pieces())
            if isinstance(one, Picture)
        ]
        more = ';\r\n\ttype="multipart/alternative"'
        body = Multi("related", mark.replace("_000_", "_004_"), [body, *found], more)
    return raw((*_head(work, charset), *_TAIL, ("MIME-Version", "1.0")), body)


def _file(one: Picture) -> Leaf:
    return attached(one.name, one.data, more=[("Content-Disposition", f'attachment; filename="{one.name}"')])


def _picture(work: Work, number: int, one: Picture) -> Leaf:
    more = [("Content-Description", one.name), ("Content-ID", f"<{_cid(work, number)}>")]
    return attached(one.name, one.data, more=[*more, ("Content-Disposition", f'inline; filename="{one.name}"')])


_TAIL = (("X-MS-Has-Attach", ""), ("X-MS-TNEF-Correlator", ""), ("X-Originating-IP", "[203.0.113.20]"))


def _head(work: Work, charset: str) -> tuple[tuple[str, str], ...]:
    """Exchange writes the family's name first; with a letter beyond ASCII its comma is encoded with it."""
    first, _, last = work.original.to_name.rpartition(" ")
    name = f"{last}, {first}" if first else last
    plain = f'"{name}"' if name.isascii() else header(name, "From", "Q", charset)
    return (
        ("From", f"{plain} <{work.original.to}>"),
        ("To", f"{work.original.sender_name} <{work.original.reply_to}>" if work.original.sender_name.isascii()
               else f"{header(work.original.sender_name, 'To', 'Q', charset)} <{work.original.reply_to}>"),
        work.titled("Q" if charset.startswith(("iso-8859", "Windows-1252")) else "B", "utf-8" if charset in SEVEN else charset),
        ("Thread-Topic", header(work.original.subject, "Thread-Topic")),
        ("Thread-Index", "AQHbQZ" + work.mark(24, "index")),
        ("Date", work.date),
        ("Message-ID", f"<{work.mark(32, 'id').upper()}@SA1PR11MB5902.namprd11.prod.outlook.com>"),
        *reversed(work.thread()),
        ("Accept-Language", "en-US"),
    )  # fmt: skip


WRAPPERS = (
    *family("Outlook desktop", DESKTOP, desktop),
    *family("Outlook desktop plain", DESKTOP, desktop_plain),
    *family("Outlook web", WEB, web),
    *family("Outlook web with safe links", {key: WEB[key] for key in ("en", "es", "de")}, safe),
    *family("New Outlook", WEB, new),
    *family("Outlook mobile", MOBILE, mobile),
)
