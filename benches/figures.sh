#!/usr/bin/env bash
# Makes every file under docs/benchmarks/ again: the figures beside the peers, with all cores and
# pinned to one, how they grow with the number of actors and producers, the allocations, and the
# Savina suite. Builds first, then measures, for about two hours, on a machine that does nothing
# else. `benches/figures.sh 7` takes fewer rounds of the first two, and half of the time. In twenty
# rounds, each of the nineteen contenders runs behind each other one, and nearly equally often.
set -euo pipefail
cd "$(dirname "$0")/.."

rounds=${1:-20}
folder=docs/benchmarks
mkdir -p "$folder"
cargo build --release -p benches --features peers --bin benches --bin allocations
benches=(cargo run --quiet --release -p benches --features peers --bin benches --)

taskset -c 0 "${benches[@]}" --rounds "$rounds" --markdown "$folder/pinned.md" --svg "$folder/pinned.svg"
"${benches[@]}" --rounds "$rounds" --markdown "$folder/unpinned.md" --svg "$folder/unpinned.svg"
taskset -c 0 "${benches[@]}" --growth --rounds 8 --markdown "$folder/growth.md" --svg "$folder/growth.svg"
"${benches[@]}" --savina --rounds 5 --markdown "$folder/savina.md"
cargo run --quiet --release -p benches --features peers --bin allocations >"$folder/allocations.md"
