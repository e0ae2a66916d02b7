//! A group whose children are suspended while others send to them.

use std::thread;

use actor_runtime::{Child, Supervisor, SupervisorHandle, prelude::*};

use crate::driver::{Start, StartChild};

#[actor(mailbox = 1)]
#[derive(Default)]
struct Member {
    noted: u64,
}

#[actor]
impl Member {
    pub fn note(&mut self) {
        self.noted += 1;
    }

    #[urgent]
    pub fn alarm(&mut self) {}

    pub fn blow(&mut self) -> u64 {
        std::panic::resume_unwind(Box::new("blown"))
    }
}

fn start(group: &SupervisorHandle, name: &str) -> MemberHandle {
    group
        .start_child(Child::new(MemberHandle::builder().name(name).count(), Member::default))
        .unwrap()
}

/// One child fails, and the other one is nudged to end its state, while two threads send to the other one and a third
/// one nudges it as well. Every send that finds a place or waits for one gets in.
pub(crate) fn group() {
    let group = Supervisor::one_for_all().start();
    let (failing, other) = (start(&group, "failing"), start(&group, "other"));
    let told = thread::scope(|s| {
        let waiting = s.spawn(|| (0..2).for_each(|_| other.note().unwrap()));
        let trying = s.spawn(|| {
            (0..2).filter(|_| other.try_send(MemberMessage::Note {}).is_ok()).count() as u64
        });
        let nudging = s.spawn(|| other.alarm().unwrap());
        assert_eq!(failing.blow(), Err(CallError::Panicked));
        waiting.join().unwrap();
        nudging.join().unwrap();
        3 + trying.join().unwrap()
    });
    other.flush().unwrap();
    assert_eq!((other.stats().accepted, other.stats().handled), (Some(told), told));
    group.stop();
    assert_eq!(group.shutdown(), Ok(Exit::Stopped));
    assert_eq!(other.shutdown(), Ok(Exit::Stopped));
}
