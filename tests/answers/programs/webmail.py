"""This file has webmail that is usual in one country: GMX and WEB.DE, mail.ru, Yandex, QQ, NetEase, Naver."""

from __future__ import annotations

from collections.abc import Callable
from html import escape

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.lines import divs, html_lines, plain_lines
from tests.answers.rendering import bare, gapped, inside, quoted, renamed, shown
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

NBSP = "\u00a0"
QUOTES = "proton's list of other programs' quotations names its element"

GMX = {
    "de": Row(line="{weekday}, {d}. {month} {y} um {hh}:{mi} Uhr", re="Aw: ", seen=True, source=f"{QUOTES} (name=quote)",
              more=("Gesendet:", "Von:", "An:", "Betreff:")),
    "en": Row(line="{weekday}, {month} {d}, {y} at {h12}:{mi} {half}", seen=True, source=f"{QUOTES} (name=quote)",
              more=("Sent:", "From:", "To:", "Subject:")),
    "es": Row(line="{weekday}, {d} de {month} de {y} a las {h}:{mi}", source="GMX's form with Spanish words",
              more=("Enviado:", "De:", "Para:", "Asunto:")),
    "fr": Row(line="{weekday} {d} {month} {y} à {hh}:{mi}", source="GMX's form with French words",
              more=("Envoyé:", "De:", "À:", "Objet:")),
}  # fmt: skip
MAIL_RU = {
    "ru": Row(line="{weekday}, {d} {month} {y}, {h}:{mi} {gmt} от {name} <{address}>:", seen=True,
              sign="Отправлено из Почты Mail.ru", source="mailgun/talon, tests/fixtures/html_replies/mail_ru.html"),
    "en": Row(line="{weekday}, {month} {d}, {y} {h12}:{mi} {half} {gmt} from {name} <{address}>:",
              sign="Sent from Mail.ru", source="the Russian form with English words"),
}  # fmt: skip
YANDEX = {
    "ru": Row(line='{dd}.{mm}.{y}, {hh}:{mi}, "{name}" <{address}>:', sign="Отправлено из мобильной Яндекс Почты", seen=True,
              source="the signature: public code that reads Russian answers; the line known from answers"),
    "en": Row(line='{dd}.{mm}.{y}, {hh}:{mi}, "{name}" <{address}>:', sign="Sent from Yandex.Mail for mobile",
              source="the Russian form with English words"),
}  # fmt: skip
QQ = {
    "zh": Row(line="{y}年{m}月{d}日({wd}) {half}{h12}:{mi}", re="回复：", seen=True,
              source="discourse/email_reply_trimmer, lib/email_reply_trimmer/embedded_email_matcher.rb",
              more=("原始邮件", "发件人:", "发送时间:", "收件人:", "主题:")),
    "en": Row(line="{wd}, {mon} {d}, {y} {hh}:{mi} {half}", re="Re:", seen=True,
              source="public test material: an answer from QQ with its English block",
              more=("Original", "From:", "Date:", "To:", "Subject:")),
}  # fmt: skip
NETEASE = {
    "zh": Row(line='在 {y}-{mm}-{dd} {hh}:{mi}:{ss}，"{name}" <{address}> 写道：', re="Re:", seen=True,
              source=f"{QUOTES} (isReplyContent); the line known from answers"),
    "en": Row(line='At {y}-{mm}-{dd} {hh}:{mi}:{ss}, "{name}" <{address}> wrote:', re="Re:", seen=True,
              source=f"{QUOTES} (isReplyContent); linux-mailinglist-archives"),
}  # fmt: skip
NAVER = {
    "ko": Row(
        line="{y}-{mm}-{dd} ({wd}) {hh}:{mi}:{ss} (GMT{gmt})", re="RE: ", source="the form known from answers"
    ),
}


def gmx(work: Work) -> bytes:
    """GMX and WEB.DE: a bordered div named quote."""
    sent, sender, to, subject = work.row.more
    original = work.original
    rows = [
        (sent, work.line), (sender, f'"{original.sender_name}" <{original.sender}>'), (to, original.to), (subject, original.subject),
    ]  # fmt: skip
    block = "<br/>\n".join(f"<b>{label}</b>&nbsp;{escape(value)}" for label, value in rows)
    html = (
        f'<html><head></head><body><div style="font-family: Verdana;font-size: 12.0px;">{divs(_lines(work))}\n<div>&nbsp;\n<div>&nbsp;\n'
        '<div name="quote" style="margin:10px 5px 5px 10px; padding: 10px 0 10px 10px; border-left:2px solid #C3D9E5; '
        f'word-wrap: break-word; -webkit-nbsp-mode: space; -webkit-line-break: after-white-space;">\n<div style="margin:0 0 10px 0;">{block}</div>\n\n'
        f'<div name="quoted-content">{_inner(work)}</div>\n</div>\n</div>\n</div></div></body></html>\n'
    )
    plain = [
        *plain_lines(work, lambda one: ""),
        NBSP,
        NBSP,
        *(f"{label}{NBSP}{value}" for label, value in rows),
        "",
    ]
    return _message(work, plain + shown(work.original.html, bare), html, ("X-UI-Message-Type", "mail"))


def mail_ru(work: Work) -> bytes:
    """mail.ru: names end in _mr_css_attr, the line above is within the quotation."""
    html = (
        f'\n<HTML><BODY>{divs(_lines(work))}<div>&nbsp;</div><div data-signature-widget="container"><div data-signature-widget="'
        f'content"><div>--<br>{work.row.sign}</div></div></div><div>&nbsp;</div><blockquote style="border-left:1px solid #0857A6;'
        f'margin:10px;padding:0 0 0 10px;">{work.linked()}<br>&nbsp;<div id=""><div class="js-helper js-readmsg-msg"><div>'
        f"{renamed(_inner(work), '', '_mr_css_attr')}</div></div></div></blockquote></BODY></HTML>\n"
    )
    ours = [f">{one}" for one in gapped(shown(work.original.html, bare))]
    plain = [
        "",
        *plain_lines(work, lambda one: ""),
        " ",
        "--",
        work.row.sign,
        " ",
        *quoted([work.line], ">"),
        *ours,
    ]
    return _message(work, plain, html, ("X-Mailer", "Mail.Ru Mailer 1.0"))


def yandex(work: Work) -> bytes:
    """Yandex: a div with the line, and HTML alone."""
    html = (
        f"{divs(_lines(work))}<div> </div><div>-- </div><div>{work.row.sign}</div><div> </div><div>{work.linked()}</div>"
        f"<blockquote>{renamed(_inner(work), work.mark(20))}</blockquote>"
    )
    return _message(work, None, html, ("X-Mailer", "Yamail [ http://yandex.ru ] 5.0"))


def qq(work: Work) -> bytes:
    """QQ: dashes with a word between them, a grey block, and ours unmarked; in GB18030."""
    title, *labels = work.row.more
    original = work.original
    about = (
        f'"{original.sender_name}" <{original.sender}>;',
        work.line,
        f'"{original.to_name}"<{original.to}>;',
        original.subject,
    )
    rows = "".join(
        f"<div><b>{label}</b>&nbsp;{escape(value, quote=False)}</div>"
        for label, value in zip(labels, about, strict=True)
    )
    html = (
        f'{divs(_lines(work))}<div><br></div><div><br></div><div style="font-size: 12px;font-family: Arial Narrow;padding:2px 0 2px 0;">'
        f'------------------&nbsp;{title}&nbsp;------------------</div><div style="font-size: 12px;background:#efefef;padding:8px;">{rows}'
        f'</div><div><br></div><div class="qmbox">{_inner(work)}</div>'
    )
    plain = [*plain_lines(work, lambda one: ""), "", "", f"------------------ {title} ------------------"]
    plain += [f"{label} {value}" for label, value in zip(labels, about, strict=True)] + ["", "", ""]
    mailer = ("X-QQ-MIME", "TCMime 1.0 by Tencent")
    return _message(
        work, plain + shown(work.original.html, bare), html, mailer, "gb18030" if work.language == "zh" else "utf-8"
    )


def netease(work: Work) -> bytes:
    """163 and 126 of NetEase: the words first, a quotation with the id isReplyContent; in GBK."""
    html = (
        '<div style="line-height:1.7;color:#000000;font-size:14px;font-family:Arial">'
        f'{divs(_lines(work), " style=margin:0;")}<p style="margin:0;"><br></p><div style="position:relative;zoom:1"></div>'
        f'<div id="divNeteaseMailCard"></div><p style="margin: 0;"><br></p><pre>{escape(work.line, quote=False)}</pre><blockquote '
        'id="isReplyContent" style="PADDING-LEFT: 1ex; MARGIN: 0px 0px 0px 0.8ex; BORDER-LEFT: #ccc 1px solid">'
        f"{_inner(work)}</blockquote></div>"
    )
    plain = [
        *plain_lines(work, lambda one: ""),
        "",
        "",
        "",
        "",
        "",
        work.line,
        *quoted(shown(work.original.html, bare), ">"),
    ]
    return _message(work, plain, html, ("X-Mailer", "Coremail Webmail Server Version XT5.0.14"), "GBK")


def naver(work: Work) -> bytes:
    """Naver: an English block in front of ours, which nothing marks."""
    original = work.original
    rows = [
        "-----Original Message-----", f'From: "{original.sender_name}" <{original.sender}>', f"To: <{original.to}>", "Cc:",
        f"Sent: {work.line}", f"Subject: {original.subject}",
    ]  # fmt: skip
    block = "<br>".join(f"<b>{escape(one)}</b>" for one in rows)
    html = (
        f'<html><head><style>p{{margin-top:0px;margin-bottom:0px;}}</style></head><body><div style="font-size:10pt;">{divs(_lines(work))}'
        f'<p><br></p><p style="font-size:10pt;">{block}<br></p><div>{_inner(work)}</div></div></body></html>'
    )
    plain = [*plain_lines(work, lambda one: ""), "", *rows, ""]
    return _message(work, plain + shown(original.html, bare), html, ("X-Naver-CIP", "203.0.113.7"))


def _lines(work: Work) -> list[str]:
    return html_lines(work, lambda number, one: f'<img src="cid:{_cid(work, number)}" alt="{one.name}">', "&nbsp;")


def _inner(work: Work) -> str:
    attributes, inner = inside(work.original.html)
    return f"<div {attributes}>\n{inner}\n</div>"


def _cid(work: Work, number: int) -> str:
    return f"{work.mark(12, f'picture {number}')}@families.example"


def _message(
    work: Work, plain: list[str] | None, html: str, mailer: tuple[str, str], charset: str = "utf-8"
) -> bytes:
    charset = charset if _fits("\n".join(plain or []) + html, charset) else "utf-8"
    parts = [] if plain is None else [_text(work, "plain", "\n".join(plain) + "\n", charset)]
    parts.append(_text(work, "html", html, charset))
    body: Leaf | Multi = parts[0]
    if len(parts) == 2:
        body = Multi("alternative", f"----=_NextPart_{work.mark(20).upper()}", parts)
    pictures = _pictures(work)
    if pictures:
        body = Multi("related", f"----=_NextPart_{work.mark(20, 'r').upper()}", [body, *pictures])
    head = (
        ("From", mailbox(work.original.to_name, work.original.to, quoted=True)),
        ("To", mailbox(work.original.sender_name, work.original.reply_to, quoted=True)),
        work.titled(),
        ("Date", work.date),
        ("Message-ID", f"<{work.mark(24, 'id')}@families.example>"),
        *work.thread(),
        mailer,
        ("MIME-Version", "1.0"),
    )
    return raw(head, body)


def _fits(words: str, charset: str) -> bool:
    try:
        words.encode(charset)
    except UnicodeEncodeError:
        return False
    return True


def _text(work: Work, subtype: str, words: str, charset: str) -> Leaf:
    return text(subtype, words, charset, "base64" if work.language != "de" else "quoted-printable")


def _pictures(work: Work) -> list[Leaf]:
    return [
        attached(
            one.name, one.data, more=[("Content-ID", f"<{_cid(work, number)}>"), ("Content-Disposition", "inline")]
        )
        for number, one in enumerate(work.answer.pieces())
        if isinstance(one, Picture)
    ]


_BUILT: tuple[tuple[str, dict[str, Row], Callable[[Work], bytes]], ...] = (
    ("GMX", GMX, gmx), ("mail.ru", MAIL_RU, mail_ru), ("Yandex", YANDEX, yandex), ("QQ", QQ, qq), ("NetEase", NETEASE, netease),
    ("Naver", NAVER, naver),
)  # fmt: skip
WRAPPERS = tuple(one for name, rows, build in _BUILT for one in family(name, rows, build))
