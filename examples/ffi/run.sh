#!/usr/bin/env bash
# Runs the C programs under valgrind: the client with the conformance suite, and the test of ownership. This takes about 20
# seconds after the tests are built. Ends with status 77 if there is no C compiler, or if valgrind is missing and cannot be
# installed.
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
    leave_out "the C programs, because there is no C compiler (cc)"
fi
if ! command -v valgrind > /dev/null && ! install_packages valgrind; then
    leave_out "the C programs under valgrind, because apt-get cannot install valgrind"
fi

# The C library may keep memory until the end, so memory that is still reachable then is no error.
export FETCH_CORS_UNDER="valgrind -q --error-exitcode=99 --leak-check=full --errors-for-leak-kinds=definite,indirect,possible"
# This names all packages and features, so that cargo reuses what the tests of the workspace have already built.
cargo test --workspace --all-features --test c_client -- --nocapture
