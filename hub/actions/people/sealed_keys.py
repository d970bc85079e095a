"""This file seals keys of codes and secrets of servers anew, once what they were sealed with was changed."""

from __future__ import annotations

import logging
from typing import TYPE_CHECKING

from hub.sealing import sealer_of
from hub.store.roster_servers import list_sealed_secrets, put_sealed_secret
from hub.store.row_security import Across
from hub.store.second_factor import list_sealed, put_sealed

if TYPE_CHECKING:
    from hub.sealing import Sealer
    from hub.settings import Settings
    from hub.store.store import Store
    from hub.store.transaction import Transaction

log = logging.getLogger("roomwire.serve")


async def seal_anew(store: Store, settings: Settings) -> int:
    """
    Seal with the secret whatever was sealed with the other one; how many keys those were.

    So the other secret can be taken away later and nobody loses their codes. The log says how many are sealed with
    neither, whose codes nobody can read any more.
    """
    sealer = sealer_of(settings.secret, settings.other_secret)
    if sealer is None or not settings.other_secret:
        return 0
    done, lost = await store.write(lambda transaction: _seal_anew(transaction, sealer), whose=Across.SEALED)
    log.info("keys of codes were sealed with the new secret", extra={"keys": done})
    if lost:
        log.warning("keys of codes are sealed with neither secret", extra={"keys": lost})
    return done


def _seal_anew(transaction: Transaction, sealer: Sealer) -> tuple[int, int]:
    done = lost = 0
    kinds = ((list_sealed, put_sealed), (list_sealed_secrets, put_sealed_secret))
    for listed, put in kinds:
        for its, sealed in listed(transaction.connection).items():
            anew = sealer.sealed_anew(its, sealed)
            if anew is not None:
                done += put(transaction.connection, its, sealed, anew)
            elif sealer.opened(its, sealed) is None:
                lost += 1
    return done, lost
