"""This file makes the names of new things; they are random, and tell neither time nor order."""

import secrets


def new(prefix: str) -> str:
    """A name such as m_…, with 120 bits of chance."""
    return f"{prefix}_{secrets.token_urlsafe(15)}"
