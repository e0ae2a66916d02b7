//! Decides which generated item has which of the impl's generic parameters.

use proc_macro2::{Span, TokenStream};
use quote::{ToTokens as _, quote};
use syn::{GenericParam, Generics, Lifetime};

use super::restriction::{needs, restricted};
use crate::attributes::all;
use crate::model::{Message, Parameters};
use crate::names;
use crate::tokens::mentions::{mentions, name};
use crate::tokens::self_type::spelled_out_generics;

/// The generics of each item that is generated for an impl with these generics.
pub(super) fn parameters(
    generics: &Generics,
    actor: &TokenStream,
    messages: &[Message],
) -> Parameters {
    // The check has reported generics in which `Self` cannot be replaced.
    let mut full = spelled_out_generics(generics, actor).unwrap_or_else(|_| generics.clone());
    let undetermined = drop_undetermined(&mut full, actor, messages);
    let mut used = Vec::new();
    let mut absent = Vec::new();
    for param in &full.params {
        let mentioning: Vec<&Message> = messages
            .iter()
            .filter(|message| message.types().any(|ty| needs(ty, param, &full)))
            .collect();
        if mentioning.is_empty() {
            continue;
        }
        used.push(param.clone());
        let conditions: Option<Vec<TokenStream>> =
            mentioning.iter().map(|message| needed_when(message, param, &full)).collect();
        if let (Some(conditions), Some(phantom)) = (conditions, phantom([param], None)) {
            absent.push((quote!(not(any(#(#conditions),*))), phantom));
        }
    }
    let is_used = |param: &GenericParam| used.iter().any(|other| same(other, param));
    let message = restricted(&full, &is_used, false);
    let unused = full.params.iter().filter(|param| !is_used(param));
    let (handle, phantom) = if relates_lifetimes(&full) {
        (full.clone(), phantom(unused, Some(actor)))
    } else {
        (restricted(&full, &is_used, true), phantom(unused, None))
    };
    let ask = unused_lifetime(&full, messages);
    Parameters { actor: full, message, handle, phantom, absent, ask, undetermined }
}

/// Drops the parameters that nothing mentions: rustc would refuse every item that has them. Returns
/// whether there are any, or any that only messages mention.
fn drop_undetermined(generics: &mut Generics, actor: &TokenStream, messages: &[Message]) -> bool {
    let all = generics.clone();
    let bounds = |other: &GenericParam| match other {
        GenericParam::Type(ty) => ty.bounds.to_token_stream(),
        _ => TokenStream::new(),
    };
    let is_mentioned = |param: &GenericParam| {
        let others = all.params.iter().filter(|other| !same(other, param));
        let clause = all.where_clause.to_token_stream();
        let mut in_bounds = others.map(bounds).chain([actor.clone(), clause]);
        matches!(param, GenericParam::Lifetime(_))
            || in_bounds.any(|tokens| mentions(tokens, param))
    };
    let in_types = |param: &GenericParam| {
        messages.iter().flat_map(Message::types).any(|ty| mentions(ty.clone(), param))
    };
    let kept = all.params.iter().filter(|param| is_mentioned(param) || in_types(param));
    generics.params = kept.cloned().collect();
    !all.params.iter().all(is_mentioned)
}

/// The condition under which a message needs the parameter. `None` if it always does.
fn needed_when(
    message: &Message,
    param: &GenericParam,
    generics: &Generics,
) -> Option<TokenStream> {
    let own = message.forwarded.condition.clone();
    let always = message.answer.iter().any(|answer| needs(&answer.ty, param, generics));
    let arguments: Option<Vec<TokenStream>> = message
        .arguments
        .iter()
        .filter(|argument| needs(&argument.ty, param, generics))
        .map(|argument| argument.condition.clone())
        .collect();
    match arguments {
        Some(arguments) if !always => {
            let conditions: Vec<_> =
                own.into_iter().chain([quote!(any(#(#arguments),*))]).collect();
            Some(all(&conditions))
        }
        _ => own,
    }
}

/// Whether the actor's type may imply bounds between its parameters: `Shelf<'a, T>` implies that
/// `T` outlives `'a`. The handle has to imply them, too, so it has to mention the type.
fn relates_lifetimes(generics: &Generics) -> bool {
    let constants = generics.const_params().count();
    generics.lifetimes().next().is_some() && generics.params.len() - constants > 1
}

/// A type without values that uses these parameters, and the actor's type if there is one.
fn phantom<'a>(
    params: impl IntoIterator<Item = &'a GenericParam>,
    actor: Option<&TokenStream>,
) -> Option<TokenStream> {
    let types: Vec<TokenStream> = params
        .into_iter()
        .filter_map(|param| match param {
            GenericParam::Type(ty) => {
                let name = &ty.ident;
                Some(quote!(::core::marker::PhantomData<#name>))
            }
            GenericParam::Lifetime(lifetime) => {
                let name = &lifetime.lifetime;
                Some(quote!(&#name ()))
            }
            // rustc accepts an unused constant.
            GenericParam::Const(_) => None,
        })
        .chain(actor.cloned())
        .collect();
    (!types.is_empty()).then(|| quote!(::core::marker::PhantomData<fn() -> (#(#types,)*)>))
}

fn same(one: &GenericParam, other: &GenericParam) -> bool {
    name(one) == name(other)
        && matches!(one, GenericParam::Lifetime(_)) == matches!(other, GenericParam::Lifetime(_))
}

fn unused_lifetime(generics: &Generics, messages: &[Message]) -> Lifetime {
    let clause = &generics.where_clause;
    let mut tokens = quote!(#generics #clause);
    tokens.extend(messages.iter().flat_map(Message::types).cloned());
    let named = |wanted: &str| {
        let param =
            syn::LifetimeParam::new(Lifetime::new(&format!("'{wanted}"), Span::call_site()));
        mentions(tokens.clone(), &GenericParam::Lifetime(param))
    };
    let name = names::free(&["ask"], named);
    Lifetime::new(&format!("'{name}"), Span::call_site())
}
