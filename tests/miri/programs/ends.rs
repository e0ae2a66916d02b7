//! What ends an actor: it ends, and the books balance.

use std::{
    sync::Arc,
    sync::atomic::{AtomicU64, Ordering::SeqCst},
    thread,
};

use actor_runtime::prelude::*;

use crate::driver::StartBuilt;

#[actor]
struct Scribe;

#[actor]
impl Scribe {
    pub fn note(&mut self) {}
}

/// A full mailbox takes no nudge: the loop sees the stop all the same. The handle is kept, so nothing else ends the
/// actor.
pub(crate) fn stop_when_full() {
    for _ in 0..4 {
        let scribe = ScribeHandle::builder().mailbox(1).start(Scribe).unwrap();
        scribe.note().unwrap();
        let _ = scribe.try_send(ScribeMessage::Note {});
        assert_eq!(scribe.shutdown(), Ok(Exit::Stopped));
    }
}

/// A kill amid sends of two threads to a mailbox of one place.
pub(crate) fn kill() {
    let scribe = ScribeHandle::builder().mailbox(1).count().start(Scribe).unwrap();
    let told = thread::scope(|s| {
        let tell = || {
            let told = (0..3).map(|_| scribe.note());
            told.take_while(|told| match told {
                Ok(()) => true,
                Err(refused) => {
                    assert_eq!(*refused, CallError::Ended(Exit::Killed));
                    false
                }
            })
            .count() as u64
        };
        let (one, other) = (s.spawn(tell), s.spawn(tell));
        thread::yield_now();
        scribe.kill();
        one.join().unwrap() + other.join().unwrap()
    });
    assert_eq!(scribe.shutdown(), Ok(Exit::Killed));
    let stats = scribe.stats();
    assert_eq!(stats.accepted, Some(told));
    assert_eq!(stats.handled + stats.undelivered, told);
}

/// The last handles go while their threads have just sent: all that they sent is handled.
pub(crate) fn last_drop() {
    for places in [1, 4] {
        let scribe = ScribeHandle::builder().mailbox(places).count().start(Scribe).unwrap();
        let weak = scribe.downgrade();
        let other = scribe.clone();
        let telling = thread::spawn(move || (0..3).for_each(|_| other.note().unwrap()));
        scribe.note().unwrap();
        assert_eq!(scribe.join(), Ok(Exit::Closed));
        telling.join().unwrap();
        let stats = weak.stats();
        assert_eq!((stats.accepted, stats.handled), (Some(4), 4));
    }
}

/// The inbox is dropped while the last handle is, right after a send. What is in the mailbox is counted and, if the
/// handle was dropped first, given to the hook.
pub(crate) fn inbox_drop() {
    for places in [None, Some(2)] {
        for _ in 0..4 {
            let given = Arc::new(AtomicU64::new(0));
            let of_hook = Arc::clone(&given);
            let mut builder = ScribeHandle::builder().count().undelivered(move |_, _| {
                of_hook.fetch_add(1, SeqCst);
            });
            if let Some(places) = places {
                builder = builder.mailbox(places);
            }
            let (scribe, inbox) = builder.channel();
            let weak = scribe.downgrade();
            let telling = thread::spawn(move || scribe.note().is_ok());
            thread::yield_now();
            drop(inbox);
            let told = u64::from(telling.join().unwrap());
            let stats = weak.stats();
            assert_eq!((stats.accepted, stats.undelivered), (Some(told), told));
            assert!(given.load(SeqCst) <= told);
        }
    }
}
