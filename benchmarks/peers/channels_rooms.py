"""Django Channels, from PyPI, under uvicorn, with the layer on Redis that its own documentation recommends."""

import json
import os
from typing import Any

import django
from django.conf import settings

PLENTY = 6_000
"""More of anything than there are connections: redis-py gives 100 by default, and refuses those beyond."""

REDIS = {
    "address": os.environ["BENCH_REDIS"],  # noqa: TID251 (the only one it reads)
    "max_connections": PLENTY,
    "socket_timeout": None,  # redis-py's own is as long as Channels waits for a message, and breaks that off
}

settings.configure(
    SECRET_KEY="of a benchmark",  # noqa: S106 (it signs nothing)
    ALLOWED_HOSTS=["*"],
    INSTALLED_APPS=["channels"],
    LOGGING_CONFIG=None,
    CHANNEL_LAYERS={
        "default": {
            "BACKEND": "channels_redis.core.RedisChannelLayer",
            "CONFIG": {
                "hosts": [REDIS],
                "capacity": PLENTY,
            },
        }
    },
)
django.setup()

from channels.generic.websocket import AsyncWebsocketConsumer  # noqa: E402 (Django is set up first)
from channels.routing import ProtocolTypeRouter  # noqa: E402


class RoomConsumer(AsyncWebsocketConsumer):
    """One connection, in the group that its path names."""

    async def connect(self) -> None:
        """Join the group, then tell that it is in."""
        self.group = "room-" + self.scope["path"].strip("/")
        await self.channel_layer.group_add(self.group, self.channel_name)
        await self.accept()
        await self.send(text_data="in")

    async def disconnect(self, _code: int) -> None:
        """Leave the group."""
        await self.channel_layer.group_discard(self.group, self.channel_name)

    async def receive(self, text_data: str = "", **_data: bytes) -> None:
        """Pass on to the group what this one says."""
        await self.channel_layer.group_send(self.group, {"type": "said", "what": json.loads(text_data)})

    async def said(self, event: dict[str, Any]) -> None:
        """Send what somebody of the group said."""
        await self.send(text_data=json.dumps(event["what"]))


app = ProtocolTypeRouter({"websocket": RoomConsumer.as_asgi()})
