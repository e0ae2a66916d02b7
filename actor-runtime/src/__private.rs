//! The items that generated code names. They are no part of the public interface.

pub use crate::mailbox::channel::pooled::direct_call::DirectCall;
pub use crate::{
    __ask as ask,
    mailbox::{
        send::Mailbox,
        way::{Deferred, Plain, Urgent, UrgentDeferred},
    },
    memory::packed::{Carrier, Large, Message, PackingFor, is_large},
    options::Options,
};

pub use std::string::String;

use std::fmt::Display;

use crate::ReplySender;
use {
    crate::{Context, Handle},
    std::any::Any,
};

/// Implemented once for each actor. A second `#[actor] impl` then conflicts with the first, by a trait whose name says
/// why.
pub trait OneActorImplPerType {}

/// Sends a handler's result to the caller, if it still waits.
#[inline]
pub fn answer<T>(reply: ReplySender<T>, answer: T) {
    drop(reply.send(answer));
}

/// Marks an answer as deferred: the handler may keep the sender, or pass it on.
#[inline]
pub fn defer<T>(reply: &ReplySender<T>) {
    reply.defer();
}

/// Asks an actor: by a call of its handler on this thread where that is possible, otherwise by a message.
#[doc(hidden)]
#[macro_export]
macro_rules! __ask {
    ($mailbox:expr, $way:expr, $message:expr, $state:ty, $index:expr, $handler:expr) => {
        match $crate::__private::Mailbox::claim_for_call::<$state>($mailbox) {
            ::core::option::Option::Some(__call) => {
                $crate::__private::DirectCall::run(__call, $index, $handler)
            }
            ::core::option::Option::None => {
                $crate::__private::Mailbox::ask($mailbox, $way, $message)
            }
        }
    };
}

/// The context of a handler that is called without a message.
#[inline]
pub fn context<H: Handle + 'static>(context: &mut dyn Any) -> &mut Context<H> {
    match context.downcast_mut() {
        Some(context) => context,
        None => unreachable!("an actor has the context of its own handle"),
    }
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
