//! The state of an actor that has ended, between its loop and the thread that joins it.

use std::mem;

use crate::{
    Exit,
    sys::{self, Arc, Mutex},
};

/// The place of one state. The actor's loop and its `StateHandle` share it.
pub(crate) struct KeptState<A>(Arc<Mutex<StatePlace<A>>>);

enum StatePlace<A> {
    /// The state has not ended.
    Empty,
    Kept(A),
    /// The state has been taken, or its `StateHandle` has been dropped.
    GivenUp,
}

impl<A> KeptState<A> {
    pub(crate) fn new() -> Self {
        KeptState(Arc::new(Mutex::new(StatePlace::Empty)))
    }

    /// Keeps a state that has ended well. Hands it back, to be dropped, after another exit or if its `StateHandle` is gone.
    pub(crate) fn keep(&self, state: A, exit: &Exit) -> Option<A> {
        if exit.is_abnormal() {
            return Some(state);
        }
        let mut place = sys::lock(&self.0);
        if let StatePlace::GivenUp = *place {
            return Some(state);
        }
        *place = StatePlace::Kept(state);
        None
    }

    /// Takes the state, if it is there. None is kept from then on.
    pub(crate) fn take(&self) -> Option<A> {
        match mem::replace(&mut *sys::lock(&self.0), StatePlace::GivenUp) {
            StatePlace::Kept(state) => Some(state),
            StatePlace::Empty | StatePlace::GivenUp => None,
        }
    }
}

impl<A> Clone for KeptState<A> {
    fn clone(&self) -> Self {
        KeptState(Arc::clone(&self.0))
    }
}
