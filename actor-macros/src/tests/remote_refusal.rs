//! Refuses what other nodes cannot send.

use super::expand;
use super::refusal::{about_remote, assert_one, reported};

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
        // serde can neither write nor read a box of an unknown type.
        ("pub fn f(&self, x: impl Fn(u8)) {}", ": take one type"),
        ("pub fn f(&self, x: &dyn Job) {}", "take an owned value"),
        ("pub fn f(&self, x: &'static [&'static str]) {}", "make it `Vec<String>`, or mark"),
        ("#[local] pub fn f(&self, x: impl Fn(u8)) {}", "take `Box<dyn Fn(u8) + Send>`"),
        ("#[local] pub fn f(&self, x: &str) {}", "so it cannot borrow from the caller"),
        ("#[local] #[local] pub fn f(&self) {}", "twice"),
        ("#[local(now)] pub fn f(&self) {}", "takes no arguments"),
        ("#[local = 1] pub fn f(&self) {}", "takes no value"),
        ("#[local] fn f(&self) {}", "no message"),
        ("pub fn join(&self) {}", "`Handle::join`"),
        ("pub fn f(&self, x: CounterRemoteAsk) {}", "the ask view of the remote handle"),
    ];
    for (method, expected) in mistakes {
        assert_one(method, expected, &about_remote(method));
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
    let unnamed = about_remote("pub fn f(&self, _unused: u8, _: u8, (x, y): (u8, u8)) {}");
    assert!(unnamed[0].contains("such as `_unused_1`"), "{unnamed:?}");
    assert!(unnamed[1].contains("such as `_unused_2`"), "{unnamed:?}");
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
