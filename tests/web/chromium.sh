#!/bin/sh
# Makes sure there is a Chromium for the browser tests: the machine's own, or Debian's package where we may install it.
set -eu
found() { [ -n "${ROOMWIRE_CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; }
if found >/dev/null 2>&1; then exit 0; fi
if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
    echo "Installing Chromium for the browser tests."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive apt-get install -y -qq --no-install-recommends chromium fonts-noto-color-emoji fonts-dejavu-core >/dev/null
    exit 0
fi
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium)," >&2
echo "or say where one is: ROOMWIRE_CHROMIUM=/path/of/chrome make test" >&2
exit 1
