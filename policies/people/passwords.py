"""This file decides whether a password is good enough to be somebody's."""

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

MIN_PASSWORD = 10
"""Characters of the shortest password."""

FEWEST = 4
"""Different characters of a password at the least: "ababababab" is one of the first that is tried."""

_LISTED = """
abc abcd abcde abcdef abcdefg abcdefgh abcdefghij abcdefghijklmnopqrstuvwxyz admin administrador administrator
amor andrew arsenal asdf asdfgh asdfghjkl ashley autumn azerty azertyuiop baby babygirl barcelona baseball
basketball batman bienvenida bienvenido bienvenidos changeit changeme charlie chelsea childcare children clave
computer contrasena contraseña corvette daniel daycare default diosesamor dragon escuela facebook familia family
ferrari football freedom futbol godislove google guarderia guest hello helloworld hola holamundo ihateyou
iloveyou instagram internet invierno january jennifer jessica jesucristo jesus jesuschrist jordan kids
kindergarten letmein letmeinnow liverpool login love lovely maestra master miamor michael michelle miclave
micontraseña mivida monday monkey mustang mypassword newpassword nicole nothing pass passw password passwords
passwort pokemon preschool princesa princess qazwsx qazwsxedc qwe qweasd qweasdzxc qwerty qwertyasdf qwertyuiop
qwertz qwertzuiop realmadrid roomwire root school secret secreto shadow soccer spiderman spring starwars summer
sunshine superman teacher teachers teamo teamomucho temp temporary tequiero test tester testing testtest thomas
trustno user verano welcome welcomehome whatever winter zxcv zxcvbn zxcvbnm
"""

COMMON = frozenset(_LISTED.split())
"""Letters of the passwords that are tried first, in the languages we speak; a list of our own."""

DIGITS = "01234567890123456789"


def may_be_password(fresh: str, email: str, *, same: bool) -> Verdict:
    """
    Whether fresh may be the next password of the account with this email; same: it is the one it has.

    Its length counts, and that nobody tries it among the first; which characters it has does not.

    Source: OWASP ASVS 5.0, 6.2.1 and 6.2.4; NIST SP 800-63B, 3.1.1.2.
    """
    if len(fresh) < MIN_PASSWORD:
        return Refused(say("A password has {least} characters at least.", least=MIN_PASSWORD))
    if len(set(fresh.casefold())) < FEWEST:
        return Refused(say("This password is the same few characters over and over. Please choose another."))
    if fresh.strip().casefold() in {email.casefold(), email.partition("@")[0].casefold()}:
        return Refused(say("A password is not your email address. Please choose another."))
    if _is_common(fresh):
        return Refused(say("Many people have this password, so it is tried first. Please choose another."))
    if same:
        return Refused(say("This is the password that you have now. Please choose another."))
    return Allowed(say("Nobody tries this password first."))


def _is_common(fresh: str) -> bool:
    """Whether it is a common word with whatever digits and signs around it, the word twice, or digits in a row."""
    letters = "".join(one for one in fresh.casefold() if one.isalpha())
    half = letters[: len(letters) // 2]
    if letters:
        return letters in COMMON or (half * 2 == letters and half in COMMON)
    digits = "".join(one for one in fresh if one.isdecimal())
    return digits in DIGITS or digits in DIGITS[::-1]
