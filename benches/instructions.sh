#!/usr/bin/env bash
# Instructions per tell, from the send to the end of its handler, by hand and by macro. Of two runs
# of different lengths the difference counts, so start-up and the ask at the end cancel out.
set -euo pipefail
cd "$(dirname "$0")"

few=100000
many=300000

cargo build --quiet --release -p benches --bin tell_instructions
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')
profiles=$(mktemp -d)
trap 'rm -rf "$profiles"' EXIT

# All threads together; $1 the scheduler's fairness, $2 the contender, $3 the number of tells.
instructions() {
    valgrind --tool=callgrind --fair-sched="$1" --callgrind-out-file="$profiles/$2.$3" \
        "$target/release/tell_instructions" "$2" "$3" 2>"$profiles/log" ||
        { cat "$profiles/log" >&2; exit 1; }
    sed -n 's/^totals: //p' "$profiles/$2.$3"
}

# valgrind runs one thread at a time. Unfair, a thread keeps its turn for long and the mailbox grows;
# fair, sender and actor alternate, and the actor runs dry and waits now and then.
for fair in no yes; do
    for contender in by-hand by-macro; do
        i_few=$(instructions $fair $contender $few)
        i_many=$(instructions $fair $contender $many)
        awk -v c=$contender -v f=$fair -v i=$((i_many - i_few)) -v n=$((many - few)) \
            'BEGIN { printf "%-8s fair-sched=%-3s %6.1f instructions per tell\n", c, f, i / n }'
    done
done
