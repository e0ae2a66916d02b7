//! Expands the rest of an item that cannot be read as a whole.

use super::accepted::is_a_message;
use super::{expand, tokens};
use crate::annotate::annotate;

#[test]
fn an_unreadable_method_is_one_late_error() {
    for method in ["pub fn f(&self, x: ) {}", "pub fn f(&self) -> "] {
        let item = format!("impl Counter {{ {method} }}");
        let expanded = annotate(tokens(""), tokens(&item)).to_string();
        // rustc has parsed it before, and reports the mistake.
        assert!(!expanded.contains("compile_error"), "{expanded}");
        assert!(expanded.contains("this method could not be read"), "{expanded}");
    }
}

#[test]
fn what_rustc_has_reported_is_mended() {
    for (item, kept) in [
        ("pub add(&mut self, n: u64) { self.n += n }", "pub fn add(&mut self, n: u64)"),
        ("pub #[ask] fn add(&mut self, n: u64) {}", "pub fn add(&mut self, n: u64)"),
        ("= 1; pub fn add(&mut self, n: u64) {}", "pub fn add(&mut self, n: u64)"),
        ("pub fn add(&mut self, n: u64 = 1 << 2) {}", "pub fn add(&mut self, n: u64)"),
        (
            "pub fn add(&mut self, n: &'static dyn X<Y = fn() -> Z> = 1, m: u8) {}",
            "Y = fn() -> Z>, m: u8)",
        ),
    ] {
        let tokens = annotate(tokens(""), tokens(&format!("impl Counter {{ {item} }}")));
        let expanded = prettyplease::unparse(&syn::parse2(tokens).expect("the item is a file"));
        assert!(expanded.contains(kept) && expanded.contains("Add {"), "{expanded}");
    }
}

#[test]
fn the_generics_of_a_method_are_not_its_parameters() {
    let change = "pub unsafe extern \"C\" fn f<F: Fn(u8) -> u8>(&mut self, f: F, n: u64 = 1) {}";
    let item = format!("impl Counter {{ pub fn add(&mut self, n: u64) {{}} {change} }}");
    let expanded = expand("", &item);
    assert!(expanded.contains("fn f<F: Fn(u8) -> u8>(&mut self, f: F, n: u64)"), "{expanded}");
    assert!(expanded.contains("remove the `= …`"), "{expanded}");
}

/// In some editions rustc only warns of it.
#[test]
fn a_trait_in_the_place_of_a_type_is_a_late_error() {
    for method in [
        "pub fn f(&self, x: Box<Iterator<Item = u8>>) {}",
        "pub fn f(&self) -> Box<Iterator<Item = u8>> {}",
        "pub fn f(&self, x: Option<Box<Stream<Item: Copy>>>) {}",
    ] {
        let item = format!("impl Counter {{ pub fn add(&mut self, n: u64) {{}} {method} }}");
        let expanded = expand("", &item);
        assert_eq!(expanded.matches("write `dyn` in front of it").count(), 1, "{expanded}");
        assert!(!expanded.contains("compile_error") && !is_a_message(method), "{expanded}");
    }
}

#[test]
fn a_body_need_not_parse() {
    let item =
        "impl Counter { pub fn f(&self) { self. } fn g() { let = } pub fn h(&self) -> u8 { ] [ } }";
    let item = item.replace("] [", "+ + =>");
    let expanded = annotate(tokens(""), tokens(&item)).to_string();
    assert!(expanded.contains("pub fn f (& self) { self . }"), "{expanded}");
    assert!(expanded.contains("F ,") && expanded.contains("H {"), "{expanded}");
    assert!(!expanded.contains("compile_error"), "{expanded}");
}
