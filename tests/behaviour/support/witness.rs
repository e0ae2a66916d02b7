//! An actor that tells of its whole life, and fails where it is asked to.

use std::sync::{Arc, Mutex};

use actor_runtime::prelude::*;

use crate::sys::mpsc::{Receiver, Sender, channel};

/// What a life consists of, in order.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Event {
    Made(u64),
    Started(u64),
    Note(u64),
    Stopped(String),
    Dropped,
    Undelivered(u64),
}

/// Where a [`Witness`] panics or fails.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Faults {
    pub make: bool,
    pub start: bool,
    pub start_error: bool,
    pub stop: bool,
    pub drop: bool,
}

/// What a test hears of the lives, and what it has them do.
#[derive(Clone)]
pub struct Script {
    events: Sender<Event>,
    /// Of the states that are still to be made; without one, a state is made without faults.
    faults: Arc<Mutex<Vec<Faults>>>,
    made: Arc<Mutex<u64>>,
}

impl Script {
    /// The faults of the first states, in order.
    pub fn new(faults: &[Faults]) -> (Script, Receiver<Event>) {
        let (events, receiver) = channel();
        let faults = Arc::new(Mutex::new(faults.iter().rev().copied().collect()));
        (Script { events, faults, made: Arc::default() }, receiver)
    }

    pub fn make(&self) -> Witness {
        let mut made = self.made.lock().unwrap();
        let number = *made;
        *made += 1;
        drop(made);
        let faults = self.faults.lock().unwrap().pop().unwrap_or_default();
        let _ = self.events.send(Event::Made(number));
        assert!(!faults.make, "not made");
        Witness { events: self.events.clone(), faults }
    }

    /// For [`Builder::undelivered`](actor_runtime::Builder::undelivered): only notes and asks.
    pub fn undelivered(&self) -> impl FnMut(WitnessMessage, &Exit) + Send + 'static {
        let events = self.events.clone();
        move |message, _| match message {
            WitnessMessage::Note { n } | WitnessMessage::Echo { n, .. } => {
                let _ = events.send(Event::Undelivered(n));
            }
            _ => {}
        }
    }
}

#[actor]
pub struct Witness {
    events: Sender<Event>,
    faults: Faults,
}

#[actor]
impl Witness {
    #[started]
    fn begin(&mut self, ctx: &mut Context<WitnessHandle>) -> Result<(), &'static str> {
        let _ = self.events.send(Event::Started(ctx.incarnation()));
        assert!(!self.faults.start, "not started");
        if self.faults.start_error { Err("no line") } else { Ok(()) }
    }

    pub fn note(&mut self, n: u64) {
        let _ = self.events.send(Event::Note(n));
    }

    pub fn echo(&mut self, n: u64) -> u64 {
        n
    }

    pub fn blow(&mut self) -> u64 {
        panic!("blown")
    }

    /// Tells that it runs, then waits to be let go.
    pub fn block(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    /// As `block`, and then fails.
    pub fn block_and_blow(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        self.block(running, go_on);
        panic!("blown")
    }

    /// Sends itself a note, and fails.
    pub fn give_up(&mut self, ctx: &mut Context<WitnessHandle>, note: u64) {
        let _ = ctx.send(WitnessMessage::Note { n: note });
        ctx.fail("it gave up");
        ctx.fail("a second time");
    }

    pub fn end(&mut self, ctx: &mut Context<WitnessHandle>) {
        ctx.stop();
    }

    pub fn own_stats(&mut self, ctx: &mut Context<WitnessHandle>) -> (u64, u64) {
        (ctx.incarnation(), ctx.stats().restarts)
    }

    #[stopped]
    fn finish(&mut self, exit: &Exit) {
        let _ = self.events.send(Event::Stopped(exit.to_string()));
        assert!(!self.faults.stop, "not stopped");
    }
}

impl Drop for Witness {
    fn drop(&mut self) {
        let _ = self.events.send(Event::Dropped);
        assert!(!self.faults.drop, "not dropped");
    }
}

/// Holds the witness in a handler until the sender that is returned is dropped; an error if it ends
/// before the handler's turn.
pub fn hold(witness: &WitnessHandle) -> Result<Sender<()>, CallError> {
    hold_in(witness, WitnessHandle::block)
}

/// As [`hold`], in a handler that panics when it is let go.
pub fn hold_and_blow(witness: &WitnessHandle) -> Sender<()> {
    hold_in(witness, WitnessHandle::block_and_blow).unwrap()
}

type Handler = fn(&WitnessHandle, Sender<()>, Receiver<()>) -> Result<(), CallError>;

fn hold_in(witness: &WitnessHandle, handler: Handler) -> Result<Sender<()>, CallError> {
    let (running, runs) = channel();
    let (latch, go_on) = channel();
    handler(witness, running, go_on)?;
    runs.recv().map_err(|_| CallError::NoReply)?;
    Ok(latch)
}

/// All events until their senders are gone.
pub fn all(events: Receiver<Event>) -> Vec<Event> {
    events.iter().collect()
}
