"""This file decides whom an account elsewhere lets in (OpenID Connect), and what of an ID token is believed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from enum import StrEnum

from policies.sentence import say
from policies.verdict import Allowed, Refused, Verdict

VISIT_LASTS = timedelta(minutes=10)
"""For how long somebody may stay at the provider until they are back."""

CLOCKS_S = 120
"""Seconds by which the clocks of the hub and of a provider may differ."""

MOST_IDENTITIES = 5
"""Accounts elsewhere that open one account."""

ALGORITHMS = ("RS256", "ES256", "PS256")
"""What an ID token may be signed with: keys of the provider's alone, never a secret or nothing (RFC 8725, 3.1)."""

TENANT = re.compile(r"[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}")
"""What Microsoft calls an organization by, in its issuer and in the claim tid."""

ANY_TENANT = "{tenantid}"
"""What stands in the issuer that Microsoft's discovery tells for several organizations, for a token's tid."""


class ProviderName(StrEnum):
    """Whose accounts can be used; each is configured by whoever runs the hub."""

    GOOGLE = "google"
    MICROSOFT = "microsoft"
    OTHER = "other"


@dataclass(frozen=True, slots=True, kw_only=True)
class ProviderRules:
    """
    Who of a provider is let in. client: how it calls the hub. domains: of Google Workspace (claim hd), of which
    one has to be there; empty for any account. tenants: likewise of Microsoft (claim tid).
    """

    name: ProviderName
    client: str
    domains: frozenset[str] = frozenset()
    tenants: frozenset[str] = frozenset()


NOT_OURS = say("The answer of the sign-in service could not be trusted. Please try once more.")
CLOCK_OFF = say("The clocks of the hub and of the sign-in service differ. Please tell whoever runs the hub.")
NOT_LET_IN = say("Accounts of this organization are not let in here. Choose the account of your school.")
UNKNOWN_IDENTITY = say(
    "No account here is opened by it. Ask your center for an invitation; or sign in with your password, and add it "
    "under Me."
)
DENIED = say("You did not allow it, so nobody was signed in.")
PROVIDER_DOWN = say("The sign-in service does not answer. Please try again later, or use your password.")
TOO_LATE = say("That took too long, or was begun in another browser. Please try once more.")
TAKEN = say("That account opens another account here already.")


def expected_issuer(issuer: str, claims: Mapping[str, object]) -> str:
    """
    The issuer that a token must have, whose discovery told this one; of Microsoft with the token's tenant in it.

    Empty where the token has no tenant that could be one.

    Source: Microsoft identity platform, "Validate the issuer"; OpenID Connect Core 1.0, 3.1.3.7 number 2.
    """
    if ANY_TENANT not in issuer:
        return issuer
    tenant = claims.get("tid")
    if not isinstance(tenant, str) or not TENANT.fullmatch(tenant):
        return ""
    return issuer.replace(ANY_TENANT, tenant)


def may_come(rules: ProviderRules, claims: Mapping[str, object]) -> Verdict:
    """Whether a believed token is of an organization that is let in; none is chosen by its email address."""
    hosted, tenant = claims.get("hd"), claims.get("tid")
    if rules.domains and (not isinstance(hosted, str) or hosted.lower() not in rules.domains):
        return Refused(NOT_LET_IN)
    if rules.tenants and tenant not in rules.tenants:
        return Refused(NOT_LET_IN)
    return Allowed(say("Accounts of this organization are let in."))


def shown_email(claims: Mapping[str, object]) -> str:
    """What the provider calls the account, for its owner to recognise: it finds nobody. Empty for nothing."""
    for name in ("email", "preferred_username"):
        its = claims.get(name)
        if isinstance(its, str) and its.isprintable():
            return its[:254]
    return ""


def may_add_identity(count: int) -> Verdict:
    """Whether an account is opened by one more account elsewhere."""
    if count >= MOST_IDENTITIES:
        return Refused(say("There are {most} already. Take one off first.", most=MOST_IDENTITIES))
    return Allowed(say("One more may be added."))
