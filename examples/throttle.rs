//! A rate limiter: an actor hands out permits, and its own timer refills them.
#![forbid(unsafe_code)]

use std::{
    collections::VecDeque,
    error::Error,
    fmt, thread,
    time::{Duration, Instant},
};

use actor_runtime::{Timer, prelude::*};

const BURST: u32 = 3;
const REFILL: Duration = Duration::from_millis(20);

const CALLERS: [&str; 4] = ["ada", "grace", "edsger", "barbara"];
const PERMITS_EACH: u64 = 4;

/// A bucket of tokens. A caller that finds it empty waits, and holds up no thread of the actor.
#[actor]
pub struct Throttle {
    tokens: u32,
    granted: u64,
    waiting: VecDeque<(&'static str, ReplySender<u64>)>,
    waiting_for_rest: Vec<ReplySender<()>>,
    /// Only while a token is spent: a throttle that is not used never wakes.
    refill: Option<Timer>,
    begun: Instant,
}

#[actor]
impl Throttle {
    fn new() -> Self {
        Throttle {
            tokens: BURST,
            granted: 0,
            waiting: VecDeque::new(),
            waiting_for_rest: Vec::new(),
            refill: None,
            begun: Instant::now(),
        }
    }

    /// Answers with the permit's number, as soon as there is one for this caller.
    pub fn permit(
        &mut self,
        ctx: &mut Context<ThrottleHandle>,
        caller: &'static str,
        #[reply] reply: ReplySender<u64>,
    ) {
        self.say(format_args!("{caller} asks"));
        self.waiting.push_back((caller, reply));
        self.grant();
        if self.tokens < BURST && self.refill.is_none() {
            self.refill = Some(ctx.send_every(REFILL, || ThrottleMessage::Refill));
        }
    }

    /// What the timer sends: one token more.
    pub fn refill(&mut self, ctx: &mut Context<ThrottleHandle>) {
        self.tokens += 1;
        self.grant();
        if self.tokens == BURST {
            if let Some(timer) = self.refill.take() {
                ctx.cancel(timer);
            }
            self.say(format_args!("nothing is spent, the timer rests"));
            for reply in self.waiting_for_rest.drain(..) {
                let _ = reply.send(());
            }
        }
    }

    /// Answers once nothing is spent any more.
    pub fn rest(&mut self, #[reply] reply: ReplySender<()>) {
        if self.refill.is_some() {
            self.waiting_for_rest.push(reply);
        } else {
            let _ = reply.send(());
        }
    }

    /// First come, first served.
    fn grant(&mut self) {
        while self.tokens > 0 {
            let Some((caller, reply)) = self.waiting.pop_front() else { return };
            // A caller that has given up meanwhile costs no token.
            if reply.is_wanted() {
                self.tokens -= 1;
                self.granted += 1;
                self.say(format_args!("{caller} gets permit {}", self.granted));
                let _ = reply.send(self.granted);
            }
        }
    }

    fn say(&self, what: fmt::Arguments<'_>) {
        println!("{:4} ms  {what}", self.begun.elapsed().as_millis());
    }
}

fn main() -> Result<(), Box<dyn Error>> {
    let throttle = Throttle::new().spawn();
    work(&throttle)?;
    throttle.rest()?;
    // The timer that was cancelled is set anew.
    work(&throttle)?;
    throttle.rest()?;
    throttle.join()?.ok()?;
    Ok(())
}

/// Several threads that each need some permits, as fast as they can get them.
fn work(throttle: &ThrottleHandle) -> Result<(), CallError> {
    thread::scope(|scope| {
        let callers = CALLERS.map(|caller| {
            scope.spawn(move || {
                let mut last = 0;
                for _ in 0..PERMITS_EACH {
                    let permit = throttle.permit(caller)?;
                    assert!(permit > last, "a permit was given twice");
                    last = permit;
                }
                Ok(())
            })
        });
        callers.into_iter().try_for_each(|caller| caller.join().expect("no caller panics"))
    })
}
