//! Interleaved rounds: whatever drifts on the machine drifts under every contender alike.

use crate::{
    contenders::Contender,
    workloads::{Sizes, Unit, Workload},
};

/// What to run.
#[derive(Debug)]
pub struct Run {
    /// How often each contender runs each workload.
    pub rounds: usize,
    /// Which workloads.
    pub workloads: Vec<&'static Workload>,
    /// How large each run is.
    pub sizes: Sizes,
    /// What was typed to have it run.
    pub command: String,
}

/// The figures of one row of the report.
#[derive(Debug)]
pub struct Row {
    /// The workload, and which of its figures.
    pub name: String,
    /// What it is measured in.
    pub unit: Unit,
    /// One list for each contender: a number for each round, none where it does not take part.
    pub samples: Vec<Vec<f64>>,
}

impl Row {
    /// A contender's median, compared with the first one's.
    pub fn ratio(&self, contender: usize) -> Option<f64> {
        let median = |index: usize| Spread::of(&self.samples[index]).map(|spread| spread.median);
        Some(median(contender)? / median(0)?)
    }
}

/// Runs everything, each round in another order.
pub fn interleaved(run: &Run, contenders: &[Contender]) -> Vec<Row> {
    let mut rows = Vec::new();
    for workload in &run.workloads {
        let first = rows.len();
        rows.extend(workload.figures.iter().map(|(figure, unit)| Row {
            name: format!("{}{figure}", workload.name),
            unit: *unit,
            samples: vec![Vec::with_capacity(run.rounds); contenders.len()],
        }));
        let rounds = run.rounds.min(workload.most_rounds);
        in_turns(workload.name, rounds, contenders.len(), |contender| {
            let figures = (workload.run)(&contenders[contender], &run.sizes);
            for (row, figure) in rows[first..].iter_mut().zip(figures.into_iter().flatten()) {
                row.samples[contender].push(figure);
            }
        });
    }
    rows
}

/// Gives each contender its turn in each round, and says on the screen how far it is.
pub(crate) fn in_turns(name: &str, rounds: usize, contenders: usize, mut turn: impl FnMut(usize)) {
    for round in 0..rounds {
        eprint!("\r{name}: round {} of {rounds} ", round + 1);
        order_of(round, contenders).for_each(&mut turn);
    }
    eprintln!();
}

/// Whose turn it is in a round, one after the other: Williams' square, in which no one always comes after the
/// same one; of an even number of contenders, in as many rounds, each comes after each other one once. A heap
/// that the one before has left behind saves a contender half of its page faults, and so would decide a row
/// if that were always the same one, as it is where a round only starts elsewhere.
///
/// An odd number is made even by one more, whose turns are passed over: in the square of an odd number, each comes
/// after only half of the others.
fn order_of(round: usize, contenders: usize) -> impl Iterator<Item = usize> {
    let places = contenders.next_multiple_of(2);
    // 0, 1, -1, 2, -2 and so on: of two neighbours the difference is each time another one.
    let turns = (0..places).map(move |turn| match turn % 2 {
        0 => (round + places - turn / 2) % places,
        _ => (round + turn.div_ceil(2)) % places,
    });
    turns.filter(move |place| *place < contenders)
}

/// Where the middle of some samples lies, and how far they spread.
#[derive(Clone, Copy, Debug, PartialEq)]
pub struct Spread {
    /// The middle one, or halfway between the middle two.
    pub median: f64,
    /// The smallest.
    pub min: f64,
    /// The largest.
    pub max: f64,
}

impl Spread {
    /// `None` of no samples.
    pub fn of(samples: &[f64]) -> Option<Spread> {
        let mut sorted = samples.to_vec();
        sorted.sort_by(f64::total_cmp);
        let (min, max) = (*sorted.first()?, *sorted.last()?);
        let middle = sorted.len() / 2;
        let median = if sorted.len() % 2 == 1 {
            sorted[middle]
        } else {
            f64::midpoint(sorted[middle - 1], sorted[middle])
        };
        Some(Spread { median, min, max })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn everyone_comes_after_everyone_else_once() {
        let orders = (0..12).map(|round| order_of(round, 12).collect::<Vec<_>>());
        let mut pairs: Vec<_> = orders
            .flat_map(|order| order.windows(2).map(|pair| [pair[0], pair[1]]).collect::<Vec<_>>())
            .collect();
        pairs.sort_unstable();
        let apart = |one| (0..12).filter(move |other| *other != one).map(move |other| [one, other]);
        assert_eq!(pairs, (0..12).flat_map(apart).collect::<Vec<_>>());
    }

    #[test]
    fn of_an_odd_number_everyone_comes_after_everyone_else_too() {
        let orders = (0..20).map(|round| order_of(round, 19).collect::<Vec<_>>());
        let mut pairs: Vec<_> = orders
            .flat_map(|order| order.windows(2).map(|pair| [pair[0], pair[1]]).collect::<Vec<_>>())
            .collect();
        pairs.sort_unstable();
        pairs.dedup();
        let apart = |one| (0..19).filter(move |other| *other != one).map(move |other| [one, other]);
        assert_eq!(pairs, (0..19).flat_map(apart).collect::<Vec<_>>());
    }

    #[test]
    fn the_median_of_an_even_number_lies_between_the_middle_two() {
        let spread = Spread::of(&[4.0, 1.0, 3.0, 2.0]);
        assert_eq!(spread, Some(Spread { median: 2.5, min: 1.0, max: 4.0 }));
    }

    #[test]
    fn the_median_of_an_odd_number_is_one_of_them() {
        let spread = Spread::of(&[9.0, 1.0, 3.0]);
        assert_eq!(spread, Some(Spread { median: 3.0, min: 1.0, max: 9.0 }));
    }

    #[test]
    fn a_ratio_is_that_of_the_medians() {
        let samples = vec![vec![1.0, 2.0, 9.0], vec![], vec![5.0]];
        let row = Row { name: "ask".to_owned(), unit: Unit::Nanoseconds, samples };
        assert_eq!([0, 1, 2].map(|index| row.ratio(index)), [Some(1.0), None, Some(2.5)]);
    }

    #[test]
    fn no_samples_have_no_median() {
        assert_eq!(Spread::of(&[]), None);
    }
}
