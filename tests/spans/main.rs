//! What the crate `tracing` learns of messages and ends. Its feature must be on, which `cargo test --workspace` leaves off.

#![forbid(unsafe_code)]

#[expect(dead_code, reason = "the test of a changed level uses the rest")]
mod recorder;

use std::{
    collections::BTreeMap,
    sync::mpsc::{self, Receiver},
    time::Duration,
};

use actor_runtime::{Child, Executor, Restart, Supervisor, prelude::*};
use recorder::{FAILURES, Opened, Recorder, recorder};

const LONG: Duration = Duration::from_secs(60);

/// Asks the next one, if there is one.
#[actor]
struct Link {
    next: Option<LinkHandle>,
}

#[actor]
impl Link {
    pub fn ask_on(&mut self) -> u32 {
        self.next.as_ref().map_or(0, |next| next.ask_on().expect("it lives")) + 1
    }

    pub fn tell_on(&mut self, done: mpsc::Sender<()>) {
        match &self.next {
            Some(next) => next.tell_on(done).expect("it lives"),
            None => done.send(()).expect("the test waits"),
        }
    }

    pub fn remind(&mut self, ctx: &mut Context<LinkHandle>, done: mpsc::Sender<()>) {
        ctx.send(LinkMessage::TellOn { done }).expect("it is open");
    }

    #[urgent]
    pub fn hurry(&mut self) {}

    pub fn fail(&mut self) {
        panic!("on purpose");
    }
}

fn link(name: &str, is_pooled: bool, next: Option<&LinkHandle>) -> LinkHandle {
    let (builder, link) = (LinkHandle::builder().name(name), Link { next: next.cloned() });
    match is_pooled {
        true => builder.spawn_on(Executor::global(), link),
        false => builder.spawn(link),
    }
    .expect("there is a thread")
}

/// Four actors, each of which asks or tells the next: with a thread, on an executor, and so on.
fn chain(name: &str) -> ([String; 4], LinkHandle) {
    let names = [1, 2, 3, 4].map(|n| format!("{name} {n}"));
    let of = |place: usize, next: Option<&LinkHandle>| link(&names[place], place % 2 == 1, next);
    let last = of(3, None);
    let first = of(0, Some(&of(1, Some(&of(2, Some(&last))))));
    (names, first)
}

/// The one span of an actor, once it is closed.
fn only(recorder: &Recorder, name: &str) -> (u64, Opened) {
    let spans = recorder.of_actor(name);
    let [(id, opened)] = &spans[..] else { panic!("not one span of {name}: {spans:?}") };
    (*id, opened.clone())
}

fn assert_linked(recorder: &Recorder, names: &[String; 4], message: &str, from: u64) {
    let mut before = from;
    for name in names {
        let (id, opened) = only(recorder, name);
        assert_eq!(opened.target, "spans::Link");
        assert_eq!((&*opened.fields["message"], opened.is_root), (message, true), "{name}");
        assert_eq!(opened.follows, [before], "{name}");
        before = id;
    }
}

#[test]
fn a_chain_of_asks_through_both_drivers_is_a_chain_of_links() {
    let recorder = recorder();
    let (names, first) = chain("asked");
    let id_of_first = first.id();
    let span = tracing::info_span!("caller");
    let caller = span.id().expect("it is wanted").into_u64();
    assert_eq!(span.in_scope(|| first.ask_on()), Ok(4));
    assert_linked(recorder, &names, "ask_on", caller);
    assert_eq!(format!("#{}", only(recorder, &names[0]).1.fields["id"]), id_of_first.to_string());
    first.join().unwrap().ok().unwrap();
    let opened = only(recorder, &names[0]).1;
    assert_eq!((opened.entered, opened.is_closed), ((1, 1), true));
}

#[test]
fn a_chain_of_tells_through_both_drivers_is_a_chain_of_links() {
    let recorder = recorder();
    let (names, first) = chain("told");
    let (told, done) = mpsc::channel();
    let span = tracing::info_span!("caller");
    span.in_scope(|| first.tell_on(told)).unwrap();
    arrives(&done);
    assert_linked(recorder, &names, "tell_on", span.id().expect("it is wanted").into_u64());
}

fn arrives(done: &Receiver<()>) {
    done.recv_timeout(LONG).expect("it comes in time");
}

#[test]
fn a_message_of_a_caller_without_a_span_follows_from_none() {
    let recorder = recorder();
    for (is_pooled, name) in [(false, "alone"), (true, "alone, pooled")] {
        let actor = link(name, is_pooled, None);
        let (first, second) = (tracing::info_span!("first"), tracing::info_span!("second"));
        first.in_scope(|| actor.ask_on()).unwrap();
        actor.ask_on().unwrap();
        second.in_scope(|| actor.hurry()).unwrap();
        actor.flush().unwrap();
        let (told, done) = mpsc::channel();
        second.in_scope(|| actor.remind(told)).unwrap();
        arrives(&done);
        actor.join().unwrap().ok().unwrap();
        let spans = recorder.of_actor(name);
        let followed: Vec<_> = spans.iter().map(|(_, opened)| opened.follows.clone()).collect();
        let [first, second] = [first, second].map(|span| span.id().unwrap().into_u64());
        // What an actor sends itself follows from the handler that has sent it.
        let reminding = spans[3].0;
        assert_eq!(followed, [vec![first], vec![], vec![second], vec![second], vec![reminding]]);
        for (_, opened) in spans {
            assert!(opened.is_closed && opened.is_root && opened.entered == (1, 1), "{opened:?}");
        }
    }
}

#[test]
fn the_trace_of_an_actor_that_lives_long_does_not_grow() {
    let recorder = recorder();
    let actor = link("long-lived", true, None);
    for _ in 0..1_000 {
        actor.ask_on().unwrap();
    }
    actor.join().unwrap().ok().unwrap();
    let spans = recorder.of_actor("long-lived");
    assert_eq!(spans.len(), 1_000);
    assert!(spans.iter().all(|(_, opened)| opened.is_root && opened.follows.is_empty()));
    assert!(spans.iter().all(|(_, opened)| opened.is_closed));
}

#[test]
fn a_handler_that_panics_leaves_its_span() {
    let recorder = recorder();
    for (is_pooled, name) in [(false, "panics"), (true, "panics, pooled")] {
        let actor = link(name, is_pooled, None);
        actor.fail().unwrap();
        assert_panicked(actor);
        let (_, opened) = only(recorder, name);
        assert_eq!((opened.entered, opened.is_closed), ((1, 1), true));
        let events = recorder.events_of(name);
        let texts: Vec<_> =
            events.iter().map(|event| (&*event["level"], &*event["message"])).collect();
        assert_eq!(texts, [("WARN", "has failed")]);
        assert_eq!(events[0]["actor_type"], "spans::Link");
        assert!(events[0]["exit"].contains("on purpose"), "{events:?}");
    }
}

/// Also where the thread that asks calls the handler itself.
#[test]
fn a_panic_of_the_subscriber_within_a_message_is_that_of_the_handler() {
    recorder();
    for &failure in &FAILURES[..3] {
        for is_pooled in [false, true] {
            let name = format!("{failure}, pooled: {is_pooled}");
            let actor = link(&name, is_pooled, None);
            let answer = actor.ask_on();
            // The answer is there before the span is left.
            assert_eq!(answer.is_ok(), failure == FAILURES[2], "{name}: {answer:?}");
            let exit = actor.join().expect("no actor joins it");
            let Exit::Panicked(panic) = exit else { panic!("{name}: {exit:?}") };
            assert_eq!(panic.text(), format!("the subscriber {failure}"));
        }
    }
}

#[test]
fn a_panic_of_the_subscriber_on_top_of_that_of_a_handler_is_contained() {
    recorder();
    for is_pooled in [false, true] {
        let actor = link(&format!("{}, twice: {is_pooled}", FAILURES[2]), is_pooled, None);
        actor.fail().unwrap();
        let exit = actor.join().expect("no actor joins it");
        let Exit::Panicked(panic) = exit else { panic!("{exit:?}") };
        assert_eq!(panic.text(), "on purpose");
    }
}

#[test]
fn a_subscriber_that_panics_as_a_senders_span_closes_keeps_no_mailbox_open() {
    recorder();
    let told = || LinkHandle::builder().name("told");
    for builder in [told(), told().undelivered(|_, _| {})] {
        let (handle, inbox) = builder.channel();
        let span = tracing::info_span!("caller", actor = FAILURES[3]);
        span.in_scope(|| handle.fail().expect("there is room"));
        // The queued message is the last one to have the span.
        drop(span);
        drop(inbox);
        assert_eq!(handle.wait_timeout(LONG), Some(Exit::Stopped));
        assert_eq!(handle.stats().undelivered, 1);
    }
    let (handle, inbox) = told().channel();
    let span = tracing::info_span!("caller", actor = FAILURES[3]);
    span.in_scope(|| handle.fail().expect("there is room"));
    drop(span);
    assert!(matches!(inbox.recv(), Some(LinkMessage::Fail)));
}

fn assert_panicked(actor: LinkHandle) {
    let exit = actor.join().expect("no actor joins it");
    assert!(matches!(exit, Exit::Panicked(_)), "{exit:?}");
}

fn texts(events: &[BTreeMap<String, String>]) -> Vec<&str> {
    events.iter().map(|event| &*event["message"]).collect()
}

#[test]
fn restarts_and_the_last_failure_are_events() {
    let recorder = recorder();
    let restart = || Restart::on_failure().at_most(1, LONG);
    for (is_pooled, name) in [(false, "gives up"), (true, "gives up, pooled")] {
        let builder = LinkHandle::builder().name(name);
        let make = || Link { next: None };
        let actor = match is_pooled {
            true => builder.supervise_on(Executor::global(), restart(), make),
            false => builder.supervise(restart(), make),
        }
        .unwrap();
        actor.fail().unwrap();
        actor.ask_on().unwrap();
        actor.fail().unwrap();
        assert_panicked(actor);
        let events = recorder.events_of(name);
        assert_eq!(texts(&events), ["restarts", "gives up"], "{events:?}");
        assert_eq!((&*events[0]["incarnation"], &*events[1]["level"]), ("1", "ERROR"));
    }
    // The thread that drops an inbox is in a span of its own.
    let (handle, inbox) = LinkHandle::builder().name("dropped").channel();
    tracing::info_span!("caller").in_scope(|| drop((handle, inbox)));
    assert_eq!(texts(&recorder.events_of("dropped")), ["has ended"]);
    for name in ["gives up", "gives up, pooled", "dropped"] {
        for event in recorder.events_of(name) {
            let from = ["target", "is_root", "actor_type"].map(|field| &*event[field]);
            assert_eq!(from, ["actor_runtime", "true", "spans::Link"], "{event:?}");
        }
    }
    let group = Supervisor::one_for_one().spawn();
    let builder = LinkHandle::builder().name("ends");
    let child = group.start(Child::new(builder, || Link { next: None })).unwrap();
    child.stop();
    assert_eq!(child.join(), Ok(Exit::Stopped));
    assert_eq!(texts(&recorder.events_of("ends")), ["has ended"]);
    group.join().unwrap().ok().unwrap();
}
