//! The quickstart and its twin written by hand are the same, to look at and to run.

use std::{mem::size_of, process::Command};

use actor_runtime::{Actor, CallError, Declared, Handle, Inbox, Reply, ReplySender};

mod built_example;

#[path = "../counter_expanded.rs"]
#[allow(dead_code, unreachable_pub)]
mod by_hand;
#[path = "../counter.rs"]
#[allow(dead_code, unreachable_pub)]
mod generated;

#[test]
fn both_print_the_same() {
    let outputs = ["counter", "counter_expanded"].map(|example| {
        let output = Command::new(built_example::executable(example, &[])).output().unwrap();
        assert!(output.status.success(), "{example}: {output:?}");
        String::from_utf8(output.stdout).unwrap()
    });
    assert!(outputs[0].contains("the total is 42"), "{}", outputs[0]);
    assert_eq!(outputs[0], outputs[1]);
}

/// The facts about one of the two: what compiles here has these names and signatures, what is
/// returned differs in nothing.
macro_rules! facts {
    ($twin:ident) => {{
        use $twin::{Counter, CounterAsk, CounterHandle, CounterMessage};

        let _: fn(&CounterHandle, u64) -> Result<(), CallError> = CounterHandle::add;
        let _: fn(&CounterHandle) -> Result<u64, CallError> = CounterHandle::total;
        let _: for<'a> fn(&'a CounterHandle) -> CounterAsk<'a> = <CounterHandle as Handle>::ask;
        let _: fn(&CounterAsk<'static>) -> Reply<u64> = CounterAsk::total;
        let _: fn() -> (CounterHandle, Inbox<CounterHandle>) = CounterHandle::channel;

        fn is_an_actor<A: Actor<H>, H: Handle>() {}
        is_an_actor::<Counter, CounterHandle>();
        fn is_a_copy_of_a_reference<T: Copy + std::fmt::Debug>() {}
        is_a_copy_of_a_reference::<CounterAsk<'_>>();

        // Every variant and every field: one more would not compile.
        fn wanted(message: CounterMessage) -> bool {
            match message {
                CounterMessage::Add { n: _ } => true,
                CounterMessage::Total { reply } => ReplySender::<u64>::is_wanted(&reply),
            }
        }
        let (counter, inbox) = CounterHandle::channel();
        let awaited = counter.ask().total();
        drop(counter.ask().total());
        let questions = [inbox.recv(), inbox.recv()].map(|question| wanted(question.unwrap()));
        drop(awaited);

        (
            format!("{:?}", <Counter as Declared>::options()),
            format!("{:?}", <CounterHandle as Handle>::options()),
            [0, 1, 2].map(CounterHandle::message_name),
            [size_of::<CounterHandle>(), size_of::<CounterAsk<'_>>(), size_of::<CounterMessage>()],
            wanted(CounterMessage::Add { n: 1 }),
            questions,
        )
    }};
}

#[test]
fn both_have_the_same_shape() {
    let facts = facts!(generated);
    assert_eq!(facts, facts!(by_hand));
    assert_eq!(facts.5, [true, false], "the second question was given up");
}
