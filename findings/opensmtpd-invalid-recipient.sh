#!/usr/bin/env bash
# OpenSMTPD 6.8 (Debian 12): the reply to RCPT does not say whether the person or the sender is wrong.
#
# One would guess: a server that announces ENHANCEDSTATUSCODES says 550 5.1.1 where nobody has that name (RFC 3463:
# bad mailbox) and 5.7.1 where it does not relay for the sender, as Postfix does; and one unknown name is refused like
# another.
# What happens: an unknown user of its own domain and a relay it refuses get the same "550 Invalid recipient", without
# any enhanced code; and a name that is missing from a table of virtual addresses is "524 5.2.4 Mailing list expansion
# problem", though no list is about, with a reply code that RFC 5321 does not know. Who closes an address at "550
# Invalid recipient" closes good ones whenever the sender alone is not let through.
# Source: OpenSMTPD's lka_session.c (lka_expand, lka_resume) and its issue 1178; this run.
#
# Needs root (the server looks up users of its own and is shut into a folder where they are), python3, and apt.
set -euo pipefail
export LC_ALL=C.UTF-8

work=$(mktemp -d)
server=
trap '[ -z "$server" ] || { kill "$server" && wait "$server"; } 2>/dev/null || true; rm -rf "$work"' EXIT
chmod 755 "$work"
cd "$work"

packages=('opensmtpd=6.8.0p2*' libc6 libaudit1 libcap-ng0 libcrypt1 libdb5.3 libevent-2.1-7 libpam0g libssl3
    zlib1g)
fetch() { apt-get -qq -o APT::Sandbox::User=root download "${packages[@]}"; }
fetch 2>/dev/null || { apt-get -qq update && fetch; }  # the lists may be missing yet
for package in *.deb; do dpkg -x "$package" root; done

mkdir -p root/etc root/dev root/tmp root/root root/run root/var/spool root/var/lib/opensmtpd/empty
ln -sfn /run root/var/run
mknod -m 666 root/dev/null c 1 3
mknod -m 666 root/dev/urandom c 1 9
cat > root/etc/passwd <<'USERS'
root:x:0:0::/root:/bin/false
opensmtpd:x:31002:31002::/var/lib/opensmtpd/empty:/bin/false
opensmtpq:x:31003:31003::/var/lib/opensmtpd/empty:/bin/false
rosa:x:31004:31004::/tmp:/bin/false
USERS
printf 'root:x:0:\nopensmtpd:x:31002:\nopensmtpq:x:31003:\nrosa:x:31004:\n' > root/etc/group
printf '127.0.0.1 localhost\n' > root/etc/hosts
printf 'nameserver 127.0.0.1\noptions timeout:1 attempts:1\n' > root/etc/resolv.conf
printf 'passwd: files\ngroup: files\nhosts: files\n' > root/etc/nsswitch.conf
echo mail.families.example > root/etc/mailname
port=$(python3 -c 'import socket; s = socket.socket(); s.bind(("127.0.0.1", 0)); print(s.getsockname()[1])')
cat > root/etc/smtpd.conf <<CONF
table virtuals { "rosa.alvarez@virtual.example" = rosa }
listen on 127.0.0.1 port $port hostname mail.families.example
action "keep" maildir
action "virtual" maildir virtual <virtuals>
match from any for domain "families.example" action "keep"
match from any for domain "virtual.example" action "virtual"
CONF
chmod 640 root/etc/smtpd.conf

chroot root /usr/sbin/smtpd -d -f /etc/smtpd.conf > log 2>&1 &
server=$!
chroot root /usr/sbin/smtpd -h 2>&1 | head -1 || true
python3 - "$port" <<'PYTHON' || { cat log; exit 1; }
import smtplib
import sys
import time

for _ in range(100):
    try:
        smtp = smtplib.SMTP("127.0.0.1", int(sys.argv[1]), "hub.maplestreet.example", timeout=20)
        break
    except OSError:
        time.sleep(0.1)
smtp.ehlo()
assert smtp.has_extn("enhancedstatuscodes"), smtp.esmtp_features
assert smtp.mail("hub@maplestreet.example")[0] == 250


def said(to):
    code, words = smtp.rcpt(to)
    reply = f"{code} {words.decode()}"
    print(f"{to:32} {reply}")
    return reply


known = said("rosa@families.example"), said("rosa.alvarez@virtual.example")
unknown = said("nobody@families.example")
relay = said("rosa@elsewhere.example")
virtual = said("nobody@virtual.example")
smtp.quit()
assert all(one.startswith("250 2.1.5") for one in known), known
assert unknown == "550 Invalid recipient: <nobody@families.example>", unknown
assert relay == "550 Invalid recipient: <rosa@elsewhere.example>", f"a refused relay is told apart now: {relay}"
assert virtual.startswith("524 5.2.4"), virtual
print("As found: one reply for a stranger and for a refused relay, without an enhanced code.")
PYTHON
