//! What the library promises, inside of a simulation: each actor has a thread of its own.
//!
//! Each test is run with a few seeds. Those that are not run inside are listed as ignored, with the reason that their
//! attribute `not_simulated` states.

#![forbid(unsafe_code)]

mod support;
#[path = "support/simulated/mod.rs"]
mod sys;

mod arguments;
mod async_sends;
mod borrowed;
mod bounded;
mod bounds;
mod calls;
mod crowded_ends;
mod crowds;
mod deadlines;
mod deadlocks;
mod ends;
mod error_chains;
mod failures;
mod forget;
mod generics;
mod given_up;
mod havoc;
mod havoc_in_groups;
mod hooks;
mod idle;
mod inbox;
mod join_futures;
mod join_on_drop;
mod joinable;
mod large;
mod large_stacks;
mod links;
mod load;
mod many;
mod many_messages;
mod messages;
mod names;
mod options;
mod own_messages;
mod panics;
mod pipes;
mod publishing;
mod recipients;
mod reentrancy;
mod replies;
mod shown;
mod sources;
mod spawning;
mod stop_tokens;
mod stress;
mod supervised_workers;
mod supervision;
mod supervisors;
mod syntax;
mod system;
mod system_refs;
mod system_reports;
mod threads;
mod timers;
mod uncontained;
mod undelivered;
mod urgent;
mod verdicts;
mod visibility;
mod wait_for_start;
mod watches;

/// Each actor has a thread of its own.
fn executor() -> Option<&'static actor_runtime::Executor> {
    None
}

#[::core::prelude::v1::test]
fn every_subject_is_here() {
    let subjects = |root: &'static str| {
        root.lines().filter(|line| line.starts_with("mod ")).collect::<Vec<_>>()
    };
    assert_eq!(subjects(include_str!("simulated.rs")), subjects(include_str!("main.rs")));
}
