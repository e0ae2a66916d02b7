//! Has rustc check the types that messages carry, each at its tokens.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::Type;
use syn::spanned::Spanned as _;

use super::diagnostics::{at, bound_at};
use super::local::local;
use crate::model::{Argument, Message, Protocol};
use crate::tokens::mentions::{mentions_type_param, without_lifetimes};
use crate::tokens::objects::{is_closed, made_send, may_never_be_send};
use crate::tokens::text::{shown, unraw};
use crate::tokens::types::PRIMITIVE;

/// A type that a message carries, and that has to be checked.
pub(super) struct Part<'a> {
    method: &'a Ident,
    pub(super) ty: &'a TokenStream,
    /// The path of actor-remote, if it has to travel to other nodes. That includes that it is `Send`.
    travels: Option<&'a TokenStream>,
    /// The argument that has the type. It is that of the answer otherwise.
    argument: Option<&'a Argument>,
}

/// Has rustc check the types of all messages in the body of a constant: those that are meant. If it finds a
/// mistake there, the constant has an error, and so has what it is the length of. A bound or a type with an error in it is
/// not reported again, so no `spawn` is a further error.
///
/// The doubtful ones have a constant of their own, which no other type is in: such a type may have the handle in it, and
/// whether it is a handle would depend on the constant, and the constant on that.
pub(super) fn checked_in_a_constant(
    protocol: &Protocol,
    is_meant: impl Fn(&Part<'_>) -> bool,
) -> Vec<TokenStream> {
    let checks = protocol.messages.iter().filter_map(|message| {
        let gate = message.forwarded.gate();
        let lints = &message.forwarded.lints;
        let parts = parts(message, protocol).filter(&is_meant);
        let checks: Vec<TokenStream> = parts
            .map(|part| {
                // No constant may name a lifetime of the impl.
                let ty = without_lifetimes(part.ty.clone(), &protocol.parameters.actor);
                part.check(&ty, &quote!(const fn))
            })
            .collect();
        (!checks.is_empty()).then(|| quote!(#gate #(#lints)* { #(#checks)* }))
    });
    checks.collect()
}

/// Whether a message carries a doubtful type.
pub(super) fn has_doubtful(protocol: &Protocol) -> bool {
    let mut messages = protocol.messages.iter();
    messages.any(|message| parts(message, protocol).any(|part| part.is_doubtful()))
}

/// The types of a message that are neither known to be `Send` nor depend on a type parameter.
pub(super) fn parts<'a>(
    message: &'a Message,
    protocol: &'a Protocol,
) -> impl Iterator<Item = Part<'a>> {
    let arguments = message.arguments.iter();
    let arguments = arguments.filter_map(move |argument| of_argument(argument, message, protocol));
    arguments.chain(of_answer(message, protocol))
}

/// The type of the argument, if it has to be checked.
pub(super) fn of_argument<'a>(
    argument: &'a Argument,
    message: &'a Message,
    protocol: &'a Protocol,
) -> Option<Part<'a>> {
    let part = Part {
        method: &message.method,
        ty: &argument.ty,
        travels: travels(message, protocol).filter(|_| !argument.is_converted()),
        argument: Some(argument),
    };
    part.is_unknown(protocol).then_some(part)
}

/// The type of the answer, if it has to be checked.
pub(super) fn of_answer<'a>(message: &'a Message, protocol: &'a Protocol) -> Option<Part<'a>> {
    let answer = message.answer.as_ref()?;
    let part = Part {
        method: &message.method,
        ty: &answer.ty,
        travels: travels(message, protocol),
        argument: None,
    };
    part.is_unknown(protocol).then_some(part)
}

/// The path of actor-remote, if other nodes can send the message.
fn travels<'a>(message: &Message, protocol: &'a Protocol) -> Option<&'a TokenStream> {
    let remote = protocol.remote.as_ref().filter(|_| message.travels)?;
    Some(&remote.path)
}

impl Part<'_> {
    /// The `cfg` attribute of its argument.
    pub(super) fn gate(&self) -> Option<TokenStream> {
        self.argument.and_then(Argument::gate)
    }

    /// The place of its mistakes.
    fn span(&self) -> Span {
        self.argument.map_or_else(|| self.ty.span(), |argument| argument.name.span())
    }

    fn is_unknown(&self, protocol: &Protocol) -> bool {
        !is_known_send(self.ty) && !mentions_type_param(self.ty, &protocol.parameters.actor)
    }

    /// Whether the type may not be `Send`, and has no type of the user's in it.
    pub(super) fn is_doubtful(&self) -> bool {
        syn::parse2::<Type>(self.ty.clone())
            .is_ok_and(|ty| is_closed(&ty) && (may_never_be_send(&ty) || made_send(&ty).is_some()))
    }

    /// The function whose bound rustc checks, and its call with the type. rustc shows the function and the bound: their
    /// names tell the message and the argument.
    pub(super) fn check(&self, ty: &TokenStream, kind: &TokenStream) -> TokenStream {
        let (gate, method, place) = (self.gate(), self.method, at(self.span()));
        let role = match self.argument {
            Some(argument) => format!("argument_{}_of", unraw(&argument.name)),
            None => "answer_of".to_owned(),
        };
        let function = format_ident!("{role}_{}", unraw(method), span = at(method.span()));
        let (explanation, send) = match self.travels {
            Some(path) => {
                let travels = quote_spanned!(place=> Travels);
                (None, bound_at(quote!(#path::#travels), place))
            }
            None => match self.explained() {
                Some((explanation, name)) => (Some(explanation), quote!(#name)),
                None => (None, quote_spanned!(place=> ::core::marker::Send)),
            },
        };
        quote! {
            #gate
            {
                #explanation
                #kind #function<T: #send>() {}
                #function::<#ty>();
            }
        }
    }

    /// A trait in place of `Send`, and its name, if the type has a trait object that may not be `Send`: only rustc knows
    /// whether it is. The trait says what to write.
    fn explained(&self) -> Option<(TokenStream, Ident)> {
        let (made, object) = made_send(&syn::parse2(self.ty.clone()).ok()?)?;
        let (made, object) = (shown(&made), shown(&object));
        let message = match self.argument {
            None => format!(
                "an answer goes to its caller's thread, and this `{object}` cannot: return `{made}`"
            ),
            Some(_) => format!(
                "a message goes to its actor's thread, and this `{object}` cannot: take `{made}`"
            ),
        };
        let mut name = local("Sent");
        name.set_span(at(self.span()));
        let explanation = quote! {
            #[diagnostic::on_unimplemented(message = #message, label = "not `Send`")]
            trait #name {}

            #[diagnostic::do_not_recommend]
            impl<T: ::core::marker::Send> #name for T {}
        };
        Some((explanation, name))
    }
}

/// Whether a type is known to be `Send` without a check.
fn is_known_send(ty: &TokenStream) -> bool {
    let text = ty.to_string();
    text == "()" || PRIMITIVE.contains(&text.as_str())
}
