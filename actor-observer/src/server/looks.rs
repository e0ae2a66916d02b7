//! The looks at the actors that clients ask for, at most so many a second.

use std::{
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use actor_runtime::view::{Snapshot, View, WatchError};

use crate::{
    Event,
    server::{events::Recent, lock},
};

/// For how long a snapshot answers all that ask, so that no client keeps the program busy with looks at itself.
const SERVES_FOR: Duration = Duration::from_millis(100);

pub(super) struct Looks {
    view: View,
    began: Instant,
    events: Recent,
    last: Mutex<Option<Arc<Look>>>,
}

/// What was seen at a moment.
pub(super) struct Look {
    /// The moment, from the observer's beginning.
    pub(super) at: Duration,
    /// What had been noticed before.
    pub(super) events: Vec<Event>,
    pub(super) snapshot: Snapshot,
}

impl Looks {
    /// Begins to watch the actors of `view`, too.
    pub(super) fn begin(view: View) -> Result<Self, WatchError> {
        let began = Instant::now();
        let events = Recent::of(&view, began)?;
        Ok(Looks { view, began, events, last: Mutex::new(None) })
    }

    /// The last look, if it is fresh, or a new one. Whoever asks meanwhile waits for it.
    pub(super) fn look(&self) -> Arc<Look> {
        let mut last = lock(&self.last);
        let now = self.began.elapsed();
        if let Some(look) = last.as_ref().filter(|look| now.saturating_sub(look.at) < SERVES_FOR) {
            return Arc::clone(look);
        }
        // The events first, so that the snapshot shows what they tell of.
        let events = self.events.all();
        let snapshot = self.view.snapshot();
        let look = Arc::new(Look { at: self.began.elapsed(), events, snapshot });
        *last = Some(Arc::clone(&look));
        look
    }

    /// Ends the watch, and waits until its thread has ended.
    pub(super) fn stop(&self) {
        self.events.stop();
    }
}
