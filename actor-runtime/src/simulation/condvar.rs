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
    /// Waits until it is notified.
    pub fn wait<'a, T>(&self, mutex: &'a Mutex<T>, guard: MutexGuard<'a, T>) -> MutexGuard<'a, T> {
        sys::wait(&self.0, mutex, guard)
    }

    /// Waits until it is notified, for at most `duration`.
    pub fn wait_timeout<'a, T>(
        &self,
        mutex: &'a Mutex<T>,
        guard: MutexGuard<'a, T>,
        duration: Duration,
    ) -> MutexGuard<'a, T> {
        sys::wait_timeout(&self.0, mutex, guard, duration)
    }

    /// Has one of those go on that wait.
    pub fn notify_one(&self) {
        self.0.notify_one();
    }

    /// Has all go on that wait.
    pub fn notify_all(&self) {
        self.0.notify_all();
    }
}
