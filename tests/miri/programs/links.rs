//! Linked actors, one of which is killed while the other is sent to.

use std::thread;

use actor_runtime::{link as link_actors, prelude::*};

use crate::driver::Start;

#[actor]
struct Half;

#[actor]
impl Half {
    pub fn note(&mut self) {}
}

pub(crate) fn link() {
    for _ in 0..2 {
        let (one, other) = (Half.start(), Half.start());
        thread::scope(|s| {
            s.spawn(|| link_actors(&one, &other));
            s.spawn(|| {
                let _ = other.note();
            });
            one.kill();
        });
        assert_eq!(one.shutdown(), Ok(Exit::Killed));
        assert_eq!(other.shutdown(), Ok(Exit::Stopped));
    }
}
