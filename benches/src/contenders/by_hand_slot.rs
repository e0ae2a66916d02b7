//! The loop written by hand by someone who finds a channel too much for one answer.

use std::{
    sync::{
        Arc, Condvar, Mutex,
        mpsc::{self, Sender},
    },
    thread::{self, JoinHandle},
};

use super::{Counter, Ledger};

/// Asks are answered through a slot under a lock.
pub(super) struct BySlot;

/// What the counter takes.
pub(super) enum Message {
    Add(u64),
    Increment(Arc<Slot>),
}

#[derive(Default)]
pub(super) struct Slot {
    answer: Mutex<Answer>,
    arrived: Condvar,
}

#[derive(Default)]
struct Answer {
    value: Option<u64>,
    /// Notifying is a system call, so only where someone waits.
    awaited: bool,
}

impl Slot {
    fn fill(&self, value: u64) {
        let mut answer = self.answer.lock().expect("nobody panics under this lock");
        answer.value = Some(value);
        let awaited = answer.awaited;
        drop(answer);
        if awaited {
            self.arrived.notify_one();
        }
    }

    fn wait(&self) -> u64 {
        let mut answer = self.answer.lock().expect("nobody panics under this lock");
        loop {
            if let Some(value) = answer.value {
                return value;
            }
            answer.awaited = true;
            answer = self.arrived.wait(answer).expect("nobody panics under this lock");
        }
    }
}

impl Counter for BySlot {
    type Payload = u64;
    type Handle = Sender<Message>;
    type Thread = JoinHandle<()>;

    fn spawn(ledger: &Ledger) -> (Self::Handle, Self::Thread) {
        let (sender, inbox) = mpsc::channel();
        let ledger = ledger.clone();
        let count = move || {
            let mut total = 0;
            while let Ok(message) = inbox.recv() {
                match message {
                    Message::Add(n) => total += n,
                    Message::Increment(slot) => {
                        total += 1;
                        slot.fill(total);
                    }
                }
            }
            ledger.enter(total);
        };
        (sender, thread::spawn(count))
    }

    #[inline]
    fn add(handle: &Self::Handle, n: u64) {
        handle.send(Message::Add(n)).expect("the counter is alive");
    }

    #[inline]
    fn increment(handle: &Self::Handle) -> u64 {
        let slot = Arc::new(Slot::default());
        handle.send(Message::Increment(Arc::clone(&slot))).expect("the counter is alive");
        slot.wait()
    }

    fn join(handle: Self::Handle, thread: Self::Thread) {
        drop(handle);
        thread.join().expect("the counter did not panic");
    }
}
