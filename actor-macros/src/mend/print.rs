//! Emits a mended impl, without its marks.

use proc_macro2::{TokenStream, TokenTree};
use quote::{ToTokens, quote};
use syn::FnArg;

use super::unmark;
use crate::syntax::{Body, Entry, Impl, Method};
use crate::tokens::groups::regrouped;

impl ToTokens for Impl {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Impl { allowed, head, inner, entries, .. } = self;
        let inner = inner.iter().filter(|attr| !unmark::is_mark(attr));
        let body = regrouped(&self.body, quote!(#(#inner)* #(#entries)*));
        allowed.to_tokens(tokens);
        tokens.extend(unmark::without_marks(head.clone()));
        tokens.extend([TokenTree::Group(body)]);
    }
}

impl ToTokens for Entry {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        match self {
            Entry::Method(method) => method.to_tokens(tokens),
            // rustc would refuse it again.
            Entry::Type(_) => {}
            Entry::Other { attrs, tokens: item } => {
                let attrs = attrs.iter().filter(|attr| !unmark::is_mark(attr));
                tokens.extend(quote!(#(#attrs)* #item));
            }
        }
    }
}

impl ToTokens for Method {
    fn to_tokens(&self, tokens: &mut TokenStream) {
        let Method { allowed, attrs, vis, signature, body, fields, .. } = self;
        let attrs = attrs.iter().filter(|attr| !unmark::is_mark(attr));
        let mut signature = signature.clone();
        for input in &mut signature.inputs {
            let attrs = match input {
                FnArg::Receiver(receiver) => &mut receiver.attrs,
                FnArg::Typed(typed) => &mut typed.attrs,
            };
            attrs.retain(|attr| !(unmark::is_mark(attr) || fields.take(attr)));
        }
        tokens.extend(quote!(#allowed #(#attrs)* #vis #signature));
        match body {
            Body::Block(block) => block.to_tokens(tokens),
            Body::Missing(semicolon) => semicolon.to_tokens(tokens),
        }
    }
}
