//! What the library promises, one module per subject; only public names are used.

#![forbid(unsafe_code)]

mod support;
#[path = "support/unsimulated.rs"]
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
