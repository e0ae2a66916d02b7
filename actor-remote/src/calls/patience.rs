//! How long a question waits for its answer: from when it has left, not from when it is asked.

use std::{
    sync::{Arc, OnceLock},
    time::{Duration, Instant},
};

/// When a question was handed to the engine. Until then, asking again would only have another one wait behind it.
#[derive(Clone, Debug, Default)]
pub(crate) struct Handed(Arc<OnceLock<Instant>>);

impl Handed {
    /// The engine has the question.
    pub(crate) fn set(&self) {
        let _ = self.0.set(Instant::now());
    }

    /// Whether the engine has had it for so long.
    pub(crate) fn is_longer_ago(&self, patience: Duration, now: Instant) -> bool {
        self.0.get().is_some_and(|at| now.saturating_duration_since(*at) >= patience)
    }
}
