use std::collections::BTreeMap;
pub struct Store<K, V, const N: usize = 3>
where
    K: Ord,
{
    values: BTreeMap<K, [V; N]>,
}
#[automatically_derived]
impl<K, V, const N: usize> ::actor_runtime::Declared for Store<K, V, N>
where
    K: Ord,
{
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Store")
    }
}
impl<K: Ord, V, const N: usize> Store<K, V, N>
where
    V: Clone,
    Self: Sized,
{
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn put(&mut self, key: K, values: [V; N]) {
        self.values.insert(key, values);
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn get(&self, key: K) -> Option<[V; N]> {
        self.values.get(&key).cloned()
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn swap(&mut self, other: Self) -> Self {
        std::mem::replace(self, other)
    }
}
/// What a [`StoreHandle`] sends to its `Store`: one variant for each message.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum StoreMessage<K: Ord, V, const N: usize>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    /// Calls `Store::put`.
    Put {
        /// The argument `key`.
        key: K,
        /// The argument `values`.
        values: [V; N],
    },
    /// Calls `Store::get`.
    Get {
        /// The argument `key`.
        key: K,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Option<[V; N]>>,
    },
    /// Calls `Store::swap`.
    Swap {
        /// The argument `other`.
        other: Store<K, V, N>,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Store<K, V, N>>,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl<K: Ord, V, const N: usize> ::actor_runtime::__private::Message
for StoreMessage<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    type Packing = Self;
}
/** Sends messages to a `Store`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct StoreHandle<K: Ord, V, const N: usize>(
    ::actor_runtime::__private::Mailbox<StoreMessage<K, V, N>>,
)
where
    V: Clone,
    Store<K, V, N>: Sized;
#[automatically_derived]
#[doc(hidden)]
impl<K: Ord, V, const N: usize> ::actor_runtime::__private::Carrier
for StoreHandle<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    type Carried = StoreMessage<K, V, N>;
}
#[automatically_derived]
impl<K: Ord, V, const N: usize> ::core::clone::Clone for StoreHandle<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    #[inline]
    fn clone(&self) -> Self {
        StoreHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl<K: Ord, V, const N: usize> ::core::fmt::Debug for StoreHandle<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<K: Ord, V, const N: usize> StoreHandle<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    /// Calls `Store::put`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn put(
        &self,
        key: K,
        values: [V; N],
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            StoreMessage::Put { key, values },
        )
    }
    /// Calls `Store::get`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().get(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn get(
        &self,
        key: K,
    ) -> ::core::result::Result<Option<[V; N]>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| StoreMessage::Get {
                key,
                reply: __reply,
            },
        )
    }
    /// Calls `Store::swap`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().swap(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn swap(
        &self,
        other: Store<K, V, N>,
    ) -> ::core::result::Result<Store<K, V, N>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| StoreMessage::Swap {
                other,
                reply: __reply,
            },
        )
    }
}
/// The answered messages of a [`StoreHandle`], sent without waiting for the answers.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct StoreAsk<'ask, K: Ord, V, const N: usize>(
    &'ask ::actor_runtime::__private::Mailbox<StoreMessage<K, V, N>>,
)
where
    V: Clone,
    Store<K, V, N>: Sized;
#[automatically_derived]
impl<'ask, K: Ord, V, const N: usize> ::core::clone::Clone for StoreAsk<'ask, K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask, K: Ord, V, const N: usize> ::core::marker::Copy for StoreAsk<'ask, K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{}
#[automatically_derived]
impl<'ask, K: Ord, V, const N: usize> ::core::fmt::Debug for StoreAsk<'ask, K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "StoreAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask, K: Ord, V, const N: usize> StoreAsk<'ask, K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    /// Sends what [`StoreHandle::get`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn get(&self, key: K) -> ::actor_runtime::Reply<Option<[V; N]>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| StoreMessage::Get {
                key,
                reply: __reply,
            },
        )
    }
    /// Sends what [`StoreHandle::swap`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn swap(&self, other: Store<K, V, N>) -> ::actor_runtime::Reply<Store<K, V, N>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| StoreMessage::Swap {
                other,
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
        fn declared<K: Ord, V, const N: usize>(_: &Store<K, V, N>)
        where
            V: Clone,
            Store<K, V, N>: Sized,
        {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Store<K, V, N>>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl<K: Ord, V, const N: usize> ::actor_runtime::__private::OneActorImplPerType
for Store<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
{
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl<K: Ord, V, const N: usize> ::actor_runtime::Handle for StoreHandle<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
    for<'ask> StoreMessage<K, V, N>: ::actor_runtime::__private::Sent,
{
    type Message = StoreMessage<K, V, N>;
    type Ask<'ask> = StoreAsk<'ask, K, V, N> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        StoreAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        StoreHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Store<K, V, N>>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "put",
            1usize => "get",
            2usize => "swap",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Store"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl<K: Ord, V, const N: usize> ::actor_runtime::Actor<StoreHandle<K, V, N>>
for Store<K, V, N>
where
    V: Clone,
    Store<K, V, N>: Sized,
    for<'ask> StoreMessage<K, V, N>: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: StoreMessage<K, V, N>,
        __context: &mut ::actor_runtime::Context<StoreHandle<K, V, N>>,
    ) {
        match __message {
            StoreMessage::Put { key: __argument_0, values: __argument_1 } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                <Store<K, V, N>>::put(self, __argument_0, __argument_1)
            }
            StoreMessage::Get { key: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Store<K, V, N>>::get(self, __argument_0),
                )
            }
            StoreMessage::Swap { other: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 2usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Store<K, V, N>>::swap(self, __argument_0),
                )
            }
        }
    }
}
