#!/usr/bin/env bash
# Instructions per step of all threads together, by the features of the runtime: none, and those in the arguments. Of two
# runs of different lengths the difference counts, so start-up cancels out. With `view`, a watch samples twice a second.
#
# An ask of a thread is not here: its instructions are those of the waits, and vary from run to run.
set -euo pipefail
cd "$(dirname "$0")"

target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
profiles=$(mktemp -d)
trap 'rm -rf "$profiles"' EXIT

# $1 the program, $2 the kind of step, $3 the number of steps.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$profiles/out" "$1" "$2" "$3" 2>"$profiles/log" >&2 ||
        { cat "$profiles/log" >&2; return 1; }
    sed -n 's/^totals: //p' "$profiles/out"
}

echo '| features | tell | pooled tell | pooled ask | turn | pooled spawn to end |'
echo '|---|---:|---:|---:|---:|---:|'
for features in '' "$@"; do
    # In a folder of its own: the program must not be that of other features.
    export CARGO_TARGET_DIR="$target/steps-${features:-none}"
    cargo build --quiet --release -p benches --bin steps --features "$features"
    row=
    for step in tell:200000 pooled-tell:200000 pooled-ask:200000 turn:100000 spawn:10000; do
        kind=${step%:*} many=${step#*:}
        more=$(instructions "$CARGO_TARGET_DIR/release/steps" "$kind" $((2 * many)))
        less=$(instructions "$CARGO_TARGET_DIR/release/steps" "$kind" "$many")
        row+=$(awk -v more="$more" -v less="$less" -v many="$many" 'BEGIN { printf " %.1f |", (more - less) / many }')
    done
    echo "| ${features:-none} |$row"
done
