//! Mends an impl: adds its lint allowances, and corrects what the check has reported.

use proc_macro2::{Delimiter, Group, TokenTree};
use quote::quote;
use syn::spanned::Spanned as _;
use syn::{FnArg, Token, Type, TypeParen, TypeReference, token};

use super::lints;
use crate::check::Checked;
use crate::syntax::{Body, Entry, Impl, Intent, Method, OwnContext, context};
use crate::tokens::types::{bare, is_unsized};

/// Mends an impl. Its methods stay as they are if it declares no actor.
pub(crate) fn block(block: &mut Impl, checked: Option<&Checked>) {
    block.allowed = lints::of_impl(&block.header.generics);
    let Some(checked) = checked else { return };
    for entry in &mut block.entries {
        if let Entry::Method(method) = entry {
            self::method(method, &checked.own_context);
        }
    }
}

fn method(method: &mut Method, own_context: &OwnContext) {
    let intent = method.intent();
    if intent.takes_context() {
        own_context.correct(&mut method.signature);
    }
    if let Intent::Message = intent {
        method.allowed = lints::of_message(&method.vis, &method.signature);
        message(method);
    }
}

/// Corrects what rustc would refuse in any method: `...`, a missing body, arguments without a size.
fn message(method: &mut Method) {
    method.signature.variadic = None;
    if let Body::Missing(_) = method.body {
        let body = Group::new(Delimiter::Brace, quote!(loop {}));
        method.body = Body::Block(TokenTree::Group(body));
    }
    let first = if context(&method.signature).is_some() { 2 } else { 1 };
    for input in method.signature.inputs.iter_mut().skip(first) {
        let FnArg::Typed(typed) = input else { continue };
        let is_reply = typed.attrs.iter().any(|attr| attr.path().is_ident("reply"));
        if !is_reply && is_unsized(&typed.ty) {
            *typed.ty = referenced(&typed.ty);
        }
    }
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
