//! What expansions repeat of the user's items, and which lints they allow.

use quote::ToTokens as _;
use syn::{Fields, Item, ItemEnum, Visibility};

use super::{expand, tokens};
use crate::annotate::annotate;

/// The message enum of an impl with these methods.
fn message_of(header: &str, methods: &str) -> ItemEnum {
    let expanded = expand("", &format!("{header} {{ {methods} }}"));
    let file = syn::parse_file(&expanded).expect("an expansion is a file");
    let found = file.items.into_iter().find_map(|item| match item {
        Item::Enum(item) => Some(item),
        _ => None,
    });
    found.unwrap_or_else(|| panic!("no enum: {expanded}"))
}

/// Documentation is the same beside the impl: its links lead to the same items, and hidden items
/// stay hidden.
#[test]
fn documentation_is_forwarded() {
    let expanded = expand(
        "",
        "impl shop::Counter {
            /// Less than [`Self::total`], after [`Self::new`].
            pub fn add(&mut self, n: u64) {}
            #[doc(hidden)]
            #[doc(alias = \"sum\")]
            pub fn total(&self) -> u64 { 0 }
        }",
    );
    let count = |part: &str| expanded.matches(part).count();
    assert_eq!(count("[`CounterHandle::total`], after [`shop::Counter::new`]"), 2, "{expanded}");
    assert_eq!(count("[`Self::total`]"), 1, "{expanded}");
    // The five impls of traits that users never call are hidden, too.
    assert_eq!(count("#[doc(hidden)]\nimpl"), 5, "{expanded}");
    assert_eq!(count("#[doc(hidden)]"), 4 + 5, "{expanded}");
    assert_eq!(count("/// Calls `Counter::total`."), 2, "{expanded}");
}

/// Lints about names are allowed only where there are such names.
#[test]
fn lints_about_names_are_allowed_narrowly() {
    let expanded = expand("", "impl Items { pub fn len(&self) -> usize { 0 } }");
    let count = expanded.matches("#[allow(clippy::len_without_is_empty)]").count();
    assert_eq!(count, 3, "the handle, its methods and the ask view's: {expanded}");
    assert!(!expanded.contains("iter_not_returning_iterator"), "{expanded}");
}

/// clippy reports too many arguments at the user's method alone.
#[test]
fn many_arguments_are_allowed_where_there_are_many() {
    let allowed = |parameters: &str| {
        let expanded =
            expand("", &format!("impl Items {{ pub fn add(&self, {parameters}) {{}} }}"));
        expanded.matches("clippy::too_many_arguments").count()
    };
    assert_eq!(allowed("a: u8, b: u8, c: u8, d: u8, e: u8, f: u8"), 3);
    assert_eq!(allowed("a: u8, b: u8, c: u8, d: u8, e: u8"), 0);
}

/// A plain `must_use` is not repeated. One with a reason is.
#[test]
fn warnings_reach_the_caller() {
    let expanded = |attribute: &str| {
        expand("", &format!("impl Items {{ {attribute} pub fn len(&self) -> usize {{ 0 }} }}"))
    };
    let plain = expanded("#[must_use]");
    assert_eq!(plain.matches("#[must_use]").count(), 1, "{plain}");
    let reasoned = expanded("#[must_use = \"it takes its time\"]");
    assert_eq!(reasoned.matches("#[must_use = ").count(), 3, "{reasoned}");
    assert!(!reasoned.contains("allow(deprecated)"), "{reasoned}");
    for deprecation in ["#[deprecated]", "#[cfg_attr(x, deprecated)]"] {
        let expanded = expanded(deprecation);
        assert_eq!(expanded.matches(deprecation).count(), 3, "{expanded}");
        assert!(expanded.contains("allow(deprecated)"), "{expanded}");
    }
}

/// A field has the name of its parameter, if the pattern is a name.
#[test]
fn fields_are_named_after_parameters() {
    let message = message_of(
        "impl Items",
        "pub fn add(&self, a: u8, mut b: u8, (c): u8, ref d: u8, e @ _: u8, (f, g): (u8, u8)) {}",
    );
    let Fields::Named(fields) = &message.variants[0].fields else { panic!("fields have names") };
    let names: Vec<String> =
        fields.named.iter().filter_map(|field| Some(field.ident.as_ref()?.to_string())).collect();
    assert_eq!(names, ["a", "b", "c", "arg3", "arg4", "arg5"]);
}

/// The enum is as visible as the most visible of its messages.
#[test]
fn the_enum_is_as_visible_as_the_widest_of_its_messages() {
    let cases = [
        ("pub(super)", "pub(in super::super)"),
        ("pub(in self::super)", "pub(in super::super)"),
        ("pub(super)", "pub(in self::super::super)"),
        ("pub(in crate::a::b)", "pub(in crate::a)"),
        ("pub(in crate::a)", "pub(crate)"),
        ("pub(super)", "pub(crate)"),
        ("pub(crate)", "pub"),
        ("pub(super)", "pub"),
    ];
    let vis = |one: &str, other: &str| {
        let methods = format!("{one} fn a(&self) {{}} {other} fn b(&self) {{}}");
        let refused = expand("", &format!("impl Items {{ {methods} }}")).contains("compile_error");
        assert!(!refused, "{methods}");
        message_of("impl Items", &methods).vis.to_token_stream().to_string()
    };
    for (narrow, wide) in cases {
        let expected: Visibility = syn::parse_str(wide).expect("a visibility");
        let expected = expected.to_token_stream().to_string();
        for (one, other) in [(narrow, wide), (wide, narrow), (wide, wide)] {
            assert_eq!(vis(one, other), expected, "{one} {other}");
        }
    }
    // The order depends on the modules that they are in.
    for (one, other) in [
        ("pub(super)", "pub(in crate::a)"),
        ("pub(super)", "pub(in super::a)"),
        ("pub(in crate::a)", "pub(in crate::b)"),
    ] {
        for (one, other) in [(one, other), (other, one)] {
            let methods = format!("{one} fn a(&self) {{}} {other} fn b(&self) {{}}");
            let expanded = expand("", &format!("impl Items {{ {methods} }}"));
            assert!(expanded.contains("cannot be compared"), "{expanded}");
        }
    }
}

/// A bound that concerns no parameter may name a private type.
#[test]
fn the_enum_repeats_bounds_of_its_parameters_alone() {
    let clause = |header: &str, methods: &str| {
        let clause = message_of(header, methods).generics.where_clause;
        clause.to_token_stream().to_string()
    };
    let alone = clause("impl Items where Private: Copy", "pub fn add(&self) {}");
    assert_eq!(alone, "");
    let both = "pub fn add(&self, one: &'a u8, other: &'b u8) {}";
    let outlives = clause("impl<'a, 'b> Items<'a, 'b> where 'a: 'b", both);
    assert_eq!(outlives.trim_end_matches(" ,"), "where 'a : 'b");
}

/// The handle names the actor only if the actor's type may imply bounds.
#[test]
fn a_handle_names_the_actor_where_lifetimes_are_related() {
    let expanded = |header: &str| expand("", &format!("{header} {{ pub fn f(&self) {{}} }}"));
    let alone = expanded("impl<'a, const N: usize> Items<'a, N>");
    assert!(!alone.contains(", Items<'a, N>)"), "{alone}");
    let related = expanded("impl<'a, T, const N: usize> Items<'a, T, N>");
    assert!(related.contains("PhantomData<T>, Items<'a, T, N>)"), "{related}");
}

#[test]
fn attributes_in_the_impl_stay_there() {
    let expanded = expand("", "impl Items { #![allow(dead_code)] pub fn f(&self) {} }");
    assert_eq!(expanded.matches("#![allow(dead_code)]").count(), 1, "{expanded}");
}

/// Other macros pass tokens on in groups without delimiters.
#[test]
fn groups_without_delimiters_are_opened() {
    use proc_macro2::{Delimiter, Group, TokenStream, TokenTree};

    let group = |text: &str| TokenTree::Group(Group::new(Delimiter::None, tokens(text)));
    fn put(place: &TokenTree, into: TokenStream) -> TokenStream {
        let trees = into.into_iter().map(|tree| match tree {
            TokenTree::Ident(ident) if ident == "HERE" => place.clone(),
            TokenTree::Group(group) => {
                Group::new(group.delimiter(), put(place, group.stream())).into()
            }
            tree => tree,
        });
        trees.collect()
    }
    let annotated = |options: &str, item: &str, place: &str| {
        let place = group(place);
        annotate(put(&place, tokens(options)), put(&place, tokens(item))).to_string()
    };

    assert_eq!(annotated("", "HERE", "struct Items;"), annotated("", "struct Items;", ""));
    let not_an_item = annotate(tokens(""), tokens("{ struct Items; }")).to_string();
    assert!(not_an_item.contains("`#[actor]` belongs on"), "{not_an_item}");

    let borrowed = annotated("", "impl Items { pub fn add(&self, x: HERE) {} }", "&u8");
    assert!(borrowed.contains("cannot borrow from the caller"), "{borrowed}");
    for (exit, place) in [("HERE", "&Exit"), ("(HERE)", "(&Exit)"), ("HERE", "(&Exit)")] {
        let item = format!(
            "impl Items {{ pub fn f(&self) {{}} #[stopped] fn g(&mut self, exit: {exit}) {{}} }}"
        );
        let stopped = annotated("", &item, place);
        assert!(!stopped.contains("compile_error"), "{stopped}");
    }
    for zero in ["HERE", "(HERE)", "-HERE"] {
        let mailbox = annotated(&format!("mailbox = {zero}"), "struct Items;", "0");
        assert!(mailbox.contains("a mailbox needs room"), "{mailbox}");
    }
}

/// A derive of the enum reads them at the field. rustc refuses them at a parameter, and explains those that nobody reads.
#[test]
fn attributes_of_parameters_that_a_derive_reads_move_to_the_field() {
    let method = "pub fn add(&self, #[serde(default)] #[allow(unused)] n: u8, #[reply] r: ReplySender<u8>) {}";
    let derived = expand("derive(Serialize)", &format!("impl Items {{ {method} }}"));
    assert_eq!(derived.matches("#[serde(default)]").count(), 1, "{derived}");
    let field = derived.split("#[serde(default)]").nth(1).expect("the attribute is there");
    assert!(field.trim_start().starts_with("n: u8,"), "{derived}");
    let plain = expand("", &format!("impl Items {{ {method} }}"));
    let user = plain.split("pub enum").next().expect("the user's impl comes first");
    assert_eq!(plain.matches("#[serde(default)]").count(), 1, "{plain}");
    assert!(user.contains("#[serde(default)]"), "{plain}");
}

/// Arguments that travel have the attributes that serde reads, and so has the enum if it derives one of serde's traits.
#[test]
fn attributes_of_serdes_move_to_the_arguments_that_travel() {
    let remote = "remote = \"items/1\"";
    let method = "pub fn add(&self, #[serde(default)] #[other] n: u8) {}";
    let count = |derives: &str, mark: &str| {
        let expanded =
            expand(&format!("{remote} {derives}"), &format!("impl Items {{ {mark} {method} }}"));
        let (user, generated) =
            expanded.split_once("pub enum").expect("the user's impl comes first");
        let enumeration = generated.split('}').next().expect("the variant");
        let in_place = |part: &str| {
            (part.matches("#[serde(default)]").count(), part.matches("#[other]").count())
        };
        [in_place(user), in_place(enumeration), in_place(&generated[enumeration.len()..])]
    };
    let (none, serde, other, both) = ((0, 0), (1, 0), (0, 1), (1, 1));
    assert_eq!(count("", ""), [other, none, serde]);
    assert_eq!(count(", derive(Debug)", ""), [none, other, serde]);
    assert_eq!(count(", derive(serde::Serialize)", ""), [none, both, serde]);
    assert_eq!(count("", "#[local]"), [both, none, none]);
    assert_eq!(count(", derive(Debug)", "#[local]"), [none, both, none]);
}

/// rustdoc tests an example once, in the user's text.
#[test]
fn examples_are_tested_once() {
    let documented = |text: &str| {
        let method = format!("/// Adds.\n///\n{text}\npub fn add(&self) {{}}");
        expand("", &format!("impl Items {{ {method} }}"))
    };
    for example in
        ["/// ```\n/// one();\n/// ```", "///     one();", "/// ~~~\n/// one();\n/// ~~~"]
    {
        let expanded = documented(example);
        assert_eq!(expanded.matches("one();").count(), 3, "{expanded}");
        let tested = expanded.lines().filter(|line| line.contains("one();"));
        let tested = tested.filter(|line| !line.contains("cfg_attr(not(doctest), doc"));
        assert_eq!(tested.count(), 1, "{expanded}");
    }
    assert!(!documented("/// More.").contains("doctest"));
}

/// rust-analyzer completes a key as the path that it is in code for it alone.
#[test]
fn keys_of_options_are_paths_for_the_editor() {
    for (options, item, paths) in [
        ("m", "struct A;", "options_of_a_type::m as _;"),
        ("count, mailbox = f(1, 2), na", "struct A;", "options_of_a_type::na as _;"),
        ("h", "impl A { pub fn f(&self) {} }", "options_of_an_impl::h as _;"),
    ] {
        let expanded = expand(options, item);
        assert!(expanded.contains("#[cfg(rust_analyzer)]"), "{expanded}");
        assert!(expanded.contains(paths), "{expanded}");
        assert!(!expanded.contains("::f as _") && !expanded.contains("::crate"), "{expanded}");
    }
    assert!(!expand("crate = x", "struct A;").contains("as _;"));
    assert!(!expand("", "struct A;").contains("rust_analyzer"));
}
