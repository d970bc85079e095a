"""This file is where a request comes from, as limits count it."""

from __future__ import annotations

from functools import lru_cache
from ipaddress import IPv6Address, ip_address
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from starlette.requests import HTTPConnection

ADDRESSES = 4_096
"""Addresses that are not worked out anew for each connection and request of theirs."""

HOUSEHOLD = 64
"""Bits of an IPv6 address that a provider gives one household: who has them has 2**64 addresses to come from."""


def address_of(connection: HTTPConnection) -> str:
    """The client's address, of IPv6 the household's; empty where there is none (a socket of the file system)."""
    return counted_as(connection.client.host) if connection.client else ""


@lru_cache(maxsize=ADDRESSES)
def counted_as(host: str) -> str:
    """
    An address as limits count it: "203.0.113.7", "2001:db8:1:2::/64"; an IPv4 one within IPv6 is that one.

    What is no address, as some proxies pass on, counts as it is.
    """
    try:
        address = ip_address(host.partition("%")[0])
    except ValueError:
        return host
    if not isinstance(address, IPv6Address):
        return str(address)
    if address.ipv4_mapped:
        return str(address.ipv4_mapped)
    return f"{IPv6Address(int(address) >> HOUSEHOLD << HOUSEHOLD)}/{HOUSEHOLD}"
