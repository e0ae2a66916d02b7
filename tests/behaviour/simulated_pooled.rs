//! What the library promises, inside of a simulation: actors share a few threads.
//!
//! Each test is run with a few seeds. Those that are not run inside are listed as ignored, with the reason that their
//! attribute `not_simulated` states.

#![forbid(unsafe_code)]

mod support;
#[path = "support/simulated/mod.rs"]
mod sys;

mod arguments;
mod async_sends;
mod bounded;
mod calls;
mod crowded_ends;
mod crowds;
mod deadlines;
mod deadlocks;
mod ends;
mod failures;
mod forget;
mod generics;
mod given_up;
mod havoc;
mod havoc_in_groups;
mod hooks;
mod idle;
mod join_futures;
mod join_on_drop;
mod joinable;
mod large;
mod links;
mod load;
mod many;
mod many_messages;
mod messages;
mod no_thread;
mod own_messages;
mod panics;
mod pipes;
mod pool;
mod pool_callbacks;
mod pool_starts;
mod pool_storms;
mod pool_tokens;
mod pooled_groups;
mod publishing;
mod recipients;
mod reentrancy;
mod replies;
mod sources;
mod stop_tokens;
mod stress;
mod supervised_workers;
mod supervision;
mod supervisors;
mod system;
mod system_refs;
mod system_reports;
mod timers;
mod undelivered;
mod urgent;
mod verdicts;
mod wait_for_start;
mod watches;

/// All actors share the threads of this executor: of one for each run, which stands for it. It has several, since
/// handlers of these tests wait for what no executor can see.
fn executor() -> Option<&'static actor_runtime::Executor> {
    static EXECUTOR: std::sync::OnceLock<actor_runtime::Executor> = std::sync::OnceLock::new();
    Some(EXECUTOR.get_or_init(|| actor_runtime::Executor::new(16).unwrap()))
}

#[::core::prelude::v1::test]
fn every_subject_is_here() {
    let subjects = |root: &'static str| {
        root.lines().filter(|line| line.starts_with("mod ")).collect::<Vec<_>>()
    };
    assert_eq!(subjects(include_str!("simulated_pooled.rs")), subjects(include_str!("pooled.rs")));
}
