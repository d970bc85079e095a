"""This file is where a person says that push reaches them: where they are signed in, for as long as they are."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from hub.actions.people.sessions import SIGN_IN
from hub.errors import Invalid, Unauthenticated
from hub.store import devices
from hub.store.clock import stamp
from hub.store.row_security import Across
from policies.notify.devices import AT_MOST, may_be_device
from policies.verdict import Refused

if TYPE_CHECKING:
    from hub.actions.people.sessions import Signed
    from hub.store.store import Store
    from hub.store.transaction import Transaction


@dataclass(frozen=True, slots=True)
class PushAddress:
    """Where push finds somebody. local: a push service on this machine will do, for tests."""

    provider: str
    address: str
    local: bool = False


async def add(store: Store, signed: Signed, place: PushAddress, now: datetime) -> str:
    """
    The device's id; the same for the same address of the same person.

    An address is one phone: whoever signs in there now is told there, and nobody else any more, of whatever
    school. It belongs to the session that asks, and is silent when that ends.

    Raises:
        Invalid: nobody can be reached at such an address; the sentence says what to send.
        Unauthenticated: the session ended meanwhile.
    """
    verdict = may_be_device(place.provider, place.address, local=place.local)
    if isinstance(verdict, Refused):
        raise Invalid(verdict.because)
    return await store.write(
        lambda transaction: _add(transaction, signed, place, stamp(now)), whose=Across.ACCOUNT.within(signed.school)
    )


def _add(transaction: Transaction, signed: Signed, place: PushAddress, at: str) -> str:
    """
    The session, the person and the address are held until the commit: two who claim it at the same time would not
    see one another's rows.
    """
    wanted = devices.Registration(
        school=signed.school,
        person=signed.person,
        account=signed.account,
        session=signed.session,
        provider=place.provider,
        address=place.address,
    )
    transaction.alone(f"device {place.address}")
    if not devices.hold_session(transaction.connection, wanted, at):
        raise Unauthenticated(SIGN_IN)
    return devices.put_device(transaction.connection, wanted, at, AT_MOST)


async def remove(store: Store, signed: Signed, its: str) -> None:
    """Forget a device of this person's; others' stay."""
    await store.write(
        lambda transaction: devices.delete_device(transaction.connection, its, signed.person),
        whose=Across.ACCOUNT.within(signed.school),
    )
