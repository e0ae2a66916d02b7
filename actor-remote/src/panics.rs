//! Runs code of the user's, whose panics must not end a thread of the node or leave its work half done.

use std::{
    any::Any,
    mem,
    panic::{AssertUnwindSafe, catch_unwind},
};

/// Runs code of the user's. The error is the text of its panic.
pub(crate) fn contained<R>(code: impl FnOnce() -> R) -> Result<R, String> {
    catch_unwind(AssertUnwindSafe(code)).map_err(|panic| {
        let text = text_of(&*panic);
        // The payload is the user's, too.
        discard(panic);
        text
    })
}

/// Drops a value whose drop runs code of the user's.
pub(crate) fn discard<T>(value: T) {
    if let Err(panic) = catch_unwind(AssertUnwindSafe(|| drop(value))) {
        // Its drop may panic again, without end.
        mem::forget(panic);
    }
}

fn text_of(panic: &(dyn Any + Send)) -> String {
    let text = panic
        .downcast_ref::<&str>()
        .copied()
        .or_else(|| panic.downcast_ref::<String>().map(String::as_str))
        .unwrap_or("no text");
    format!("it panicked: {text}")
}
