//! What is measured: the workloads, their sizes, and the figures that each of them yields.

pub mod alive;
pub mod ask;
pub mod fan_out;
pub mod lifetime;
pub mod ping_pong;
pub mod tell;
pub mod timer;
pub mod urgent;

use crate::contenders::Contender;

/// The rows of the report, in its order.
pub const ALL: &[Workload] = &[
    Workload {
        name: "tell, 1 producer",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.tell?(1, sizes.tells)]),
    },
    Workload {
        name: "tell, 4 producers",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.tell?(4, sizes.tells / 4)]),
    },
    Workload {
        name: "bounded tell, 1 producer",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.bounded_tell?(1, sizes.tells)]),
    },
    Workload {
        name: "bounded tell, 4 producers",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.bounded_tell?(4, sizes.tells / 4)]),
    },
    Workload {
        name: "ask",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.ask?(sizes.asks)]),
    },
    Workload {
        name: "ping-pong",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.ping_pong?(sizes.hits)]),
    },
    Workload {
        name: "urgent beside a loaded mailbox",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.urgent?(sizes.tells)]),
    },
    Workload {
        name: "timer: set and fire",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.timer?(sizes.timers)]),
    },
    Workload {
        name: "workers fan-out",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.fan_out?(sizes.tells)]),
    },
    Workload {
        name: "spawn to end",
        figures: &[("", Unit::Nanoseconds)],
        run: |contender, sizes| Some(vec![contender.lifetime?(sizes.lifetimes)]),
    },
    Workload {
        name: "many alive",
        figures: &[(": creation", Unit::Nanoseconds), (": memory", Unit::Bytes)],
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
    /// Asks.
    pub asks: u64,
    /// Hits of the ball.
    pub hits: u64,
    /// Timers that are set at once.
    pub timers: u64,
    /// Actors that are spawned and joined one after the other.
    pub lifetimes: u64,
    /// Actors that are alive at the same time.
    pub alive: u64,
}

impl Sizes {
    /// For figures: about two minutes on two cores.
    pub const FULL: Sizes = Sizes {
        tells: 2_000_000,
        asks: 20_000,
        hits: 20_000,
        timers: 200_000,
        lifetimes: 10_000,
        alive: 10_000,
    };
    /// To see that everything works.
    pub const QUICK: Sizes =
        Sizes { tells: 4_000, asks: 100, hits: 100, timers: 1_000, lifetimes: 20, alive: 50 };
}

/// Nanoseconds of one of `operations` that took `elapsed` together.
fn per_operation(elapsed: std::time::Duration, operations: u64) -> f64 {
    elapsed.as_nanos() as f64 / operations as f64
}
