"""This file has programs that write plain text above all: K-9 (Thunderbird for Android) and Roundcube."""

from __future__ import annotations

from html import escape

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.lines import flowed, html_lines, plain_lines
from tests.answers.rendering import angled, bare, gapped, inside, quoted, shown, wrapped
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

K9_SHAPE = "the shape seen in K-9's source (MIME and gmail_quote), the language's words assumed"
BREVITY = "Sent from my Android device with K-9 Mail. Please excuse my brevity."

K9 = {
    "en": Row(line="On {month} {d}, {y} {h12}:{mi}:{ss} {half} {zone}, {name} <{address}> wrote:", sign=BREVITY,
              source=K9_SHAPE),
    "es": Row(line="El {d} de {month} de {y} {h}:{mi}:{ss} {zone}, {name} <{address}> escribió:",
              sign="Enviado desde mi dispositivo Android con K-9 Mail. Por favor, disculpa mi brevedad.", source=K9_SHAPE),
    "de": Row(line="Am {d}. {month} {y} {hh}:{mi}:{ss} {zone} schrieb {name} <{address}>:", seen=True,
              sign="Diese Nachricht wurde von meinem Android-Gerät mit K-9 Mail gesendet.",
              source="the signature: discourse/email_reply_trimmer, lib/email_reply_trimmer/signature_matcher.rb"),
    "fr": Row(line="Le {d} {month} {y} {hh}:{mi}:{ss} {zone}, {name} <{address}> a écrit :",
              sign="Envoyé de mon appareil Android avec Courriel K-9 Mail. Veuillez excuser ma brièveté.", source=K9_SHAPE),
    "pt": Row(line="Em {d} de {month} de {y} {hh}:{mi}:{ss} {zone}, {name} <{address}> escreveu:",
              sign="Enviado do meu dispositivo Android com o K-9 Mail. Desculpe-me pela brevidade.", source=K9_SHAPE),
    "ru": Row(line="{d} {month} {y} г. {hh}:{mi}:{ss} {zone}, {name} <{address}> пишет:",
              sign="Отправлено с Android-устройства с помощью K-9 Mail. Извините за краткость.", source=K9_SHAPE),
    "zh": Row(line="在 {y}年{m}月{d}日 {zone} {hh}:{mi}:{ss}，{name} <{address}> 写道：",
              sign="使用 K-9 Mail 发送自我的 Android 设备。请原谅我的简洁。", source=K9_SHAPE),
    "ja": Row(line="{y}年{m}月{d}日 {h}:{mi}:{ss} {zone}、{name} <{address}>のメール:", sign="K-9 Mail から送信", source=K9_SHAPE),
    "ko": Row(line="{y}년 {m}월 {d}일 {half} {h12}시 {mi}분 {ss}초 {zone}, {name} <{address}> 작성함:",
              sign="Android 기기에서 K-9 Mail로 보냈습니다.", source=K9_SHAPE),
    "ar": Row(line="في {d} {month} {y} {h12}:{mi}:{ss} {half} {zone}، كتب {name} <{address}>:",
              sign="أُرسلت من جهاز أندرويد باستخدام K-9 Mail. أرجو المعذرة على الاختصار.", source=K9_SHAPE),
    "vi": Row(line="Vào {hh}:{mi}:{ss} {zone} {d} tháng {m}, {y}, {name} <{address}> đã viết:",
              sign="Gửi từ thiết bị Android của tôi với K-9 Mail.", source=K9_SHAPE),
}  # fmt: skip

LABELS = "Roundcube's own order of date and name, its localized words not found in stored material"
ROUNDCUBE = {
    "en": Row(line="On {y}-{mm}-{dd} {hh}:{mi}, {name} wrote:", source=LABELS),
    "es": Row(line="El {dd}-{mm}-{y} {hh}:{mi}, {name} escribió:", source=LABELS),
    "de": Row(line="Am {dd}.{mm}.{y} {hh}:{mi}, schrieb {name}:", source=LABELS),
    "fr": Row(line="Le {y}-{mm}-{dd} {hh}:{mi}, {name} a écrit :", source=LABELS),
    "pt": Row(line="Em {dd}/{mm}/{y} {hh}:{mi}, {name} escreveu:", source=LABELS),
    "ru": Row(line="{name} писал(а) {y}-{mm}-{dd} {hh}:{mi}:", source=LABELS),
    "zh": Row(line="在 {y}-{mm}-{dd} {hh}:{mi}，{name} 写道：", source=LABELS),
    "ja": Row(line="{y}-{mm}-{dd} {hh}:{mi} に {name} さんは書きました:", source=LABELS),
    "ko": Row(line="{y}-{mm}-{dd} {hh}:{mi}에 {name} 이(가) 쓴 글:", source=LABELS),
    "ar": Row(line="في {y}-{mm}-{dd} {hh}:{mi}، كتب {name}:", source=LABELS),
    "vi": Row(line="Vào {y}-{mm}-{dd} {hh}:{mi}, {name} đã viết:", source=LABELS),
}  # fmt: skip


def k9(work: Work) -> bytes:
    """K-9: HTML with the class of Gmail's quotation, its signature behind two dashes, plain text beside it."""
    words = "<br>".join(html_lines(work, lambda number, one: "", ""))
    attributes, inner = inside(work.original.html)
    html = (
        f'<!DOCTYPE html><html><body>{words}<br><br><div class="k9mail-signature">-- <br>{escape(work.row.sign)}</div><br><br>'
        f'<div class="gmail_quote"><div dir="auto">{escape(work.line, quote=False)}</div><blockquote class="gmail_quote" style="'
        'margin: 0pt 0pt 0pt 0.8ex; border-left: 1px solid rgb(204, 204, 204); padding-left: 1ex;">\n'
        f"<div {attributes}>{inner}</div></blockquote></div></body></html>"
    )
    plain = [*plain_lines(work, lambda one: ""), "", "-- ", work.row.sign, "", work.line, *_ours(work, bare)]
    fence = "----" + work.mark(30).upper()
    kinds = [text("plain", "\n".join(plain) + "\n", "utf-8", form="text/{0};\r\n charset={1}"),
             text("html", html, "utf-8", form="text/{0};\r\n charset={1}")]  # fmt: skip
    return raw(
        _k9_head(work),
        _with_files(work, Multi("alternative", fence, kinds, form='multipart/{};\r\n boundary="{}"')),
    )


def k9_plain(work: Work) -> bytes:
    """K-9, plain text alone."""
    plain = [*plain_lines(work, lambda one: ""), "", "-- ", work.row.sign, "", work.line, *_ours(work, angled)]
    return raw(
        _k9_head(work),
        _with_files(work, text("plain", "\n".join(plain) + "\n", "utf-8", form="text/{0};\r\n charset={1}")),
    )


def roundcube(work: Work) -> bytes:
    """Roundcube: plain and flowed, the words above the quotation."""
    words = [row for line in plain_lines(work, lambda one: "") for row in flowed(line, 76)]
    return _roundcube(work, [*words, "", work.line, *_ours(work, angled)])


def roundcube_below(work: Work) -> bytes:
    """Roundcube: plain and flowed, the words below the quotation."""
    words = [row for line in plain_lines(work, lambda one: "") for row in flowed(line, 76)]
    return _roundcube(work, [work.line, *_ours(work, angled), "", *words])


def roundcube_between(work: Work) -> bytes:
    """Roundcube: plain and flowed, the first line below the first quoted paragraph, the others at the end."""
    first, *rest = plain_lines(work, lambda one: "")
    ours = gapped(shown(work.original.html, angled))
    plain = [work.line, *quoted(wrapped(ours[:1], 74)), *flowed(first, 76), "", *quoted(wrapped(ours[2:], 74))]
    return _roundcube(work, [*plain, *(row for line in rest for row in flowed(line, 76))])


def _ours(work: Work, link) -> list[str]:
    return quoted(wrapped(gapped(shown(work.original.html, link)), 74))


def _k9_head(work: Work) -> tuple[tuple[str, str], ...]:
    return (
        ("Date", work.date),
        ("From", mailbox(work.original.to_name, work.original.to, "Q")),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
        work.titled("Q"),
        ("User-Agent", "Thunderbird for Android"),
        *work.thread(),
        ("Message-ID", f"<{work.mark(32, 'id').upper()}@families.example>"),
        ("MIME-Version", "1.0"),
        ("Autocrypt", "addr=rosa.alvarez@families.example; prefer-encrypt=nopreference; keydata=mDMEZ"),
    )


def _roundcube(work: Work, lines: list[str]) -> bytes:
    head = (
        ("MIME-Version", "1.0"),
        ("Date", work.date),
        ("From", mailbox(work.original.to_name, work.original.to, "Q")),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
        work.titled("Q"),
        *work.thread(),
        ("User-Agent", "Roundcube Webmail/1.6.11"),
        ("Message-ID", f"<{work.mark(32, 'id')}@families.example>"),
        ("X-Sender", work.original.to),
    )
    form = "text/{0}; charset={1};\r\n format=flowed"
    return raw(head, _with_files(work, text("plain", "\n".join(lines) + "\n", "UTF-8", "8bit", form)))


def _with_files(work: Work, words: Leaf | Multi) -> Leaf | Multi:
    files = [
        attached(
            one.name,
            one.data,
            more=[("Content-Disposition", f"attachment; filename={one.name}; size={len(one.data)}")],
        )
        for one in work.answer.pieces()
        if isinstance(one, Picture)
    ]
    return (
        Multi("mixed", f"=_{work.mark(32, 'mixed')}", [words, *files], form='multipart/{};\r\n boundary="{}"')
        if files
        else words
    )


WRAPPERS = (
    *family("K-9", K9, k9),
    *family("K-9 plain", K9, k9_plain),
    *family("Roundcube", ROUNDCUBE, roundcube),
    *family("Roundcube below", ROUNDCUBE, roundcube_below, "below"),
    *family("Roundcube between", ROUNDCUBE, roundcube_between, "between"),
)
