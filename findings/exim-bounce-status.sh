#!/usr/bin/env bash
# Exim 4.96 (Debian 12): the Status of a bounce is 5.0.0, whatever the other server said.
#
# One would guess: the report that comes back carries the enhanced code of the server that refused (RFC 3464, 2.3.4:
# Status; RFC 3463: the codes), as Postfix's does: 5.1.1 for nobody there, 5.2.2 for a full mailbox, 5.7.1 for a
# policy.
# What happens: Exim writes one fixed "Status: 5.0.0" for each recipient. The code is found in Diagnostic-Code alone,
# behind the reply code. Who reads Status cannot tell a missing mailbox from a full one or from a refused sender.
# Source: Exim's deliver.c, the part that writes message/delivery-status; this run.
#
# Needs root (the server is shut into a folder of its own and changes its user there), python3 with venv, and apt.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
sink=
trap '[ -z "$sink" ] || kill "$sink" 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

python3 -m venv venv
venv/bin/pip -q --disable-pip-version-check install aiosmtpd==1.4.6 atpublic==9.0.0 attrs==26.1.0
packages=('exim4-daemon-light=4.96*' libc6 libcom-err2 libcrypt1 libdb5.3 libevent-2.1-7 libffi8 libgmp10
    libgnutls-dane0 libgnutls30 libgssapi-krb5-2 libhogweed6 libidn12 libidn2-0 libk5crypto3 libkeyutils1 libkrb5-3
    libkrb5support0 libnettle8 libnsl2 libp11-kit0 libpcre2-8-0 libssl3 libtasn1-6 libtirpc3 libunbound8 libunistring2)
fetch() { apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}"; }
fetch 2>/dev/null || { apt-get -qq update && fetch; }  # the lists may be missing yet
for package in *.deb; do dpkg -x "$package" root; done

# The other server: it refuses three people, each with a code of its own, and keeps what comes back to the sender.
cat > sink.py <<'PYTHON'
import sys
import time

from aiosmtpd.controller import Controller

REFUSED = {
    "rosa.alvarez@families.example": "550 5.1.1 User unknown",
    "tom.alvarez@families.example": "552 5.2.2 Mailbox full",
    "dana.novak@families.example": "550 5.7.1 Not from you",
}


class Sink:
    async def handle_RCPT(self, server, session, envelope, address, options):
        if address in REFUSED:
            return REFUSED[address]
        envelope.rcpt_tos.append(address)
        return "250 2.1.5 OK"

    async def handle_DATA(self, server, session, envelope):
        with open("bounce.part", "wb") as file:
            file.write(envelope.content)
        return "250 2.0.0 OK"


controller = Controller(Sink(), hostname="127.0.0.1", port=int(sys.argv[1]))
controller.start()
print("ready", flush=True)
time.sleep(150)
PYTHON
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
venv/bin/python sink.py "$port" > ready &
sink=$!
for _ in $(seq 100); do [ -s ready ] && break; sleep 0.1; done

mkdir -p root/etc/exim4 root/dev root/tmp root/var/spool/exim4
mknod -m 666 root/dev/null c 1 3
mknod -m 666 root/dev/urandom c 1 9
chmod 777 root/var/spool/exim4
printf 'root:x:0:0::/:/bin/false\nDebian-exim:x:31001:31001::/:/bin/false\n' > root/etc/passwd
printf 'root:x:0:\nDebian-exim:x:31001:\n' > root/etc/group
printf '127.0.0.1 localhost mail.maplestreet.example\n' > root/etc/hosts
cat > root/etc/exim4/exim4.conf <<CONF
primary_hostname = mail.maplestreet.example
spool_directory = /var/spool/exim4
log_file_path = /var/spool/exim4/%slog
tls_advertise_hosts =
keep_environment =
begin routers
all:
  driver = manualroute
  domains = *
  transport = sink
  route_list = * 127.0.0.1
  self = send
begin transports
sink:
  driver = smtp
  port = $port
  allow_localhost
  hosts_try_fastopen =
CONF

chroot root /usr/sbin/exim4 -odf -f hub@maplestreet.example \
    rosa.alvarez@families.example tom.alvarez@families.example dana.novak@families.example <<'MAIL'
From: Maple Street <hub@maplestreet.example>
Subject: Tomorrow we go to the park

Please bring boots.
MAIL
for _ in $(seq 100); do [ -s bounce.part ] && break; sleep 0.2; done

chroot root /usr/sbin/exim4 -bV | head -1
venv/bin/python - <<'PYTHON'
import email
import email.policy

with open("bounce.part", "rb") as file:
    bounce = email.message_from_binary_file(file, policy=email.policy.default)
(report,) = (part for part in bounce.walk() if part.get_content_type() == "message/delivery-status")
people = [group for group in report.get_payload() if group["Final-Recipient"]]
for one in people:
    print(f"{one['Final-Recipient']}  Status: {one['Status']}  Diagnostic-Code: {one['Diagnostic-Code']}")
assert len(people) == 3, people
assert {str(one["Status"]) for one in people} == {"5.0.0"}, "Exim hands the other server's code on now"
for code in ("5.1.1", "5.2.2", "5.7.1"):
    assert any(code in str(one["Diagnostic-Code"]) for one in people), f"{code} is not in the words any more"
print("As found: three reasons, one Status.")
PYTHON
