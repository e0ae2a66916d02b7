#[cfg(debug_assertions)]
pub struct Conditional(u8);
#[cfg(debug_assertions)]
#[automatically_derived]
impl ::actor_runtime::Declared for Conditional {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Conditional")
    }
}
#[cfg(debug_assertions)]
impl Conditional {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    #[cfg(unix)]
    pub fn here(&self, #[cfg(unix)] n: u8, #[cfg(not(unix))] n: Missing) -> u8 {
        self.0 + n
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    #[cfg_attr(unix, cfg(any()))]
    pub fn gone(&self, missing: Missing) -> Missing {
        missing
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    #[cfg(not(unix))]
    pub fn elsewhere(&mut self) {}
}
/// What a [`ConditionalHandle`] sends to its `Conditional`: one variant for each message.
#[cfg(debug_assertions)]
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum ConditionalMessage {
    /// Calls `Conditional::here`.
    #[cfg(unix)]
    Here {
        /// The argument `n`.
        #[cfg(unix)]
        n: u8,
        /// The argument `arg1`.
        #[cfg(not(unix))]
        arg1: Missing,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u8>,
    },
    /// Calls `Conditional::gone`.
    #[cfg(any(not(all(unix)), any()))]
    Gone {
        /// The argument `missing`.
        missing: Missing,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Missing>,
    },
    /// Calls `Conditional::elsewhere`.
    #[cfg(not(unix))]
    Elsewhere,
}
#[cfg(debug_assertions)]
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for ConditionalMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<ConditionalMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Conditional`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[cfg(debug_assertions)]
#[allow(private_interfaces, unreachable_pub)]
pub struct ConditionalHandle(::actor_runtime::__private::Mailbox<ConditionalMessage>);
#[cfg(debug_assertions)]
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for ConditionalHandle {
    type Carried = ConditionalMessage;
}
#[cfg(debug_assertions)]
#[automatically_derived]
impl ::core::clone::Clone for ConditionalHandle {
    #[inline]
    fn clone(&self) -> Self {
        ConditionalHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[cfg(debug_assertions)]
#[automatically_derived]
impl ::core::fmt::Debug for ConditionalHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[cfg(debug_assertions)]
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl ConditionalHandle {
    /// Calls `Conditional::here`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().here(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[cfg(unix)]
    #[inline]
    pub fn here(
        &self,
        #[cfg(unix)]
        n: u8,
        #[cfg(not(unix))]
        arg1: Missing,
    ) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            ConditionalMessage::Here { #[cfg(unix)] n, #[cfg(not(unix))] arg1, reply :
            __reply, }, Conditional, 0usize, move | __state, __context | { {
            #[cfg(all(not(unix), not(not(unix))))] { < Conditional > ::here(__state) }
            #[cfg(all(unix, not(not(unix))))] { < Conditional > ::here(__state, n) }
            #[cfg(all(not(unix), not(unix)))] { < Conditional > ::here(__state, arg1) }
            #[cfg(all(unix, not(unix)))] { < Conditional > ::here(__state, n, arg1) } } }
        )
    }
    /// Calls `Conditional::gone`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().gone(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[cfg(any(not(all(unix)), any()))]
    #[inline]
    pub fn gone(
        &self,
        missing: Missing,
    ) -> ::core::result::Result<Missing, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            ConditionalMessage::Gone { missing, reply : __reply, }, Conditional, 1usize,
            move | __state, __context | { < Conditional > ::gone(__state, missing) }
        )
    }
    /// Calls `Conditional::elsewhere`.
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    /**
 # Errors

 If the message is not accepted: the actor has ended.*/
    #[cfg(not(unix))]
    #[inline]
    pub fn elsewhere(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Urgent,
            ConditionalMessage::Elsewhere,
        )
    }
}
/// The answered messages of a [`ConditionalHandle`], sent without waiting for the answers.
#[cfg(debug_assertions)]
#[allow(private_interfaces, unreachable_pub)]
pub struct ConditionalAsk<'ask>(
    &'ask ::actor_runtime::__private::Mailbox<ConditionalMessage>,
);
#[cfg(debug_assertions)]
#[automatically_derived]
impl<'ask> ::core::clone::Clone for ConditionalAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[cfg(debug_assertions)]
#[automatically_derived]
impl<'ask> ::core::marker::Copy for ConditionalAsk<'ask> {}
#[cfg(debug_assertions)]
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for ConditionalAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "ConditionalAsk"),
                self.0,
            ),
        )
    }
}
#[cfg(debug_assertions)]
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> ConditionalAsk<'ask> {
    /// Sends what [`ConditionalHandle::here`] sends, and returns at once: the answer comes through the reply.
    #[cfg(unix)]
    #[inline]
    pub fn here(
        &self,
        #[cfg(unix)]
        n: u8,
        #[cfg(not(unix))]
        arg1: Missing,
    ) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| ConditionalMessage::Here {
                #[cfg(unix)]
                n,
                #[cfg(not(unix))]
                arg1,
                reply: __reply,
            },
        )
    }
    /// Sends what [`ConditionalHandle::gone`] sends, and returns at once: the answer comes through the reply.
    #[cfg(any(not(all(unix)), any()))]
    #[inline]
    pub fn gone(&self, missing: Missing) -> ::actor_runtime::Reply<Missing> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| ConditionalMessage::Gone {
                missing,
                reply: __reply,
            },
        )
    }
}
#[cfg(debug_assertions)]
#[allow(dead_code)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared(_: &Conditional) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Conditional>::new();
            __probe.is_declared();
        }
        #[cfg(unix)]
        fn message_0(_: &Conditional, #[cfg(not(unix))] _: Missing) {
            #[cfg(not(unix))]
            {
                fn argument_arg1_of_here<T: ::core::marker::Send>() {}
                argument_arg1_of_here::<Missing>();
            }
        }
        #[cfg(any(not(all(unix)), any()))]
        fn message_1(_: &Conditional, _: Missing, _: Missing) {
            {
                fn argument_missing_of_gone<T: ::core::marker::Send>() {}
                argument_missing_of_gone::<Missing>();
            }
            {
                fn answer_of_gone<T: ::core::marker::Send>() {}
                answer_of_gone::<Missing>();
            }
        }
    }
};
#[cfg(debug_assertions)]
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Conditional {
    #[cfg(any(unix, any(not(all(unix)), any())))]
    type Kind = ::actor_runtime::__private::Answers;
    #[cfg(not(any(unix, any(not(all(unix)), any()))))]
    type Kind = ::actor_runtime::__private::NeverAnswers;
}
#[cfg(debug_assertions)]
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for ConditionalHandle
where
    for<'ask> ConditionalMessage: ::actor_runtime::__private::Sent,
{
    type Message = ConditionalMessage;
    type Ask<'ask> = ConditionalAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        ConditionalAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        ConditionalHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Conditional>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            #[cfg(unix)]
            0usize => "here",
            #[cfg(any(not(all(unix)), any()))]
            1usize => "gone",
            #[cfg(not(unix))]
            2usize => "elsewhere",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Conditional"
        );
        &TYPE
    }
    const HAS_URGENT: ::core::primitive::bool = ::core::cfg!(any(not(unix)));
    fn is_urgent(__message: &Self::Message) -> ::core::primitive::bool {
        match *__message {
            #[cfg(unix)]
            ConditionalMessage::Here { .. } => false,
            #[cfg(any(not(all(unix)), any()))]
            ConditionalMessage::Gone { .. } => false,
            #[cfg(not(unix))]
            ConditionalMessage::Elsewhere => true,
        }
    }
}
#[cfg(debug_assertions)]
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<ConditionalHandle> for Conditional
where
    for<'ask> ConditionalMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: ConditionalMessage,
        __context: &mut ::actor_runtime::Context<ConditionalHandle>,
    ) {
        match __message {
            #[cfg(unix)]
            ConditionalMessage::Here {
                #[cfg(unix)]
                n: __argument_0,
                #[cfg(not(unix))]
                arg1: __argument_1,
                reply: __reply,
            } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    {
                        #[cfg(all(not(unix), not(not(unix))))]
                        { <Conditional>::here(self) }
                        #[cfg(all(unix, not(not(unix))))]
                        { <Conditional>::here(self, __argument_0) }
                        #[cfg(all(not(unix), not(unix)))]
                        { <Conditional>::here(self, __argument_1) }
                        #[cfg(all(unix, not(unix)))]
                        { <Conditional>::here(self, __argument_0, __argument_1) }
                    },
                )
            }
            #[cfg(any(not(all(unix)), any()))]
            ConditionalMessage::Gone { missing: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Conditional>::gone(self, __argument_0),
                )
            }
            #[cfg(not(unix))]
            ConditionalMessage::Elsewhere => {
                ::actor_runtime::Context::begin(__context, 2usize);
                <Conditional>::elsewhere(self)
            }
        }
    }
}
