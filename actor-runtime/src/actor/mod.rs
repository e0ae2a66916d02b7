//! The two traits that `#[actor]` implements for an actor's state, and what runs such a state.

pub(crate) mod cell;
pub(crate) mod context;
pub(crate) mod inlets;
pub(crate) mod kept_state;
pub(crate) mod pipe;
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
/// The handle is a parameter, not an associated type. So a private struct may have `pub` messages, and a `pub`
/// struct private ones.
#[diagnostic::on_unimplemented(
    message = "no `#[actor] impl` makes `{Self}` the actor of this handle",
    label = "not the state of an actor with this handle",
    note = "put `#[actor]` on an inherent impl whose `pub` methods are the messages: it makes the handle; and pass the state \
            itself, not a reference, a handle or a closure (`spawn_from` and `spawn_with` take closures)"
)]
pub trait Actor<H: Handle>: Declared {
    /// Handles one message.
    fn receive(&mut self, message: H::Message, ctx: &mut Context<H>);

    /// Whether a method is marked `#[started]`.
    #[doc(hidden)]
    const HAS_STARTED: bool = false;

    /// Calls the method marked `#[started]`. Its error is returned as text.
    #[doc(hidden)]
    fn call_started_hook(&mut self, _ctx: &mut Context<H>) -> Result<(), String> {
        Ok(())
    }

    /// Calls the method marked `#[stopped]`.
    #[doc(hidden)]
    fn call_stopped_hook(&mut self, _exit: &Exit) {}

    /// Whether a method is marked `#[idle]`.
    #[doc(hidden)]
    const HAS_IDLE: bool = false;

    /// Calls the method marked `#[idle]`, which works between messages.
    #[doc(hidden)]
    fn call_idle_hook(&mut self, _ctx: &mut Context<H>) -> Idle {
        Idle::Wait
    }
}
