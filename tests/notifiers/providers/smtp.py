"""A mail server with STARTTLS, AUTH and a script of refusals."""

from __future__ import annotations

import asyncio
import contextlib
import datetime
import email
import email.policy
import ssl
from collections import deque
from collections.abc import AsyncIterator
from pathlib import Path
from typing import Any, Self

from aiosmtpd.smtp import SMTP, AuthResult, Envelope, Session
from cryptography import x509
from cryptography.hazmat.primitives import hashes
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.hazmat.primitives.serialization import Encoding, NoEncryption, PrivateFormat
from cryptography.x509.oid import NameOID

SECRET = "a-secret-of-the-tests-and-of-nobody-else"

AT_RCPT = {
    "dead address": "550 5.1.1 No such user",
    "greylisted": "450 4.2.0 Try again later",
    "mailbox full": "552 5.2.2 Mailbox full",
    "policy": "554 5.7.1 Relay access denied",
    "leaving": "421 4.3.2 Going down",
    "full, in Latin-1": "450 4.2.2 Buz\u00f3n lleno",
    "helo": "504 5.5.2 <hub1>: Helo command rejected: need fully-qualified hostname",
    "exim relay": "550 relay not permitted",
    "sender": "550 5.1.0 <hub@maplestreet.example>: Sender address rejected: User unknown",
    "unknown, in Latin-1": "550 5.1.1 Buz\u00f3n desconocido",
}
AT_DATA = {"bad message": "554 5.6.0 Looks like spam", "busy": "451 4.3.0 Queue is full"}


class SmtpServer:
    def __init__(self, folder: Path, *, tls: bool = False, password: str | None = None) -> None:
        self.folder, self.tls, self.password = folder, tls, password
        self.received: list[dict[str, Any]] = []
        self.script: deque[str] = deque()
        self.refuses: dict[str, str] = {}  # by address, whatever the script says
        self.calls = self.connections = self.port = 0
        self._word = "accepted"

    def env(self) -> dict[str, str]:
        signed = f"hub:{self.password}@" if self.password else ""
        starttls = "" if self.tls else "?starttls=never"
        return {
            "ROOMWIRE_SMTP_URL": f"smtp://{signed}localhost:{self.port}{starttls}",
            "ROOMWIRE_SMTP_FROM": "hub@maplestreet.example",
            "ROOMWIRE_SECRET": SECRET,
        }

    @contextlib.asynccontextmanager
    async def running(self) -> AsyncIterator[Self]:
        context = certified(self.folder) if self.tls else None
        loop = asyncio.get_running_loop()

        def made() -> SMTP:
            self.connections += 1
            return Talking(
                self, tls_context=context, require_starttls=self.tls, loop=loop, hostname="mail.example",
                authenticator=self._authenticated, auth_required=bool(self.password), auth_require_tls=self.tls,
            )  # fmt: skip

        server = await loop.create_server(made, "localhost", 0)
        self.port = server.sockets[0].getsockname()[1]
        try:
            yield self
        finally:
            server.close()

    def _authenticated(
        self, _server: SMTP, _session: Session, _envelope: Envelope, _how: str, data: Any
    ) -> AuthResult:
        return AuthResult(success=data.password == (self.password or "").encode(), handled=False)

    async def handle_RCPT(self, _server: SMTP, _session: Session, envelope: Envelope, address: str, _o: Any) -> str:  # noqa: N802
        self.calls += 1
        self._word = self.refuses.get(address) or (self.script.popleft() if self.script else "accepted")
        if self._word in AT_RCPT:
            return AT_RCPT[self._word]
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _session: Session, envelope: Envelope) -> str:  # noqa: N802
        if self._word in AT_DATA:
            return AT_DATA[self._word]
        if self._word == "answer lost":
            assert server.transport is not None
            server.transport.abort()
        content = envelope.content
        assert isinstance(content, bytes)
        message = email.message_from_bytes(content, policy=email.policy.default)
        body = message.get_body(("plain",))
        assert body is not None
        self.received.append(
            {"to": envelope.rcpt_tos[0], "from": envelope.mail_from, "body": body.get_content(), "message": message}
        )
        return "250 OK queued"


class Talking(SMTP):
    """aiosmtpd's server, quiet when a client hangs up; its words are in Latin-1, as those of some servers are."""

    async def push(self, status: str | bytes) -> None:
        assert self._writer is not None
        self._writer.write((status if isinstance(status, bytes) else status.encode("latin-1")) + b"\r\n")
        await self._writer.drain()

    def connection_lost(self, error: Exception | None) -> None:
        with contextlib.suppress(Exception):
            super().connection_lost(error)


def certified(folder: Path) -> ssl.SSLContext:
    """A server's context with a certificate of its own making for localhost; its path is folder/cert.pem."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "localhost")])
    today = datetime.datetime.now(datetime.UTC)
    certificate = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(1)
        .not_valid_before(today - datetime.timedelta(days=1))
        .not_valid_after(today + datetime.timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("localhost")]), critical=False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=0), critical=True)
        .sign(key, hashes.SHA256())
    )
    (folder / "cert.pem").write_bytes(certificate.public_bytes(Encoding.PEM))
    (folder / "key.pem").write_bytes(key.private_bytes(Encoding.PEM, PrivateFormat.PKCS8, NoEncryption()))
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(folder / "cert.pem", folder / "key.pem")
    return context
