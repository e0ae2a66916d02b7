//! The quickstart: an actor is told, asked, asked without waiting, and closed.
#![forbid(unsafe_code)]

use std::{error::Error, time::Duration};

use actor_runtime::prelude::*;

/// Counts things.
#[actor(mailbox = 1024)]
pub struct Counter {
    total: u64,
}

#[actor]
impl Counter {
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    // The state moves to a thread of its own; what stays here is a `CounterHandle`.
    let counter = Counter { total: 0 }.spawn();
    println!("spawned: {counter:?}");

    // A method without an answer is told: it returns once the mailbox has the message.
    counter.add(2)?;
    println!("told: add 2");

    // A method with an answer is asked: it waits for the handler.
    println!("asked: the total is {}", counter.total()?);

    // Handles are cloned and sent anywhere; all of them reach the same actor.
    let clone = counter.clone();
    std::thread::spawn(move || clone.add(40)).join().expect("the thread does not panic")?;
    println!("told from another thread: add 40");

    // `ask()` sends the question now and waits later, or not at all.
    let mut later = counter.ask().total();
    println!("asked for later: the total is {}", later.wait_timeout(Duration::from_secs(5))?);

    // The last handle goes, so the mailbox drains and the thread ends.
    let exit = counter.join()?;
    println!("ended: {exit}");

    // Had the actor panicked, this would be an error.
    exit.ok()?;
    Ok(())
}
