//! A line of actors, one for each bit, through which the numbers go until they are sorted.

use actor_runtime::prelude::*;

use super::{Random, Scale};

const BITS: u32 = 32;

/// Lets those without its bit pass, and the others follow: numbers that come sorted by the lower
/// bits leave sorted by this one, too.
#[actor]
struct Sorter {
    bit: u64,
    next: Next,
    kept: Vec<u64>,
}

enum Next {
    Sorter(SorterHandle),
    Judge(JudgeHandle),
}

impl Next {
    fn number(&self, number: u64) {
        match self {
            Next::Sorter(sorter) => sorter.number(number),
            Next::Judge(judge) => judge.number(number),
        }
        .expect("the next one is alive");
    }
}

#[actor]
impl Sorter {
    pub(super) fn number(&mut self, number: u64) {
        if number & self.bit == 0 {
            self.next.number(number);
        } else {
            self.kept.push(number);
        }
    }

    /// There are no more; the last one in the line answers.
    pub(super) fn end(&mut self, #[reply] verdict: ReplySender<Verdict>) {
        for number in self.kept.drain(..) {
            self.next.number(number);
        }
        match &self.next {
            Next::Sorter(sorter) => {
                sorter.send(SorterMessage::End { verdict }).expect("the sorter is alive");
            }
            Next::Judge(judge) => {
                judge.send(JudgeMessage::End { reply: verdict }).expect("the judge is alive");
            }
        }
    }
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Verdict {
    sorted: bool,
    numbers: u64,
    sum: u64,
}

#[actor]
struct Judge {
    last: u64,
    verdict: Verdict,
}

#[actor]
impl Judge {
    pub(super) fn number(&mut self, number: u64) {
        self.verdict.sorted &= number >= self.last;
        self.verdict.numbers += 1;
        self.verdict.sum += number;
        self.last = number;
    }

    pub(super) fn end(&self) -> Verdict {
        self.verdict
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let numbers = scale.pick(200_000, 100);
    let judge = Judge { last: 0, verdict: Verdict { sorted: true, numbers: 0, sum: 0 } }.spawn();
    // From the last one to the first: each knows the next.
    let mut line = vec![
        Sorter { bit: 1 << (BITS - 1), next: Next::Judge(judge.clone()), kept: Vec::new() }.spawn(),
    ];
    for bit in (0..BITS - 1).rev() {
        let next = Next::Sorter(line[line.len() - 1].clone());
        line.push(Sorter { bit: 1 << bit, next, kept: Vec::new() }.spawn());
    }
    line.reverse();

    let (mut random, mut sum) = (Random::new(7), 0);
    for _ in 0..numbers {
        let number = random.next() >> (64 - BITS);
        sum += number;
        line[0].number(number).expect("the sorter is alive");
    }
    let verdict = line[0].end().expect("the line answers");
    assert_eq!(verdict, Verdict { sorted: true, numbers, sum }, "the numbers are not sorted");
    super::end(line);
    super::end([judge]);
    numbers * u64::from(BITS + 1)
}
