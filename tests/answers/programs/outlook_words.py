"""This file has Outlook's words: the labels of its block, how it writes a date, its subject prefixes, its own line."""

from tests.answers.wrapper import Row

NBSP = "\u00a0"

BLOCKS = {
    "en": (("From:", "Sent:", "Sent:", "To:", "Subject:"), "{weekday}, {month} {d}, {y} {h12}:{mi} {half}"),
    "es": (("De:", "Enviado:", "Enviado el:", "Para:", "Asunto:"), "{weekday}, {d} de {month} de {y} {h}:{mi}"),
    "de": (("Von:", "Gesendet:", "Gesendet:", "An:", "Betreff:"), "{weekday}, {d}. {month} {y} {hh}:{mi}"),
    "fr": ((f"De{NBSP}:", f"Envoyé{NBSP}:", f"Envoyé{NBSP}:", f"À{NBSP}:", f"Objet{NBSP}:"),
           "{weekday} {d} {month} {y} {hh}:{mi}"),
    "pt": (("De:", "Enviado:", "Enviada em:", "Para:", "Assunto:"), "{weekday}, {d} de {month} de {y} {hh}:{mi}"),
    "ru": (("От:", "Отправлено:", "Отправлено:", "Кому:", "Тема:"), "{d} {month} {y} г. {h}:{mi}"),
    "zh": (("发件人:", "发送时间:", "发送时间:", "收件人:", "主题:"), "{y}年{m}月{d}日 {h}:{mi}"),
    "ja": (("差出人:", "送信日時:", "送信日時:", "宛先:", "件名:"), "{y}年{m}月{d}日 {h}:{mi}"),
    "ko": (("보낸 사람:", "보낸 날짜:", "보낸 날짜:", "받는 사람:", "제목:"), "{y}년 {m}월 {d}일 {weekday} {half} {h12}:{mi}"),
    "ar": (("من:", "تم الإرسال:", "تاريخ الإرسال:", "إلى:", "الموضوع:"), "{weekday}، {d} {month}، {y} {h12}:{mi} {half}"),
    "vi": (("Từ:", "Đã gửi:", "Ngày gửi:", "Tới:", "Chủ đề:"), "{weekday}, {d} Tháng {m}, {y} {h12}:{mi} {half}"),
}  # fmt: skip
"""For each language the five labels (the third is the desktop's for the second), and how it writes a date."""

ORIGINAL_MESSAGE = {
    "en": "-----Original Message-----", "es": "-----Mensaje original-----", "de": "-----Ursprüngliche Nachricht-----",
    "fr": "-----Message d'origine-----", "pt": "-----Mensagem original-----", "ru": "-----Исходное сообщение-----",
    "zh": "-----邮件原件-----", "ja": "-----元のメッセージ-----", "ko": "-----원본 메시지-----",
    "ar": "-----الرسالة الأصلية-----", "vi": "-----Thư Gốc-----",
}  # fmt: skip

ARCHIVES = "linux-mailinglist-archives, Outlook's own HTML"
TRIMMER = "discourse/email_reply_trimmer, lib/email_reply_trimmer/email_header_matcher.rb"
TWINS = "an Outlook interface in that language; Office's terms, not found in a raw message"

_SEEN = {
    "en": ARCHIVES,
    "es": TRIMMER,
    "de": "crisp-oss/email-reply-parser, test/fixtures/email_german_outlook.txt; " + TRIMMER,
    "fr": TRIMMER,
    "pt": TRIMMER,
    "ru": "faults.md F21",
    "zh": TRIMMER,
    "ja": "a public thread of 2025 that quotes such a block",
    "ko": "public code that reads such blocks",
}


def _rows(prefixes: dict[str, str], more: dict[str, tuple[str, ...]] | None = None) -> dict[str, Row]:
    return {
        key: Row(
            line="",
            re=prefixes[key],
            seen=key in _SEEN,
            source=_SEEN.get(key, TWINS),
            more=(more or {}).get(key, ()),
        )
        for key in BLOCKS
    }


DESKTOP = _rows({
    "en": "RE: ", "es": "RE: ", "de": "AW: ", "fr": "RE: ", "pt": "RES: ", "ru": "RE: ", "zh": "答复: ", "ja": "RE: ",
    "ko": "RE: ", "ar": "رد: ", "vi": "RE: ",
})  # fmt: skip

WEB = _rows({
    "en": "Re: ", "es": "RE: ", "de": "AW: ", "fr": "RE: ", "pt": "Re: ", "ru": "Re: ", "zh": "回复: ", "ja": "Re: ",
    "ko": "Re: ", "ar": "رد: ", "vi": "Re: ",
})  # fmt: skip

MOBILE = _rows({key: row.re for key, row in WEB.items()}, {
    "en": ("Get ", "Outlook for iOS", ""), "es": ("Obtener ", "Outlook para iOS", ""),
    "de": ("", "Outlook für iOS", " beziehen"), "fr": ("Télécharger ", "Outlook pour iOS", ""),
    "pt": ("Obter o ", "Outlook para iOS", ""), "ru": ("Получить ", "Outlook для iOS", ""),
    "zh": ("获取 ", "Outlook for iOS", ""), "ja": ("", "Outlook for iOS", " を入手"),
    "ko": ("", "iOS용 Outlook", " 다운로드"), "ar": ("الحصول على ", "Outlook لـ iOS", ""), "vi": ("Tải ", "Outlook cho iOS", ""),
})  # fmt: skip
