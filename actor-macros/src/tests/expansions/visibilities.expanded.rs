enum Light {
    Off,
    On,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Light {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Light")
    }
}
impl Light {
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn is_on(&self) -> bool {
        matches!(self, Light::On)
    }
    #[allow(clippy::missing_const_for_fn)]
    pub(crate) fn switch(&mut self) {
        *self = match self {
            Light::Off => Light::On,
            Light::On => Light::Off,
        };
    }
    pub(self) fn private(&self) {}
}
/** What a [`LightHandle`] sends to its `Light`: one variant for each message.

 Code that can name this type can send each of its variants as a value, even one whose method on the handle is not visible to it.*/
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum LightMessage {
    /// Calls `Light::is_on`.
    IsOn {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<bool>,
    },
    /// Calls `Light::switch`.
    Switch,
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for LightMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<LightMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Light`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct LightHandle(::actor_runtime::__private::Mailbox<LightMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for LightHandle {
    type Carried = LightMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for LightHandle {
    #[inline]
    fn clone(&self) -> Self {
        LightHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for LightHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl LightHandle {
    /// Calls `Light::is_on`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().is_on().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn is_on(&self) -> ::core::result::Result<bool, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            LightMessage::IsOn { reply : __reply, }, Light, 0usize, move | __state,
            __context | { < Light > ::is_on(__state) }
        )
    }
    /// Calls `Light::switch`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub(crate) fn switch(
        &self,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            LightMessage::Switch,
        )
    }
}
/// The answered messages of a [`LightHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct LightAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<LightMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for LightAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for LightAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for LightAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "LightAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> LightAsk<'ask> {
    /// Sends what [`LightHandle::is_on`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn is_on(&self) -> ::actor_runtime::Reply<bool> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| LightMessage::IsOn {
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
        fn declared(_: &Light) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Light>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Light {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for LightHandle
where
    for<'ask> LightMessage: ::actor_runtime::__private::Sent,
{
    type Message = LightMessage;
    type Ask<'ask> = LightAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        LightAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        LightHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Light>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "is_on",
            1usize => "switch",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Light"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<LightHandle> for Light
where
    for<'ask> LightMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: LightMessage,
        __context: &mut ::actor_runtime::Context<LightHandle>,
    ) {
        match __message {
            LightMessage::IsOn { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::answer(__reply, <Light>::is_on(self))
            }
            LightMessage::Switch => {
                ::actor_runtime::Context::begin(__context, 1usize);
                <Light>::switch(self)
            }
        }
    }
}
