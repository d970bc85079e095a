"""
This file has the words by which mail servers refuse: us, a mailbox that is not there, one that is full.

Each is looked for in an answer in lower case, on one line, without its codes, addresses and links. The wordings are
those of the servers in the tests' tables. Nothing repeated stands within something repeated, so that the time this
takes grows with the length of an answer and no faster.
"""

import re

HELLO = re.compile(r"\b(helo|ehlo|lhlo)\b|fully[- ]qualified (host|domain)|invalid domain name")

RELAY = re.compile(
    r"\brelay (access |operation )?(is )?(denied|rejected|refused|prohibited|not|attempt)|\brelaying\b|open relay"
    r"|\b(unable|not permitted|not allowed|refuse|refuses|cannot|can't|will not|won't|do not|don't|no) (to )?relay"
    r"|rcpthosts|non-accepted domain"
)

SENDER = re.compile(
    r"\bsender('s)? (address |domain |email |mailbox |id |host )?(is |was |has |could |must )?"
    r"(rejected|refused|denied|verif|blocked|unknown|not|un|invalid|does|listed|callout)"
    r"|\bsender(auth|not|denied|rejected)|(invalid|bad|unknown|unverified|forged|improper|outbound) sender"
    r"|(of|for|verify) sender|verification failed for|return[- ]path|reverse[- ]path|envelope from"
    r"|\bmail from\b|\bfrom (address|header)|send (mail )?as |on behalf of"
)

PASSWORD = re.compile(
    r"authenticat|\bauth (is )?(required|needed|failed)|smtp auth|pop before|log ?in (first|denied|required)"
    r"|password|credential|authorization (required|failed)"
)

TLS = re.compile(r"\b(starttls|tls|ssl)\b|encrypt")

SIZE = re.compile(
    r"message (file )?(size|is too|too|exceeds|length|would exceed)|size (limit|exceed)|too (large|big)|sizelimit"
    r"|maximum (message|size)|message is larger"
)

SEQUENCE = re.compile(
    r"bad sequence|syntax error|command (is )?(not|un|out)|unrecogni[sz]ed command|\bneed (mail|rcpt|helo)|pipelin"
    r"|protocol (error|violation|synchroni)|nested mail|bare (lf|cr|line)"
)

POLICY = re.compile(
    r"(black|block|deny) ?-?list|spamhaus|spamcop|barracuda|sorbs|dnsbl|\brbls?\b|reputation|\bbanned\b|unsolicited"
    r"|listed (at|in|by|on)|\b(spf|dkim|dmarc|ptr|rdns)\b|reverse (dns|lookup|host)|\bspam|\bpolic(y|ies)|excessive"
    r"|too many|too fast|rate limit|limit (exceeded|reached)|(sending|daily|message) (rate )?(limit|quota)"
    r"|client host|your (ip|host|domain|network|server)|\bip (address|range|not)|from this (ip|host|network)"
    r"|limit for|tenant|prohibit|blocked|security|spoof|suspicious|abus|\bbulk|not authori[sz]ed|unauthori"
    r"|restrict|permission"
    r"|service (unavailable|refused|not)|not accepting (mail|messages|network)|complaint|throttl|\bsender"
)
"""A policy against us; weaker words than those above, which servers also put beside what they say of a mailbox."""

CONTENT = re.compile(
    r"\bspam|virus|malware|unsolicited|content|phish|attachment|\burls?\b|\blinks?\b|malformed|header|infected"
)

WAY = re.compile(
    r"timed? ?out|timeout exceeded|connection (refused|reset|lost|closed|failed)|lost connection|all hosts"
    r"|hop count|(could not|unable to) connect|no route to host|network (is )?unreachable|have been failing|expired"
    r"|try again|not responding|mail loop|loops back|too many hops"
)
"""The way there was barred: no server has said anything of a mailbox."""

_WHO = r"(user|recipient|mailbox|account|address|addressee|alias|username|mail ?drop|person|customer)"

FULL = re.compile(
    r"\b(mailbox|account|user|recipient|inbox|folder)('s)?( mailbox)?( is| was| has)?"
    r" (full|over (its|quota|the)|overquota|exceed|would exceed|reached)"
    r"|over ?-?quota|\bquota\b|(insufficient|out of|not enough) (system |disk |mail )?(storage|space)"
    r"|storage (full|limit|allocation)|exceeded storage|quotaexceeded|is full\b"
    r"|\b(disabled|inactive|suspended|deactivated|dormant|frozen|on hold|not active|not activated)\b"
)
"""It is there, and takes nothing for now: full, switched off, asleep."""

GONE = re.compile(
    rf"\b{_WHO}s?( name| address| account)?( is| was| has been| has| are)?"
    r" (unknown|not found|not known|not exist|nonexistent|no longer|deleted|removed|terminated|closed|cancell?ed"
    r"|moved|not listed|not here|not recogni|not in)"
    rf"|\b(unknown|non-?existent|no such|undeliverable|unrout(e)?able) (local |virtual |email )?{_WHO}"
    rf"|\b{_WHO}[^.;]{{0,60}}(does not|doesn't|do not|don't) (exist|have)"
    rf"|not a (known|valid) {_WHO}|unknown or illegal|no (mailbox|account) (here|by|with|for|of)"
    r"|unknown local[ -]part|no such (local|domain|host|email|name)|user_unknown|recip(ient)?notfound"
    r"|domain [^.;]{0,60}(does not|doesn't) exist|host not found|name not found|null ?mx|does not accept mail"
)
"""Nobody is there, and nobody will be."""
