"""This file has Proton Mail: on the web and on a phone."""

from __future__ import annotations

from html import escape

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.lines import divs, html_lines, plain_lines
from tests.answers.rendering import angled, gapped, inside, quoted, shown
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

ARCHIVES = "linux-mailinglist-archives, amd-gfx, git and linux-btrfs, 2024 to 2026"
SHAPE = "the English shape with that language's words"

WEB = {
    "en": Row(line="On {weekday}, {month} {th}, {y} at {h12}:{mi} {half}, {name} <{address}> wrote:",
              sign="Sent with Proton Mail secure email.", seen=True, source=ARCHIVES),
    "es": Row(line="El {weekday}, {d} de {month} de {y} a las {h}:{mi}, {name} <{address}> escribió:",
              sign="Enviado con el correo seguro de Proton Mail.", source=SHAPE),
    "de": Row(line="{name} <{address}> schrieb am {weekday}, {d}. {month} {y} um {hh}:{mi}:",
              sign="Gesendet mit Proton Mail sicheren E-Mail.", source=SHAPE),
    "fr": Row(line="Le {weekday} {d} {month} {y} à {hh}:{mi}, {name} <{address}> a écrit :",
              sign="Envoyé avec la messagerie sécurisée Proton Mail.", source=SHAPE),
    "pt": Row(line="Em {weekday}, {d} de {month} de {y} às {hh}:{mi}, {name} <{address}> escreveu:",
              sign="Enviado com o e-mail seguro do Proton Mail.", source=SHAPE),
    "ru": Row(line="{weekday}, {d} {month} {y} г. в {hh}:{mi}, {name} <{address}> написал(а):",
              sign="Отправлено с помощью защищённой почты Proton Mail.", source=SHAPE),
    "zh": Row(line="{y}年{m}月{d}日{weekday} {hh}:{mi}，{name} <{address}> 写道：",
              sign="通过 Proton Mail 安全电子邮件发送。", source=SHAPE),
    "ja": Row(line="{y}年{m}月{d}日 {weekday} {hh}:{mi}に{name} <{address}>さんが書きました:",
              sign="Proton Mail のセキュアなメールで送信されました。", source=SHAPE),
    "ko": Row(line="{y}년 {m}월 {d}일 {weekday} {half} {h12}:{mi}에 {name} <{address}>님이 작성함:",
              sign="Proton Mail 보안 이메일로 전송됨.", source=SHAPE),
    "ar": Row(line="في {weekday}، {d} {month} {y} عند {h12}:{mi} {half}، كتب {name} <{address}>:",
              sign="أُرسل عبر بريد Proton Mail الآمن.", source=SHAPE),
    "vi": Row(line="Vào {weekday}, ngày {d} tháng {m} năm {y} lúc {hh}:{mi}, {name} <{address}> đã viết:",
              sign="Được gửi bằng email bảo mật Proton Mail.", source=SHAPE),
}  # fmt: skip

_PHONE_SIGNS = {
    "en": "Sent from Proton Mail for iOS.", "es": "Enviado desde Proton Mail para iOS.",
    "de": "Gesendet von Proton Mail für iOS.", "fr": "Envoyé depuis Proton Mail pour iOS.",
    "pt": "Enviado do Proton Mail para iOS.", "ru": "Отправлено из Proton Mail для iOS.", "zh": "发自 iOS 版 Proton Mail。",
    "ja": "iOS版 Proton Mail から送信", "ko": "iOS용 Proton Mail에서 보냄", "ar": "أُرسل من Proton Mail لنظام iOS.",
    "vi": "Gửi từ Proton Mail dành cho iOS.",
}  # fmt: skip

PHONE = {
    key: Row(line=row.line, sign=_PHONE_SIGNS[key], source="the web's line; the phone's signature assumed")
    for key, row in WEB.items()
} | {
    "en": Row(line="On {wd}, {mon} {d}, {y} at {hh}:{mi}, {name} <{address}> wrote:", sign=_PHONE_SIGNS["en"],
              source="the form known from answers; its plain part has the address as a link of Markdown"),
}  # fmt: skip

FONT = ' style="font-family: Arial, sans-serif; font-size: 14px;"'


def web(work: Work) -> bytes:
    """On the web: its signature between the words and the quotation."""
    before, name, after = work.row.sign.partition("Proton Mail")
    lines = html_lines(
        work, lambda number, one: f'<img src="cid:{_cid(work, number)}" class="proton-embedded" alt="{one.name}">'
    )
    html = (
        f'{divs(lines, FONT)}<div{FONT}><br></div>\n<div class="protonmail_signature_block"{FONT}>\n    <div class="protonmail_'
        'signature_block-user protonmail_signature_block-empty">\n        \n            </div>\n    \n            <div '
        f'class="protonmail_signature_block-proton">\n        {before}<a target="_blank" href="https://proton.me/mail/home" '
        f'rel="noopener noreferrer">{name}</a>{after}\n    </div>\n</div>\n<div{FONT}><br></div><div class="protonmail_quote">\n'
        f'        {escape(work.line, quote=False)}<br>\n        <blockquote class="protonmail_quote" type="cite">\n            '
        f"{_inner(work)}\n        </blockquote><br>\n    </div>"
    )
    plain = [*plain_lines(work, lambda one: ""), "", work.row.sign, "", work.line, ""]
    return _message(work, [*plain, *quoted(gapped(shown(work.original.html, angled)), empty="> ")], html)


def phone(work: Work) -> bytes:
    """On a phone: the plain part writes the address as a link whose target is the whole line so far."""
    html = (
        f'{divs(html_lines(work, lambda number, one: ""))}<div><br></div><div id="protonmail_mobile_signature_block"><div>'
        f'{work.row.sign}</div></div><div class="protonmail_quote">-------- Original Message --------<br>{work.linked()}<blockquote '
        f'class="protonmail_quote" type="cite">{_inner(work)}</blockquote></div>'
    )
    linked = work.line.replace(
        work.original.sender, f"[{work.original.sender}](mailto:{work.line.partition('<')[0]}<a href=)"
    )
    plain = [
        *plain_lines(work, lambda one: ""),
        "",
        work.row.sign,
        "",
        "-------- Original Message --------",
        linked,
        "",
    ]
    return _message(work, [*plain, *quoted(gapped(shown(work.original.html, angled)), empty="> ")], html)


def _inner(work: Work) -> str:
    """Our email without its style; body is a div."""
    attributes, inner = inside(work.original.html)
    return f"<div {attributes}>\n{inner}\n</div>"


def _cid(work: Work, number: int) -> str:
    return f"{work.mark(8, f'picture {number}')}@protonmail.com"


def _message(work: Work, plain: list[str], html: str) -> bytes:
    fence = f"---------------------{work.mark(32)}"
    words = text("plain", "\n".join(plain) + "\n", "utf-8", "quoted-printable", "text/{0};charset={1}")
    rich: Leaf | Multi = text("html", html, "utf-8", "base64", "text/{0};charset={1}")
    if work.answer.pictures:
        rich = Multi("related", f"---------------------{work.mark(32, 'r')}", [rich, *_pictures(work)], form=_TIGHT)
    mark = work.mark(60, "id")
    head = (
        ("Date", work.date),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
        ("From", mailbox(work.original.to_name, work.original.to, "Q")),
        work.titled("Q"),
        ("Message-ID", f"<{mark[:42]}_{mark[42:]}=@families.example>"),
        *work.thread(),
        ("Feedback-ID", "10417925:user:proton"),
        ("X-Pm-Message-ID", work.mark(40, "pm")),
        ("MIME-Version", "1.0"),
    )
    return raw(head, Multi("alternative", fence, [words, rich], form=_TIGHT))


_TIGHT = "multipart/{};boundary={}"


def _pictures(work: Work) -> list[Leaf]:
    return [
        attached(one.name, one.data, more=[
            ("Content-Disposition", f'inline; filename="{one.name}"'), ("Content-ID", f"<{_cid(work, number)}>"),
        ])
        for number, one in enumerate(work.answer.pieces())
        if isinstance(one, Picture)
    ]  # fmt: skip


WRAPPERS = (*family("Proton web", WEB, web), *family("Proton mobile", PHONE, phone))
