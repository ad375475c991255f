#!/usr/bin/env bash
# Digests of 1,000 teams of 10 people with 1,000,000 entries, on one core: how many a second are planned, laid out and drawn
# to the JSON that is sent, and how much memory that takes for 100 teams and for 1,000. How it is measured stands in
# benches/digests/main.rs. Needs 6 GB of disk and, the first time, some minutes to fill a database, which
# benches/evidence.sh uses too. Run with nothing else going on: benches/digests.sh
# ENTRIES changes how much was written before. With BENCH_ON=postgres, all is on a PostgreSQL server on a socket of this
# machine; read the elapsed time there, since the CPU time doesn't include the server's.
set -euo pipefail
cd "$(dirname "$0")/.."
entries=${ENTRIES:-1000000} people=10000
target=${CARGO_TARGET_DIR:-target}
filled="$target/evidence-bench.db" database="$target/digests-bench.db"
if [ "$entries" != 1000000 ]; then filled="$target/evidence-bench-$entries-$people.db"; fi

cargo build --release --quiet --bin bearings --example evidence --example digests
[ -e "$filled" ] || "$target/release/examples/evidence" fill "$filled" --entries "$entries" --people "$people"
echo "$entries entries of $people people; load of this machine before: $(cut -d' ' -f1-3 /proc/loadavg)"
for teams in 100 1000; do
    if [ "${BENCH_ON:-}" = postgres ]; then
        .ci/postgres sh -c "'$target/release/bearings' migrate-to --from 'sqlite://$filled' \"\$TEST_POSTGRES\" >/dev/null &&
            '$target/release/examples/digests' \"\$TEST_POSTGRES\" $teams"
        continue
    fi
    rm -f "$database"*
    cp --reflink=auto "$filled" "$database"
    taskset -c 0 "$target/release/examples/digests" "$database" "$teams"
done
rm -f "$database"*
