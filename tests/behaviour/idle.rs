//! The `#[idle]` method: it is called when there is nothing to handle, and again as it asks to be.

use std::time::Duration;

use actor_runtime::{Attachment, OnPanic, Recipient, Running, prelude::*};

const MILLI: Duration = Duration::from_millis(1);

type Script = Box<dyn FnMut(u64, &mut Context<IdlerHandle>) -> Idle + Send>;

#[derive(Debug, PartialEq, Eq)]
enum Event {
    Idle(u64),
    Note(u64),
}
use crate::{
    support::driver::{Start, StartBuilt},
    sys::{
        Instant,
        mpsc::{Receiver, Sender, channel},
        test, thread,
    },
};
use Event::{Idle as IdleCall, Note};

/// Does what its script says when there is nothing to handle, and tells of everything.
#[actor]
struct Idler {
    script: Script,
    calls: u64,
    events: Sender<Event>,
}

#[actor]
impl Idler {
    pub fn note(&self, n: u64) {
        let _ = self.events.send(Note(n));
    }

    pub fn fail(&self) {
        std::panic::resume_unwind(Box::new("on purpose"));
    }

    #[idle]
    fn between(&mut self, ctx: &mut Context<IdlerHandle>) -> Idle {
        self.calls += 1;
        let _ = self.events.send(IdleCall(self.calls));
        (self.script)(self.calls, ctx)
    }
}

fn idler(
    script: impl FnMut(u64, &mut Context<IdlerHandle>) -> Idle + Send + 'static,
) -> (Idler, Receiver<Event>) {
    let (events, receiver) = channel();
    (Idler { script: Box::new(script), calls: 0, events }, receiver)
}

fn next(events: &Receiver<Event>) -> Event {
    events.recv_timeout(Duration::from_secs(60)).expect("something happens")
}

#[test]
fn idle_is_called_again_after_a_message_whose_panic_the_actor_survives() {
    let (idler, events) = idler(|_, _| Idle::Wait);
    let idler = IdlerHandle::builder().on_panic(OnPanic::Resume).start(idler).unwrap();
    assert_eq!(next(&events), IdleCall(1));
    idler.fail().unwrap();
    assert_eq!(next(&events), IdleCall(2));
}

#[test]
fn idle_is_called_when_there_is_nothing_to_handle_and_again_if_it_wants() {
    let (idler, events) = idler(|n, _| if n < 3 { Idle::Again } else { Idle::Wait });
    let idler = idler.start();
    for n in 1..=3 {
        assert_eq!(next(&events), IdleCall(n));
    }
    assert_eq!(idler.join(), Ok(Exit::Closed));
    assert_eq!(events.iter().count(), 0);
}

#[test]
fn messages_come_first() {
    let (state, events) = idler(|_, ctx| {
        ctx.stop();
        Idle::Again
    });
    let (idler, inbox) = IdlerHandle::channel();
    for n in 0..3 {
        idler.note(n).unwrap();
    }
    drop(state.run(inbox));
    assert_eq!(events.iter().collect::<Vec<_>>(), [Note(0), Note(1), Note(2), IdleCall(1)]);
    assert_eq!(idler.stats().handled, 3, "it is no message");
}

#[test]
fn idle_that_waits_is_called_after_the_next_message_only() {
    for wait in [Idle::Wait, Idle::WaitFor(Duration::MAX)] {
        let (idler, events) = idler(move |_, _| wait);
        let idler = idler.start();
        assert_eq!(next(&events), IdleCall(1));
        idler.flush().unwrap();
        for n in 2..5 {
            idler.note(n).unwrap();
            assert_eq!(next(&events), Note(n));
            assert_eq!(next(&events), IdleCall(n));
            idler.flush().unwrap();
        }
        assert_eq!(idler.shutdown(), Ok(Exit::Stopped));
        assert_eq!(events.iter().count(), 0);
    }
}

#[test]
fn idle_that_waits_for_a_while_is_called_after_it() {
    let (idler, events) = idler(|n, _| if n < 4 { Idle::WaitFor(MILLI) } else { Idle::Wait });
    let started = Instant::now();
    let idler = idler.start();
    for n in 1..=4 {
        assert_eq!(next(&events), IdleCall(n));
    }
    assert!(started.elapsed() >= 3 * MILLI);
    assert_eq!(idler.join(), Ok(Exit::Closed));
}

#[test]
fn idle_that_waits_for_a_while_is_called_after_a_message_too() {
    let (idler, events) = idler(|_, _| Idle::WaitFor(Duration::from_secs(3600)));
    let idler = idler.start();
    assert_eq!(next(&events), IdleCall(1));
    idler.note(1).unwrap();
    assert_eq!([next(&events), next(&events)], [Note(1), IdleCall(2)]);
    idler.stop();
    assert_eq!(idler.join(), Ok(Exit::Stopped));
}

#[test]
fn idle_may_send_to_its_own_actor_and_wait() {
    let (idler, events) = idler(|n, ctx| {
        if n == 1 {
            ctx.send(IdlerMessage::Note { n: 1 }).unwrap();
            ctx.send(IdlerMessage::Note { n: 2 }).unwrap();
        }
        Idle::Wait
    });
    let _idler = idler.start();
    let all = [(); 4].map(|()| next(&events));
    assert_eq!(all, [IdleCall(1), Note(1), Note(2), IdleCall(2)]);
}

#[test]
fn idle_may_set_a_timer_and_wait() {
    for wait in [Idle::Wait, Idle::WaitFor(Duration::from_secs(3600))] {
        let (idler, events) = idler(move |n, ctx| {
            if n == 1 {
                ctx.send_after(MILLI, IdlerMessage::Note { n: 1 });
            }
            wait
        });
        let _idler = idler.start();
        assert_eq!([(); 3].map(|()| next(&events)), [IdleCall(1), Note(1), IdleCall(2)]);
    }
}

#[test]
fn idle_is_called_before_a_timer_that_is_due_later() {
    let (idler, events) = idler(|n, ctx| {
        if n == 1 {
            ctx.send_after(Duration::from_secs(3600), IdlerMessage::Note { n: 1 });
        }
        if n < 3 { Idle::WaitFor(MILLI) } else { Idle::Wait }
    });
    let idler = idler.start();
    assert_eq!([(); 3].map(|()| next(&events)), [1, 2, 3].map(IdleCall));
    assert_eq!(idler.join(), Ok(Exit::Closed));
}

#[test]
fn idle_is_not_called_in_the_drain() {
    for stop in [false, true] {
        let (state, events) = idler(|_, _| Idle::Again);
        let (idler, inbox) = IdlerHandle::channel();
        idler.note(1).unwrap();
        idler.note(2).unwrap();
        if stop {
            idler.stop();
        } else {
            drop(idler);
        }
        drop(state.run(inbox));
        assert_eq!(events.iter().collect::<Vec<_>>(), [Note(1), Note(2)]);
    }
}

#[test]
fn idle_that_never_waits_lets_messages_timers_and_the_end_through() {
    let never_rests = || {
        let (idler, events) = idler(|n, ctx| {
            if n == 1 {
                ctx.send_after(MILLI, IdlerMessage::Note { n: 1 });
            }
            Idle::Again
        });
        (idler.start(), events)
    };
    let (idler, events) = never_rests();
    idler.note(2).unwrap();
    idler.flush().unwrap();
    let mut missing = vec![Note(1), Note(2)];
    while !missing.is_empty() {
        let event = next(&events);
        missing.retain(|note| *note != event);
    }
    assert_eq!(idler.join(), Ok(Exit::Closed));
    assert_eq!(never_rests().0.shutdown(), Ok(Exit::Stopped));
    let (idler, _events) = never_rests();
    idler.kill();
    assert_eq!(idler.join(), Ok(Exit::Killed));
}

#[test]
fn a_waiting_one_is_reached_by_flush_and_every_end() {
    let waits = || {
        let (idler, events) = idler(|_, _| Idle::Wait);
        let idler = idler.start();
        assert_eq!(next(&events), IdleCall(1));
        idler.flush().unwrap();
        idler
    };
    assert_eq!(waits().shutdown(), Ok(Exit::Stopped));
    assert_eq!(waits().join(), Ok(Exit::Closed));
    let idler = waits();
    idler.kill();
    assert_eq!(idler.join(), Ok(Exit::Killed));
}

#[test]
fn a_panic_of_idle_ends_the_actor() {
    let (idler, _events) = idler(|_, _| panic!("out of ideas"));
    let Some(Exit::Panicked(panic)) = idler.start().wait_timeout(Duration::MAX) else {
        panic!("it goes on")
    };
    assert_eq!((panic.running(), panic.text()), (Running::Idle, "out of ideas"));
    assert_eq!(panic.to_string(), "`Idler` panicked in its `#[idle]` method: out of ideas");
}

#[test]
fn an_actor_that_resumes_goes_on() {
    let (idler, events) = idler(|n, _| if n < 3 { panic!("try again") } else { Idle::Wait });
    let idler = IdlerHandle::builder().on_panic(OnPanic::Resume).start(idler).unwrap();
    for n in 1..=3 {
        assert_eq!(next(&events), IdleCall(n));
    }
    idler.note(1).unwrap();
    assert_eq!([next(&events), next(&events)], [Note(1), IdleCall(4)]);
    assert_eq!(idler.join(), Ok(Exit::Closed));
}

#[test]
fn an_end_from_within_is_heeded() {
    for answer in [Idle::Again, Idle::Wait, Idle::WaitFor(MILLI)] {
        let (idler, _events) = idler(move |_, ctx| {
            ctx.stop();
            answer
        });
        assert_eq!(idler.start().wait_timeout(Duration::MAX), Some(Exit::Stopped));
    }
}

/// Borrows, is generic, has no use for the context, and is under a `cfg`.
mod shapes {
    use super::*;
    use crate::sys::test;

    #[actor]
    struct Spooler<'a, T: Sync> {
        queued: &'a [T],
        printed: Sender<&'a T>,
    }

    #[actor]
    impl<'a, T: Sync> Spooler<'a, T> {
        pub fn queue(&mut self, more: &'a [T]) {
            self.queued = more;
        }

        #[cfg(test)]
        #[idle]
        fn print(&mut self) -> Idle {
            let Some((first, rest)) = self.queued.split_first() else {
                return Idle::Wait;
            };
            self.queued = rest;
            self.printed.send(first).map_or(Idle::Wait, |()| Idle::Again)
        }

        #[cfg(any())]
        #[idle]
        fn jam(&mut self) -> Jammed {
            Jammed
        }
    }

    #[test]
    fn idle_may_borrow() {
        let pages = [1, 2, 3];
        thread::scope(|s| {
            let (printed, output) = channel();
            let (spooler, inbox) = SpoolerHandle::channel();
            s.spawn(|| drop(Spooler { queued: &[], printed }.run(inbox)));
            spooler.queue(&pages).unwrap();
            assert!(output.iter().take(3).eq(&pages));
        });
    }

    #[actor]
    #[derive(Default)]
    struct Sometimes {
        calls: u32,
    }

    #[actor]
    impl Sometimes {
        pub fn calls(&self) -> u32 {
            self.calls
        }

        /// Its context is there under another condition than it is.
        #[idle]
        #[cfg(test)]
        fn between(&mut self, #[cfg(any())] _ctx: &mut Nothing) -> Idle {
            self.calls += 1;
            Idle::Wait
        }
    }

    #[test]
    fn the_context_of_idle_may_be_conditional() {
        let sometimes = Sometimes::default().start();
        while sometimes.calls().unwrap() == 0 {}
    }
}

#[test]
fn a_method_that_makes_the_first_source_is_not_called_again_before_the_next_message() {
    #[actor]
    struct Listening {
        idled: u64,
        source: Option<(Recipient<u64>, Attachment)>,
        has_idled: Sender<()>,
    }

    #[actor]
    impl Listening {
        #[idle]
        fn idle(&mut self, ctx: &mut Context<ListeningHandle>) -> Idle {
            self.idled += 1;
            if self.source.is_none() {
                self.source = Some(ctx.source(|n| ListeningMessage::Note { value: n }));
            }
            let _ = self.has_idled.send(());
            Idle::Wait
        }

        pub fn note(&mut self, value: u64) {
            let _ = value;
        }

        pub fn idled(&self) -> u64 {
            self.idled
        }
    }

    let (has_idled, idles) = channel();
    let listening = Listening { idled: 0, source: None, has_idled }.start();
    idles.recv().unwrap();
    assert_eq!(listening.idled(), Ok(1));
}
