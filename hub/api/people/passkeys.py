"""This file has the endpoints of passkeys: at sign-in, under Me, and for an admin."""

from __future__ import annotations

import re
import secrets
from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub.actions.people import passkeys, taking_off
from hub.actions.people.passkeys import PasskeyVisit, WantedPasskey
from hub.actions.people.second_factor import Proof
from hub.api.browser_cookies import name_of
from hub.api.people.account import SignedIn, browser_of, remembered, signed_in
from hub.api.people.second_factor import PasswordShown, proving_of
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, Password
from hub.authenticators import ALGORITHMS, HereAnswer, MadeAnswer, text
from hub.errors import Unavailable
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.queries.people.second_factor import standing_of
from hub.sealing import sealer_of
from hub.signing import fingerprint
from hub.store.clock import stamp
from hub.store.passkeys import list_passkeys
from hub.store.row_security import Across
from policies.people.passkeys import CHALLENGE_LASTS, LONGEST_NAME, NOT_OFFERED, called, may_remove, relying_party
from policies.people.sign_ins import program_of
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.store.passkeys import KeptPasskey
    from policies.people.passkeys import RelyingParty

CredentialId = Annotated[str, Meta(min_length=1, max_length=1_400)]
ClientData = Annotated[str, Meta(min_length=1, max_length=8_000)]
AuthenticatorData = Annotated[str, Meta(min_length=1, max_length=8_000)]
Signature = Annotated[str, Meta(min_length=1, max_length=2_000)]
Handle = Annotated[str, Meta(max_length=100)]
Attestation = Annotated[str, Meta(min_length=1, max_length=40_000)]
PasskeyName = Annotated[str, Meta(max_length=LONGEST_NAME)]

HOLDER = "roomwire_passkey"
"""The cookie by which a sign-in is finished on the browser that began it, and on no other; it opens nothing."""

_A_HOLDER = re.compile(r"[A-Za-z0-9_-]{43}")

SIGN_IN_PATH = "/v1/sign-in/passkey"


class PasskeyQuestion(Out, frozen=True):
    """
    What a browser has signed (PublicKeyCredentialRequestOptions; its holder is verified, any passkey will do).

    challenge: base64url, once, until expires_at. party: the host that passkeys are for.
    """

    challenge: str
    party: str
    expires_at: str


class PasskeySignIn(In, frozen=True):
    """
    What came of it (AuthenticationResponseJSON), each as base64url without padding.

    user_handle: as the authenticator gives it; a passkey without one opens nothing.
    """

    id: CredentialId
    client_data: ClientData
    authenticator_data: AuthenticatorData
    signature: Signature
    user_handle: Handle


class PasskeyProof(In, frozen=True):
    """The password of who is signed in; code: of the app or to recover by, where their account asks for one."""

    current: Password
    code: Annotated[str, Meta(max_length=60)] = ""


class PasskeyToMake(Out, frozen=True):
    """
    What a browser makes a passkey of (PublicKeyCredentialCreationOptions; it is to be found without a name, and its
    holder to be verified; no attestation is asked for).

    challenge, user, former: base64url. party: the host it is for. former: the passkeys that are there already.
    algorithms: COSE names, the best first.
    """

    challenge: str
    party: str
    user: str
    email: str
    name: str
    algorithms: tuple[int, ...]
    former: tuple[str, ...]
    expires_at: str


class PasskeyIn(In, frozen=True):
    """
    A passkey that was made (RegistrationResponseJSON), each as base64url without padding.

    name: as its owner calls it; where it is empty, by browser and system.
    """

    id: CredentialId
    client_data: ClientData
    attestation: Attestation
    name: PasskeyName = ""


class Passkey(Out, frozen=True):
    """
    One of one's own. name: empty where nothing is known. used_at: the last sign-in by it, null for none so far.

    elsewhere: the host that it was made for, where the hub is found at another one today, so that it opens nothing;
    else empty. why_not_remove: why it cannot be removed, empty where it can.
    """

    id: str
    name: str
    made_at: str
    used_at: str | None
    elsewhere: str
    why_not_remove: str


class Passkeys(Out, frozen=True):
    """
    The newest first. why_not_add: why none can be added on this hub, empty where one can. code: one is asked for
    besides the password, before a passkey is added too.
    """

    items: tuple[Passkey, ...]
    why_not_add: str
    code: bool


def _party(asked: Asked) -> RelyingParty:
    party = relying_party(asked.hub.settings.base_url)
    if party is None:
        raise Unavailable(NOT_OFFERED)
    return party


def _until(asked: Asked) -> str:
    return stamp(asked.hub.clock() + CHALLENGE_LASTS)


def _visit(asked: Asked) -> PasskeyVisit:
    return PasskeyVisit(_party(asked), _holder(_kept(asked)), browser_of(asked), address_of(asked.request))


def _kept(asked: Asked) -> str:
    return asked.request.cookies.get(name_of(asked.hub.settings, HOLDER), "")


def _holder(kept: str) -> str:
    return fingerprint(f"passkey {kept}")


async def begin_at_sign_in(asked: Asked) -> Response:
    """The browser keeps what it finishes with; a second tab of it keeps the same."""
    party, kept = _party(asked), _kept(asked)
    if not _A_HOLDER.fullmatch(kept):
        kept = secrets.token_urlsafe(32)
    challenge = await passkeys.ask(asked.hub.store, _holder(kept), asked.hub.clock())
    response = answer(PasskeyQuestion(challenge=text(challenge), party=party.id, expires_at=_until(asked)))
    response.headers["cache-control"] = "no-store"
    response.set_cookie(
        name_of(asked.hub.settings, HOLDER), kept, max_age=int(CHALLENGE_LASTS.total_seconds()), path="/",
        httponly=True, samesite="strict", secure=asked.hub.settings.secure,
    )  # fmt: skip
    return response


async def passkey_at_sign_in(asked: Asked) -> Response:
    """The answer signs in, as that to a password does; no code is asked for after it."""
    visit, hub, body = _visit(asked), asked.hub, asked.body
    its = HereAnswer(body.id, body.client_data, body.authenticator_data, body.signature, body.user_handle)
    opened = await passkeys.sign_in(hub.guessing, visit, its, hub.clock())
    return await remembered(asked, answer(await signed_in(asked, opened)), opened, visit.browser)


def _shown(its: KeptPasskey, party: str, why_not: str) -> Passkey:
    here = its.party == party
    return Passkey(
        id=its.id, name=its.name, made_at=its.made_at, used_at=its.used_at,
        elsewhere="" if here else its.party, why_not_remove=why_not if here else "",
    )  # fmt: skip


async def own_passkeys(asked: Asked) -> Response:
    """What one's authenticators call them, and their keys, are told to nobody."""
    account, store, party = asked.signed.account, asked.hub.store, asked.hub.settings.party
    found = await store.read(lambda connection: list_passkeys(connection, account), Across.ACCOUNT)
    standing = await store.read(
        lambda connection: standing_of(connection, account, party), Across.ACCOUNT.within(asked.signed.school)
    )
    verdict = may_remove(required=standing.required, code=standing.on, count=standing.passkeys)
    why_not = verdict.because if isinstance(verdict, Refused) else ""
    items = tuple(_shown(one, party, why_not) for one in found)
    return answer(Passkeys(items=items, why_not_add="" if party else NOT_OFFERED, code=standing.on))


async def begin_passkey(asked: Asked) -> Response:
    """What is signed by it is good for this session alone."""
    settings, body, party = asked.hub.settings, asked.body, _party(asked)
    sealer = sealer_of(settings.secret, settings.other_secret)  # without, a recovery code is good all the same
    proof = Proof(body.current, body.code)
    offer = await passkeys.begin(proving_of(asked, sealer), proof, asked.hub.clock())
    response = answer(
        PasskeyToMake(
            challenge=text(offer.challenge),
            party=party.id,
            user=text(offer.handle),
            email=offer.email,
            name=offer.name,
            algorithms=ALGORITHMS,
            former=offer.former,
            expires_at=_until(asked),
        )
    )
    response.headers["cache-control"] = "no-store"
    return response


async def add_passkey(asked: Asked) -> Response:
    """Its owner is told of it by email at once."""
    body, hub, party = asked.body, asked.hub, _party(asked)
    name = called(body.name, program_of(asked.request.headers.get("user-agent", "")).words)
    wanted = WantedPasskey(MadeAnswer(body.id, body.client_data, body.attestation), name)
    kept = await passkeys.add(hub.store, party, asked.signed, wanted, hub.clock())
    return answer(_shown(kept, party.id, ""), 201)


async def remove_passkey(asked: Asked) -> Response:
    """Who is signed in by it stays so: sign-ins are ended under “Where you are signed in”."""
    passkey = asked.request.path_params["id"]
    await passkeys.remove(proving_of(asked, None), asked.body.current, passkey, asked.hub.clock())
    return Response(status_code=204)


async def take_off_passkeys(asked: Asked) -> Response:
    """For an admin, of somebody who lost them; the password opens the account as before."""
    person = asked.request.path_params["person"]
    await taking_off.take_off(asked.school, taking_off.PASSKEYS, asked.signed.person, person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path=f"{SIGN_IN_PATH}/begin", cost=Cost.GUEST, handle=begin_at_sign_in,
         gives=PasskeyQuestion, says="What a browser has signed, to sign in by a passkey; it also keeps a cookie."),
    Route(method="POST", path=SIGN_IN_PATH, cost=Cost.GUEST, handle=passkey_at_sign_in, takes=PasskeySignIn,
         gives=SignedIn, says="Sign in by a passkey, on the browser that began it."),
    Route(method="GET", path="/v1/passkeys", cost=Cost.READ, handle=own_passkeys, gives=Passkeys,
         says="The passkeys that open one's account."),
    Route(method="POST", path="/v1/passkeys/begin", cost=Cost.RARE, handle=begin_passkey, takes=PasskeyProof,
         gives=PasskeyToMake, says="What a passkey is made of, for who shows their password."),
    Route(method="POST", path="/v1/passkeys", cost=Cost.WRITE, handle=add_passkey, takes=PasskeyIn, gives=Passkey,
         status=201, says="Let a passkey that was just made open one's account."),
    Route(method="POST", path="/v1/passkeys/{id}/remove", cost=Cost.RARE, handle=remove_passkey,
         takes=PasswordShown, status=204, says="Let a passkey open one's account no more."),
    Route(method="DELETE", path="/v1/people/{person}/passkeys", cost=Cost.WRITE, handle=take_off_passkeys,
         status=204, says="Take lost passkeys off somebody's account, for admins; they are told by email."),
)  # fmt: skip
