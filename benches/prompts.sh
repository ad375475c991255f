#!/usr/bin/env bash
# 10,000 people are due in one minute: how long planning takes, whether every 429 of Slack's is honoured, and how long
# lookups take meanwhile. With BENCH_ON=postgres, all is on a PostgreSQL server on a socket of this machine. PEOPLE,
# SECONDS and PACE (messages a second) change how much. Run with nothing else going on.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo build --release --quiet --example prompts
prompts=${CARGO_TARGET_DIR:-target}/release/examples/prompts
if [ "${BENCH_ON:-}" = postgres ]; then
  .ci/postgres sh -c "'$prompts' \"\$TEST_POSTGRES\""
else
  "$prompts"
fi
