//! Timers beside messages: each fires once, in its time, unless it was cancelled.

use std::time::Duration;

use actor_runtime::{Timer, prelude::*};

use crate::driver::Start;

#[actor]
#[derive(Default)]
struct Clock {
    ticks: u64,
    never: Option<Timer>,
}

#[actor]
impl Clock {
    pub fn wind(&mut self, ctx: &mut Context<ClockHandle>) {
        self.never = Some(ctx.send_after(Duration::from_secs(3600), ClockMessage::Tick {}));
        for millis in [2, 1] {
            ctx.send_after(Duration::from_millis(millis), ClockMessage::Tick {});
        }
    }

    pub fn tick(&mut self, ctx: &mut Context<ClockHandle>) {
        self.ticks += 1;
        if self.ticks == 4 {
            if let Some(timer) = self.never.take() {
                assert!(ctx.cancel(timer));
            }
            ctx.stop();
        }
    }
}

/// The last tick ends it, whether it comes from a timer or from a thread.
pub(crate) fn timers() {
    let clock = Clock::default().start();
    clock.wind().unwrap();
    clock.tick().unwrap();
    clock.tick().unwrap();
    let weak = clock.downgrade();
    while clock.is_alive() {
        clock.wait_timeout(Duration::from_secs(1));
    }
    drop(clock);
    assert_eq!(weak.exit(), Some(Exit::Stopped));
    assert_eq!(weak.stats().handled, 5);
}
