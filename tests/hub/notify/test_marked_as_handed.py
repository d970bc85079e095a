"""What is under way is marked before anybody is called, so that a hub that dies meanwhile repeats no text."""

from pathlib import Path

from sqlalchemy import select

from hub.store.row_security import Across
from notifiers.tables import delivery
from tests.hub.notify.test_telling import until
from tests.hub.running import running
from tests.notifiers.providers.twilio import TwilioServer


async def test_a_text_counts_as_handed_over_from_before_its_provider_is_called(records: Path) -> None:
    async with TwilioServer().running() as texts, running(records, texts.env()) as maple:
        texts.script.append("never")
        ana = await maple.somebody("Ana Reyes")
        await ana.post(await ana.conversation("family", "Mia"), "Mia has a fever")
        await until(lambda: texts.calls == 1)
        asked = select(delivery.c.handed_at, delivery.c.settled_at).where(delivery.c.medium == "sms")
        ((handed_at, settled_at),) = await maple.hub.store.read(
            lambda one: one.execute(asked).all(), Across.OPERATOR
        )
        texts.slow.set()

    assert settled_at is None
    assert handed_at is not None
