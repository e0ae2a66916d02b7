//! The id of an actor, and maps from ids to values.

use std::{
    collections::HashMap,
    fmt,
    hash::{BuildHasherDefault, Hasher},
    num::NonZeroU64,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

use crate::sys;

/// The id of an actor, which no other actor of this process has. It is shown as a number; each run of a simulation
/// shows those of its actors from 1 on.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor]
/// struct Lamp;
///
/// #[actor]
/// impl Lamp {
///     pub fn switch(&mut self) {}
/// }
///
/// let (a, b) = (Lamp.spawn(), Lamp.spawn());
/// assert_ne!(a.id(), b.id());
/// assert_eq!(a.id(), a.clone().id());
/// ```
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(NonZeroU64);

impl ActorId {
    #[inline]
    pub(crate) fn next() -> Self {
        if let Some(number) = sys::next_number().and_then(NonZeroU64::new) {
            return ActorId(number);
        }
        static LAST: AtomicU64 = AtomicU64::new(0);
        ActorId(NonZeroU64::MIN.saturating_add(LAST.fetch_add(1, Relaxed)))
    }

    /// The id as a number that is not zero.
    pub(crate) fn number(self) -> u64 {
        self.0.get()
    }

    /// The id that has this number, unless it is zero.
    pub(crate) fn of_number(number: u64) -> Option<Self> {
        NonZeroU64::new(number).map(ActorId)
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", sys::number_in_run(self.number()))
    }
}

impl fmt::Debug for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("ActorId").field(&sys::number_in_run(self.number())).finish()
    }
}

/// Values by the id of an actor.
pub(crate) type IdMap<V> = HashMap<ActorId, V, BuildHasherDefault<IdHasher>>;

pub(crate) const fn empty_map<V>() -> IdMap<V> {
    HashMap::with_hasher(BuildHasherDefault::new())
}

/// The hasher of maps from ids.
//
// Ids are consecutive numbers, and actors that are spawned together often end together. So each group of
// `RUN` ids, from a multiple of `RUN` on, has consecutive places, which share cache lines. The runs are scattered, because the ids of actors that are spawned in
// rounds may be a power of two apart: multiplied by an odd constant, the numbers of two runs still differ in the upper
// bits. A map looks at the lower bits first, so the halves change places. The longer the runs, the more they overlap.
//
// A map compares the seven upper bits before it compares ids. The place within the run is mixed into them, so that
// neighbours differ there.
#[derive(Default)]
pub(crate) struct IdHasher(u64);

impl Hasher for IdHasher {
    fn write(&mut self, bytes: &[u8]) {
        bytes.iter().for_each(|byte| self.write_u64(self.0 ^ u64::from(*byte)));
    }

    fn write_u64(&mut self, id: u64) {
        // In a simulation, only the number within the run: then each run of a seed iterates a map in the same order.
        let id = sys::number_in_run(id);
        let run = (id / RUN).wrapping_mul(0x9e37_79b9_7f4a_7c15).rotate_left(32);
        self.0 = run.wrapping_add(id % RUN) ^ ((id % RUN) << 57);
    }

    fn finish(&self) -> u64 {
        self.0
    }
}

/// How many ids, from a multiple of this on, go to consecutive places of a map.
const RUN: u64 = 8;

#[cfg(test)]
mod tests {
    use std::collections::HashSet;

    use super::*;

    fn hash(id: u64) -> u64 {
        let mut hasher = IdHasher::default();
        hasher.write_u64(id);
        hasher.finish()
    }

    #[test]
    fn ids_that_are_a_power_of_two_apart_go_to_different_places_of_a_map() {
        for shift in 0..32 {
            let places: HashSet<u64> = (0..1_024).map(|n| hash(n << shift) % 1_024).collect();
            assert!(places.len() > 256, "{} places, {} apart", places.len(), 1_u64 << shift);
        }
    }

    #[test]
    fn consecutive_ids_do_not_pile_up_in_a_map() {
        for bits in 10..=18 {
            let places = 1_usize << bits;
            let mut ids = vec![0; places];
            (0..places as u64 / 2).for_each(|id| ids[hash(id) as usize % places] += 1);
            let most = ids.chunks(16).map(|group| group.iter().sum::<u32>()).max();
            assert!(most.is_some_and(|most| most <= 24), "{most:?} of 16 places, of {places}");
        }
    }

    #[test]
    fn ids_of_a_run_go_to_places_beside_each_other_and_are_told_apart_there() {
        for first in (0..1_024 * RUN).step_by(RUN as usize) {
            for n in 0..RUN {
                let place = |id| hash(id) % (1 << 20);
                assert_eq!(place(first + n), (place(first) + n) % (1 << 20));
            }
            let compared: HashSet<u64> = (first..first + RUN).map(|id| hash(id) >> 57).collect();
            assert_eq!(compared.len(), RUN as usize);
        }
    }
}
