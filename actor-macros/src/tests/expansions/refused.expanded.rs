struct Counter {
    total: u64,
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_a_type::mailbx as _;
        use ::actor_runtime::__private::options_of_a_type::overflow as _;
    }
};
#[automatically_derived]
impl ::actor_runtime::Declared for Counter {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Counter")
            .overflow(::actor_runtime::Overflow::DropNewest)
    }
}
::core::compile_error! {
    "unknown option `mailbx`: did you mean `mailbox`?"
}
::core::compile_error! {
    "`overflow` says what a full mailbox does, and this one is never full: add `mailbox = N`"
}
impl Counter {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub async fn name(self, name: &str, all: &[u8]) -> impl ToString {
        name
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn join(&self) {}
    fn private(&self) {}
}
/// What a [`CounterHandle`] sends to its `Counter`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum CounterMessage {
    /// Calls `Counter::add`.
    Add {
        /// The argument `n`.
        n: u64,
    },
    #[allow(warnings)]
    Name {
        name: [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
            }
        }],
        all: [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
            }
        }],
        reply: [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
            }
        }],
    },
    #[allow(warnings)]
    Join,
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for CounterMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<CounterMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Counter`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct CounterHandle(::actor_runtime::__private::Mailbox<CounterMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for CounterHandle {
    type Carried = CounterMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for CounterHandle {
    #[inline]
    fn clone(&self) -> Self {
        CounterHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for CounterHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl CounterHandle {
    /// Calls `Counter::add`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn add(&self, n: u64) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            CounterMessage::Add { n },
        )
    }
    #[allow(warnings)]
    pub fn name(
        &self,
        _: &str,
        _: &[u8],
    ) -> ::core::result::Result<
        [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
            }
        }],
        [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
            }
        }],
    > {
        ::core::unimplemented!()
    }
    #[allow(warnings)]
    pub fn join(
        self,
    ) -> ::core::result::Result<
        (),
        [(); {
            ::core::compile_error! {
                "a message cannot be named `join`: `handle.join()` means `Handle::join`, which takes the handle itself; choose another name, such as `enter`"
            }
        }],
    > {
        ::core::unimplemented!()
    }
}
/// The answered messages of a [`CounterHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct CounterAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<CounterMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for CounterAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for CounterAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for CounterAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "CounterAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> CounterAsk<'ask> {
    #[allow(warnings)]
    pub fn name(
        &self,
        _: &str,
        _: &[u8],
    ) -> ::actor_runtime::Reply<
        [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
            }
        }],
    > {
        ::core::unimplemented!()
    }
}
#[allow(dead_code)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared(_: &Counter) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Counter>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Counter {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for CounterHandle
where
    for<'ask> CounterMessage: ::actor_runtime::__private::Sent,
{
    type Message = CounterMessage;
    type Ask<'ask> = CounterAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        CounterAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        CounterHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Counter>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "add",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Counter"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<CounterHandle> for Counter
where
    for<'ask> CounterMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: CounterMessage,
        __context: &mut ::actor_runtime::Context<CounterHandle>,
    ) {
        match __message {
            CounterMessage::Add { n: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                <Counter>::add(self, __argument_0)
            }
            CounterMessage::Name { .. } => ::core::unimplemented!(),
            CounterMessage::Join { .. } => ::core::unimplemented!(),
        }
    }
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_an_impl::handle as _;
    }
};
::core::compile_error! {
    "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().name(…).await`"
}
::core::compile_error! {
    "a message only borrows the actor: take `&self` or `&mut self`; a method that consumes the actor has to be private, or in an `impl` without `#[actor]`"
}
::core::compile_error! {
    "a message outlives the call that sends it, so it cannot borrow from the caller: make it `String`"
}
::core::compile_error! {
    "a message owns what it carries, and `[u8]` has no size: take `Vec<u8>`"
}
::core::compile_error! {
    "`impl Trait` has no name, and the type of an answer needs one: return `String`"
}
::core::compile_error! {
    "a message cannot be named `join`: `handle.join()` means `Handle::join`, which takes the handle itself; choose another name, such as `enter`"
}
::core::compile_error! {
    "this method is no message: a message takes `&self` or `&mut self` and is `pub` (any visibility does)"
}
::core::compile_error! {
    "`Counter` is the actor itself: give `handle` another name"
}
