//! Restarts: a fresh state behind the same handles, and when there is none any more.

use std::time::Duration;

use actor_runtime::{Restart, Timer, Weak, prelude::*};

use crate::{
    support::{
        driver::StartBuilt,
        witness::{Event, Faults, Script, WitnessHandle, WitnessMessage, all, hold},
    },
    sys::{
        mpsc::{self, Receiver, RecvTimeoutError, channel},
        test, thread,
    },
};

const LONG: Duration = Duration::from_secs(3600);
const BLOWN: &str = "`Witness` panicked in message `blow`: blown";

fn stopped(exit: &str) -> Event {
    Event::Stopped(exit.to_owned())
}

fn supervise(script: &Script, restart: Restart) -> WitnessHandle {
    let make = script.clone();
    WitnessHandle::builder()
        .undelivered(script.undelivered())
        .count()
        .start_supervised(restart, move || make.make())
        .unwrap()
}

#[test]
fn a_panic_is_followed_by_a_fresh_state_behind_the_same_handles() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::on_failure());
    let (id, weak) = (witness.id(), witness.downgrade());
    let latch = hold(&witness).unwrap();
    let failing = witness.ask().blow();
    let queued = witness.ask().own_stats();
    witness.note(1).unwrap();
    drop(latch);
    assert_eq!(failing.wait(), Err(CallError::Panicked), "it is not tried again");
    assert_eq!(queued.wait(), Ok((1, 1)), "it survives");
    witness.flush().unwrap();
    assert_eq!((witness.id(), weak.upgrade().unwrap().id()), (id, id));
    let stats = witness.stats();
    assert_eq!((stats.restarts, stats.accepted, stats.handled), (1, Some(4), 4));
    assert_eq!(witness.join(), Ok(Exit::Closed));
    drop(script);
    let lives = [
        Event::Made(0),
        Event::Started(0),
        stopped(BLOWN),
        Event::Dropped,
        Event::Made(1),
        Event::Started(1),
        Event::Note(1),
        stopped("closed: its last handle was dropped"),
        Event::Dropped,
    ];
    assert_eq!(all(events), lives);
}

#[test]
fn the_failure_after_the_last_restart_ends_it_with_its_cause() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::on_failure().at_most(2, LONG));
    for _ in 0..2 {
        assert_eq!(witness.blow(), Err(CallError::Panicked));
        witness.flush().unwrap();
    }
    let latch = hold(&witness).unwrap();
    let failing = witness.ask().blow();
    witness.note(7).unwrap();
    let asked = witness.ask().echo(8);
    drop(latch);
    assert_eq!(failing.wait(), Err(CallError::Panicked));
    let exit = witness.wait_timeout(Duration::MAX).unwrap();
    assert_eq!(exit.to_string(), BLOWN);
    assert_eq!(asked.wait(), Err(CallError::Ended(exit.clone())));
    assert_eq!(witness.note(9), Err(CallError::Ended(exit)));
    let stats = witness.stats();
    assert_eq!((stats.restarts, stats.undelivered), (2, 2));
    assert_eq!(stats.accepted, Some(stats.handled + stats.expired + stats.undelivered));
    drop((script, witness));
    let events = all(events);
    assert_eq!(events[events.len() - 2..], [Event::Undelivered(7), Event::Undelivered(8)]);
}

#[test]
fn a_state_that_cannot_be_made_or_started_is_tried_again() {
    let none = Faults::default();
    let faults = [
        Faults { make: true, ..none },
        Faults { start: true, ..none },
        Faults { start_error: true, ..none },
    ];
    let (script, events) = Script::new(&faults);
    let witness = supervise(&script, Restart::on_failure());
    witness.note(1).unwrap();
    assert_eq!(witness.own_stats(), Ok((3, 3)));
    assert_eq!(witness.join(), Ok(Exit::Closed));
    drop(script);
    let lives = [
        Event::Made(0),
        Event::Made(1),
        Event::Started(1),
        stopped("`Witness` panicked in its `#[started]` method: not started"),
        Event::Dropped,
        Event::Made(2),
        Event::Started(2),
        stopped("`Witness` failed: no line"),
        Event::Dropped,
        Event::Made(3),
        Event::Started(3),
        Event::Note(1),
        stopped("closed: its last handle was dropped"),
        Event::Dropped,
    ];
    assert_eq!(all(events), lives);
}

#[test]
fn panics_of_stopped_and_drop_do_not_keep_the_next_state_away() {
    let (script, _events) = Script::new(&[Faults { stop: true, drop: true, ..Faults::default() }]);
    let witness = supervise(&script, Restart::on_failure());
    assert_eq!(witness.blow(), Err(CallError::Panicked));
    assert_eq!(witness.own_stats(), Ok((1, 1)));
    assert_eq!(witness.join(), Ok(Exit::Closed));
}

#[test]
fn a_failure_of_its_own_is_followed_by_a_fresh_state() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::on_failure());
    witness.give_up(5).unwrap();
    assert_eq!(witness.own_stats(), Ok((1, 1)));
    assert_eq!(witness.join(), Ok(Exit::Closed));
    drop(script);
    let events = all(events);
    assert_eq!(events[2], stopped("`Witness` failed: it gave up"));
    assert!(events[4..].contains(&Event::Note(5)), "what it sent itself survives: {events:?}");
}

/// Brings about its own end, and then panics on top of it.
#[actor]
struct Hothead;

#[actor]
impl Hothead {
    pub fn fail(&mut self, ctx: &mut Context<HotheadHandle>) {
        ctx.fail("out of patience");
        panic!("and out of its mind")
    }

    pub fn stop(&mut self, ctx: &mut Context<HotheadHandle>) {
        ctx.stop();
        panic!("and out of its mind")
    }

    pub fn incarnation(&mut self, ctx: &mut Context<HotheadHandle>) -> u64 {
        ctx.incarnation()
    }
}

#[test]
fn an_end_of_its_own_that_a_panic_overtakes_is_not_the_next_states() {
    for restart in [Restart::on_failure(), Restart::always()] {
        let hothead = HotheadHandle::builder().start_supervised(restart, || Hothead).unwrap();
        hothead.fail().unwrap();
        assert_eq!(hothead.incarnation(), Ok(1), "one failure, one restart");
        assert_eq!(hothead.join(), Ok(Exit::Closed));
    }
    let hothead = HotheadHandle::builder().start_supervised(Restart::always(), || Hothead).unwrap();
    HotheadHandle::stop(&hothead).unwrap();
    assert_eq!(hothead.incarnation(), Ok(1), "one end, one restart");
    assert_eq!(hothead.join(), Ok(Exit::Closed));

    let hothead = HotheadHandle::builder().start(Hothead).unwrap();
    hothead.fail().unwrap();
    let text = "`Hothead` failed: out of patience; then \
                `Hothead` panicked in message `fail`: and out of its mind";
    assert_eq!(hothead.join().unwrap().to_string(), text);
}

#[test]
fn never_is_never_and_a_stop_is_no_failure() {
    let (script, _events) = Script::new(&[]);
    let witness = supervise(&script, Restart::never());
    assert_eq!(witness.blow(), Err(CallError::Panicked));
    assert_eq!(witness.join().unwrap().to_string(), BLOWN);
    for end in [WitnessHandle::stop, WitnessHandle::kill] {
        let witness = supervise(&script, Restart::always());
        end(&witness);
        assert!(matches!(witness.clone().join(), Ok(Exit::Stopped | Exit::Killed)));
        assert_eq!(witness.stats().restarts, 0);
    }
    let witness = supervise(&script, Restart::on_failure());
    witness.end().unwrap();
    assert_eq!(witness.clone().join(), Ok(Exit::Stopped));
}

#[test]
fn always_goes_on_after_a_stop_of_its_own_with_what_is_queued() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::always());
    let latch = hold(&witness).unwrap();
    witness.end().unwrap();
    witness.note(1).unwrap();
    drop(latch);
    assert_eq!(witness.own_stats(), Ok((1, 1)));
    witness.note(2).unwrap();
    assert_eq!(witness.join(), Ok(Exit::Closed));
    drop(script);
    let lives = [
        Event::Made(0),
        Event::Started(0),
        stopped("stopped"),
        Event::Dropped,
        Event::Made(1),
        Event::Started(1),
        Event::Note(1),
        Event::Note(2),
        stopped("closed: its last handle was dropped"),
        Event::Dropped,
    ];
    assert_eq!(all(events), lives);
}

/// Has a witness fail whose next state is an hour away. Returns once the witness waits for that state.
fn waiting(script: &Script, events: &mpsc::Receiver<Event>) -> WitnessHandle {
    let witness = supervise(script, Restart::on_failure().backoff(LONG, LONG));
    let _ = witness.blow();
    while events.recv().unwrap() != Event::Dropped {}
    witness
}

#[test]
fn a_stop_cuts_the_wait_short_and_what_is_left_is_handled() {
    let (script, events) = Script::new(&[]);
    let witness = waiting(&script, &events);
    witness.note(1).unwrap();
    let flushed = thread::spawn({
        let witness = witness.clone();
        move || witness.flush()
    });
    let asked = witness.ask().echo(2);
    assert!(witness.is_alive() && witness.is_open());
    assert_eq!(witness.shutdown(), Ok(Exit::Stopped));
    assert_eq!(asked.wait(), Ok(2));
    // The flush may have come too late.
    assert!(matches!(flushed.join().unwrap(), Ok(()) | Err(CallError::Ended(Exit::Stopped))));
    drop((script, witness));
    let lives =
        [Event::Made(1), Event::Started(1), Event::Note(1), stopped("stopped"), Event::Dropped];
    assert_eq!(all(events), lives);
}

#[test]
fn a_stop_while_it_waits_makes_no_state_for_nothing_and_hides_no_failure() {
    let (script, events) = Script::new(&[]);
    let witness = waiting(&script, &events);
    assert_eq!(witness.shutdown().unwrap().to_string(), BLOWN);
    drop((script, witness));
    assert_eq!(all(events), []);
}

#[test]
fn a_stop_of_its_own_gives_way_to_what_ends_it_while_it_waits() {
    let ends: [fn(&WitnessHandle); 3] = [WitnessHandle::stop, WitnessHandle::kill, |_| {}];
    for (end, exit) in ends.into_iter().zip([Exit::Stopped, Exit::Killed, Exit::Closed]) {
        let (script, events) = Script::new(&[]);
        let witness = supervise(&script, Restart::always().backoff(LONG, LONG));
        witness.end().unwrap();
        while events.recv().unwrap() != Event::Dropped {}
        end(&witness);
        assert_eq!(witness.join(), Ok(exit));
    }
}

/// Stops itself when it is let go, and is killed by that state's last word.
#[actor]
#[derive(Default)]
struct Quitter {
    own: Option<Weak<QuitterHandle>>,
}

#[actor]
impl Quitter {
    pub fn quit(&mut self, ctx: &mut Context<QuitterHandle>, go_on: Receiver<()>) {
        let _ = go_on.recv();
        self.own = Some(ctx.weak());
        ctx.stop();
    }

    #[stopped]
    fn end(&mut self) {
        if let Some(own) = self.own.as_ref().and_then(Weak::upgrade) {
            own.kill();
        }
    }
}

#[test]
fn a_kill_that_leaves_messages_behind_is_the_end_whatever_came_before() {
    let quitter =
        QuitterHandle::builder().start_supervised(Restart::always(), Quitter::default).unwrap();
    let (go, go_on) = channel();
    quitter.quit(go_on).unwrap();
    quitter.quit(channel().1).unwrap();
    quitter.stop();
    drop(go);
    assert_eq!(quitter.clone().join(), Ok(Exit::Killed));
    let stats = quitter.stats();
    assert_eq!((stats.handled, stats.undelivered), (1, 1));
}

#[test]
fn the_last_drop_cuts_the_wait_short() {
    let (script, events) = Script::new(&[]);
    assert_eq!(waiting(&script, &events).join().unwrap().to_string(), BLOWN);
    let witness = waiting(&script, &events);
    witness.note(1).unwrap();
    assert_eq!(witness.join(), Ok(Exit::Closed));
    drop(script);
    assert!(all(events).contains(&Event::Note(1)));
}

#[test]
fn a_sender_that_gives_up_in_line_keeps_no_waiting_actor_from_its_end() {
    let (script, events) = Script::new(&[]);
    let make = script.clone();
    let witness = WitnessHandle::builder()
        .mailbox(1)
        .start_supervised(Restart::on_failure().backoff(LONG, LONG), move || make.make())
        .unwrap();
    let _ = witness.blow();
    while events.recv().unwrap() != Event::Dropped {}
    witness.note(1).unwrap();
    let told = witness.send_async(WitnessMessage::Note { n: 2 });
    let asked = witness.ask().echo(3);
    let (ended, exit) = channel();
    witness.on_exit(move |exit| ended.send(exit.clone()).unwrap());
    drop(witness);
    drop((told, asked));
    assert_eq!(exit.recv_timeout(LONG), Ok(Exit::Closed));
    drop(script);
    assert!(all(events).contains(&Event::Note(1)), "what is queued is handled before that");
}

#[test]
fn a_kill_cuts_the_wait_short_and_leaves_what_is_queued() {
    let (script, events) = Script::new(&[]);
    let witness = waiting(&script, &events);
    witness.note(1).unwrap();
    witness.kill();
    assert_eq!(witness.join().unwrap().to_string(), BLOWN);
    drop(script);
    assert_eq!(all(events), [Event::Undelivered(1)]);
}

#[test]
fn a_state_made_for_the_rest_that_gets_nothing_done_is_the_last() {
    let none = Faults::default();
    let faults = [none, Faults { start: true, ..none }];
    let (script, events) = Script::new(&faults);
    let make = script.clone();
    let restart = Restart::on_failure().without_limit().backoff(LONG, LONG);
    let witness = WitnessHandle::builder()
        .undelivered(script.undelivered())
        .start_supervised(restart, move || make.make())
        .unwrap();
    let _ = witness.blow();
    while events.recv().unwrap() != Event::Dropped {}
    witness.note(1).unwrap();
    let exit = witness.shutdown().unwrap();
    assert_eq!(exit.to_string(), "`Witness` panicked in its `#[started]` method: not started");
    drop((script, witness));
    assert_eq!(all(events).last(), Some(&Event::Undelivered(1)));
}

#[test]
fn a_panic_in_the_drain_leaves_the_rest_to_a_fresh_state() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::on_failure());
    let latch = hold(&witness).unwrap();
    let failing = witness.ask().blow();
    witness.note(1).unwrap();
    witness.stop();
    drop(latch);
    assert_eq!(failing.wait(), Err(CallError::Panicked));
    assert_eq!(witness.join(), Ok(Exit::Stopped));
    drop(script);
    let events = all(events);
    assert!(events.contains(&Event::Note(1)) && !events.contains(&Event::Undelivered(1)));
}

#[test]
fn a_panic_at_the_very_last_message_is_the_end() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::on_failure());
    let latch = hold(&witness).unwrap();
    let failing = witness.ask().blow();
    witness.stop();
    drop(latch);
    assert_eq!(failing.wait(), Err(CallError::Panicked));
    assert_eq!(witness.join().unwrap().to_string(), BLOWN);
    drop(script);
    assert_eq!(all(events).len(), 4, "one life");
}

#[test]
fn a_full_mailbox_waits_for_the_next_state() {
    let (script, events) = Script::new(&[]);
    let make = script.clone();
    let witness = WitnessHandle::builder()
        .mailbox(1)
        .start_supervised(Restart::on_failure(), move || make.make())
        .unwrap();
    let latch = hold(&witness).unwrap();
    let failing = witness.ask().blow();
    let waiting: Vec<_> = (0..3)
        .map(|n| {
            let witness = witness.clone();
            thread::spawn(move || witness.send(WitnessMessage::Note { n }))
        })
        .collect();
    drop(latch);
    assert_eq!(failing.wait(), Err(CallError::Panicked));
    for sender in waiting {
        sender.join().unwrap().unwrap();
    }
    assert_eq!(witness.own_stats(), Ok((1, 1)));
    drop((witness, script));
    assert_eq!(all(events).iter().filter(|event| matches!(event, Event::Note(_))).count(), 3);
}

/// Has a timer and an answer that it has put off.
#[actor]
#[derive(Default)]
struct Clock {
    ticked: Option<mpsc::Sender<u64>>,
    put_off: Vec<actor_runtime::ReplySender<u64>>,
}

#[actor]
impl Clock {
    pub fn tick(&mut self, n: u64) {
        if let Some(ticked) = &self.ticked {
            let _ = ticked.send(n);
        }
    }

    pub fn set(&mut self, ctx: &mut Context<ClockHandle>, delay: Duration, n: u64) -> Timer {
        ctx.send_after(delay, ClockMessage::Tick { n })
    }

    pub fn cancel(&mut self, ctx: &mut Context<ClockHandle>, timer: Timer) -> bool {
        ctx.cancel(timer)
    }

    pub fn later(&mut self, #[reply] reply: actor_runtime::ReplySender<u64>) {
        self.put_off.push(reply);
    }

    pub fn blow(&mut self) {
        panic!("blown")
    }
}

#[test]
fn timers_and_answers_put_off_end_with_their_state() {
    let (ticked, ticks) = channel();
    let clock = ClockHandle::builder()
        .start_supervised(Restart::on_failure(), move || Clock {
            ticked: Some(ticked.clone()),
            put_off: Vec::new(),
        })
        .unwrap();
    let timer = clock.set(LONG, 1).unwrap();
    let put_off = clock.ask().later();
    clock.blow().unwrap();
    let Err(CallError::Ended(Exit::Panicked(panic))) = put_off.wait() else { panic!() };
    assert_eq!(panic.text(), "blown");
    assert_eq!(clock.cancel(timer), Ok(false), "it has ended already");
    clock.set(Duration::ZERO, 2).unwrap();
    assert_eq!(ticks.recv_timeout(LONG), Ok(2));
    assert_eq!(clock.join(), Ok(Exit::Closed));
    assert_eq!(ticks.recv_timeout(LONG), Err(RecvTimeoutError::Disconnected));
}

#[test]
fn what_the_maker_captured_is_dropped_before_anyone_learns_of_the_end() {
    struct Grenade(mpsc::Sender<&'static str>);
    impl Drop for Grenade {
        fn drop(&mut self) {
            let _ = self.0.send("dropped");
            panic!("a maker's drop is contained");
        }
    }
    let (told, tells) = channel();
    let grenade = Grenade(told.clone());
    let clock = ClockHandle::builder()
        .start_supervised(Restart::never(), move || {
            let _grenade = &grenade;
            Clock::default()
        })
        .unwrap();
    clock.on_exit(move |_| told.send("ended").unwrap());
    assert_eq!(clock.join(), Ok(Exit::Closed));
    assert_eq!(tells.iter().collect::<Vec<_>>(), ["dropped", "ended"]);
}

#[test]
fn many_restarts_under_load_lose_nothing() {
    let (script, events) = Script::new(&[]);
    let witness = supervise(&script, Restart::on_failure().without_limit());
    let accepted: u64 = thread::scope(|s| {
        let senders: Vec<_> = (0..4)
            .map(|t| {
                let witness = witness.clone();
                s.spawn(move || {
                    let mut accepted = 0;
                    for n in 0..200 {
                        accepted += u64::from(witness.note(t * 1000 + n).is_ok());
                        if n % 50 == 0 {
                            let _ = witness.blow();
                            accepted += 1;
                        }
                    }
                    accepted
                })
            })
            .collect();
        senders.into_iter().map(|sender| sender.join().unwrap()).sum()
    });
    let (told, stats) = channel();
    witness.on_exit_with_stats(move |exit, stats| {
        told.send((exit.clone(), stats.clone())).unwrap();
    });
    assert_eq!(witness.join(), Ok(Exit::Closed));
    let (exit, stats) = stats.recv().unwrap();
    assert_eq!((exit, stats.restarts), (Exit::Closed, 16));
    assert_eq!((stats.accepted, stats.handled), (Some(accepted), accepted));
    drop(script);
    let mut notes: Vec<_> = all(events)
        .into_iter()
        .filter_map(|event| if let Event::Note(n) = event { Some(n) } else { None })
        .collect();
    assert_eq!(notes.len(), 800);
    notes.sort_unstable();
    notes.dedup();
    assert_eq!(notes.len(), 800, "none twice");
}
