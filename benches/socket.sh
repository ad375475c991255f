#!/usr/bin/env bash
# What Socket Mode costs: how long Slack waits for an acknowledgement over it and over HTTP, 50 requests a second each, in turns in
# one run; and how long nobody is answered when every connection breaks. SECONDS_EACH and BREAKS change how much.
set -euo pipefail
cd "$(dirname "$0")/.."
cargo run --release --quiet --example socket
