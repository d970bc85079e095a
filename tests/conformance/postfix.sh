#!/bin/sh
# Makes sure there is a Postfix for the tests: the machine's own, or Debian's packages where we may install them. The
# tests run one of their own from a folder; the distribution's is neither started, now or at the next boot, nor ended.
set -eu
PATH=$PATH:/usr/sbin:/sbin
FORBIDS=/usr/sbin/policy-rc.d

packaged() { dpkg-query -W -f '${db:Status-Status}' "$1" 2>/dev/null | grep -qx installed; }
missing() {
    if command -v dpkg-query >/dev/null; then
        for one in postfix sasl2-bin libsasl2-modules; do packaged "$one" || printf '%s ' "$one"; done
    else
        command -v postfix >/dev/null && command -v saslpasswd2 >/dev/null || printf 'postfix saslpasswd2 '
    fi
}

needs=$(missing)
if [ "$(id -u)" = 0 ] && [ -z "$needs" ]; then exit 0; fi
if [ "$(id -u)" != 0 ] || ! command -v apt-get >/dev/null; then
    echo "The checks against Postfix run as root, and need Postfix with SASL. Missing here: ${needs:-only root}." >&2
    echo "On Debian or Ubuntu: apt-get install postfix sasl2-bin libsasl2-modules" >&2
    exit 2
fi

restored() {
    rm -f "$FORBIDS"
    if [ -e "$FORBIDS.roomwire" ]; then mv "$FORBIDS.roomwire" "$FORBIDS"; fi
}

echo "Installing $needs for the checks against Postfix."
if [ -e "$FORBIDS" ]; then mv "$FORBIDS" "$FORBIDS.roomwire"; fi
trap restored EXIT
trap 'exit 130' INT TERM HUP
printf '#!/bin/sh\nexit 101\n' >"$FORBIDS"
chmod 755 "$FORBIDS"
echo "postfix postfix/main_mailer_type select Local only" | debconf-set-selections
apt-get update -qq
# shellcheck disable=SC2086 (a list of packages)
DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends $needs >/dev/null
for one in postfix:postfix sasl2-bin:saslauthd; do
    case " $needs" in *" ${one%:*} "*) update-rc.d "${one#*:}" disable >/dev/null 2>&1 || true ;; esac
done
