#!/usr/bin/env bash
# How long Slack waits for an acknowledgement at a steady 50 requests a second (commands, presses, saved forms, menus,
# events) while backups are made one after the other and Slack's own API takes every call and answers none; first for a
# quarter of the time without either. Goal: 99 of 100 within 500 ms, of the 3,000 that Slack allows. Needs 500 MB of disk and,
# the first time, a minute to fill a database. SECONDS_EACH, ENTRIES and PEOPLE change how long and how much.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-60} entries=${ENTRIES:-200000} people=${PEOPLE:-2000}
target=${CARGO_TARGET_DIR:-target}
database="$target/acks-bench-$entries-$people.db"

cargo build --release --quiet --example evidence
evidence="$target/release/examples/evidence"
[ -e "$database" ] || "$evidence" fill "$database" --entries "$entries" --people "$people"
echo "$entries entries of $people people; load of this machine before: $(cut -d' ' -f1-3 /proc/loadavg)"
# Calls to Slack that wait for an answer keep their connections.
ulimit -n "$(ulimit -Hn)"
"$evidence" acks "$database" --seconds "$seconds" --people "$people"
