//! A barber who sleeps while nobody waits, and a waiting room that turns customers away.

use std::collections::VecDeque;

use actor_runtime::{Weak, prelude::*};

use super::Scale;

const CHAIRS: usize = 20;
const CUSTOMERS: u64 = 50;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Visit {
    Cut,
    Full,
}

#[actor]
struct WaitingRoom {
    barber: BarberHandle,
    barber_is_busy: bool,
    waiting: VecDeque<ReplySender<Visit>>,
}

#[actor]
impl WaitingRoom {
    /// Answered at once if all chairs are taken, otherwise when the hair is cut.
    pub(super) fn enter(&mut self, #[reply] customer: ReplySender<Visit>) {
        if self.waiting.len() == CHAIRS {
            let _ = customer.send(Visit::Full);
            return;
        }
        self.waiting.push_back(customer);
        self.send_one_in();
    }

    /// What the barber says after each customer.
    pub(super) fn next(&mut self) {
        self.barber_is_busy = false;
        self.send_one_in();
    }

    fn send_one_in(&mut self) {
        if self.barber_is_busy {
            return;
        }
        if let Some(customer) = self.waiting.pop_front() {
            self.barber_is_busy = true;
            self.barber.cut(customer).expect("the barber is there");
        }
    }
}

/// Knows the room weakly: the room holds the barber.
#[actor]
struct Barber {
    room: Option<Weak<WaitingRoomHandle>>,
    haircuts: u64,
}

#[actor]
impl Barber {
    pub(super) fn work_for(&mut self, room: Weak<WaitingRoomHandle>) {
        self.room = Some(room);
    }

    pub(super) fn cut(&mut self, customer: ReplySender<Visit>) {
        self.haircuts += 1;
        let _ = customer.send(Visit::Cut);
        if let Some(room) = self.room.as_ref().and_then(Weak::upgrade) {
            room.next().expect("the room is open");
        }
    }

    pub(super) fn haircuts(&self) -> u64 {
        self.haircuts
    }
}

#[actor]
struct Customer {
    room: WaitingRoomHandle,
}

#[actor]
impl Customer {
    /// How often it came until it had so many haircuts.
    pub(super) fn visit(&self, haircuts: u64) -> u64 {
        let (mut visits, mut cut) = (0, 0);
        while cut < haircuts {
            visits += 1;
            match self.room.enter().expect("the room answers") {
                Visit::Cut => cut += 1,
                // Comes back later.
                Visit::Full => std::thread::yield_now(),
            }
        }
        visits
    }
}

/// See [`Benchmark::run`](super::Benchmark::run).
pub fn run(scale: Scale) -> u64 {
    let haircuts = scale.pick(1_000, 10);
    let barber = Barber { room: None, haircuts: 0 }.spawn();
    let waiting = VecDeque::with_capacity(CHAIRS);
    let room = WaitingRoom { barber: barber.clone(), barber_is_busy: false, waiting }.spawn();
    barber.work_for(room.downgrade()).expect("the barber is there");

    let customers = (0..CUSTOMERS).map(|_| Customer { room: room.clone() }.spawn());
    let customers = customers.collect::<Vec<_>>();
    let visits = actor_runtime::wait_all(customers.iter().map(|one| one.ask().visit(haircuts)));
    let visits = visits.into_iter().map(|visits| visits.expect("a customer answers")).sum::<u64>();
    assert_eq!(barber.haircuts(), Ok(CUSTOMERS * haircuts), "somebody left unshorn");
    super::end(customers);
    super::end([room]);
    super::end([barber]);
    // Each visit, and for each haircut one message to the barber and one back.
    visits + 2 * CUSTOMERS * haircuts
}
