//! Reports each mistake once, and expands the rest of the item.

use super::accepted::is_a_message;
use super::{expand, tokens};
use crate::annotate::annotate;

/// The messages of the `compile_error!`s in an expansion.
fn reported(expanded: &str) -> Vec<String> {
    let file = syn::parse_file(expanded).expect("an expansion is a file");
    let errors = file.items.iter().filter_map(|item| match item {
        syn::Item::Macro(item) => Some(item),
        _ => None,
    });
    errors.map(|item| item.mac.parse_body::<syn::LitStr>().expect("a message").value()).collect()
}

/// The errors about one more method in an impl that is otherwise sound.
pub(super) fn about(method: &str) -> Vec<String> {
    with_options("", method)
}

/// The errors about one more method in the impl of a remote actor that is otherwise sound.
pub(super) fn about_remote(method: &str) -> Vec<String> {
    with_options("remote = \"shop.counter/1\"", method)
}

fn with_options(options: &str, method: &str) -> Vec<String> {
    let item = format!("impl Counter {{ pub fn add(&mut self, n: u64) {{}} {method} }}");
    let expanded = expand(options, &item);
    assert!(expanded.contains("Add {"), "the sound message is there: {expanded}");
    let unquoted = expanded.replace("`#[", "");
    for helper in ["#[ask]", "#[reply]", "#[urgent]", "#[expires]", "#[local]", "#[idle]"] {
        assert!(!unquoted.contains(helper), "{expanded}");
    }
    reported(&expanded)
}

#[test]
fn one_mistake_is_one_error() {
    let mistakes = [
        ("pub fn f<T>(&self) {}", "cannot be generic: take one type"),
        ("pub fn f<T: Into<String>>(&self, x: T) {}", "generic: take `String`, or"),
        ("pub fn f<T>(&self, x: T) where T: AsRef<[u8]> {}", "generic: take `Vec<u8>`, or"),
        ("pub fn f<T: Into<u8>, U: Display>(&self) {}", "take `u8` for `T`, `String` for `U`"),
        ("pub fn f<T: Fn() -> R, R>(&self, x: T) {}", "generic: take one type, or"),
        ("pub fn f<const N: usize>(&self, x: [u8; N]) {}", "generic: take one type, or"),
        ("pub fn f(&self, x: impl Serialize) {}", "one type: take one type, or"),
        ("pub fn f(&self, x: impl Clone + Eq) {}", "one type: take one type, or"),
        ("pub fn f(&self, x: impl AsRef<Path>) {}", "take `std::path::PathBuf`, or"),
        ("pub fn f(&self, x: impl IntoIterator<Item = &str>) {}", "take `Vec<String>`, or"),
        ("pub fn f(&self, x: impl FnOnce(&u8) -> u8) {}", "`Box<dyn FnOnce(&u8) -> u8 + Send>`"),
        ("pub fn f(&self, x: impl Error) {}", "take `Box<dyn Error + Send + Sync>`"),
        ("pub fn f(&self) -> impl Iterator<Item = &u8> {}", "return `Vec<u8>`"),
        ("pub fn f(&self) -> impl Future<Output = u8> {}", "return `u8` itself"),
        ("pub fn f(&self) -> Pin<Box<dyn Future<Output = u8> + '_>> {}", "return `u8` itself"),
        ("pub fn f(&self) -> BoxFuture<'_, u8> {}", "return `u8` itself"),
        ("pub fn f<'b>(&self) -> BoxFuture<'b, u8> {}", "return `u8` itself"),
        ("pub fn f(&self) -> LocalBoxFuture<'static, u8> {}", "return `u8` itself"),
        ("pub fn f(&self) -> Pin<Box<dyn Future<Output = Sender>>> {}", "return `Sender` itself"),
        ("pub fn f(&self) -> Iter<'_, u8> {}", "return an owned value, such as a `Vec`"),
        ("pub fn f(&self) -> &mut Self {}", "return nothing"),
        ("pub fn f(&self, x: fmt::Arguments<'_>) {}", "such as a `String` or a `Vec`"),
        ("pub fn f(&self, x: &[&str]) {}", "make it `Vec<String>`"),
        ("pub fn f(&self, x: &(&str, [&u8; 2])) {}", "make it `(String, [u8; 2])`"),
        ("pub fn f(&self, x: &Box<[&str]>) {}", "make it `Box<[String]>`"),
        ("pub fn f(&self, x: &[Box<dyn Fn()>]) {}", "make it `Vec<Box<dyn Fn() + Send>>`"),
        ("pub fn f(&self, x: &mut Own) {}", "take `Own`; only the context"),
        ("pub fn f(&self, ctx: Ctx<'_>) {}", "write `&mut Context<CounterHandle>`"),
        (
            "pub fn f(&self, x: u8, ctx: Context<Self>) {}",
            "make `ctx: &mut Context<CounterHandle>`",
        ),
        ("pub fn f(x: u8) { self.x = x }", "take `&mut self` or `&self` as the first"),
        ("pub fn f(&self, reply: ReplySender<u8>) {}", "mark the parameter `#[reply]`"),
        ("pub fn f(&self, x: CounterMessage) {}", "with `#[actor(message = …)]`"),
        ("pub fn f(&self, x: CounterAsk) {}", "with `#[actor(handle = …)]`"),
        ("pub fn f(&self) where Self: Sized {}", "leave this `where` clause out"),
        ("type X = u8; pub fn f(&self, x: Self::X) {}", "has no types of its own"),
        ("pub fn f(&self, x: impl Copy) {}", "take one type, or make"),
        ("pub fn f(&self, x: Vec<Box<impl Copy>>) {}", "`impl Trait`"),
        ("pub fn f(&self) -> Option<impl Copy> {}", "`impl Trait`"),
        ("pub fn f(self) {}", "`&mut self`"),
        ("pub fn f(mut self) {}", "`&mut self`"),
        ("pub fn f(self: Box<Self>) {}", "`&mut self`"),
        ("pub fn f<'a>(&'a self) {}", "leave the lifetime out"),
        ("pub async fn f(&self) -> u8 {}", "remove `async`"),
        ("pub const fn f(&self) {}", "remove `const`"),
        ("pub unsafe fn f(&self) {}", "remove `unsafe`"),
        ("pub extern \"C\" fn f(&self) {}", "remove `extern`"),
        ("pub fn f(&self, ...) {}", "fixed number"),
        ("pub fn f(&self);", "needs a body"),
        ("pub fn f(&self) where u8: Copy {}", "`where`"),
        ("pub fn f(&self, x: &str) {}", "make it `String`"),
        ("pub fn f(&self, x: &[u8]) {}", "make it `Vec<u8>`"),
        ("pub fn f(&self, x: &Path) {}", "make it `std::path::PathBuf`"),
        ("pub fn f(&self, x: &OsStr) {}", "make it `std::ffi::OsString`"),
        ("pub fn f(&self, x: &CStr) {}", "make it `std::ffi::CString`"),
        ("pub fn f(&self, x: &<A as B>::Path) {}", "make it `<A as B>::Path`"),
        ("pub fn f(&self, x: &dyn Fn(&str)) {}", "make it `Box<dyn Fn(&str) + Send>`"),
        ("pub fn f(&self, x: (u8, Vec<&u8>)) {}", "cannot borrow"),
        ("pub fn f(&self, x: (&u8)) {}", "cannot borrow"),
        ("pub fn f(&self, x: [&u8; 2]) {}", "cannot borrow"),
        ("pub fn f(&self, x: Box<[&u8]>) {}", "cannot borrow"),
        ("pub fn f(&self, x: Unsafe<*const &u8>) {}", "cannot borrow"),
        ("pub fn f(&self, x: Box<dyn Iterator<Item = &u8>>) {}", "cannot borrow"),
        ("pub fn f(&self, x: Box<dyn Iterator<Item: Into<&u8>>>) {}", "cannot borrow"),
        ("pub fn f(&self, x: Cow<'_, str>) {}", "make it `String`"),
        ("pub fn f(&self, x: Box<dyn X + '_>) {}", "write `Send` in its place"),
        ("pub fn f(&self, x: Box<dyn X + Send + '_>) {}", "leave it out"),
        ("pub fn f(&self) -> &u8 {}", "an answer"),
        ("pub fn f(&self, x: u8, y: &mut Own) {}", "take `Own`; only the context"),
        ("pub fn f(&self, x: &mut u8) {}", "take `u8`; only the context"),
        ("pub fn f(&self, x: &mut std::vec::Vec<u8>) {}", "take `std::vec::Vec<u8>`;"),
        ("pub fn f(&self, x: &mut [u8]) {}", "take `Vec<u8>`;"),
        ("pub fn f(&self, x: &mut Path) {}", "take `std::path::PathBuf`;"),
        ("pub fn f(&self, x: &mut dyn Write) {}", "take `Box<dyn Write + Send>`;"),
        ("pub fn f(&self, x: &mut impl Write) {}", "take `Box<dyn Write + Send>`;"),
        ("pub fn f<'b>(&self, x: &'b mut u8) {}", "take `u8`;"),
        ("pub fn f(&self, x: u8, c: &mut Context<CounterHandle>) {}", "the context comes first"),
        ("pub fn f(&self, c: &Context<CounterHandle>) {}", "`ctx: &mut Context<CounterHandle>`"),
        ("pub fn f(&self, c: &mut &mut Context<(CounterHandle)>) {}", "the context comes first"),
        ("pub fn f(&self, c: Context<CounterHandle>) {}", "the context comes first"),
        ("pub fn f(&self, c: actor_runtime::Context<CounterHandle>) {}", "the context comes first"),
        (
            "pub fn f(&self, c: &rt::Context<CounterHandle>) {}",
            "`ctx: &mut rt::Context<CounterHandle>`",
        ),
        ("pub fn f(&self, x: &Context<u8>) {}", "make it `Context<u8>`"),
        ("#[stopped] fn f(&mut self, c: &mut Context<Self>) {}", "`&Exit`"),
        ("pub fn f(&self, x: str) {}", "take `String`"),
        ("pub fn f(&self, x: [u8]) {}", "take `Vec<u8>`"),
        ("pub fn f(&self, x: dyn X) {}", "take `Box<dyn X + Send>`"),
        ("pub fn f(&self, x: dyn X + Send) {}", "take `Box<dyn X + Send>`"),
        ("pub fn f(&self, x: dyn X +) {}", "take `Box<dyn X + Send>`"),
        ("pub fn f(&self, x: X + Y) {}", "take an owned value"),
        ("pub fn f(&self, x: *const u8) {}", "raw pointer"),
        ("pub fn f(&self) -> () {}", "`#[ask]`"),
        ("#[ask] pub fn f(&self) -> () {}", "remove the `-> ()`"),
        ("#[ask] pub fn f(&self) -> u8 {}", "remove `#[ask]`"),
        ("#[ask] fn f(&self) {}", "no message"),
        ("#[ask] #[ask] pub fn f(&self) {}", "twice"),
        ("#[ask] const X: u8 = 1;", "marks a method"),
        ("#[cfg_attr(x, ask)] pub fn f(&self) {}", "before a `cfg_attr`"),
        ("pub fn f(&self) -> ! {}", "never answers"),
        ("pub fn join(&self) {}", "`Handle::join`"),
        ("pub fn r#into(&self) {}", "`Into::into`"),
        ("pub fn add_(&self) {}", "the variant `Add`"),
        ("#[cfg(x)] pub fn add_(&self) {}", "the variant `Add`"),
        ("pub fn f(&self, #[reply] r: ReplySender<u8>, x: u8) {}", "comes last"),
        ("pub fn f(&self, #[reply] r: ReplySender<u8>, #[reply] s: ReplySender<u8>) {}", "once"),
        ("pub fn f(&self, #[reply] r: ReplySender<u8>) -> u8 {}", "by its return type"),
        ("pub fn f(&self, #[reply] r: Sender<u8>) {}", "`ReplySender<T>`"),
        ("pub fn f(&self, #[reply] r: Sender) {}", "`ReplySender<T>`"),
        ("pub fn f(&self, #[reply] r: ReplySender<u8, u8>) {}", "`ReplySender<T>`"),
        ("fn f(&self, #[reply] r: ReplySender<u8>) {}", "no message"),
        ("#[reply] pub fn f(&self) {}", "marks the last parameter"),
        ("pub fn f(&self, #[ask] x: u8) {}", "marks a method"),
        ("#[urgent] fn f(&self) {}", "no message"),
        ("#[urgent] pub fn f() {}", "no message"),
        ("#[urgent] #[urgent] pub fn f(&self) {}", "twice"),
        ("#[urgent(very)] pub fn f(&self) {}", "takes no arguments"),
        ("#[urgent = 1] pub fn f(&self) {}", "takes no value"),
        ("#[urgent] const X: u8 = 1;", "marks a message"),
        ("pub fn f(&self, #[urgent] x: u8) {}", "marks a method"),
        ("#[cfg_attr(x, urgent)] pub fn f(&self) {}", "`#[urgent]` before a `cfg_attr`"),
        ("#[expires] pub fn f(&self) {}", "told never expires"),
        ("#[expires] #[urgent] pub fn f(&self) {}", "told never expires"),
        ("#[expires] pub fn f(&self) -> () {}", "mark the method `#[ask]`"),
        ("#[expires] fn f(&self) -> u8 {}", "no message"),
        ("#[expires] pub fn f() -> u8 {}", "no message"),
        ("#[expires] #[expires] pub fn f(&self) -> u8 {}", "twice"),
        ("#[expires(soon)] pub fn f(&self) -> u8 {}", "takes no arguments"),
        ("#[expires = 1] pub fn f(&self) -> u8 {}", "takes no value"),
        ("#[expires] const X: u8 = 1;", "marks an answered message"),
        ("pub fn f(&self, #[expires] x: u8) {}", "marks a method"),
        ("#[cfg_attr(x, expires)] pub fn f(&self) -> u8 {}", "`#[expires]` before a `cfg_attr`"),
        ("#[local] pub fn f(&self) {}", "remove `#[local]`"),
        ("#[local] pub fn f(&self) {} #[local] pub fn g(&self) {}", "remove `#[local]`"),
        ("#[local] fn f(&self) {}", "no message"),
        ("#[local] const X: u8 = 1;", "marks a message that no other node sends"),
        ("pub fn f(&self, #[local] x: u8) {}", "marks a method"),
        ("#[cfg_attr(x, local)] pub fn f(&self) {}", "`#[local]` before a `cfg_attr`"),
        ("#[idle] #[local] fn f(&mut self) -> Idle {}", "`#[local]` is for messages"),
        ("#[idle] #[expires] fn f(&mut self) -> Idle {}", "`#[expires]` is for messages"),
        ("#[idle] #[urgent] fn f(&mut self) -> Idle {}", "`#[urgent]` is for messages"),
        ("#[idle] #[ask] fn f(&mut self) -> Idle {}", "`#[ask]` is for messages"),
        (
            "#[idle] fn f(&mut self) -> Idle {} #[idle] fn g(&mut self) -> Idle {}",
            "`f` is the `#[idle]` method",
        ),
        (
            "#[cfg(x)] #[idle] fn f(&mut self) -> Idle {} #[idle] fn g(&mut self) -> Idle {}",
            "`f` is the `#[idle]` method",
        ),
        (
            "pub fn f(&self, #[cfg(a)] a: A, #[cfg(b)] b: B, #[cfg(c)] c: C, #[cfg(d)] d: D, \
             #[cfg(e)] e: E) {}",
            "at most 4 different `cfg`s",
        ),
        ("#[idle] #[idle] fn f(&mut self) -> Idle {}", "one hook"),
        ("#[idle(now)] fn f(&mut self) -> Idle {}", "takes no arguments"),
        ("#[idle] pub fn f(&mut self) -> Idle {}", "remove the visibility"),
        ("#[idle] pub(crate) fn f(&mut self) -> Idle {}", "remove the visibility"),
        ("#[idle] fn f(&self) -> Idle {}", "take `&mut self`"),
        ("#[idle] fn f(self) -> Idle {}", "take `&mut self`"),
        ("#[idle] fn f(self: &mut Self) -> Idle {}", "take `&mut self`"),
        ("#[idle] fn f(&'static mut self) -> Idle {}", "take `&mut self`"),
        ("#[idle] fn f() -> Idle {}", "take `&mut self`"),
        ("#[idle] fn f(counter: &mut Counter) -> Idle {}", "take `&mut self`"),
        ("#[idle] fn f(&mut self) {}", "add `-> Idle`"),
        ("#[idle] fn f(&mut self, n: u8) -> Idle {}", "or no parameter"),
        ("#[idle] fn f(&mut self, c: &mut C, n: u8, m: u8) -> Idle {}", "or no parameter"),
        ("#[idle] fn f(&mut self, #[reply] r: &mut C) -> Idle {}", "`#[reply]` is for messages"),
        ("#[idle] fn f<T>(&mut self) -> Idle {}", "make the actor generic"),
        ("#[idle] fn f(&mut self) -> Idle where u8: Copy {}", "`where`"),
        ("#[idle] async fn f(&mut self) -> Idle {}", "remove `async`"),
        ("#[idle] const fn f(&mut self) -> Idle {}", "remove `const`"),
        ("#[idle] unsafe fn f(&mut self) -> Idle {}", "remove `unsafe`"),
        ("#[idle] extern \"C\" fn f(&mut self) -> Idle {}", "remove `extern`"),
        ("#[idle] fn f(&mut self, ...) -> Idle {}", "remove `...`"),
        ("#[idle] const X: u8 = 1;", "marks a private method"),
        ("#[cfg_attr(x, idle)] fn f(&mut self) -> Idle {}", "`#[idle]` before a `cfg_attr`"),
    ];
    for (method, expected) in mistakes {
        let reported = about(method);
        assert_eq!(reported.len(), 1, "{method}: {reported:?}");
        assert!(reported[0].contains(expected), "{method}: {reported:?}");
    }
}

#[test]
fn one_mistake_of_a_remote_message_is_one_error() {
    let mistakes = [
        ("pub fn name(&self) -> u8 {}", "such as `title`, or mark the message `#[local]`"),
        ("pub fn r#name(&self) {}", "means `RemoteHandle::name`"),
        ("pub fn with_timeout(&self) {}", "such as `set_timeout`"),
        ("pub fn retry(&self) {}", "such as `try_again`"),
        ("pub fn on_exit(&self) {}", "such as `note_exit`"),
        ("pub fn f(&self, x: &'static str) {}", "make it `String`, or mark"),
        ("pub fn f(&self, x: Option<(u8, &'static [u8])>) {}", "make it `Vec<u8>`, or mark"),
        ("pub fn f(&self, x: [&'static mut u8; 2]) {}", "make it `u8`, or mark"),
        ("pub fn f(&self) -> Result<u8, &'static str> {}", "an answer is owned"),
        ("pub fn f(&self, #[reply] r: ReplySender<&'static str>) {}", "an answer is owned"),
        ("pub fn f(&self, x: u8, _: u8) {}", "travels by its name: give it one"),
        ("pub fn f(&self, (x, y): (u8, u8)) {}", "or mark the message `#[local]`"),
        ("pub fn f(&self, x: &str) {}", "so it cannot borrow from the caller: make it `String`"),
        ("#[local] pub fn f(&self, x: &str) {}", "so it cannot borrow from the caller"),
        ("#[local] #[local] pub fn f(&self) {}", "twice"),
        ("#[local(now)] pub fn f(&self) {}", "takes no arguments"),
        ("#[local = 1] pub fn f(&self) {}", "takes no value"),
        ("#[local] fn f(&self) {}", "no message"),
        ("pub fn join(&self) {}", "`Handle::join`"),
        ("pub fn f(&self, x: CounterRemoteAsk) {}", "the ask view of the remote handle"),
    ];
    for (method, expected) in mistakes {
        let reported = about_remote(method);
        assert_eq!(reported.len(), 1, "{method}: {reported:?}");
        assert!(reported[0].contains(expected), "{method}: {reported:?}");
    }
    // A remote actor cannot become generic.
    for method in
        ["pub fn f<T: Into<String>>(&self, x: T) {}", "pub fn f(&self, x: impl Into<String>) {}"]
    {
        assert!(about_remote(method)[0].ends_with(": take `String`"), "{method}");
    }
    let several =
        "pub fn name(&self, x: &str) {} pub fn f(&self, x: &'static str) -> &'static u8 {}";
    assert_eq!(about_remote(several).len(), 4);
    let named = "pub fn f(&self, _ctx: &mut Context<CounterHandle>, _x: u8, mut y: u8, #[reply] _: ReplySender<u8>) {}";
    assert_eq!(about_remote(named), [""; 0]);
    assert_eq!(about_remote("#[local] pub fn f(&self, _: u8) {}"), [""; 0]);
}

/// Its uses on the remote handle are no further errors.
#[test]
fn a_refused_message_stands_on_the_remote_handle() {
    for (method, is_there) in [
        ("pub async fn f(&self) -> u8 {}", true),
        ("pub fn f(&self, x: &'static str) {}", true),
        ("#[local] pub async fn f(&self) -> u8 {}", false),
    ] {
        let item = format!("impl Counter {{ {method} }}");
        let expanded = expand("remote = \"counter/1\"", &item);
        let stands = expanded.matches("RemoteReply<").count();
        assert_eq!(stands, usize::from(is_there), "{expanded}");
    }
}

#[test]
fn one_mistake_of_a_protocol_is_one_error() {
    let message = "pub fn f(&self) {} #[local] pub fn g(&self) {}";
    for (options, header, expected) in [
        ("remote = \"counter\"", "impl Counter", "write `\"counter/1\"`"),
        ("remote = counter", "impl Counter", "a string literal"),
        ("remote", "impl Counter", "needs a value"),
        ("remote = ", "impl Counter", "needs a value"),
        ("remote = \"a/1\", remote_crate = \"x\"", "impl Counter", "`remote_crate` is the path of"),
        ("remote = \"a/1\"", "impl<T> Counter<T>", "one type of it"),
        ("remote = \"a/1\"", "impl<'a> Counter<'a>", "one type of it"),
        ("remote = \"a/1\"", "impl<const N: usize> Counter<N>", "one type of it"),
        ("remote = \"a/1\"", "impl Counter<'_>", "it needs a name"),
        ("remote = \"a/1\", message = CounterRemote", "impl Counter", "the remote handle"),
        (
            "remote = \"a/1\", message = CounterRemoteAsk",
            "impl Counter",
            "remote handle's ask view",
        ),
    ] {
        let expanded = expand(options, &format!("{header} {{ {message} }}"));
        let reported = reported(&expanded);
        assert_eq!(reported.len(), 1, "{options} {header}: {reported:?}");
        assert!(reported[0].contains(expected), "{options} {header}: {reported:?}");
        let is_generic = header != "impl Counter";
        assert_eq!(expanded.contains("struct CounterRemote("), !is_generic, "{expanded}");
    }
    for (options, item, expected) in [
        ("remote_crate = x", "impl Counter { pub fn f(&self) {} }", "leave `remote_crate` out"),
        ("remote = \"a/1\"", "struct Counter;", "move it to the `#[actor(…)]` of the `impl`"),
        ("message = CounterRemote", "impl Counter { pub fn f(&self) {} }", ""),
        ("", "impl Counter { pub fn f(&self, x: CounterRemoteAsk) {} pub fn name(&self) {} }", ""),
    ] {
        let reported = reported(&expand(options, item));
        assert_eq!(reported.len(), usize::from(!expected.is_empty()), "{options}: {reported:?}");
        assert!(reported.iter().all(|error| error.contains(expected)), "{reported:?}");
    }
}

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
fn mistakes_that_rustc_explains_better_are_left_to_it() {
    let mistakes = [
        "pub fn f(&self, x: Vec<_>) {}",
        "pub fn f(&self) -> _ {}",
        "pub fn f(&self) -> str {}",
        "pub fn f(&self, x: &'undeclared u8) {}",
        "pub fn f(&self, #[reply] r: ReplySender) {}",
        "pub fn f(&self, x: fn() -> &u8) {}",
        "pub fn f(&self, x: fn(&u8, &u8) -> &u8) {}",
        "pub fn f(&self, x: fn((&u8, &u8)) -> &u8) {}",
        "pub fn f(&self, x: fn(X<'_>, X<'_>) -> &u8) {}",
    ];
    for method in mistakes {
        assert_eq!(about(method), [""; 0], "{method}");
        assert!(!is_a_message(method), "{method}");
    }
    assert_eq!(about("pub fn add(&self) {}"), [""; 0]);
}

#[test]
fn independent_mistakes_are_reported_together() {
    let methods = "pub async fn f(self, x: &str, y: impl Copy) -> &u8 {} pub fn join(&self) {}";
    assert_eq!(about(methods).len(), 6);
    let expanded =
        expand("mailbx = 1, name = 2, mailbox = 0, mailbox = 4, handle = X", "struct A;");
    assert_eq!(reported(&expanded).len(), 5);
    assert!(expanded.contains("Declared for A"));
}

/// A type may borrow in several places. Each is an error, but those within another are not.
#[test]
fn each_part_of_a_type_is_reported() {
    for (ty, errors) in [
        ("(&str, u8, &[u8])", 2),
        ("HashMap<&str, Vec<(&u8, &u8)>>", 3),
        ("&[(&str, &u8)]", 1),
        ("Cow<'_, [&u8]>", 1),
        ("Result<impl Copy, &str>", 2),
    ] {
        let reported = about(&format!("pub fn f(&self, x: {ty}) {{}}"));
        assert_eq!(reported.len(), errors, "{ty}: {reported:?}");
    }
}

#[test]
fn no_two_generated_types_have_one_name() {
    for (options, expected) in [
        ("handle = Counter", "`Counter` is the actor itself"),
        ("message = Counter", "`Counter` is the actor itself"),
        ("message = CounterHandle", "`CounterHandle` is the name of the handle"),
        ("message = CounterAsk", "`CounterAsk` is the name of the ask view"),
        ("handle = Meter, message = MeterAsk", "`MeterAsk` is the name of the ask view"),
    ] {
        let reported = reported(&expand(options, "impl Counter { pub fn f(&self) {} }"));
        assert_eq!(reported.len(), 1, "{options}: {reported:?}");
        assert!(reported[0].contains(expected), "{options}: {reported:?}");
    }
}

#[test]
fn a_repeated_attribute_is_refused() {
    for item in [
        "#[derive(Debug)] #[actor] struct Counter;",
        "#[actor_runtime::actor] #[cfg(x)] impl Counter { pub fn f(&self) {} }",
        "#[::actor_runtime::prelude::actor] #[ask] enum Counter {}",
    ] {
        let expanded = expand("", item);
        let reported = reported(&expanded);
        assert!(reported[0].contains("`#[actor]` is given twice"), "{reported:?}");
        assert_eq!(
            reported.len(),
            item.matches("actor]").count() + item.matches("ask").count(),
            "{reported:?}"
        );
        let code = expanded.replace("`#[actor]`", "");
        assert!(!code.contains("actor]") && code.contains("for Counter"), "{expanded}");
    }
    assert!(expand("", "#[other::actor] struct Counter;").contains("#[other::actor]"));
}

#[test]
fn other_items_are_emitted_as_they_were() {
    let items = [
        ("union Counter { n: u64 }", "put it in a field of a struct"),
        ("trait Counter { #[ask] fn f(#[reply] &self); }", "annotate the type"),
        ("fn Counter() {}", "put this function into the `impl`"),
        ("mod Counter {}", "this is a `mod`"),
        ("unsafe extern \"C\" fn Counter() {}", "put this function into the `impl`"),
        ("impl Clone for Counter { #[ask] fn clone(&self) -> Self { Counter } }", "inherent"),
        ("impl dyn Counter { pub fn f(&self) {} }", "a struct or an enum"),
        ("impl <Counter as X>::Counter { pub fn f(&self) {} }", "a struct or an enum"),
        ("impl Counter<'_> { pub fn f(&self) {} }", "it needs a name"),
        ("impl Counter<Vec<X<'_>>> { pub fn f(&self) {} }", "it needs a name"),
    ];
    for (item, expected) in items {
        let expanded = expand("", item);
        let reported = reported(&expanded);
        assert_eq!(reported.len(), 1, "{expanded}");
        assert!(reported[0].contains(expected), "{reported:?}");
        assert!(expanded.contains("Counter") && !expanded.contains("#[ask]"), "{expanded}");
    }
}

/// What only resembles a mark stays. So do marks outside of any `#[actor]`: rustc resolves them.
#[test]
fn only_marks_are_removed() {
    let expanded = expand("", "fn counter(names: &[ask]) {}");
    assert!(expanded.contains("&[ask]"), "{expanded}");
    for nested in [
        "impl Clone for Counter { fn clone(&self) -> Self { #[ask] fn inner() {} } }",
        "trait Counter { fn f(&self) { #[ask] fn inner() {} } }",
    ] {
        let expanded = expand("", nested);
        assert!(expanded.contains("#[ask]"), "{expanded}");
    }
}

#[test]
fn items_that_rustc_would_refuse_again_are_left_out() {
    for item in ["impl !Send for Counter {}", "impl [Counter] { pub fn f(&self) {} }"] {
        let expanded = expand("", item);
        assert_eq!(reported(&expanded).len(), 1, "{expanded}");
        assert!(!expanded.contains("Counter"), "{expanded}");
    }
}

#[test]
fn a_type_of_std_is_no_actor() {
    for ty in ["Vec<u32>", "Option<u8>", "String", "u32", "std::sync::Mutex<u8>", "Box<Own>"] {
        let expanded = expand("", &format!("impl {ty} {{ pub fn f(&self) {{}} }}"));
        let reported = reported(&expanded);
        assert_eq!(reported.len(), 1, "{expanded}");
        assert!(reported[0].contains("an actor is a type of yours"), "{reported:?}");
        assert!(!expanded.contains("fn f"), "rustc would refuse the impl again: {expanded}");
    }
    for ty in ["Vec", "my::Vec<u8>", "Path", "Option<K, V>", "Mutex<u8>"] {
        let expanded = expand("", &format!("impl {ty} {{ pub fn f(&self) {{}} }}"));
        assert!(!expanded.contains("compile_error"), "{expanded}");
    }
}

#[test]
fn what_rustc_has_reported_is_mended() {
    for (item, kept) in [
        ("pub add(&mut self, n: u64) { self.n += n }", "pub fn add(&mut self, n: u64)"),
        ("pub #[ask] fn add(&mut self, n: u64) {}", "pub fn add(&mut self, n: u64)"),
        ("= 1; pub fn add(&mut self, n: u64) {}", "pub fn add(&mut self, n: u64)"),
    ] {
        let tokens = annotate(tokens(""), tokens(&format!("impl Counter {{ {item} }}")));
        let expanded = prettyplease::unparse(&syn::parse2(tokens).expect("the item is a file"));
        assert!(expanded.contains(kept) && expanded.contains("Add {"), "{expanded}");
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
