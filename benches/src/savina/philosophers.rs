//! Philosophers at a round table, each of whom needs the forks on both sides to eat.

use std::collections::VecDeque;

use actor_runtime::prelude::*;

use super::Scale;

const SEATS: usize = 20;

/// Hands out both forks of a seat at once, so that nobody holds one and waits for the other.
#[actor]
struct Table {
    taken: [bool; SEATS],
    hungry: VecDeque<(usize, ReplySender<()>)>,
    meals: u64,
}

#[actor]
impl Table {
    /// Answered when the seat has its forks.
    pub(super) fn take(&mut self, seat: usize, #[reply] reply: ReplySender<()>) {
        self.hungry.push_back((seat, reply));
        self.serve();
    }

    pub(super) fn put_back(&mut self, seat: usize) {
        for fork in forks(seat) {
            assert!(self.taken[fork], "a fork was on the table already");
            self.taken[fork] = false;
        }
        self.serve();
    }

    pub(super) fn meals(&self) -> u64 {
        self.meals
    }

    fn serve(&mut self) {
        for _ in 0..self.hungry.len() {
            let Some((seat, reply)) = self.hungry.pop_front() else { return };
            if forks(seat).iter().any(|fork| self.taken[*fork]) {
                self.hungry.push_back((seat, reply));
                continue;
            }
            for fork in forks(seat) {
                self.taken[fork] = true;
            }
            self.meals += 1;
            let _ = reply.send(());
        }
    }
}

fn forks(seat: usize) -> [usize; 2] {
    [seat, (seat + 1) % SEATS]
}

#[actor]
struct Philosopher {
    seat: usize,
    table: TableHandle,
}

#[actor]
impl Philosopher {
    #[ask]
    pub(super) fn dine(&self, meals: u64) {
        for _ in 0..meals {
            self.table.take(self.seat).expect("the table answers");
            self.table.put_back(self.seat).expect("the table is there");
        }
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let meals = scale.pick(5_000, 20);
    let table = Table { taken: [false; SEATS], hungry: VecDeque::new(), meals: 0 }.spawn();
    let philosophers = (0..SEATS).map(|seat| Philosopher { seat, table: table.clone() }.spawn());
    let philosophers = philosophers.collect::<Vec<_>>();
    for end in actor_runtime::wait_all(philosophers.iter().map(|one| one.ask().dine(meals))) {
        end.expect("a philosopher answers");
    }
    assert_eq!(table.meals(), Ok(SEATS as u64 * meals), "somebody went hungry");
    super::end(philosophers);
    super::end([table]);
    2 * SEATS as u64 * meals
}
