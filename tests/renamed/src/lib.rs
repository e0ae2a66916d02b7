//! actor-runtime under another name, given in Cargo.toml: `crate = …` says it to both attributes.

#![forbid(unsafe_code)]

use runtime::{Context, Idle, ReplySender, prelude::*};

/// Counts things.
#[actor(crate = runtime, mailbox = 4, overflow = reject, on_panic = resume, count)]
#[derive(Debug, Default)]
pub struct Counter {
    total: u64,
}

#[actor(crate = ::runtime, derive(Debug))]
impl Counter {
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }

    /// The sum so far.
    #[urgent]
    pub fn total(&self, _ctx: &mut Context<CounterHandle>) -> u64 {
        self.total
    }

    /// The sum, by a reply.
    #[expires]
    pub fn later(&self, #[reply] reply: ReplySender<u64>) {
        let _ = reply.send(self.total);
    }

    #[idle]
    fn rest(&mut self) -> Idle {
        Idle::Wait
    }
}

#[test]
fn a_renamed_runtime_is_found() {
    let counter = Counter::default().spawn();
    counter.add(2).unwrap();
    assert_eq!(counter.later(), Ok(2));
    assert_eq!(counter.ask().total().wait(), Ok(2));
}
