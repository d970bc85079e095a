"""By whose accounts people may sign in: what of the environment is taken, and what is refused in words."""

import subprocess
import sys

import pytest

from hub.settings import SettingsError, read
from policies.people.identities import ProviderName
from tests.test_layout import ROOT

GOOGLE = {"ROOMWIRE_GOOGLE_CLIENT_ID": "c", "ROOMWIRE_GOOGLE_CLIENT_SECRET": "s"}
MICROSOFT = {"ROOMWIRE_MICROSOFT_CLIENT_ID": "c", "ROOMWIRE_MICROSOFT_CLIENT_SECRET": "s"}
OTHER = {"ROOMWIRE_OIDC_CLIENT_ID": "c", "ROOMWIRE_OIDC_CLIENT_SECRET": "s"}
TENANT = "8b4f2d1e-5c6a-4e0f-9a11-2b3c4d5e6f70"


def test_nobody_is_one_unless_configured() -> None:
    assert read({}).identity_providers == ()


MADE = """
import sys
from hub import app, settings
app.made(settings.read({env!r}))
print([one for one in ("authlib", "joserfc") if one in sys.modules])
"""


def test_what_reads_tokens_is_loaded_where_somebody_is_one_and_nowhere_else() -> None:
    def loaded(env: dict[str, str]) -> str:
        words = [sys.executable, "-c", MADE.format(env=env)]
        return subprocess.run(words, capture_output=True, check=True, text=True, cwd=ROOT).stdout.strip()

    assert loaded(GOOGLE) == "['authlib', 'joserfc']"
    assert loaded({}) == "[]"


def test_each_has_its_issuer_its_name_and_whom_it_lets_in() -> None:
    google, microsoft, other = read(
        {
            **GOOGLE,
            **MICROSOFT,
            **OTHER,
            "ROOMWIRE_GOOGLE_DOMAINS": "Maple.example elm.example",
            "ROOMWIRE_MICROSOFT_TENANTS": TENANT.upper(),
            "ROOMWIRE_OIDC_ISSUER": "https://id.maple.example/realms/school/",
        }
    ).identity_providers

    assert (google.issuer, google.label) == ("https://accounts.google.com", "Google")
    assert google.rules.domains == {"maple.example", "elm.example"}
    assert microsoft.issuer == "https://login.microsoftonline.com/common/v2.0"
    assert microsoft.rules.tenants == {TENANT}
    assert (other.issuer, other.label) == ("https://id.maple.example/realms/school", "id.maple.example")
    assert other.rules.name is ProviderName.OTHER
    assert "'s'" not in repr(google)


@pytest.mark.parametrize(
    ("env", "says"),
    [
        ({"ROOMWIRE_GOOGLE_CLIENT_ID": "c"}, "belong together"),
        ({"ROOMWIRE_MICROSOFT_CLIENT_SECRET": "s"}, "belong together"),
        (OTHER, "ROOMWIRE_OIDC_ISSUER is missing"),
        ({**OTHER, "ROOMWIRE_OIDC_ISSUER": "http://id.maple.example"}, "begins with https"),
        ({**MICROSOFT, "ROOMWIRE_MICROSOFT_TENANTS": "maple"}, "a tenant is an id"),
    ],
)
def test_what_cannot_work_is_refused_when_the_hub_starts(env: dict[str, str], says: str) -> None:
    with pytest.raises(SettingsError, match=says):
        read(env)
