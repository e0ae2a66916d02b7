//! Refuses marks in the wrong place, and methods that cannot be what their marks say.

use super::refusal::assert_each;

#[test]
fn one_mistake_with_a_mark_is_one_error() {
    let mistakes = [
        ("pub fn f(&self, reply: ReplySender<u8>) {}", "mark the parameter `#[reply]`"),
        ("#[ask] pub fn f(&self) -> () {}", "remove the `-> ()`"),
        ("#[ask] pub fn f(&self) -> u8 {}", "remove `#[ask]`"),
        ("#[ask] fn f(&self) {}", "no message"),
        ("#[ask] #[ask] pub fn f(&self) {}", "twice"),
        ("#[ask] const X: u8 = 1;", "marks a method"),
        ("#[cfg_attr(x, ask)] pub fn f(&self) {}", "before a `cfg_attr`"),
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
    ];
    assert_each(&mistakes);
}

#[test]
fn one_mistake_of_a_hook_is_one_error() {
    let mistakes = [
        ("#[stopped] fn f(&mut self, c: &mut Context<Self>) {}", "`&Exit`"),
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
        ("#[idle] fn f<T>(&mut self) -> Idle {}", "declare them on the `impl`"),
        ("#[idle] fn f(&mut self) -> Idle where u8: Copy {}", "`where`"),
        ("#[idle] async fn f(&mut self) -> Idle {}", "remove `async`"),
        ("#[idle] const fn f(&mut self) -> Idle {}", "remove `const`"),
        ("#[idle] unsafe fn f(&mut self) -> Idle {}", "remove `unsafe`"),
        ("#[idle] extern \"C\" fn f(&mut self) -> Idle {}", "remove `extern`"),
        ("#[idle] fn f(&mut self, ...) -> Idle {}", "remove `...`"),
        ("#[idle] const X: u8 = 1;", "marks a private method"),
        ("#[cfg_attr(x, idle)] fn f(&mut self) -> Idle {}", "`#[idle]` before a `cfg_attr`"),
    ];
    assert_each(&mistakes);
}
