#!/usr/bin/env bash
# 1,000 actors of the soak under valgrind: not a byte may be lost, nor memory be used that is not there.
#
# What is still reachable at the end is std's: a map of the main thread's stack.
set -euo pipefail
cd "$(dirname "$0")"

cargo build --quiet --release -p benches --bin soak
target=$(cargo metadata --format-version 1 --no-deps | sed 's/.*"target_directory":"\([^"]*\)".*/\1/')

# A timer that is always due would keep the others from ever having a turn, were it not fair.
valgrind --fair-sched=yes --leak-check=full --show-leak-kinds=definite,indirect,possible \
    --errors-for-leak-kinds=definite,indirect,possible --error-exitcode=1 \
    "$target/release/soak" --actors 1000 "$@"
