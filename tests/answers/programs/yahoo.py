"""This file has Yahoo: on the web, and its app on Android and iPhone."""

from __future__ import annotations

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.lines import divs, html_lines, plain_lines
from tests.answers.rendering import bare, inside, renamed, shown
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

SHAPE = "the English shape with that language's words"

WEB = {
    "en": Row(line="On {weekday}, {month} {d}, {y} at {hh}:{mi}:{ss} {half} {zone}, {name} <{address}> wrote:", seen=True,
              source="linux-mailinglist-archives, usrp-users, August 2023"),
    "es": Row(line="El {weekday}, {d} de {month} de {y}, {hh}:{mi}:{ss} {zone}, {name} <{address}> escribió:", source=SHAPE),
    "de": Row(line="Am {weekday}, {d}. {month} {y} um {hh}:{mi}:{ss} {zone} hat {name} <{address}> Folgendes geschrieben:",
              source=SHAPE),
    "fr": Row(line="Le {weekday} {d} {month} {y} à {hh}:{mi}:{ss} {zone}, {name} <{address}> a écrit :", source=SHAPE),
    "pt": Row(line="Em {weekday}, {d} de {month} de {y} às {hh}:{mi}:{ss} {zone}, {name} <{address}> escreveu:", source=SHAPE),
    "ru": Row(line="{weekday}, {d} {month} {y} г. в {hh}:{mi}:{ss} {zone}, {name} <{address}> написал(а):", source=SHAPE),
    "zh": Row(line="在 {y}年{m}月{d}日{weekday} {hh}:{mi}:{ss} [{zone}]，{name}<{address}> 写道：", source=SHAPE),
    "ja": Row(line="{y}年{m}月{d}日{weekday} {hh}:{mi}:{ss} {zone}、{name} <{address}> さんは書きました:", source=SHAPE),
    "ko": Row(line="{y}년 {m}월 {d}일 {weekday} {half} {h12}시 {mi}분 {ss}초 {zone}, {name}<{address}>님이 작성:", source=SHAPE),
    "ar": Row(line="في {weekday}، {d} {month} {y} في {hh}:{mi}:{ss} {half} {zone}، كتب {name} <{address}>:", source=SHAPE),
    "vi": Row(line="Vào {hh}:{mi}:{ss} {zone} {weekday}, {d} tháng {m}, {y}, {name} <{address}> đã viết:", source=SHAPE),
}  # fmt: skip

APP = {
    "en": Row(line="On {weekday}, {month} {d}, {y}, {h12}:{mi} {half}, {name} <{address}> wrote:",
              sign="Sent from Yahoo Mail for iPhone", seen=True, source="public code that reads answers names both"),
    "es": Row(line="El {weekday}, {d} de {month} de {y}, {h}:{mi}, {name} <{address}> escribió:",
              sign="Enviado desde Yahoo Mail para iPhone", source=SHAPE),
    "de": Row(line="Am {weekday}, {d}. {month} {y}, {hh}:{mi}, schrieb {name} <{address}>:",
              sign="Gesendet von Yahoo Mail auf dem iPhone", source=SHAPE),
    "fr": Row(line="Le {weekday}, {d} {month} {y}, {hh}:{mi}, {name} <{address}> a écrit :",
              sign="Envoyé depuis Yahoo Mail pour iPhone", seen=True,
              source="the signature: discourse/email_reply_trimmer, lib/email_reply_trimmer/signature_matcher.rb"),
    "pt": Row(line="Em {weekday}, {d} de {month} de {y}, {hh}:{mi}, {name} <{address}> escreveu:",
              sign="Enviado do Yahoo Mail para iPhone", source=SHAPE),
    "ru": Row(line="{weekday}, {d} {month} {y} г., {hh}:{mi}, {name} <{address}> пишет:",
              sign="Отправлено из Yahoo Почты для iPhone", source=SHAPE),
    "zh": Row(line="{y}年{m}月{d}日{weekday} {hh}:{mi}，{name} <{address}> 写道：", sign="发自 iPhone 版 Yahoo 邮箱", source=SHAPE),
    "ja": Row(line="{y}年{m}月{d}日{weekday} {h}:{mi}、{name} <{address}> さんの投稿:", sign="iPhone版Yahooメールから送信", source=SHAPE),
    "ko": Row(line="{y}년 {m}월 {d}일 {weekday}, {half} {h12}:{mi}, {name} <{address}>님이 작성:",
              sign="iPhone용 Yahoo 메일에서 보냄", source=SHAPE),
    "ar": Row(line="في {weekday}، {d} {month} {y}، {h12}:{mi} {half}، كتب {name} <{address}>:",
              sign="أُرسلت من بريد ياهو على آيفون", source=SHAPE),
    "vi": Row(line="Vào {weekday}, {d} tháng {m}, {y}, {hh}:{mi}, {name} <{address}> đã viết:",
              sign="Gửi từ Yahoo Mail cho iPhone", source=SHAPE),
}  # fmt: skip


def web(work: Work) -> bytes:
    """On the web: nothing marks what is quoted in the plain part, and links lose their addresses there."""
    name = f"ydp{work.mark(8, 'ydp')}"
    lines = html_lines(work, lambda number, one: f'<img src="cid:{_cid(work, number)}" alt="Inline image">')
    words = divs(lines, ' dir="ltr" data-setdir="false"')
    html = (
        f'<html><head></head><body><div class="{name}yahoo-style-wrap" style="font-family:Helvetica Neue, Helvetica, Arial, '
        f'sans-serif;font-size:13px;"><div></div>\n        {words}<div><br></div>\n        \n        </div>'
        f'<div id="{name}yahoo_quoted_{int(work.mark(7, "q"), 16)}" class="{name}yahoo_quoted">\n            <div style="font-'
        "family:'Helvetica Neue', Helvetica, Arial, sans-serif;font-size:13px;color:#26282a;\">\n                \n"
        f"                <div>\n                    {work.linked()}\n                </div>\n                <div><br></div>\n"
        f"                <div><br></div>\n                \n                <div>{_inner(work, name)}</div>\n"
        "            </div>\n        </div></body></html>"
    )
    plain = [f" {one}" for one in plain_lines(work, lambda one: "Inline image")]
    plain += ["    " + work.line + "  ", " ", " ", *(f"{one}  " for one in shown(work.original.html, bare)), "  "]
    return _message(work, "\n".join(plain) + "\n", html, "WebService/1.1.25009 YMailNovation")


def iphone(work: Work) -> bytes:
    """The app on an iPhone: its signature, then a quotation with a class of its own."""
    html = (
        f"<html><body>{divs(html_lines(work, lambda number, one: ''))}<br><br><p class='yahoo-signature'>"
        f'<a style="color:#6D00F6;" href="https://mail.onelink.me/107872968?pid=nativeplacement">{work.row.sign}</a></p>'
        f'<p class="yahoo-quoted-begin" style="font-size: 15px; color: #715FFA; padding-top: 15px; margin-top: 0">'
        f'{work.linked()}</p><blockquote class="iosymail">{_inner(work, "yiv" + work.mark(10, "y"))}</blockquote></body></html>'
    )
    return _message(work, _app_plain(work), html, "YahooMobile")


def android(work: Work) -> bytes:
    """The app on Android: the name on a line, the address on the next."""
    before, _, rest = work.row.line.partition("<{address}>")
    html = (
        f'{divs(html_lines(work, lambda number, one: ""))} <br> <blockquote style="margin: 0 0 20px 0;"> <div style='
        f'"font-family:Roboto, sans-serif; color:#6D00F6;"> <div>{work.linked(before)}</div><div>{work.linked("<{address}>" + rest)}'
        '</div> </div> <div style="padding: 10px 0 0 20px; margin: 10px 0 0 0; border-left: 1px solid #6D00F6;"> '
        f"{_inner(work, 'yiv' + work.mark(10, 'y'))} </div> </blockquote>"
    )
    return _message(work, _app_plain(work), html, "YahooMailAndroidMobile")


def _app_plain(work: Work) -> str:
    plain = [
        *plain_lines(work, lambda one: ""),
        "",
        "",
        work.row.sign,
        "",
        "",
        work.line,
        "",
        *shown(work.original.html, bare),
    ]
    return "\n".join(plain) + "\n"


def _inner(work: Work, name: str) -> str:
    attributes, inner = inside(work.original.html)
    return renamed(f'<div id="a"><div {attributes}>\n{inner}\n</div></div>', name)


def _cid(work: Work, number: int) -> str:
    return f"{work.mark(12, f'picture {number}')}@yahoo.com"


def _message(work: Work, plain: str, html: str, mailer: str) -> bytes:
    cte = "base64" if work.language in ("ru", "zh", "ja", "ko", "ar") else "quoted-printable"
    kinds = [
        text(kind, words, "UTF-8", cte, "text/{0}; charset={1}")
        for kind, words in (("plain", plain), ("html", html))
    ]
    fence = f"----=_Part_{int(work.mark(6), 16)}_{int(work.mark(8, 'b'), 16)}.1795868401"
    body: Leaf | Multi = Multi("alternative", f"{fence}21", kinds, form='multipart/{}; \r\n\tboundary="{}"')
    if work.answer.pictures:
        body = Multi("related", f"{fence}22", [body, *_pictures(work)], form='multipart/{}; \r\n\tboundary="{}"')
    head = (
        ("Date", work.date),
        ("From", mailbox(work.original.to_name, work.original.to)),
        ("Reply-To", mailbox(work.original.to_name, work.original.to, quoted=True)),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
        (
            "Message-ID",
            f"<{int(work.mark(8, 'id'), 16)}.{int(work.mark(6, 'i'), 16)}.1795868401233@mail.yahoo.com>",
        ),
        *work.thread(),
        work.titled("Q"),
        ("MIME-Version", "1.0"),
        ("X-Mailer", mailer),
    )
    return raw(head, body)


def _pictures(work: Work) -> list[Leaf]:
    return [
        attached(
            one.name, one.data, more=[("Content-Disposition", "inline"), ("Content-ID", f"<{_cid(work, number)}>")]
        )
        for number, one in enumerate(work.answer.pieces())
        if isinstance(one, Picture)
    ]


WRAPPERS = (
    *family("Yahoo web", WEB, web),
    *family("Yahoo iPhone", APP, iphone),
    *family("Yahoo Android", APP, android),
)
