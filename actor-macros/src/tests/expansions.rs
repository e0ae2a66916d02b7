//! Compares inputs, each in a file, with their expected expansions in the files beside them.
//
// `tests/lint` compiles those without errors in them, as if a person had written them.

use quote::ToTokens as _;
use syn::{Attribute, Item, Meta};

use super::expand;

macro_rules! expansions {
    ($($name:ident)*) => {$(
        #[test]
        fn $name() {
            compare(
                stringify!($name),
                include_str!(concat!("expansions/", stringify!($name), ".rs")),
            );
        }
    )*};
}

expansions! {
    borrowed
    conditional
    context_and_reply
    declaration
    doubtful
    every_kind
    every_option
    expires
    forwarded_attributes
    generic
    no_actor
    odd_names
    refused
    remote
    remote_refused
    started_and_stopped
    told_and_asked
    unused_parameters
    urgent_and_idle
    visibilities
}

/// `UPDATE_EXPANDED=1` writes the actual expansion. Read the difference before you keep it.
fn compare(name: &str, input: &str) {
    let path = format!("{}/src/tests/expansions/{name}.expanded.rs", env!("CARGO_MANIFEST_DIR"));
    let actual = expand_file(input);
    if std::env::var_os("UPDATE_EXPANDED").is_some() {
        std::fs::write(path, actual).expect("the expected expansion is writable");
    } else {
        let expected = std::fs::read_to_string(path).expect("there is an expansion of each input");
        assert_eq!(actual, expected, "\nrun with UPDATE_EXPANDED=1 if this is meant:\n{actual}");
    }
}

/// The file with each annotated item replaced by its expansion.
fn expand_file(input: &str) -> String {
    let file = syn::parse_file(input).expect("the input is a file");
    let mut expanded = Vec::new();
    for mut item in file.items {
        let attrs = match &mut item {
            Item::Enum(item) => &mut item.attrs,
            Item::Fn(item) => &mut item.attrs,
            Item::Impl(item) => &mut item.attrs,
            Item::Struct(item) => &mut item.attrs,
            Item::Union(item) => &mut item.attrs,
            _ => {
                expanded.push(item.to_token_stream().to_string());
                continue;
            }
        };
        let is_actor = |attr: &Attribute| attr.path().is_ident("actor");
        let position = attrs.iter().position(is_actor).expect("the item is annotated");
        let options = match attrs.remove(position).meta {
            Meta::List(list) => list.tokens.to_string(),
            _ => String::new(),
        };
        expanded.push(expand(&options, &item.to_token_stream().to_string()));
    }
    let expanded = syn::parse_file(&expanded.join("\n")).expect("an expansion is a file");
    prettyplease::unparse(&expanded)
}
