//! The counter, which knows nothing of where its callers are.

use actor_runtime::prelude::*;

#[actor]
#[derive(Default)]
pub(crate) struct Counter {
    total: u64,
    waiting: Vec<(u64, ReplySender<u64>)>,
}

#[actor(remote = "example.counter/1")]
impl Counter {
    /// Adds `n`. A sum that is too large ends the counter.
    pub(crate) fn add(&mut self, n: u64) {
        self.total = self.total.checked_add(n).expect("the sum fits");
        let total = self.total;
        let waiting = std::mem::take(&mut self.waiting);
        let (reached, waiting): (Vec<_>, Vec<_>) =
            waiting.into_iter().partition(|(goal, _)| *goal <= total);
        self.waiting = waiting;
        for (_, reply) in reached {
            // A caller that has given up needs no answer.
            let _ = reply.send(total);
        }
    }

    pub(crate) fn total(&self) -> u64 {
        self.total
    }

    /// Answers with the sum, once it is as large as `goal`.
    pub(crate) fn reach(&mut self, goal: u64, #[reply] reply: ReplySender<u64>) {
        println!("waiting for {goal}");
        self.waiting.push((goal, reply));
        self.add(0);
    }
}
