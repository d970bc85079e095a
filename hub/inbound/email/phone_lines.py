"""This file knows the line that a mail program, mostly of a phone, puts under what somebody wrote."""

from __future__ import annotations

import re
import unicodedata

LINE_CHARS = 100
"""Characters of such a line."""

_SENT = re.compile(
    r"(?:(?:sent|enviado|enviada|gesendet|envoye|inviato|inviata|verzonden|wysłan[eoy]|отправлено|ارسلت?|"
    r"تم الارسال|(?:đuoc |đa )?gui)|diese nachricht wurde|von|vom|aus|mit)(?: .*)?"
)
_GET = re.compile(
    r"(?:get|download|obtene?r?|descargar?|obter|baixar|holen sie sich|laden sie|obtenir|obtenez|telechargez?|"
    r"telecharger|scarica|ottieni|скачать|получить|الحصول على|تنزيل|tai|nhan) .*"
)
_WORD = re.compile(r"[^\W_]+")


def _plain(text: str) -> str:
    """In one case and without accents, a blank between words."""
    apart = unicodedata.normalize("NFKD", text.casefold())
    return " ".join(_WORD.findall("".join(one for one in apart if not unicodedata.combining(one))))


def _words(text: str) -> frozenset[str]:
    return frozenset(_plain(text).split())


_NAMES = _words(
    "iphone ipad ipod galaxy samsung android outlook yahoo gmail proton tutanota huawei xiaomi redmi oppo "
    "oneplus motorola blackberry aol gmx icloud k-9 thunderbird bluemail fairemail яндекс яндекса yandex "
    "hotmail mailbird airmail aquamail آيفون الآيفون آيباد أندرويد ياهو mail.ru web.de"
) - {"mail", "web", "de", "k", "9"} | {"ru"}
"""Of a program or a thing with which emails are written, and nothing else."""

_THINGS = _words(
    "ios smartphone mobile handy mobiltelefon mobilgerät móvil celular teléfono telefone telefoon telefon "
    "telefono téléphone phone tablet tablette device dispositivo appareil gerät телефона устройства мобильной "
    "هاتف هاتفي جوال windows mac pixel nokia moto honor vivo spark nine edison điện thoại thiết bị telefonu"
)
"""The same, or something else: they count beside “my”, or beside a program's name."""

_MINE = _words("my mi meu minha meinem meiner mon ma mio mia mijn mojego моего моей tôi mail correo courrier post")
_BESIDE = _words(
    "from via with using on for in app mobile lite pro max plus mini ultra se note air fold flip edge 5g t "
    "secure verizon at t e mail email desde con con para el correo seguro de com o do da para pelo pela a von "
    "vom mit über aus auf dem der für sicheren nachricht gesendet wurde diese de du depuis à partir avec la "
    "le messagerie sécurisée pour da dal con per vanaf met vanuit voor z ze a s с из от через для помощью "
    "защищённой почты почта android من عبر لـ باستخدام بريد الآمن لنظام على جهاز الـ برنامج từ bằng của cho "
    "dành với bảo mật được đã gửi trên get outlook sent enviado enviada gesendet envoyé inviato verzonden "
    "wysłano wysłane wysłany отправлено أُرسل أُرسلت أرسل أرسلت تم الإرسال courriel desktop k 9 ru web sie "
    "sich holen laden herunter obtener obtén descargar descarga obter baixar obtenir obtenez télécharger "
    "téléchargez scarica ottieni download скачать получить الحصول تنزيل tải nhận"
)
"""What else stands in such a line. Any word that is not here makes it somebody's own."""

_BRIEF = _words(
    "please excuse my brevity por favor disculpa mi brevedad veuillez excuser ma brièveté desculpe-me pela "
    "brevidade bitte entschuldigen sie die kürze извините за краткость أرجو المعذرة على الاختصار vui lòng thứ "
    "lỗi ngắn gọn"
)
_ALL = _NAMES | _THINGS | _MINE | _BESIDE | _BRIEF
_ALL_NEW = "from the all new "

_DEVICE = (
    r"(?:iphone|ipad|galaxy|android|outlook|yahoo|gmail|proton ?mail|k-9|thunderbird|手机|手機|"
    r"휴대폰|qq|foxmail|网易)"
)
_APP = r"(?:outlook|bluemail|spark|proton ?mail|yahoo ?mail|aol|edison|aqua ?mail|k-9|fairemail|gmx|web\.de)"
_KIND = r"(?:(?:ios|android)\s?(?:용|版)|私の|自分の|나의|내|마이)?\s?"
"""Nothing else stands before a device where its name begins the line: it would be somebody's words."""

_LINE = re.compile(
    rf"(?:发自|發自|傳送自|寄自).{{0,12}}{_DEVICE}.{{0,20}}"
    rf"|(?:获取|下载|取得).{{0,20}}?{_APP}.{{0,12}}(?:ios|android|iphone|ipad|mac|windows)?"
    rf"|(?:从|從|用|通过|透過|通過|使用).{{0,12}}?{_DEVICE}.{{0,12}}(?:发送|發送|发出|傳送|寄出)"
    rf"|{_KIND}{_DEVICE}.{{0,15}}(?:から送信|より送信|에서 보냄|에서 전송함?).{{0,12}}"
    rf"|{_KIND}{_DEVICE}.{{0,15}}(?:メールで送信|보낸 메일|메일로 전송|이메일로 전송).{{0,12}}"
    rf"|{_KIND}{_APP}.{{0,20}}(?:を入手|を取得|다운로드|받기|beziehen|herunterladen)",
    re.IGNORECASE,
)
"""The same in scripts that put no blanks between words."""

_SIGNED = re.compile(rf"{_DEVICE}.*(?:发送|發送|送信|보냈|보냄|전송)|(?:发送|發送|傳送).*{_DEVICE}", re.IGNORECASE)
_LINK = re.compile(r"<[^<>\s]{1,300}>")
_AROUND = " \t\xa0-–—•*_.。!()[]"

_GLUES = (
    "Sent from my ", "Enviado desde mi ", "Envoyé de mon ", "Envoyé depuis mon ", "Enviado do meu ", "Von meinem ",
    "Отправлено с моего ", "发自我的 ", "Được gửi từ ", "나의 ",
)  # fmt: skip
_GLUED = re.compile(rf"(?<=\S)(?:{'|'.join(_GLUES)}).{{1,40}}$")
"""Some programs put it right behind the last letter, where nobody would."""


def is_phone_line(line: str) -> bool:
    """Whether a line is one that a mail program adds by itself, and nobody writes."""
    shown = _LINK.sub("", line) if "<" in line else line
    if len(shown) > LINE_CHARS:
        return False
    plain = _plain(shown).replace(_ALL_NEW, "from ")
    begins = _SENT.fullmatch(plain) or _GET.fullmatch(plain)
    if begins and plain.startswith(_AFTER) and not plain.endswith("gesendet"):
        return False
    return bool(begins and _is_a_programs(plain)) or _LINE.fullmatch(shown.strip(_AROUND)) is not None


_AFTER = ("von ", "vom ", "aus ", "mit ", "diese nachricht wurde ")
"""In German the word for “sent” stands last."""


def _is_a_programs(plain: str) -> bool:
    """Whether all its words are of such lines, and one names what emails are written with."""
    words = set(plain.split())
    if any(one not in _ALL and not _NUMBERED.fullmatch(one) for one in words):
        return False
    return bool(words & _NAMES or (words & _THINGS and words & _MINE))


_NUMBERED = re.compile(r"[a-z]{0,2}\d{1,4}[a-z]{0,2}")


def is_signed_line(line: str) -> bool:
    """Whether a line that stands alone below two dashes is a mail program's."""
    if len(line) > LINE_CHARS:
        return False
    plain = _plain(line)
    return bool(_SENT.fullmatch(plain) and _is_a_programs(plain)) or _SIGNED.search(line) is not None


def may_be_glued(text: str) -> bool:
    """Whether a text is worth a closer look: nearly none is."""
    return any(one in text for one in _GLUES)


def unglued(line: str) -> tuple[str, str]:
    """A line, and what a mail program put right behind it; empty where that is nothing."""
    found = _GLUED.search(line) if len(line) <= 2_000 else None
    if found is None or not is_phone_line(found.group()):
        return line, ""
    return line[: found.start()], found.group()
