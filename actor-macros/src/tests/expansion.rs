//! What a flagship example expands to, beside the code that a person would have written.

use super::expand;

#[test]
fn a_declaration() {
    let expected = include_str!("declaration.expanded.rs");
    let options = "mailbox = 1024, overflow = drop, name = \"tally\", on_panic = resume, count, \
                   stack_size = 1 << 16, timeout = Duration::from_secs_f64(0.5)";
    let item = "pub struct Counter<'a, T: Clone = u8, const N: usize = 3>(&'a [T; N]) where T: X;";
    compare(&expand(options, item), expected);
}

#[test]
fn an_impl() {
    let expected = include_str!("counter.expanded.rs");
    let item = "
        impl Counter {
            pub fn new() -> Self { Counter { total: 0 } }
            /// Adds `n`.
            pub fn add(&mut self, n: u64) { self.total += n }
            /// The sum so far.
            pub fn total(&self) -> u64 { self.total }
            #[ask]
            pub(crate) fn reset(&mut self, ctx: &mut Context<CounterHandle>) {
                self.total = 0;
            }
            /// Forgets the sum.
            #[urgent]
            pub fn clear(&mut self) { self.total = 0 }
            #[urgent]
            #[cfg(feature = \"slow\")]
            pub fn later(&mut self, (a, b): (u8, Rc<u8>), #[reply] reply: ReplySender<u64>) {}
            #[cfg(feature = \"slow\")]
            #[idle]
            fn tidy(&mut self, ctx: &mut Context<CounterHandle>) -> Idle { Idle::Wait }
        }";
    compare(&expand("derive(Debug)", item), expected);
}

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

/// `UPDATE_EXPANDED=1` writes what there is now; read the difference before it is kept.
fn compare(actual: &str, expected: &str) {
    if std::env::var_os("UPDATE_EXPANDED").is_some() {
        let name = if actual.contains("struct Counter<") { "declaration" } else { "counter" };
        let path = format!("{}/src/tests/{name}.expanded.rs", env!("CARGO_MANIFEST_DIR"));
        std::fs::write(path, actual).expect("the expected expansion is writable");
    } else {
        assert_eq!(actual, expected, "\nrun with UPDATE_EXPANDED=1 if this is meant:\n{actual}");
    }
}
