//! Why a group waits for its parent, which both can see.

use std::mem;

use crate::{
    Exit,
    sys::{self, Arc, Mutex},
};

/// Shared with the parent of a group: why the group waits, while it does.
#[derive(Clone, Default)]
pub(super) struct Down(Arc<Mutex<Cause>>);

#[derive(Default)]
struct Cause {
    exit: Option<Exit>,
    /// As in a seat.
    untold: Vec<Exit>,
}

impl Down {
    #[inline]
    pub(super) fn get(&self) -> Option<Exit> {
        sys::lock(&self.0).exit.clone()
    }

    #[inline]
    pub(super) fn set(&self, exit: Option<Exit>) {
        let mut cause = sys::lock(&self.0);
        cause.untold.extend(exit.clone().filter(Exit::is_failure));
        cause.exit = exit;
    }

    #[inline]
    pub(super) fn take_untold(&self) -> Vec<Exit> {
        mem::take(&mut sys::lock(&self.0).untold)
    }
}
