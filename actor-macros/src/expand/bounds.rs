//! Generates bounds, and the functions in which rustc checks them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{GenericParam, WhereClause, WherePredicate};

use super::diagnostics::at;
use super::lints;
use super::local::local;
use crate::model::{Message, Protocol};
use crate::tokens::mentions::mentions;
use crate::tokens::text::unraw;

/// The where clauses of `impl Handle` and `impl Actor`.
///
/// rustc would check a bound without parameters here. It takes a bound under `for<…>` for granted.
pub(super) fn assumed(protocol: &Protocol) -> (WhereClause, WhereClause) {
    let Protocol { runtime, names, parameters, .. } = protocol;
    let mut generics = parameters.actor.clone();
    let of_handle = generics.make_where_clause();
    let (lifetime, message) = (&parameters.ask, &names.message);
    let (_, arguments, _) = parameters.message.split_for_impl();
    let sent = quote!(for<#lifetime> #message #arguments: #runtime::__private::Sent);
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
pub(super) fn bound_checks(protocol: &Protocol) -> TokenStream {
    let Protocol { runtime, actor, parameters, .. } = protocol;
    let gate = protocol.forwarded.gate();
    let lints = &protocol.forwarded.lints;
    let allowed = lints::of_bound_checks(protocol);
    let (generics, _, where_clause) = parameters.actor.split_for_impl();
    let messages = protocol.messages.iter().filter_map(|message| message_check(message, protocol));
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
            }
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
    let arguments = message.arguments.iter().map(|argument| {
        let role = format!("argument_{}_of", unraw(&argument.name));
        (argument.gate(), &argument.ty, role, argument.name.span())
    });
    let answer = message.answer.iter();
    let answer = answer.map(|answer| (None, &answer.ty, "answer_of".to_owned(), answer.ty.span()));
    let (inputs, bound_checks): (Vec<TokenStream>, Vec<TokenStream>) = arguments
        .chain(answer)
        .filter(|(_, ty, ..)| !is_known_send(ty) && !depends_on_type_param(ty, protocol))
        .map(|(gate, ty, role, span)| {
            // rustc shows the function and its bound: their names tell the message and the
            // argument.
            let method = &message.method;
            let function = format_ident!("{role}_{}", unraw(method), span = at(method.span()));
            let send = quote_spanned!(at(span)=> ::core::marker::Send);
            let check = quote! {
                #gate
                {
                    fn #function<T: #send>() {}
                    #function::<#ty>();
                }
            };
            (quote!(#gate _: #ty,), check)
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

/// Whether a type depends on a type parameter.
fn depends_on_type_param(ty: &TokenStream, protocol: &Protocol) -> bool {
    let mut params = protocol.parameters.actor.params.iter();
    params.any(|param| matches!(param, GenericParam::Type(_)) && mentions(ty.clone(), param))
}

/// Whether a type is known to be `Send` without a check.
fn is_known_send(ty: &TokenStream) -> bool {
    const PLAIN: [&str; 17] = [
        "()", "bool", "char", "f32", "f64", "i8", "i16", "i32", "i64", "i128", "isize", "u8",
        "u16", "u32", "u64", "u128", "usize",
    ];
    PLAIN.contains(&ty.to_string().as_str())
}
