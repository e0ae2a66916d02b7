//! Many threads sum parts of one slice, one actor adds them up, and nothing is copied.
#![forbid(unsafe_code)]

use std::{error::Error, thread};

use actor_runtime::prelude::*;

/// Adds up the sums of parts. The parts themselves are borrowed: state and messages live no longer
/// than the numbers, so the actor runs on a scoped thread.
#[actor]
#[derive(Default)]
pub struct Tally<'a> {
    sum: u64,
    parts: usize,
    largest: Option<(u64, &'a [u64])>,
}

#[actor]
impl<'a> Tally<'a> {
    /// Adds one part's sum.
    pub fn add(&mut self, part: &'a [u64], sum: u64) {
        self.sum += sum;
        self.parts += 1;
        if self.largest.is_none_or(|(largest, _)| sum > largest) {
            self.largest = Some((sum, part));
        }
    }
}

const NUMBERS: usize = 4_000_000;
const THREADS: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let numbers: Vec<u64> = squares_mod_prime().take(NUMBERS).collect();

    let tally = sum_in_parallel(&numbers)?;
    println!("{} threads summed {NUMBERS} numbers: {}", tally.parts, tally.sum);

    let in_sequence: u64 = numbers.iter().sum();
    println!("one thread after the other: {in_sequence}");
    if tally.sum != in_sequence {
        return Err("the two sums differ".into());
    }

    let (sum, part) = tally.largest.ok_or("there were no numbers")?;
    // The part is a piece of `numbers` itself, so it knows where it lies.
    let first = numbers.iter().position(|number| std::ptr::eq(number, &part[0]));
    let first = first.ok_or("the part was copied")?;
    println!("the largest part is {first}..{}, with {sum}", first + part.len());
    Ok(())
}

fn sum_in_parallel(numbers: &[u64]) -> Result<Tally<'_>, CallError> {
    thread::scope(|scope| {
        let (tally, inbox) = TallyHandle::channel();
        let aggregator = scope.spawn(|| Tally::default().run(inbox));

        let summing: Vec<_> = numbers
            .chunks(numbers.len().div_ceil(THREADS).max(1))
            .map(|part| {
                let tally = tally.clone();
                scope.spawn(move || tally.add(part, part.iter().sum()))
            })
            .collect();
        for thread in summing {
            thread.join().expect("summing does not panic")?;
        }

        // The last handle: `run` hands the state back once the mailbox has drained.
        drop(tally);
        Ok(aggregator.join().expect("the actor does not panic"))
    })
}

/// Numbers that look arbitrary, are the same each time, and whose sum fits into a `u64`.
fn squares_mod_prime() -> impl Iterator<Item = u64> {
    const PRIME: u64 = 4_294_967_291;
    (1_u64..).map(|n| (n % PRIME).pow(2) % PRIME)
}
