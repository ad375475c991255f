#!/usr/bin/env bash
# 10,000 people are due in one minute: how long planning takes, whether every 429 of Slack's is honoured, and how long
# lookups take meanwhile. PEOPLE, SECONDS and PACE (messages a second) change how much. Run with nothing else going on.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --release --quiet --example prompts
