"""
What mail servers say, and what each means: rows for tests, by server, in the words they use.

Read in their sources, manuals and public threads; the addresses are invented.
"""

# ruff: noqa: E501 (a row is a line)

from policies.notify.bouncing import Bounce, Meaning, Stage

GONE, FULL, UNCLEAR = Meaning.GONE, Meaning.FULL, Meaning.UNCLEAR
OURS, MESSAGE, LATER = Meaning.OURS, Meaning.MESSAGE, Meaning.LATER
HARD, SOFT, POLICY = Bounce.HARD, Bounce.SOFT, Bounce.POLICY
ROSAS, HUBS = "rosa.alvarez@families.example", "hub@maplestreet.example"
HIM = f"<{ROSAS}>"

AT_RCPT = [
    # Postfix
    ("Postfix", f"550 5.1.1 {HIM}: Recipient address rejected: User unknown in local recipient table", GONE),
    ("Postfix", f"550 5.1.1 {HIM}: Recipient address rejected: User unknown in relay recipient table", GONE),
    ("Postfix", f"550 5.1.1 {HIM}: Recipient address rejected: User unknown in virtual mailbox table", GONE),
    ("Postfix", f"550 5.1.1 {HIM}: Recipient address rejected: undeliverable address: host mx.families.example"
                "[192.0.2.7] said: 550 5.1.1 No such user (in reply to RCPT TO command)", GONE),
    ("Postfix", f"556 5.1.10 {HIM}: Recipient address rejected: Domain families.example does not accept mail (nullMX)",
     GONE),
    ("Postfix", f"554 5.7.1 {HIM}: Relay access denied", OURS),
    ("Postfix", f"554 5.7.1 {HIM}: Recipient address rejected: Access denied", OURS),
    ("Postfix", "504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname", OURS),
    ("Postfix", "450 4.7.1 <hub1>: Helo command rejected: Host not found", LATER),
    ("Postfix", "554 5.7.1 <unknown[192.0.2.9]>: Client host rejected: Access denied", OURS),
    ("Postfix", f"550 5.1.0 <{HUBS}>: Sender address rejected: User unknown in local recipient table", OURS),
    ("Postfix", f"550 5.1.8 <{HUBS}>: Sender address rejected: Domain not found", OURS),
    ("Postfix", f"553 5.7.1 <{HUBS}>: Sender address rejected: not owned by user maple", OURS),
    ("Postfix", f"550 5.7.23 {HIM}: Recipient address rejected: Message rejected due to: SPF fail", OURS),
    ("Postfix", f"452 4.2.2 {HIM}: Recipient address rejected: Quota exceeded", LATER),
    ("Postfix", f"552 5.2.2 {HIM}: Recipient address rejected: Quota exceeded", FULL),
    ("Postfix", "503 5.5.1 Error: need MAIL command", OURS),
    ("Postfix", "530 5.7.0 Must issue a STARTTLS command first", OURS),
    ("Postfix", "530 5.5.1 Authentication required", OURS),
    ("Postfix", f"450 4.2.0 {HIM}: Recipient address rejected: Greylisted", LATER),
    ("Postfix", "554 5.5.1 Error: too many errors after RCPT", OURS),
    # Exim
    ("Exim", "550 relay not permitted", OURS),
    ("Exim", "550 Unrouteable address", GONE),
    ("Exim", "550 Unknown user", GONE),
    ("Exim", "550 No Such User Here", GONE),
    ("Exim", f"550-Verification failed for <{HUBS}>\n550-Unrouteable address\n550 Sender verify failed", OURS),
    ("Exim", f"550-Verification failed for <{HUBS}>\n550-Called:   192.0.2.4\n550-Sent:     RCPT TO:<{HUBS}>\n"
             "550-Response: 550 5.1.1 User unknown\n550 Sender verify failed", OURS),
    ("Exim", "550 Administrative prohibition", OURS),
    ("Exim", "550 HELO required before MAIL", OURS),
    ("Exim", "550 Access denied - Invalid HELO name (See RFC2821 4.1.1.1)", OURS),
    ("Exim", "550 192.0.2.9 is in a black list at dnsbl.example", OURS),
    ("Exim", "501 hub1: sender address must contain a domain", OURS),
    ("Exim", "451 Temporary local problem - please try later", LATER),
    ("Exim", "552 Message size exceeds maximum permitted", OURS),
    ("Exim", "550 Mailbox quota exceeded", FULL),
    # OpenSMTPD says the same of a stranger and of a relay that it refuses
    ("OpenSMTPD", "550 Invalid recipient", UNCLEAR),
    ("OpenSMTPD", f"550 Invalid recipient: {HIM}", UNCLEAR),
    ("OpenSMTPD", "550 5.1.1 Invalid recipient", GONE),
    ("OpenSMTPD", "530 5.5.1 Invalid command: Must issue an AUTH command first", OURS),
    ("OpenSMTPD", "524 5.2.4 Mailing list expansion problem: Invalid recipient", FULL),
    ("OpenSMTPD", "421 4.3.0 Temporary failure", LATER),
    ("OpenSMTPD", "550 Maximum message size exceeded", OURS),
    # Exchange, Microsoft 365, Outlook
    ("Microsoft 365", "550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", GONE),
    ("Microsoft 365", "550 5.1.1 RESOLVER.ADR.ExRecipNotFound; not found", GONE),
    ("Microsoft 365", f"550 5.4.1 Recipient address rejected: Access denied. AS(201806281) [{ROSAS}]", UNCLEAR),
    ("Microsoft 365", "550 5.7.64 TenantAttribution; Relay Access Denied [ValidationStatus of '' is EmptyCertificate]", OURS),
    ("Microsoft 365", "550 5.7.606 Access denied, banned sending IP [192.0.2.9]", OURS),
    ("Microsoft 365", "550 5.1.8 Access denied, bad outbound sender AS(42004)", OURS),
    ("Microsoft 365", "550 5.1.90 Your message can't be sent because you've reached your daily limit for message"
                      " recipients", OURS),
    ("Microsoft 365", "554 5.2.2 mailbox full; STOREDRV.Deliver.Exception:QuotaExceededException", FULL),
    ("Microsoft 365", "550 5.7.133 RESOLVER.RST.SenderNotAuthenticatedForGroup; authentication required", OURS),
    ("Microsoft 365", "550 5.7.13 STOREDRV.Deliver.Exception:AccountDisabledException", FULL),
    ("Microsoft 365", "550 5.2.3 RESOLVER.RST.RecipSizeLimit; message too large for this recipient", OURS),
    ("Microsoft 365", "550 5.4.310 DNS domain families.example does not exist [Message=InfoDomainNonexistent]", GONE),
    ("Exchange", "550 5.7.54 SMTP; Unable to relay recipient in non-accepted domain", OURS),
    ("Exchange", "530 5.7.57 SMTP; Client was not authenticated to send anonymous mail during MAIL FROM", OURS),
    ("Exchange", "550 5.7.60 SMTP; Client does not have permissions to send as this sender", OURS),
    ("Exchange", "550 5.1.1 User unknown", GONE),
    ("Exchange", "552 5.2.2 This message is larger than the current system limit or the recipient's mailbox is full.",
     FULL),
    ("Outlook.com", "550 5.5.0 Requested action not taken: mailbox unavailable (S2017062302).", UNCLEAR),
    ("Outlook.com", "550 5.7.1 Unfortunately, messages from [192.0.2.9] weren't sent. Please contact your Internet"
                    " service provider since part of their network is on our block list (S3150).", OURS),
    # Gmail
    ("Gmail", "550-5.1.1 The email account that you tried to reach does not exist. Please try\n550-5.1.1 double-checking"
              " the recipient's email address for typos or\n550-5.1.1 unnecessary spaces. For more information, go to\n"
              "550 5.1.1  https://support.google.com/mail/?p=NoSuchUser x - gsmtp", GONE),
    ("Gmail", "550-5.2.1 The email account that you tried to reach is inactive. For more\n550 5.2.1 information, go to"
              " https://support.google.com/mail/?p=DisabledUser x - gsmtp", FULL),
    ("Gmail", "552-5.2.2 The recipient's inbox is out of storage space. Please direct the\n552 5.2.2 recipient to"
              " https://support.google.com/mail/?p=OverQuotaPerm x - gsmtp", FULL),
    ("Gmail", "553 5.1.2 We weren't able to find the recipient domain. Please check for any spelling errors. - gsmtp",
     GONE),
    ("Gmail", "550-5.7.0 Mail relay denied [192.0.2.9]. Invalid credentials for relay for one of\n550 5.7.0 the domains"
              " in: maplestreet.example - gsmtp", OURS),
    ("Gmail", "550-5.7.26 Your email has been blocked because the sender is unauthenticated. - gsmtp", OURS),
    ("Gmail", "550 5.4.5 Daily user sending limit exceeded. - gsmtp", OURS),
    ("Gmail", "530 5.7.0 Authentication Required. - gsmtp", OURS),
    ("Gmail", "450 4.2.1 The user you are trying to contact is receiving mail at a rate that prevents additional"
              " messages from being delivered. - gsmtp", LATER),
    ("Gmail", "421 4.7.0 Try again later, closing connection. (EHLO) - gsmtp", LATER),
    # Yahoo
    ("Yahoo", f"554 delivery error: dd This user doesn't have a yahoo.com account ({ROSAS}) [0]", GONE),
    ("Yahoo", "552 1 Requested mail action aborted, mailbox not found", GONE),
    ("Yahoo", f"554 30 Sorry, your message to {ROSAS} cannot be delivered. This mailbox is disabled (554.30).", FULL),
    ("Yahoo", f"552 1 Requested mail action aborted, mailbox {ROSAS} is over quota", FULL),
    ("Yahoo", "553 5.7.1 [BL21] Connections will not be accepted from 192.0.2.9, because the ip is in Spamhaus's list",
     OURS),
    ("Yahoo", "554 5.7.9 Message not accepted for policy reasons. See https://postmaster.yahooinc.com/error-codes", OURS),
    ("Yahoo", "451 VS1-IP Excessive unknown recipients - possible Open Relay (#4.1.8)", LATER),
    # iCloud
    ("iCloud", f"550 5.1.1 {HIM}: user does not exist", GONE),
    ("iCloud", "550 5.1.6 recipient no longer on server: rosa.alvarez", GONE),
    ("iCloud", "550 5.1.1 unknown or illegal alias: rosa.alvarez@families.example", GONE),
    ("iCloud", f"552 5.2.2 {HIM}: user is over quota", FULL),
    ("iCloud", "550 5.7.1 [CS01] Message rejected due to local policy. Please visit https://support.apple.com/x", OURS),
    ("iCloud", "550 5.7.1 Your message was rejected due to maplestreet.example DMARC policy.", OURS),
    # Sendmail
    ("Sendmail", f"550 5.1.1 {HIM}... User unknown", GONE),
    ("Sendmail", f"550 5.7.1 {HIM}... Relaying denied. IP name possibly forged [192.0.2.9]", OURS),
    ("Sendmail", f"550 5.1.2 {HIM}... Host unknown (Name server: families.example: host not found)", GONE),
    ("Sendmail", f"553 5.1.8 <{HUBS}>... Domain of sender address {HUBS} does not exist", OURS),
    ("Sendmail", f"501 5.1.3 {HIM}... Bad recipient address syntax", GONE),
    ("Sendmail", "553 5.5.4 <hub>... Domain name required for sender address hub", OURS),
    ("Sendmail", "501 5.0.0 Invalid domain name", OURS),
    ("Sendmail", f"550 5.2.1 {HIM}... Mailbox disabled for this recipient", FULL),
    # Haraka
    ("Haraka", f"550 I cannot deliver mail for {HIM}", UNCLEAR),
    ("Haraka", f"550 5.1.1 User {HIM} unknown", GONE),
    ("Haraka", "550 HELO command rejected: host name is not FQDN", OURS),
    # Dovecot's LMTP
    ("Dovecot", f"550 5.1.1 {HIM} User doesn't exist: {ROSAS}", GONE),
    ("Dovecot", f"552 5.2.2 {HIM} Quota exceeded (mailbox for user is full)", FULL),
    ("Dovecot", f"451 4.3.0 {HIM} Temporary internal error", LATER),
    # Mimecast, Proofpoint, others
    ("Mimecast", "550 Invalid Recipient - https://community.mimecast.com/docs/DOC-1369#550 [x.us1]", UNCLEAR),
    ("Mimecast", "550 Administrative prohibition - envelope blocked - https://community.mimecast.com/x", OURS),
    ("Mimecast", "550 Rejected by header based Anti-Spoofing policy: hub@maplestreet.example - https://x.example", OURS),
    ("Mimecast", "550 csi.mimecast.org Poor Reputation Sender. - https://community.mimecast.com/x", OURS),
    ("Proofpoint", f"550 5.1.1 {HIM}... User unknown", GONE),
    ("Proofpoint", "554 5.7.1 The message from (<x>) with the subject of (y) matches a profile the Internet community"
                   " may consider spam", OURS),
    ("Proofpoint", "550 5.7.0 Local Policy Violation", OURS),
    ("qmail", "553 sorry, that domain isn't in my list of allowed rcpthosts (#5.7.1)", OURS),
    ("qmail", "550 sorry, no mailbox here by that name. (#5.1.1)", GONE),
    ("an anti-probe", "550 5.1.1 Backscatter Protection detected an invalid or unauthenticated address", OURS),
    ("somebody", "550 5.1.2 Domain maplestreet.example not found", OURS),
    ("somebody", "550 5.1.2 Domain families.example not found", GONE),
    ("somebody", "550 MAIL FROM not permitted", OURS),
    ("somebody", "550 Requested action not taken: mailbox unavailable", UNCLEAR),
    ("somebody", "550 No", UNCLEAR),
    ("somebody", "550 5.0.0 Rejected", UNCLEAR),
    ("somebody", "552 Requested mail action aborted: exceeded storage allocation", FULL),
    ("somebody", "552 No", FULL),
    ("somebody", "552 5.3.4 Message too big", OURS),
    ("somebody", "554 5.6.0 No", OURS),
    ("somebody", "554 5.3.2 System not accepting network messages", OURS),
    ("somebody", "503 5.5.1 Bad sequence of commands", OURS),
    ("somebody", "501 No", OURS),
    ("somebody", "550 5.2.0 Rejected, your IP address sends spam", OURS),
    ("somebody", "550 Account disabled because of abuse", OURS),
    ("somebody", "550 Too many unknown users from your network", UNCLEAR),
    ("somebody", "550 5.1.1 Mailbox disabled", FULL),
    ("somebody", "550 5.1.4 Ambiguous", UNCLEAR),
]  # fmt: skip

AT_DATA = [
    ("Postfix", "554 5.6.0 Looks like spam", MESSAGE),
    ("Postfix", "552 5.3.4 Message size exceeds fixed limit", MESSAGE),
    ("Postfix", "554 5.5.1 Error: no valid recipients", OURS),
    ("Exim", "550 This message contains a virus", MESSAGE),
    ("Gmail", "550-5.7.1 Our system has detected that this message is likely unsolicited mail. - gsmtp", MESSAGE),
    ("Gmail", "550-5.7.26 This mail has been blocked because the sender is unauthenticated. - gsmtp", OURS),
    ("Dovecot", f"552 5.2.2 {HIM} Quota exceeded (mailbox for user is full)", FULL),
    ("Exchange", "554 5.2.2 mailbox full", FULL),
    ("Proofpoint", "554 5.7.0 Reject", OURS),
    ("Yahoo", f"554 delivery error: dd This user doesn't have a yahoo.com account ({ROSAS}) [0]", GONE),
    ("somebody", "503 No", OURS),
    ("somebody", "451 4.3.0 Queue is full", LATER),
]

BEFORE_RCPT = [
    (Stage.CONNECT, "554 5.7.1 No SMTP service here"), (Stage.CONNECT, "521 No such user"),
    (Stage.HELLO, "550 5.1.1 User unknown"), (Stage.HELLO, "501 Syntactically invalid EHLO argument(s)"),
    (Stage.AUTH, "535 5.7.8 Error: authentication failed"), (Stage.AUTH, "550 5.2.1 Account disabled"),
    (Stage.MAIL, "550 5.1.1 User unknown"), (Stage.MAIL, "552 5.3.4 Message size exceeds fixed limit"),
    (Stage.MAIL, "550 5.2.2 Over quota"), (Stage.MAIL, "530 5.7.0 Must issue a STARTTLS command first"),
]  # fmt: skip

REPORTS = [
    # action, Status, Diagnostic-Code
    ("5.1.1", f"smtp; 550 5.1.1 {HIM}: Recipient address rejected: User unknown in virtual mailbox table", HARD),
    ("5.1.10", "smtp;550 5.1.10 RESOLVER.ADR.RecipientNotFound; Recipient not found by SMTP address lookup", HARD),
    ("5.4.4", "X-Postfix; Host or domain name not found. Name service error for name=families.example", HARD),
    ("5.1.2", "", HARD), ("5.1.1", "", HARD), ("5.1.6", "smtp; 550 5.1.6 recipient no longer on server", HARD),
    ("5.1.1", "X-Postfix; unknown user: \"rosa.alvarez\"", HARD),
    ("5.0.0", f"smtp; 550 5.1.1 {HIM}: Recipient address rejected: User unknown", HARD),
    ("5.0.0", "smtp; 550-5.1.1 The email account that you tried to reach does not exist.", HARD),
    ("5.0.0", "smtp; 550 Unrouteable address", HARD),
    ("5.4.310", "smtp;550 5.4.310 DNS domain families.example does not exist", HARD),
    ("5.0.0", "smtp; 550 5.7.1 Message rejected by policy", POLICY),
    ("5.0.0", "smtp; 550 relay not permitted", POLICY),
    ("5.0.0", "smtp; 552 5.2.2 mailbox full", SOFT),
    ("5.0.0", "smtp; 450 4.2.2 mailbox full", SOFT),
    ("5.0.0", "smtp; 451 4.7.1 try again", POLICY),
    ("5.0.0", "X-Exim; retry timeout exceeded", POLICY),
    ("5.0.0", "", SOFT), ("5.0.0", "smtp; 550 No", SOFT),
    ("5.2.2", "smtp; 552 5.2.2 Mailbox full", SOFT), ("4.2.2", "smtp; 452 4.2.2 Mailbox full", SOFT),
    ("4.1.1", "smtp; 450 4.1.1 User unknown in local recipient table", SOFT),
    ("5.2.1", "smtp; 550-5.2.1 The email account that you tried to reach is disabled.", SOFT),
    ("5.4.1", "smtp;550 5.4.1 Recipient address rejected: Access denied. AS(201806281)", SOFT),
    ("5.5.0", "smtp; 550 5.5.0 Requested action not taken: mailbox unavailable", SOFT),
    ("4.4.1", "X-Postfix; connect to mail.families.example[192.0.2.1]:25: Connection timed out", POLICY),
    ("4.4.2", "X-Postfix; lost connection with mx.families.example while receiving the greeting", POLICY),
    ("4.4.7", "smtp; 550 4.4.7 QUEUE.Expired; message expired", POLICY),
    ("4.4.3", "X-Postfix; Host or domain name not found. Name service error: Host not found, try again", POLICY),
    ("4.7.0", "smtp; 421 4.7.0 Try again later", POLICY), ("4.7.1", "", POLICY), ("4.3.0", "", POLICY),
    ("4.0.0", "", POLICY),
    ("5.3.4", "smtp; 552 5.3.4 Message size exceeds fixed limit", POLICY),
    ("5.7.1", "smtp; 554 5.7.1 Message rejected by policy", POLICY), ("5.7.26", "", POLICY),
    ("5.6.0", "", POLICY), ("5.5.2", "", POLICY), ("5.4.6", "smtp; 554 5.4.6 Too many hops", POLICY),
    ("5.4.14", "smtp;554 5.4.14 Hop count exceeded - possible mail loop", POLICY),
    ("5.1.8", f"smtp; 553 5.1.8 <{HUBS}>... Domain of sender address does not exist", POLICY),
    ("5.1.7", "smtp; 553 5.1.7 No", POLICY), ("5.1.8", "", POLICY),
    ("5.1.90", "smtp;550 5.1.90 Your message can't be sent", POLICY),
    ("5.1.20", "smtp;550 5.1.20 Multiple From addresses are not allowed without Sender address", POLICY),
    ("5.1.0", f"smtp; 550 5.1.0 <{HUBS}>: Sender address rejected: User unknown in local recipient table", POLICY),
    ("5.1.0", f"smtp; 550 5.1.0 <{HUBS}>: Address rejected", POLICY),
    ("5.1.1", f"smtp; 550 5.1.1 <{HUBS}>: User unknown", POLICY),
    ("5.0.0", f"smtp; 550-Verification failed for <{HUBS}> 550-Unrouteable address 550 Sender verify failed", POLICY),
]  # fmt: skip
