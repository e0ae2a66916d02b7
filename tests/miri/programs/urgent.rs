//! Urgent messages: a loop that waits is nudged, and a sender that has taken a place gets in.

use std::thread;

use actor_runtime::prelude::*;

use crate::driver::StartBuilt;

#[actor]
#[derive(Default)]
struct Ward {
    noted: u64,
    alarmed: u64,
}

#[actor]
impl Ward {
    pub fn note(&mut self) {
        self.noted += 1;
    }

    #[urgent]
    pub fn alarm(&mut self) {
        self.alarmed += 1;
    }

    #[urgent]
    pub fn alarmed(&self) -> u64 {
        self.alarmed
    }

    pub fn seen(&self) -> (u64, u64) {
        (self.noted, self.alarmed)
    }
}

/// Notes of two threads and alarms of a third one share a mailbox of one place.
pub(crate) fn alarms() {
    let ward = WardHandle::builder().mailbox(1).start(Ward::default()).unwrap();
    thread::scope(|s| {
        for _ in 0..2 {
            s.spawn(|| (0..2).for_each(|_| ward.note().unwrap()));
        }
        (0..3).for_each(|_| ward.alarm().unwrap());
    });
    assert_eq!(ward.seen(), Ok((4, 3)));
}

/// A loop that waits is nudged by each alarm, whatever nudged it before, and by a stop.
pub(crate) fn nudges() {
    for places in [None, Some(1)] {
        let mut builder = WardHandle::builder();
        if let Some(places) = places {
            builder = builder.mailbox(places);
        }
        let ward = builder.start(Ward::default()).unwrap();
        thread::scope(|s| {
            s.spawn(|| {
                for _ in 0..2 {
                    ward.alarm().unwrap();
                    assert!(ward.alarmed().unwrap() > 0);
                }
            });
            for _ in 0..2 {
                match ward.try_send(WardMessage::Note {}).map_err(CallError::from) {
                    Ok(()) | Err(CallError::Full) => {}
                    Err(error) => panic!("{error}"),
                }
                assert!(ward.alarmed().is_ok());
            }
        });
        ward.alarm().unwrap();
        ward.stop();
        assert_eq!(ward.shutdown(), Ok(Exit::Stopped));
    }
}
