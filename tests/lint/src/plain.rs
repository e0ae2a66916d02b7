//! What most actors are: told, asked, answered later.

use actor_runtime::prelude::*;

/// Counts things.
#[actor(mailbox = 16, overflow = reject, on_panic = resume, name = "counter", count)]
#[derive(Debug, Default)]
pub struct Counter {
    /// What was added.
    total: u64,
    /// Who waits for more.
    waiting: Vec<ReplySender<u64>>,
}

#[actor(derive(Debug))]
impl Counter {
    /// Adds `amount`.
    ///
    /// ```
    /// # use lint::{Counter, CounterHandle};
    /// # use actor_runtime::prelude::*;
    /// let counter: CounterHandle = Counter::default().spawn();
    /// counter.add(2)?;
    /// assert_eq!(counter.total()?, 3);
    /// # Ok::<(), actor_runtime::CallError>(())
    /// ```
    pub fn add(&mut self, amount: u64) {
        self.total = self.total.saturating_add(amount);
        for reply in self.waiting.drain(..) {
            reply.send(self.total).unwrap_or_default();
        }
    }

    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }

    /// Forgets the sum.
    #[ask]
    #[urgent]
    pub fn reset(&mut self, ctx: &mut Context<CounterHandle>) {
        self.total = 0;
        ctx.stop();
    }

    /// The sum, as long as somebody waits for it.
    #[expires]
    pub fn sum(&self) -> u64 {
        self.total
    }

    /// The sum once it has changed.
    pub fn changed(&mut self, #[reply] reply: ReplySender<u64>) {
        self.waiting.push(reply);
    }

    /// Starts at one.
    #[started]
    fn start(&mut self, _ctx: &mut Context<CounterHandle>) -> Result<(), String> {
        self.total = self.total.saturating_add(1);
        if self.waiting.is_empty() { Ok(()) } else { Err("somebody waits already".to_owned()) }
    }

    /// Nobody is left waiting.
    #[stopped]
    fn end(&mut self, exit: &Exit) {
        if *exit != Exit::Killed {
            self.waiting.clear();
        }
    }

    /// Nothing to do in between.
    #[idle]
    fn rest(&mut self) -> Idle {
        self.waiting.retain(ReplySender::is_wanted);
        Idle::Wait
    }
}
