#!/usr/bin/env bash
# Measures how much the library adds to the compile time and to the size of a binary. Makes clean release builds of the
# library, and stripped binaries that use more and more of it. Prints Markdown. Needs a Rust toolchain and the crates.
set -euo pipefail
here=$(cd "$(dirname "$0")" && pwd)
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT
TIMEFORMAT='%R %U'

echo '| clean `cargo build --release` | seconds | of processors |'
echo '|---|--:|--:|'
build() {
    local took
    took=$( { time cargo build --quiet --release --manifest-path "$here/../../Cargo.toml" \
        --target-dir "$work/library" "${@:2}"; } 2>&1 )
    read -r wall processor <<<"$took"
    echo "| $1 | $wall | $processor |"
    rm -rf "$work/library"
}
build 'with `psl`'
build 'without' --no-default-features

echo
echo '| binary, stripped | bytes | more |'
echo '|---|--:|--:|'
before=0
# Builds a binary. The arguments are its source file, what it does, its dependencies, and options for cargo.
binary() {
    local crate="$work/$1"
    mkdir -p "$crate/src"
    cp "$here/$1.rs" "$crate/src/main.rs"
    cat >"$crate/Cargo.toml" <<TOML
[package]
name = "$1"
edition = "2024"

[profile.release]
strip = true

[features]
psl = []

[workspace]

[dependencies]
$3
TOML
    cargo build --quiet --release --manifest-path "$crate/Cargo.toml" --target-dir "$work/binaries" "${@:4}"
    local bytes
    bytes=$(wc -c <"$work/binaries/release/$1")
    echo "| $2 | $bytes | $((bytes - before)) |"
    before=$bytes
}
messages=$'http = "1.3"\nurl = "2.5.4"'
library="fetch-cors = { path = \"$here/../..\", default-features = false }"
binary empty 'that does nothing' ''
binary messages 'that parses a URL and makes an `http::Request`' "$messages"
binary fetches 'that runs a fetch' "$messages"$'\n'"$library"
binary fetches 'that runs a fetch with the public suffix list' "$messages"$'\n'"$library" \
    --features psl,fetch-cors/psl
