//! What the macro works on: the messages of an actor, checked and ready to be expanded.

use proc_macro2::{Span, TokenStream};
use syn::{Ident, Path, Visibility};

use super::parameters::Parameters;
use crate::attributes::marks::HookKind;
use crate::attributes::{Forwarded, gate};
use crate::names::Names;

/// An `#[actor] impl`, less everything that was refused.
pub(crate) struct Protocol {
    /// The path of actor-runtime.
    pub(crate) runtime: TokenStream,
    /// The actor's type, as the impl names it.
    pub(crate) actor: TokenStream,
    /// Its name alone, for documentation.
    pub(crate) actor_name: String,
    /// Its path without arguments, for links in documentation.
    pub(crate) actor_path: String,
    pub(crate) names: Names,
    pub(crate) parameters: Parameters,
    pub(crate) vis: Visibility,
    /// Whether the enum is more visible than some of its messages.
    pub(crate) hides_some: bool,
    pub(crate) derives: Vec<Path>,
    /// The `cfg` of the impl itself, and its lint levels.
    pub(crate) forwarded: Forwarded,
    pub(crate) messages: Vec<Message>,
    pub(crate) hooks: Vec<Hook>,
}

/// One message: a variant, a method of the handle, an arm of the dispatch.
pub(crate) struct Message {
    /// Its place among the impl's messages.
    pub(crate) index: usize,
    pub(crate) method: Ident,
    pub(crate) variant: Ident,
    pub(crate) vis: Visibility,
    pub(crate) forwarded: Forwarded,
    /// Whether it overtakes what is queued.
    pub(crate) urgent: bool,
    /// Whether it is skipped if its caller has given up before its turn. It is answered then.
    pub(crate) expires: bool,
    /// The method's first parameter, if it wants the context.
    pub(crate) context: Option<LoopArgument>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) answer: Option<Answer>,
}

/// A private method that the loop calls by itself.
pub(crate) struct Hook {
    pub(crate) kind: &'static HookKind,
    pub(crate) method: Ident,
    pub(crate) condition: Option<TokenStream>,
    /// The context, or the exit.
    pub(crate) argument: Option<LoopArgument>,
    /// The place of the written return type, so that a wrong one is an error there.
    pub(crate) output: Span,
}

/// An argument that the actor's loop passes to a method: the context or the exit.
pub(crate) struct LoopArgument {
    /// The place of its type, so that a wrong type is an error there.
    pub(crate) span: Span,
    pub(crate) condition: Option<TokenStream>,
}

/// One argument: a field of the variant, a parameter of the handle's method.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    /// With `Self` spelled out.
    pub(crate) ty: TokenStream,
    pub(crate) condition: Option<TokenStream>,
}

impl Argument {
    /// The `cfg` attribute of everything generated for the argument.
    pub(crate) fn gate(&self) -> Option<TokenStream> {
        gate(self.condition.as_ref())
    }
}

/// What an answered message is answered with.
pub(crate) struct Answer {
    /// The name of the variant's last field, where the answer goes.
    pub(crate) field: Ident,
    /// With `Self` spelled out.
    pub(crate) ty: TokenStream,
    pub(crate) kind: AnswerKind,
}

/// What a method answers with, and when.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    /// What it returns.
    Returned,
    /// `()`, once it has returned.
    Unit,
    /// What it sends through the `ReplySender` that it takes, at any time.
    Deferred,
}

impl Message {
    /// Every type that travels in this message or its answer.
    pub(crate) fn types(&self) -> impl Iterator<Item = &TokenStream> {
        let arguments = self.arguments.iter().map(|argument| &argument.ty);
        arguments.chain(self.answer.iter().map(|answer| &answer.ty))
    }

    /// Whether the variant has fields, under any `cfg`.
    pub(crate) fn has_fields(&self) -> bool {
        !self.arguments.is_empty() || self.answer.is_some()
    }
}
