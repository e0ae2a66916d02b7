//! The state of an actor that has ended, between its loop and whoever joins it.

use std::mem;

use crate::{
    Exit,
    sys::{self, Arc, Mutex},
};

/// The place of one state. The loop and the one who is to join share it.
pub(crate) struct KeptState<A>(Arc<Mutex<Place<A>>>);

enum Place<A> {
    /// The state has not ended.
    Empty,
    Kept(A),
    /// The state has been taken, or nobody will take it.
    GivenUp,
}

impl<A> KeptState<A> {
    pub(crate) fn new() -> Self {
        KeptState(Arc::new(Mutex::new(Place::Empty)))
    }

    /// Keeps a state that has ended well. Hands it back, to be dropped, after another exit or if nobody will take it.
    pub(crate) fn keep(&self, state: A, exit: &Exit) -> Option<A> {
        if exit.is_abnormal() {
            return Some(state);
        }
        let mut place = sys::lock(&self.0);
        if let Place::GivenUp = *place {
            return Some(state);
        }
        *place = Place::Kept(state);
        None
    }

    /// Takes the state, if it is there. None is kept from then on.
    pub(crate) fn take(&self) -> Option<A> {
        match mem::replace(&mut *sys::lock(&self.0), Place::GivenUp) {
            Place::Kept(state) => Some(state),
            Place::Empty | Place::GivenUp => None,
        }
    }
}

impl<A> Clone for KeptState<A> {
    fn clone(&self) -> Self {
        KeptState(Arc::clone(&self.0))
    }
}
