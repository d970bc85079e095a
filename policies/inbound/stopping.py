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


class Wish(StrEnum):
    """
    What a text says about texts: ACTS, it ends them. ASKS, it may as well answer what was asked last, so its author
    is asked once. NONE, it is about something else.
    """

    ACTS = "acts"
    ASKS = "asks"
    NONE = "none"


def wish_of(body: str) -> Wish:
    """
    Whether somebody says in their own words, English or Spanish, that they want no more texts.

    Words that name the texts, or us who send them, act wherever a sentence begins with them; so does a carrier's
    word with nothing but signs around it. A word that only stops something acts nowhere: it asks where it is the
    whole text, and where more is said it is about that.

    Source: 47 CFR 64.1200(a)(10): “stop”, “quit”, “end”, “revoke”, “opt out”, “cancel”, “unsubscribe”, and whatever
    a reasonable person understands so; (a)(12): one question back, and silence upon it counts as the wish.
    research/domain.md, 2.4; research/notifiers.md, 1.5.
    """
    said = [one for one in _sentences(body) if one]
    if any(_BEGINS.match(one) for one in said) or (len(said) == 1 and _KEYWORD.fullmatch(said[0])):
        return Wish.ACTS
    meant = [one for one in said if not _COURTESY.fullmatch(one)]
    return Wish.ASKS if meant and all(_STOPS.fullmatch(one) for one in meant) else Wish.NONE


MAX_READ = 2_000
"""Characters that are read; a text has 1,600 at the most."""


def _sentences(body: str) -> list[str]:
    """Its sentences in plain letters: no case, no accents, no apostrophes, one space between words."""
    apart = unicodedata.normalize("NFKD", body[:MAX_READ].casefold().replace("’", "").replace("'", ""))
    plain = "".join(one for one in apart if not unicodedata.combining(one))
    return [" ".join(re.findall(r"[a-z0-9]+", one)) for one in re.split(r"[.!?;,:\n]+", plain)]


_LEAD = (
    r"(?:(?:please|pls|plz|ok|okay|hi|hello|hey|thanks|thank you|so|and|but|just|kindly|can you|could you|"
    r"would you|will you|you can|you must|you need to|i want you to|i would like you to|id like you to|i said|"
    r"por favor|porfavor|porfa|hola|gracias|"
    r"pueden|puede|podrian|podria|ya|quiero que|le pido que|les pido que) )*"
)
_TEXTS = (
    r"(?:text|texts|texting|text messages|message|messages|messaging|mesages|sms|notification|notifications|alert|"
    r"alerts|txt|txts|spam)"
)
_THESE = r"(?:(?:all|the|these|this|those|your|any|my|more|of|routine|automated|annoying|school) )*"
_MENSAJES = r"(?:mensaje|mensajes|mensages|mensajitos|texto|textos|sms|avisos|alertas|notificaciones)"
_DEJEN = r"(?:dejen|deje|deja|dejar|paren|pare|para)"
_WRITE = r"(?:texting|txting|textng|texing|messaging|contacting|writing|writing to|spamming|alerting|notifying)"
_STOP_IT = r"(?:stop|stopp|stp|stpo|sotp|quit|cease)"
_FROM_HERE = rf"(?:from|of) {_THESE}(?:{_TEXTS}|list|system|school|number|group|thread|you)"
_ENGLISH = (
    rf"(?:{_STOP_IT}|end|cancel|discontinue) {_THESE}{_TEXTS}"
    r"(?: (?:me|us|to (?:me|us|this|my)|this number|please|pls|plz|now|thanks|thank you|"
    r"from (?:you|the school|this)|my (?:phone|number|cell))\b.*)?$",
    rf"{_STOP_IT} {_WRITE} (?:me|us|this number|my (?:phone|number|cell))\b",
    rf"{_STOP_IT} sending (?:me |us |to me )?{_THESE}{_TEXTS}\b",
    r"(?:do not|dont|never) (?:text|message|contact|sms|txt) (?:me|us|this number)"
    r"(?: again| anymore| any more| ever| please|$)",
    rf"(?:do not|dont|never) send (?:me|us|this number) {_THESE}{_TEXTS}(?: (?:again|anymore|any more|please))*$",
    rf"no more {_THESE}{_TEXTS}(?: (?:please|pls|plz|thanks|thank you|to (?:me|this number|my phone)|ever|now))*$",
    rf"i (?:do not|dont|no longer) (?:want|wish|need)(?: to)?(?: (?:get|receive|have))? {_THESE}{_TEXTS}"
    r"(?: (?:anymore|any more|please|from you|from (?:the |this )?school))*$",
    rf"(?:unsubscribe|unsuscribe|unsubcribe|unsubscrib|opt out|opt me out|opt us out|remove me|unenroll me)(?: me)?"
    rf"(?: {_FROM_HERE})?(?: (?:please|pls|plz|now|thanks|thank you))*$",
    rf"(?:i want to |i would like to |id like to |i wish to |how do i |how can i )(?:opt out|unsubscribe)"
    rf"(?: {_FROM_HERE})?(?: please)?$",
    rf"(?:i want to |i would like to |id like to )be removed(?: {_FROM_HERE})?$",
    r"(?:i )?(?:revoke|withdraw) (?:my )?consent\b",
    r"(?:remove|delete|take) (?:my|this) (?:cell |phone )?number"
    r"(?: (?:off|from) (?:this|the|your|that) (?:list|texts?|messages|system))?(?: please)?$",
    r"take (?:me|us) off (?:this|the|your|that) (?:text |texting |message )?(?:list|texts?)(?: please)?$",
)
_SPANISH = (
    rf"no (?:me|nos) (?:manden|mande|mandes|envien|envie|envies) (?:ya )?(?:mas )?{_MENSAJES}\b",
    r"no (?:me|nos) (?:escriban|escriba|escribas|texteen|textee|textees|contacten|contacte)"
    r"(?: mas| por favor| nunca mas|$)",
    r"no (?:me|nos) (?:manden|mande|mandes|envien|envie|envies)(?: nada)? mas$",
    rf"{_DEJEN} de (?:mandar|enviar)(?:me|nos)?(?: (?:mas|los|estos|tantos|sus))* {_MENSAJES}\b",
    rf"{_DEJEN} de (?:escribirme|textearme|contactarme|mandarme|enviarme)(?: mas| por favor|$)",
    rf"no (?:quiero|deseo)(?: recibir)? (?:mas |sus |estos )*{_MENSAJES}(?: (?:por favor|gracias))*$",
    rf"(?:no mas|basta de|alto a los|paren los|cancelen los|cancelar|cancelen|detengan los) {_MENSAJES}"
    r"(?: (?:por favor|gracias))*$",
    r"(?:quiero )?(?:darme|denme|deme|dame) de baja(?: (?:por favor|de la lista|de los mensajes))*$",
    r"(?:quitenme|quiteme|borrenme|saquenme|saqueme|eliminenme) de (?:la|su|esta) lista\b",
)
_BEGINS = re.compile(rf"{_LEAD}(?:{'|'.join(_ENGLISH + _SPANISH)})")
_KEYWORD = re.compile(r"stop|stopall|stop all|unsubscribe|revoke|optout|opt out")
_COURTESY = re.compile(
    r"(?:(?:please|pls|plz|ok|okay|hi|hello|hey|thanks|thank you|ty|good morning|good evening|sorry|ugh|omg|"
    r"por favor|porfavor|porfa|hola|gracias|buenos dias|buenas tardes|buenas noches|perdon|disculpe)(?: |$))+"
)
_STOPS = re.compile(
    r"(?:(?:please|pls|plz|ok|okay|no|just|ya|por favor|porfavor|porfa|can you|could you|i said|hola|hi|hey) )*"
    r"(?:(?:s+t+o+p+|stpo|sotp|stip|stp|st0p|stoped|stop (?:it|this|that|everything|bothering (?:me|us))|"
    r"quit(?: it)?|cancel|end|cease|enough|thats enough|that is enough|no more|"
    r"leave (?:me|us) alone|cut it out|knock it off|"
    r"alto|para|pare|paren|parar|basta|vasta|baja|ya no|no mas|ya basta|ya estuvo|suficiente|es suficiente|"
    r"cancelar|cancela|cancele|cancelen|detengan|detenganse|"
    r"(?:deje|deja|dejen) de molestar(?:me|nos)?|no (?:me )?molest(?:e|en|es)|dej(?:enme|eme|ame) en paz|"
    r"no quiero mas|ya no quiero|ya no quiero mas)"
    r"(?: (?:please|pls|plz|now|right now|already|immediately|thanks|thank you|ok|por favor|porfavor|porfa|ya|mas|"
    r"gracias|ahora|ahora mismo))*(?: |$))+"
)
