//! How what a message costs grows with the number of actors, of producers, and of actors that wait for an answer.

#[cfg(feature = "peers")]
pub mod chart;

use std::fmt::Write;

use crate::{
    contenders::{ALL as CONTENDERS, Contender},
    machine::Machine,
    measure::{self, Spread},
    report,
    workloads::{Sizes, Unit},
};

/// Who takes part. They are few, because more lines would hide each other. A peer grows as its threads or tasks do.
const TAKING_PART: [&str; 4] = ["by hand", "#[actor]", "#[actor], pool", "tokio, by hand"];

/// The tables of the report, in its order.
pub const ALL: &[Growth] = &[
    Growth {
        name: "tell, by the number of actors",
        about: "one producer tells each of them in turn",
        steps: &[1, 10, 100, 1_000, 10_000],
        run: |contender, actors, sizes| Some(contender.crowd?(actors, sizes.tells / 4)),
    },
    Growth {
        name: "tell, by the number of producers",
        about: "plain threads, which tell one actor",
        steps: &[1, 10, 100, 1_000],
        run: |contender, producers, sizes| {
            Some(contender.tell_from_thread?(producers, sizes.tells / producers))
        },
    },
    Growth {
        name: "ask, by the number of waiting actors",
        about: "all ask one actor, and so all but one wait",
        steps: &[1, 10, 100, 1_000],
        run: |contender, callers, sizes| Some(contender.waiting?(callers, sizes.asks / callers)),
    },
    Growth {
        name: "ask, by the number of pairs",
        about: "each asks an actor of its own: all share the graph of who waits for whom",
        steps: &[1, 10, 100, 1_000],
        run: |contender, callers, sizes| {
            Some(contender.waiting_apart?(callers, sizes.asks / callers))
        },
    },
];

/// A table of the report: a line for each number, a column for each contender.
#[derive(Debug)]
pub struct Growth {
    /// What `--only` calls it.
    pub name: &'static str,
    /// What the actors do.
    pub about: &'static str,
    /// The numbers.
    pub steps: &'static [u64],
    /// Runs it once with one of the numbers: nanoseconds per message, or nothing if the contender has no such thing.
    pub run: fn(&Contender, u64, &Sizes) -> Option<f64>,
}

/// What to run.
#[derive(Debug)]
pub struct Run {
    /// How often each contender runs each step.
    pub rounds: usize,
    /// Which tables.
    pub growths: Vec<&'static Growth>,
    /// How large each run is, and how far the numbers go.
    pub sizes: Sizes,
    /// What was typed to have it run.
    pub command: String,
}

/// What was measured for one table.
#[derive(Debug)]
pub struct Figures {
    /// Which table.
    pub growth: &'static Growth,
    /// The numbers, each with the samples of each contender: none where it does not take part.
    pub steps: Vec<(u64, Vec<Vec<f64>>)>,
}

/// Those of the contenders that take part.
pub fn contenders() -> Vec<&'static Contender> {
    CONTENDERS.iter().filter(|contender| TAKING_PART.contains(&contender.name)).collect()
}

/// Runs everything, each round in another order.
pub fn measured(run: &Run, contenders: &[&'static Contender]) -> Vec<Figures> {
    let figures = |growth: &'static Growth| {
        let steps = growth.steps.iter().filter(|number| **number <= run.sizes.most);
        let steps = steps.map(|number| (*number, samples(run, growth, *number, contenders)));
        Figures { growth, steps: steps.collect() }
    };
    run.growths.iter().map(|growth| figures(growth)).collect()
}

fn samples(run: &Run, growth: &Growth, number: u64, contenders: &[&Contender]) -> Vec<Vec<f64>> {
    let mut samples = vec![Vec::with_capacity(run.rounds); contenders.len()];
    let name = format!("{}: {number}", growth.name);
    measure::in_turns(&name, run.rounds, contenders.len(), |index| {
        samples[index].extend((growth.run)(contenders[index], number, &run.sizes));
    });
    samples
}

/// The whole report.
pub fn markdown(
    machine: &Machine,
    run: &Run,
    contenders: &[&Contender],
    figures: &[Figures],
) -> String {
    let mut text = report::machine(machine, &run.command);
    let _ = writeln!(
        text,
        "- per tell or ask: median, minimum and maximum of {} interleaved rounds{}\n\
         - a round: {} tells from sent to handled, a quarter of that by the number of actors, and {} asks, of all \
         callers together\n\
         - by the number of actors, a task tells those of tokio; all other tells are those of plain threads; who asks: \
         actors, which by hand are threads, and for tokio tasks of the same thread\n\
         - of the pool: for tells by the number of producers its executor has one thread; otherwise it is the \
         program's own, with a thread for each core that it may use; an actor that asks another one of its executor \
         runs it, if nobody else does, and then does not wait",
        run.rounds,
        if run.rounds < report::ROUNDS_FOR_FIGURES {
            "; **too few rounds for figures**"
        } else {
            ""
        },
        run.sizes.tells,
        run.sizes.asks,
    );
    for figures in figures {
        text.push_str(&table(contenders, figures));
    }
    text
}

fn table(contenders: &[&Contender], Figures { growth, steps }: &Figures) -> String {
    let Growth { name, about, .. } = growth;
    let mut text = format!("\n## {name}\n\n{about}\n\n| |");
    for contender in contenders {
        let _ = write!(text, " {} |", contender.name);
    }
    text.push_str("\n|---:|");
    text.push_str(&"---:|".repeat(contenders.len()));
    text.push('\n');
    for (number, samples) in steps {
        let _ = write!(text, "| {} |", thousands(*number));
        for samples in samples {
            text.push_str(&match Spread::of(samples) {
                Some(spread) => format!(" {} |", report::all_three(spread, Unit::Nanoseconds)),
                None => " |".to_owned(),
            });
        }
        text.push('\n');
    }
    text
}

/// A number with commas between its thousands.
fn thousands(number: u64) -> String {
    match number {
        0..1_000 => number.to_string(),
        _ => format!("{},{:03}", thousands(number / 1_000), number % 1_000),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_table_has_a_line_for_each_number_and_leaves_out_who_is_absent() {
        let steps = vec![
            (1, vec![vec![50.0, 40.0, 60.0], vec![]]),
            (10_000, vec![vec![2000.0], vec![3.0]]),
        ];
        let text = table(&contenders()[..2], &Figures { growth: &ALL[0], steps });
        let lines = text.lines().filter(|line| line.starts_with('|')).skip(2).collect::<Vec<_>>();
        let expected = [
            "| 1 | 50.0 ns (40.0 to 60.0) | |",
            "| 10,000 | 2.00 µs (2.00 to 2.00) | 3.00 ns (3.00 to 3.00) |",
        ];
        assert_eq!(lines, expected);
    }

    #[test]
    fn every_contender_of_the_growth_takes_part_in_every_table() {
        let run = Run {
            rounds: 1,
            growths: ALL.iter().collect(),
            sizes: Sizes { tells: 40, asks: 10, most: 10, ..Sizes::QUICK },
            command: String::new(),
        };
        let contenders = contenders();
        assert!(contenders.len() >= 3, "a contender is called otherwise: {contenders:?}");
        for Figures { growth, steps } in measured(&run, &contenders) {
            for (number, samples) in steps {
                let rounds = samples.iter().map(Vec::len).collect::<Vec<_>>();
                assert_eq!(rounds, vec![1; contenders.len()], "{}: {number}", growth.name);
            }
        }
    }

    #[test]
    fn thousands_are_set_apart() {
        assert_eq!([1, 1_000, 1_020_003].map(thousands), ["1", "1,000", "1,020,003"]);
    }
}
