//! Generates bounds, and the functions in which rustc checks them.

use proc_macro2::TokenStream;
use quote::{format_ident, quote, quote_spanned};
use syn::spanned::Spanned as _;
use syn::{WhereClause, WherePredicate};

use super::lints;
use super::local::local;
use super::part::{checked_in_a_constant, has_doubtful, parts};
use crate::model::{Message, Protocol};

/// The where clauses of `impl Handle` and `impl Actor`.
///
/// rustc would check a bound without parameters here. It takes a bound under `for<…>` for granted.
pub(super) fn assumed(protocol: &Protocol) -> (WhereClause, WhereClause) {
    let Protocol { runtime, names, parameters, .. } = protocol;
    let mut generics = parameters.actor.clone();
    let of_handle = generics.make_where_clause();
    let (lifetime, message) = (&parameters.ask, &names.message);
    let (_, arguments, _) = parameters.message.split_for_impl();
    let checked = has_doubtful(protocol)
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
    let (constant, carries) = match has_doubtful(protocol) {
        false => (None, None),
        true => {
            let carried = checked_in_a_constant(protocol, |part| part.is_doubtful());
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
            let (gate, ty) = (part.gate(), part.ty);
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
