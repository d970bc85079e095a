"""What people write arrives in their letters, whatever charset it came in and whatever was said of that."""

from __future__ import annotations

import base64
import unicodedata
from email.header import Header
from email.message import EmailMessage

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hub.inbound.email.charsets import decoded
from hub.inbound.email.fields import one_line
from hub.inbound.email.letters import read

SENTENCES: dict[str, tuple[str, dict[str, list[str]]]] = {
    # the sentence; by the codec of the octets, the labels that they come with
    "English": (
        "Yes, at four – she’s “fine”.",
        {"cp1252": ["windows-1252", "iso-8859-1", "us-ascii", "", "latin1"]},
    ),
    "Spanish": (
        "Sí, mañana a las ocho. ¿Está bien?",
        {
            "cp1252": [
                "windows-1252",
                "iso-8859-1",
                "iso-8859-15",
                "us-ascii",
                "",
                "utf-8",
                "ansi_x3.4-1968",
                "klingon",
            ],
            "utf-8": ["utf-8", "UTF8", "", "us-ascii", "iso-8859-1", "windows-1252", "iso-8859-2", "unknown-8bit"],
        },
    ),
    "German": (
        "Um fünf. Schöne Grüße",
        {"cp1252": ["iso-8859-1", "iso-8859-15", "", "utf-8"], "utf-8": ["iso-8859-1"]},
    ),
    "French": (
        "Elle est malade, à bientôt !",
        {"cp1252": ["iso-8859-1", "", "utf-8", "ISO_8859-1"], "utf-8": ["", "latin1"]},
    ),
    "Portuguese": ("Não, ela vem amanhã às dez.", {"cp1252": ["iso-8859-1", ""], "utf-8": ["iso-8859-1"]}),
    "Russian": (
        "Да, в четыре. У Мии температура, спасибо!",
        {
            "cp1251": ["windows-1251", "cp1251", "", "utf-8", "iso-8859-1"],
            "koi8-r": ["koi8-r", "KOI8-R", "", "us-ascii"],
            "utf-8": ["utf-8", "windows-1251", "koi8-r", "", "us-ascii"],
            "iso8859-5": ["iso-8859-5"],
        },
    ),
    "Ukrainian": (
        "Так, о четвертій. Дякую!",
        {"cp1251": ["windows-1251", ""], "koi8-u": ["koi8-u"], "utf-8": ["koi8-u"]},
    ),
    "Chinese": (
        "好的，四点来接她。谢谢",
        {
            "gb18030": ["gb2312", "GB2312", "gbk", "gb18030", "cp936", "x-gbk", "", "us-ascii", "iso-8859-1"],
            "utf-8": ["utf-8", "gb2312", "gbk", "", "us-ascii"],
            "hz": ["hz-gb-2312"],
        },
    ),
    "Traditional Chinese": (
        "謝謝，四點",
        {
            "gb18030": ["gb2312", "gbk", ""],
            "big5": ["big5", "Big5", "cn-big5", "cp950", ""],
            "utf-8": ["big5", ""],
        },
    ),
    "Hong Kong": ("喺四點嚟接佢", {"big5hkscs": ["big5", "big5-hkscs"]}),
    "Japanese": (
        "はい、四時に迎えに行きます。",
        {
            "iso2022_jp": ["iso-2022-jp", "ISO-2022-JP", "", "us-ascii", "utf-8"],
            "cp932": ["shift_jis", "x-sjis", "windows-31j", ""],
            "euc_jp": ["euc-jp", "x-euc-jp", ""],
            "utf-8": ["utf-8", "iso-2022-jp", "shift_jis", ""],
        },
    ),
    "Korean": (
        "네, 네 시에 데리러 갈게요. 똠방각하",
        {
            "cp949": ["ks_c_5601-1987", "euc-kr", "EUC-KR", "korean", "cp949", "ks_c_5601-1989"],
            "utf-8": ["euc-kr", "utf-8", ""],
        },
    ),
    "Korean, of the standard": (
        "네, 네 시에 데리러 갈게요.",
        {"iso2022_kr": ["iso-2022-kr"], "euc_kr": ["euc-kr", ""]},
    ),
    "Arabic": (
        "نعم، الساعة الرابعة. شكرا",
        {"cp1256": ["windows-1256", ""], "iso8859-6": ["iso-8859-6"], "utf-8": ["windows-1256", ""]},
    ),
    "Vietnamese": (
        "Có, lúc bốn giờ. Cảm ơn cô!",
        {"cp1258": ["windows-1258", "cp1258"], "utf-8": ["windows-1258", "", "us-ascii"]},
    ),
    "Hebrew": (
        "כן, בארבע. תודה רבה",
        {
            "iso8859-8": ["iso-8859-8-i", "ISO-8859-8-I", "iso-8859-8", "logical", "visual", ""],
            "cp1255": ["windows-1255", "", "iso-8859-8-i"],
            "utf-8": ["iso-8859-8-i", ""],
        },
    ),
    "Polish": (
        "Dziękuję, będę później.",
        {"iso8859-2": ["iso-8859-2", "latin2"], "cp1250": ["windows-1250"], "utf-8": ["iso-8859-2"]},
    ),
    "Swedish": ("Hon är hemma på måndag.", {"cp1252": ["iso-8859-1", ""]}),
    "Turkish": (
        "Saat dörtte, teşekkürler. İyi",
        {"cp1254": ["iso-8859-9", "windows-1254"], "utf-8": ["iso-8859-9"]},
    ),
    "Greek": ("Είναι άρρωστη σήμερα", {"cp1253": ["windows-1253", ""], "iso8859-7": ["iso-8859-7"]}),
    "Thai": ("สี่โมงเย็น ขอบคุณค่ะ", {"cp874": ["tis-620", "windows-874", "iso-8859-11", ""], "utf-8": ["utf-8", ""]}),
    "UTF-16": (
        "Señora 谢谢 🍁",
        {"utf-16": ["utf-16"], "utf-16-le": ["utf-16", "utf-16le"], "utf-16-be": ["utf-16be"]},
    ),
}

ROWS = [
    (language, codec, label)
    for language, (_, codecs) in SENTENCES.items()
    for codec, labels in codecs.items()
    for label in labels
]


def encoded(text: str, codec: str) -> bytes:
    """Also in the charset of Vietnam, which puts tones behind their letters."""
    if codec != "cp1258":
        return text.encode(codec)
    made = b""
    for one in text:
        try:
            made += one.encode(codec)
        except UnicodeEncodeError:
            *letter, tone = unicodedata.normalize("NFD", one)
            made += unicodedata.normalize("NFC", "".join(sorted(letter, key="\u0323".__eq__))).encode(
                codec, "ignore"
            )
            made += tone.encode(codec)
    return made


@pytest.mark.parametrize(("language", "codec", "label"), ROWS)
def test_a_sentence_arrives_in_its_letters(language: str, codec: str, label: str) -> None:
    text = SENTENCES[language][0]
    raw = encoded(text, codec)
    meant = raw.decode(codec) if codec == "cp1258" else text
    named = f'; charset="{label}"' if label else ""
    head = f"From: rosa@families.example\r\nContent-Type: text/plain{named}\r\nContent-Transfer-Encoding: base64"

    assert decoded(raw, label) == meant
    assert read(head.encode() + b"\r\n\r\n" + base64.encodebytes(raw)).text == meant


@pytest.mark.parametrize("language", [one for one in SENTENCES if "cp1258" not in SENTENCES[one][1]])
def test_a_subject_arrives_in_its_letters(language: str) -> None:
    text = SENTENCES[language][0]
    for codec, labels in SENTENCES[language][1].items():
        for label in labels:
            if label:
                piece = base64.b64encode(text.encode(codec)).decode()
                assert one_line(f"Re: =?{label}?B?{piece}?=") == f"Re: {text}"
    assert one_line(str(Header(text, "utf-8", maxlinelen=40).encode()).replace("\n", "")) == text
    raw = f"Subject: Re: {text}\r\n\r\nx".encode()
    assert read(raw).subject == f"Re: {text}"


SIGNS: dict[str, tuple[bytes, str, str]] = {
    "a sign of NEC in ISO-2022-JP": (b"\x1b$B-!-j\x1b(B is", "iso-2022-jp", "①㈱ is"),
    "a name with a sign of IBM": (b"\x1b$B|b\x1b(B", "iso-2022-jp", "髙"),
    "half letters of Japan": (b"\x1b(I1\x1b(B", "iso-2022-jp", "ｱ"),
    "a line end within two octets": (b"\x1b$B$O$$\r\nYes", "iso-2022-jp", "はい\r\nYes"),
    "JIS-Roman": (b"\x1b(JYes\x1b$B$O$$\x1b(J", "iso-2022-jp", "Yesはい"),
    "signs of NEC in EUC-JP": ("①".encode("euc_jis_2004"), "euc-jp", "①"),
    "signs in Shift_JIS": ("①㈱髙".encode("cp932"), "shift_jis", "①㈱髙"),
    "UTF-7 is not read": (b"+ADw-script+AD4-", "utf-7", "+ADw-script+AD4-"),
    "UTF-8 with its mark": ("Sí".encode("utf-8-sig"), "utf-8", "Sí"),
    "UTF-16 that is UTF-8": ("mañana".encode(), "utf-16", "mañana"),
    "half a letter of UTF-8": (b"ma\xc3ana", "utf-8", "ma\ufffdana"),
    "half a letter at its end": (b"se\xc3\r\n\xb1ora", "utf-8", "se\ufffd\r\n\ufffdora"),
    "a hole of Windows": (b"Gr\xfc\x81\xdfe", "windows-1252", "Gr\xfc\ufffd\xdfe"),
    "the euro of Chinese Windows": ("学费 5 ".encode("gbk") + b"\x80", "gb2312", "学费 5 €"),
    "four octets of GB 18030": ("㐂𠀀".encode("gb18030"), "gb2312", "㐂𠀀"),
    "quotation marks in Hebrew": ("“כן”".encode("cp1255"), "iso-8859-8", "“כן”"),
    "no octets": (b"", "utf-8", ""),
    "a euro sign in Latin-1": (b"5 \x80", "iso-8859-1", "5 €"),
}


@pytest.mark.parametrize("what", SIGNS)
def test_signs_are_what_mail_programs_mean_by_them(what: str) -> None:
    raw, label, meant = SIGNS[what]

    assert decoded(raw, label) == meant


@pytest.mark.parametrize(
    ("codec", "label", "text"),
    [
        ("utf-8", "utf-8", "mañana a las ocho, señora, y después también"),
        ("utf-8", "", "Да, в четыре. Спасибо"),
        ("utf-8", "iso-8859-1", "Не приду, заболела Мия, у неё температура и кашель"),
        ("gb18030", "gb2312", "好的 四点 来接她 谢谢"),
        ("cp949", "euc-kr", "네 네 시에 데리러 갈게요"),
        ("cp932", "shift_jis", "はい四時に迎えに行きます"),
        ("cp1251", "windows-1251", "Да, в четыре"),
        ("big5", "big5", "好的 四點 去接她 謝謝"),
    ],
)
def test_one_broken_octet_changes_nothing_else(codec: str, label: str, text: str) -> None:
    raw = text.encode(codec)
    for at in range(len(raw)):
        broken = decoded(raw[:at] + b"\xff" + raw[at + 1 :], label)

        assert len(set(text) - set(broken)) <= 3, (at, broken)


@given(
    text=st.text(st.characters(codec="utf-8", exclude_characters="\ufeff"), min_size=1),
    label=st.sampled_from(["", "utf-8"]),
)
def test_utf_8_is_read_as_it_is(text: str, label: str) -> None:
    assert decoded(text.encode(), label) == text or "\x1b$" in text


@given(
    raw=st.binary(max_size=300),
    label=st.sampled_from(
        [
            "",
            "utf-8",
            "gb2312",
            "iso-2022-jp",
            "euc-jp",
            "shift_jis",
            "utf-16",
            "utf-7",
            "hz-gb-2312",
            "iso-2022-kr",
            "x",
            "big5",
        ],
    ),
)
def test_no_octets_break_it(raw: bytes, label: str) -> None:
    assert isinstance(decoded(raw, label), str)


NAMES: dict[str, tuple[bytes, str]] = {
    "raw": ('attachment; filename="Niña alergia.pdf"'.encode(), "Niña alergia.pdf"),
    "raw Latin-1": ('attachment; filename="Niña alergia.pdf"'.encode("latin-1"), "Niña alergia.pdf"),
    "raw Chinese": ('attachment; filename="过敏.pdf"'.encode("gbk"), "过敏.pdf"),
    "RFC 2231": (b"attachment; filename*=utf-8''Ni%C3%B1a%20alergia.pdf", "Niña alergia.pdf"),
    "RFC 2231 in parts": (
        b"attachment; filename*0*=utf-8''Ni%C3%B1a; filename*1=\" alergia.pdf\"",
        "Niña alergia.pdf",
    ),
    "RFC 2231 in GBK": (
        b"attachment; filename*=gb2312''%D7%56.pdf",
        "譜.pdf".replace("譜", b"\xd7\x56".decode("gbk")),
    ),
    "RFC 2047": (b'attachment; filename="=?utf-8?B?TmnDsWEgYWxlcmdpYS5wZGY=?="', "Niña alergia.pdf"),
    "RFC 2047 in two": (
        b'attachment; filename="=?utf-8?Q?Ni=C3=B1a?= =?utf-8?Q?_alergia.pdf?="',
        "Niña alergia.pdf",
    ),
    "RFC 2047, a letter in two": (b'attachment; filename="=?utf-8?Q?Ni=C3?=\r\n =?utf-8?Q?=B1a.pdf?="', "Niña.pdf"),
    "RFC 2047 without quotes": (b"attachment; filename==?iso-8859-1?Q?Ni=F1a.pdf?=", "Niña.pdf"),
    "percent signs": (b'attachment; filename="Ni%C3%B1a.pdf"', "Niña.pdf"),
    "a percent sign": (b'attachment; filename="100%25.pdf"', "100%25.pdf"),
    "reversed writing": ('attachment; filename="a\u202efdp.exe"'.encode(), "afdp.exe"),
}


@pytest.mark.parametrize("how", NAMES)
def test_a_file_has_the_name_that_it_was_given(how: str) -> None:
    line, name = NAMES[how]
    raw = (
        b"From: rosa@families.example\r\nContent-Type: multipart/mixed; boundary=x\r\n\r\n--x\r\n\r\nYes\r\n"
        b"--x\r\nContent-Type: application/pdf\r\nContent-Disposition: " + line + b"\r\n\r\n%PDF\r\n--x--\r\n"
    )

    assert [one.name for one in read(raw).files] == [name]


def test_a_name_in_the_type_alone_is_one_too() -> None:
    letter = EmailMessage()
    letter.set_content("Yes")
    letter.add_attachment(b"%PDF", "application", "pdf")
    raw = letter.as_bytes().replace(b"application/pdf", 'application/pdf; name="Niña.pdf"'.encode())

    assert [one.name for one in read(raw).files] == ["Niña.pdf"]


@pytest.mark.parametrize(
    "piece", [b"\x1b$B", b"\x1b", b"\xff", b"\xc3", b"\x8f\xa1", b"~{", b"\x0e", b"\x1b(J\x1b$B!"]
)
@pytest.mark.parametrize("label", ["", "iso-2022-jp", "euc-jp", "hz-gb-2312", "iso-2022-kr", "gb2312", "utf-16"])
@pytest.mark.timeout(20)
def test_no_octets_keep_us_busy(piece: bytes, label: str) -> None:
    decoded(piece * (1_000_000 // len(piece)), label)
