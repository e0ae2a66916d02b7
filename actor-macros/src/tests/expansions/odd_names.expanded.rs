pub struct Odd;
#[automatically_derived]
impl ::actor_runtime::Declared for Odd {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Odd")
    }
}
impl Odd {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn r#type(&self, r#fn: u8, reply: u8) -> u8 {
        r#fn + reply
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn self_(&self) {}
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn _1st(&self, (a, b): (u8, u8), _: u8, mut c: u8, arg1: u8) -> u8 {
        c += 1;
        a + b + c + arg1
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn ask(&self, message: u8, context: u8) -> u8 {
        message + context
    }
}
/// What a [`OddHandle`] sends to its `Odd`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum OddMessage {
    /// Calls `Odd::type`.
    Type {
        /// The argument `fn`.
        r#fn: u8,
        /// The argument `reply`.
        reply: u8,
        /// Where the answer goes.
        reply_to: ::actor_runtime::ReplySender<u8>,
    },
    /// Calls `Odd::self_`.
    SelfMessage,
    /// Calls `Odd::_1st`.
    _1st {
        /// The argument `arg0`.
        arg0: (u8, u8),
        /// The argument `arg1_1`.
        arg1_1: u8,
        /// The argument `c`.
        c: u8,
        /// The argument `arg1`.
        arg1: u8,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u8>,
    },
    /// Calls `Odd::ask`.
    Ask {
        /// The argument `message`.
        message: u8,
        /// The argument `context`.
        context: u8,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u8>,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for OddMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<OddMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Odd`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct OddHandle(::actor_runtime::__private::Mailbox<OddMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for OddHandle {
    type Carried = OddMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for OddHandle {
    #[inline]
    fn clone(&self) -> Self {
        OddHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for OddHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl OddHandle {
    /// Calls `Odd::type`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().r#type(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn r#type(
        &self,
        r#fn: u8,
        reply: u8,
    ) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            OddMessage::Type { r#fn, reply, reply_to : __reply, }, Odd, 0usize, move |
            __state, __context | { < Odd > ::r#type(__state, r#fn, reply) }
        )
    }
    /// Calls `Odd::self_`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn self_(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            OddMessage::SelfMessage,
        )
    }
    /// Calls `Odd::_1st`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask()._1st(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn _1st(
        &self,
        arg0: (u8, u8),
        arg1_1: u8,
        c: u8,
        arg1: u8,
    ) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            OddMessage::_1st { arg0, arg1_1, c, arg1, reply : __reply, }, Odd, 2usize,
            move | __state, __context | { < Odd > ::_1st(__state, arg0, arg1_1, c, arg1)
            }
        )
    }
    /// Calls `Odd::ask`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().ask(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn ask(
        &self,
        message: u8,
        context: u8,
    ) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply | OddMessage::Ask
            { message, context, reply : __reply, }, Odd, 3usize, move | __state,
            __context | { < Odd > ::ask(__state, message, context) }
        )
    }
}
/// The answered messages of a [`OddHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct OddAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<OddMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for OddAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for OddAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for OddAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "OddAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> OddAsk<'ask> {
    /// Sends what [`OddHandle::type`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn r#type(&self, r#fn: u8, reply: u8) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| OddMessage::Type {
                r#fn,
                reply,
                reply_to: __reply,
            },
        )
    }
    /// Sends what [`OddHandle::_1st`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn _1st(
        &self,
        arg0: (u8, u8),
        arg1_1: u8,
        c: u8,
        arg1: u8,
    ) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| OddMessage::_1st {
                arg0,
                arg1_1,
                c,
                arg1,
                reply: __reply,
            },
        )
    }
    /// Sends what [`OddHandle::ask`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn ask(&self, message: u8, context: u8) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| OddMessage::Ask {
                message,
                context,
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
        fn declared(_: &Odd) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Odd>::new();
            __probe.is_declared();
        }
        fn message_2(_: &Odd, _: (u8, u8)) {
            {
                fn argument_arg0_of__1st<T: ::core::marker::Send>() {}
                argument_arg0_of__1st::<(u8, u8)>();
            }
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Odd {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for OddHandle
where
    for<'ask> OddMessage: ::actor_runtime::__private::Sent,
{
    type Message = OddMessage;
    type Ask<'ask> = OddAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        OddAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        OddHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Odd>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "type",
            1usize => "self_",
            2usize => "_1st",
            3usize => "ask",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Odd"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<OddHandle> for Odd
where
    for<'ask> OddMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: OddMessage,
        __context: &mut ::actor_runtime::Context<OddHandle>,
    ) {
        match __message {
            OddMessage::Type {
                r#fn: __argument_0,
                reply: __argument_1,
                reply_to: __reply,
            } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Odd>::r#type(self, __argument_0, __argument_1),
                )
            }
            OddMessage::SelfMessage => {
                ::actor_runtime::Context::begin(__context, 1usize);
                <Odd>::self_(self)
            }
            OddMessage::_1st {
                arg0: __argument_0,
                arg1_1: __argument_1,
                c: __argument_2,
                arg1: __argument_3,
                reply: __reply,
            } => {
                ::actor_runtime::Context::begin(__context, 2usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Odd>::_1st(
                        self,
                        __argument_0,
                        __argument_1,
                        __argument_2,
                        __argument_3,
                    ),
                )
            }
            OddMessage::Ask {
                message: __argument_0,
                context: __argument_1,
                reply: __reply,
            } => {
                ::actor_runtime::Context::begin(__context, 3usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Odd>::ask(self, __argument_0, __argument_1),
                )
            }
        }
    }
}
