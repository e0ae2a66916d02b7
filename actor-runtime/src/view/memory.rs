//! `Memory`: what the actors of a view were in when they were last looked at, and since when.

use std::mem;

use crate::{ActorId, Running, activity::Activity, id::IdMap, living::Progress, sys::Instant};

/// One stay of an actor in one message, or in a hook that is called once for each state. No later stay equals it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Stay {
    received: u64,
    activity: Activity,
    restarts: u64,
}

impl Stay {
    /// `None` for an actor that waits for a message, or is in what may be over and begin again without a message between.
    pub(super) fn of(progress: &Progress) -> Option<Self> {
        let Progress { received, activity, restarts, .. } = *progress;
        match activity.running(|_| "")? {
            Running::Idle | Running::Timer | Running::Pipe | Running::Inbox => None,
            _ => Some(Stay { received, activity, restarts }),
        }
    }
}

/// What the snapshots and the watches of one view have seen, each in scans of its own that may overlap.
#[derive(Default)]
pub(super) struct Memory(IdMap<Seen>);

struct Seen {
    stay: Stay,
    /// A moment after the first look that saw it.
    since: Instant,
    /// A moment after the last look that saw it.
    last: Instant,
}

impl Memory {
    /// Notes the stays that a scan between these two moments has seen, each with a moment after the first look at it.
    pub(super) fn note(
        &mut self,
        begun: Instant,
        ended: Instant,
        stays: impl Iterator<Item = (ActorId, Stay, Instant)>,
    ) {
        let mut former = mem::take(&mut self.0);
        for (id, stay, since) in stays {
            let seen = match former.remove(&id) {
                Some(seen) if seen.stay == stay => {
                    Seen { stay, since: seen.since.min(since), last: seen.last.max(ended) }
                }
                Some(seen) if seen.may_be_newer_than(begun) => seen,
                _ => Seen { stay, since, last: ended },
            };
            self.0.insert(id, seen);
        }
        self.0.extend(former.into_iter().filter(|(_, seen)| seen.may_be_newer_than(begun)));
    }

    /// A moment at which the actor was in this stay already, if any look before has seen it.
    pub(super) fn since(&self, id: ActorId, stay: Stay) -> Option<Instant> {
        let seen = self.0.get(&id).filter(|seen| seen.stay == stay)?;
        Some(seen.since)
    }
}

impl Seen {
    /// Whether it may have been seen after a scan that began at this moment has looked at the actor.
    fn may_be_newer_than(&self, begun: Instant) -> bool {
        self.last > begun
    }
}

#[cfg(test)]
mod tests {
    use std::time::Duration;

    use super::*;

    const FIRST: Stay = Stay { received: 1, activity: Activity::message(0), restarts: 0 };
    const SECOND: Stay = Stay { received: 2, ..FIRST };

    /// The seconds of a scan's begin and end, and what it saw the actor in, since when.
    type Scan = (u64, u64, Option<(Stay, u64)>);

    /// What a memory says after these scans.
    fn since(scans: &[Scan], stay: Stay) -> Option<u64> {
        let (start, actor) = (Instant::now(), ActorId::next());
        let at = |second| start + Duration::from_secs(second);
        let mut memory = Memory::default();
        for (begun, ended, seen) in scans {
            let seen = seen.map(|(stay, since)| (actor, stay, at(since)));
            memory.note(at(*begun), at(*ended), seen.into_iter());
        }
        memory.since(actor, stay).map(|since| since.duration_since(start).as_secs())
    }

    #[test]
    fn a_stay_is_known_since_the_first_look_at_it() {
        let scans = [(0, 1, Some((FIRST, 1))), (2, 3, Some((FIRST, 3))), (4, 5, Some((FIRST, 2)))];
        assert_eq!(since(&scans, FIRST), Some(1));
        assert_eq!(since(&scans, SECOND), None);
    }

    #[test]
    fn a_stay_is_forgotten_once_a_later_scan_has_not_seen_it() {
        assert_eq!(since(&[(0, 1, Some((FIRST, 1))), (2, 3, None)], FIRST), None);
        let scans = [(0, 1, Some((FIRST, 1))), (2, 3, Some((SECOND, 3)))];
        assert_eq!((since(&scans, FIRST), since(&scans, SECOND)), (None, Some(3)));
    }

    #[test]
    fn a_scan_that_began_before_takes_nothing_back() {
        let seen = (4, 5, Some((SECOND, 5)));
        for slow in [None, Some((FIRST, 1)), Some((SECOND, 6))] {
            assert_eq!(since(&[seen, (0, 6, slow)], SECOND), Some(5), "{slow:?}");
        }
        assert_eq!(since(&[seen, (0, 6, Some((SECOND, 3)))], SECOND), Some(3));
    }
}
