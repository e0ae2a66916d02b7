//! Messages an actor sends itself later: in time, in turn, cancelled, and gone with the actor.

use std::{
    sync::{
        Arc,
        atomic::{AtomicUsize, Ordering},
    },
    time::Duration,
};

use crate::{
    support::driver::{Start, StartBuilt},
    sys::{
        Instant,
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
};
use actor_runtime::{OnPanic, Running, Timer, prelude::*};

const HOUR: Duration = Duration::from_secs(3600);
const MILLI: Duration = Duration::from_millis(1);

type Work = Box<dyn FnOnce(&mut Clock, &mut Context<ClockHandle>) + Send>;

/// Tells what it handles, and when.
#[actor]
struct Clock {
    handled: Sender<(u64, Instant)>,
    timers: Vec<Timer>,
}

#[actor]
impl Clock {
    /// Does what the test wants to see from inside.
    #[ask]
    pub fn work(&mut self, ctx: &mut Context<ClockHandle>, work: Work) {
        work(self, ctx);
    }

    pub fn ring(&mut self, n: u64) {
        let _ = self.handled.send((n, Instant::now()));
    }

    /// Cancels all timers that it knows.
    pub fn cancel(&mut self, ctx: &mut Context<ClockHandle>) -> Vec<bool> {
        self.timers.drain(..).map(|timer| ctx.cancel(timer)).collect()
    }

    pub fn answer_late(&self, ctx: &mut Context<ClockHandle>, #[reply] reply: ReplySender<u8>) {
        ctx.send_after(HOUR, ClockMessage::Answer { reply });
    }

    pub fn answer(&self, #[reply] reply: ReplySender<u8>) {
        let _ = reply.send(1);
    }

    pub fn hold(&self, load: Grenade, #[reply] reply: ReplySender<u8>) {
        drop(reply);
        drop(load);
    }
}

/// Panics when it is dropped.
struct Grenade;

impl Drop for Grenade {
    fn drop(&mut self) {
        panic!("a grenade was dropped");
    }
}

struct Handled(Receiver<(u64, Instant)>);

impl Handled {
    fn next(&self) -> (u64, Instant) {
        self.0.recv_timeout(Duration::from_secs(60)).expect("it is handled")
    }

    fn number(&self) -> u64 {
        self.next().0
    }

    /// What was handled and not yet looked at.
    fn numbers(&self) -> Vec<u64> {
        self.0.try_iter().map(|(n, _)| n).collect()
    }
}

fn clock() -> (Clock, Handled) {
    let (handled, receiver) = channel();
    (Clock { handled, timers: Vec::new() }, Handled(receiver))
}

fn ring(n: u64) -> ClockMessage {
    ClockMessage::Ring { n }
}

impl ClockHandle {
    /// Works and waits until it is done.
    fn now(&self, work: impl FnOnce(&mut Clock, &mut Context<ClockHandle>) + Send + 'static) {
        self.work(Box::new(work)).expect("it works");
    }
}

#[test]
fn a_message_comes_after_its_delay() {
    let (clock, handled) = clock();
    let clock = ClockHandle::builder().count().start(clock).unwrap();
    let set = Instant::now();
    clock.now(|_, ctx| _ = ctx.send_after(10 * MILLI, ring(1)));
    let (n, when) = handled.next();
    assert_eq!(n, 1);
    assert!(when - set >= 10 * MILLI);
    clock.flush().unwrap();
    let stats = clock.stats();
    assert_eq!((stats.handled, stats.accepted, stats.pending), (2, Some(2), Some(0)));
}

#[test]
fn timers_fire_in_the_order_they_are_due() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| {
        // Setting them must not take longer than what lies between them.
        loop {
            let began = Instant::now();
            let timers = [(3, 20), (1, 5), (2, 5), (4, 20)]
                .map(|(n, delay)| ctx.send_after(delay * MILLI, ring(n)));
            if began.elapsed() < 10 * MILLI {
                break;
            }
            for timer in timers {
                ctx.cancel(timer);
            }
        }
    });
    assert_eq!([(); 4].map(|()| handled.number()), [1, 2, 3, 4]);
}

#[test]
fn timers_that_take_the_place_of_others_keep_their_own_messages() {
    let (clock, handled) = clock();
    let clock = clock.spawn();
    clock.now(|_, ctx| {
        // All with one delay, so they are due in the order they are set in.
        let set = |ctx: &mut Context<ClockHandle>, n| ctx.send_after(5 * MILLI, ring(n));
        let first: Vec<Timer> = (0..20).map(|n| set(ctx, n)).collect();
        for timer in first.iter().step_by(2) {
            assert!(ctx.cancel(*timer));
            assert!(!ctx.cancel(*timer));
        }
        (20..40).for_each(|n| _ = set(ctx, n));
    });
    let odd = (1..20).step_by(2);
    let expected: Vec<u64> = odd.chain(20..40).collect();
    let numbers: Vec<u64> = expected.iter().map(|_| handled.number()).collect();
    assert_eq!(numbers, expected);
}

#[test]
fn a_cancelled_timer_is_not_handled() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| {
        let timer = ctx.send_after(5 * MILLI, ring(1));
        ctx.send_after(10 * MILLI, ring(2));
        assert!(ctx.cancel(timer));
        assert!(!ctx.cancel(timer), "there is nothing left to cancel");
    });
    assert_eq!(handled.number(), 2);
}

#[test]
fn a_timer_that_is_due_can_still_be_cancelled() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| {
        let timer = ctx.send_after(MILLI, ring(1));
        thread::sleep(2 * MILLI);
        ctx.send_after(Duration::ZERO, ring(2));
        assert!(ctx.cancel(timer));
    });
    assert_eq!(handled.number(), 2);
}

#[test]
fn a_timer_that_has_fired_cannot_be_cancelled() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|clock, ctx| clock.timers.push(ctx.send_after(MILLI, ring(1))));
    assert_eq!(handled.number(), 1);
    assert_eq!(clock.cancel(), Ok(vec![false]));
}

#[test]
fn a_periodic_timer_fires_until_it_is_cancelled() {
    let (clock, handled) = clock();
    let clock = clock.start();
    let set = Instant::now();
    clock.now(|clock, ctx| {
        let mut n = 0;
        let timer = ctx.send_every(2 * MILLI, move || {
            n += 1;
            ring(n)
        });
        clock.timers.push(timer);
    });
    for n in 1..=3 {
        let (number, when) = handled.next();
        assert_eq!(number, n);
        assert!(when - set >= 2 * MILLI * u32::try_from(n).unwrap());
    }
    assert_eq!(clock.cancel(), Ok(vec![true]));
    handled.numbers();
    clock.now(|_, ctx| _ = ctx.send_after(10 * MILLI, ring(0)));
    assert_eq!(handled.number(), 0);
}

#[test]
fn ticks_that_pass_while_a_handler_runs_are_skipped() {
    const PERIOD: Duration = Duration::from_millis(5);
    let (clock, handled) = clock();
    let clock = clock.start();
    let set = Instant::now();
    clock.now(|_, ctx| {
        ctx.send_every(PERIOD, || ring(1));
        thread::sleep(5 * PERIOD);
    });
    handled.next();
    // The first stood for five, so that the next is the sixth at the earliest, and in step.
    for tick in 6..10 {
        let (_, when) = handled.next();
        assert!(when - set >= tick * PERIOD, "{tick}: {:?}", when - set);
    }
}

#[test]
fn a_timer_that_is_always_due_starves_nobody() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| {
        for period in [Duration::from_nanos(1), Duration::ZERO] {
            ctx.send_every(period, || ring(1));
        }
    });
    for n in 10..100 {
        clock.ring(n).unwrap();
        clock.flush().unwrap();
    }
    clock.now(|_, ctx| ctx.send(ring(1000)).unwrap());
    assert_eq!(clock.join(), Ok(Exit::Closed));
    let numbers = handled.numbers();
    for n in (10..100).chain([1000]) {
        assert!(numbers.contains(&n), "{n}");
    }
    assert!(numbers.contains(&1));
}

#[test]
fn a_full_mailbox_starves_no_timer() {
    let (state, handled) = clock();
    let (clock, inbox) = ClockHandle::channel();
    let work = |_: &mut Clock, ctx: &mut Context<ClockHandle>| {
        ctx.send_after(Duration::ZERO, ring(1));
    };
    let _reply = clock.ask().work(Box::new(work));
    for _ in 0..100 {
        clock.ring(0).unwrap();
    }
    let looping = thread::spawn(move || drop(state.run(inbox)));
    clock.flush().unwrap();
    drop(clock);
    looping.join().unwrap();
    let place = handled.numbers().iter().position(|n| *n == 1);
    assert!(place.is_some_and(|place| place < 3), "{place:?}");
}

#[test]
fn timers_keep_no_actor_alive() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| {
        ctx.send_after(HOUR, ring(1));
        ctx.send_every(HOUR, || ring(2));
    });
    assert_eq!(clock.join(), Ok(Exit::Closed));
    assert_eq!(handled.numbers(), [0; 0]);
}

#[test]
fn no_timer_fires_in_the_drain() {
    for stop in [false, true] {
        let (state, handled) = clock();
        let (clock, inbox) = ClockHandle::channel();
        let (made, makes) = channel();
        let reply = clock.ask().work(Box::new(move |_, ctx| {
            ctx.send_after(Duration::ZERO, ring(1));
            ctx.send_every(Duration::ZERO, move || {
                made.send(()).unwrap();
                ring(2)
            });
        }));
        for _ in 0..10 {
            clock.ring(0).unwrap();
        }
        if stop {
            clock.stop();
        } else {
            drop(clock);
        }
        drop(state.run(inbox));
        assert_eq!(reply.wait(), Ok(()));
        assert_eq!(handled.numbers(), [0; 10]);
        assert_eq!(makes.try_iter().count(), 0, "none is made, either");
    }
}

#[test]
fn an_answer_that_a_pending_timer_holds_fails_with_the_end() {
    let (state, _handled) = clock();
    let (clock, inbox) = ClockHandle::channel();
    let late = clock.ask().answer_late();
    drop(clock);
    let state = state.run(inbox);
    assert_eq!(late.wait(), Err(CallError::Ended(Exit::Closed)), "of a state handed back");
    let clock = state.start();
    let late = clock.ask().answer_late();
    assert_eq!(clock.join(), Ok(Exit::Closed));
    assert_eq!(late.wait(), Err(CallError::Ended(Exit::Closed)));
}

#[test]
fn an_answer_fails_with_the_close_if_the_last_handle_goes_as_its_message_is_made() {
    let (state, _handled) = clock();
    let (clock, inbox) = ClockHandle::channel();
    let (other, others) = ClockHandle::channel();
    let asked = other.ask().answer();
    let mut message = others.recv();
    let mut last = Some(clock.clone());
    let set = clock.ask().work(Box::new(move |_, ctx| {
        ctx.send_every(Duration::ZERO, move || {
            drop(last.take());
            message.take().expect("no timer fires without a handle")
        });
    }));
    drop(clock);
    drop(state.run(inbox));
    assert_eq!(set.wait(), Ok(()));
    assert_eq!(asked.wait(), Err(CallError::Ended(Exit::Closed)));
}

#[test]
fn none_fires_once_a_handler_has_stopped_the_actor() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| {
        ctx.send_after(Duration::ZERO, ring(1));
        ctx.stop();
    });
    assert_eq!(clock.join(), Ok(Exit::Stopped));
    assert_eq!(handled.numbers(), [0; 0]);
}

#[test]
fn a_panic_of_the_maker_is_one_of_the_actor() {
    let (clock, _handled) = clock();
    let clock = clock.start();
    clock.now(|_, ctx| _ = ctx.send_every(MILLI, || panic!("no message")));
    let Some(Exit::Panicked(panic)) = clock.wait_timeout(Duration::MAX) else {
        panic!("it goes on")
    };
    assert_eq!((panic.running(), panic.text()), (Running::Timer, "no message"));
    let said = "`Clock` panicked in the closure that makes a timer's message: no message";
    assert_eq!(panic.to_string(), said);
}

#[test]
fn an_actor_that_resumes_loses_only_the_timer_that_panicked() {
    let (clock, handled) = clock();
    let clock = ClockHandle::builder().count().on_panic(OnPanic::Resume).start(clock).unwrap();
    clock.now(|clock, ctx| {
        clock.timers.push(ctx.send_every(MILLI, || panic!("no message")));
        ctx.send_after(5 * MILLI, ring(1));
    });
    assert_eq!(handled.number(), 1);
    assert_eq!(clock.cancel(), Ok(vec![false]));
    assert_eq!(clock.clone().shutdown(), Ok(Exit::Stopped));
    let stats = clock.stats();
    assert_eq!((stats.handled, stats.accepted), (3, Some(3)));
}

#[test]
fn a_delay_past_the_end_of_the_clock_never_passes() {
    let (clock, handled) = clock();
    let clock = clock.start();
    clock.now(|clock, ctx| {
        clock.timers.push(ctx.send_after(Duration::MAX, ring(1)));
        clock.timers.push(ctx.send_every(Duration::MAX, || ring(2)));
        ctx.send_after(MILLI, ring(3));
    });
    assert_eq!(handled.number(), 3);
    assert_eq!(clock.cancel(), Ok(vec![false, false]), "they never were going to fire");
    assert_eq!(clock.join(), Ok(Exit::Closed));
}

#[test]
fn what_a_pending_timer_holds_goes_with_the_actor() {
    let (clock, _handled) = clock();
    let clock = ClockHandle::builder().count().start(clock).unwrap();
    let mut replies = Vec::new();
    for _ in 0..3 {
        // The message of an ask, as another actor gets it.
        let (other, inbox) = ClockHandle::channel();
        replies.push(other.ask().hold(Grenade));
        let hold = inbox.recv().expect("it was sent");
        let grenade = Grenade;
        clock.now(move |_, ctx| {
            ctx.send_after(HOUR, hold);
            ctx.send_every(HOUR, move || {
                let _held = &grenade;
                ring(1)
            });
        });
    }
    clock.stop();
    assert_eq!(clock.clone().join(), Ok(Exit::Stopped));
    for reply in replies {
        assert_eq!(reply.wait(), Err(CallError::Ended(Exit::Stopped)));
    }
    let stats = clock.stats();
    assert_eq!((stats.handled, stats.undelivered, stats.accepted), (3, 0, Some(3)));
}

#[test]
fn a_maker_that_panics_may_have_captured_what_panics_as_it_is_dropped() {
    struct Bomb;
    impl Drop for Bomb {
        fn drop(&mut self) {
            panic!("a bomb was dropped");
        }
    }

    #[actor]
    struct Careless;

    #[actor]
    impl Careless {
        pub fn start(&self, ctx: &mut Context<CarelessHandle>) {
            let bomb = Bomb;
            ctx.send_every(Duration::from_nanos(1), move || {
                let _captured = &bomb;
                panic!("no message today")
            });
        }
    }

    let careless = Careless.start();
    careless.start().unwrap();
    let Some(Exit::Panicked(panic)) = careless.wait_timeout(Duration::MAX) else {
        panic!("it ended otherwise")
    };
    assert_eq!(panic.running(), Running::Timer);
    assert_eq!(panic.text(), "no message today");
}

#[test]
fn a_maker_that_kills_its_actor_makes_its_last_message_for_nobody() {
    #[actor]
    struct Doomed {
        ticks: Arc<AtomicUsize>,
    }

    #[actor]
    impl Doomed {
        pub fn start(&self, ctx: &mut Context<DoomedHandle>) {
            let weak = ctx.weak();
            ctx.send_every(Duration::from_nanos(1), move || {
                weak.upgrade().expect("the test has a handle").kill();
                DoomedMessage::Tick
            });
        }

        pub fn tick(&mut self) {
            self.ticks.fetch_add(1, Ordering::SeqCst);
        }
    }

    let ticks = Arc::new(AtomicUsize::new(0));
    let doomed = Doomed { ticks: Arc::clone(&ticks) }.start();
    doomed.start().unwrap();
    assert_eq!(doomed.wait_timeout(Duration::MAX), Some(Exit::Killed));
    assert_eq!(ticks.load(Ordering::SeqCst), 0);
}
