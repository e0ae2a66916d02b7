pub struct Marked {
    items: Vec<u8>,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Marked {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Marked")
    }
}
#[allow(clippy::ptr_arg)]
impl Marked {
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    /// Less than [`Self::sorted`], from a [`Self`].
    #[deprecated = "use `sorted`"]
    pub fn all(&self) -> Vec<u8> {
        self.items.clone()
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    /// All of them, in order.
    ///
    /// # Errors
    ///
    /// If there are none.
    #[must_use = "it takes its time"]
    #[doc(alias = "ordered")]
    pub fn sorted(&self) -> Result<Vec<u8>, String> {
        let mut items = self.items.clone();
        items.sort_unstable();
        if items.is_empty() { Err("none".to_owned()) } else { Ok(items) }
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    #[inline]
    #[track_caller]
    #[expect(unused_variables)]
    pub fn ignores(&mut self, n: u8) {}
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    /// How many there are.
    pub fn len(&self) -> usize {
        self.items.len()
    }
}
/// What a [`MarkedHandle`] sends to its `Marked`: one variant for each message.
#[allow(clippy::ptr_arg)]
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum MarkedMessage {
    /// Less than [`MarkedHandle::sorted`], from a [`Marked`].
    All {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Vec<u8>>,
    },
    /// All of them, in order.
    ///
    /// # Errors
    ///
    /// If there are none.
    #[doc(alias = "ordered")]
    Sorted {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Result<Vec<u8>, String>>,
    },
    /// Calls `Marked::ignores`.
    #[allow(unused_variables)]
    Ignores {
        /// The argument `n`.
        n: u8,
    },
    /// How many there are.
    Len {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<usize>,
    },
}
#[automatically_derived]
#[doc(hidden)]
#[allow(clippy::ptr_arg)]
impl ::actor_runtime::__private::Message for MarkedMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<MarkedMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Marked`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(clippy::ptr_arg)]
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::len_without_is_empty)]
pub struct MarkedHandle(::actor_runtime::__private::Mailbox<MarkedMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for MarkedHandle {
    type Carried = MarkedMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for MarkedHandle {
    #[inline]
    fn clone(&self) -> Self {
        MarkedHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for MarkedHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(clippy::ptr_arg)]
#[allow(dead_code, private_interfaces, unreachable_pub)]
#[allow(clippy::len_without_is_empty)]
impl MarkedHandle {
    /// Less than [`MarkedHandle::sorted`], from a [`Marked`].
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().all().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[deprecated = "use `sorted`"]
    #[allow(deprecated)]
    #[inline]
    pub fn all(&self) -> ::core::result::Result<Vec<u8>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            MarkedMessage::All { reply : __reply, }, Marked, 0usize, move | __state,
            __context | { < Marked > ::all(__state) }
        )
    }
    /// All of them, in order.
    ///
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().sorted().await` instead.
    ///
    /// # Errors
    ///
    /// If there are none.
    #[doc(alias = "ordered")]
    /**
 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[must_use = "it takes its time"]
    #[inline]
    pub fn sorted(
        &self,
    ) -> ::core::result::Result<Result<Vec<u8>, String>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            MarkedMessage::Sorted { reply : __reply, }, Marked, 1usize, move | __state,
            __context | { < Marked > ::sorted(__state) }
        )
    }
    /// Calls `Marked::ignores`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[allow(unused_variables)]
    #[inline]
    pub fn ignores(
        &self,
        n: u8,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            MarkedMessage::Ignores { n },
        )
    }
    /// How many there are.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().len().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn len(&self) -> ::core::result::Result<usize, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            MarkedMessage::Len { reply : __reply, }, Marked, 3usize, move | __state,
            __context | { < Marked > ::len(__state) }
        )
    }
}
/// The answered messages of a [`MarkedHandle`], sent without waiting for the answers.
#[allow(clippy::ptr_arg)]
#[allow(private_interfaces, unreachable_pub)]
pub struct MarkedAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<MarkedMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for MarkedAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for MarkedAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for MarkedAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "MarkedAsk"),
                self.0,
            ),
        )
    }
}
#[allow(clippy::ptr_arg)]
#[allow(dead_code, private_interfaces, unreachable_pub)]
#[allow(clippy::len_without_is_empty)]
impl<'ask> MarkedAsk<'ask> {
    /// Sends what [`MarkedHandle::all`] sends, and returns at once: the answer comes through the reply.
    #[deprecated = "use `sorted`"]
    #[inline]
    pub fn all(&self) -> ::actor_runtime::Reply<Vec<u8>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| MarkedMessage::All {
                reply: __reply,
            },
        )
    }
    /// Sends what [`MarkedHandle::sorted`] sends, and returns at once: the answer comes through the reply.
    #[doc(alias = "ordered")]
    #[must_use = "it takes its time"]
    #[inline]
    pub fn sorted(&self) -> ::actor_runtime::Reply<Result<Vec<u8>, String>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| MarkedMessage::Sorted {
                reply: __reply,
            },
        )
    }
    /// Sends what [`MarkedHandle::len`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn len(&self) -> ::actor_runtime::Reply<usize> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| MarkedMessage::Len {
                reply: __reply,
            },
        )
    }
}
#[allow(clippy::ptr_arg)]
#[allow(dead_code)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared(_: &Marked) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Marked>::new();
            __probe.is_declared();
        }
        fn message_0(_: &Marked, _: Vec<u8>) {
            {
                fn answer_of_all<T: ::core::marker::Send>() {}
                answer_of_all::<Vec<u8>>();
            }
        }
        fn message_1(_: &Marked, _: Result<Vec<u8>, String>) {
            {
                fn answer_of_sorted<T: ::core::marker::Send>() {}
                answer_of_sorted::<Result<Vec<u8>, String>>();
            }
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
#[allow(clippy::ptr_arg)]
impl ::actor_runtime::__private::OneActorImplPerType for Marked {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
#[allow(clippy::ptr_arg)]
#[allow(deprecated)]
impl ::actor_runtime::Handle for MarkedHandle
where
    for<'ask> MarkedMessage: ::actor_runtime::__private::Sent,
{
    type Message = MarkedMessage;
    type Ask<'ask> = MarkedAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        MarkedAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        MarkedHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Marked>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "all",
            1usize => "sorted",
            2usize => "ignores",
            3usize => "len",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Marked"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
#[allow(clippy::ptr_arg)]
#[allow(deprecated)]
impl ::actor_runtime::Actor<MarkedHandle> for Marked
where
    for<'ask> MarkedMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: MarkedMessage,
        __context: &mut ::actor_runtime::Context<MarkedHandle>,
    ) {
        match __message {
            MarkedMessage::All { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::answer(__reply, <Marked>::all(self))
            }
            MarkedMessage::Sorted { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(__reply, <Marked>::sorted(self))
            }
            MarkedMessage::Ignores { n: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 2usize);
                <Marked>::ignores(self, __argument_0)
            }
            MarkedMessage::Len { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 3usize);
                ::actor_runtime::__private::answer(__reply, <Marked>::len(self))
            }
        }
    }
}
