//! Keeps the panics of a run off the terminal: they stand in the report of the run, if it fails.

use std::{
    cell::RefCell,
    panic::{self, PanicHookInfo},
    sync::Once,
};

use crate::sys;

thread_local! {
    /// The text of this thread's last panic.
    static LAST: RefCell<Option<String>> = const { RefCell::new(None) };
}

/// Puts a hook before the present one, for threads of simulations alone. Once for the process.
pub(super) fn collect() {
    static BEGUN: Once = Once::new();
    BEGUN.call_once(|| {
        let others = panic::take_hook();
        panic::set_hook(Box::new(move |info| match sys::here() {
            None => others(info),
            Some((world, me)) => {
                let text = text(info);
                // A panic of a thread-local's drop comes when this local may be gone.
                let _ = LAST.try_with(|last| last.replace(Some(text.clone())));
                world.note_panic(me, text);
            }
        }));
    });
}

/// The text of this thread's last panic.
pub(super) fn take_last() -> Option<String> {
    LAST.take()
}

fn text(info: &PanicHookInfo<'_>) -> String {
    let text = crate::panics::text(info.payload());
    match info.location() {
        Some(location) => format!("{text}, at {location}"),
        None => text,
    }
}
