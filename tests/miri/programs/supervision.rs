//! One state that follows another behind the same full mailbox.

use std::thread;

use actor_runtime::{Restart, prelude::*};

use crate::driver::StartBuilt;

#[actor]
struct Fuse;

#[actor]
impl Fuse {
    pub fn note(&mut self) {}

    pub fn blow(&mut self) -> u64 {
        // Not as a panic does, which would print its text.
        std::panic::resume_unwind(Box::new("blown"))
    }
}

/// What is sent while states fail is handled by one of them.
pub(crate) fn restarts() {
    let builder = FuseHandle::builder().mailbox(1).count();
    let fuse = builder.start_supervised(Restart::on_failure().without_limit(), || Fuse).unwrap();
    thread::scope(|s| {
        s.spawn(|| (0..3).for_each(|_| fuse.note().unwrap()));
        for _ in 0..2 {
            assert_eq!(fuse.blow(), Err(CallError::Panicked));
            fuse.note().unwrap();
        }
    });
    let weak = fuse.downgrade();
    assert_eq!(fuse.join(), Ok(Exit::Closed));
    let stats = weak.stats();
    assert_eq!((stats.accepted, stats.handled, stats.restarts), (Some(7), 7, 2));
}
