//! Refuses methods and types that no message can have.

use super::accepted::is_a_message;
use super::expand;
use super::refusal::{about, assert_each, reported};

#[test]
fn one_mistake_of_a_method_is_one_error() {
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
        ("pub fn f(&self, x: str) {}", "take `String`"),
        ("pub fn f(&self, x: [u8]) {}", "take `Vec<u8>`"),
        ("pub fn f(&self, x: dyn X) {}", "take `Box<dyn X + Send>`"),
        ("pub fn f(&self, x: dyn X + Send) {}", "take `Box<dyn X + Send>`"),
        ("pub fn f(&self, x: dyn X +) {}", "take `Box<dyn X + Send>`"),
        ("pub fn f(&self, x: X + Y) {}", "take an owned value"),
        ("pub fn f(&self, x: *const u8) {}", "raw pointer"),
        ("pub fn f(&self) -> () {}", "`#[ask]`"),
        ("pub fn f(&self) -> ! {}", "never answers"),
        ("pub fn join(&self) {}", "`Handle::join`"),
        ("pub fn r#into(&self) {}", "`Into::into`"),
        ("pub fn add_(&self) {}", "the variant `Add`"),
        ("#[cfg(x)] pub fn add_(&self) {}", "the variant `Add`"),
        (
            "pub fn f(&self, #[cfg(a)] a: A, #[cfg(b)] b: B, #[cfg(c)] c: C, #[cfg(d)] d: D, \
             #[cfg(e)] e: E) {}",
            "at most 4 different `cfg`s",
        ),
    ];
    assert_each(&mistakes);
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
fn a_generic_actor_with_a_context_carries_what_is_send() {
    const TAKES_CONTEXT: &str = "pub fn g(&self, c: &mut Context<CounterHandle<T>>) {}";
    for (generics, clause, methods, errors) in [
        ("T", "", "pub fn f(&self, x: T) {}", 1),
        ("T, U", "", "pub fn f(&self, x: (Option<T>)) -> Vec<U> {}", 2),
        ("T", "", "pub fn f(&self, #[reply] r: ReplySender<Box<T>>) {}", 1),
        ("T: 'static", "", "pub fn f(&self, x: T) {}", 0),
        ("T: X", "", "pub fn f(&self, x: T) {}", 0),
        ("T", "where Vec<T>: X", "pub fn f(&self, x: T) {}", 0),
        ("T", "", "pub fn f(&self, x: PhantomData<fn() -> T>) {}", 0),
        ("T", "", "pub fn f(&self, #[cfg(x)] x: T) {}", 0),
        ("T", "", "#[cfg(x)] pub fn f(&self, x: T) {}", 0),
        ("const T: usize", "", "pub fn f(&self, x: [u8; T]) {}", 0),
    ] {
        for (takes_context, errors) in [(TAKES_CONTEXT, errors), ("", 0)] {
            let item =
                format!("impl<{generics}> Counter<T> {clause} {{ {methods} {takes_context} }}");
            let expanded = expand("", &item);
            assert_eq!(reported(&expanded).len(), errors, "{expanded}");
            assert_eq!(expanded.contains("impl<T: ::core::marker::Send"), errors > 0, "{expanded}");
        }
    }
}
