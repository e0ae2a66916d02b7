//! An actor whose handler waits until the test lets it go, so that tests wait on events.

use actor_runtime::prelude::*;

use crate::sys::mpsc::{Receiver, Sender, channel};

/// Notes what it is told, in order; `block` holds it until its [`Latch`] is let go.
#[actor]
#[derive(Default)]
pub struct Blocked {
    seen: Vec<u64>,
}

#[actor]
impl Blocked {
    /// Reports that it runs, then waits.
    pub fn block(&mut self, running: Sender<()>, go_on: Receiver<()>) {
        let _ = running.send(());
        let _ = go_on.recv();
    }

    pub fn note(&mut self, n: u64) {
        self.seen.push(n);
    }

    pub fn seen(&self) -> Vec<u64> {
        self.seen.clone()
    }

    #[expires]
    pub fn seen_in_time(&self) -> Vec<u64> {
        self.seen.clone()
    }

    pub fn fail(&mut self, text: String) -> u64 {
        panic!("{text}")
    }

    pub fn end(&mut self, ctx: &mut Context<BlockedHandle>) {
        ctx.stop();
    }
}

/// Dropping it lets the blocked handler go on.
pub struct Latch(#[expect(dead_code, reason = "it is there to be dropped")] Sender<()>);

/// Blocks `actor`, and returns once its handler runs.
pub fn block(actor: &BlockedHandle) -> Latch {
    hold(|running, go_on| actor.block(running, go_on))
}

/// Has `block` send a message whose handler reports that it runs, and waits. Returns once it runs.
pub fn hold(block: impl FnOnce(Sender<()>, Receiver<()>) -> Result<(), CallError>) -> Latch {
    let (latch, running) = hold_in_turn(block);
    running.recv().expect("it runs");
    latch
}

/// Blocks `actor` once the handler's turn comes; the receiver says when.
pub fn block_in_turn(actor: &BlockedHandle) -> (Latch, Receiver<()>) {
    hold_in_turn(|running, go_on| actor.block(running, go_on))
}

fn hold_in_turn(
    block: impl FnOnce(Sender<()>, Receiver<()>) -> Result<(), CallError>,
) -> (Latch, Receiver<()>) {
    let (running, runs) = channel();
    let (latch, go_on) = channel();
    block(running, go_on).expect("it is alive");
    (Latch(latch), runs)
}
