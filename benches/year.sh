#!/usr/bin/env bash
# A year of weeks for 500 engineers, hour by hour, in a local Slack: how much the bot's memory and open files grow, how
# large the write-ahead log and the database get. Goals: 5 MB after six weeks, none, 64 MB. Takes some minutes. PEOPLE and
# WEEKS change how much.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --release --quiet --example year
