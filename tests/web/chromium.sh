#!/bin/sh
# Makes sure there is a Chromium for the browser tests: the machine's own, or Debian's package where we may install it.
# Its shell without windows is the same engine at two fifths of the processor time, so it is taken where there is one.
set -eu
found() { [ -n "${ROOMWIRE_CHROMIUM:-}" ] || command -v chromium || command -v chromium-browser || command -v google-chrome; }
light() { [ -n "${ROOMWIRE_CHROMIUM:-}" ] || command -v chromium-headless-shell; }
debian() { [ "$(id -u)" = 0 ] && command -v apt-get; }
if found >/dev/null 2>&1 && { light || ! debian; } >/dev/null 2>&1; then exit 0; fi
if debian >/dev/null 2>&1; then
    echo "Installing Chromium for the browser tests."
    apt-get update -qq
    DEBIAN_FRONTEND=noninteractive
    export DEBIAN_FRONTEND
    found >/dev/null 2>&1 || apt-get install -y -qq --no-install-recommends \
        chromium fonts-noto-color-emoji fonts-dejavu-core >/dev/null
    apt-get install -y -qq --no-install-recommends chromium-headless-shell >/dev/null ||
        echo "There is no chromium-headless-shell: the tests take longer, and pass as well." >&2
    exit 0
fi
echo "The browser tests need Chromium: install it (Debian: apt-get install chromium chromium-headless-shell)," >&2
echo "or say where one is: ROOMWIRE_CHROMIUM=/path/of/chrome make test" >&2
exit 1
