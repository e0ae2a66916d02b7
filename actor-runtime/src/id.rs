//! What tells one actor from another.

use std::{
    fmt,
    num::NonZeroU64,
    sync::atomic::{AtomicU64, Ordering::Relaxed},
};

/// Tells one actor from every other one of this process.
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
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct ActorId(NonZeroU64);

impl ActorId {
    pub(crate) fn next() -> Self {
        static LAST: AtomicU64 = AtomicU64::new(0);
        ActorId(NonZeroU64::MIN.saturating_add(LAST.fetch_add(1, Relaxed)))
    }
}

impl fmt::Display for ActorId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "#{}", self.0)
    }
}
