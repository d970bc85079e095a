"""This file decides where passkeys can be used, what one may be called, and who adds and removes one."""

from dataclasses import dataclass
from datetime import timedelta
from ipaddress import ip_address
from urllib.parse import urlsplit

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

CHALLENGE_LASTS = timedelta(minutes=10)
"""How long what a browser is to sign is good: time to find the phone or the key, and no longer."""

MOST_PASSKEYS = 10
"""Passkeys of one account: a phone, a laptop, a tablet and a key or two, and some forgotten ones."""

LONGEST_NAME = 60
"""Characters of what somebody calls a passkey."""

USUAL_PORTS = {"https": 443, "http": 80}
"""Ports that browsers leave out of an origin (RFC 6454, section 6.1)."""

NOT_OFFERED = say("Passkeys need the hub to be found at a name, over https. Whoever runs it can do that.")


@dataclass(frozen=True, slots=True)
class RelyingParty:
    """For whom a passkey is (WebAuthn, section 4): a host's name, and the one origin that pages come from."""

    id: str
    origin: str


def relying_party(base_url: str) -> RelyingParty | None:
    """
    The one of a hub that people find at base_url; None where browsers have no passkeys there.

    They have them over https alone, or on the machine itself under its name localhost, and never at an address of
    numbers (WebAuthn, section 5.1.3, step 7: the effective domain is a valid domain).
    """
    parts = urlsplit(base_url)
    host = parts.hostname or ""
    if not host or _is_number(host):
        return None
    if parts.scheme != "https" and not (host == "localhost" or host.endswith(".localhost")):
        return None
    port = f":{parts.port}" if parts.port not in {None, USUAL_PORTS.get(parts.scheme)} else ""
    return RelyingParty(host, f"{parts.scheme}://{host}{port}")


def party_of(base_url: str) -> str:
    """The name of the host that passkeys are for at base_url; empty where browsers have none there."""
    party = relying_party(base_url)
    return party.id if party is not None else ""


def _is_number(host: str) -> bool:
    try:
        ip_address(host)
    except ValueError:
        return False
    return True


def goes_on(before: int, now: int) -> bool:
    """
    Whether a passkey's counter has gone on: where it has not, two have the key (WebAuthn, section 6.1.1).

    Passkeys that are kept in several places count nothing, and say 0 each time.
    """
    return now > before or now == before == 0


def called(typed: str, program: str) -> str:
    """
    What a passkey is called: as typed, on one line; else by browser and system; empty where nothing is known.

    What is shown to nobody else needs no further rule.
    """
    plain = " ".join("".join(one if one.isprintable() else " " for one in typed).split())
    return (plain or program)[:LONGEST_NAME].strip()


def may_add(count: int) -> Verdict:
    """Whether an account that has so many passkeys may have one more; its owner has shown who they are."""
    if count >= MOST_PASSKEYS:
        return Refused(
            say("There are {count} passkeys already, which is the most. Remove one first.", count=MOST_PASSKEYS)
        )
    return Allowed(say("One more passkey may be added."))


def may_remove(*, required: bool, code: bool, count: int) -> Verdict:
    """
    Whether somebody may remove one of the count passkeys that open their account. required: a school asks for more
    than a password of them; code: they have a code of an app as well.
    """
    if required and not code and count <= 1:
        return Refused(
            say(
                "Your school asks for more than a password. Add another passkey or set up a code first, then "
                "remove this one."
            )
        )
    return Allowed(say("A passkey that is removed opens nothing any more."))
