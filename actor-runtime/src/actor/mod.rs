//! The two traits of an actor's state: what `#[actor]` generates for it, and how it is run.

pub(crate) mod cell;
pub(crate) mod context;
pub(crate) mod restart;
pub(crate) mod succession;
pub(crate) mod timer;

use crate::{Context, Exit, Handle, Idle, options::Options};

/// A type declared as an actor: `#[actor]` on a struct or enum implements it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not declared as an actor",
    label = "this type has no `#[actor]` of its own",
    note = "put `#[actor]` on the struct or enum too, not only on its impl"
)]
pub trait Declared {
    /// The options given in `#[actor(…)]`.
    #[doc(hidden)]
    fn options() -> Options;
}

/// A state that handles the messages of the handle `H`: `#[actor]` on its inherent impl implements
/// it.
///
/// The handle is a parameter, not an associated type, so that a private struct may have `pub`
/// messages and the other way round.
#[diagnostic::on_unimplemented(
    message = "`{Self}` has no messages yet",
    label = "no `#[actor] impl` makes a handle for this type",
    note = "put `#[actor]` on an inherent impl of `{Self}` whose `pub` methods are the messages"
)]
pub trait Actor<H: Handle>: Declared {
    /// Handles one message.
    fn receive(&mut self, message: H::Message, ctx: &mut Context<H>);

    /// Whether a method is marked `#[started]`.
    #[doc(hidden)]
    const HAS_STARTED: bool = false;

    /// The method marked `#[started]`; its error as text.
    #[doc(hidden)]
    fn started(&mut self, _ctx: &mut Context<H>) -> Result<(), String> {
        Ok(())
    }

    /// The method marked `#[stopped]`.
    #[doc(hidden)]
    fn stopped(&mut self, _exit: &Exit) {}

    /// Whether a method is marked `#[idle]`.
    #[doc(hidden)]
    const HAS_IDLE: bool = false;

    /// Does some work between messages.
    #[doc(hidden)]
    fn idle(&mut self, _ctx: &mut Context<H>) -> Idle {
        Idle::Wait
    }
}
