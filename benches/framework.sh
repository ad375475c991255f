#!/usr/bin/env bash
# How long the largest framework takes: 20 levels, 20 themes and 6 behaviours to a cell, each of 485 letters (1.4 MB). First
# `framework check`, which reads and checks the files; then one lookup, which also makes them ready to be searched, as a start
# of `serve` does. The median of ROUNDS runs of the whole process, in seconds. Goal: 1 s for each.
set -euo pipefail
cd "$(dirname "$0")/.."
rounds=${ROUNDS:-11}
target=${CARGO_TARGET_DIR:-target}
work=$(mktemp -d)
trap 'rm -rf "$work"' EXIT

cargo build --release --quiet --bin bearings --example framework
bot=$target/release/bearings
"$target/release/examples/framework" "$work/framework"

export TIMEFORMAT=%R
median() { sort -n | sed -n "$(((rounds + 1) / 2))p"; }
seconds() { # COMMAND…
  for _ in $(seq "$rounds"); do { time "$@" >/dev/null; } 2>&1; done | median
}
echo "checked in $(seconds "$bot" framework check "$work/framework") s"
echo "ready to be searched in $(seconds "$bot" lookup --framework-dir "$work/framework" search explains) s"
