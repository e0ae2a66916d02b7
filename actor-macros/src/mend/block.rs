//! Mends an impl: adds its lint allowances, and corrects what the check has reported.

use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};
use quote::{ToTokens as _, quote};
use syn::spanned::Spanned as _;
use syn::{
    FnArg, Ident, ItemImpl, Pat, Path, ReturnType, Token, Type, TypeParen, TypeReference,
    parse_quote, token,
};

use super::lints;
use super::sizes::size_held;
use crate::attributes::Fields;
use crate::check::Checked;
use crate::options::ImplOptions;
use crate::syntax::{Body, Entry, Impl, Intent, Method, OwnContext, first_argument, is_reply};
use crate::tokens::groups::regrouped;
use crate::tokens::self_type::without_associated;
use crate::tokens::types::{bare, is_one_of, is_unsized, unsized_parameters};

/// Mends an impl with these options. Its methods stay as they are if it declares no actor.
pub(crate) fn block(block: &mut Impl, options: &ImplOptions, checked: Option<&Checked>) {
    block.allowed = lints::of_impl(&block.header.generics);
    let Some(checked) = checked else { return };
    without_types(block);
    add_send(block, &checked.lacks_send);
    let unsized_parameters = unsized_parameters(&block.header.generics);
    for entry in &mut block.entries {
        if let Entry::Method(method) = entry {
            if let Intent::Message = method.intent {
                method.fields = Fields {
                    of_derives: !options.derives.is_empty(),
                    of_serde: options.derives.iter().any(is_of_serde),
                    of_remote: method.travels(checked.is_remote),
                };
            }
            self::method(method, &checked.own_context, &unsized_parameters);
        }
    }
}

/// Whether the derive is one of serde's, as far as its name tells.
fn is_of_serde(derive: &Path) -> bool {
    let last = derive.segments.last();
    last.is_some_and(|last| last.ident == "Serialize" || last.ident == "Deserialize")
}

/// Adds `Send` to the parameters that lack it.
fn add_send(block: &mut Impl, lacks_send: &[Ident]) {
    if lacks_send.is_empty() {
        return;
    }
    let head = &block.head;
    let Ok(mut written) = syn::parse2::<ItemImpl>(quote!(#head {})) else { return };
    for generics in [&mut block.header.generics, &mut written.generics] {
        for param in generics.type_params_mut().filter(|param| lacks_send.contains(&param.ident)) {
            param.bounds.push(parse_quote!(::core::marker::Send));
        }
    }
    let mut written: Vec<TokenTree> = written.to_token_stream().into_iter().collect();
    written.pop();
    block.head = written.into_iter().collect();
}

/// Replaces the impl's own types by what they stand for.
fn without_types(block: &mut Impl) {
    let types: Vec<(Ident, TokenStream)> = block
        .entries
        .iter()
        .filter_map(|entry| match entry {
            Entry::Type(ty) => Some((ty.name.clone(), ty.ty.clone())),
            _ => None,
        })
        .collect();
    for (name, ty) in &types {
        for entry in &mut block.entries {
            match entry {
                Entry::Method(method) => {
                    let signature = method.signature.to_token_stream();
                    if let Ok(signature) = syn::parse2(without_associated(signature, name, ty)) {
                        method.signature = signature;
                    }
                    if let Body::Block(TokenTree::Group(body)) = &mut method.body {
                        let inner = without_associated(body.stream(), name, ty);
                        *body = regrouped(body, inner);
                    }
                }
                Entry::Other { tokens, .. } => {
                    *tokens = without_associated(tokens.clone(), name, ty);
                }
                Entry::Type(_) => {}
            }
        }
    }
}

fn method(method: &mut Method, own_context: &OwnContext, unsized_parameters: &[String]) {
    let intent = method.intent;
    if intent.takes_context() {
        own_context.correct(&mut method.signature);
    }
    if let Intent::Message = intent {
        method.signature = method.with_receiver();
        method.allowed = lints::of_message(&method.vis, &method.signature);
        message(method, own_context, unsized_parameters);
    }
}

/// Corrects what rustc would refuse in any method: `...`, a missing body, arguments without a size.
fn message(method: &mut Method, own_context: &OwnContext, unsized_parameters: &[String]) {
    method.signature.variadic = None;
    if let Body::Missing(_) = method.body {
        method.body = nothing();
    }
    let (mut takes_open, mut holds_unsized) = (false, false);
    let first = first_argument(&method.signature);
    // A misplaced context is used as one.
    for input in method.signature.inputs.iter_mut().skip(first) {
        let FnArg::Typed(typed) = input else { continue };
        let is_mut = matches!(&*typed.pat, Pat::Ident(pat) if pat.mutability.is_some());
        if let (Some(context), false) = (own_context.of_type(&typed.ty), is_mut) {
            *typed.ty = parse_quote!(&mut #context);
        }
        let is_open = is_one_of(&typed.ty, unsized_parameters);
        if !is_reply(typed) && (is_open || is_unsized(&typed.ty)) {
            *typed.ty = referenced(&typed.ty);
            takes_open |= is_open;
        }
        holds_unsized |= size_held(&mut typed.ty);
    }
    if let ReturnType::Type(_, ty) = &mut method.signature.output {
        holds_unsized |= size_held(ty);
    }
    // What the body does with such a value, it can do with no other.
    if takes_open || holds_unsized {
        method.body = nothing();
    }
}

/// A body of any type.
fn nothing() -> Body {
    Body::Block(TokenTree::Group(Group::new(Delimiter::Brace, quote!(loop {}))))
}

/// A reference to the type.
fn referenced(ty: &Type) -> Type {
    let inner = match bare(ty) {
        // `&dyn A + B` and `&dyn A +` would not parse as references to the whole type.
        Type::TraitObject(object) if object.bounds.len() > 1 || object.bounds.trailing_punct() => {
            Type::Paren(TypeParen {
                attrs: Vec::new(),
                paren_token: token::Paren(ty.span()),
                elem: Box::new(ty.clone()),
            })
        }
        _ => ty.clone(),
    };
    Type::Reference(TypeReference {
        attrs: Vec::new(),
        and_token: Token![&](ty.span()),
        lifetime: None,
        mutability: None,
        elem: Box::new(inner),
    })
}
