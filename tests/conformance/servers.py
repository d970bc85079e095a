"""A real Exim and OpenSMTPD on loopback: they know Rosa, and refuse strangers, other domains and some of us."""

from __future__ import annotations

import contextlib
import tempfile
from collections.abc import Iterator
from pathlib import Path

from tests.conformance.jail import shut_in, unpacked
from tests.servers import free_port

KNOWN = "rosa.alvarez@families.example"
STRANGER = "nobody.here@families.example"
ELSEWHERE = "somebody@elsewhere.example"

EXIM = """\
primary_hostname = mail.maplestreet.example
exim_user = Debian-exim
exim_group = Debian-exim
spool_directory = /var/spool/exim4
log_file_path = /var/spool/exim4/%slog
local_interfaces = 127.0.0.1
daemon_smtp_ports = {port}
tls_advertise_hosts =
dns_again_means_nonexist = *
host_lookup =
rfc1413_hosts =
dsn_advertise_hosts = *
queue_run_max = 1
acl_smtp_rcpt = rcpt
begin acl
rcpt:
  require verify = sender
  accept domains = families.example
         endpass
         verify = recipient
  accept domains = {replies}
  deny message = relay not permitted
begin routers
replies:
  driver = manualroute
  domains = {replies}
  transport = hub
  route_list = * 127.0.0.1
  self = send
known:
  driver = manualroute
  domains = families.example
  local_parts = rosa.alvarez : tom.alvarez
  transport = sink
  route_list = * 127.0.0.1
  self = send
ours:
  driver = accept
  domains = maplestreet.example
  local_parts = hub
  transport = sink
begin transports
sink:
  driver = smtp
  hosts = 127.0.0.1
  port = {sink}
  allow_localhost
  hosts_try_fastopen =
hub:
  driver = smtp
  protocol = lmtp
  hosts = 127.0.0.1
  port = {hub}
  allow_localhost
  hosts_try_fastopen =
begin retry
* * F,1h,1m
"""

OPENSMTPD = """\
table known {{ "rosa.alvarez@families.example" }}
filter "names" phase ehlo match helo "hub1" reject "550 Name not fully qualified"
filter "old" phase helo match helo "hub1" reject "550 Name not fully qualified"
filter "senders" phase mail-from match mail-from "stranger@maplestreet.example" reject "550 Sender not allowed"
filter "all" chain {{ "names", "old", "senders" }}
listen on 127.0.0.1 port {port} hostname mail.maplestreet.example filter "all"
action "out" relay host "smtp://127.0.0.1:{sink}"
match from any for rcpt-to <known> action "out"
"""


@contextlib.contextmanager
def exim(*, sink: int, hub: int = 1, replies: str = "reply.maplestreet.example") -> Iterator[int]:
    """Exim 4 of Debian: the port where it takes mail. hub: where it hands answers over, by LMTP; sink: the rest."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="exim-") as folder:
        root = unpacked("exim4-daemon-light", "usr/sbin/exim4", Path(folder), {"Debian-exim": 31_001})
        config, spool = root / "etc/exim.conf", root / "var/spool/exim4"
        config.write_text(EXIM.format(port=port, sink=sink, hub=hub, replies=replies))
        config.chmod(0o644)
        spool.mkdir(parents=True)
        for place in (root, spool):
            place.chmod(0o755 if place == root else 0o777)
        with shut_in(root, ["/usr/sbin/exim4", "-C", "/etc/exim.conf", "-bdf", "-q5s"], port):
            yield port


@contextlib.contextmanager
def opensmtpd(*, sink: int) -> Iterator[int]:
    """OpenSMTPD of Debian: the port where it takes mail."""
    port = free_port()
    with tempfile.TemporaryDirectory(prefix="opensmtpd-") as folder:
        users = {"opensmtpd": 31_002, "opensmtpq": 31_003}
        root = unpacked("opensmtpd", "usr/sbin/smtpd", Path(folder), users)
        root.chmod(0o755)
        (root / "etc/smtpd.conf").write_text(OPENSMTPD.format(port=port, sink=sink))
        (root / "etc/smtpd.conf").chmod(0o640)
        (root / "var/lib/opensmtpd/empty").mkdir(parents=True, exist_ok=True)
        (root / "etc/mailname").write_text("mail.maplestreet.example\n")
        with shut_in(root, ["/usr/sbin/smtpd", "-d", "-f", "/etc/smtpd.conf"], port):
            yield port
