//! The actor of all rounds: it does whatever an actor can.

use std::{panic::resume_unwind, time::Duration};

use actor_runtime::{Timer, prelude::*};

#[actor(count)]
#[derive(Default)]
pub(crate) struct Busy {
    sum: u64,
    timers: Vec<Timer>,
    /// Answers that it has put off.
    owed: Vec<ReplySender<u64>>,
}

#[actor]
impl Busy {
    pub(crate) fn note(&mut self, payload: Vec<u8>) {
        self.sum += payload.len() as u64;
    }

    pub(crate) fn sum(&mut self, payload: Vec<u8>) -> u64 {
        self.sum += payload.len() as u64;
        self.sum
    }

    #[urgent]
    pub(crate) fn note_first(&mut self, payload: Vec<u8>) {
        self.sum += payload.len() as u64;
    }

    #[urgent]
    pub(crate) fn sum_first(&self) -> u64 {
        self.sum
    }

    pub(crate) fn sum_later(&mut self, #[reply] reply: ReplySender<u64>) {
        self.owed.push(reply);
        if self.owed.len() > 3 {
            for reply in self.owed.drain(..) {
                let _ = reply.send(self.sum);
            }
        }
    }

    pub(crate) fn send_on(&mut self, ctx: &mut Context<BusyHandle>, times: u64) {
        for _ in 0..times {
            let _ = ctx.send(BusyMessage::Note { payload: vec![0; 8] });
        }
    }

    pub(crate) fn set_timer(&mut self, ctx: &mut Context<BusyHandle>, after: Duration) {
        let tick = BusyMessage::Note { payload: vec![0; 16] };
        self.timers.push(ctx.send_after(after, tick));
    }

    pub(crate) fn set_period(&mut self, ctx: &mut Context<BusyHandle>, period: Duration) {
        let tick = || BusyMessage::Note { payload: vec![0; 16] };
        self.timers.push(ctx.send_every(period, tick));
    }

    pub(crate) fn cancel_all(&mut self, ctx: &mut Context<BusyHandle>) {
        for timer in self.timers.drain(..) {
            ctx.cancel(timer);
        }
    }

    /// Asks the first to ask the others.
    pub(crate) fn relay(&self, mut others: Vec<BusyHandle>) -> Result<(), CallError> {
        if others.is_empty() {
            return Ok(());
        }
        let first = others.remove(0);
        first.relay(others)?
    }

    /// Panics, without the hook's many lines.
    pub(crate) fn blow(&mut self) -> u64 {
        resume_unwind(Box::new("on purpose"))
    }

    pub(crate) fn give_up(&mut self, ctx: &mut Context<BusyHandle>) {
        ctx.fail("on purpose");
    }

    pub(crate) fn end(&mut self, ctx: &mut Context<BusyHandle>) {
        ctx.stop();
    }
}
