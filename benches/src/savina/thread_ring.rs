//! A token goes around a ring of actors until it has made its hops.

use actor_runtime::prelude::*;

use super::Scale;

const ACTORS: u64 = 100;

#[actor]
struct Link {
    number: u64,
    next: Option<LinkHandle>,
}

#[actor]
impl Link {
    pub(super) fn set_next(&mut self, next: Option<LinkHandle>) {
        self.next = next;
    }

    /// Passes the token on, and with it the duty to answer: with the number of the last one. No
    /// link waits for another one.
    pub(super) fn pass(&self, hops: u64, #[reply] reply: ReplySender<u64>) {
        match &self.next {
            Some(next) if hops > 0 => next
                .send(LinkMessage::Pass { hops: hops - 1, reply })
                .expect("the next one is alive"),
            _ => {
                let _ = reply.send(self.number);
            }
        }
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let hops = scale.pick(200_000, 1_234);
    let ring = (0..ACTORS).map(|number| Link { number, next: None }.spawn()).collect::<Vec<_>>();
    for (link, next) in ring.iter().zip(ring.iter().cycle().skip(1)) {
        link.set_next(Some(next.clone())).expect("the link is alive");
    }
    assert_eq!(ring[0].pass(hops), Ok(hops % ACTORS), "the token went astray");
    // Each holds the next one: none would end.
    for link in &ring {
        link.set_next(None).expect("the link is alive");
    }
    super::end(ring);
    hops
}
