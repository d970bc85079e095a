"""This file says a moment in the words of eleven languages, as programs put it into the line above a quotation."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone

LANGUAGES = {
    "en": "English", "es": "Spanish", "de": "German", "fr": "French", "pt": "Portuguese", "ru": "Russian",
    "zh": "Chinese", "ja": "Japanese", "ko": "Korean", "ar": "Arabic", "vi": "Vietnamese",
}  # fmt: skip

ZONES = {
    "en": (-6, "CST"), "es": (-6, "CST"), "de": (1, "MEZ"), "fr": (1, "UTC+1"), "pt": (-3, "BRT"),
    "ru": (3, "GMT+3"), "zh": (8, "GMT+8"), "ja": (9, "JST"), "ko": (9, "GMT+9"),
    "ar": (3, "غرينتش+3"), "vi": (7, "GMT+7"),
}  # fmt: skip
"""Hours from UTC where people of a language read their mail, and what such a clock is called there."""

WEEKDAYS = {
    "en": "Monday Tuesday Wednesday Thursday Friday Saturday Sunday",
    "es": "lunes martes miércoles jueves viernes sábado domingo",
    "de": "Montag Dienstag Mittwoch Donnerstag Freitag Samstag Sonntag",
    "fr": "lundi mardi mercredi jeudi vendredi samedi dimanche",
    "pt": "segunda-feira terça-feira quarta-feira quinta-feira sexta-feira sábado domingo",
    "ru": "понедельник вторник среда четверг пятница суббота воскресенье",
    "zh": "星期一 星期二 星期三 星期四 星期五 星期六 星期日",
    "ja": "月曜日 火曜日 水曜日 木曜日 金曜日 土曜日 日曜日",
    "ko": "월요일 화요일 수요일 목요일 금요일 토요일 일요일",
    "ar": "الاثنين الثلاثاء الأربعاء الخميس الجمعة السبت الأحد",
    "vi": "Thứ Hai,Thứ Ba,Thứ Tư,Thứ Năm,Thứ Sáu,Thứ Bảy,Chủ Nhật",
}

SHORT_DAYS = {
    "en": "Mon Tue Wed Thu Fri Sat Sun",
    "es": "lun mar mié jue vie sáb dom",
    "de": "Mo. Di. Mi. Do. Fr. Sa. So.",
    "fr": "lun. mar. mer. jeu. ven. sam. dim.",
    "pt": "seg. ter. qua. qui. sex. sáb. dom.",
    "ru": "пн вт ср чт пт сб вс",
    "zh": "周一 周二 周三 周四 周五 周六 周日",
    "ja": "月 火 水 木 金 土 日",
    "ko": "월 화 수 목 금 토 일",
    "ar": WEEKDAYS["ar"],
    "vi": "Th 2,Th 3,Th 4,Th 5,Th 6,Th 7,CN",
}

MONTHS = {
    "en": "January February March April May June July August September October November December",
    "es": "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre",
    "de": "Januar Februar März April Mai Juni Juli August September Oktober November Dezember",
    "fr": "janvier février mars avril mai juin juillet août septembre octobre novembre décembre",
    "pt": "janeiro fevereiro março abril maio junho julho agosto setembro outubro novembro dezembro",
    "ru": "января февраля марта апреля мая июня июля августа сентября октября ноября декабря",
    "ar": "يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر",
}

SHORT_MONTHS = {
    "en": "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec",
    "es": "ene feb mar abr may jun jul ago sept oct nov dic",
    "de": "Jan. Feb. März Apr. Mai Juni Juli Aug. Sept. Okt. Nov. Dez.",
    "fr": "janv. févr. mars avr. mai juin juil. août sept. oct. nov. déc.",
    "pt": "jan. fev. mar. abr. mai. jun. jul. ago. set. out. nov. dez.",
    "ru": "янв. февр. мар. апр. мая июн. июл. авг. сент. окт. нояб. дек.",
    "ar": MONTHS["ar"],
}

HALVES = {"en": "AM PM", "ko": "오전 오후", "ar": "ص م", "zh": "上午 下午", "vi": "SA CH"}
EASTERN = str.maketrans("0123456789", "٠١٢٣٤٥٦٧٨٩")


def local(moment: datetime, language: str) -> datetime:
    """A moment on the clock of whoever reads in that language."""
    return moment.astimezone(timezone(timedelta(hours=ZONES[language][0])))


def facts(moment: datetime, language: str) -> dict[str, str]:
    """
    A moment in pieces, for the templates of programs: {weekday}, {wd}, {month}, {mon}, {y}, {yy}, {m}, {mm}, {d},
    {dd}, {h} and {hh} (of 24), {h12}, {mi}, {ss}, {half}, {zone}, {gmt} (like -06:00) and {th} (28th).
    """
    at = local(moment, language)
    return {
        "weekday": _one(WEEKDAYS[language], at.weekday()), "wd": _one(SHORT_DAYS[language], at.weekday()),
        "month": _one(MONTHS.get(language, ""), at.month - 1) or str(at.month),
        "mon": _one(SHORT_MONTHS.get(language, ""), at.month - 1) or str(at.month),
        "y": str(at.year), "yy": f"{at.year % 100:02}", "m": str(at.month), "mm": f"{at.month:02}",
        "d": str(at.day), "dd": f"{at.day:02}", "h": str(at.hour), "hh": f"{at.hour:02}",
        "h12": str((at.hour + 11) % 12 + 1), "mi": f"{at.minute:02}", "ss": f"{at.second:02}",
        "half": HALVES.get(language, "AM PM").split()[at.hour // 12],
        "zone": ZONES[language][1],
        "gmt": at.strftime("%z")[:3] + ":" + at.strftime("%z")[3:], "th": _ordinal(at.day),
    }  # fmt: skip


def _one(names: str, number: int) -> str:
    found = names.split("," if "," in names else " ")
    return found[number] if number < len(found) else ""


def _ordinal(day: int) -> str:
    tail = "th" if day in (11, 12, 13) else {1: "st", 2: "nd", 3: "rd"}.get(day % 10, "th")
    return f"{day}{tail}"
