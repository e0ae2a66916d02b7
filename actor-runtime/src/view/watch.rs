//! `Watcher`: the thread that takes samples, and the guard that stops it.

use std::{error::Error, fmt, io, time::Duration};

use crate::{
    panics,
    sys::{self, Arc, Condvar, Instant, Mutex, thread},
    view::{Event, sampler::Sampler},
    wait::block::wait_until,
};

/// Watches the actors of a [`View`](super::View) until it is dropped. [`View::watch`](super::View::watch) makes it.
///
/// The drop does not wait: an event may still be reported while it is under way. [`stop`](Watcher::stop) waits.
#[must_use = "the watch ends when this is dropped"]
pub struct Watcher {
    stop: Arc<Stop>,
    thread: Option<thread::JoinHandle<()>>,
}

/// Why a [watch](super::View::watch) does not begin.
#[derive(Debug)]
#[non_exhaustive]
pub enum WatchError {
    /// There is no time between two samples.
    Every(Duration),
    /// The system has no thread to give.
    Thread(io::Error),
}

impl fmt::Display for WatchError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            WatchError::Every(every) => {
                write!(f, "a watch that samples every {every:?} would do nothing else")
            }
            WatchError::Thread(_) => f.write_str("there is no thread for the watch"),
        }
    }
}

impl Error for WatchError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        match self {
            WatchError::Every(_) => None,
            WatchError::Thread(error) => Some(error),
        }
    }
}

/// Shared by the guard and the thread.
struct Stop {
    is_stopped: Mutex<bool>,
    stopped: Condvar,
}

impl Stop {
    fn set(&self) {
        *sys::lock(&self.is_stopped) = true;
        self.stopped.notify_all();
    }

    fn is_set(&self) -> bool {
        *sys::lock(&self.is_stopped)
    }

    /// Waits for the stop until `deadline`, if there is one; returns whether it has come.
    fn comes_by(&self, deadline: Option<Instant>) -> bool {
        let mut is_stopped = sys::lock(&self.is_stopped);
        while !*is_stopped {
            let waited = wait_until(&self.stopped, &self.is_stopped, is_stopped, deadline);
            let Some(notified) = waited else { return false };
            is_stopped = notified;
        }
        true
    }
}

impl Watcher {
    pub(super) fn begin(
        mut sampler: Sampler,
        every: Duration,
        mut on_event: impl FnMut(Event) + Send + 'static,
    ) -> Result<Self, WatchError> {
        if every.is_zero() {
            return Err(WatchError::Every(every));
        }
        let stop = Arc::new(Stop { is_stopped: Mutex::new(false), stopped: Condvar::new() });
        let also = Arc::clone(&stop);
        let watch = move || {
            loop {
                let begun = Instant::now();
                for event in sampler.sample() {
                    if also.is_set() {
                        return;
                    }
                    // A panic of the closure over one event does not keep it from the next.
                    let _ = panics::catch(|| on_event(event));
                }
                // A moment past the end of the clock never comes.
                if also.comes_by(begun.checked_add(every)) {
                    return;
                }
            }
        };
        let thread = thread::Builder::new().name("actor view".into()).spawn(watch);
        Ok(Watcher { stop, thread: Some(thread.map_err(WatchError::Thread)?) })
    }

    /// Stops the watch, and waits until its thread has ended: nothing is reported from then on. In the closure that gets
    /// the events, it does not wait.
    pub fn stop(mut self) {
        self.stop.set();
        if let Some(thread) = self.thread.take() {
            if thread.thread().id() != thread::current().id() {
                let _ = thread.join();
            }
        }
    }
}

impl Drop for Watcher {
    fn drop(&mut self) {
        self.stop.set();
    }
}

impl fmt::Debug for Watcher {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Watcher").finish_non_exhaustive()
    }
}
