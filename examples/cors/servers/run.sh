#!/usr/bin/env bash
# Pastes the lines of `cors explain` into the configuration of nginx, Apache and Express, and repeats the fetches. This takes
# less than a minute after the tests are built. The script needs Debian or a similar system, with node and npm. It ends with
# the exit code 77 if a server is missing and cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/../.."

leave_out() {
    echo "LEFT OUT: $*"
    exit 77
}

install_packages() {
    local as_root=""
    if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi
    # In run level 1, Debian does not start the servers itself. The tests start them.
    $as_root env RUNLEVEL=1 DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y --no-install-recommends "$@" > "$folder/log" 2>&1
}

folder=$(mktemp -d)
trap 'rm -rf "$folder"' EXIT

missing=()
PATH=$PATH:/usr/sbin
command -v nginx > /dev/null || missing+=(nginx-light)
command -v apache2 > /dev/null || missing+=(apache2)
if [ ${#missing[@]} -gt 0 ] && ! install_packages "${missing[@]}"; then
    leave_out "the lines for servers, because apt-get cannot install ${missing[*]}"
fi
if ! command -v node > /dev/null || ! command -v npm > /dev/null; then
    leave_out "the lines for servers, because there is no node or no npm"
fi
if ! timeout 300 npm install --silent --no-audit --no-fund --prefix "$folder" express@5 > "$folder/log" 2>&1; then
    leave_out "the lines for servers, because npm cannot install Express"
fi

NODE_PATH="$folder/node_modules" cargo test -p fetch-cors-cli --test explain_snippets -- --ignored --nocapture lets_the_page_in
