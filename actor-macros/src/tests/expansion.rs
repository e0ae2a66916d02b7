//! What expansions take over from documentation, and which lints they allow.

use super::expand;

/// Documentation says the same beside the impl: it links to what it linked to, and hides what it
/// hid.
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
    assert_eq!(count("#[doc(hidden)]"), 4, "{expanded}");
    assert_eq!(count("/// Calls `Counter::total`."), 2, "{expanded}");
}

/// Lints about names are allowed where these names are, and nowhere else.
#[test]
fn lints_about_names_are_allowed_narrowly() {
    let expanded = expand("", "impl Items { pub fn len(&self) -> usize { 0 } }");
    let count = expanded.matches("#[allow(clippy::len_without_is_empty)]").count();
    assert_eq!(count, 3, "the handle, its methods and the ask view's: {expanded}");
    assert!(!expanded.contains("iter_not_returning_iterator"), "{expanded}");
}

/// clippy says once of the user's method that it takes too many arguments.
#[test]
fn many_arguments_are_allowed_where_there_are_many() {
    let many =
        "impl Items { pub fn add(&self, a: u8, b: u8, c: u8, d: u8, e: u8, f: u8, g: u8) {} }";
    let expanded = expand("", many);
    assert_eq!(expanded.matches("clippy::too_many_arguments").count(), 3, "{expanded}");
    let few = expand("", "impl Items { pub fn add(&self, a: u8) {} }");
    assert!(!few.contains("too_many_arguments"), "{few}");
}
