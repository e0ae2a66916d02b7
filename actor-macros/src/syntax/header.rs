//! Corrects the header of an impl: names its open lifetimes, and orders its parameters as the actor's type does.

use quote::{ToTokens as _, quote};
use syn::{
    GenericArgument, GenericParam, Ident, ItemImpl, Lifetime, LifetimeParam, PathArguments, Type,
    TypePath,
};

use crate::tokens::mentions::{bound_lifetimes, lifetimes, mentions};
use crate::tokens::text::unraw;
use crate::tokens::types::{bare, bare_mut};

/// How the names begin that open lifetimes get.
pub(crate) const OPEN_LIFETIME: &str = "'__open_";

/// Declares a lifetime in place of each `'_` in the type of an inherent impl, at any depth. Returns these `'_`s.
/// Also declares each named lifetime that the user forgot to declare. rustc reports it in the user's impl, and nowhere else.
pub(super) fn name_open_lifetimes(header: &mut ItemImpl) -> Vec<Lifetime> {
    let mut open = Vec::new();
    if header.trait_.is_none() {
        if let Type::Path(TypePath { qself: None, path, .. }) = bare_mut(&mut header.self_ty) {
            name_in(path, &mut open);
        }
    }
    for (number, lifetime) in open.iter().enumerate().rev() {
        let param = GenericParam::Lifetime(LifetimeParam::new(named(number, lifetime)));
        header.generics.params.insert(0, param);
    }
    declare_named(header);
    open
}

fn name_in(path: &mut syn::Path, open: &mut Vec<Lifetime>) {
    for segment in &mut path.segments {
        let PathArguments::AngleBracketed(arguments) = &mut segment.arguments else { continue };
        for argument in &mut arguments.args {
            match argument {
                GenericArgument::Lifetime(lifetime) if lifetime.ident == "_" => {
                    let name = named(open.len(), lifetime);
                    open.push(std::mem::replace(lifetime, name));
                }
                GenericArgument::Type(Type::Path(inner)) => name_in(&mut inner.path, open),
                _ => {}
            }
        }
    }
}

/// Declares the lifetimes in the type and in the bounds of an inherent impl that are not declared.
fn declare_named(header: &mut ItemImpl) {
    if header.trait_.is_some() {
        return;
    }
    let (ty, generics) = (&header.self_ty, &header.generics);
    let clause = &generics.where_clause;
    let tokens = quote!(#ty #generics #clause);
    let mut known: Vec<String> =
        generics.lifetimes().map(|own| unraw(&own.lifetime.ident)).collect();
    known.extend(bound_lifetimes(tokens.clone()).iter().map(unraw));
    known.extend(["static", "_"].map(str::to_owned));
    let mut open: Vec<Ident> = Vec::new();
    for name in lifetimes(tokens) {
        if !known.contains(&unraw(&name)) {
            known.push(unraw(&name));
            open.push(name);
        }
    }
    for name in open.into_iter().rev() {
        let lifetime = Lifetime { apostrophe: name.span(), ident: name };
        let param = GenericParam::Lifetime(LifetimeParam::new(lifetime));
        header.generics.params.insert(0, param);
    }
}

/// Orders the parameters as the type of an inherent impl names them, so that the handle has them in the order that its
/// users know. Those that it does not name stay behind; lifetimes stay in front.
pub(super) fn order_parameters(header: &mut ItemImpl) {
    let Type::Path(path) = bare(&header.self_ty) else { return };
    let Some(last) = path.path.segments.last() else { return };
    let PathArguments::AngleBracketed(arguments) = &last.arguments else { return };
    let arguments: Vec<_> = arguments.args.iter().map(|arg| arg.to_token_stream()).collect();
    let place = |param: &GenericParam| {
        let named = arguments.iter().position(|argument| mentions(argument.clone(), param));
        let kind = !matches!(param, GenericParam::Lifetime(_));
        (kind, named.unwrap_or(arguments.len()))
    };
    let mut params: Vec<GenericParam> = header.generics.params.iter().cloned().collect();
    params.sort_by_key(place);
    header.generics.params = params.into_iter().collect();
}

/// A name that no lifetime of the user's has.
fn named(number: usize, at: &Lifetime) -> Lifetime {
    Lifetime::new(&format!("{OPEN_LIFETIME}{number}"), at.span())
}
