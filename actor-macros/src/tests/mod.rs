//! Tests of the whole attribute, on tokens outside of the compiler.

mod accepted;
mod expansion;
mod expansions;
mod growth;
mod mark_refusal;
mod method_refusal;
mod oracle;
mod random;
mod refusal;
mod remote_refusal;
mod unreadable;

use proc_macro2::TokenStream;

use crate::annotate::annotate;

/// Expands an item and formats the result.
fn expand(options: &str, item: &str) -> String {
    let tokens = annotate(tokens(options), tokens(item));
    match syn::parse2(tokens.clone()) {
        Ok(file) => prettyplease::unparse(&file),
        Err(error) => panic!("{error}\n{tokens}"),
    }
}

fn tokens(text: &str) -> TokenStream {
    text.parse().unwrap_or_else(|error| panic!("{error}: {text}"))
}
