"""This file decides what mail that came back says about an address."""

import re
from enum import StrEnum

CLOSES_AFTER = 3
"""Soft failures within SOFT_DAYS close an address: a mailbox that stays full is not read."""

SOFT_DAYS = 7


class Bounce(StrEnum):
    """What came back: nobody is there; it did not get through for now; the way is barred to us; it is only late."""

    HARD = "hard"
    SOFT = "soft"
    POLICY = "policy"
    DELAYED = "delayed"


def bounce_of(action: str, status: str) -> Bounce | None:
    """
    What a delivery status means for the address; None where it tells of no failure.

    action, status: of a delivery status notification (RFC 3464, 2.3.3 and 2.3.4; the codes are those of RFC 3463).
    5.7 is a refusal of ours (a policy, authentication), 5.6 and 5.5 a fault of what we sent: neither is theirs.

    Source: research/notifiers.md, 4.3.
    """
    if action == "delayed":
        return Bounce.DELAYED
    if action != "failed" or not re.fullmatch(r"[45]\.\d{1,3}\.\d{1,3}", status):
        return None
    kind, subject, detail = status.split(".")
    if kind == "4":
        return Bounce.SOFT
    if subject == "1" or (subject, detail) == ("4", "4"):
        return Bounce.HARD
    return Bounce.POLICY if subject in {"5", "6", "7"} else Bounce.SOFT


def closes(bounce: Bounce, soft_before: int) -> bool:
    """Whether nothing more is sent there. soft_before: soft failures of the last SOFT_DAYS, without this one."""
    return bounce is Bounce.HARD or (bounce is Bounce.SOFT and soft_before + 1 >= CLOSES_AFTER)
