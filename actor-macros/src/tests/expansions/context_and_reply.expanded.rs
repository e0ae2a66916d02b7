use actor_runtime::{Context, ReplySender};
pub struct Gate {
    waiting: Vec<ReplySender<u8>>,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Gate {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Gate")
    }
}
impl Gate {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_ref_mut,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn pass(
        &mut self,
        _: &mut Context<GateHandle>,
        lane: u8,
        reply: ReplySender<u8>,
    ) {
        let _ = lane;
        self.waiting.push(reply);
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_ref_mut,
        clippy::missing_const_for_fn
    )]
    pub fn open(&mut self, ctx: &mut Context<GateHandle>) -> usize {
        ctx.stop();
        self.waiting.drain(..).filter_map(|reply| reply.send(1).ok()).count()
    }
}
/// What a [`GateHandle`] sends to its `Gate`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum GateMessage {
    /// Calls `Gate::pass`.
    Pass {
        /// The argument `lane`.
        lane: u8,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u8>,
    },
    /// Calls `Gate::open`.
    Open {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<usize>,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for GateMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<GateMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Gate`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct GateHandle(::actor_runtime::__private::Mailbox<GateMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for GateHandle {
    type Carried = GateMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for GateHandle {
    #[inline]
    fn clone(&self) -> Self {
        GateHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for GateHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl GateHandle {
    /// Calls `Gate::pass`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().pass(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn pass(
        &self,
        lane: u8,
    ) -> ::core::result::Result<u8, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Deferred,
            move |__reply| GateMessage::Pass {
                lane,
                reply: __reply,
            },
        )
    }
    /// Calls `Gate::open`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().open().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn open(&self) -> ::core::result::Result<usize, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            GateMessage::Open { reply : __reply, }, Gate, 1usize, move | __state,
            __context | { let __context = ::actor_runtime::__private::context:: <
            GateHandle > (__context); < Gate > ::open(__state,
            ::actor_runtime::__private::IsContext::of(__context)) }
        )
    }
}
/// The answered messages of a [`GateHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct GateAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<GateMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for GateAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for GateAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for GateAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "GateAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> GateAsk<'ask> {
    /// Sends what [`GateHandle::pass`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn pass(&self, lane: u8) -> ::actor_runtime::Reply<u8> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Deferred,
            move |__reply| GateMessage::Pass {
                lane,
                reply: __reply,
            },
        )
    }
    /// Sends what [`GateHandle::open`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn open(&self) -> ::actor_runtime::Reply<usize> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| GateMessage::Open {
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
        fn declared(_: &Gate) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Gate>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Gate {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for GateHandle
where
    for<'ask> GateMessage: ::actor_runtime::__private::Sent,
{
    type Message = GateMessage;
    type Ask<'ask> = GateAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        GateAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        GateHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Gate>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "pass",
            1usize => "open",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Gate"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<GateHandle> for Gate
where
    for<'ask> GateMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: GateMessage,
        __context: &mut ::actor_runtime::Context<GateHandle>,
    ) {
        match __message {
            GateMessage::Pass { lane: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::defer(&__reply);
                <Gate>::pass(
                    self,
                    ::actor_runtime::__private::IsContext::of(__context),
                    __argument_0,
                    __reply,
                )
            }
            GateMessage::Open { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Gate>::open(
                        self,
                        ::actor_runtime::__private::IsContext::of(__context),
                    ),
                )
            }
        }
    }
}
