impl Counter {
    pub fn new() -> Self {
        Counter { total: 0 }
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    /// Adds `n`.
    pub fn add(&mut self, n: u64) {
        self.total += n;
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    /// The sum so far.
    pub fn total(&self) -> u64 {
        self.total
    }
    #[allow(clippy::needless_pass_by_ref_mut, clippy::missing_const_for_fn)]
    pub(crate) fn reset(&mut self, ctx: &mut Context<CounterHandle>) {
        self.total = 0;
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    /// Forgets the sum.
    pub fn clear(&mut self) {
        self.total = 0;
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    #[cfg(feature = "slow")]
    pub fn later(&mut self, (a, b): (u8, Rc<u8>), reply: ReplySender<u64>) {}
    #[cfg(feature = "slow")]
    fn tidy(&mut self, ctx: &mut Context<CounterHandle>) -> Idle {
        Idle::Wait
    }
}
/** What a [`CounterHandle`] sends to its `Counter`: one variant for each message.

 Code that can name this type can send each of its variants as a value, even one whose method on the handle is not visible to it.*/
#[derive(Debug)]
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum CounterMessage {
    /// Adds `n`.
    Add {
        /// The argument `n`.
        n: u64,
    },
    /// The sum so far.
    Total {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u64>,
    },
    /// Calls `Counter::reset`.
    Reset {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<()>,
    },
    /// Forgets the sum.
    Clear,
    /// Calls `Counter::later`.
    #[cfg(feature = "slow")]
    Later {
        /// The argument `arg0`.
        arg0: (u8, Rc<u8>),
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u64>,
    },
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
    /// Adds `n`.
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
    /// The sum so far.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().total().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn total(&self) -> ::core::result::Result<u64, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            CounterMessage::Total { reply : __reply, }, Counter, 1usize, move | __state,
            __context | { < Counter > ::total(__state) }
        )
    }
    /// Calls `Counter::reset`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().reset().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub(crate) fn reset(
        &self,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            CounterMessage::Reset { reply : __reply, }, Counter, 2usize, move | __state,
            __context | { let __context = ::actor_runtime::__private::context:: <
            CounterHandle > (__context); < Counter > ::reset(__state,
            ::actor_runtime::__private::IsContext::of(__context)); }
        )
    }
    /// Forgets the sum.
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    /**
 # Errors

 If the message is not accepted: the actor has ended.*/
    #[inline]
    pub fn clear(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Urgent,
            CounterMessage::Clear,
        )
    }
    /// Calls `Counter::later`.
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().later(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, panicked over it, or takes too long.*/
    #[cfg(feature = "slow")]
    #[inline]
    pub fn later(
        &self,
        arg0: (u8, Rc<u8>),
    ) -> ::core::result::Result<u64, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::UrgentDeferred,
            move |__reply| CounterMessage::Later {
                arg0,
                reply: __reply,
            },
        )
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
    /// Sends what [`CounterHandle::total`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn total(&self) -> ::actor_runtime::Reply<u64> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| CounterMessage::Total {
                reply: __reply,
            },
        )
    }
    /// Sends what [`CounterHandle::reset`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub(crate) fn reset(&self) -> ::actor_runtime::Reply<()> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| CounterMessage::Reset {
                reply: __reply,
            },
        )
    }
    /// Sends what [`CounterHandle::later`] sends, and returns at once: the answer comes through the reply.
    #[cfg(feature = "slow")]
    #[inline]
    pub fn later(&self, arg0: (u8, Rc<u8>)) -> ::actor_runtime::Reply<u64> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::UrgentDeferred,
            move |__reply| CounterMessage::Later {
                arg0,
                reply: __reply,
            },
        )
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
        const CARRIED: ::core::primitive::usize = {
            #[cfg(feature = "slow")]
            {
                {
                    const fn argument_arg0_of_later<T: ::core::marker::Send>() {}
                    argument_arg0_of_later::<(u8, Rc<u8>)>();
                }
            }
            0
        };
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl ::actor_runtime::__private::Carries for CounterMessage {
        type Checked = [(); __Asked::CARRIED];
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
    for<'ask> CounterMessage: ::actor_runtime::__private::Sent<
        <CounterMessage as ::actor_runtime::__private::Carries>::Checked,
    >,
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
            1usize => "total",
            2usize => "reset",
            3usize => "clear",
            #[cfg(feature = "slow")]
            4usize => "later",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Counter"
        );
        &TYPE
    }
    const HAS_URGENT: ::core::primitive::bool = true;
    fn is_urgent(__message: &Self::Message) -> ::core::primitive::bool {
        match *__message {
            CounterMessage::Add { .. } => false,
            CounterMessage::Total { .. } => false,
            CounterMessage::Reset { .. } => false,
            CounterMessage::Clear => true,
            #[cfg(feature = "slow")]
            CounterMessage::Later { .. } => true,
        }
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<CounterHandle> for Counter
where
    for<'ask> CounterMessage: ::actor_runtime::__private::Sent<
        <CounterMessage as ::actor_runtime::__private::Carries>::Checked,
    >,
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
            CounterMessage::Total { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(__reply, <Counter>::total(self))
            }
            CounterMessage::Reset { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 2usize);
                <Counter>::reset(
                    self,
                    ::actor_runtime::__private::IsContext::of(__context),
                );
                ::actor_runtime::__private::answer(__reply, ())
            }
            CounterMessage::Clear => {
                ::actor_runtime::Context::begin(__context, 3usize);
                <Counter>::clear(self)
            }
            #[cfg(feature = "slow")]
            CounterMessage::Later { arg0: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 4usize);
                ::actor_runtime::__private::defer(&__reply);
                <Counter>::later(self, __argument_0, __reply)
            }
        }
    }
    #[cfg(feature = "slow")]
    const HAS_IDLE: ::core::primitive::bool = true;
    #[cfg(feature = "slow")]
    #[inline]
    fn call_idle_hook(
        &mut self,
        __context: &mut ::actor_runtime::Context<CounterHandle>,
    ) -> ::actor_runtime::Idle {
        <Counter>::tidy(self, ::actor_runtime::__private::IsContext::of(__context))
    }
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_an_impl::derive as _;
    }
};
