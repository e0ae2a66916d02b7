//! Actors that note the numbers they handle, asked in each of the ways that there are.

use actor_runtime::prelude::*;

use crate::sys::mpsc::{Receiver, Sender};

pub type Job = Box<dyn FnOnce(&mut Context<ClerkHandle>) + Send>;

/// Has no urgent messages: an actor with such goes another way through its mailbox.
#[actor(count)]
#[derive(Default)]
pub struct Clerk {
    seen: Vec<u64>,
    kept: Vec<ReplySender<u64>>,
}

#[actor]
impl Clerk {
    /// Reports that it runs, and waits until it may go on.
    pub fn block(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn put(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[ask]
    pub fn mark(&mut self, n: u64) {
        self.seen.push(n);
    }

    pub fn keep(&mut self, n: u64, #[reply] reply: ReplySender<u64>) {
        self.seen.push(n);
        self.kept.push(reply);
    }

    #[expires]
    pub fn put_in_time(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[expires]
    #[ask]
    pub fn mark_in_time(&mut self, n: u64) {
        self.seen.push(n);
    }

    #[expires]
    pub fn keep_in_time(&mut self, n: u64, #[reply] reply: ReplySender<u64>) {
        self.seen.push(n);
        self.kept.push(reply);
    }

    /// Notes only what is wanted, and whether the answer was taken.
    pub fn check(&mut self, n: u64, #[reply] reply: ReplySender<u64>) {
        if reply.is_wanted() {
            self.seen.push(n);
        }
        self.seen.push(u64::from(reply.send(n).is_ok()));
    }

    pub fn fail(&mut self) -> u64 {
        panic!("on purpose")
    }

    pub fn seen(&self) -> Vec<u64> {
        self.seen.clone()
    }

    /// Does what it is told.
    #[ask]
    pub fn run(&mut self, ctx: &mut Context<ClerkHandle>, job: Job) {
        job(ctx);
    }
}

/// Has urgent messages.
#[actor(count)]
#[derive(Default)]
pub struct Officer {
    seen: Vec<u64>,
}

#[actor]
impl Officer {
    /// Reports that it runs, and waits until it may go on.
    pub fn block(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn put(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[urgent]
    pub fn put_first(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    #[urgent]
    #[expires]
    pub fn put_first_in_time(&mut self, n: u64) -> u64 {
        self.seen.push(n);
        n
    }

    pub fn seen(&self) -> Vec<u64> {
        self.seen.clone()
    }
}
