use actor_runtime::{Context, ReplySender};
pub struct Desk {
    waiting: Vec<ReplySender<u8>>,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Desk {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Desk")
    }
}
impl Desk {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_ref_mut,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn look_up(&self, ctx: &mut Context<DeskHandle>, n: u8) -> u8 {
        ctx.stop();
        n
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn tidy(&mut self) {
        self.waiting.clear();
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn wait(&mut self, reply: ReplySender<u8>) {
        self.waiting.push(reply);
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn waiting(&self) -> usize {
        self.waiting.len()
    }
}
/// What a [`DeskHandle`] sends to its `Desk`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum DeskMessage {
    /// Calls `Desk::look_up`.
    LookUp {
        /// The argument `n`.
        n: u8,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u8>,
    },
    /// Calls `Desk::tidy`.
    Tidy {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<()>,
    },
    /// Calls `Desk::wait`.
    Wait {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u8>,
    },
    /// Calls `Desk::waiting`.
    Waiting {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<usize>,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for DeskMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<DeskMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Desk`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct DeskHandle(::actor_runtime::__private::Mailbox<DeskMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for DeskHandle {
    type Carried = DeskMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for DeskHandle {
    #[inline]
    fn clone(&self) -> Self {
        DeskHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for DeskHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl DeskHandle {
    /// Calls `Desk::look_up`.
    ///
    /// Expires: if its caller has given up before its turn, it is not handled.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().look_up(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn look_up(
        &self,
        n: u8,
    ) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            DeskMessage::LookUp { n, reply : __reply, }, Desk, 0usize, move | __state,
            __context | { let __context = ::actor_runtime::__private::context:: <
            DeskHandle > (__context); < Desk > ::look_up(__state,
            ::actor_runtime::__private::IsContext::of(__context), n) }
        )
    }
    /// Calls `Desk::tidy`.
    ///
    /// Expires: if its caller has given up before its turn, it is not handled.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().tidy().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn tidy(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            DeskMessage::Tidy { reply : __reply, }, Desk, 1usize, move | __state,
            __context | { < Desk > ::tidy(__state); }
        )
    }
    /// Calls `Desk::wait`.
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    ///
    /// Expires: if its caller has given up before its turn, it is not handled.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().wait().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, panicked over it, or takes too long.*/
    #[inline]
    pub fn wait(&self) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::UrgentDeferred,
            move |__reply| DeskMessage::Wait {
                reply: __reply,
            },
        )
    }
    /// Calls `Desk::waiting`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().waiting().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn waiting(&self) -> ::core::result::Result<usize, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            DeskMessage::Waiting { reply : __reply, }, Desk, 3usize, move | __state,
            __context | { < Desk > ::waiting(__state) }
        )
    }
}
/// The answered messages of a [`DeskHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct DeskAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<DeskMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for DeskAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for DeskAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for DeskAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "DeskAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> DeskAsk<'ask> {
    /// Sends what [`DeskHandle::look_up`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn look_up(&self, n: u8) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| DeskMessage::LookUp {
                n,
                reply: __reply,
            },
        )
    }
    /// Sends what [`DeskHandle::tidy`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn tidy(&self) -> ::actor_runtime::Reply<()> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| DeskMessage::Tidy {
                reply: __reply,
            },
        )
    }
    /// Sends what [`DeskHandle::wait`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn wait(&self) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::UrgentDeferred,
            move |__reply| DeskMessage::Wait {
                reply: __reply,
            },
        )
    }
    /// Sends what [`DeskHandle::waiting`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn waiting(&self) -> ::actor_runtime::Reply<usize> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| DeskMessage::Waiting {
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
        fn declared(_: &Desk) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Desk>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Desk {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for DeskHandle
where
    for<'ask> DeskMessage: ::actor_runtime::__private::Sent,
{
    type Message = DeskMessage;
    type Ask<'ask> = DeskAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        DeskAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        DeskHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Desk>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "look_up",
            1usize => "tidy",
            2usize => "wait",
            3usize => "waiting",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Desk"
        );
        &TYPE
    }
    const HAS_URGENT: ::core::primitive::bool = true;
    fn is_urgent(__message: &Self::Message) -> ::core::primitive::bool {
        match *__message {
            DeskMessage::LookUp { .. } => false,
            DeskMessage::Tidy { .. } => false,
            DeskMessage::Wait { .. } => true,
            DeskMessage::Waiting { .. } => false,
        }
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<DeskHandle> for Desk
where
    for<'ask> DeskMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: DeskMessage,
        __context: &mut ::actor_runtime::Context<DeskHandle>,
    ) {
        match __message {
            DeskMessage::LookUp { n: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                if ::actor_runtime::Context::is_wanted(__context, &__reply) {
                    ::actor_runtime::__private::answer(
                        __reply,
                        <Desk>::look_up(
                            self,
                            ::actor_runtime::__private::IsContext::of(__context),
                            __argument_0,
                        ),
                    )
                }
            }
            DeskMessage::Tidy { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                if ::actor_runtime::Context::is_wanted(__context, &__reply) {
                    <Desk>::tidy(self);
                    ::actor_runtime::__private::answer(__reply, ())
                }
            }
            DeskMessage::Wait { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 2usize);
                if ::actor_runtime::Context::is_wanted(__context, &__reply) {
                    ::actor_runtime::__private::defer(&__reply);
                    <Desk>::wait(self, __reply)
                }
            }
            DeskMessage::Waiting { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 3usize);
                ::actor_runtime::__private::answer(__reply, <Desk>::waiting(self))
            }
        }
    }
}
