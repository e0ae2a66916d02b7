//! The model of an impl: its messages and hooks, ready to be expanded.

use proc_macro2::{Span, TokenStream};
use quote::ToTokens as _;
use syn::{Attribute, Ident, LitStr, Path, Visibility};

use super::parameters::Parameters;
use super::stub::Stub;
use crate::attributes::marks::HookKind;
use crate::attributes::{Forwarded, gate};
use crate::names::Names;
use crate::tokens::mentions::has_word;

/// An impl with `#[actor]`, without everything that was refused.
pub(crate) struct Protocol {
    /// The path of actor-runtime.
    pub(crate) runtime: TokenStream,
    /// The actor's type, as the impl writes it.
    pub(crate) actor: TokenStream,
    /// The name of the actor's type, for documentation.
    pub(crate) actor_name: String,
    /// The path of the actor's type without arguments, for links in documentation.
    pub(crate) actor_path: String,
    pub(crate) names: Names,
    pub(crate) parameters: Parameters,
    pub(crate) vis: Visibility,
    /// Whether the enum is more visible than some of its messages.
    pub(crate) hides_some: bool,
    pub(crate) derives: Vec<Path>,
    /// How other nodes know the actor, if they can send messages to it.
    pub(crate) remote: Option<Remote>,
    /// The keys of the options, for an editor that completes them.
    pub(crate) keys: Vec<Ident>,
    /// The `cfg` of the impl itself, and its lint levels.
    pub(crate) forwarded: Forwarded,
    pub(crate) messages: Vec<Message>,
    pub(crate) stubs: Vec<Stub>,
    pub(crate) hooks: Vec<Hook>,
}

/// What the remote handle needs beside the messages.
pub(crate) struct Remote {
    /// The path of actor-remote.
    pub(crate) path: TokenStream,
    /// The name and the major version.
    pub(crate) protocol: LitStr,
}

/// A message: a variant, a method of the handle, an arm of the dispatch.
pub(crate) struct Message {
    /// Its index among the methods that are meant as messages.
    pub(crate) index: usize,
    pub(crate) method: Ident,
    pub(crate) variant: Ident,
    pub(crate) vis: Visibility,
    pub(crate) forwarded: Forwarded,
    /// Whether it overtakes what is queued.
    pub(crate) urgent: bool,
    /// Whether it is skipped if its caller has given up before its turn. Only an answered message
    /// expires.
    pub(crate) expires: bool,
    /// Whether other nodes can send it.
    pub(crate) travels: bool,
    /// The context, if the method takes it.
    pub(crate) context: Option<LoopArgument>,
    pub(crate) arguments: Vec<Argument>,
    pub(crate) answer: Option<Answer>,
}

/// A hook: a private method that the loop calls by itself.
pub(crate) struct Hook {
    pub(crate) kind: &'static HookKind,
    pub(crate) method: Ident,
    pub(crate) condition: Option<TokenStream>,
    /// The context or the exit, if the method takes it.
    pub(crate) argument: Option<LoopArgument>,
    /// The place of the return type. A wrong type is an error there.
    pub(crate) output: Span,
}

/// An argument that the actor's loop passes to a method: the context or the exit.
pub(crate) struct LoopArgument {
    /// The place of the parameter's type. A wrong type is an error there.
    pub(crate) span: Span,
    pub(crate) condition: Option<TokenStream>,
}

/// An argument of a message: a field of the variant, a parameter of the handle's method.
pub(crate) struct Argument {
    pub(crate) name: Ident,
    /// The type, with `Self` replaced.
    pub(crate) ty: TokenStream,
    pub(crate) condition: Option<TokenStream>,
    /// Attributes that a derive of the enum reads, for the field.
    pub(crate) of_field: Vec<Attribute>,
    /// Attributes for the field of the arguments that travel.
    pub(crate) of_arguments: Vec<Attribute>,
}

impl Argument {
    /// Whether it travels as something else than its type says, or not at all, as its attributes say.
    pub(crate) fn is_converted(&self) -> bool {
        const CONVERSIONS: [&str; 6] = [
            "with",
            "serialize_with",
            "deserialize_with",
            "skip",
            "skip_serializing",
            "skip_deserializing",
        ];
        let has = |word: &str| {
            self.of_arguments.iter().any(|attr| has_word(attr.to_token_stream(), word))
        };
        CONVERSIONS.iter().any(|word| has(word))
    }

    /// The `cfg` attribute of everything that is generated for the argument.
    pub(crate) fn gate(&self) -> Option<TokenStream> {
        gate(self.condition.as_ref())
    }
}

/// The answer to a message.
pub(crate) struct Answer {
    /// The name of the variant's last field, which holds the sender for the answer.
    pub(crate) field: Ident,
    /// The type, with `Self` replaced.
    pub(crate) ty: TokenStream,
    pub(crate) kind: AnswerKind,
}

/// How a method answers.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum AnswerKind {
    /// By what it returns.
    Returned,
    /// With `()`, once it has returned.
    Unit,
    /// Through the `ReplySender` that it takes, at any time.
    Deferred,
}

impl Message {
    /// The types of the arguments and of the answer.
    pub(crate) fn types(&self) -> impl Iterator<Item = &TokenStream> {
        let arguments = self.arguments.iter().map(|argument| &argument.ty);
        arguments.chain(self.answer.iter().map(|answer| &answer.ty))
    }

    /// Whether the variant may have fields, under some `cfg`.
    pub(crate) fn has_fields(&self) -> bool {
        !self.arguments.is_empty() || self.answer.is_some()
    }
}
