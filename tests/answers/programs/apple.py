"""This file has Apple Mail: on an iPhone (as it writes plain and rich answers) and on a Mac."""

from __future__ import annotations

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.lines import divs, halves, html_lines, plain_lines
from tests.answers.rendering import angled, gapped, inside, quoted, shown, style_of, typed
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

NARROW, BOM = "\u202f", "\ufeff"
FIXTURE = "public fixtures of a mail reader"

PHONE = {
    "en": Row(line=f"On {{mon}} {{d}}, {{y}}, at {{h12}}:{{mi}}{NARROW}{{half}}, {{name}} <{{address}}> wrote:",
              sign="Sent from my iPhone", seen=True, source="linux-mailinglist-archives, usrp-users; U+FEFF in the quotation"),
    "es": Row(line="El {d} {mon} {y}, a la(s) {h}:{mi}, {name} <{address}> escribió:", sign="Enviado desde mi iPhone",
              seen=False, source="the signature seen (discourse/email_reply_trimmer), the line known from many answers"),
    "de": Row(line="Am {dd}.{mm}.{y} um {hh}:{mi} schrieb {name} <{address}>:", sign="Von meinem iPhone gesendet",
              seen=True, source=f"{FIXTURE} (ios-mail-de.eml); discourse/email_reply_trimmer"),
    "fr": Row(line="Le {d} {mon} {y} à {hh}:{mi}, {name} <{address}> a écrit :", sign="Envoyé de mon iPhone",
              seen=True, source="discourse/email_reply_trimmer; signature in public code that reads answers"),
    "pt": Row(line="Em {d} de {mon} de {y}, à(s) {hh}:{mi}, {name} <{address}> escreveu:", sign="Enviado do meu iPhone",
              seen=False, source="the signature seen (discourse/email_reply_trimmer), the line known from many answers"),
    "ru": Row(line="{d} {mon} {y} г., в {hh}:{mi}, {name} <{address}> написал(а):", sign="Отправлено с iPhone",
              seen=True, source="public code that reads Russian answers"),
    "zh": Row(line="在 {y}年{m}月{d}日，{hh}:{mi}，{name} <{address}> 写道：", sign="发自我的iPhone", seen=True,
              source="linux-mailinglist-archives, linux-ext4, June 2020; a public issue of March 2022"),
    "ja": Row(line="{y}/{mm}/{dd} {h}:{mi}、{name} <{address}>のメール:", sign="iPhoneから送信", seen=False,
              source="the signature seen in public test material, the line known from many answers"),
    "ko": Row(line="{y}. {m}. {d}. {half} {h12}:{mi}, {name} <{address}> 작성:", sign="나의 iPhone에서 보냄", seen=True,
              source="crisp-oss/email-reply-parser, lib/regex.js"),
    "ar": Row(line="في {d} {mon} {y}، الساعة {h12}:{mi} {half}، كتب {name} <{address}>:", sign="أُرسلت من الـ iPhone",
              source="the form known from answers; genders and digits differ by region"),
    "vi": Row(line="Vào {hh}:{mi}, {d} thg {m}, {y}, {name} <{address}> đã viết:", sign="Đã gửi từ iPhone của tôi",
              source="the form known from answers"),
}  # fmt: skip


def phone(work: Work) -> bytes:
    """On an iPhone, an answer to an HTML email: rich, or with pictures as plain runs around them."""
    if work.answer.pictures:
        return _runs(work)
    words = "<br>".join(html_lines(work, lambda number, one: "", "")) + "<br><br>"
    html = (
        '<html><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head><body dir="auto">'
        f'{words}<div dir="ltr">{work.row.sign}</div><div dir="ltr"><br><blockquote type="cite">{work.linked()}<br><br>'
        f'</blockquote></div><blockquote type="cite"><div dir="ltr">{BOM}{_inner(work)}</div></blockquote></body></html>'
    )
    kinds = [_text("plain", _plain(work)), _text("html", html)]
    return raw(
        _phone_head(work), Multi("alternative", f"Apple-Mail-{work.mark(32).upper()}", kinds, "", "", _TABBED)
    )


def phone_plain(work: Work) -> bytes:
    """On an iPhone, plain: one part, or a run for each stretch between pictures."""
    return _runs(work) if work.answer.pictures else raw(_phone_head(work), _text("plain", _plain(work)))


def mac(work: Work) -> bytes:
    """On a Mac; with pictures the HTML is several parts with the pictures between them, the plain part one."""
    end = (
        '<div><br id="lineBreakAtBeginningOfMessage"><div><br><blockquote type="cite"><div>'
        f'{work.linked()}</div><br class="Apple-interchange-newline"><div>{_inner(work)}</div></blockquote></div><br></div>'
    )
    plain = [*plain_lines(work, lambda one: ""), "", *_quotation(work, bom=False)]
    pieces = work.answer.pieces()
    rich: list[Leaf | Multi] = []
    for number, one in enumerate(pieces):
        tail = end if number == len(pieces) - 1 else ""
        if isinstance(one, Picture):
            rich.append(_picture(work, one))
            rich += [_text("html", _page(tail))] if tail else []
        else:
            first, *rest = [typed(line) or "<br>" for line in one.split("\n")]
            rich.append(_text("html", _page(first + divs(rest) + tail)))
    body = rich[0] if len(rich) == 1 else Multi("mixed", _fence(work, "mixed"), rich, "", "", _QUOTED)
    return _from_mac(work, plain, body)


def mac_between(work: Work) -> bytes:
    """On a Mac, the first line below the first quoted paragraph, the others at the end."""
    first, *rest = html_lines(work, lambda number, one: "")
    head, tail = halves(_inner(work))
    html = (
        f'<div><blockquote type="cite"><div>{work.linked()}</div><br class="Apple-interchange-newline"><div>{head}</div>'
        f'</blockquote><div><br></div><div>{first}</div><br><blockquote type="cite"><div>{tail}</div></blockquote>'
        f"<div><br></div>{divs(rest)}</div>"
    )
    lines, ours = plain_lines(work, lambda one: ""), _quotation(work, bom=False)
    pictures = [_picture(work, one) for one in work.answer.pieces() if isinstance(one, Picture)]
    rich: Leaf | Multi = _text("html", _page(html))
    if pictures:
        rich = Multi("mixed", _fence(work, "mixed"), [rich, *pictures], "", "", _QUOTED)
    return _from_mac(work, [*ours[:3], "", lines[0], "", *ours[3:], "", *lines[1:]], rich)


_TABBED = "multipart/{};\r\n\tboundary={}"
_QUOTED = 'multipart/{};\r\n\tboundary="{}"'


def _plain(work: Work) -> str:
    return "\n".join([*work.answer.lines, "", work.row.sign, "", *_quotation(work, bom=True)]) + "\n"


def _quotation(work: Work, *, bom: bool) -> list[str]:
    """The line above the quotation is quoted with it; a phone puts a mark that nobody sees before what it quotes."""
    ours = gapped(shown(work.original.html, angled))
    return quoted([work.line, "", *([BOM] if bom else []), *ours], empty="> ")


def _runs(work: Work) -> bytes:
    pieces = work.answer.pieces()
    rest = "\n".join(["", "", work.row.sign, "", *_quotation(work, bom=True)]) + "\n"
    found: list[Leaf | Multi] = []
    for number, one in enumerate(pieces):
        tail = rest if number == len(pieces) - 1 else "\n"
        if isinstance(one, Picture):
            found.append(_picture(work, one))
            found += [_text("plain", tail)] if tail == rest else []
        else:
            found.append(_text("plain", one + tail))
    return raw(_phone_head(work), Multi("mixed", f"Apple-Mail-{work.mark(32).upper()}", found, "", "", _TABBED))


def _inner(work: Work) -> str:
    """Our email as it is: its style too, its body a div."""
    attributes, inner = inside(work.original.html)
    return f'<meta charset="utf-8"><title></title><style>{style_of(work.original.html)}</style><div {attributes}>{inner}</div>'


def _page(inner: str) -> str:
    return (
        '<html aria-label="message body"><head><meta http-equiv="content-type" content="text/html; charset=utf-8"></head>'
        '<body style="overflow-wrap: break-word; -webkit-nbsp-mode: space; line-break: after-white-space;">'
        f"{inner}</body></html>"
    )


def _text(subtype: str, words: str) -> Leaf:
    plain = words.isascii()
    cte = "7bit" if plain and max(map(len, words.split("\n"))) < 900 else "quoted-printable"
    return text(subtype, words, "us-ascii" if plain else "utf-8", cte, "text/{0};\r\n\tcharset={1}")


def _picture(work: Work, one: Picture) -> Leaf:
    more = [
        ("Content-Disposition", f"inline;\r\n\tfilename={one.name}"),
        ("Content-Id", f"<{_uuid(work, one.name)}>"),
    ]
    return attached(one.name, one.data, more=more)


def _from_mac(work: Work, plain: list[str], rich: Leaf | Multi) -> bytes:
    mime = ("Mime-Version", "1.0 (Mac OS X Mail 16.0 \\(3864.100.1.1.5\\))")
    words = _text("plain", "\n".join(plain) + "\n")
    body = Multi("alternative", _fence(work, "alternative"), [words, rich], "", "", _QUOTED)
    return raw((*_head(work, mime), ("X-Mailer", "Apple Mail (2.3864.100.1.1.5)")), body)


def _fence(work: Work, what: str) -> str:
    return f"Apple-Mail=_{_uuid(work, what)}"


def _uuid(work: Work, salt: str) -> str:
    one = work.mark(32, salt).upper()
    return f"{one[:8]}-{one[8:12]}-{one[12:16]}-{one[16:20]}-{one[20:]}"


def _phone_head(work: Work) -> tuple[tuple[str, str], ...]:
    return (*_head(work, ("Mime-Version", "1.0 (1.0)")), ("X-Mailer", "iPhone Mail (23B85)"))


def _head(work: Work, mime: tuple[str, str]) -> tuple[tuple[str, str], ...]:
    return (
        ("From", mailbox(work.original.to_name, work.original.to, "B")),
        mime,
        work.titled(),
        ("Date", work.date),
        ("Message-Id", f"<{_uuid(work, 'id')}@{work.original.to.rpartition('@')[2]}>"),
        *reversed(work.thread()),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
    )


WRAPPERS = (
    *family("Apple Mail iPhone", PHONE, phone),
    *family("Apple Mail iPhone plain", PHONE, phone_plain),
    *family("Apple Mail Mac", PHONE, mac),
    *family(
        "Apple Mail Mac between",
        {key: PHONE[key] for key in ("en", "es", "fr", "ru", "ja")},
        mac_between,
        "between",
    ),
)
