//! The items that generated code names. They are no part of the public interface.

pub use crate::mailbox::channel::pooled::direct_call::DirectCall;
pub use crate::{
    __actor_type as actor_type, __ask as ask,
    actor_type::ActorType,
    mailbox::{
        send::Mailbox,
        way::{Deferred, Plain, Urgent, UrgentDeferred},
    },
    memory::packed::{Carrier, Large, Message, PackingFor, is_large},
    options::Options,
};

pub use std::string::String;

// For the tests of the runtime, which run inside of a simulation, too.
#[cfg(feature = "simulation")]
pub use crate::simulation::Condvar;

// For the spans in generated code.
#[cfg(feature = "tracing")]
pub use tracing;

use std::{fmt::Display, marker::PhantomData};

use crate::{Reply, ReplySender};
use {
    crate::{Context, Declared, Handle},
    std::any::Any,
};

/// Implemented once for each actor. A second `#[actor] impl` then conflicts with the first, by a trait whose name says
/// why.
pub trait OneActorImplPerType {
    /// [`Answers`], if one of the messages is answered, or else [`NeverAnswers`].
    type Kind;
}

#[derive(Debug)]
pub struct Answers;

#[derive(Debug)]
pub struct NeverAnswers;

/// Tells whether the type `A` is declared as an actor, by which of two traits the methods of a `&Probe<A>` are:
/// rustc prefers [`IfDeclared`], if it applies.
#[derive(Debug)]
pub struct Probe<A: ?Sized>(PhantomData<A>);

impl<A: ?Sized> Probe<A> {
    #[allow(clippy::new_without_default)]
    pub const fn new() -> Self {
        Probe(PhantomData)
    }
}

pub trait IfDeclared {
    fn is_declared(&self) {}

    fn options(&self) -> Options;
}

impl<A: Declared> IfDeclared for Probe<A> {
    fn options(&self) -> Options {
        A::options()
    }
}

/// Refuses the option `timeout` of an actor that answers no message, as `Otherwise` does not.
pub trait IfNeverAnswered {
    fn timeout(&self)
    where
        Self: BoundsAnAnswer,
    {
    }
}

impl<A: OneActorImplPerType<Kind = NeverAnswers>> IfNeverAnswered for Probe<A> {}

/// Implemented by nothing.
#[diagnostic::on_unimplemented(
    message = "`timeout` bounds the wait for an answer, and no message of this actor is answered: remove it",
    label = "bounds nothing",
    note = "a message is answered if its method has a return type, an `#[ask]` or a `#[reply]`"
)]
pub trait BoundsAnAnswer {}

/// What the code for a type that is not declared has in place of its declaration. It compiles, and is never run.
///
/// A lint reports what must be used and is not, and rustc shows lints only where nothing else is wrong: each use of an actor
/// that is not declared is an error of its own.
pub trait Otherwise {
    // In a tuple, rustc does not propose to write `let _ =` in front of it.
    fn is_declared(&self) -> (Undeclared,) {
        (Undeclared,)
    }

    fn options(&self) -> Options {
        Options::new("")
    }

    fn timeout(&self) {}
}

impl<A: ?Sized> Otherwise for &Probe<A> {}

#[derive(Debug)]
#[must_use = "this type is not declared as an actor: put `#[actor]` on the struct or enum too, not only on its impl"]
pub struct Undeclared;

/// What a message has to be. rustc explains at the method which part of it is not `Send`; this explains each `spawn`
/// of its actor.
#[diagnostic::on_unimplemented(
    message = "a `{Self}` cannot be sent to its actor's thread",
    label = "the actor's messages cannot be sent",
    note = "everything that a message carries has to be `Send`, and so has its answer"
)]
pub trait Sent<Checked: ?Sized = ()>: Send {}

#[diagnostic::do_not_recommend]
impl<M: Send, Checked: ?Sized> Sent<Checked> for M {}

/// Has rustc check that each type that a message carries can be sent. If one cannot, that is an error of its own, and
/// [`Checked`](Carries::Checked) has an error in it: rustc does not report a [`Sent`] with such an argument, so no
/// `spawn` is a further error.
pub trait Carries {
    type Checked: ?Sized;
}

/// The type of a method's first `&mut` parameter: the context of its actor's handle `H`, and nothing else.
#[diagnostic::on_unimplemented(
    message = "the first `&mut` parameter is the actor's context, and `{Self}` is none",
    label = "not the `actor_runtime::Context<{H}>`",
    note = "no message borrows from its caller: take what is not the context by value"
)]
pub trait IsContext<H: Handle> {
    fn of(context: &mut Context<H>) -> &mut Self;
}

impl<H: Handle> IsContext<H> for Context<H> {
    #[inline(always)]
    fn of(context: &mut Context<H>) -> &mut Self {
        context
    }
}

/// The two ends of an answer, for a message that is made elsewhere than in a method of a handle: `actor-remote` decodes
/// it from bytes.
pub fn reply_pair<T>() -> (ReplySender<T>, Reply<T>) {
    crate::reply::slot(None)
}

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

/// A name for each option of a type, by which rust-analyzer completes them.
pub mod options_of_a_type {
    pub mod mailbox {}
    pub mod overflow {}
    pub mod name {}
    pub mod stack_size {}
    pub mod on_panic {}
    pub mod timeout {}
    pub mod count {}
}

/// A name for each option of an impl, by which rust-analyzer completes them.
pub mod options_of_an_impl {
    pub mod handle {}
    pub mod message {}
    pub mod vis {}
    pub mod derive {}
    pub mod remote {}
    pub mod remote_crate {}
}
