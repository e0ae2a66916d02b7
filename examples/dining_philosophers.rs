//! Philosophers who wait for each other's forks in a circle, and a waiter who sees to it that none does.
//
// Five sit around a table, a fork between each two, and it takes two forks to eat. The naive ones
// ask their neighbours for the second fork, all at once: each is busy asking, so none answers.
// The call that closes the circle is an error, and that one lets the others eat. The others ask the
// waiter, an actor that asks no other: it answers when both forks are free.
#![forbid(unsafe_code)]

use std::{
    collections::VecDeque,
    error::Error,
    sync::{Arc, Barrier},
};

use actor_runtime::{System, prelude::*, wait_all};

const PHILOSOPHERS: [&str; 5] = ["Laozi", "Plato", "Hypatia", "Spinoza", "Kant"];
const MEALS: u32 = 3;

pub struct Fork;

/// Has the fork on the left, and borrows the one on the right from the neighbour who sits there.
#[actor]
pub struct Naive {
    fork: Option<Fork>,
}

#[actor]
impl Naive {
    /// Eats, if the neighbour lends the other fork. All who are `at_once` have begun before any asks.
    pub fn eat(&mut self, neighbour: NaiveHandle, at_once: Arc<Barrier>) -> Result<(), CallError> {
        at_once.wait();
        let borrowed = neighbour.lend_fork()?.expect("only one neighbour asks for it");
        assert!(self.fork.is_some(), "eats with one fork");
        neighbour.give_back(borrowed)
    }

    pub fn lend_fork(&mut self) -> Option<Fork> {
        self.fork.take()
    }

    pub fn give_back(&mut self, fork: Fork) {
        self.fork = Some(fork);
    }
}

/// Knows which forks lie on the table, and gives them out in pairs.
#[actor]
pub struct Waiter {
    on_the_table: [bool; PHILOSOPHERS.len()],
    hungry: VecDeque<(usize, ReplySender<()>)>,
}

/// The forks left and right of a seat.
fn forks(seat: usize) -> [usize; 2] {
    [seat, (seat + 1) % PHILOSOPHERS.len()]
}

#[actor]
impl Waiter {
    fn new() -> Self {
        Waiter { on_the_table: [true; PHILOSOPHERS.len()], hungry: VecDeque::new() }
    }

    /// Answers when the philosopher in this seat has both forks.
    pub fn take_forks(&mut self, seat: usize, #[reply] reply: ReplySender<()>) {
        self.hungry.push_back((seat, reply));
        self.serve();
    }

    pub fn put_forks_back(&mut self, seat: usize) {
        for fork in forks(seat) {
            assert!(!self.on_the_table[fork], "two had the same fork");
            self.on_the_table[fork] = true;
        }
        self.serve();
    }

    /// The philosopher that has waited longest comes first, if both its forks are there.
    fn serve(&mut self) {
        for (seat, reply) in std::mem::take(&mut self.hungry) {
            if forks(seat).iter().all(|&fork| self.on_the_table[fork]) {
                forks(seat).iter().for_each(|&fork| self.on_the_table[fork] = false);
                let _ = reply.send(());
            } else {
                self.hungry.push_back((seat, reply));
            }
        }
    }
}

#[actor]
pub struct Guest {
    seat: usize,
    waiter: WaiterHandle,
}

#[actor]
impl Guest {
    /// Eats this many times; says how many it were.
    pub fn eat(&mut self, meals: u32) -> Result<u32, CallError> {
        for _ in 0..meals {
            self.waiter.take_forks(self.seat)?;
            self.waiter.put_forks_back(self.seat)?;
        }
        Ok(meals)
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    println!("each asks the neighbour:");
    ask_the_neighbours()?;
    println!("each asks the waiter:");
    ask_the_waiter()
}

fn ask_the_neighbours() -> Result<(), Box<dyn Error>> {
    let system = System::new();
    let mut seats = Vec::new();
    for name in PHILOSOPHERS {
        let seated = NaiveHandle::builder().name(name).spawn(Naive { fork: Some(Fork) })?;
        system.add(&seated);
        seats.push(seated);
    }
    let at_once = Arc::new(Barrier::new(seats.len()));
    let neighbours = seats.iter().cycle().skip(1).cloned();
    let meals = seats.iter().zip(neighbours);
    let meals = wait_all(meals.map(|(one, other)| one.ask().eat(other, Arc::clone(&at_once))));
    for (name, meal) in PHILOSOPHERS.into_iter().zip(meals) {
        match meal? {
            Ok(()) => println!("{name} eats"),
            Err(CallError::Deadlock(cycle)) => println!("{name} goes hungry: {cycle}"),
            Err(error) => return Err(error.into()),
        }
    }
    Ok(system.shutdown(System::DEADLINE).ok()?)
}

fn ask_the_waiter() -> Result<(), Box<dyn Error>> {
    let system = System::new();
    let waiter = system.spawn(Waiter::new())?;
    let mut guests = Vec::new();
    for (seat, name) in PHILOSOPHERS.into_iter().enumerate() {
        let guest = Guest { seat, waiter: waiter.clone() };
        let guest = GuestHandle::builder().name(name).spawn(guest)?;
        system.add(&guest);
        guests.push(guest);
    }
    let meals = wait_all(guests.iter().map(|guest| guest.ask().eat(MEALS)));
    for (name, meals) in PHILOSOPHERS.into_iter().zip(meals) {
        println!("{name} eats {} times", meals??);
    }
    Ok(system.shutdown(System::DEADLINE).ok()?)
}
