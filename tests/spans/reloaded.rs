//! A subscriber that wants the spans of messages, and then no longer: in a process of its own, which has one level for all.

#![forbid(unsafe_code)]

#[expect(dead_code, reason = "the other tests of spans use the rest")]
mod recorder;

use std::sync::mpsc;

use actor_runtime::{Executor, prelude::*};
use recorder::recorder;

#[actor]
struct Waiter;

#[actor]
impl Waiter {
    pub fn wait(&mut self, begun: mpsc::Sender<()>, held: mpsc::Receiver<()>) {
        begun.send(()).expect("the test waits");
        let _ = held.recv();
    }

    pub fn work(&mut self) {}
}

fn waiter(name: &str, is_pooled: bool) -> WaiterHandle {
    let builder = WaiterHandle::builder().name(name);
    match is_pooled {
        true => builder.spawn_on(Executor::global(), Waiter),
        false => builder.spawn(Waiter),
    }
    .expect("there is a thread")
}

#[test]
fn a_message_that_is_handled_while_no_spans_are_wanted_leaves_no_span_behind() {
    let recorder = recorder();
    for (is_pooled, name) in [(false, "waiter"), (true, "waiter, pooled")] {
        let waiter = waiter(name, is_pooled);
        let (told, begun) = mpsc::channel();
        let (hold, held) = mpsc::channel();
        waiter.wait(told, held).unwrap();
        begun.recv().unwrap();
        let sender = tracing::info_span!("sender");
        let id = sender.id().expect("it is wanted").into_u64();
        sender.in_scope(|| waiter.work()).unwrap();
        drop(sender);
        assert!(!recorder.span(id).is_closed, "its message is queued");
        recorder.want_messages(false);
        drop(hold);
        waiter.flush().unwrap();
        assert!(recorder.span(id).is_closed, "its message has been handled");
        recorder.want_messages(true);
        waiter.work().unwrap();
        waiter.join().unwrap().ok().unwrap();
        let messages = recorder.of_actor(name);
        let seen: Vec<_> = messages
            .iter()
            .map(|(_, opened)| (&*opened.fields["message"], opened.follows.len(), opened.is_closed))
            .collect();
        assert_eq!(seen, [("wait", 0, true), ("work", 0, true)]);
    }
}
