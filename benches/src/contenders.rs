//! Who competes, and in what.

mod by_hand;
mod by_hand_slot;
mod by_hand_sources;
mod by_macro;
mod by_macro_callers;
mod by_macro_sources;
mod by_pool;
mod by_pool_callers;
mod callers;
mod roles;

#[cfg(feature = "peers")]
mod act_zero;
#[cfg(feature = "peers")]
mod actix;
#[cfg(feature = "peers")]
mod channels;
#[cfg(feature = "peers")]
mod interthread;
#[cfg(feature = "peers")]
mod kameo;
#[cfg(feature = "peers")]
mod ractor;
#[cfg(feature = "peers")]
mod runact;
#[cfg(feature = "peers")]
mod spawned;
#[cfg(feature = "peers")]
mod stakker;
#[cfg(feature = "peers")]
pub mod tasks;
#[cfg(feature = "peers")]
mod tokio;
#[cfg(feature = "peers")]
mod tonari;
#[cfg(feature = "peers")]
mod xtra;

pub use callers::{Callers, PlainThreads};
pub use roles::{Counter, Crew, Expediting, Large, Ledger, Payload, Player, Timekeeper};

use by_macro_callers::OwnThreads;
use by_pool::{AllCores, OneThread};
use by_pool_callers::{SameExecutor, SameThread};

use crate::workloads::{
    alive, alive::Footprint, ask, crowd, fan_out, lifetime, ping_pong, pipeline, tell, timer,
    urgent,
};

/// The places of every bounded mailbox.
pub const PLACES: usize = 1024;

/// How many share the work where it is fanned out.
pub const WORKERS: usize = 8;

/// The one that the others are compared with comes first.
pub const ALL: &[Contender] = &[
    Contender {
        name: "by hand",
        home: Home::Thread,
        tell: Some(tell::run::<by_hand::Unbounded>),
        tell_from_thread: Some(tell::run::<by_hand::Unbounded>),
        large_tell: Some(tell::run::<by_hand::Unbounded<Large>>),
        bounded_tell: Some(tell::run::<by_hand::Bounded>),
        ask: Some(ask::run::<by_hand::Unbounded>),
        ask_from_thread: Some(ask::run::<by_hand::Unbounded>),
        ping_pong: Some(ping_pong::run::<by_hand::Unbounded>),
        pipeline: Some(pipeline::run::<by_hand::Unbounded>),
        urgent: Some(urgent::run::<by_hand_sources::TwoLanes>),
        timer: Some(timer::run::<by_hand_sources::Clock>),
        fan_out: Some(fan_out::run::<by_hand_sources::Eight>),
        crowd: Some(crowd::run::<by_hand::Unbounded>),
        lifetime: Some(lifetime::told::<by_hand::Unbounded>),
        asked_lifetime: Some(lifetime::asked::<by_hand::Unbounded>),
        alive: Some(alive::run::<by_hand::Unbounded>),
        waiting: Some(ask::run::<by_hand::Unbounded>),
        waiting_apart: Some(ask::run_apart::<by_hand::Unbounded>),
        ..Contender::new("by hand")
    },
    Contender {
        ask: Some(ask::run::<by_hand_slot::BySlot>),
        ask_from_thread: Some(ask::run::<by_hand_slot::BySlot>),
        ..Contender::new("by hand, slot")
    },
    Contender {
        name: "#[actor]",
        home: Home::Thread,
        tell: Some(tell::run::<by_macro::Unbounded>),
        tell_from_thread: Some(tell::run::<by_macro::Unbounded>),
        large_tell: Some(tell::run::<by_macro::Unbounded<Large>>),
        bounded_tell: Some(tell::run::<by_macro::Bounded>),
        ask: Some(ask::run::<by_macro::Unbounded>),
        ask_from_thread: Some(ask::run::<by_macro::Unbounded>),
        ping_pong: Some(ping_pong::run::<by_macro::Unbounded>),
        pipeline: Some(pipeline::run::<by_macro::Unbounded>),
        urgent: Some(urgent::run::<by_macro_sources::TwoLanes>),
        timer: Some(timer::run::<by_macro_sources::Clock>),
        fan_out: Some(fan_out::run::<by_macro_sources::Eight>),
        crowd: Some(crowd::run::<by_macro::Unbounded>),
        lifetime: Some(lifetime::told::<by_macro::Unbounded>),
        asked_lifetime: Some(lifetime::asked::<by_macro::Unbounded>),
        alive: Some(alive::run::<by_macro::Unbounded>),
        waiting: Some(ask::run_by::<OwnThreads, by_macro::Unbounded>),
        waiting_apart: Some(ask::run_apart_by::<OwnThreads, by_macro::Unbounded>),
        ..Contender::new("#[actor]")
    },
    Contender {
        tell: Some(tell::run_by::<SameThread, by_pool::Unbounded<u64, OneThread>>),
        tell_from_thread: Some(tell::run::<by_pool::Unbounded<u64, OneThread>>),
        large_tell: Some(tell::run::<by_pool::Unbounded<Large>>),
        bounded_tell: Some(tell::run::<by_pool::Bounded>),
        ask: Some(ask::run::<by_pool::Unbounded>),
        ask_from_thread: Some(ask::run::<by_pool::Unbounded>),
        ping_pong: Some(ping_pong::run::<by_pool::Unbounded>),
        pipeline: Some(pipeline::run::<by_pool::Unbounded>),
        urgent: Some(urgent::run::<by_pool::TwoLanes>),
        timer: Some(timer::run::<by_pool::Clock>),
        crowd: Some(crowd::run::<by_pool::Unbounded>),
        multitude: Some(crowd::run::<by_pool::Unbounded>),
        lifetime: Some(lifetime::told_by::<SameThread, by_pool::Unbounded<u64, OneThread>>),
        asked_lifetime: Some(lifetime::asked::<by_pool::Unbounded>),
        alive: Some(alive::run::<by_pool::Unbounded>),
        waiting: Some(ask::run_by::<SameExecutor<AllCores>, by_pool::Unbounded>),
        waiting_apart: Some(ask::run_apart_by::<SameExecutor<AllCores>, by_pool::Unbounded>),
        home: Home::Pool,
        ..Contender::new("#[actor], pool")
    },
    #[cfg(feature = "peers")]
    channels::CROSSBEAM,
    #[cfg(feature = "peers")]
    channels::FLUME,
    #[cfg(feature = "peers")]
    channels::KANAL,
    #[cfg(feature = "peers")]
    channels::CROSSFIRE,
    #[cfg(feature = "peers")]
    interthread::CONTENDER,
    #[cfg(feature = "peers")]
    tonari::CONTENDER,
    #[cfg(feature = "peers")]
    spawned::CONTENDER,
    #[cfg(feature = "peers")]
    stakker::CONTENDER,
    #[cfg(feature = "peers")]
    runact::CONTENDER,
    #[cfg(feature = "peers")]
    tokio::CONTENDER,
    #[cfg(feature = "peers")]
    kameo::CONTENDER,
    #[cfg(feature = "peers")]
    ractor::CONTENDER,
    #[cfg(feature = "peers")]
    actix::CONTENDER,
    #[cfg(feature = "peers")]
    xtra::CONTENDER,
    #[cfg(feature = "peers")]
    act_zero::CONTENDER,
];

/// What an actor is.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Home {
    /// A thread of the system.
    Thread,
    /// No thread of its own: it shares a few with others.
    Pool,
    /// A task of an async runtime.
    Runtime,
}

/// A row of functions, one for each workload that the contender takes part in. Each gets the
/// workload's sizes and returns what it measured. Producers and callers are where the contender is
/// fastest, plain threads, actors of its executor or tasks of its runtime, unless the name says
/// `from_thread`.
#[derive(Debug)]
pub struct Contender {
    /// How the report calls it.
    pub name: &'static str,
    /// What each of its actors is.
    pub home: Home,
    /// Producers and tells of each; nanoseconds per tell.
    pub tell: Option<fn(u64, u64) -> f64>,
    /// The same from plain threads.
    pub tell_from_thread: Option<fn(u64, u64) -> f64>,
    /// The same with messages of 512 bytes.
    pub large_tell: Option<fn(u64, u64) -> f64>,
    /// The same with a mailbox of [`PLACES`], whose senders wait for room.
    pub bounded_tell: Option<fn(u64, u64) -> f64>,
    /// Callers and asks of each; nanoseconds per ask.
    pub ask: Option<fn(u64, u64) -> f64>,
    /// The same from plain threads.
    pub ask_from_thread: Option<fn(u64, u64) -> f64>,
    /// Hits of the ball; nanoseconds per hit.
    pub ping_pong: Option<fn(u64) -> f64>,
    /// Balls, each passed on along a line of actors; nanoseconds per ball.
    pub pipeline: Option<fn(u64) -> f64>,
    /// Tells, some of them urgent; nanoseconds per tell.
    pub urgent: Option<fn(u64) -> f64>,
    /// Timers, all set before the first fires; nanoseconds per timer.
    pub timer: Option<fn(u64) -> f64>,
    /// Tells to [`WORKERS`] in turn; nanoseconds per tell.
    pub fan_out: Option<fn(u64) -> f64>,
    /// Actors, and tells to them in turn; nanoseconds per tell.
    pub crowd: Option<fn(u64, u64) -> f64>,
    /// The same with more actors than a machine has threads.
    pub multitude: Option<fn(u64, u64) -> f64>,
    /// Actors, one after the other, each told once; nanoseconds per actor.
    pub lifetime: Option<fn(u64) -> f64>,
    /// Actors, one after the other, each asked once; nanoseconds per actor.
    pub asked_lifetime: Option<fn(u64) -> f64>,
    /// Actors, all at once, in a process of their own.
    pub alive: Option<fn(u64) -> Footprint>,
    /// Callers, which are actors, and how often each of them asks the same actor; nanoseconds per ask.
    pub waiting: Option<fn(u64, u64) -> f64>,
    /// As `waiting`, but each caller asks an actor of its own.
    pub waiting_apart: Option<fn(u64, u64) -> f64>,
}

impl Contender {
    /// One that takes part in nothing yet.
    const fn new(name: &'static str) -> Self {
        Contender {
            name,
            home: Home::Thread,
            tell: None,
            tell_from_thread: None,
            large_tell: None,
            bounded_tell: None,
            ask: None,
            ask_from_thread: None,
            ping_pong: None,
            pipeline: None,
            urgent: None,
            timer: None,
            fan_out: None,
            crowd: None,
            multitude: None,
            lifetime: None,
            asked_lifetime: None,
            alive: None,
            waiting: None,
            waiting_apart: None,
        }
    }
}

/// Finds a contender.
pub fn by_name(name: &str) -> Option<&'static Contender> {
    ALL.iter().find(|contender| contender.name == name)
}
