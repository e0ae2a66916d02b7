use actor_runtime::{Context, Idle};
pub struct Copier {
    copied: u32,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Copier {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Copier")
    }
}
impl Copier {
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn pause(&mut self) {
        self.copied = 0;
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn copied(&self) -> u32 {
        self.copied
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn copy(&mut self) {
        self.copied += 1;
    }
    fn between(&mut self, _ctx: &mut Context<CopierHandle>) -> Idle {
        self.copied += 1;
        Idle::Again
    }
}
/// What a [`CopierHandle`] sends to its `Copier`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum CopierMessage {
    /// Calls `Copier::pause`.
    Pause,
    /// Calls `Copier::copied`.
    Copied {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<u32>,
    },
    /// Calls `Copier::copy`.
    Copy,
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for CopierMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<CopierMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Copier`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct CopierHandle(::actor_runtime::__private::Mailbox<CopierMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for CopierHandle {
    type Carried = CopierMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for CopierHandle {
    #[inline]
    fn clone(&self) -> Self {
        CopierHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for CopierHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl CopierHandle {
    /// Calls `Copier::pause`.
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    /**
 # Errors

 If the message is not accepted: the actor has ended.*/
    #[inline]
    pub fn pause(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Urgent,
            CopierMessage::Pause,
        )
    }
    /// Calls `Copier::copied`.
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().copied().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, panicked over it, or takes too long.*/
    #[inline]
    pub fn copied(&self) -> ::core::result::Result<u32, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Urgent, move | __reply |
            CopierMessage::Copied { reply : __reply, }, Copier, 1usize, move | __state,
            __context | { < Copier > ::copied(__state) }
        )
    }
    /// Calls `Copier::copy`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn copy(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            CopierMessage::Copy,
        )
    }
}
/// The answered messages of a [`CopierHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct CopierAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<CopierMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for CopierAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for CopierAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for CopierAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "CopierAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> CopierAsk<'ask> {
    /// Sends what [`CopierHandle::copied`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn copied(&self) -> ::actor_runtime::Reply<u32> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Urgent,
            move |__reply| CopierMessage::Copied {
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
        fn declared(_: &Copier) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Copier>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Copier {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for CopierHandle
where
    for<'ask> CopierMessage: ::actor_runtime::__private::Sent,
{
    type Message = CopierMessage;
    type Ask<'ask> = CopierAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        CopierAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        CopierHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Copier>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "pause",
            1usize => "copied",
            2usize => "copy",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Copier"
        );
        &TYPE
    }
    const HAS_URGENT: ::core::primitive::bool = true;
    fn is_urgent(__message: &Self::Message) -> ::core::primitive::bool {
        match *__message {
            CopierMessage::Pause => true,
            CopierMessage::Copied { .. } => true,
            CopierMessage::Copy => false,
        }
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<CopierHandle> for Copier
where
    for<'ask> CopierMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: CopierMessage,
        __context: &mut ::actor_runtime::Context<CopierHandle>,
    ) {
        match __message {
            CopierMessage::Pause => {
                ::actor_runtime::Context::begin(__context, 0usize);
                <Copier>::pause(self)
            }
            CopierMessage::Copied { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(__reply, <Copier>::copied(self))
            }
            CopierMessage::Copy => {
                ::actor_runtime::Context::begin(__context, 2usize);
                <Copier>::copy(self)
            }
        }
    }
    const HAS_IDLE: ::core::primitive::bool = true;
    #[inline]
    fn call_idle_hook(
        &mut self,
        __context: &mut ::actor_runtime::Context<CopierHandle>,
    ) -> ::actor_runtime::Idle {
        <Copier>::between(self, ::actor_runtime::__private::IsContext::of(__context))
    }
}
