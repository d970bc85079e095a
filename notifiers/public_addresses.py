"""This file finds public addresses alone, so that nobody has us call what they cannot reach themselves."""

from __future__ import annotations

import ipaddress
import socket

from aiohttp.abc import AbstractResolver, ResolveResult
from aiohttp.resolver import ThreadedResolver

NAT64 = ipaddress.ip_network("64:ff9b::/96")
"""An address of the old internet, hidden in one of the new."""


class NotPublicError(OSError):
    """An address that somebody gave us is no public one: they want us to call where they cannot."""


class PublicResolver(AbstractResolver):
    """Finds public addresses alone, so that what is called is what was checked."""

    def __init__(self) -> None:
        self._finds = ThreadedResolver()

    async def resolve(
        self, host: str, port: int = 0, family: socket.AddressFamily = socket.AF_INET
    ) -> list[ResolveResult]:
        """The addresses of host, if every one is public."""
        found = await self._finds.resolve(host, port, family)
        if not all(is_public(one["host"]) for one in found):
            raise NotPublicError(f"{host} is not public")
        return found

    async def close(self) -> None:
        """Nothing is open, so nothing is closed."""


def is_public(host: str) -> bool:
    """Whether an address, as numbers, is one that anybody can call; ValueError where it is a name."""
    address = ipaddress.ip_address(host.partition("%")[0])
    hidden = [getattr(address, name, None) for name in ("ipv4_mapped", "sixtofour")]
    if address in NAT64:
        hidden.append(ipaddress.ip_address(int(address) & 0xFFFF_FFFF))
    return all(one.is_global and not one.is_multicast for one in (address, *hidden) if one is not None)
