#!/usr/bin/env bash
# Writes pages of `cors explain` and `cors audit`, and checks them in Chromium. If Chromium or the npm packages are not
# available, the script prints why, and ends with the exit code 77.
set -euo pipefail
cd "$(dirname "$0")"

leave_out() {
    echo "LEFT OUT: the pages were not checked in a browser: $*"
    exit 77
}

chromium=${CHROMIUM:-/usr/bin/chromium}

has_chromium() {
    [ -x "$chromium" ] || install_chromium
    [ -x "$chromium" ]
}

install_chromium() {
    if [ "$(id -u)" = 0 ] && command -v apt-get >/dev/null; then
        timeout 120 apt-get update >/dev/null 2>&1
        timeout 480 apt-get install -y --no-install-recommends chromium >/dev/null 2>&1
    fi
}

has_packages() {
    [ -d node_modules/axe-core ] && [ -d node_modules/playwright-core ] && return
    timeout 120 npm install --no-audit --no-fund --no-package-lock >/dev/null 2>&1
}

command -v node >/dev/null && command -v npm >/dev/null || leave_out "node and npm are not installed"
has_packages || leave_out "npm cannot install playwright-core and axe-core"
has_chromium || leave_out "there is no $chromium, and it cannot be installed"

pages=$(mktemp -d)
trap 'rm -rf "$pages"' EXIT
(
    cd ../..
    CORS_PAGES=$pages cargo test --quiet -p fetch-cors-cli --test explain_html --test audit -- --ignored write_pages
)
node check.mjs "$pages"
