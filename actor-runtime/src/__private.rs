//! What generated code names and users never do; no part of the public interface.

pub use crate::{mailbox::Mailbox, options::Options};

pub use std::string::String;

use std::fmt::Display;

use crate::ReplySender;

/// Implemented once for each actor, so that a second `#[actor] impl` conflicts by a name that
/// says why.
pub trait OneActorImplPerType {}

/// Sends a handler's result to whoever still waits for it.
#[inline]
pub fn answer<T>(reply: ReplySender<T>, answer: T) {
    drop(reply.send(answer));
}

/// What a `#[started]` method may return.
#[diagnostic::on_unimplemented(
    message = "a `#[started]` method does not return `{Self}`",
    label = "neither nothing nor a `Result<(), E>`",
    note = "return nothing, or a `Result<(), E>` whose error implements `Display`"
)]
pub trait Outcome {
    fn into_result(self) -> Result<(), String>;
}

impl Outcome for () {
    fn into_result(self) -> Result<(), String> {
        Ok(())
    }
}

impl<E: Display> Outcome for Result<(), E> {
    fn into_result(self) -> Result<(), String> {
        self.map_err(|error| error.to_string())
    }
}
