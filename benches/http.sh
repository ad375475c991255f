#!/usr/bin/env bash
# The whole production path of a lookup over HTTP, as ratios to a bare handler in the same run.
# Needs wrk and taskset (Debian: wrk, util-linux). The server runs on one core, the load on another.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-6} rounds=${ROUNDS:-3} port=3907
work=$(mktemp -d)
server=
finish() { [ -z "$server" ] || kill "$server" 2>/dev/null || true; rm -rf "$work"; }
trap finish EXIT

cargo build --release --quiet --bin bearings
cargo build --release --quiet --example stage
bot=target/release/bearings stage=target/release/examples/stage
export SLACK_BOT_TOKEN=xoxb-obviously-fake SLACK_SIGNING_SECRET=0bv10us1yfakes1gn1ngsecret
export DATABASE_URL="sqlite://$work/bearings.db" BEARINGS_LISTEN="127.0.0.1:$port" REQUESTS="$work/requests"

start() { # NAME: bot or bare
  if [ "$1" = bot ]; then taskset -c 0 "$bot" serve >/dev/null 2>"$work/log" &
  else taskset -c 0 "$stage" bare "$port" "$bytes" >/dev/null & fi
  server=$!
  until (exec 3<>"/dev/tcp/127.0.0.1/$port") 2>/dev/null; do sleep 0.02; done
}
stop() { kill "$server"; wait "$server" 2>/dev/null || true; server=; }
load() { # CONNECTIONS SECONDS PAUSE -> requests/s, p50 and p99 in microseconds
  local result
  "$stage" sign "$4" "$REQUESTS"
  result=$(PAUSE=$3 taskset -c 1 wrk -t1 -c"$1" -d"$2s" -s benches/wrk.lua "http://127.0.0.1:$port" | grep RESULT)
  read -r _ rate p50 p99 failed <<<"$result"
  [ "$failed" = 0 ] || { echo "$failed requests failed"; exit 1; }
}
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
resident() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

# How large an answer is, and a database for the starts that follow.
start bot
bytes=$("$stage" size "127.0.0.1:$port")
stop
echo "an answer has $bytes bytes"

ratios=()
for round in $(seq "$rounds"); do
  start bare; load 32 "$seconds" 0 $((seconds * 60000)); bare=$rate; stop
  start bot; load 32 "$seconds" 0 $((seconds * 60000)); rate_bot=$rate; stop
  ratios+=("$(ratio "$rate_bot" "$bare")")
  echo "round $round: bot $rate_bot/s, bare $bare/s, ratio ${ratios[-1]}"
done
echo "throughput, bot to bare: $(median "${ratios[@]}")"

ratios=()
for round in $(seq "$rounds"); do
  start bare; load 50 "$seconds" 100 $((seconds * 700)); bare=$p50; stop
  start bot; load 50 "$seconds" 100 $((seconds * 700)); p50_bot=$p50; stop
  ratios+=("$(ratio "$p50_bot" "$bare")")
  echo "round $round, 500 requests/s: p50 bot $p50_bot us, bare $bare us, ratio ${ratios[-1]}; p99 bot $p99 us"
done
echo "p50 at 500 requests/s, bot to bare: $(median "${ratios[@]}")"

start bot
before=$(resident)
served=0
while [ "$served" -lt 100000 ]; do load 32 3 0 200000; served=$((served + rate * 3)); done
echo "resident memory: $before MB at start, $(resident) MB after $served lookups"
stop

times=()
for _ in $(seq 9); do times+=("$("$stage" first "127.0.0.1:$port" "$bot" serve 2>/dev/null)"); done
echo "first answered command after start: $(median "${times[@]}") ms"
