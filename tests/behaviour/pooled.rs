//! What the library promises, of actors that share a few threads: the same source, but for what is about
//! an actor's own thread.

#![forbid(unsafe_code)]

mod blocked;
#[path = "pool_driver.rs"]
mod driver;
mod faulty;
mod producers;
mod witness;

mod arguments;
mod async_sends;
mod bounded;
mod calls;
mod deadlocks;
mod ends;
mod failures;
mod generics;
mod havoc;
mod hooks;
mod idle;
mod links;
mod load;
mod many;
mod many_messages;
mod messages;
mod own_messages;
mod panics;
mod pool;
mod pool_callbacks;
mod reentrancy;
mod replies;
mod stress;
mod supervision;
mod supervisors;
mod timers;
mod undelivered;
mod urgent;
