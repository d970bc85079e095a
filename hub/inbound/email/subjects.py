"""This file finds the words of a subject: without what mail programs put before it in an answer."""

from __future__ import annotations

import re

_PREFIX = re.compile(
    r"\s*(?:re|aw|antw|antwort|rv|res|resp|ref|réf|rif|rép|réponse|sv|vs|odp|vl|ynt|απ|отв|ответ|на|"
    r"повідомлення|fwd?|wg|tr|enc|rm|i|r|pd|vb|fs|bls|trs|pt|回复|答复|回覆|回信|转发|轉寄|返信|转寄|회신|답장|전달|"
    r"رد|ردّ|رد على|إعادة توجيه|trả lời|tl|ctr|chuyển tiếp)\s*(?:\[\d{1,3}\]|\(\d{1,3}\))?\s*[:：]\s*",
    re.IGNORECASE,
)
"""What says in a mail program that an email answers or forwards another, by the program's language."""


def without_prefix(subject: str) -> str:
    """A subject as somebody wrote it."""
    plain, most = subject, 20
    while most and (found := _PREFIX.match(plain)) is not None:
        plain, most = plain[found.end() :], most - 1
    return plain.strip()
