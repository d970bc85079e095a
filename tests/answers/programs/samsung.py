"""This file has Samsung Email: its signature and block, on lines in HTML, run together in the plain part."""

from __future__ import annotations

from html import escape

from tests.answers.envelope import Leaf, Multi, attached, mailbox, raw, text
from tests.answers.lines import divs, html_lines, plain_lines
from tests.answers.rendering import bare, inside, shown, style_of
from tests.answers.words import Picture
from tests.answers.wrapper import Row, Work, family

SHAPE = "the English shape (oss-security archive, March 2024; faults.md F22) with that language's words"

WORDS = {
    "en": Row(line="{m}/{d}/{yy}  {h12}:{mi} {half}  (GMT{gmt})", sign="Sent from my Galaxy", seen=True,
              source="oss-security archive, March 2024; faults.md F22",
              more=("Original message", "From:", "Date:", "To:", "Subject:")),
    "es": Row(line="{d}/{m}/{yy}  {h}:{mi}  (GMT{gmt})", sign="Enviado desde mi Galaxy", source=SHAPE,
              more=("Mensaje original", "De:", "Fecha:", "Para:", "Asunto:")),
    "de": Row(line="{dd}.{mm}.{yy}  {hh}:{mi}  (GMT{gmt})", sign="Von meinem Galaxy gesendet", source=SHAPE,
              more=("Ursprüngliche Nachricht", "Von:", "Datum:", "An:", "Betreff:")),
    "fr": Row(line="{dd}/{mm}/{y}  {hh}:{mi}  (GMT{gmt})", sign="Envoyé depuis mon appareil Galaxy", source=SHAPE,
              more=("Message d'origine", "De :", "Date :", "À :", "Objet :")),
    "pt": Row(line="{dd}/{mm}/{y}  {hh}:{mi}  (GMT{gmt})", sign="Enviado do meu Galaxy", source=SHAPE,
              more=("Mensagem original", "De:", "Data:", "Para:", "Assunto:")),
    "ru": Row(line="{dd}.{mm}.{y}  {hh}:{mi}  (GMT{gmt})", sign="Отправлено с моего Galaxy", source=SHAPE,
              more=("Исходное сообщение", "От:", "Дата:", "Кому:", "Тема:")),
    "zh": Row(line="{y}/{m}/{d}  {hh}:{mi}  (GMT{gmt})", sign="发自我的 Galaxy", re="回复：", source=SHAPE,
              more=("原始邮件", "发件人：", "日期：", "收件人：", "主题：")),
    "ja": Row(line="{y}/{mm}/{dd}  {h}:{mi}  (GMT{gmt})", sign="Galaxyから送信", source=SHAPE,
              more=("元のメッセージ", "差出人:", "日付:", "宛先:", "件名:")),
    "ko": Row(line="{yy}/{m}/{d}  {half} {h12}:{mi}  (GMT{gmt})", sign="나의 Galaxy에서 보냄", source=SHAPE,
              more=("원본 이메일", "발신:", "날짜:", "수신:", "제목:")),
    "ar": Row(line="{d}/{m}/{y}  {h12}:{mi} {half}  (GMT{gmt})", sign="تم الإرسال من هاتف Galaxy", source=SHAPE,
              more=("الرسالة الأصلية", "من:", "التاريخ:", "إلى:", "الموضوع:")),
    "vi": Row(line="{d}/{m}/{yy}  {hh}:{mi}  (GMT{gmt})", sign="Được gửi từ Galaxy của tôi", source=SHAPE,
              more=("Thư gốc", "Từ:", "Ngày:", "Tới:", "Chủ đề:")),
}  # fmt: skip


def glued(work: Work) -> bytes:
    """HTML with its lines, and beside it a plain part in which lines run together."""
    plain = "".join(plain_lines(work, lambda one: "")) + work.row.sign + "\n" + "".join(_block(work))
    plain += " ".join(shown(work.original.html, bare))
    return _message(work, plain, _html(work))


def lined(work: Work) -> bytes:
    """HTML, and beside it a plain part with a line for each line."""
    plain = [*plain_lines(work, lambda one: ""), "", "", "", work.row.sign, "", "", "", *_block(work), ""]
    return _message(work, "\n".join(plain + shown(work.original.html, bare)) + "\n", _html(work))


def plain_only(work: Work) -> bytes:
    """One plain part, a line for each line."""
    plain = [*plain_lines(work, lambda one: ""), "", "", "", work.row.sign, "", "", "", *_block(work), ""]
    body = text(
        "plain",
        "\n".join(plain + shown(work.original.html, bare)) + "\n",
        "utf-8",
        "base64",
        "text/{0}; charset={1}",
    )
    return raw(_head(work), _with_pictures(work, body))


def _block(work: Work) -> list[str]:
    title, sender, date, to, subject = work.row.more
    original = work.original
    return [
        f"-------- {title} --------",
        f"{sender} {original.sender_name} <{original.sender}> ",
        f"{date} {work.line} ",
        f"{to} {original.to} ",
        f"{subject} {original.subject} ",
    ]


def _html(work: Work) -> str:
    attributes, inner = inside(work.original.html)
    words = divs(html_lines(work, lambda number, one: ""), ' dir="auto"')
    block = "".join(f"<div>{escape(one, quote=False)}</div>" for one in _block(work))
    return (
        '<html><head><meta http-equiv="Content-Type" content="text/html; charset=UTF-8"></head><body dir="auto">'
        f'{words}<div dir="auto"><br></div><div dir="auto"><br></div><div id="composer_signature" dir="auto">'
        f'<div style="font-size:12px;color:#575757" dir="auto">{work.row.sign}</div></div><div dir="auto"><br></div>'
        f'<div><br></div><div align="left" dir="auto" style="font-size:100%;color:#000000">{block}<div><br></div></div>'
        f"<style>{style_of(work.original.html)}</style><div {attributes}>{inner}</div></body></html>"
    )


def _message(work: Work, plain: str, html: str) -> bytes:
    form = "text/{0}; charset={1}"
    kinds = [text(kind, words, "utf-8", "base64", form) for kind, words in (("plain", plain), ("html", html))]
    return raw(
        _head(work),
        _with_pictures(work, Multi("alternative", "--_com.samsung.android.email_" + work.mark(15, "a"), kinds)),
    )


def _with_pictures(work: Work, body: Leaf | Multi) -> Leaf | Multi:
    """Pictures go to the end, as files."""
    files = [_file(one) for one in work.answer.pieces() if isinstance(one, Picture)]
    return Multi("mixed", "--_com.samsung.android.email_" + work.mark(15, "m"), [body, *files]) if files else body


def _file(one: Picture) -> Leaf:
    return attached(
        one.name,
        one.data,
        more=[("Content-Disposition", f'attachment; filename="{one.name}"; size={len(one.data)}')],
    )


def _head(work: Work) -> tuple[tuple[str, str], ...]:
    return (
        ("Date", work.date),
        work.titled(),
        ("Message-ID", f"<{work.mark(18, 'id')}.1795868401@email.android.com>"),
        *work.thread(),
        ("From", mailbox(work.original.to_name, work.original.to)),
        ("To", mailbox(work.original.sender_name, work.original.reply_to)),
        ("Importance", "Normal"),
        ("X-Mailer", "Samsung Email 6.1.94"),
        ("MIME-Version", "1.0"),
    )


WRAPPERS = (
    *family("Samsung", WORDS, glued),
    *family("Samsung with lines", WORDS, lined),
    *family("Samsung plain", WORDS, plain_only),
)
