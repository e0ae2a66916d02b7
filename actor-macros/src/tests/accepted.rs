//! Accepts what is sound, without an error.

use super::refusal::{about, about_remote};
use super::{expand, tokens};
use crate::annotate::annotate;

/// Whether the method `f`, in an impl of its own, becomes a message.
pub(super) fn is_a_message(method: &str) -> bool {
    let file = expand("", &format!("impl Counter {{ {method} }}"));
    let file = syn::parse_file(&file).expect("an expansion is a file");
    file.items.iter().any(|item| match item {
        syn::Item::Enum(item) => item.variants.iter().any(|variant| variant.ident == "F"),
        _ => false,
    })
}

#[test]
fn sound_types_are_accepted() {
    let sound = [
        "pub fn f(&self, x: fn(&str) -> &str, y: Box<dyn Fn(u8, Cow<'_, str>) -> &u8 + Send>) {}",
        "pub fn f(&self, x: Box<dyn for<'x> Fn(&'x u8) -> Option<&'x u8> + Send>) {}",
        "pub fn f(&self, x: &'static str, y: Vec<&'static [u8]>) -> Option<&'static str> {}",
        "pub fn f(&self, x: [Self; 3], y: mac!(&u8), z: <Self as X>::Y) {}",
        "pub fn f(&mut self, _: &mut Context<CounterHandle>, x: u8) -> u8 {}",
        "pub fn f(&self, x: my::Context<CounterHandle>, y: Context<u8>, z: Context<CounterHandle, u8>) {}",
        "pub fn f(&self, x: &'static mut Vec<u8>, y: &'static mut X) -> &'static mut u8 {}",
        "pub fn f<'unused>(&self) {}",
        "pub fn f(&self) -> BoxFuture<'static, u8> {}",
        "pub fn f(&self) -> BoxFuture<u8> {}",
        "pub fn f(&self) -> Pin<Box<dyn Future<Output = u8> + Send>> {}",
        "pub fn f(&mut self, turn: &mut TurnContext, x: u8) {}",
        "pub fn f(&mut self, ctx: &mut Alias, x: u8) {}",
        "pub fn f(&mut self, _: &mut Alias) {}",
        "pub fn f(&self, customer: ReplySender<u8>) {}",
        "pub fn f(&self, reply: ReplySender<u8>, n: u8) {}",
        "pub fn f(&self, reply: ReplySender<u8>) -> u8 {}",
        "pub fn f(&self, all: Vec<CounterMessage>, by: CounterHandle) {}",
        "pub fn g() -> Self { self::new() } pub fn f(&self) {}",
        "pub fn g() { impl X for Y { fn x(&self) { self.y } } } pub fn f(&self) {}",
        "#[urgent] #[ask] pub fn f(&self) {}",
        "#[expires] pub fn f(&self) -> u8 {}",
        "#[expires] #[ask] #[urgent] pub fn f(&self) {}",
        "#[expires] pub fn f(&self, #[reply] reply: ReplySender<u8>) {}",
        "pub fn f(&self, x: fn() -> u8, y: fn(&u8, &u8) -> u8) {}",
        "pub fn f(&self, x: fn(&u8, Vec<u8>) -> &u8, y: fn(Hidden) -> &u8) {}",
        "pub fn f(&self, x: fn(&'static u8, u8) -> &u8, y: fn(X<'static>) -> &u8) {}",
        "pub fn f(&self, x: fn(fn(&u8) -> &u8, &u8) -> &u8, y: fn() -> Box<dyn Fn(&u8) -> &u8>) {}",
        "pub fn f(&self, #[cfg(a)] a: A, #[cfg(b)] b: B, #[cfg(c)] c: C, #[cfg(d)] d: D, \
         #[cfg(a)] e: E) {}",
    ];
    for method in sound {
        assert_eq!(about(method), [""; 0], "{method}");
        assert!(is_a_message(method), "{method}");
    }
}

/// A type that does not travel is left to rustc, which alone knows it.
#[test]
fn sound_remote_messages_are_accepted() {
    let sound = [
        "pub fn f(&self, x: Cow<'static, str>, y: Own<'static>) -> Box<dyn Fn(&u8) -> &u8 + Send> {}",
        "#[local] pub fn f(&self, x: &'static str) -> &'static str {}",
        "#[local] pub fn name(&self) -> String {}",
        "#[local] #[ask] #[urgent] #[expires] pub fn f(&self) {}",
        "pub fn f(&self, all: Vec<CounterRemote>) -> Option<CounterRemote> {}",
        "pub fn ask(&self) {} pub fn link(&self) {}",
        "pub(crate) fn f(&self, #[serde(default)] x: u8) {}",
        "pub fn f(&self, ctx: &mut Context<CounterHandle>, #[reply] r: ReplySender<u8>) {}",
    ];
    for method in sound {
        assert_eq!(about_remote(method), [""; 0], "{method}");
    }
}

/// The user's own type may be called a context, too. It is an argument, and keeps its type.
#[test]
fn a_context_of_another_library_is_carried() {
    for others in ["", "n: u8, "] {
        let method = format!("pub fn f(&self, {others}x: my::Context<CounterHandle>) {{}}");
        let expanded = expand("", &format!("impl Counter {{ {method} }}"));
        assert!(!expanded.contains("&mut my::Context"), "{expanded}");
        assert!(expanded.contains(&format!("fn f(&self, {others}x: my::Context")), "{expanded}");
        let field = expanded.matches("x: my::Context<CounterHandle>").count();
        assert_eq!(field, 3, "the method, the variant and the handle's method have it: {expanded}");
    }
}

#[test]
fn sound_hooks_are_accepted() {
    let sound = [
        "#[idle] fn f(&mut self, _: &mut Context<CounterHandle>) -> actor_runtime::Idle {}",
        "#[idle] pub(self) fn f(&mut self) -> Idle {}",
        "#[cfg(x)] #[idle] fn f(&mut self) -> Idle {} #[cfg(y)] #[idle] fn g(&mut self) -> Idle {}",
    ];
    for method in sound {
        assert_eq!(about(method), [""; 0], "{method}");
    }
}

#[test]
fn items_that_are_no_methods_leave_the_messages_alone() {
    for item in [
        "const X: u8 = 1;",
        "pub const X: S = S { n: 1 };",
        "pub const X: S = S { n: 1 }.widened();",
        "pub(crate) const X: u8 = { 1 << 3 } | 1;",
        "pub(in crate::a) const X: S<{ 3 }> = S;",
        "const X: u8 = if A { 1 } else { 2 } + { 3 };",
        "const X: fn() = { g } as unsafe extern \"C\" fn();",
        "fn g() {}",
        "const unsafe extern \"C\" fn g() {}",
        "mac! { fn g() {} }",
        "mac!(x);",
    ] {
        let methods = format!("{item} pub fn f(&self) {{}}");
        assert_eq!(about(&methods), [""; 0], "{item}");
        assert!(is_a_message(&methods), "{item}");
        let expanded = expand("", &format!("impl Counter {{ {methods} }}"));
        assert!(!expanded.contains("could not be read"), "{expanded}");
    }
    let no_impl = annotate(tokens(""), tokens("impl Counter (pub fn f(&self) {})")).to_string();
    assert!(no_impl.contains("expected an `impl` block with a body in braces"), "{no_impl}");
}

#[test]
fn an_empty_where_clause_is_accepted() {
    assert_eq!(about("pub fn f(&self) where {}"), [""; 0]);
}

#[test]
fn a_private_function_may_have_any_syntax() {
    let expanded = annotate(tokens(""), tokens("impl Counter { fn f(&self, x: ) {} }")).to_string();
    assert!(!expanded.contains("could not be read"), "{expanded}");
}

#[test]
fn the_first_keyword_tells_the_kind_of_an_item() {
    for item in [
        "struct Counter where fn(u8): Copy;",
        "pub enum Counter where unsafe fn(): Copy { One }",
        "pub(crate) struct union;",
    ] {
        let expanded = expand("", item);
        assert!(!expanded.contains("compile_error"), "{expanded}");
        assert!(expanded.contains("::Declared for"), "{expanded}");
    }
}
