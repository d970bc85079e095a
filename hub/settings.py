"""This file reads the environment, once, into settings that never change."""

from __future__ import annotations

import os
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from ipaddress import ip_network
from pathlib import Path
from typing import Any
from urllib.parse import SplitResult, urlsplit
from zoneinfo import ZoneInfo, ZoneInfoNotFoundError

from hub.bus import redis_address
from hub.reference.end_dates import END_DATES, EXCLUSIVE
from notifiers.senders.smtp import is_qualified
from policies.people.identities import TENANT, ProviderName, ProviderRules
from policies.people.passkeys import party_of

USUAL_POSTS = 10
"""Posts a second of one person where an operator chose no other number; all other rates are for this one."""


class SettingsError(ValueError):
    """A setting is missing or wrong; the sentence says which, and what to do."""


@dataclass(frozen=True, slots=True, kw_only=True)
class IdentityProvider:
    """
    Whose accounts people may sign in with, by OpenID Connect. issuer: where its discovery is, without a slash at
    the end; secret: of the hub as its client; label: how it is called on the button.
    """

    rules: ProviderRules
    issuer: str
    secret: str = field(repr=False)
    label: str

    @property
    def name(self) -> str:
        """What it is called in addresses and records."""
        return self.rules.name.value


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """
    What an operator chose.

    database_url: sqlite:///path or postgresql://…; redis_url: empty for none. worker: this hub also tells people,
    instead of a worker of its own. base_url: where people find the hub, without a slash at the end; links in
    alerts and the allowed origin come from it. origins: further origins that browsers may come from.
    proxies: addresses and networks of the proxies before the hub, whose X-Forwarded-For is believed.
    posts_per_s: what one person may post; where it is more than usual, they may ask for more of
    all else too. time_zone: of schools that are new. demo: show the demo's pages.
    secret: what links and addresses in emails are signed with; empty where nothing is. other_secret: what was, or
    will be, signed and sealed with it counts as well, while the secret is changed; empty for none. mail_domain: of
    the addresses whose mail comes to us; empty where none does. mail_authserv: what the mail server before us calls
    itself where it says whom mail is from; empty where it does not. mail_listen: where we take mail, as host and
    port; mail_hook_secret: what a mail service says who hands us mail over HTTP; each empty where that endpoint is
    closed.
    metrics_listen: where what was measured is told, likewise. security_contact: whom to tell of a weakness, as an
    address of mail (mailto:) or of a page; empty where nobody is named.
    roster_folder: where rosters are put for us to find, empty for none; roster_end_dates: how their endDates, and
    those that are brought from the page, are meant (hub/reference/end_dates.py).
    identity_providers: whose accounts people may sign in with; empty for none.
    environ: everything, for the senders to read theirs from.
    """

    database_url: str = "sqlite:///data/roomwire.sqlite3"
    base_url: str = "http://127.0.0.1:8000"
    origins: frozenset[str] = frozenset()
    proxies: tuple[str, ...] = ()
    posts_per_s: int = USUAL_POSTS
    time_zone: str = "UTC"
    demo: bool = False
    identity_providers: tuple[IdentityProvider, ...] = ()
    redis_url: str = ""
    worker: bool = True
    secret: str = field(default="", repr=False)
    other_secret: str = field(default="", repr=False)
    mail_domain: str = ""
    mail_authserv: str = ""
    mail_listen: tuple[str, int] | None = None
    mail_hook_secret: str = field(default="", repr=False)
    metrics_listen: tuple[str, int] | None = None
    security_contact: str = ""
    roster_folder: str = ""
    roster_end_dates: str = EXCLUSIVE
    environ: Mapping[str, str]

    @property
    def local_push(self) -> bool:
        """Whether push services may be on this machine: for tests alone."""
        return self.environ.get("ROOMWIRE_WEBPUSH_ALLOW_LOCAL") == "1"

    @property
    def local_rosters(self) -> bool:
        """Whether rosters may be fetched from this machine and its network."""
        return self.environ.get("ROOMWIRE_ROSTER_ALLOW_LOCAL") == "1"

    @property
    def secure(self) -> bool:
        """Whether cookies travel over TLS alone."""
        return self.base_url.startswith("https://")

    @property
    def party(self) -> str:
        """The host that passkeys are for, empty where browsers have none: those of another host open nothing."""
        return party_of(self.base_url)


def origin_of(url: str) -> str:
    """
    The origin of an address as browsers write it: small letters, no port that is the scheme's own, no path.

    Source: RFC 6454, section 6.2.
    """
    parts = urlsplit(url)
    host, usual = parts.hostname or "", {"http": 80, "https": 443}.get(parts.scheme)
    port = f":{parts.port}" if parts.port not in {None, usual} else ""
    return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}{port}"


NAMES = {
    "ROOMWIRE_DATABASE_URL": "Where the records are: sqlite:///path/of/a/file or postgresql://user@host/name.",
    "ROOMWIRE_REDIS_URL": "Redis, where several hubs share a database: redis://, redis+sentinel:// or redis+cluster://.",
    "ROOMWIRE_WORKER": "0 leaves telling people to a worker of its own (python -m hub worker).",
    "ROOMWIRE_BASE_URL": "Where people find the hub, e.g. https://hub.example.org.",
    "ROOMWIRE_ORIGINS": "Further origins that browsers may come from, with spaces between.",
    "ROOMWIRE_PROXIES": "Addresses or networks of your proxies, with spaces between: X-Forwarded-For of these.",
    "ROOMWIRE_POSTS_PER_S": "How many messages one person may post in a second.",
    "ROOMWIRE_TIME_ZONE": "The time zone of schools that are new, e.g. America/Chicago.",
    "ROOMWIRE_SECRET": "What links and addresses in emails are signed with: 32 random characters or more.",
    "ROOMWIRE_OTHER_SECRET": "While ROOMWIRE_SECRET is changed: the other one, by which what it signed counts too.",
    "ROOMWIRE_MAIL_DOMAIN": "The domain whose mail comes to the hub: answers to emails, and what came back.",
    "ROOMWIRE_MAIL_AUTHSERV": "The authserv-id of your mail server's Authentication-Results, e.g. mx.example.org.",
    "ROOMWIRE_MAIL_LISTEN": "host:port where a mail server hands mail over, by LMTP or SMTP, e.g. 127.0.0.1:2525.",
    "ROOMWIRE_MAIL_HOOK_SECRET": "What a mail service sends with mail that it hands over to /v1/hooks/mail.",
    "ROOMWIRE_METRICS_LISTEN": "host:port where /metrics is told to Prometheus, e.g. 127.0.0.1:9100; else nowhere.",
    "ROOMWIRE_SECURITY_CONTACT": "Whom to tell of a weakness of the hub: mailto:… or https://…; in security.txt.",
    "ROOMWIRE_ROSTER_FOLDER": "A folder that is looked into for a new roster four times a day, as a zip file.",
    "ROOMWIRE_ROSTER_END_DATES": "exclusive or last-day: what an endDate of these rosters is; see docs/roster.md.",
    "ROOMWIRE_GOOGLE_CLIENT_ID": "The hub as a client of Google: shows “Sign in with Google”. With _CLIENT_SECRET.",
    "ROOMWIRE_GOOGLE_CLIENT_SECRET": "What Google gave the hub with the client id.",
    "ROOMWIRE_GOOGLE_DOMAINS": "Domains of Google Workspace that are let in, with spaces between; else any.",
    "ROOMWIRE_GOOGLE_ISSUER": "Where Google's discovery is, if not at https://accounts.google.com.",
    "ROOMWIRE_MICROSOFT_CLIENT_ID": "The hub as an app of Microsoft Entra: shows “Sign in with Microsoft”.",
    "ROOMWIRE_MICROSOFT_CLIENT_SECRET": "What Microsoft gave the hub with it.",
    "ROOMWIRE_MICROSOFT_TENANTS": "Ids of organizations that are let in, with spaces between; else any account.",
    "ROOMWIRE_MICROSOFT_ISSUER": "Where its discovery is, if not at https://login.microsoftonline.com/common/v2.0.",
    "ROOMWIRE_OIDC_CLIENT_ID": "The hub as a client of another OpenID Connect provider, such as Keycloak.",
    "ROOMWIRE_OIDC_CLIENT_SECRET": "What that gave the hub with it.",
    "ROOMWIRE_OIDC_ISSUER": "Where its discovery is, e.g. https://id.example.org/realms/school.",
    "ROOMWIRE_OIDC_LABEL": "How it is called on the button, e.g. Maple Street.",
    "ROOMWIRE_ROSTER_ALLOW_LOCAL": "1 lets rosters be fetched from servers in the hub's own network.",
    "ROOMWIRE_DEMO": "1 shows who can sign in, and what would have been sent; for the demo school only.",
}
"""Our own variables and what they mean; each sender has its own in its file."""


def read(environ: Mapping[str, str] | None = None) -> Settings:
    """
    The settings of an environment, by default this process's.

    Raises:
        SettingsError: one is wrong.
    """
    env = dict(os.environ) if environ is None else dict(environ)  # noqa: TID251 (this is the place)
    default = Settings(environ=env)
    mail = _mail(env)
    env |= _greetings(env, mail["mail_domain"])
    return Settings(
        **mail,
        database_url=env.get("ROOMWIRE_DATABASE_URL") or default.database_url,
        base_url=_url("ROOMWIRE_BASE_URL", env.get("ROOMWIRE_BASE_URL") or default.base_url),
        origins=_origins(env.get("ROOMWIRE_ORIGINS", "")),
        proxies=_proxies(env.get("ROOMWIRE_PROXIES", "")),
        posts_per_s=_number("ROOMWIRE_POSTS_PER_S", env.get("ROOMWIRE_POSTS_PER_S"), default.posts_per_s),
        time_zone=_zone(env.get("ROOMWIRE_TIME_ZONE") or default.time_zone),
        metrics_listen=_listen("ROOMWIRE_METRICS_LISTEN", env.get("ROOMWIRE_METRICS_LISTEN", "")),
        security_contact=_contact(env.get("ROOMWIRE_SECURITY_CONTACT", "").strip()),
        identity_providers=_identity_providers(env),
        redis_url=_redis(env.get("ROOMWIRE_REDIS_URL", "")),
        worker=env.get("ROOMWIRE_WORKER") != "0",
        roster_folder=_folder(env.get("ROOMWIRE_ROSTER_FOLDER", "")),
        roster_end_dates=_end_dates(env.get("ROOMWIRE_ROSTER_END_DATES") or default.roster_end_dates),
        demo=env.get("ROOMWIRE_DEMO") == "1",
        environ=env,
    )


_USUAL_ISSUERS = {
    ProviderName.GOOGLE: ("Google", "https://accounts.google.com"),
    ProviderName.MICROSOFT: ("Microsoft", "https://login.microsoftonline.com/common/v2.0"),
    ProviderName.OTHER: ("", ""),
}


def _identity_providers(env: Mapping[str, str]) -> tuple[IdentityProvider, ...]:
    """Of each that is configured what people sign in with."""
    found: list[IdentityProvider] = []
    for name, (label, issuer) in _USUAL_ISSUERS.items():
        prefix = f"ROOMWIRE_{'OIDC' if name is ProviderName.OTHER else name.value.upper()}_"
        client, secret = env.get(f"{prefix}CLIENT_ID", "").strip(), env.get(f"{prefix}CLIENT_SECRET", "").strip()
        if not client and not secret:
            continue
        if not client or not secret:
            raise SettingsError(f"{prefix}CLIENT_ID and {prefix}CLIENT_SECRET belong together; one is missing.")
        where = env.get(f"{prefix}ISSUER", "").strip() or issuer
        if not where:
            raise SettingsError(f"{prefix}ISSUER is missing: it says where the provider is.")
        tenants = frozenset(env.get("ROOMWIRE_MICROSOFT_TENANTS", "").lower().split())
        if wrong := sorted(one for one in tenants if not TENANT.fullmatch(one)):
            raise SettingsError(
                f"ROOMWIRE_MICROSOFT_TENANTS has {wrong[0]!r}; a tenant is an id as Entra shows it."
            )
        rules = ProviderRules(
            name=name,
            client=client,
            domains=frozenset(env.get("ROOMWIRE_GOOGLE_DOMAINS", "").lower().split())
            if name is ProviderName.GOOGLE
            else frozenset(),
            tenants=tenants if name is ProviderName.MICROSOFT else frozenset(),
        )
        called = label or env.get(f"{prefix}LABEL", "").strip() or (urlsplit(where).hostname or where)
        found.append(
            IdentityProvider(rules=rules, issuer=_issuer(f"{prefix}ISSUER", where), secret=secret, label=called)
        )
    return tuple(found)


def _issuer(name: str, text: str) -> str:
    """Over TLS alone, or on this machine: what is believed of it signs people in."""
    parts = urlsplit(text)
    if parts.scheme == "https" or (parts.scheme == "http" and parts.hostname in {"127.0.0.1", "localhost"}):
        return text.rstrip("/")
    raise SettingsError(f"{name} is {text!r}; it begins with https://.")


def _mail(env: Mapping[str, str]) -> dict[str, Any]:
    """What is about mail that comes in, and about what is signed in mail that goes out."""
    secret, domain = env.get("ROOMWIRE_SECRET", ""), env.get("ROOMWIRE_MAIL_DOMAIN", "").lower()
    listen, hook = env.get("ROOMWIRE_MAIL_LISTEN", ""), env.get("ROOMWIRE_MAIL_HOOK_SECRET", "")
    for name in ("ROOMWIRE_SMTP_URL", "ROOMWIRE_MAIL_DOMAIN"):
        if env.get(name) and not secret:
            raise SettingsError(
                f"ROOMWIRE_SECRET is missing: with {name}, emails carry links that are signed with it. {_MAKE}"
            )
    other = env.get("ROOMWIRE_OTHER_SECRET", "")
    if other and not secret:
        raise SettingsError("ROOMWIRE_SECRET is missing: ROOMWIRE_OTHER_SECRET is but read beside it.")
    of_names = {"ROOMWIRE_SECRET": secret, "ROOMWIRE_OTHER_SECRET": other, "ROOMWIRE_MAIL_HOOK_SECRET": hook}
    for name, value in of_names.items():
        if value and len(value) < SHORTEST_SECRET:
            raise SettingsError(f"{name} is shorter than {SHORTEST_SECRET} characters. {_MAKE}")
    if (listen or hook) and not domain:
        raise SettingsError(
            "ROOMWIRE_MAIL_DOMAIN is missing: it is the domain of the addresses whose mail comes in."
        )
    if domain and not _DOMAIN.fullmatch(domain):
        raise SettingsError(f"ROOMWIRE_MAIL_DOMAIN is {domain!r}; it is a domain such as reply.example.org.")
    authserv = env.get("ROOMWIRE_MAIL_AUTHSERV", "").strip().lower()
    if authserv and not _AUTHSERV.fullmatch(authserv):
        raise SettingsError(
            f"ROOMWIRE_MAIL_AUTHSERV is {authserv!r}; it is a name such as mx.example.org, as it stands behind "
            "Authentication-Results: in what your mail server hands over."
        )
    inbound = {
        "mail_domain": domain,
        "mail_listen": _listen("ROOMWIRE_MAIL_LISTEN", listen),
        "mail_authserv": authserv,
    }
    return {"secret": secret, "other_secret": other, "mail_hook_secret": hook, **inbound}


def _greetings(env: Mapping[str, str], mail_domain: str) -> dict[str, str]:
    """The names that mail servers are greeted with where none is chosen: the hub's own, where it has one."""
    hosts = urlsplit(env.get("ROOMWIRE_BASE_URL", "")).hostname or "", mail_domain
    own = next((one for one in hosts if is_qualified(one)), "")
    accounts = ("ROOMWIRE_SMTP_", "ROOMWIRE_SMTP_2_") if own else ()
    return {f"{one}HELO": own for one in accounts if env.get(f"{one}URL") and not env.get(f"{one}HELO")}


SHORTEST_SECRET = 32
_MAKE = "Make one with: python -c 'import secrets; print(secrets.token_urlsafe(32))'."
_AUTHSERV = re.compile(r"[a-z0-9._-]{1,255}")
_DOMAIN = re.compile(r"[a-z0-9-]{1,63}(\.[a-z0-9-]{1,63})*")


def _listen(name: str, text: str) -> tuple[str, int] | None:
    host, _, port = text.rpartition(":")
    if not text:
        return None
    if not host or not port.isascii() or not port.isdigit() or int(port) > 65_535:
        raise SettingsError(f"{name} is {text!r}; it is a host and a port such as 127.0.0.1:2525.")
    return host.strip("[]"), int(port)


_CONTACT = re.compile(r"(mailto:[^\s@]+@[^\s@]+|https://[^\s]+|tel:\+[0-9-]+)")
"""What RFC 9116 (2.5.3) takes, on one line."""


def _contact(text: str) -> str:
    if text and not _CONTACT.fullmatch(text):
        raise SettingsError(
            f"ROOMWIRE_SECURITY_CONTACT is {text!r}; it is mailto:security@example.org or an https:// address."
        )
    return text


def _folder(text: str) -> str:
    if text and not Path(text).is_dir():
        raise SettingsError(f"ROOMWIRE_ROSTER_FOLDER is {text!r}; there is no such folder. Make it, or correct it.")
    return text


def _end_dates(text: str) -> str:
    if text not in END_DATES:
        raise SettingsError(f"ROOMWIRE_ROSTER_END_DATES is {text!r}; it is one of {', '.join(END_DATES)}.")
    return text


def _url(name: str, text: str) -> str:
    parts = urlsplit(text)
    sound = parts.scheme in {"http", "https"} and parts.hostname and not parts.query and not parts.fragment
    if not sound or not _has_port(parts):
        raise SettingsError(f"{name} is {text!r}; it is an address such as https://hub.example.org.")
    return text.rstrip("/")


def _origins(text: str) -> frozenset[str]:
    return frozenset(origin_of(_url("ROOMWIRE_ORIGINS", one)) for one in text.split())


def _has_port(parts: SplitResult) -> bool:
    """Whether its port is one, or left out."""
    try:
        return parts.port != 0
    except ValueError:
        return False


def _proxies(text: str) -> tuple[str, ...]:
    try:
        return tuple(str(ip_network(one, strict=False)) for one in text.split())
    except ValueError as error:
        raise SettingsError(
            f"ROOMWIRE_PROXIES is {text!r}; it holds addresses or networks such as 127.0.0.1 10.0.0.0/8: {error}."
        ) from error


def _redis(url: str) -> str:
    try:
        if url:
            redis_address.check(url)
    except ValueError as error:
        raise SettingsError(f"ROOMWIRE_REDIS_URL: {error}") from error
    return url


def _number(name: str, text: str | None, default: int) -> int:
    if not text:
        return default
    if not text.isascii() or not text.isdigit() or not 1 <= int(text) <= 10_000:
        raise SettingsError(f"{name} is {text!r}; it is a whole number from 1 to 10000.")
    return int(text)


def _zone(name: str) -> str:
    try:
        ZoneInfo(name)
    except (ZoneInfoNotFoundError, ValueError, OSError) as error:
        raise SettingsError(f"ROOMWIRE_TIME_ZONE is {name!r}; it is a name such as America/Chicago.") from error
    return name
