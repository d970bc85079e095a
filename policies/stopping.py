"""This file reads in a text whether its author wants no more texts: by the carrier's words, or by their own."""

import re
import unicodedata
from enum import StrEnum

_STOP = frozenset({"stop", "stopall", "unsubscribe", "cancel", "end", "quit", "revoke", "optout"})
_START = frozenset({"start", "unstop"})
_HELP = frozenset({"help", "info"})
_YES = "yes"


class Word(StrEnum):
    """What the carrier acts on, and answers, by itself."""

    STOP = "STOP"
    START = "START"
    HELP = "HELP"


def carrier_word(body: str, told: str = "", *, closed: bool = False) -> Word | None:
    """
    The carrier's word that a text is; None for everything else. Nobody else answers such a text.

    told: what the carrier says it took it for (OptOutType), empty where it says nothing; it counts more than our
    own reading. closed: the number takes no texts now; only then is “yes” the carrier's word, else it is an answer.

    Source: research/notifiers.md, 1.5 (whole message only, whatever the case).
    """
    if told.upper() in set(Word):
        return Word(told.upper())
    said = body.strip().casefold()
    if said in _STOP:
        return Word.STOP
    if said in _START or (said == _YES and closed):
        return Word.START
    return Word.HELP if said in _HELP else None


def wants_no_more(body: str) -> bool:
    """
    Whether somebody says in their own words, English or Spanish, that they want no more texts.

    Only a sentence that begins with it counts: who asks to stop something else, or tells of somebody who did, is
    understood as just that. Taken wrongly, it costs one answer that says how to undo it.

    Source: research/domain.md, 2.4 (any reasonable way); research/notifiers.md, 1.5.
    """
    return any(_WHOLE.fullmatch(one) or _BEGINS.match(one) for one in _sentences(body))


def _sentences(body: str) -> list[str]:
    """Its sentences in plain letters: no case, no accents, no apostrophes, one space between words."""
    apart = unicodedata.normalize("NFKD", body.casefold().replace("’", "").replace("'", ""))
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return [" ".join(re.findall(r"[a-z0-9]+", one)) for one in re.split(r"[.!?;,\n]+", plain)]


_LEAD = (
    r"(?:(?:please|pls|plz|ok|okay|hi|hello|hey|thanks|thank you|so|and|but|just|kindly|can you|could you|"
    r"would you|will you|you can|you must|you need to|i want you to|i would like you to|id like you to|"
    r"por favor|hola|gracias|"
    r"pueden|puede|podrian|podria|ya|quiero que|le pido que|les pido que) )*"
)
_TEXTS = r"(?:text|texts|texting|message|messages|messaging|sms|notification|notifications|alert|alerts|txt|txts)"
_THESE = r"(?:(?:all|the|these|this|those|your|any|my|more|of|routine|automated|annoying|school) )*"
_MENSAJES = r"(?:mensaje|mensajes|mensajitos|texto|textos|sms|avisos|alertas|notificaciones)"
_DEJEN = r"(?:dejen|deje|deja|paren|pare|para)"
_WRITE = r"(?:texting|messaging|contacting|writing|spamming|bothering|alerting|notifying)"
_ENGLISH = (
    rf"(?:stop|quit|cease|end|cancel|discontinue) {_THESE}{_TEXTS}"
    r"(?: (?:me|us|this|to|please|now|thanks|from|my)\b.*)?$",
    rf"(?:stop|quit|cease) {_WRITE} (?:me|us|this number|my (?:phone|number|cell))\b",
    rf"(?:stop|quit|cease) sending (?:me |us |to me )?{_THESE}{_TEXTS}\b",
    r"(?:do not|dont|never) (?:text|message|contact|sms|txt) (?:me|us|this number)"
    r"(?: again| anymore| any more| please|$)",
    rf"(?:do not|dont|never) send (?:me|us|this number) {_THESE}{_TEXTS}\b",
    rf"no more {_THESE}{_TEXTS}(?: (?:please|pls|thanks|thank you|to (?:me|this number|my phone)|ever|now))*$",
    rf"i (?:do not|dont|no longer) (?:want|wish|need)(?: to)?(?: (?:get|receive|have))? {_THESE}{_TEXTS}"
    r"(?: (?:anymore|any more|please|from you|from (?:the |this )?school))*$",
    r"(?:unsubscribe|opt out|opt me out|remove me|unenroll me)"
    r"(?: (?:me|from|please|of|this|these|the|your)\b.*)?$",
    r"(?:i want to |i would like to |id like to )(?:opt out|unsubscribe)\b",
    r"(?:i want to |i would like to |id like to )be removed(?: from (?:this|the|your) list)?$",
    r"(?:remove|delete|take) (?:my|this) (?:number|phone|cell)(?: number)?(?: (?:off|from|please)\b.*)?$",
    r"take me off (?:this|the|your|that) (?:list|texts?)\b",
)
_SPANISH = (
    rf"no me (?:manden|mande|mandes|envien|envie|envies) (?:ya )?(?:mas )?{_MENSAJES}\b",
    r"no me (?:escriban|escriba|escribas|texteen|textee|textees|contacten|contacte)"
    r"(?: mas| por favor| nunca mas|$)",
    r"no me (?:manden|mande|mandes|envien|envie|envies)(?: nada)? mas$",
    rf"{_DEJEN} de (?:mandar|enviar)(?:me|nos)?(?: (?:mas|los|estos|tantos|sus))* {_MENSAJES}\b",
    rf"{_DEJEN} de (?:escribirme|textearme|molestarme|contactarme|mandarme|enviarme)"
    r"(?: mas| por favor|$)",
    rf"no (?:quiero|deseo)(?: recibir)? (?:mas |sus |estos )*{_MENSAJES}\b",
    rf"(?:no mas|basta de|alto a los|paren los|cancelen los|cancelar) {_MENSAJES}(?: (?:por favor|gracias))*$",
    r"(?:quiero )?(?:darme|denme|deme) de baja\b",
    r"(?:quitenme|quiteme|borrenme|saquenme|eliminenme) de (?:la|su|esta) lista\b",
)
_BEGINS = re.compile(rf"{_LEAD}(?:{'|'.join(_ENGLISH + _SPANISH)})")
_WHOLE = re.compile(
    r"(?:please |pls |plz )?(?:stop|unsubscribe|optout|opt out|leave me alone|stop it|stop now)"
    r"(?: please| pls| plz| now| already)?"
    r"|(?:por favor )?(?:alto|parar|paren|pare|basta|baja|ya no)(?: por favor| ya)?"
)
