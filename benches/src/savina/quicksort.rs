//! A tree of actors: each splits its numbers around one of them and leaves both sides to others.

use actor_runtime::prelude::*;

use super::{Random, Scale};

/// So few are sorted without further actors.
const FEW: usize = 2_048;

#[actor]
struct Sorter;

#[actor]
impl Sorter {
    /// The same numbers in order, and how many actors sorted them. Waits for its children, which
    /// know nothing of it: a tree of asks has no ring.
    pub(super) fn sort(&self, mut numbers: Vec<u64>) -> (Vec<u64>, u64) {
        if numbers.len() <= FEW {
            numbers.sort_unstable();
            return (numbers, 1);
        }
        let pivot = numbers[numbers.len() / 2];
        let (mut below, mut above, mut equal) = (Vec::new(), Vec::new(), Vec::new());
        for number in numbers {
            match number {
                number if number < pivot => below.push(number),
                number if number > pivot => above.push(number),
                number => equal.push(number),
            }
        }
        let children = [Sorter.spawn(), Sorter.spawn()];
        let below = children[0].ask().sort(below);
        let above = children[1].ask().sort(above);
        let (mut sorted, actors_below) = below.wait().expect("a child answers");
        let (mut above, actors_above) = above.wait().expect("a child answers");
        sorted.append(&mut equal);
        sorted.append(&mut above);
        super::end(children);
        (sorted, actors_below + 1 + actors_above)
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let numbers = scale.pick(2_000_000, 10_000);
    let mut random = Random::new(3);
    let numbers = (0..numbers).map(|_| random.next()).collect::<Vec<_>>();
    let root = Sorter.spawn();
    let (sorted, actors) = root.sort(numbers.clone()).expect("the root answers");
    super::end([root]);

    let mut expected = numbers;
    expected.sort_unstable();
    assert!(sorted == expected, "the numbers are not sorted");
    actors
}
