"""This file decides what a mail server's refusal means: is it about a mailbox, about us, or only for now."""

import re
from dataclasses import dataclass
from enum import StrEnum

from policies.notify import mail_words as words

CLOSES_AFTER = 3
"""Soft failures within SOFT_DAYS close an address: a mailbox that stays full is not read."""

SOFT_DAYS = 7

READ = 2_000
"""Characters of an answer that are looked at; RFC 5321 lets a line have 512 octets."""


class Stage(StrEnum):
    """What a server answered. Nobody's mailbox has been named before RCPT."""

    CONNECT = "connect"
    HELLO = "EHLO"
    AUTH = "AUTH"
    MAIL = "MAIL FROM"
    RCPT = "RCPT TO"
    DATA = "DATA"


class Meaning(StrEnum):
    """
    What a refusal means.

    GONE: this mailbox is not there. FULL: it is, and takes nothing for now. UNCLEAR: either it is not there or we
    are refused, the words do not tell. OURS: it is about us, and every email meets it. MESSAGE: it is about this
    email. LATER: not now.
    """

    GONE = "gone"
    FULL = "full"
    UNCLEAR = "unclear"
    OURS = "ours"
    MESSAGE = "message"
    LATER = "later"


@dataclass(frozen=True, slots=True, kw_only=True)
class Refusal:
    """
    What a server said.

    stage: what it answered, None where a report does not tell. code: three digits, 0 where there is none.
    words: its text, with an enhanced code where it has one. status: the enhanced code that a report has beside
    them. ours: our own address on the envelope, empty where none is known.
    """

    stage: Stage | None
    code: int
    words: str
    status: str = ""
    ours: str = ""


GONE = {"1.1", "1.2", "1.3", "1.6", "1.10", "4.4", "4.310"}
"""Enhanced codes that say that nobody is there; of 5.1, the rest is ambiguous or about the sender."""

SENDERS = {"1.7", "1.8", "1.9", "1.20", "1.90"}
"""Enhanced codes of that subject that are about who sends (RFC 3463, 3.2; 5.1.20 and 5.1.90 are Exchange's)."""

FULL = {"2.1", "2.2", "2.4"}
"""Enhanced codes that surely speak of a mailbox that is there."""

DISABLED = "7.13"
"""The account is disabled (RFC 5248), the one of 5.7 that is about a mailbox."""

NO_MAIL, STORAGE = 556, 552
"""Codes that speak of a mailbox: its domain takes no mail (RFC 7504); its storage is exceeded (RFC 5321)."""

UNSAID = {"", "0.0", "1.0", "1.4", "3.0", "4.0", "4.1", "5.0"}
"""Enhanced codes that say nothing: Exim's reports have 5.0.0 for all, Outlook's 5.5.0 and 5.4.1 for a stranger."""

REFUSES_US = {500, 501, 502, 503, 504, 521, 523, 530, 534, 535, 538, 555}
"""Codes of commands, sequence and sign-in (RFC 5321, 4.2.3; RFC 4954, 6), where no enhanced code says otherwise."""

_STRONG = (words.HELLO, words.RELAY, words.SENDER, words.PASSWORD, words.SEQUENCE)


def meaning(refusal: Refusal) -> Meaning:
    """
    What a server's refusal means by itself. Whether others meet it too is judged's to weigh.

    Source: research/notifiers.md, 4.2; RFC 3463; research/faults.md, P8, P14, P16, P17.
    """
    return Meaning.LATER if _is_for_now(refusal) else _about(refusal)


def _is_for_now(refusal: Refusal) -> bool:
    return refusal.code // 100 == 4 or (refusal.code == 0 and enhanced(refusal).startswith("4"))


def _about(refusal: Refusal) -> Meaning:
    """What it is about, whether it is for ever or for now."""
    text, detail = plain(refusal.words), enhanced(refusal).partition(".")[2]
    if refusal.stage not in {None, Stage.RCPT, Stage.DATA}:
        return Meaning.OURS
    if _names_us(refusal) or any(one.search(text) for one in _STRONG) or detail in SENDERS:
        return Meaning.OURS
    return _of_mailbox(detail, text, refusal.code) or _of_us(detail, text, refusal)


def _names_us(refusal: Refusal) -> bool:
    """Whether the address it objects to is ours, which servers put first, or the domain of ours by itself."""
    ours, found = refusal.ours.casefold(), _ADDRESS.search(refusal.words[:READ])
    if not ours:
        return False
    domain = rf"(?<![\w.-]){re.escape(ours.rpartition('@')[2])}(?![\w-])"
    named = found is not None and found.group().strip("<>").casefold() == ours
    return named or re.search(domain, plain(refusal.words)) is not None


def _of_mailbox(detail: str, text: str, code: int) -> Meaning | None:
    """What it says of a mailbox; None where it does not surely speak of one."""
    subject, gone, full = detail.partition(".")[0], words.GONE.search(text), words.FULL.search(text)
    if detail == DISABLED:
        return Meaning.FULL
    if subject not in {"", "0", "1", "2"} and detail not in UNSAID | GONE:
        return None
    if detail == "2.3" or (detail != "2.2" and words.SIZE.search(text)):
        return None
    if detail in GONE or code == NO_MAIL:
        return Meaning.FULL if full and not gone else Meaning.GONE
    weak = detail not in FULL and words.POLICY.search(text)
    if gone:
        return Meaning.UNCLEAR if weak else Meaning.GONE
    return Meaning.FULL if (subject == "2" or full) and not weak else None


def _of_us(detail: str, text: str, refusal: Refusal) -> Meaning:
    """What it means where it does not surely speak of a mailbox."""
    if not detail and refusal.code in REFUSES_US:
        return Meaning.OURS
    if refusal.stage is Stage.DATA and (detail[:1] not in {"5", "7"} or words.CONTENT.search(text)):
        return Meaning.MESSAGE
    if detail not in UNSAID or any(one.search(text) for one in (words.SIZE, words.TLS, words.POLICY, words.WAY)):
        return Meaning.OURS
    return Meaning.FULL if not detail and refusal.code == STORAGE else Meaning.UNCLEAR


@dataclass(frozen=True, slots=True)
class Pattern:
    """
    How a server has dealt with us lately.

    takes: it took mail for somebody else. took_this: it took mail for this very address before.
    others: how many other addresses it refused, one after the other and none taken between, within some minutes.
    """

    takes: bool
    took_this: bool
    others: int


MAILBOXES_AT_ONCE = {Meaning.UNCLEAR: 2, Meaning.GONE: 4, Meaning.FULL: 4, Meaning.MESSAGE: 4}
"""So many others refused at once, and it is not their mailboxes: a server has lost its users, its disk, or us."""


def judged(its: Meaning, pattern: Pattern) -> Meaning:
    """
    What a refusal means after all: what many meet at once is about us, and what is unclear never closes by words.

    Source: research/faults.md, P8: OpenSMTPD says the same of a stranger and of a relay it refuses.
    """
    if its in MAILBOXES_AT_ONCE and pattern.others >= MAILBOXES_AT_ONCE[its]:
        return Meaning.OURS
    if its is not Meaning.UNCLEAR:
        return its
    if pattern.took_this:
        return Meaning.FULL  # somebody was there: it is told elsewhere now, and counted
    return Meaning.GONE if pattern.takes else Meaning.LATER


class Bounce(StrEnum):
    """What came back: nobody is there; it did not get through for now; the way is barred to us; it is only late."""

    HARD = "hard"
    SOFT = "soft"
    POLICY = "policy"
    DELAYED = "delayed"


_BOUNCES = {Meaning.GONE: Bounce.HARD, Meaning.FULL: Bounce.SOFT, Meaning.UNCLEAR: Bounce.SOFT}


def bounce_of(action: str, refusal: Refusal) -> Bounce | None:
    """
    What a report means for the address; None where it tells of no failure.

    action: as in RFC 3464, 2.3.3; refusal.status as in 2.3.4. What a mail server gave up on in the end is theirs
    only where a mailbox was spoken of: a way that is barred (4.4.1, 4.7) meets everybody.

    Source: research/notifiers.md, 4.3; research/faults.md, P14, P16, P17.
    """
    if action == "delayed":
        return Bounce.DELAYED
    if action != "failed" or not _STATUS.fullmatch(refusal.status):
        return None
    its = _about(refusal)
    if not _is_for_now(refusal):
        return _BOUNCES.get(its, Bounce.POLICY)
    theirs = its is Meaning.FULL or (its is Meaning.GONE and ".1." in enhanced(refusal))
    return Bounce.SOFT if theirs else Bounce.POLICY


def closes(bounce: Bounce, soft_before: int) -> bool:
    """Whether nothing more is sent there. soft_before: soft failures of the last SOFT_DAYS, without this one."""
    return bounce is Bounce.HARD or (bounce is Bounce.SOFT and soft_before + 1 >= CLOSES_AFTER)


def report_of(said: str, status: str, stage: Stage | None, ours: str) -> Refusal:
    """What a report tells of a refusal. said: its Diagnostic-Code; status: its Status."""
    found = _SAID.search(_one_line(said))
    return Refusal(stage=stage, code=int(found.group(1)) if found else 0, words=said, status=status, ours=ours)


_STATUS = re.compile(r"[45]\.\d{1,3}\.\d{1,3}")
_SAID = re.compile(r"(?:^|[:;] ?)([45][0-5]\d)(?:[ -]|$)")
_CODE = re.compile(r"(?:^|#|\b[245]\d\d[ -])([245]\.\d{1,3}\.\d{1,3})(?!\.?\d)")


def enhanced(refusal: Refusal) -> str:
    """The enhanced code: of the server's words, else the one beside them; empty where there is none."""
    found = _CODE.search(_one_line(refusal.words))
    if found is not None:
        return found.group(1)
    return refusal.status if _STATUS.fullmatch(refusal.status) else ""


class Complaint(StrEnum):
    """What of us a server objects to."""

    MANY = "many"
    HELLO = "hello"
    RELAY = "relay"
    PASSWORD = "password"  # noqa: S105 (what it is about)
    TLS = "tls"
    SENDER = "sender"
    SIZE = "size"
    SEQUENCE = "sequence"
    POLICY = "policy"
    WAY = "way"
    SETTINGS = "settings"


ALIKE = "(several recipients at once)"
"""Stands behind an answer that is about us because others met it too."""

_COMPLAINTS = (
    (Complaint.TLS, words.TLS), (Complaint.PASSWORD, words.PASSWORD), (Complaint.HELLO, words.HELLO),
    (Complaint.RELAY, words.RELAY), (Complaint.SENDER, words.SENDER), (Complaint.SIZE, words.SIZE),
    (Complaint.SEQUENCE, words.SEQUENCE), (Complaint.POLICY, words.POLICY),
    (Complaint.WAY, words.WAY),
)  # fmt: skip
_CODES_OF = (
    (Complaint.PASSWORD, re.compile(r"53[0458]\b|454\b|5[0-5]\d 5\.7\.(8|9|57)\b")),
    (Complaint.SENDER, re.compile(r"5[0-5]\d 5\.1\.(0|7|8|9|20)\b")),
    (Complaint.SIZE, re.compile(r"5[0-5]\d 5\.(3\.4|2\.3)\b")),
    (Complaint.SEQUENCE, re.compile(r"50[0-3]\b|5[0-5]\d 5\.5\.\d")),
    (Complaint.POLICY, re.compile(r"5[0-5]\d 5\.7\.\d")),
)


def complaint(answer: str) -> Complaint:
    """What of us a server objects to. answer: its code and words, with ALIKE behind where others met it too."""
    if ALIKE in answer:
        return Complaint.MANY
    text, line = plain(answer), _one_line(answer)
    named = next((its for its, pattern in _COMPLAINTS if pattern.search(text)), None)
    return named or next((its for its, pattern in _CODES_OF if pattern.match(line)), Complaint.SETTINGS)


_ADDRESS = re.compile(r"<[^<>\s]{1,320}>|[^\s<>@:;,()]{1,64}@[\w.-]{1,255}")
_LINK = re.compile(r"\bhttps?://\S+")
_CODES = re.compile(r"\b[245]\d\d[ -]|#?\b[245]\.\d{1,3}\.\d{1,3}\b")


def plain(text: str) -> str:
    """In lower case, on one line, without codes, addresses and links: whoever is named has no say in an answer."""
    without = _CODES.sub(" ", _ADDRESS.sub(" ", _LINK.sub(" ", _one_line(text))))
    return " ".join(without.replace("’", "'").casefold().split())


def _one_line(text: str) -> str:
    """Without the type that a report puts before it (smtp;)."""
    return re.sub(r"^[\w-]{1,20}; ?", "", " ".join(text[:READ].split()))
