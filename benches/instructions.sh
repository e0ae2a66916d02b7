#!/usr/bin/env bash
# Instructions per tell, from the send to the end of its handler, by hand and by macro. Of two runs
# of different lengths the difference counts, so start-up and the ask at the end cancel out.
#
# valgrind runs one thread at a time and switches rarely: the mailbox takes thousands of tells, then
# the actor handles thousands, and neither waits for the other. (With `--fair-sched=yes`, under
# which they alternate, the figures are the same within one instruction.)
set -euo pipefail
cd "$(dirname "$0")"

few=100000
many=300000

target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
profiles=$(mktemp -d)
trap 'rm -rf "$profiles"' EXIT

# Of all threads together; $1 the program, $2 the number of tells.
instructions() {
    valgrind --tool=callgrind --callgrind-out-file="$profiles/out" "$1" "$2" 2>"$profiles/log" ||
        { cat "$profiles/log" >&2; return 1; }
    sed -n 's/^totals: //p' "$profiles/out"
}

echo "| release profile, codegen units | by hand | #[actor] | ratio |"
echo "|---|---:|---:|---:|"
# The first is cargo's default. The fewer the units, the more of std's channel is inlined.
for units in 16 1; do
    # In a folder of its own: the programs must not be those of the other profile.
    export CARGO_TARGET_DIR="$target/instructions-$units" CARGO_PROFILE_RELEASE_CODEGEN_UNITS=$units
    cargo build --quiet --release -p benches --bin tell_by_hand --bin tell_by_macro
    row=()
    for program in tell_by_hand tell_by_macro; do
        i_few=$(instructions "$CARGO_TARGET_DIR/release/$program" $few)
        i_many=$(instructions "$CARGO_TARGET_DIR/release/$program" $many)
        row+=($((i_many - i_few)))
    done
    awk -v units=$units -v hand="${row[0]}" -v actor="${row[1]}" -v tells=$((many - few)) \
        'BEGIN { printf "| %d | %.1f | %.1f | %.2f |\n", units, hand / tells, actor / tells, actor / hand }'
done
