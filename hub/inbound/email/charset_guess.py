"""This file guesses the charset of octets that nothing names one for, by the letters that people write most."""

from __future__ import annotations

LOOKED_AT = 4_000
"""Octets that a guess rests on."""

FEW = 6
"""Octets beyond ASCII below which a label is not doubted."""

_HAN = (
    "的一是不了在人有我他这中大来上个国和也子时道说出而要于就下得可你年生自会那后能对着事其里所去行过家十用发天如然作方成者多日都三小军二无"
    "同么经法当起与好看学进种将还分此心前面又定见只主没公从四点接谢病药吃下午明早晚孩妈爸老师她請謝這來個國時說對過發會後還開點學讓沒為"
    "與從們媽師藥間問題請您麼給嗎吧呢烧燒"
)

_HANGUL = (
    "이다는을에가하고의지도기로한어서나대사은리해시아그있인일자전보요습니"
    "주네세감합안녕선생님오늘내갈게데러우약열아파못제를"
)

_KANA = (
    "のにはをたがでてとしれさいるなもっかあうえおきくけこすせそちつどばひま"
    "みめやゆよらりろわん、。ーざぎぐげごじずぜぞだぶべぼ迎行時今日明日"
)

USUAL: dict[str, str] = {
    "windows-1251": "оеаинтсрвлкмдпуяыьзбгчйхіїєё",
    "koi8-u": "оеаинтсрвлкмдпуяыьзбгчйхіїєё",
    "windows-1255": "יוהלארתבשמנדחקפםעגכצסטןזךף",
    "windows-1256": "ايلمنرتبوهعدسفقكحجةأشىصضطخءآإ،؟",
    "windows-1253": "αοιετσνηυρκπμλάίέήόύώςγδθχ",
    "windows-874": "านรอกเงมยลวดทสตะปบคหแจพชขใไโผถธศณ่้็ิีึืุูั์ำ",
    "gb18030": _HAN + "，。！？、：；（）",
    "big5": _HAN + "，。！？、：；（）",
    "euc-kr": _HANGUL,
    "shift_jis": _KANA,
    "euc-jp": _KANA,
}
"""What stands in ordinary sentences of each, most of it in the small letters of theirs."""

FREQUENT = 12
"""Letters of each that count whole."""

WORTH = {"gb18030": 1.3, "big5": 1.3, "euc-kr": 1.3, "shift_jis": 1.2, "euc-jp": 1.2}
"""Where the usual ones are a small part of all, they count for more."""

_USUAL = {
    name: {letter: 1.0 if at < FREQUENT or letters.startswith(_HAN) else 0.8 for at, letter in enumerate(letters)}
    for name, letters in USUAL.items()
}
_CODECS = {"windows-1251": "cp1251", "koi8-u": "koi8_u", "windows-1255": "cp1255", "windows-1256": "cp1256",
           "windows-1253": "cp1253", "windows-874": "cp874", "gb18030": "gb18030", "big5": "big5hkscs",
           "euc-kr": "cp949", "shift_jis": "cp932", "euc-jp": "euc_jp"}  # fmt: skip


def guess(raw: bytes, *, sure: bool) -> str:
    """
    The likely charset, by its name in the Encoding Standard. sure: somebody said that it is a western one.

    Among letters of ASCII it is a western one; that is not looked into further, because short texts in the charsets
    of central Europe look the same.
    """
    looked = raw[:LOOKED_AT]
    beyond = sum(octet > 0x7F for octet in looked)
    plain = sum(octet in _LETTERS for octet in looked)
    if beyond < (FEW if sure else 2) or plain * (3 if sure else 1) > beyond:
        return "windows-1252"
    name = max(_USUAL, key=lambda one: _fit(looked, one))
    return name if _fit(looked, name) >= 0.5 else "windows-1252"


_LETTERS = frozenset(b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz")


def _fit(looked: bytes, name: str) -> float:
    """How much of what is beyond ASCII are usual letters of that charset; what cannot be read counts against it."""
    text = [one for one in looked.decode(_CODECS[name], "replace") if one > "\x7f"]
    return WORTH.get(name, 1.0) * sum(_USUAL[name].get(one, 0.0) for one in text) / max(1, len(text))
