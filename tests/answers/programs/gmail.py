"""This file has Gmail: on the web, on Android, on an iPhone, and on the web with answers between the quoted lines."""

from __future__ import annotations

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.rendering import angled, gapped, inside, quoted, renamed, shown, typed, wrapped
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

LISTS = "linux-mailinglist-archives, answers from Gmail in that language"
RLE, LRE, PDF, RLM = "\u202b", "\u202a", "\u202c", "\u200f"
NARROW = "\u202f"

WEB = {
    "en": Row(line=f"On {{wd}}, {{mon}} {{d}}, {{y}} at {{h12}}:{{mi}}{NARROW}{{half}} {{name}} <{{address}}> wrote:",
              seen=True, source=f"{LISTS} (U+202F before PM)"),
    "es": Row(line="El {wd}, {d} {mon} {y} a las {h}:{mi}, {name} (<{address}>) escribió:",
              source="the form known from many answers; Gmail alone puts the address into parentheses"),
    "de": Row(line="Am {wd}, {d}. {mon} {y} um {hh}:{mi} Uhr schrieb {name} <{address}>:", seen=True,
              source=f"{LISTS}: qemu-devel, dri-devel"),
    "fr": Row(line="Le {wd} {d} {mon} {y} à {hh}:{mi}, {name} <{address}> a écrit :", seen=True,
              source="bitcoin-dev archive, an answer of September 2023"),
    "pt": Row(line="Em {wd}, {d} de {mon} de {y} às {hh}:{mi}, {name} <{address}> escreveu:",
              source="the form known from many answers"),
    "ru": Row(line="{wd}, {d} {mon} {y}\u202fг. в {hh}:{mi}, {name} <{address}>:", seen=True,
              source="discourse/email_reply_trimmer, lib/email_reply_trimmer/embedded_email_matcher.rb; faults.md F20"),
    "zh": Row(line="{name} <{address}> 于{y}年{m}月{d}日{wd} {hh}:{mi}写道：", source="the form known from many answers"),
    "ja": Row(line="{y}年{m}月{d}日({wd}) {h}:{mi} {name} <{address}>:", source="the form known from many answers"),
    "ko": Row(line="{y}년 {m}월 {d}일 ({wd}) {half} {h12}:{mi}, {name} <{address}>님이 작성:", seen=True,
              source=f"{LISTS}: linux-f2fs-devel, linux-mm"),
    "ar": Row(line=f"{RLE}في {{wd}}، {{d}} {{mon}} {{y}} في {{h12}}:{{mi}} {{half}} تمت كتابة ما يلي بواسطة "
                   f"{LRE}{{name}}{PDF}{RLM} <{LRE}{{address}}{PDF}{RLM}>:{PDF}",
              seen=True, source="public code that reads Arabic answers, with samples of 2019 to 2026"),
    "vi": Row(line="Vào {wd}, {d} thg {m}, {y} vào lúc {hh}:{mi} {name} <{address}> đã viết:", seen=True,
              source=f"{LISTS}: linux-usb, usrp-users"),
}  # fmt: skip

ANDROID = {
    "en": Row(line=f"On {{wd}}, {{mon}} {{d}}, {{y}}, {{h12}}:{{mi}}{NARROW}{{half}} {{name}} <{{address}}> wrote:",
              seen=True, source="public fixtures of a mail reader (gmail-app-en.eml)"),
    "es": Row(line="El {wd}, {d} {mon} {y}, {h}:{mi}, {name} <{address}> escribió:", source="by the web's form"),
    "de": Row(line="{name} <{address}> schrieb am {wd}, {d}. {mon} {y}, {hh}:{mi}:", seen=True,
              source="discourse/email_reply_trimmer, lib/email_reply_trimmer/embedded_email_matcher.rb"),
    "fr": Row(line="Le {wd} {d} {mon} {y}, {hh}:{mi}, {name} <{address}> a écrit :", source="by the web's form"),
    "pt": Row(line="Em {wd}, {d} de {mon} de {y}, {hh}:{mi}, {name} <{address}> escreveu:", seen=True,
              source="discourse/email_reply_trimmer, lib/email_reply_trimmer/embedded_email_matcher.rb"),
    "ru": Row(line="{wd}, {d} {mon} {y}\u202fг., {hh}:{mi} {name} <{address}>:", seen=True,
              source="discourse/email_reply_trimmer, lib/email_reply_trimmer/embedded_email_matcher.rb"),
    "zh": Row(line="{name} <{address}> 于 {y}年{m}月{d}日{wd} {hh}:{mi}写道：", source="by the web's form"),
    "ja": Row(line="{y}年{m}月{d}日({wd}) {h}:{mi} {name} <{address}>:", source="by the web's form"),
    "ko": Row(line="{y}년 {m}월 {d}일 ({wd}) {half} {h12}:{mi}, {name} <{address}>님이 작성:", source="by the web's form"),
    "ar": Row(line="في {wd}، {d} {mon} {y}, {h12}:{mi} {half} {name} <{address}> كتب:", seen=True,
              source="public code that reads Arabic answers, with a sample of 2026"),
    "vi": Row(line="Vào {wd}, {d} thg {m}, {y}, {hh}:{mi} {name} <{address}> đã viết:", source="by the web's form"),
}  # fmt: skip

BAR = "margin:0px 0px 0px 0.8ex;border-left:1px solid rgb(204,204,204);padding-left:1ex"
BAR_OF_PHONES = "margin:0 0 0 .8ex;border-left:1px #ccc solid;padding-left:1ex"
RIGHT_TO_LEFT = {"ar"}


def web(work: Work) -> bytes:
    """On the web: everything above the quotation."""
    first, *rest = _lines(work)
    html = f'<div dir="{_direction(work)}">{first}' + "".join(f"<div>{one}</div>" for one in rest) + "</div><br>"
    return _message(work, _plain(work), html + _quotation(work, BAR))


def android(work: Work) -> bytes:
    """On Android: each line a div of its own direction."""
    html = "".join(f'<div dir="auto">{one}</div>' for one in _lines(work)) + "<br>"
    return _message(work, _plain(work), html + _quotation(work, BAR_OF_PHONES))


def iphone(work: Work) -> bytes:
    """On an iPhone: a shell of divs around the words."""
    html = "<div>" + "".join(f'<div dir="auto">{one}</div>' for one in _lines(work)) + "</div><div><br>"
    return _message(work, _plain(work), html + _quotation(work, BAR_OF_PHONES) + "</div>")


def between(work: Work) -> bytes:
    """On the web, the first line below the first quoted paragraph, the others at the end."""
    ours = _ours(work)
    first, *rest = _lines(work)
    head, tail = _split(_inner(work))
    bar = f'<blockquote class="gmail_quote" style="{BAR}">'
    html = (
        f'<div dir="ltr"><div class="gmail_quote gmail_quote_container"><div dir="ltr" class="gmail_attr">{work.linked()}'
        f"<br></div>{bar}{head}</blockquote><div><br></div><div>{first}</div><div><br></div>{bar}{tail}</blockquote>"
        f"<div><br></div>{''.join(f'<div>{one}</div>' for one in rest)}</div></div>"
    )
    said = [_typed_plain(work, one) for one in work.answer.pieces()]
    lines = "\n".join(said).split("\n")
    plain = [work.line, "", *quoted(wrapped(ours[:1], 76)), "", *wrapped(lines[:1], 78), ""]
    plain += [*quoted(wrapped(ours[1:], 76)), "", *wrapped(lines[1:], 78)]
    return _message(work, "\n".join(plain) + "\n", html)


def _lines(work: Work) -> list[str]:
    """The typed lines in HTML, with pictures among them."""
    found: list[str] = []
    for number, one in enumerate(work.answer.pieces()):
        if isinstance(one, Picture):
            found.append(f'<img src="cid:{_cid(work, number)}" alt="{one.name}" width="392" height="294"><br>')
        else:
            found += [typed(line) or "<br>" for line in one.split("\n")]
    return found


def _plain(work: Work) -> str:
    said = wrapped("\n".join(_typed_plain(work, one) for one in work.answer.pieces()).split("\n"), 78)
    return "\n".join([*said, "", *wrapped([work.line], 78), "", *quoted(wrapped(_ours(work), 76))]) + "\n"


def _typed_plain(work: Work, one: str | Picture) -> str:
    return f"[image: {one.name}]" if isinstance(one, Picture) else one


def _ours(work: Work) -> list[str]:
    return gapped(shown(work.original.html, angled))


def _inner(work: Work) -> str:
    """Our email as Gmail shows it: no style of its own, body a div, other names, links that open elsewhere."""
    attributes, inner = inside(work.original.html)
    inner = inner.replace("\na\nhref", " href").replace("<a\nhref", '<a target="_blank" href')
    name = f"m_-{int(work.mark(15, 'gmail'), 16)}"
    return renamed(f"<u></u>\n\n<div {attributes}>\n{inner}\n</div>\n", name)


def _split(html: str) -> tuple[str, str]:
    """HTML cut behind its first paragraph, as Gmail closes what is open and opens it again."""
    head, _, tail = html.partition("</p>")
    return (
        head + "</p></td></tr></tbody></table></td></tr></tbody></table></div>",
        f"<div><table><tbody><tr><td>{tail}",
    )


def _quotation(work: Work, bar: str) -> str:
    direction = _direction(work)
    return (
        f'<div class="gmail_quote gmail_quote_container"><div dir="{direction}" class="gmail_attr">{work.linked()}<br></div>'
        f'<blockquote class="gmail_quote" style="{bar}">{_inner(work)}</blockquote></div>\n'
    )


def _direction(work: Work) -> str:
    return "rtl" if work.language in RIGHT_TO_LEFT else "ltr"


def _cid(work: Work, number: int) -> str:
    return f"ii_m{work.mark(9, f'picture {number}')}0"


def _message(work: Work, plain: str, html: str) -> bytes:
    """Base64 for scripts that quoted-printable would triple, as Gmail chooses it."""
    cte = "base64" if sum(not one.isascii() for one in plain) * 4 > len(plain) else "quoted-printable"
    kinds = [text("plain", plain, cte=cte), text("html", html, cte=cte if cte == "base64" else "quoted-printable")]
    body: Leaf | Multi = Multi("alternative", "000000000000" + work.mark(16, "alternative"), kinds)
    if work.answer.pictures:
        found = [
            _picture(work, number, one)
            for number, one in enumerate(work.answer.pieces())
            if isinstance(one, Picture)
        ]
        body = Multi("related", "000000000000" + work.mark(16, "related"), [body, *found])
    head = (
        ("MIME-Version", "1.0"),
        *reversed(work.thread()),
        ("From", mailbox(work.original.to_name, work.original.to)),
        ("Date", work.date),
        ("Message-ID", f"<CA{work.mark(48, 'id')}@mail.gmail.com>"),
        work.titled(),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
    )
    return raw(head, body)


def _picture(work: Work, number: int, one: Picture) -> Leaf:
    cid = _cid(work, number)
    more = [
        ("Content-Disposition", f'inline; filename="{one.name}"'),
        ("Content-ID", f"<{cid}>"),
        ("X-Attachment-Id", cid),
    ]
    return attached(one.name, one.data, more=more)


WRAPPERS = (
    *family("Gmail web", WEB, web),
    *family("Gmail Android", ANDROID, android),
    *family("Gmail iPhone", WEB, iphone),
    *family("Gmail web between", {key: WEB[key] for key in ("en", "es", "de", "ru", "zh")}, between, "between"),
)
