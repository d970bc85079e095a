"""This file says in words what a provider's answer means, why something waits, and what to do about it."""

from __future__ import annotations

import re

from notifiers.notification import (
    Accepted,
    Ambiguous,
    BadMessage,
    DeadAddress,
    Full,
    Misconfigured,
    OptedOut,
    Outcome,
    RetryAt,
)
from policies.notify.bouncing import Complaint, complaint

WHO = {
    "smtp": "the mail server",
    "twilio": "Twilio",
    "fcm": "Firebase",
    "webpush": "the browser’s push service",
    "console": "the console",
}
"""A provider, as a sentence names it."""

SETTINGS = {
    "smtp": "ROOMWIRE_SMTP_URL and ROOMWIRE_SMTP_FROM",
    "twilio": "the ROOMWIRE_TWILIO_… settings",
    "fcm": "ROOMWIRE_FCM_CREDENTIALS",
    "webpush": "ROOMWIRE_VAPID_PRIVATE_KEY and ROOMWIRE_VAPID_SUBJECT",
}
"""What to look at where a provider refuses us."""

REFUSALS: tuple[tuple[str, str, str], ...] = (
    ("smtp", r"certificate|CERTIFICATE|SSL", "offers no encryption that we trust"),
    ("smtp", r"STARTTLS|SMTPNotSupported", "offers no encryption"),
    ("twilio", r"^401|20003|20005", "refuses our account or its token"),
    ("twilio", r"212(12|06)|21606|21659|21660|21703", "refuses the number we send from"),
    ("twilio", r"21408", "is not allowed to send to that country"),
    ("fcm", r"(?i)token used too (early|late)|iat|clock|short-lived", "finds that our clock is wrong"),
    ("fcm", r"no token", "gives us no token for our service account"),
    ("fcm", r"THIRD_PARTY_AUTH", "has no valid key for Apple’s devices"),
    ("fcm", r"^404", "does not know our project"),
    ("webpush", r"", "refuses our key"),
    ("", r"", "refuses our settings"),
)
"""By provider and what its answer matches: what it does; the first that fits."""


def in_words(provider: str, outcome: Outcome) -> str:
    """What a provider's answer means, as a sentence; nothing of what was sent stands in it."""
    who = WHO.get(provider, provider)
    match outcome:
        case Accepted():
            said = f"{who} took it"
        case DeadAddress():
            said = f"{who} says that nobody is there any more"
        case Full():
            said = f"{who} says that this mailbox takes nothing for now"
        case OptedOut():
            said = "the person asked for no more of these"
        case BadMessage():
            said = f"{who} does not take this message"
        case Misconfigured(why):
            said = f"{who} {_refuses(provider, why)}"
        case RetryAt(why, down=True):
            said = f"{who} {_fails(why)}"
        case RetryAt():
            said = f"{who} is busy"
        case Ambiguous():
            said = f"{who} did not answer, and may have taken it"
    return f"{said[:1].upper()}{said[1:]}."


OBJECTIONS = {
    Complaint.MANY: ("refuses one recipient after the other, so it is us that it refuses", "ROOMWIRE_SMTP_URL"),
    Complaint.HELLO: ("does not take the name that we greet it with", "ROOMWIRE_SMTP_HELO"),
    Complaint.RELAY: ("passes on no mail for us", "ROOMWIRE_SMTP_URL"),
    Complaint.PASSWORD: ("refuses our password", "ROOMWIRE_SMTP_URL"),
    Complaint.TLS: ("takes mail only with encryption", "ROOMWIRE_SMTP_URL"),
    Complaint.SENDER: ("refuses the address that our emails come from", "ROOMWIRE_SMTP_FROM"),
    Complaint.SIZE: ("takes no emails as large as ours", "its limit on the size of an email"),
    Complaint.SEQUENCE: ("does not understand us", "ROOMWIRE_SMTP_URL"),
    Complaint.POLICY: ("refuses what we send by a policy of its own", "its rules for this machine and our address"),
    Complaint.WAY: ("cannot be reached from there", "whether your mail server may connect to others"),
    Complaint.SETTINGS: ("refuses our settings", SETTINGS["smtp"]),
}
"""What a mail server that refuses us does, and what to look at."""

DOWN = (
    (r"(?i)DNS|getaddrinfo|name or service|not known|gaierror", "has a name that cannot be found"),
    (r"(?i)certificate|SSL|TLS", "offers no encryption that we trust"),
    (r"(?i)timeout|timed out", "does not answer in time"),
    (r"(?i)no connection|refused|SMTPConnect|unreachable", "cannot be reached"),
    (r"", "does not work right now"),
)
"""What it means that nothing was handed over; the first that fits."""


def _fails(why: str) -> str:
    return next(said for pattern, said in DOWN if re.search(pattern, why))


def look_at(provider: str, outcome: Outcome) -> str:
    """What who runs the hub looks at, where it is theirs to mend; empty where it is not."""
    match outcome:
        case Misconfigured(why) if "clock" in _refuses(provider, why):
            return "Set this machine’s clock; it is best kept by NTP."
        case Misconfigured(why) if provider == "smtp" and why[:1] == "5":
            return f"Look at {OBJECTIONS[complaint(why)][1]}."
        case Misconfigured():
            return f"Look at {SETTINGS[provider]}." if provider in SETTINGS else ""
        case RetryAt(down=True):
            return "Look at the name and port, at the firewall, and whether it is up."
        case _:
            return ""


def reported(servers: int, answer: str) -> str:
    """
    What other mail servers said later of what ours had taken, for admins; no address stands in it.

    servers: how many; answer: what one of them said last.
    """
    who = "a mail server of families" if servers == 1 else f"{servers} mail servers of families"
    does, look = OBJECTIONS[complaint(answer.partition("; ")[2] or answer)]
    return f"It takes our emails, but {who} sent some back. The last one {does}. Look at {look}."


def _refuses(provider: str, why: str) -> str:
    if provider == "smtp" and why[:1] == "5":
        return OBJECTIONS[complaint(why)][0]
    fits = (said for of, pattern, said in REFUSALS if of in {provider, ""} and re.search(pattern, why))
    return next(fits)


def why_unreached(outcome: str, detail: str) -> str:
    """How an alert ended, for admins: detail is the outbox's own sentence, or what a provider said."""
    match outcome:
        case "ambiguous":
            said = "It may have arrived: the answer was lost."
        case "misconfigured" | "expired":
            said = detail
        case "dead_address":
            said = "Nobody is at this address any more."
        case "opted_out":
            said = "The person asked for no more of these."
        case _:
            said = "The provider does not take this message."
    return said if said.endswith(".") else f"{said}."


READ_BEFORE = "It was read before."
CONFIRMED_BEFORE = "It was confirmed before."
"""Why an alert was cancelled that somebody has been faster than."""
