//! Generates bounds, and the functions in which rustc checks them.

use proc_macro2::{Ident, Span, TokenStream};
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericParam, Type, WhereClause, WherePredicate};

use super::diagnostics::{at, bound_at};
use super::lints;
use super::local::local;
use crate::model::{Argument, Message, Protocol};
use crate::tokens::mentions::{mentions, without_lifetimes};
use crate::tokens::objects::{is_closed, made_send, may_never_be_send};
use crate::tokens::text::{shown, unraw};
use crate::tokens::types::PRIMITIVE;

/// The where clauses of `impl Handle` and `impl Actor`.
///
/// rustc would check a bound without parameters here. It takes a bound under `for<…>` for granted.
pub(super) fn assumed(protocol: &Protocol) -> (WhereClause, WhereClause) {
    let Protocol { runtime, names, parameters, .. } = protocol;
    let mut generics = parameters.actor.clone();
    let of_handle = generics.make_where_clause();
    let (lifetime, message) = (&parameters.ask, &names.message);
    let (_, arguments, _) = parameters.message.split_for_impl();
    let checked = (!carried(protocol).is_empty())
        .then(|| quote!(<<#message #arguments as #runtime::__private::Carries>::Checked>));
    let sent = quote!(for<#lifetime> #message #arguments: #runtime::__private::Sent #checked);
    let declared = quote!(for<#lifetime> Self: #runtime::Declared);
    of_handle.predicates.extend(syn::parse2::<WherePredicate>(sent).ok());
    let mut of_actor = of_handle.clone();
    of_actor.predicates.extend(syn::parse2::<WherePredicate>(declared).ok());
    (of_handle.clone(), of_actor)
}

/// The functions in which rustc checks the bounds. Nothing calls them.
///
/// The impls take for granted that the type is declared and that its messages can be sent. rustc checks each of these
/// bounds once, in these functions, at the tokens that it concerns. So one mistake is one error, under any `cfg`, whether
/// the types borrow or not. A bound that depends on a type parameter is checked where the parameter is known.
///
/// Of a remote actor, the items `beside` them check what others check in functions.
pub(super) fn bound_checks(protocol: &Protocol, beside: Option<TokenStream>) -> TokenStream {
    let Protocol { runtime, actor, parameters, .. } = protocol;
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    let allowed = lints::of_bound_checks(protocol);
    let (generics, _, where_clause) = parameters.actor.split_for_impl();
    let is_local = protocol.remote.is_none();
    let messages = protocol.messages.iter().filter(|_| is_local);
    let messages = messages.filter_map(|message| message_check(message, protocol));
    let carried = carried(protocol);
    let (constant, carries) = match carried.is_empty() {
        true => (None, None),
        false => {
            let message = &protocol.names.message;
            let (generics, arguments, where_clause) = parameters.message.split_for_impl();
            let derived = lints::of_hidden_impl(&parameters.message, None);
            let constant = quote!(const CARRIED: ::core::primitive::usize = { #(#carried)* 0 };);
            let carries = quote! {
                #derived
                impl #generics #runtime::__private::Carries for #message #arguments #where_clause {
                    type Checked = [(); __Asked::CARRIED];
                }
            };
            (Some(constant), Some(carries))
        }
    };
    // A type that is not declared is an error of each `spawn`, and here only if there is none.
    let mut probe = local("probe");
    probe.set_span(actor.span());
    let asked = quote!(let #probe = &#runtime::__private::Probe::<#actor>::new(););
    let probe = quote_spanned!(actor.span()=> #probe.is_declared(););
    quote! {
        #gate
        #(#lints)*
        #allowed
        const _: () = {
            // The user's types are named inside of this block. So the block declares no other name
            // than this one, which no type of the user's has.
            struct __Asked;

            // The functions are methods, because rustc words an unknown type in a method as it does
            // in the user's method, and so reports it once.
            impl __Asked {
                #[deny(unused_must_use)]
                fn declared #generics (_: &#actor) #where_clause {
                    #[allow(unused_imports)]
                    use #runtime::__private::{IfDeclared as _, Otherwise as _};
                    #asked
                    #probe
                }

                #(#messages)*
                #constant
            }

            #carries

            #beside
        };
    }
}

/// Has rustc check that the types of one message can be sent. The function takes them as
/// parameters, too, so that their implied lifetime bounds hold.
fn message_check(message: &Message, protocol: &Protocol) -> Option<TokenStream> {
    let (actor, parameters) = (&protocol.actor, &protocol.parameters);
    let gate = message.forwarded.gate();
    let name = format_ident!("message_{}", message.index);
    let lints = &message.forwarded.lints;
    let (generics, _, where_clause) = parameters.actor.split_for_impl();
    let (inputs, bound_checks): (Vec<TokenStream>, Vec<TokenStream>) = parts(message, protocol)
        .filter(|part| !part.is_doubtful())
        .map(|part| {
            let (gate, ty) = (&part.gate, part.ty);
            (quote!(#gate _: #ty,), part.check(ty, &quote!(fn)))
        })
        .unzip();
    (!bound_checks.is_empty()).then(|| {
        quote! {
            #gate
            #(#lints)*
            fn #name #generics (_: &#actor, #(#inputs)*) #where_clause {
                #(#bound_checks)*
            }
        }
    })
}

/// Has rustc check the doubtful types of all messages in the body of a constant. If it finds a mistake there, the constant
/// has an error, and so has what it is the length of. A bound with an error in it is not reported again, so no `spawn` is
/// a further error.
///
/// The other types are left out, because they may have the handle in them: whether it is a handle would depend on the
/// constant, and the constant on that.
pub(super) fn carried(protocol: &Protocol) -> Vec<TokenStream> {
    let checks = protocol.messages.iter().filter_map(|message| {
        let gate = message.forwarded.gate();
        let lints = &message.forwarded.lints;
        let checks: Vec<TokenStream> = parts(message, protocol)
            .filter(Part::is_doubtful)
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

/// A type that a message carries, and that has to be checked.
pub(super) struct Part<'a> {
    method: &'a Ident,
    gate: Option<TokenStream>,
    pub(super) ty: &'a TokenStream,
    /// The path of actor-remote, if it has to travel to other nodes. That includes that it is `Send`.
    travels: Option<TokenStream>,
    /// What the type is for, as part of a name.
    role: String,
    span: Span,
    is_answer: bool,
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
    protocol: &Protocol,
) -> Option<Part<'a>> {
    let part = Part {
        method: &message.method,
        gate: argument.gate(),
        ty: &argument.ty,
        travels: travels(message, protocol).filter(|_| !argument.is_converted()),
        role: format!("argument_{}_of", unraw(&argument.name)),
        span: argument.name.span(),
        is_answer: false,
    };
    part.is_unknown(protocol).then_some(part)
}

/// The type of the answer, if it has to be checked.
pub(super) fn of_answer<'a>(message: &'a Message, protocol: &Protocol) -> Option<Part<'a>> {
    let answer = message.answer.as_ref()?;
    let part = Part {
        method: &message.method,
        gate: None,
        ty: &answer.ty,
        travels: travels(message, protocol),
        role: "answer_of".to_owned(),
        span: answer.ty.span(),
        is_answer: true,
    };
    part.is_unknown(protocol).then_some(part)
}

/// The path of actor-remote, if other nodes can send the message.
fn travels(message: &Message, protocol: &Protocol) -> Option<TokenStream> {
    let remote = protocol.remote.as_ref().filter(|_| message.travels)?;
    Some(remote.path.clone())
}

impl Part<'_> {
    fn is_unknown(&self, protocol: &Protocol) -> bool {
        !is_known_send(self.ty) && !depends_on_type_param(self.ty, protocol)
    }

    /// Whether the type may not be `Send`, and has no type of the user's in it.
    pub(super) fn is_doubtful(&self) -> bool {
        syn::parse2::<Type>(self.ty.clone())
            .is_ok_and(|ty| is_closed(&ty) && (may_never_be_send(&ty) || made_send(&ty).is_some()))
    }

    /// The function whose bound rustc checks, and its call with the type. rustc shows the function and the bound: their
    /// names tell the message and the argument.
    pub(super) fn check(&self, ty: &TokenStream, kind: &TokenStream) -> TokenStream {
        let Part { method, gate, role, span, .. } = self;
        let function = format_ident!("{role}_{}", unraw(method), span = at(method.span()));
        let (explanation, send) = match (&self.travels, self.explained()) {
            (Some(path), _) => {
                let travels = quote_spanned!(at(*span)=> Travels);
                (None, bound_at(quote!(#path::#travels), at(*span)))
            }
            (None, Some((explanation, name))) => (Some(explanation), quote!(#name)),
            (None, None) => (None, quote_spanned!(at(*span)=> ::core::marker::Send)),
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
        let message = match self.is_answer {
            true => format!(
                "an answer goes to its caller's thread, and this `{object}` cannot: return `{made}`"
            ),
            false => format!(
                "a message goes to its actor's thread, and this `{object}` cannot: take `{made}`"
            ),
        };
        let mut name = local("Sent");
        name.set_span(at(self.span));
        let explanation = quote! {
            #[diagnostic::on_unimplemented(message = #message, label = "not `Send`")]
            trait #name {}

            #[diagnostic::do_not_recommend]
            impl<T: ::core::marker::Send> #name for T {}
        };
        Some((explanation, name))
    }
}

/// Whether a type depends on a type parameter.
fn depends_on_type_param(ty: &TokenStream, protocol: &Protocol) -> bool {
    let mut params = protocol.parameters.actor.params.iter();
    params.any(|param| matches!(param, GenericParam::Type(_)) && mentions(ty.clone(), param))
}

/// Whether a type is known to be `Send` without a check.
fn is_known_send(ty: &TokenStream) -> bool {
    let text = ty.to_string();
    text == "()" || PRIMITIVE.contains(&text.as_str())
}
