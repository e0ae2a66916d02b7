//! Decides which of the impl's generic parameters reach which generated item.

use proc_macro2::TokenStream;
use quote::{ToTokens, quote};
use syn::punctuated::Punctuated;
use syn::{GenericParam, Generics, Lifetime, Token, TypeParamBound, WherePredicate};

use crate::attributes::all;
use crate::mentions::{mentions, name};
use crate::model::Message;
use crate::self_type;

/// The generics of each generated item.
pub(crate) struct Parameters {
    /// The impl's own, with every bound.
    pub(crate) actor: Generics,
    /// The enum's: what its messages mention, with the bounds that concern nothing else.
    pub(crate) message: Generics,
    /// The handle's: all of them, because it names the actor's type, with no more bounds than the
    /// enum where that is enough.
    pub(crate) handle: Generics,
    /// The type that stands for what the handle's parameters are there for beside the enum.
    pub(crate) phantom: Option<TokenStream>,
    /// The types that stand for parameters which only conditional messages mention, each with the
    /// condition that none is there.
    pub(crate) absent: Vec<(TokenStream, TokenStream)>,
    /// A lifetime that none of the user's tokens use, for the ask view.
    pub(crate) ask: Lifetime,
}

impl Parameters {
    pub(crate) fn new(
        generics: &Generics,
        actor: &TokenStream,
        messages: &[Message],
    ) -> Parameters {
        let full = spelled_out(generics, actor);
        let mut used = Vec::new();
        let mut absent = Vec::new();
        for param in &full.params {
            let mentioning: Vec<&Message> = messages
                .iter()
                .filter(|message| message.types().any(|ty| mentions(ty.clone(), param)))
                .collect();
            if mentioning.is_empty() {
                continue;
            }
            used.push(param.clone());
            let conditions: Option<Vec<TokenStream>> =
                mentioning.iter().map(|message| presence(message, param)).collect();
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
        Parameters { actor: full, message, handle, phantom, absent, ask }
    }

    /// The generics of the ask view: the handle's, behind a lifetime of its own.
    pub(crate) fn ask_view(&self) -> Generics {
        let mut generics = self.handle.clone();
        let lifetime = syn::LifetimeParam::new(self.ask.clone());
        generics.params.insert(0, GenericParam::Lifetime(lifetime));
        generics
    }
}

/// When a message mentions the parameter: `None` if always.
fn presence(message: &Message, param: &GenericParam) -> Option<TokenStream> {
    let own = message.forwarded.condition.clone();
    let always = message.answer.iter().any(|answer| mentions(answer.ty.clone(), param));
    let arguments: Option<Vec<TokenStream>> = message
        .arguments
        .iter()
        .filter(|argument| mentions(argument.ty.clone(), param))
        .map(|argument| argument.condition.clone())
        .collect();
    match arguments {
        Some(arguments) if !always => {
            all(own.into_iter().chain([quote!(any(#(#arguments),*))]).collect())
        }
        _ => own,
    }
}

/// The generics with `Self` spelled out in their bounds.
fn spelled_out(generics: &Generics, actor: &TokenStream) -> Generics {
    let mut spelled: Generics =
        syn::parse2(self_type::spelled_out(generics, actor)).unwrap_or_else(|_| generics.clone());
    spelled.where_clause = generics.where_clause.as_ref().map(|clause| {
        syn::parse2(self_type::spelled_out(clause, actor)).unwrap_or_else(|_| clause.clone())
    });
    spelled
}

/// The generics with the bounds that concern used parameters alone; with the unused parameters too
/// if `all`.
fn restricted(
    generics: &Generics,
    is_used: &impl Fn(&GenericParam) -> bool,
    all: bool,
) -> Generics {
    let only_used = |tokens: &dyn ToTokens| {
        let tokens = tokens.to_token_stream();
        generics.params.iter().all(|param| is_used(param) || !mentions(tokens.clone(), param))
    };
    let mut kept = Generics::default();
    for param in &generics.params {
        let mut param = param.clone();
        let used = is_used(&param);
        if !used && !all {
            continue;
        }
        match &mut param {
            GenericParam::Type(ty) => {
                ty.bounds =
                    retain(&ty.bounds, |bound| relaxes(bound) || (used && only_used(bound)));
            }
            GenericParam::Lifetime(lifetime) => {
                lifetime.bounds = retain(&lifetime.bounds, |bound| used && only_used(bound));
            }
            GenericParam::Const(_) => {}
        }
        kept.params.push(param);
    }
    let predicates = generics.where_clause.iter().flat_map(|clause| &clause.predicates);
    for predicate in predicates {
        let mut predicate = predicate.clone();
        let concerned =
            generics.params.iter().any(|param| mentions(predicate.to_token_stream(), param));
        if !concerned {
            continue;
        }
        if !only_used(&predicate) {
            match &mut predicate {
                WherePredicate::Type(ty) if all => ty.bounds = retain(&ty.bounds, relaxes),
                _ => continue,
            }
            if matches!(&predicate, WherePredicate::Type(ty) if ty.bounds.is_empty()) {
                continue;
            }
        }
        kept.make_where_clause().predicates.push(predicate);
    }
    kept
}

fn retain<T: Clone>(
    bounds: &Punctuated<T, Token![+]>,
    keep: impl Fn(&T) -> bool,
) -> Punctuated<T, Token![+]> {
    bounds.iter().filter(|bound| keep(bound)).cloned().collect()
}

/// `?Sized` and its like: without them the parameter would be less than it was.
fn relaxes(bound: &TypeParamBound) -> bool {
    matches!(bound, TypeParamBound::Trait(bound) if bound.maybe.is_some())
}

/// Whether the actor's type may imply something about its parameters: in `Shelf<'a, T>`, that `T`
/// outlives `'a`. Then the handle has to imply it too, and so to mention that type.
fn relates_lifetimes(generics: &Generics) -> bool {
    let constants = generics.const_params().count();
    generics.lifetimes().next().is_some() && generics.params.len() - constants > 1
}

/// A type that uses these parameters, and the actor's type, and holds nothing, whatever they are.
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
            // rustc does not ask that a constant be used.
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
        let param = syn::LifetimeParam::new(Lifetime::new(
            &format!("'{wanted}"),
            proc_macro2::Span::call_site(),
        ));
        mentions(tokens.clone(), &GenericParam::Lifetime(param))
    };
    let name = crate::names::free(&["ask"], named);
    Lifetime::new(&format!("'{name}"), proc_macro2::Span::call_site())
}
