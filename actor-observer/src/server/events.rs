//! What was noticed lately: the events of a watch, as far as they are kept.

use std::{
    collections::VecDeque,
    sync::{Arc, Mutex},
    time::{Duration, Instant},
};

use actor_runtime::view::{self, View, WatchError, Watcher};

use crate::{Event, report, server::lock};

/// How many events are kept.
const KEPT: usize = 100;

/// The time between two looks at the actors.
const EVERY: Duration = Duration::from_millis(500);

/// The latest events of a view, and the watch that notices them.
pub(super) struct Recent {
    events: Arc<Mutex<VecDeque<Event>>>,
    watcher: Mutex<Option<Watcher>>,
}

impl Recent {
    /// Watches `view` from now on. The events' clock begins with `began`.
    pub(super) fn of(view: &View, began: Instant) -> Result<Recent, WatchError> {
        let events = Arc::new(Mutex::new(VecDeque::with_capacity(KEPT)));
        let watcher = view.watch(EVERY, {
            let events = Arc::clone(&events);
            move |event| keep(&events, event_of(&event, began.elapsed()))
        })?;
        Ok(Recent { events, watcher: Mutex::new(Some(watcher)) })
    }

    /// Ends the watch, and waits until its thread has ended.
    pub(super) fn stop(&self) {
        let watcher = lock(&self.watcher).take();
        watcher.into_iter().for_each(Watcher::stop);
    }

    /// The events, the latest last.
    pub(super) fn all(&self) -> Vec<Event> {
        lock(&self.events).iter().cloned().collect()
    }
}

fn event_of(event: &view::Event, at: Duration) -> Event {
    Event {
        milliseconds: report::milliseconds(at),
        id: event.id.to_string(),
        text: event.to_string(),
    }
}

fn keep(events: &Mutex<VecDeque<Event>>, event: Event) {
    let mut events = lock(events);
    if events.len() == KEPT {
        events.pop_front();
    }
    events.push_back(event);
}
