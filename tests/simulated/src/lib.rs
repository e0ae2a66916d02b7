//! Attributes of the tests of behaviour, whose source is compiled once to run outside of a simulation, and once to run
//! inside. The roots choose among them (`tests/behaviour/support/`).

#![forbid(unsafe_code)]

use proc_macro::{Delimiter, Group, TokenStream, TokenTree};

/// In place of std's `#[test]`: the test's body is handed to `crate::sys::simulate`.
#[proc_macro_attribute]
pub fn test(_: TokenStream, item: TokenStream) -> TokenStream {
    let mut tokens: Vec<TokenTree> = item.into_iter().collect();
    let Some(TokenTree::Group(body)) = tokens.pop() else {
        return error("a test has a body");
    };
    let is_arrow = |pair: &[TokenTree]| pair[0].to_string() == "-" && pair[1].to_string() == ">";
    let returned = match tokens.windows(2).position(is_arrow) {
        Some(arrow) => tokens.drain(arrow..).skip(2).collect(),
        None => parsed("()"),
    };
    let mut simulated = parsed("crate::sys::simulate");
    let mut closure = parsed("|| ->");
    closure.extend(returned);
    closure.extend([TokenTree::Group(body)]);
    simulated.extend([in_group(Delimiter::Parenthesis, closure)]);
    let mut test = parsed("#[::core::prelude::v1::test]");
    test.extend(tokens);
    test.extend([in_group(Delimiter::Brace, simulated)]);
    test
}

/// Has a test that is not run inside be listed as ignored, with the reason that the attribute states.
#[proc_macro_attribute]
pub fn ignored(reason: TokenStream, item: TokenStream) -> TokenStream {
    let reason = reason.to_string();
    let Some(reason) = reason.strip_prefix('"').and_then(|rest| rest.strip_suffix('"')) else {
        return error("write why it is not simulated: `#[not_simulated(\"…\")]`");
    };
    let mut ignored = parsed(&format!("#[ignore = \"not simulated: {reason}\"]"));
    ignored.extend(item);
    ignored
}

/// Stands for [`ignored`] where the tests run outside.
#[proc_macro_attribute]
pub fn unchanged(_: TokenStream, item: TokenStream) -> TokenStream {
    item
}

fn parsed(text: &str) -> TokenStream {
    text.parse().expect("it is Rust")
}

fn in_group(delimiter: Delimiter, tokens: TokenStream) -> TokenTree {
    TokenTree::Group(Group::new(delimiter, tokens))
}

fn error(text: &str) -> TokenStream {
    parsed(&format!("::core::compile_error!({text:?});"))
}
