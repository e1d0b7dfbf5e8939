#!/usr/bin/env bash
# Runs the programs in C under valgrind: the client, through the suite for clients, and the test of ownership. Takes about 20
# seconds once the tests are built. Ends with status 77 if there is no C compiler, or no valgrind and it cannot be installed.
set -euo pipefail
cd "$(dirname "$0")/.."

leave_out() {
    echo "LEFT OUT: $*"
    exit 77
}

install_packages() {
    local as_root=""
    if [ "$(id -u)" -ne 0 ]; then as_root="sudo -n"; fi
    $as_root env DEBIAN_FRONTEND=noninteractive timeout 300 apt-get install -y --no-install-recommends "$@" > /dev/null 2>&1
}

if ! command -v cc > /dev/null; then
    leave_out "the programs in C, because there is no cc"
fi
if ! command -v valgrind > /dev/null && ! install_packages valgrind; then
    leave_out "the programs in C under valgrind, because apt-get cannot install it"
fi

# The C library may keep memory until the end, so what can still be reached then is no error.
export FETCH_CORS_UNDER="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible"
# All packages and features are named, so that this uses what the tests of the workspace have built.
cargo test --workspace --all-features --test c_client -- --nocapture
