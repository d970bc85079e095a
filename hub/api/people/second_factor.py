"""This file has the endpoints of the code besides the password: at sign-in, under Me, and for an admin."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

from msgspec import Meta
from starlette.responses import Response

from hub import one_time_codes
from hub.actions.people import second_factor, second_step, taking_off
from hub.actions.people.second_factor import Proof, Proving
from hub.actions.people.second_step import Sitting
from hub.api.people.account import SignedIn, browser_of, remembered, signed_in
from hub.api.route import Asked, Route, answer
from hub.api.schemas import In, Out, Password
from hub.errors import Unavailable
from hub.limits.addresses import address_of
from hub.limits.costs import Cost
from hub.limits.guesses import of_known, of_own_code
from hub.queries.people.second_factor import standing_of
from hub.sealing import NO_SECRET, sealer_of
from hub.store.row_security import Across
from policies.people.second_factor import may_switch_off
from policies.verdict import Refused

if TYPE_CHECKING:
    from sqlalchemy import Connection

    from hub.actions.people.second_factor import ShownKey
    from hub.queries.people.second_factor import FactorStanding
    from hub.sealing import Sealer

Step = Annotated[str, Meta(min_length=1, max_length=200)]
TypedCode = Annotated[str, Meta(min_length=1, max_length=60)]


class StepIn(In, frozen=True):
    """step: as the sign-in gave it, ten minutes ago at the most."""

    step: Step


class StepCodeIn(In, frozen=True):
    """code: the six digits of the app, or a recovery code; signs and spaces between do not matter."""

    step: Step
    code: TypedCode


class KeyShown(Out, frozen=True):
    """
    A key for an authenticator app. address: otpauth, for the app on this very device. picture: its QR code, as the
    address of an image (data:). key: to be typed. expires_at: its first code has to come by then.
    """

    address: str
    picture: str
    key: str
    expires_at: str


class RecoveryCodes(Out, frozen=True):
    """They are shown this once; each stands for a code of the app, once."""

    codes: tuple[str, ...]


class SetUpAndIn(Out, frozen=True):
    """Somebody who set up their second factor at sign-in, and is in."""

    signed_in: SignedIn
    codes: tuple[str, ...]


class SecondFactor(Out, frozen=True):
    """
    since: when it was switched on, null where it is off. codes: recovery codes that are left. required: a school of
    theirs asks for more than a password, and there is no passkey, which would do as well. offered: it can be used
    on this hub. why_not_off: why it cannot be switched off, else empty.
    """

    since: str | None
    codes: int
    required: bool
    offered: bool
    why_not_off: str


class PasswordShown(In, frozen=True):
    """The password of who is signed in."""

    current: Password


class CodeIn(In, frozen=True):
    """The first code that the app shows."""

    code: TypedCode


class ProofIn(In, frozen=True):
    """The password of who is signed in, and a code of the app or a recovery code."""

    current: Password
    code: TypedCode


def _sealer(asked: Asked) -> Sealer:
    sealer = sealer_of(asked.hub.settings.secret, asked.hub.settings.other_secret)
    if sealer is None:
        raise Unavailable(NO_SECRET)
    return sealer


def proving_of(asked: Asked, sealer: Sealer | None) -> Proving:
    """Who is signed in, as they show once more who they are."""
    hub, signed = asked.hub, asked.signed
    its = of_known(signed.session, address_of(asked.request))
    return Proving(hub.guessing, sealer, signed, its, hub.settings.party)


def _standing(connection: Connection, asked: Asked) -> FactorStanding:
    return standing_of(connection, asked.signed.account, asked.hub.settings.party)


def _sitting(asked: Asked) -> Sitting:
    return Sitting(asked.body.step, browser_of(asked), address_of(asked.request))


def _shown(its: ShownKey) -> Response:
    address = one_time_codes.address_of_key(its.key, its.email, its.issuer)
    return answer(
        KeyShown(
            address=address,
            picture=one_time_codes.picture(address),
            key=one_time_codes.typed_key(its.key),
            expires_at=its.expires_at,
        )
    )


async def code_at_sign_in(asked: Asked) -> Response:
    """The answer signs in, as that to a password does where no code is asked for."""
    sitting, hub = _sitting(asked), asked.hub
    sealer = sealer_of(hub.settings.secret, hub.settings.other_secret)  # without, a recovery code is good
    opened = await second_step.finish(hub.guessing, sealer, sitting, asked.body.code, hub.clock())
    return await remembered(asked, answer(await signed_in(asked, opened)), opened, sitting.browser)


async def key_at_sign_in(asked: Asked) -> Response:
    """To the same half sign-in the same key, so that a page may be loaded anew."""
    return _shown(await second_step.show_key(asked.hub.store, _sealer(asked), _sitting(asked), asked.hub.clock()))


async def set_up_at_sign_in(asked: Asked) -> Response:
    """The answer signs in, and has the recovery codes this once."""
    sitting, hub = _sitting(asked), asked.hub
    done = await second_step.set_up(hub.guessing, _sealer(asked), sitting, asked.body.code, hub.clock())
    told = SetUpAndIn(signed_in=await signed_in(asked, done.opened), codes=done.codes)
    return await remembered(asked, answer(told), done.opened, sitting.browser)


async def second_factor_of_me(asked: Asked) -> Response:
    """How the account of who asks stands with it."""
    its = await asked.hub.store.read(
        lambda connection: _standing(connection, asked), Across.ACCOUNT.within(asked.signed.school)
    )
    verdict = may_switch_off(required=its.code_required)
    return answer(
        SecondFactor(
            since=its.since or None,
            codes=its.codes,
            required=its.code_required,
            offered=bool(asked.hub.settings.secret),
            why_not_off=verdict.because if isinstance(verdict, Refused) else "",
        )
    )


async def begin_second_factor(asked: Asked) -> Response:
    """Nothing is asked for at sign-in until its first code has come."""
    hub, signed = asked.hub, asked.signed
    its = of_known(signed.session, address_of(asked.request))
    return _shown(
        await second_factor.begin(hub.guessing, _sealer(asked), signed, its, asked.body.current, hub.clock())
    )


async def switch_on_second_factor(asked: Asked) -> Response:
    """From the next sign-in on a code is asked for; who is signed in stays so."""
    hub, signed = asked.hub, asked.signed
    its = of_own_code(signed.session, address_of(asked.request))
    codes = await second_factor.switch_on(hub.guessing, _sealer(asked), signed, its, asked.body.code, hub.clock())
    return answer(RecoveryCodes(codes=codes))


async def renew_recovery_codes(asked: Asked) -> Response:
    """The former ones do no more from now on."""
    proving, proof = proving_of(asked, _sealer(asked)), Proof(asked.body.current, asked.body.code)
    return answer(RecoveryCodes(codes=await second_factor.renew_codes(proving, proof, asked.hub.clock())))


async def switch_off_second_factor(asked: Asked) -> Response:
    """Its owner is told of that by email at once."""
    proving, proof = proving_of(asked, _sealer(asked)), Proof(asked.body.current, asked.body.code)
    await second_factor.switch_off(proving, proof, asked.hub.clock())
    return Response(status_code=204)


async def take_off_second_factor(asked: Asked) -> Response:
    """For an admin, of somebody who lost phone and codes; the password is asked for as before."""
    person = asked.request.path_params["person"]
    await taking_off.take_off(asked.school, taking_off.CODE, asked.signed.person, person, asked.hub.clock())
    return Response(status_code=204)


ROUTES = (
    Route(method="POST", path="/v1/sign-in/code", cost=Cost.GUEST, handle=code_at_sign_in, takes=StepCodeIn,
         gives=SignedIn, says="Finish a sign-in by a code of the app, or a recovery code."),
    Route(method="POST", path="/v1/sign-in/key", cost=Cost.GUEST, handle=key_at_sign_in, takes=StepIn,
         gives=KeyShown, says="A key for an app, where a sign-in waits for one to be set up."),
    Route(method="POST", path="/v1/sign-in/set-up", cost=Cost.GUEST, handle=set_up_at_sign_in, takes=StepCodeIn,
         gives=SetUpAndIn, says="Finish a sign-in by the first code of that key."),
    Route(method="GET", path="/v1/second-factor", cost=Cost.READ, handle=second_factor_of_me, gives=SecondFactor,
         says="Whether a code is asked for besides one's password."),
    Route(method="POST", path="/v1/second-factor/key", cost=Cost.RARE, handle=begin_second_factor,
         takes=PasswordShown, gives=KeyShown, says="A key for an app, to set up a second factor."),
    Route(method="POST", path="/v1/second-factor", cost=Cost.WRITE, handle=switch_on_second_factor, takes=CodeIn,
         gives=RecoveryCodes, says="Switch one's second factor on by the first code of that key."),
    Route(method="POST", path="/v1/second-factor/codes", cost=Cost.RARE, handle=renew_recovery_codes, takes=ProofIn,
         gives=RecoveryCodes, says="New recovery codes in place of the former."),
    Route(method="POST", path="/v1/second-factor/off", cost=Cost.RARE, handle=switch_off_second_factor,
         takes=ProofIn, status=204, says="Switch one's second factor off."),
    Route(method="DELETE", path="/v1/people/{person}/second-factor", cost=Cost.WRITE,
         handle=take_off_second_factor, status=204,
         says="Take a lost second factor off somebody's account, for admins; they are told by email."),
)  # fmt: skip
