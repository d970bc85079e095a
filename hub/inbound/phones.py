"""This file knows the line that a mail program, mostly of a phone, puts under what somebody wrote."""

from __future__ import annotations

import re

LONGEST = 100
"""Characters of such a line."""

_DEVICE = (
    r"(?:iphone|ipad|ipod|ios|galaxy|samsung|android|outlook|yahoo|gmail|proton ?mail|proton|tutanota|huawei|"
    r"xiaomi|redmi|oppo|vivo|honor|oneplus|pixel|nokia|motorola|moto|blackberry|windows|smartphone|mobile|handy|"
    r"mobiltelefon|mobilgerät|móvil|celular|teléfono|telefone|téléphone|phone|tablet|aol|gmx|web\.de|icloud|k-9|"
    r"thunderbird|spark|bluemail|aqua ?mail|nine|fairemail|mail\.ru|яндекс|почт|телефон|мобильн|qq|foxmail|"
    r"网易|手机|آيفون|الآيفون|آيباد|ياهو|جوال|هاتف|hotmail|mailbird|airmail|edison|đi(?:ệ|ệ)n thoại)"
)
_APP = r"(?:outlook|bluemail|spark|proton ?mail|yahoo ?mail|aol|edison|aqua ?mail|k-9|fairemail|gmx|web\.de)"
_SENT = (
    r"sent (?:from|via|with|using)|enviado (?:desde|con|com|do|da|pelo|pela|a partir d[eoa]|de|via)|"
    r"gesendet (?:von|mit|vom|über|aus)|envoyé (?:de|depuis|du|à partir d[eu]|avec|via)|inviato (?:da|dal|con)|"
    r"verzonden (?:vanaf|met|vanuit)|wysłan[eoy] (?:z|ze)|отправлено (?:с|из|от|через)|发自|發自|傳送自|寄自|"
    r"أ\W?رسلت? (?:من|باستخدام|عبر)|أُ?رسل(?:ت)? (?:من|باستخدام|عبر)|تم الإرسال (?:من|باستخدام|عبر)|"
    r"(?:được |đã )?gửi (?:từ|bằng)"
)
_GET = (
    r"get|download|obt[eé]n(?:er)?|descargar?|obter|baixar|holen sie sich|laden sie|obtenir|obtenez|téléchargez?|"
    r"télécharger|scarica|ottieni|获取|下载|取得|скачать|получить|الحصول على|تنزيل|tải|nhận"
)
_SYSTEM = r"(?:ios|android|iphone|ipad|mac|windows)"
_MINE = r"(?:(?:ios|android)\s?용|私の|自分の|나의|내|마이)?\s?"
"""Nothing else stands before a device where its name begins the line: it would be somebody's words."""

_NAMED = re.compile(
    r"(?:iphone|ipad|galaxy|android|outlook|yahoo|gmail|proton ?mail|k-9|thunderbird|fairemail|bluemail|spark|"
    r"mail\.ru|яндекс|foxmail|gmx|web\.de|aqua ?mail|huawei|xiaomi)",
    re.IGNORECASE,
)
"""What a line below two dashes names, where a mail program put it there."""

_LINE = re.compile(
    rf"(?:{_SENT})\W.{{0,40}}?{_DEVICE}[^,;:!?]{{0,50}}|(?:发自|發自|傳送自|寄自).{{0,12}}{_DEVICE}.{{0,20}}"
    rf"|(?:{_GET})\s.{{0,20}}?{_APP}\s.{{0,12}}{_SYSTEM}|(?:获取|下载|取得).{{0,20}}?{_APP}.{{0,12}}{_SYSTEM}?"
    rf"|(?:von|vom|aus|mit)\s.{{0,30}}?{_DEVICE}.{{0,20}}\sgesendet"
    rf"|(?:从|從|用|通过|透過|通過).{{0,12}}?{_DEVICE}.{{0,12}}(?:发送|發送|发出|傳送|寄出)"
    rf"|{_MINE}{_DEVICE}.{{0,15}}(?:から送信|より送信|에서 보냄|에서 전송함?).{{0,12}}"
    rf"|{_MINE}{_DEVICE}.{{0,15}}(?:メールで送信|보낸 메일|메일로 전송|이메일로 전송).{{0,12}}"
    rf"|{_MINE}{_APP}.{{0,20}}(?:を入手|を取得|다운로드|받기|beziehen|herunterladen)",
    re.IGNORECASE,
)
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
    plain = _LINK.sub("", line) if "<" in line else line
    return len(plain) <= LONGEST and _LINE.fullmatch(plain.strip(_AROUND)) is not None


def is_signed_line(line: str) -> bool:
    """Whether a line that stands alone below two dashes is a mail program's."""
    return len(line) <= LONGEST and _NAMED.search(line) is not None


def may_be_glued(text: str) -> bool:
    """Whether a text is worth a closer look: nearly none is."""
    return any(one in text for one in _GLUES)


def unglued(line: str) -> tuple[str, str]:
    """A line, and what a mail program put right behind it; empty where that is nothing."""
    found = _GLUED.search(line) if len(line) <= 2_000 else None
    if found is None or not is_phone_line(found.group()):
        return line, ""
    return line[: found.start()], found.group()
