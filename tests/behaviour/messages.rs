//! Which methods are messages, and what becomes of their names, patterns, attributes and conditions.

use crate::{support::driver::Start, sys::test};
use actor_runtime::prelude::*;

#[actor]
#[derive(Default)]
struct Odd {
    calls: Vec<&'static str>,
}

/// Names that the handle, the runtime or the generated code use too.
#[actor]
#[expect(clippy::wrong_self_convention, reason = "the odder the better")]
impl Odd {
    pub fn stop(&mut self) {
        self.calls.push("stop");
    }

    pub fn ask(&mut self) -> u8 {
        self.calls.push("ask");
        1
    }

    pub fn clone(&self) -> u8 {
        2
    }

    pub fn fmt(&self) -> u8 {
        3
    }

    pub fn name(&self) -> u8 {
        4
    }

    pub fn id(&self) -> u8 {
        5
    }

    #[expect(clippy::new_ret_no_self)]
    pub fn new(&self) -> u8 {
        6
    }

    pub fn send(&mut self, message: u8) {
        let _ = message;
        self.calls.push("send");
    }

    /// Its parameters have the names of everything in the generated dispatch.
    #[expect(clippy::too_many_arguments)]
    pub fn receive(
        &self,
        message: u8,
        context: u8,
        reply: u8,
        ctx: u8,
        mailbox: u8,
        index: u8,
        sender: u8,
    ) -> Vec<u8> {
        vec![message, context, reply, ctx, mailbox, index, sender]
    }

    pub fn channel(&mut self) {
        self.calls.push("channel");
    }

    pub fn builder(&mut self) {
        self.calls.push("builder");
    }

    pub fn options(&mut self) {
        self.calls.push("options");
    }

    pub fn mailbox(&mut self) {
        self.calls.push("mailbox");
    }

    pub fn from_mailbox(&mut self) {
        self.calls.push("from_mailbox");
    }

    pub fn message_name(&mut self) {
        self.calls.push("message_name");
    }

    pub fn is_wanted(&mut self) {
        self.calls.push("is_wanted");
    }

    pub fn drop(&mut self) {
        self.calls.push("drop");
    }

    pub fn send_timeout(&mut self) {
        self.calls.push("send_timeout");
    }

    pub fn downgrade(&mut self) {
        self.calls.push("downgrade");
    }

    pub fn calls(&self) -> Vec<&'static str> {
        self.calls.to_vec()
    }
}

#[test]
fn a_message_wins_over_a_method_of_every_handle() {
    let odd = Odd::default().start();
    odd.stop().unwrap();
    odd.ask().unwrap();
    odd.send(1).unwrap();
    odd.channel().unwrap();
    odd.builder().unwrap();
    odd.options().unwrap();
    odd.mailbox().unwrap();
    odd.from_mailbox().unwrap();
    odd.message_name().unwrap();
    odd.is_wanted().unwrap();
    odd.drop().unwrap();
    odd.send_timeout().unwrap();
    odd.downgrade().unwrap();
    let all = [odd.clone(), odd.fmt(), odd.name(), odd.id(), odd.new()];
    assert_eq!(all, [Ok(2), Ok(3), Ok(4), Ok(5), Ok(6)]);
    assert_eq!(odd.receive(1, 2, 3, 4, 5, 6, 7), Ok(vec![1, 2, 3, 4, 5, 6, 7]));
    let expected = [
        "stop",
        "ask",
        "send",
        "channel",
        "builder",
        "options",
        "mailbox",
        "from_mailbox",
        "message_name",
        "is_wanted",
        "drop",
        "send_timeout",
        "downgrade",
    ];
    assert_eq!(odd.calls().unwrap(), expected);
}

#[test]
fn the_methods_of_every_handle_stay_within_reach() {
    let odd = Odd::default().start();
    let other = Clone::clone(&odd);
    assert_eq!(Handle::name(&other), "Odd");
    assert_eq!(Handle::ask(&odd).fmt().wait(), Ok(3));
    let one = OddMessage::SendTimeout;
    Handle::send_timeout(&odd, one, std::time::Duration::ZERO).unwrap();
    assert_eq!(odd.calls(), Ok(vec!["send_timeout"]));
    Handle::stop(&odd);
    drop(other);
    assert!(odd.join().unwrap().ok().is_ok());
}

#[actor]
struct Words(Vec<String>);

#[actor(derive(Debug))]
impl Words {
    pub fn r#type(&self, r#fn: u8) -> u8 {
        r#fn
    }

    pub fn self_(&self) -> u8 {
        1
    }

    pub fn trailing_(&self) -> u8 {
        2
    }

    pub fn _leading(&self) -> u8 {
        3
    }

    pub fn _1st(&self) -> u8 {
        4
    }

    pub fn größe(&self, länge: u8) -> u8 {
        länge
    }

    pub fn r#match(&mut self) {
        self.0.push("match".to_owned());
    }
}

#[test]
fn every_identifier_makes_a_variant() {
    let words = Words(Vec::new()).start();
    assert_eq!(words.r#type(7), Ok(7));
    assert_eq!(words.self_(), Ok(1));
    assert_eq!(words.trailing_(), Ok(2));
    assert_eq!(words._leading(), Ok(3));
    assert_eq!(words._1st(), Ok(4));
    assert_eq!(words.größe(9), Ok(9));
    words.r#match().unwrap();

    let (words, inbox) = WordsHandle::channel();
    let pending = words.ask();
    let _replies = (
        pending.r#type(1),
        pending.self_(),
        pending.trailing_(),
        pending._leading(),
        pending._1st(),
        pending.größe(1),
    );
    words.r#match().unwrap();
    drop(words);
    for message in inbox.iter() {
        match message {
            WordsMessage::Type { r#fn, .. } => assert_eq!(r#fn, 1),
            WordsMessage::Größe { länge, .. } => assert_eq!(länge, 1),
            WordsMessage::SelfMessage { .. }
            | WordsMessage::Trailing { .. }
            | WordsMessage::Leading { .. }
            | WordsMessage::_1st { .. }
            | WordsMessage::Match => {}
        }
    }
}

#[actor]
struct Patterns;

#[actor]
impl Patterns {
    pub fn sum(
        &self,
        (a, b): (u8, u8),
        _: u8,
        mut c: u8,
        [d, ..]: [u8; 3],
        arg1: u8,
        e @ 0..: u8,
    ) -> u8 {
        c += 1;
        a + b + c + d + arg1 + e
    }

    pub fn reply(&self, reply: u8, reply_to: u8) -> u8 {
        reply + reply_to
    }

    pub fn later(&self, n: u8, #[reply] answer: ReplySender<u8>) {
        let _ = answer.send(n);
    }

    pub fn with_context(&mut self, _: &mut Context<PatternsHandle>, n: u8) -> u8 {
        n
    }
}

#[test]
fn patterns_become_named_arguments() {
    let patterns = Patterns.start();
    assert_eq!(patterns.sum((1, 2), 3, 4, [5, 6, 7], 8, 9), Ok(1 + 2 + 5 + 5 + 8 + 9));
    assert_eq!(patterns.reply(1, 2), Ok(3));
    assert_eq!(patterns.later(4), Ok(4));
    assert_eq!(patterns.with_context(5), Ok(5));

    let (patterns, inbox) = PatternsHandle::channel();
    let _sum = patterns.ask().sum((1, 2), 3, 4, [5, 6, 7], 8, 9);
    let _reply = patterns.ask().reply(1, 2);
    let _later = patterns.ask().later(3);
    match inbox.recv() {
        Some(PatternsMessage::Sum { arg0, arg1_1, c, arg3, arg1, arg5, reply: _ }) => {
            assert_eq!((arg0, arg1_1, c, arg3, arg1, arg5), ((1, 2), 3, 4, [5, 6, 7], 8, 9));
        }
        _ => panic!("expected the sum"),
    }
    match inbox.recv() {
        Some(PatternsMessage::Reply { reply: 1, reply_to: 2, reply_sender: _ }) => {}
        _ => panic!("expected the reply"),
    }
    match inbox.recv() {
        Some(PatternsMessage::Later { n: 3, answer }) => answer.send(3).unwrap(),
        _ => panic!("expected the later one"),
    }
}

#[actor]
#[derive(Default)]
struct Conditional(u8);

#[actor]
impl Conditional {
    #[cfg(not(test))]
    pub fn absent(&mut self, missing: Missing) -> Missing {
        missing
    }

    #[cfg(test)]
    pub fn present(&mut self, n: u8) {
        self.0 += n;
    }

    #[cfg_attr(test, cfg(test))]
    #[cfg_attr(not(test), cfg(any()))]
    pub fn nested(&self) -> u8 {
        self.0
    }

    #[cfg(test)]
    pub fn either(&self) -> u8 {
        1
    }

    #[cfg(not(test))]
    pub fn either(&self) -> Missing {
        Missing
    }

    pub fn arguments(
        &self,
        first: u8,
        #[cfg(not(test))] absent: Missing,
        #[cfg(test)] present: u8,
        #[cfg(not(any(windows, not(windows))))] never: Missing,
        #[cfg(any(windows, not(windows)))] last: u8,
    ) -> u8 {
        first + present + last
    }

    #[cfg(any())]
    #[ask]
    pub fn neither(&self, never: Missing) {}
}

#[test]
fn conditions_hold_for_everything_that_a_method_makes() {
    let conditional = Conditional(1).start();
    conditional.present(2).unwrap();
    assert_eq!(conditional.nested(), Ok(3));
    assert_eq!(conditional.either(), Ok(1));
    assert_eq!(conditional.arguments(1, 2, 3), Ok(6));
    let all = |message: ConditionalMessage| match message {
        ConditionalMessage::Present { n } => n,
        ConditionalMessage::Nested { .. } | ConditionalMessage::Either { .. } => 0,
        ConditionalMessage::Arguments { first, present, last, reply: _ } => first + present + last,
    };
    assert_eq!(all(ConditionalMessage::Present { n: 4 }), 4);
}

#[actor]
struct Marked;

#[actor]
impl Marked {
    #[deprecated = "use `new_way`"]
    pub fn old_way(&self) -> u8 {
        1
    }

    #[must_use = "it is expensive"]
    pub fn new_way(&self) -> u8 {
        2
    }

    #[must_use]
    pub fn plain(&self) -> u8 {
        3
    }

    #[expect(unused_variables)]
    #[allow(non_snake_case)]
    pub fn Shouted(&self, LOUD: u8) {}

    #[inline]
    #[track_caller]
    pub fn hinted(&self) {}

    #[ask]
    pub fn finished(&self) {}
}

#[test]
fn marks_reach_the_handle() {
    let marked = Marked.start();
    #[expect(deprecated)]
    let old = marked.old_way();
    assert_eq!(old, Ok(1));
    assert_eq!(marked.new_way(), Ok(2));
    assert_eq!(marked.plain(), Ok(3));
    marked.Shouted(1).unwrap();
    marked.hinted().unwrap();
    assert_eq!(marked.finished(), Ok(()));
    assert_eq!(marked.ask().finished().wait(), Ok(()));
}

#[actor]
struct Mixed {
    total: u8,
}

#[actor]
impl Mixed {
    const START: u8 = { 40 };

    pub fn new() -> Self {
        Mixed { total: Self::START }
    }

    pub(self) fn private(&self) -> u8 {
        self.total
    }

    fn generic<T: Into<u8>>(&mut self, n: T) {
        self.total += n.into();
    }

    pub fn add(&mut self, n: u8) {
        self.generic(n);
    }

    pub fn total(&self) -> u8 {
        self.private()
    }

    pub fn compare(&self, other: Self) -> Result<[Self; Self::START as usize / 20], Box<Self>> {
        if other.total == self.total { Ok([other, Mixed::new()]) } else { Err(Box::new(other)) }
    }
}

#[test]
fn the_impl_stays_what_it_was() {
    let mut direct = Mixed::new();
    direct.add(1);
    assert_eq!(direct.total(), 41);
    let mixed = direct.start();
    mixed.add(1).unwrap();
    assert_eq!(mixed.total(), Ok(42));
    assert!(mixed.compare(Mixed { total: 42 }).unwrap().is_ok());
}

#[test]
fn an_actor_may_live_in_a_function() {
    #[actor]
    struct Local {
        n: u8,
    }

    #[actor]
    impl Local {
        pub fn get(&self) -> u8 {
            self.n
        }
    }

    assert_eq!(Local { n: 3 }.start().get(), Ok(3));
}

macro_rules! cell {
    ($name:ident, $value:ty, $set:ident, $arg:ident, $vis:vis, $body:block) => {
        #[actor]
        #[derive(Default)]
        $vis struct $name {
            value: $value,
        }

        #[actor]
        impl $name {
            $vis fn $set(&mut self, $arg: $value, n: $value, wrapped: Option<$value>) {
                self.value = $arg + n + wrapped.unwrap_or_default();
                let _: () = $body;
            }

            pub(super) fn get(&self) -> $value {
                self.value
            }
        }
    };
}

cell!(Cell, u16, set, n_from_outside, pub(crate), {});

#[test]
fn a_macro_may_write_an_actor() {
    let cell = Cell::default().start();
    cell.set(1, 2, Some(3)).unwrap();
    assert_eq!(cell.get(), Ok(6));
}

#[test]
fn an_enum_may_be_an_actor() {
    #[actor]
    enum Light {
        Off,
        On { since: u8 },
    }

    #[actor]
    impl Light {
        pub fn switch(&mut self, now: u8) {
            *self = match self {
                Light::Off => Light::On { since: now },
                Light::On { .. } => Light::Off,
            };
        }

        pub fn since(&self) -> Option<u8> {
            match self {
                Light::Off => None,
                Light::On { since } => Some(*since),
            }
        }
    }

    let light = Light::Off.start();
    light.switch(3).unwrap();
    assert_eq!(light.since(), Ok(Some(3)));
    light.switch(4).unwrap();
    assert_eq!(light.since(), Ok(None));
}

/// Names from the prelude and from std, taken by something else.
mod shadowed {
    #![no_implicit_prelude]
    #![allow(dead_code)]

    struct Result;
    struct Option;
    struct Box;
    struct Ok;
    struct Err;
    struct Some;
    struct None;
    struct Vec;
    struct Send;
    struct Sync;
    struct Sized;
    struct Copy;
    struct Debug;
    struct Default;
    struct Iterator;
    struct PhantomData;
    struct Clone;
    struct String;
    struct Mailbox;
    struct Context;
    struct Reply;
    struct CallError;
    trait Handle {}
    trait Actor {}
    trait Declared {}
    mod core {}
    mod std {}
    mod actor_runtime {}
    #[allow(unused_macros)]
    macro_rules! cfg {
        () => {};
    }
    #[allow(unused_macros)]
    macro_rules! matches {
        () => {};
    }

    #[::actor_runtime::actor(
        mailbox = 4,
        overflow = reject,
        on_panic = resume,
        timeout = ::std::time::Duration::from_secs(5),
        count
    )]
    pub struct Echo;

    #[::actor_runtime::actor(derive(::core::fmt::Debug))]
    impl Echo {
        pub fn told(&self, n: u8) {
            let _ = n;
        }

        pub fn asked(&self, n: u8) -> u8 {
            n
        }

        #[urgent]
        #[cfg(test)]
        pub fn overtakes(&self) {}

        pub fn later(&self, n: u8, #[reply] sender: ::actor_runtime::ReplySender<u8>) {
            let _ = sender.send(n);
        }
    }
}

#[test]
fn generated_code_needs_no_names_of_the_users() {
    let echo = shadowed::Echo.start();
    echo.told(1).unwrap();
    assert_eq!(echo.asked(2), Ok(2));
    assert_eq!(echo.later(3), Ok::<u8, CallError>(3));
    assert_eq!(format!("{:?}", shadowed::EchoMessage::Told { n: 4 }), "Told { n: 4 }");
}

/// Constants and statics, which a pattern would mean, with the names of generated variables;
/// primitive types that are something else; and a type with a name that was generated once.
mod taken {
    #![allow(non_camel_case_types, non_upper_case_globals, dead_code)]

    pub static reply: u8 = 0;
    pub static context: u8 = 0;
    pub const message: u8 = 0;
    pub const mailbox: u8 = 0;
    pub const index: u8 = 0;
    pub const formatter: u8 = 0;
    struct usize;
    struct str;
    struct bool;

    #[actor_runtime::actor]
    pub struct Asked;

    #[actor_runtime::actor]
    impl Asked {
        pub fn other(&self, other: Asked) -> Box<Asked> {
            Box::new(other)
        }

        pub fn pair(&self, (a, b): (u8, u8), #[reply] answer: actor_runtime::ReplySender<[u8; 2]>) {
            let _ = answer.send([a, b]);
        }
    }

    #[actor_runtime::actor]
    pub struct Hooked;

    #[actor_runtime::actor]
    impl Hooked {
        #[actor_runtime::started]
        fn begin(&mut self) {}

        #[::actor_runtime::idle]
        fn rest(&mut self) -> actor_runtime::Idle {
            actor_runtime::Idle::Wait
        }

        #[actor_runtime::urgent]
        pub fn first(&self) -> u8 {
            1
        }

        pub fn answered(&self, #[actor_runtime::reply] answer: actor_runtime::ReplySender<u8>) {
            let _ = answer.send(2);
        }
    }

    #[actor_runtime::actor]
    pub struct Constant<const message: u8>;

    #[actor_runtime::actor]
    impl<const message: u8> Constant<message> {
        pub fn get(&self) -> u8 {
            message
        }
    }
}

#[test]
fn names_of_the_users_are_not_in_the_way() {
    let asked = taken::Asked.start();
    assert!(asked.other(taken::Asked).is_ok());
    assert_eq!(asked.pair((1, 2)), Ok([1, 2]));
    let hooked = taken::Hooked.start();
    assert_eq!((hooked.first(), hooked.answered()), (Ok(1), Ok(2)));
    assert_eq!(taken::Constant::<3>.start().get(), Ok(3));
}

/// Code that uses a deprecated message is warned; the generated code is not.
mod old {
    #![deny(warnings)]

    use actor_runtime::prelude::*;

    #[deprecated]
    #[actor]
    pub struct Old<T> {
        pub(super) n: T,
    }

    #[allow(deprecated)]
    #[actor]
    impl<T: Clone> Old<T> {
        pub fn get(&self) -> T {
            self.n.clone()
        }

        pub fn swap(&mut self, other: Self) -> Self {
            std::mem::replace(self, other)
        }
    }
}

/// Where nothing is, nothing is allowed, and so nothing is in the way of a `forbid`.
mod new {
    #![forbid(deprecated)]

    #[actor_runtime::actor]
    pub struct New;

    #[actor_runtime::actor]
    impl New {
        pub fn get(&self, n: Option<String>) -> usize
where {
            n.map_or(0, |n| n.len())
        }
    }
}

#[test]
fn deprecation_stays_where_it_is() {
    #[expect(deprecated)]
    let old = old::Old { n: 1 }.start();
    assert_eq!(old.get(), Ok(1));
    assert_eq!(new::New.start().get(None), Ok(0));
}

/// On the handle, `len` and `iter` cannot return what clippy expects, nor have what it expects
/// beside them.
mod collection {
    #![deny(clippy::iter_not_returning_iterator, clippy::len_without_is_empty)]

    use actor_runtime::prelude::*;

    #[actor]
    pub struct Items {
        pub items: Vec<u8>,
    }

    #[actor]
    impl Items {
        pub fn len(&self) -> usize {
            self.items.len()
        }

        pub fn iter(&self) -> std::vec::IntoIter<u8> {
            self.items.clone().into_iter()
        }
    }

    impl Items {
        pub fn is_empty(&self) -> bool {
            self.items.is_empty()
        }
    }
}

#[test]
fn a_collection_keeps_its_names() {
    let items = collection::Items { items: vec![1, 2] };
    assert!(!items.is_empty());
    let items = items.start();
    assert_eq!(items.len(), Ok(2));
    assert_eq!(items.iter().map(Iterator::sum::<u8>), Ok(3));
}
