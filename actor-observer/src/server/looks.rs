//! The looks at the actors that clients ask for, at most so many a second.

use std::{
    sync::{Mutex, PoisonError},
    time::{Duration, Instant},
};

use actor_runtime::view::{Snapshot, View};

/// For how long a snapshot answers all that ask, so that no client keeps the program busy with looks at itself.
const SERVES_FOR: Duration = Duration::from_millis(100);

pub(super) struct Looks {
    view: View,
    began: Instant,
    last: Mutex<Option<Look>>,
}

/// A snapshot, and when it was made, from the observer's beginning.
#[derive(Clone)]
pub(super) struct Look {
    pub(super) at: Duration,
    pub(super) snapshot: std::sync::Arc<Snapshot>,
}

impl Looks {
    pub(super) fn new(view: View, began: Instant) -> Self {
        Looks { view, began, last: Mutex::new(None) }
    }

    /// The last look, if it is fresh, or a new one. Whoever asks meanwhile waits for it.
    pub(super) fn look(&self) -> Look {
        let mut last = self.last.lock().unwrap_or_else(PoisonError::into_inner);
        let now = self.began.elapsed();
        if let Some(look) = last.as_ref().filter(|look| now.saturating_sub(look.at) < SERVES_FOR) {
            return look.clone();
        }
        let snapshot = self.view.snapshot().into();
        let look = Look { at: self.began.elapsed(), snapshot };
        *last = Some(look.clone());
        look
    }
}
