//! What most actors are: told, asked, answered later.

use actor_runtime::{Context, Idle, ReplySender, prelude::*};

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
    /// assert_eq!(counter.total()?, 2);
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

    /// The sum once it has changed.
    pub fn changed(&mut self, #[reply] reply: ReplySender<u64>) {
        self.waiting.push(reply);
    }

    /// Nothing to do in between.
    #[idle]
    fn rest(&mut self) -> Idle {
        self.waiting.retain(ReplySender::is_wanted);
        Idle::Wait
    }
}
