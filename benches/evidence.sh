#!/usr/bin/env bash
# The bot on a database with the evidence of many people: how long opening the form, its menu, a page of entries and
# saving take on the bot's side, at a steady 50 requests a second; how long a start takes, and how much memory it needs.
# How it is measured stands in benches/evidence/main.rs. Needs 2 GB of disk and, the first time, some minutes to fill
# the database. Run with nothing else going on: benches/evidence.sh
# SECONDS_EACH, ENTRIES and PEOPLE change how long and how much; another database is filled for another amount. With
# BENCH_ON=postgres, everything is moved to a PostgreSQL server on a socket of this machine and measured there, too.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-20} entries=${ENTRIES:-1000000} people=${PEOPLE:-10000}
target=${CARGO_TARGET_DIR:-target}
database="$target/evidence-bench.db" log="$target/evidence-bench.log"
if [ "$entries $people" != "1000000 10000" ]; then database="$target/evidence-bench-$entries-$people.db"; fi

cargo build --release --quiet --bin bearings --example evidence
evidence="$target/release/examples/evidence"
[ -e "$database" ] || "$evidence" fill "$database" --entries "$entries" --people "$people"
if [ "${BENCH_ON:-}" = postgres ] && [ -z "${TEST_POSTGRES:-}" ]; then exec .ci/postgres "$0"; fi

echo "$entries entries of $people people; load of this machine before: $(cut -d' ' -f1-3 /proc/loadavg)"
"$evidence" measure "$database" --seconds "$seconds" --people "$people" 2>"$log" || { tail -n 5 "$log"; exit 1; }
if [ "${BENCH_ON:-}" = postgres ]; then
  began=$SECONDS
  "$target/release/bearings" migrate-to --from "sqlite://$database" "$TEST_POSTGRES" >/dev/null
  echo "the same on PostgreSQL, moved there in $((SECONDS - began)) s"
  "$evidence" measure "$TEST_POSTGRES" --seconds "$seconds" --people "$people" 2>>"$log" || { tail -n 5 "$log"; exit 1; }
fi
echo "warnings and errors in the log ($log): $(grep -cE ' (WARN|ERROR) ' "$log" || true)"
