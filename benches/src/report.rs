//! The report: where it was measured, how large the runs were, and the figures as tables.

use std::fmt::Write;

use crate::{
    contenders::{Contender, Home, PLACES},
    machine::Machine,
    measure::{Row, Run, Spread},
    workloads::Unit,
};

/// Fewer rounds than this are a look, not a figure.
pub(crate) const ROUNDS_FOR_FIGURES: usize = 7;

/// The whole report.
pub fn markdown(machine: &Machine, run: &Run, contenders: &[Contender], rows: &[Row]) -> String {
    let mut text = head(machine, run);
    text.push_str(&overview(contenders, rows));
    text.push_str("\n## Figures\n");
    for row in rows {
        text.push_str(&figures(contenders, row));
    }
    text
}

/// Where it was measured and how: the first lines of every report.
pub fn machine(machine: &Machine, command: &str) -> String {
    let Machine { processor, cores, allowed, pinned, compiler, load, date } = machine;
    let pin = if *pinned { format!("taskset -c {allowed} ") } else { String::new() };
    format!(
        "- {date}: {processor}, {cores} cores, of which {allowed} used; load {load}; {compiler}\n\
         - `{pin}{command}`\n"
    )
}

fn head(machine: &Machine, run: &Run) -> String {
    let Machine { allowed, pinned, .. } = machine;
    let sizes = run.sizes;
    let mut text = self::machine(machine, &run.command);
    if let Some(peers) = option_env!("PEERS") {
        let _ = writeln!(text, "- {peers}");
    }
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
        "- median, minimum and maximum of {} interleaved rounds; a ratio is that of the medians to \
         the first contender's{}",
        run.rounds,
        if run.rounds < ROUNDS_FOR_FIGURES { "; **too few rounds for figures**" } else { "" },
    );
    let _ = writeln!(
        text,
        "- a round: {} tells from sent to handled (bounded: {PLACES} places; of 512 bytes: {}), {} \
         asks, {} hits, {} through the pipeline, {} timers, {} spawns to end, {} alive at once, in \
         a process of their own and once alone (memory: resident, without the kernel's part)",
        sizes.tells,
        sizes.large_tells,
        sizes.asks,
        sizes.hits,
        sizes.balls,
        sizes.timers,
        sizes.lifetimes,
        sizes.alive,
    );
    text.push_str(
        "- who sends and asks: a plain thread where the actors are threads; a task of the actors' \
         own runtime where they are tasks, except where a row says `from a plain thread`; that \
         runtime has one thread, or for tells as many as there are cores where that is faster\n\
         - of the pool: in `spawn to end` and in all tells but `tell of 512 bytes`, its executor has one \
         thread. In all other rows, also the fan-outs, it is the program's own, with a thread for each \
         core that it may use. Actors of the same executor send in `tell, 1 producer`, `tell, 4 \
         producers` and `spawn to end`, plain threads in all other rows\n",
    );
    text
}

/// One line for each row, one column for each contender: the first one's median, and the ratios; where
/// it takes no part, the medians of the others.
fn overview(contenders: &[Contender], rows: &[Row]) -> String {
    let mut text = String::from("\n| per operation |");
    for contender in contenders {
        let _ = write!(text, " {} |", contender.name);
    }
    text.push_str("\n|---|");
    text.push_str(&"---:|".repeat(contenders.len()));
    text.push_str("\n| *an actor is* |");
    for contender in contenders {
        text.push_str(match contender.home {
            Home::Thread => " *a thread* |",
            Home::Pool => " *on few threads* |",
            Home::Runtime => " *a task* |",
        });
    }
    text.push('\n');
    for row in rows {
        text.push_str(&line(row));
    }
    text
}

fn line(row: &Row) -> String {
    let mut text = format!("| {} |", row.name);
    for (index, samples) in row.samples.iter().enumerate() {
        let _ = match (Spread::of(samples), row.ratio(index)) {
            (None, _) => write!(text, " |"),
            (Some(_), Some(ratio)) if index > 0 => write!(text, " {ratio:.2} |"),
            // The first one, or all where it takes no part.
            (Some(spread), _) => write!(text, " {} |", median(spread, row.unit)),
        };
    }
    text.push('\n');
    text
}

/// All that was measured of one row, the fastest first.
fn figures(contenders: &[Contender], row: &Row) -> String {
    let mut text = format!(
        "\n### {}\n\n| | median | minimum | maximum | ratio |\n|---|---:|---:|---:|---:|\n",
        row.name
    );
    let mut taking_part = row
        .samples
        .iter()
        .enumerate()
        .filter_map(|(index, samples)| Some((index, Spread::of(samples)?)))
        .collect::<Vec<_>>();
    taking_part.sort_by(|(_, one), (_, other)| one.median.total_cmp(&other.median));
    for (index, spread) in taking_part {
        let (divisor, suffix) = unit(spread, row.unit);
        let [median, min, max] =
            [spread.median, spread.min, spread.max].map(|number| three_digits(number / divisor));
        let ratio = row.ratio(index).map_or_else(String::new, |ratio| format!("{ratio:.2}"));
        let name = contenders[index].name;
        let _ = writeln!(text, "| {name} | {median} {suffix} | {min} | {max} | {ratio} |");
    }
    text
}

/// The median, the minimum and the maximum, in the unit that suits the median.
pub(crate) fn all_three(spread: Spread, of: Unit) -> String {
    let (divisor, suffix) = unit(spread, of);
    let [median, min, max] =
        [spread.median, spread.min, spread.max].map(|number| three_digits(number / divisor));
    format!("{median} {suffix} ({min} to {max})")
}

/// The median, in the unit that suits it.
pub fn median(spread: Spread, of: Unit) -> String {
    let (divisor, suffix) = unit(spread, of);
    format!("{} {suffix}", three_digits(spread.median / divisor))
}

/// What suits the median: what to divide by, and what to call it.
fn unit(spread: Spread, unit: Unit) -> (f64, &'static str) {
    match unit {
        Unit::Nanoseconds if spread.median < 1e3 => (1.0, "ns"),
        Unit::Nanoseconds => (1e3, "µs"),
        Unit::Bytes => (1024.0, "KiB"),
    }
}

/// As many decimals as a number of its size needs.
pub(crate) fn three_digits(number: f64) -> String {
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
    use crate::contenders::ALL;

    fn row() -> Row {
        Row {
            name: "ask".to_owned(),
            unit: Unit::Nanoseconds,
            samples: vec![vec![2000.0, 1000.0, 3000.0], vec![], vec![1000.0]],
        }
    }

    #[test]
    fn a_line_compares_with_the_first_contender_and_leaves_out_who_is_absent() {
        assert_eq!(line(&row()), "| ask | 2.00 µs | | 0.50 |\n");
    }

    #[test]
    fn a_line_that_has_nothing_to_compare_with_tells_the_medians() {
        let absent = Row { samples: vec![vec![], vec![3000.0], vec![], vec![500.0]], ..row() };
        assert_eq!(line(&absent), "| ask | | 3.00 µs | | 500 ns |\n");
    }

    #[test]
    fn the_figures_of_a_row_are_sorted_and_leave_out_who_is_absent() {
        let text = figures(ALL, &row());
        let lines = text.lines().filter(|line| line.starts_with("| ")).collect::<Vec<_>>();
        let [_, first, second] = lines[..] else { panic!("not two contenders: {text}") };
        assert_eq!(first, format!("| {} | 1.00 µs | 1.00 | 1.00 | 0.50 |", ALL[2].name));
        assert_eq!(second, format!("| {} | 2.00 µs | 1.00 | 3.00 | 1.00 |", ALL[0].name));
    }

    #[test]
    fn memory_is_told_in_kibibytes() {
        let spread = Spread { median: 2048.0, min: 1024.0, max: 102_400.0 };
        assert_eq!(median(spread, Unit::Bytes), "2.00 KiB");
    }
}
