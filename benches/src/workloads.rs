//! What is measured: the workloads, their sizes, and the figures that each of them yields.

pub mod alive;
pub mod ask;
pub mod crowd;
pub mod fan_out;
pub mod lifetime;
pub mod ping_pong;
pub mod pipeline;
#[cfg(feature = "peers")]
pub mod tasks;
pub mod tell;
pub mod timer;
pub mod urgent;

use std::time::Duration;

use crate::contenders::Contender;

/// The rows of the report, in its order.
pub const ALL: &[Workload] = &[
    Workload {
        name: "tell, 1 producer",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.tell?(1, sizes.tells)]),
    },
    Workload {
        name: "tell, 4 producers",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.tell?(4, sizes.tells / 4)]),
    },
    Workload {
        name: "tell from a plain thread",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.tell_from_thread?(1, sizes.tells)]),
    },
    Workload {
        name: "tell of 512 bytes",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.large_tell?(1, sizes.large_tells)]),
    },
    Workload {
        name: "bounded tell, 1 producer",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.bounded_tell?(1, sizes.tells)]),
    },
    Workload {
        name: "bounded tell, 4 producers",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.bounded_tell?(4, sizes.tells / 4)]),
    },
    Workload {
        name: "ask",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.ask?(1, sizes.asks)]),
    },
    Workload {
        name: "ask, 4 callers",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.ask?(4, sizes.asks / 4)]),
    },
    Workload {
        name: "ask from a plain thread",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.ask_from_thread?(1, sizes.asks)]),
    },
    Workload {
        name: "ping-pong",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.ping_pong?(sizes.hits)]),
    },
    Workload {
        name: "pipeline of 8",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.pipeline?(sizes.balls)]),
    },
    Workload {
        name: "fan-out over 1,000 actors",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.crowd?(sizes.crowd, sizes.tells / 4)]),
    },
    Workload {
        name: "fan-out over 100,000 actors",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.multitude?(sizes.multitude, sizes.tells)]),
    },
    Workload {
        name: "workers fan-out",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.fan_out?(sizes.tells)]),
    },
    Workload {
        name: "urgent beside a loaded mailbox",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.urgent?(sizes.tells)]),
    },
    Workload {
        name: "timer: set and fire",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.timer?(sizes.timers)]),
    },
    Workload {
        name: "spawn to end",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.lifetime?(sizes.lifetimes)]),
    },
    Workload {
        name: "spawn, ask, end",
        figures: &[("", Unit::Nanoseconds)],
        most_rounds: usize::MAX,
        run: |contender, sizes| Some(vec![contender.asked_lifetime?(sizes.lifetimes)]),
    },
    Workload {
        name: "many alive",
        figures: &[(": creation", Unit::Nanoseconds), (": memory", Unit::Bytes)],
        most_rounds: 1,
        run: |contender, sizes| {
            contender.alive?;
            let footprint = alive::in_its_own_process(contender, sizes.alive);
            Some(vec![footprint.nanoseconds, footprint.bytes])
        },
    },
];

/// A row of the report, or several where one run yields several figures.
#[derive(Debug)]
pub struct Workload {
    /// What `--only` calls it.
    pub name: &'static str,
    /// What to add to the name for each figure, and what it is measured in.
    pub figures: &'static [(&'static str, Unit)],
    /// How often it is run at most: what is the same each time need not be run again.
    pub most_rounds: usize,
    /// Runs it once: one number for each figure, or nothing if the contender has no such thing.
    pub run: fn(&Contender, &Sizes) -> Option<Vec<f64>>,
}

/// What a figure is measured in: each is per operation (a tell, an ask, a hit, a timer, an actor).
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Of wall-clock time.
    Nanoseconds,
    /// Of resident memory.
    Bytes,
}

/// How many operations each run consists of.
#[derive(Clone, Copy, Debug)]
pub struct Sizes {
    /// Tells, of all producers together.
    pub tells: u64,
    /// Tells of 512 bytes.
    pub large_tells: u64,
    /// Asks, of all callers together.
    pub asks: u64,
    /// Hits of the ball.
    pub hits: u64,
    /// Balls that are passed through a line of actors.
    pub balls: u64,
    /// Actors that are told in turn.
    pub crowd: u64,
    /// The same, more than a machine has threads.
    pub multitude: u64,
    /// Timers that are set at once.
    pub timers: u64,
    /// Actors that are spawned and joined one after the other.
    pub lifetimes: u64,
    /// Actors that are alive at the same time.
    pub alive: u64,
    /// The largest number of actors or producers in a growth.
    pub most: u64,
}

impl Sizes {
    /// For figures: about two minutes on two cores.
    pub const FULL: Sizes = Sizes {
        tells: 2_000_000,
        large_tells: 200_000,
        asks: 20_000,
        hits: 20_000,
        balls: 200_000,
        crowd: 1_000,
        multitude: 100_000,
        timers: 200_000,
        lifetimes: 10_000,
        alive: 10_000,
        most: 10_000,
    };
    /// To see that everything works.
    pub const QUICK: Sizes = Sizes {
        tells: 4_000,
        large_tells: 400,
        asks: 100,
        hits: 100,
        balls: 100,
        crowd: 20,
        multitude: 200,
        timers: 1_000,
        lifetimes: 20,
        alive: 50,
        most: 100,
    };
}

/// Nanoseconds of one of `operations` that took `elapsed` together.
fn per_operation(elapsed: Duration, operations: u64) -> f64 {
    elapsed.as_nanos() as f64 / operations as f64
}
