//! A stand-in for std's barrier.

use std::sync::{Mutex, PoisonError};

use actor_runtime::__private::Condvar;

/// As std's.
#[derive(Debug)]
pub struct Barrier {
    number: usize,
    state: Mutex<State>,
    opened: Condvar,
}

#[derive(Debug, Default)]
struct State {
    waiting: usize,
    times_opened: usize,
}

impl Barrier {
    pub fn new(number: usize) -> Self {
        Barrier { number, state: Mutex::default(), opened: Condvar::default() }
    }

    pub fn wait(&self) {
        let mut state = self.state.lock().unwrap_or_else(PoisonError::into_inner);
        state.waiting += 1;
        if state.waiting >= self.number {
            *state = State { waiting: 0, times_opened: state.times_opened + 1 };
            drop(state);
            return self.opened.notify_all();
        }
        let before = state.times_opened;
        while state.times_opened == before {
            state = self.opened.wait(&self.state, state, None);
        }
    }
}
