//! A message may have nearly any name, through a handle, a reference to one, and an `Arc` of one.

use std::sync::Arc;

use actor_runtime::prelude::*;

use crate::sys::test;

#[actor]
struct Named;

#[actor]
#[expect(clippy::wrong_self_convention, clippy::new_ret_no_self)]
impl Named {
    pub fn a(&self) -> &'static str {
        "a"
    }

    #[expect(non_snake_case)]
    pub fn a__b(&self) -> &'static str {
        "a__b"
    }

    pub fn foo_(&self) -> &'static str {
        "foo_"
    }

    pub fn _foo_bar(&self) -> &'static str {
        "_foo_bar"
    }

    pub fn r#async(&self) -> &'static str {
        "async"
    }

    pub fn self_(&self) -> &'static str {
        "self_"
    }

    pub fn reply(&self) -> &'static str {
        "reply"
    }

    pub fn ctx(&self) -> &'static str {
        "ctx"
    }

    pub fn message(&self) -> &'static str {
        "message"
    }

    pub fn send(&self) -> &'static str {
        "send"
    }

    pub fn stop(&self) -> &'static str {
        "stop"
    }

    pub fn ask(&self) -> &'static str {
        "ask"
    }

    pub fn clone(&self) -> &'static str {
        "clone"
    }

    pub fn drop(&self) -> &'static str {
        "drop"
    }

    pub fn fmt(&self) -> &'static str {
        "fmt"
    }

    pub fn deref(&self) -> &'static str {
        "deref"
    }

    pub fn name(&self) -> &'static str {
        "name"
    }

    pub fn id(&self) -> &'static str {
        "id"
    }

    pub fn new(&self) -> &'static str {
        "new"
    }

    pub fn spawn(&self) -> &'static str {
        "spawn"
    }

    pub fn run(&self) -> &'static str {
        "run"
    }

    pub fn receive(&self) -> &'static str {
        "receive"
    }

    pub fn channel(&self) -> &'static str {
        "channel"
    }

    pub fn builder(&self) -> &'static str {
        "builder"
    }

    pub fn shutdown(&self) -> &'static str {
        "shutdown"
    }

    pub fn tell(&self) -> &'static str {
        "tell"
    }

    pub fn request(&self) -> &'static str {
        "request"
    }

    pub fn wait(&self) -> &'static str {
        "wait"
    }

    pub fn eq(&self) -> &'static str {
        "eq"
    }

    pub fn hash(&self) -> &'static str {
        "hash"
    }

    pub fn next(&self) -> &'static str {
        "next"
    }

    pub fn poll(&self) -> &'static str {
        "poll"
    }

    pub fn type_id(&self) -> &'static str {
        "type_id"
    }

    pub fn to_string(&self) -> &'static str {
        "to_string"
    }

    pub fn to_owned(&self) -> &'static str {
        "to_owned"
    }

    pub fn borrow(&self) -> &'static str {
        "borrow"
    }

    pub fn as_ref(&self) -> &'static str {
        "as_ref"
    }
}

/// Calls every message through an expression, but those that `Arc` or another trait takes first.
macro_rules! answers {
    ($handle:expr) => {
        [
            $handle.a(),
            $handle.a__b(),
            $handle.foo_(),
            $handle._foo_bar(),
            $handle.r#async(),
            $handle.self_(),
            $handle.reply(),
            $handle.ctx(),
            $handle.message(),
            $handle.send(),
            $handle.stop(),
            $handle.ask(),
            $handle.deref(),
            $handle.name(),
            $handle.id(),
            $handle.new(),
            $handle.spawn(),
            $handle.run(),
            $handle.receive(),
            $handle.channel(),
            $handle.builder(),
            $handle.shutdown(),
            $handle.tell(),
            $handle.request(),
            $handle.wait(),
            $handle.hash(),
            $handle.next(),
            $handle.poll(),
            $handle.to_string(),
        ]
        .map(Result::unwrap)
    };
}

const EXPECTED: [&str; 29] = [
    "a",
    "a__b",
    "foo_",
    "_foo_bar",
    "async",
    "self_",
    "reply",
    "ctx",
    "message",
    "send",
    "stop",
    "ask",
    "deref",
    "name",
    "id",
    "new",
    "spawn",
    "run",
    "receive",
    "channel",
    "builder",
    "shutdown",
    "tell",
    "request",
    "wait",
    "hash",
    "next",
    "poll",
    "to_string",
];

#[test]
fn through_the_handle_a_reference_and_an_arc() {
    let named: NamedHandle = Spawn::spawn(Named);
    assert_eq!(answers!(named), EXPECTED);
    assert_eq!(answers!((&named)), EXPECTED);
    assert_eq!(answers!((&&named)), EXPECTED);
    assert_eq!(answers!(Arc::new(Clone::clone(&named))), EXPECTED);
}

/// `Arc` has these itself, from traits that are in scope or may be: what it holds has the messages.
#[test]
fn what_an_arc_has_itself_is_behind_a_reference() {
    let named: NamedHandle = Spawn::spawn(Named);
    let shared = Arc::new(named);
    let through = &*shared;
    let all = [through.clone(), through.drop(), through.fmt(), through.eq(), through.as_ref()];
    assert_eq!(all.map(Result::unwrap), ["clone", "drop", "fmt", "eq", "as_ref"]);
    assert_eq!(through.to_owned().unwrap(), "to_owned");
    assert_eq!([through.borrow(), through.type_id()].map(Result::unwrap), ["borrow", "type_id"]);
    let other: Arc<NamedHandle> = shared.clone();
    assert_eq!(other.name().unwrap(), "name");
}

/// The ask view has the same names, and nothing else that is called with a dot.
#[test]
fn through_the_ask_view() {
    let named: NamedHandle = Spawn::spawn(Named);
    let ask: NamedAsk<'_> = Handle::ask(&named);
    let replies =
        [ask.a(), ask.a__b(), ask.clone(), ask.fmt(), ask.drop(), ask.deref(), ask.spawn()];
    let answers = replies.map(|reply| reply.wait().unwrap());
    assert_eq!(answers, ["a", "a__b", "clone", "fmt", "drop", "deref", "spawn"]);
}

#[test]
fn the_variants_have_the_names_in_camel_case() {
    let (handle, inbox) = <NamedHandle as Handle>::channel();
    let ask = Handle::ask(&handle);
    let _replies = [ask.a__b(), ask.r#async(), ask.self_(), ask._foo_bar()];
    assert!(matches!(inbox.recv(), Some(NamedMessage::AB { .. })));
    assert!(matches!(inbox.recv(), Some(NamedMessage::Async { .. })));
    assert!(matches!(inbox.recv(), Some(NamedMessage::SelfMessage { .. })));
    assert!(matches!(inbox.recv(), Some(NamedMessage::FooBar { .. })));
}
