//! Catches panics, reads their text, and drops their payloads, on the thread on which they happened.

use std::{
    any::Any,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Runs `f`. If `f` panics, returns the text of the panic.
pub(crate) fn catch<R>(f: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(f)).map_err(|payload| {
        let text = text(&*payload);
        release(payload);
        text
    })
}

/// The text of a panic's payload.
pub(crate) fn text(payload: &(dyn Any + Send)) -> String {
    if let Some(text) = payload.downcast_ref::<&str>() {
        (*text).to_owned()
    } else if let Some(text) = payload.downcast_ref::<String>() {
        text.clone()
    } else {
        "a payload that is no text".to_owned()
    }
}

/// Drops a panic's payload. If the payload's own `Drop` panics, that panic is contained. If the payload were left in
/// a thread's result, such a panic would abort the process.
pub(crate) fn release(payload: Box<dyn Any + Send>) {
    if let Err(payload) = catch_unwind(AssertUnwindSafe(|| drop(payload))) {
        // The payload of that second panic is leaked, since its drop could panic, too.
        std::mem::forget(payload);
    }
}
