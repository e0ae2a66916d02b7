//! A condition variable for what waits in tests of the runtime itself.

use std::{
    sync::{Mutex, MutexGuard},
    time::Duration,
};

use crate::sys;

/// As std's, whose waits a simulation does not see. A wait takes the mutex too, which the guard cannot give back; and it
/// may return although nobody has notified it.
#[derive(Debug, Default)]
pub struct Condvar(sys::Condvar);

impl Condvar {
    /// Waits until it is notified, for at most `duration` if there is one.
    pub fn wait<'a, T>(
        &self,
        mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        duration: Option<Duration>,
    ) -> MutexGuard<'a, T> {
        sys::wait(&self.0, mutex, guard, duration)
    }

    /// Wakes all threads that wait.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}
