#!/usr/bin/env bash
# The whole production path of a lookup over HTTP, as ratios to a bare handler in the same run.
# Needs wrk and taskset (Debian: wrk, util-linux). The server runs on one core, the load on another.
set -euo pipefail
cd "$(dirname "$0")/.."
seconds=${SECONDS_EACH:-2} rounds=${ROUNDS:-11} port=3907 bare_port=3908
work=$(mktemp -d)
server='' bare_server=''
finish() {
  for process in $server $bare_server; do kill "$process" 2>/dev/null || true; done
  rm -rf "$work"
}
trap finish EXIT

cargo build --release --quiet --bin bearings
cargo build --release --quiet --example stage
bot=target/release/bearings stage=target/release/examples/stage
export SLACK_BOT_TOKEN=xoxb-obviously-fake SLACK_SIGNING_SECRET=0bv10us1yfakes1gn1ngsecret
export DATABASE_URL="sqlite://$work/bearings.db" BEARINGS_LISTEN="127.0.0.1:$port" REQUESTS="$work/requests"

listens() { (exec 3<>"/dev/tcp/127.0.0.1/$1") 2>/dev/null; }
for taken in "$port" "$bare_port"; do
  if listens "$taken"; then echo "port $taken is in use: stop what listens there"; exit 1; fi
done
start() {
  taskset -c 0 "$bot" serve >/dev/null 2>"$work/log" &
  server=$!
  until listens "$port"; do sleep 0.02; done
}
stop() { kill "$server"; wait "$server" 2>/dev/null || true; server=''; }
# Sets rate (requests/s), p50 and p99 (microseconds).
load() { # PORT CONNECTIONS SECONDS PAUSE REQUESTS
  local result
  "$stage" sign "$5" "$REQUESTS"
  result=$(PAUSE=$4 taskset -c 1 wrk -t1 -c"$2" -d"$3s" -s benches/wrk.lua "http://127.0.0.1:$1" | grep RESULT)
  read -r _ rate p50 p99 failed <<<"$result"
  [ "$failed" = 0 ] || { echo "$failed requests failed"; exit 1; }
}
median() { printf '%s\n' "$@" | sort -n | sed -n "$((($# + 1) / 2))p"; }
ratio() { awk -v a="$1" -v b="$2" 'BEGIN { printf "%.2f", a / b }'; }
resident() { awk '/^VmRSS/ { printf "%.1f", $2 / 1024 }' "/proc/$server/status"; }

start
bytes=$("$stage" size "127.0.0.1:$port")
echo "an answer has $bytes bytes"
taskset -c 0 "$stage" bare "$bare_port" "$bytes" &
bare_server=$!
until listens "$bare_port"; do sleep 0.02; done

# Bare and bot take turns, so that a noisy machine is as unfair to the one as to the other.
ratios=()
for round in $(seq "$rounds"); do
  load "$bare_port" 32 "$seconds" 0 $((seconds * 80000)); bare=$rate
  load "$port" 32 "$seconds" 0 $((seconds * 80000))
  ratios+=("$(ratio "$rate" "$bare")")
  echo "round $round: bot $rate/s, bare $bare/s, ratio ${ratios[-1]}"
done
echo "throughput, bot to bare: $(median "${ratios[@]}")"

ratios=()
for round in $(seq "$rounds"); do
  load "$bare_port" 50 "$seconds" 100 $((seconds * 1200)); bare=$p50
  load "$port" 50 "$seconds" 100 $((seconds * 1200))
  ratios+=("$(ratio "$p50" "$bare")")
  echo "round $round, 500 requests/s: p50 bot $p50 us, bare $bare us, ratio ${ratios[-1]}; p99 bot $p99 us"
done
echo "p50 at 500 requests/s, bot to bare: $(median "${ratios[@]}")"
stop

start
before=$(resident)
served=0
while [ "$served" -lt 100000 ]; do load "$port" 32 3 0 240000; served=$((served + rate * 3)); done
echo "resident memory: $before MB at start, $(resident) MB after $served lookups"
stop

times=()
for _ in $(seq 9); do times+=("$("$stage" first "127.0.0.1:$port" "$bot" serve 2>/dev/null)"); done
echo "first answered command after start: $(median "${times[@]}") ms"
