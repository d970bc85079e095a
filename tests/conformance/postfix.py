"""A real Postfix of the test's own, on loopback: STARTTLS and AUTH, a queue, and reports of what came back."""

from __future__ import annotations

import contextlib
import os
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

from tests.notifiers.providers.smtp import certified
from tests.servers import free_port

STARTS_S = 20.0
PASSWORD = "right"

MASTER = """\
127.0.0.1:{port} inet n - n - - smtpd
cleanup unix n - n - 0 cleanup
qmgr unix n - n 300 1 qmgr
tlsmgr unix - - n 1000? 1 tlsmgr
rewrite unix - - n - - trivial-rewrite
bounce unix - - n - 0 bounce
defer unix - - n - 0 bounce
trace unix - - n - 0 bounce
verify unix - - n - 1 verify
proxymap unix - - n - - proxymap
smtp unix - - n - - smtp
lmtp unix - - n - - lmtp
error unix - - n - - error
retry unix - - n - - error
anvil unix - - n - 1 anvil
scache unix - - n - 1 scache
postlog unix-dgram n - n - 1 postlogd
"""

MAIN = """\
compatibility_level = 3.6
queue_directory = {folder}/queue
data_directory = {folder}/data
maillog_file = {folder}/mail.log
maillog_file_prefixes = {folder}
myhostname = mail.maplestreet.example
mydestination =
inet_interfaces = 127.0.0.1
inet_protocols = ipv4
smtp_bind_address = 127.0.0.1
smtp_dns_support_level = disabled
alias_maps =
alias_database =
local_recipient_maps =
recipient_delimiter =
transport_maps = inline:{{
  {{{replies} = lmtp:inet:127.0.0.1:{hub}}},
  {{families.example = smtp:[127.0.0.1]:{sink}}} }}
smtpd_tls_cert_file = {folder}/cert.pem
smtpd_tls_key_file = {folder}/key.pem
smtpd_tls_security_level = encrypt
smtpd_tls_auth_only = yes
smtpd_sasl_auth_enable = yes
smtpd_sasl_path = smtpd
smtpd_sasl_local_domain = maplestreet
smtpd_relay_restrictions = permit_sasl_authenticated, reject_unauth_destination
smtpd_recipient_restrictions = reject_unlisted_recipient
smtpd_helo_restrictions = reject_non_fqdn_helo_hostname
smtpd_sender_restrictions = check_sender_access inline:{{ {{stranger@maplestreet.example = reject}} }}
relay_domains = families.example
relay_recipient_maps = regexp:{{ {{!/^nobody[.]here@/ OK}} }}
smtp_tls_security_level = none
minimal_backoff_time = 5s
queue_run_delay = 5s
"""

SASL = """\
pwcheck_method: auxprop
auxprop_plugin: sasldb
mech_list: PLAIN LOGIN
sasldb_path: {folder}/sasldb2
"""


@dataclass
class Postfix:
    """Where it takes mail, for whom, and what it wrote into its log."""

    port: int
    folder: Path

    def url(self, password: str = PASSWORD) -> str:
        """How a hub sends through it."""
        return f"smtp://hub%40maplestreet:{password}@localhost:{self.port}"

    def log(self) -> str:
        """All it has said so far."""
        return (self.folder / "mail.log").read_text()


@contextlib.contextmanager
def postfix(*, hub: int, sink: int, replies: str) -> Iterator[Postfix]:
    """Mail for replies goes to the hub by LMTP, mail for families.example to sink by SMTP; there is nobody else."""
    with tempfile.TemporaryDirectory(prefix="postfix-") as folder:  # pytest's own are closed to all but root
        Path(folder).chmod(0o755)
        with _running(Path(folder), hub=hub, sink=sink, replies=replies) as server:
            yield server


@contextlib.contextmanager
def _running(folder: Path, *, hub: int, sink: int, replies: str) -> Iterator[Postfix]:
    assert os.geteuid() == 0, "Postfix starts its processes as root."
    assert shutil.which("postfix"), "There is no Postfix: apt-get install postfix sasl2-bin libsasl2-modules."
    port, config = free_port(), folder / "config"
    for made in (config / "sasl", folder / "queue", folder / "data"):
        made.mkdir(parents=True)
    certified(folder)
    values = {"port": port, "folder": folder, "hub": hub, "sink": sink, "replies": replies}
    (config / "master.cf").write_text(MASTER.format(**values))
    (config / "main.cf").write_text(MAIN.format(**values))
    (config / "sasl" / "smtpd.conf").write_text(SASL.format(**values))
    shutil.chown(folder / "data", "postfix")
    subprocess.run(
        ["saslpasswd2", "-p", "-c", "-f", str(folder / "sasldb2"), "-u", "maplestreet", "hub"],
        input=PASSWORD.encode(), check=True,
    )  # fmt: skip
    shutil.chown(folder / "sasldb2", "postfix")
    control = ["postfix", "-c", str(config)]
    subprocess.run([*control, "start"], check=True, capture_output=True)
    try:
        _wait(port)
        yield Postfix(port, folder)
    finally:
        subprocess.run([*control, "stop"], check=False, capture_output=True)


def _wait(port: int) -> None:
    until = time.monotonic() + STARTS_S
    while True:
        try:
            with socket.create_connection(("127.0.0.1", port), 1) as one:
                assert one.recv(3) == b"220"
                return
        except OSError:
            assert time.monotonic() < until, "Postfix did not start."
            time.sleep(0.05)
