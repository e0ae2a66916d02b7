//! The report: where it was measured, how large the runs were, and a table.

use std::fmt::Write;

use crate::{
    contenders::{Contender, PLACES},
    machine::Machine,
    measure::{Row, Run, Spread},
    workloads::Unit,
};

/// Fewer rounds than this are a look, not a figure.
const ROUNDS_FOR_FIGURES: usize = 7;

/// The whole report.
pub fn markdown(machine: &Machine, run: &Run, contenders: &[Contender], rows: &[Row]) -> String {
    let mut text = head(machine, run);
    text.push_str("\n| per operation |");
    for (index, contender) in contenders.iter().enumerate() {
        let _ = write!(text, " {} |", contender.name);
        text.push_str(if index == 0 { "" } else { " ratio |" });
    }
    text.push_str("\n|---|---:|");
    text.push_str(&"---:|---:|".repeat(contenders.len() - 1));
    text.push('\n');
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

fn head(machine: &Machine, run: &Run) -> String {
    let Machine { processor, cores, allowed, pinned, compiler } = machine;
    let sizes = run.sizes;
    let mut text = format!("- {processor}, {cores} cores; {compiler}\n");
    text.push_str(&if *pinned {
        format!(
            "- pinned to core {allowed}: compare asks and ping-pong, not producers in parallel\n"
        )
    } else {
        format!(
            "- not pinned (cores {allowed}): asks, ping-pong and spawns measure mostly how the \
             system wakes the other core; compare those under `taskset -c 0`\n"
        )
    });
    let _ = writeln!(
        text,
        "- median (minimum to maximum) of {} interleaved rounds; the ratio is that of the medians{}",
        run.rounds,
        if run.rounds < ROUNDS_FOR_FIGURES { "; **too few rounds for figures**" } else { "" },
    );
    let _ = writeln!(
        text,
        "- a round: {} tells from sent to handled (bounded: {PLACES} places), {} asks, {} hits, \
         {} timers, {} spawns to end, {} alive at once, in a process of their own (memory: resident, without \
         the kernel's part)",
        sizes.tells, sizes.asks, sizes.hits, sizes.timers, sizes.lifetimes, sizes.alive,
    );
    text
}

fn line(row: &Row) -> String {
    let mut text = format!("| {} |", row.name);
    let mut baseline = None;
    for (index, samples) in row.samples.iter().enumerate() {
        let spread = Spread::of(samples);
        let _ = match spread {
            Some(spread) => write!(text, " {} |", figure(spread, row.unit)),
            None => write!(text, " |"),
        };
        if index == 0 {
            baseline = spread;
            continue;
        }
        let _ = match (spread, baseline) {
            (Some(spread), Some(baseline)) => {
                write!(text, " {:.2} |", spread.median / baseline.median)
            }
            _ => write!(text, " |"),
        };
    }
    text.push('\n');
    text
}

/// All three in the unit that suits the median.
fn figure(spread: Spread, unit: Unit) -> String {
    let (divisor, suffix) = match unit {
        Unit::Nanoseconds if spread.median < 1e3 => (1.0, "ns"),
        Unit::Nanoseconds => (1e3, "µs"),
        Unit::Bytes => (1024.0, "KiB"),
    };
    let [median, min, max] =
        [spread.median, spread.min, spread.max].map(|number| three_digits(number / divisor));
    format!("{median} {suffix} ({min} to {max})")
}

fn three_digits(number: f64) -> String {
    let decimals = match number {
        ..10.0 => 2,
        ..100.0 => 1,
        _ => 0,
    };
    format!("{number:.decimals$}")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_row_compares_with_the_first_contender() {
        let row = Row {
            name: "ask".to_owned(),
            unit: Unit::Nanoseconds,
            samples: vec![vec![2000.0, 1000.0, 3000.0], vec![], vec![3000.0]],
        };
        assert_eq!(
            line(&row),
            "| ask | 2.00 µs (1.00 to 3.00) | | | 3.00 µs (3.00 to 3.00) | 1.50 |\n"
        );
    }

    #[test]
    fn memory_is_told_in_kibibytes() {
        let spread = Spread { median: 2048.0, min: 1024.0, max: 102_400.0 };
        assert_eq!(figure(spread, Unit::Bytes), "2.00 KiB (1.00 to 100)");
    }
}
