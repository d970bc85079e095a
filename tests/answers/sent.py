"""This file has emails in the shape of the hub's, written here, so that the samples stand on their own feet."""

from __future__ import annotations

from datetime import UTC, datetime
from email import message_from_bytes
from email.headerregistry import Address
from email.message import EmailMessage
from email.policy import SMTP, default
from html import escape
from typing import cast

from tests.answers.original import Original, original_of

REPLY = "reply+k3vq7hx2m5tznw4ydb6j8cra.p2s7u4xg9ke5hw3m@reply.maplestreet.example"
AT = datetime(2026, 11, 28, 12, 4, 12, tzinfo=UTC)

ASKED = (
    "Messages from Maple Street Children's Center",
    "Ana Reyes sent you a message.",
    "Read it",
    "https://hub.maplestreet.example/s/Vb7kQe2mXw4Tn9Rc",
    (
        "You can answer this email. What you write goes into the conversation, and photos and documents with it.",
        "Sent by Maple Street Children's Center.",
    ),
    "Stop routine emails to this address",
)
PREGUNTA = (
    "Mensajes de Maple Street Children's Center",
    "Ana Reyes le envió un mensaje.",
    "Leerlo",
    "https://hub.maplestreet.example/s/Hn5cZt8pLw3Kd7Ys",
    (
        "Puede responder a este correo. Lo que escriba entra en la conversación, con fotos y documentos.",
        "Enviado por Maple Street Children's Center.",
    ),
    "No recibir más correos de rutina en esta dirección",
)
SEVERAL = (
    "Messages from Maple Street Children's Center",
    "14 new messages from Ana Reyes & Ben Carter, and 2 photos of the harvest feast in the blue room on Friday.",
    "Look at them",
    "https://hub.maplestreet.example/conversations/9f1c2d34-77aa-4d0e-8b61-5a2f0e9d1c3b?from=email&to=2041#newest",
    ASKED[4],
    ASKED[5],
)
STOP = "https://hub.maplestreet.example/stop/qW8rT2yU5iO9pA3sD6fG1hJ4kL7zX0cV"


def letters() -> tuple[Original, ...]:
    """Three emails to Rosa: short and English, Spanish, long lines with an ampersand and a longer link."""
    return tuple(original_of(_parsed(letter)) for letter in (ASKED, PREGUNTA, SEVERAL))


def _parsed(letter: tuple[str, str, str, str, tuple[str, ...], str]) -> EmailMessage:
    message = EmailMessage(policy=SMTP)
    message["To"] = "rosa.alvarez@families.example"
    message["Message-ID"] = "<5f0c7c1e9a7d4b52b3f1d8e6a4c20b97@maplestreet.example>"
    message["From"] = Address("Maple Street", addr_spec="hub@maplestreet.example")
    message["Subject"] = letter[0]
    message["Date"] = AT
    message["References"] = message["In-Reply-To"] = "<thread-0d6f1b7a2c9e4f38@maplestreet.example>"
    message["Reply-To"] = Address("Maple Street", addr_spec=REPLY)
    message.set_content(_text(letter), cte="quoted-printable")
    message.add_alternative(_html(letter), subtype="html", cte="quoted-printable")
    return cast(EmailMessage, message_from_bytes(message.as_bytes(), policy=default))


def _text(letter: tuple[str, str, str, str, tuple[str, ...], str]) -> str:
    _, lead, button, link, foot, stop = letter
    return f"{lead}\n\n{button}:\n{link}\n\n-- \n" + "".join(f"{one}\n" for one in foot) + f"{stop}:\n{STOP}\n"


def _html(letter: tuple[str, str, str, str, tuple[str, ...], str]) -> str:
    subject, lead, button, link, foot, stop = letter
    small = "".join(
        f'<p dir="auto" class="soft" style="margin:0 0 8px;font-size:14px">{escape(one)}</p>\n' for one in foot
    )
    return f"""<!doctype html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>{escape(subject)}</title>
<style>
:root {{ color-scheme: light dark; }}
@media (prefers-color-scheme: dark) {{
.page {{ background-color: #14191c !important; }}
}}
</style>
</head>
<body class="page" style="margin:0;padding:0;background-color:#f3f5f6;font:16px/1.5 system-ui,sans-serif">
<table role="presentation" width="100%" cellpadding="0" cellspacing="0" border="0" class="page">
<tr>
<td align="center" style="padding:24px 12px">
<table role="presentation" width="100%" border="0" style="max-width:520px;text-align:start">
<tr>
<td class="card" style="padding:28px 24px 8px;border-radius:12px;background-color:#ffffff">
<p dir="auto" class="ink" style="margin:0 0 20px;font-size:20px;font-weight:600;color:#1d2327">{escape(lead)}</p>
<p style="margin:0 0 28px"><a
href="{escape(link)}"
class="button" style="display:inline-block;padding:12px 24px;background-color:#1f6f5c">{escape(button)}</a></p>
</td>
</tr>
<tr>
<td style="padding:20px 24px">
{small}<p style="margin:0 0 8px;font-size:14px"><a
href="{escape(STOP)}"
class="soft" style="display:inline-block;padding:8px 0;color:#5b6670">{escape(stop)}</a></p>
</td>
</tr>
</table>
</td>
</tr>
</table>
</body>
</html>
"""
