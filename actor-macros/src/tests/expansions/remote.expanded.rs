pub struct Counter {
    total: u64,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Counter {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Counter")
    }
}
impl Counter {
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
    pub fn total(&self) -> u64 {
        self.total
    }
}
/// What a [`CounterHandle`] sends to its `Counter`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum CounterMessage {
    /// Adds `n`.
    Add {
        /// The argument `n`.
        n: u64,
    },
    /// Calls `Counter::total`.
    Total {
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
    /// Calls `Counter::total`.
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
}
/** Sends messages to a `Counter` on another node: one method for each that travels.

 What every remote handle can do is in the trait [`RemoteHandle`](::actor_remote::RemoteHandle). A call that fails says whether its message may have been handled.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct CounterRemote(::actor_remote::__private::Link<CounterHandle>);
#[automatically_derived]
impl ::core::clone::Clone for CounterRemote {
    fn clone(&self) -> Self {
        CounterRemote(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for CounterRemote {
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
/// The messages of a [`CounterRemote`], sent without waiting for what becomes of them.
#[allow(private_interfaces, unreachable_pub)]
pub struct CounterRemoteAsk<'ask>(&'ask ::actor_remote::__private::Link<CounterHandle>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for CounterRemoteAsk<'ask> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for CounterRemoteAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for CounterRemoteAsk<'ask> {
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(
                    __formatter,
                    "CounterRemoteAsk",
                ),
                self.0,
            ),
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
    }
    type __Link = ::actor_remote::__private::Link<CounterHandle>;
    #[derive(
        ::actor_remote::__private::serde::Serialize,
        ::actor_remote::__private::serde::Deserialize
    )]
    #[serde(crate = "::actor_remote::__private::serde")]
    struct __AddArguments {
        n: u64,
    }
    #[derive(
        ::actor_remote::__private::serde::Serialize,
        ::actor_remote::__private::serde::Deserialize
    )]
    #[serde(crate = "::actor_remote::__private::serde")]
    struct __TotalArguments {}
    #[allow(dead_code, private_interfaces, unreachable_pub)]
    impl CounterRemote {
        /// Adds `n`.
        ///
        /// Blocks until the actor's mailbox has accepted the message. To send many, write `remote.ask().add(…)` instead.
        /**
 # Errors

 If the message is not known to be accepted: the error says whether it may have been.*/
        pub fn add(
            &self,
            n: u64,
        ) -> ::core::result::Result<(), ::actor_remote::RemoteError> {
            __Link::tell(&self.0, "add", &__AddArguments { n })
        }
        /// Calls `Counter::total`.
        ///
        /// Blocks until the answer comes. In a task, write `remote.ask().total().await` instead.
        /**
 # Errors

 If no answer comes: the error says whether the message may have been handled.*/
        pub fn total(&self) -> ::core::result::Result<u64, ::actor_remote::RemoteError> {
            ::actor_remote::RemoteReply::wait(
                __Link::ask(&self.0, "total", &__TotalArguments {}),
            )
        }
    }
    #[allow(dead_code, private_interfaces, unreachable_pub)]
    impl CounterRemoteAsk<'_> {
        /// Sends what [`CounterRemote::add`] sends, and returns at once: the reply tells that the message was accepted.
        pub fn add(&self, n: u64) -> ::actor_remote::RemoteReply<()> {
            __Link::pipeline_tell(self.0, "add", &__AddArguments { n })
        }
        /// Sends what [`CounterRemote::total`] sends, and returns at once: the answer comes through the reply.
        pub fn total(&self) -> ::actor_remote::RemoteReply<u64> {
            __Link::ask(self.0, "total", &__TotalArguments {})
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl ::actor_remote::Protocol for CounterHandle
    where
        for<'ask> CounterMessage: ::actor_runtime::__private::Sent,
    {
        const PROTOCOL: &'static ::core::primitive::str = "shop.counter/1";
        type Remote = CounterRemote;
        fn decode(
            __method: &::core::primitive::str,
            __arguments: &[::core::primitive::u8],
        ) -> ::core::result::Result<
            ::actor_remote::__private::Incoming<CounterMessage>,
            ::actor_remote::__private::Undecoded,
        > {
            match __method {
                "add" => {
                    ::actor_remote::__private::tell(
                        __arguments,
                        |__arguments: __AddArguments| CounterMessage::Add {
                            n: __arguments.n,
                        },
                    )
                }
                "total" => {
                    ::actor_remote::__private::ask(
                        __arguments,
                        |_: __TotalArguments, __reply| CounterMessage::Total {
                            reply: __reply,
                        },
                    )
                }
                _ => {
                    ::core::result::Result::Err(
                        ::actor_remote::__private::Undecoded::UnknownMessage,
                    )
                }
            }
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl ::actor_remote::RemoteHandle for CounterRemote
    where
        for<'ask> CounterMessage: ::actor_runtime::__private::Sent,
    {
        type Local = CounterHandle;
        type Ask<'ask> = CounterRemoteAsk<'ask> where Self: 'ask;
        fn ask(&self) -> Self::Ask<'_> {
            CounterRemoteAsk(&self.0)
        }
        fn from_link(__link: ::actor_remote::__private::Link<CounterHandle>) -> Self {
            CounterRemote(__link)
        }
        fn link(&self) -> &::actor_remote::__private::Link<CounterHandle> {
            &self.0
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl ::actor_remote::__private::serde::Serialize for CounterRemote {
        fn serialize<S: ::actor_remote::__private::serde::Serializer>(
            &self,
            __serializer: S,
        ) -> ::core::result::Result<
            <S as ::actor_remote::__private::serde::Serializer>::Ok,
            <S as ::actor_remote::__private::serde::Serializer>::Error,
        > {
            let __link: &__Link = &self.0;
            ::actor_remote::__private::serialize_remote(__link, __serializer)
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl<'de> ::actor_remote::__private::serde::Deserialize<'de> for CounterRemote {
        fn deserialize<D: ::actor_remote::__private::serde::Deserializer<'de>>(
            __deserializer: D,
        ) -> ::core::result::Result<
            Self,
            <D as ::actor_remote::__private::serde::Deserializer<'de>>::Error,
        > {
            let __link: __Link = ::actor_remote::__private::deserialize_remote(
                __deserializer,
            )?;
            ::core::result::Result::Ok(CounterRemote(__link))
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
            1usize => "total",
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
            CounterMessage::Total { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(__reply, <Counter>::total(self))
            }
        }
    }
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_an_impl::remote as _;
    }
};
pub struct Till;
#[automatically_derived]
impl ::actor_runtime::Declared for Till {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Till")
    }
}
impl Till {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_ref_mut,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    /// Sells. See [`Self::total`].
    ///
    /// # Errors
    ///
    /// If there is none left.
    #[must_use = "it may be sold out"]
    pub fn sell(
        &mut self,
        ctx: &mut Context<Register>,
        item: Vec<String>,
        count: Option<u32>,
        #[cfg(feature = "discount")]
        discount: Percent,
        _spare: u8,
    ) -> Result<u32, String> {
        drop((ctx, item));
        count.ok_or_else(String::new)
    }
    #[allow(clippy::needless_pass_by_value, clippy::missing_const_for_fn)]
    pub(crate) fn r#final(&self, r#type: u8, reply: ReplySender<Vec<u8>>) {
        drop(reply.send(vec![r#type]));
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    #[cfg(feature = "clear")]
    pub fn clear(&mut self) {}
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    #[deprecated]
    pub fn print(&self, on: Paper) {
        let _paper = on;
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn drawer(&mut self, port: SerialPort) {
        let _port = port;
    }
}
/** What a [`Register`] sends to its `Till`: one variant for each message.

 Code that can name this type can send each of its variants as a value, even one whose method on the handle is not visible to it.*/
#[derive(Debug)]
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum TillMessage {
    /// Sells. See [`Till::total`].
    ///
    /// # Errors
    ///
    /// If there is none left.
    Sell {
        /// The argument `item`.
        item: Vec<String>,
        /// The argument `count`.
        count: Option<u32>,
        /// The argument `discount`.
        #[cfg(feature = "discount")]
        discount: Percent,
        /// The argument `_spare`.
        _spare: u8,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Result<u32, String>>,
    },
    /// Calls `Till::final`.
    Final {
        /// The argument `type`.
        r#type: u8,
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Vec<u8>>,
    },
    /// Calls `Till::clear`.
    #[cfg(feature = "clear")]
    Clear {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<()>,
    },
    /// Calls `Till::print`.
    Print {
        /// The argument `on`.
        on: Paper,
    },
    /// Calls `Till::drawer`.
    Drawer {
        /// The argument `port`.
        port: SerialPort,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for TillMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<TillMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Till`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct Register(::actor_runtime::__private::Mailbox<TillMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for Register {
    type Carried = TillMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for Register {
    #[inline]
    fn clone(&self) -> Self {
        Register(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Register {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl Register {
    /// Sells. See [`Till::total`].
    ///
    ///
    /// Urgent: it overtakes what is queued, and gets through a full mailbox.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().sell(…).await` instead.
    ///
    /// # Errors
    ///
    /// If there is none left.
    /**
 If no answer comes: the actor has ended, panicked over it, or takes too long.*/
    #[must_use = "it may be sold out"]
    #[inline]
    pub fn sell(
        &self,
        item: Vec<String>,
        count: Option<u32>,
        #[cfg(feature = "discount")]
        discount: Percent,
        _spare: u8,
    ) -> ::core::result::Result<Result<u32, String>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Urgent, move | __reply |
            TillMessage::Sell { item, count, #[cfg(feature = "discount")] discount,
            _spare, reply : __reply, }, Till, 0usize, move | __state, __context | { let
            __context = ::actor_runtime::__private::context:: < Register > (__context); {
            #[cfg(not(feature = "discount"))] { < Till > ::sell(__state,
            ::actor_runtime::__private::IsContext::of(__context), item, count, _spare) }
            #[cfg(feature = "discount")] { < Till > ::sell(__state,
            ::actor_runtime::__private::IsContext::of(__context), item, count, discount,
            _spare) } } }
        )
    }
    /// Calls `Till::final`.
    ///
    /// Expires: if its caller has given up before its turn, it is not handled.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().r#final(…).await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub(crate) fn r#final(
        &self,
        r#type: u8,
    ) -> ::core::result::Result<Vec<u8>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Deferred,
            move |__reply| TillMessage::Final {
                r#type,
                reply: __reply,
            },
        )
    }
    /// Calls `Till::clear`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().clear().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[cfg(feature = "clear")]
    #[inline]
    pub fn clear(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::ask!(
            & self.0, ::actor_runtime::__private::Plain, move | __reply |
            TillMessage::Clear { reply : __reply, }, Till, 2usize, move | __state,
            __context | { < Till > ::clear(__state); }
        )
    }
    /// Calls `Till::print`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[deprecated]
    #[inline]
    pub fn print(
        &self,
        on: Paper,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            TillMessage::Print { on },
        )
    }
    /// Calls `Till::drawer`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn drawer(
        &self,
        port: SerialPort,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            TillMessage::Drawer { port },
        )
    }
}
/// The answered messages of a [`Register`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct RegisterAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<TillMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for RegisterAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for RegisterAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for RegisterAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "RegisterAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> RegisterAsk<'ask> {
    /// Sends what [`Register::sell`] sends, and returns at once: the answer comes through the reply.
    #[must_use = "it may be sold out"]
    #[inline]
    pub fn sell(
        &self,
        item: Vec<String>,
        count: Option<u32>,
        #[cfg(feature = "discount")]
        discount: Percent,
        _spare: u8,
    ) -> ::actor_runtime::Reply<Result<u32, String>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Urgent,
            move |__reply| TillMessage::Sell {
                item,
                count,
                #[cfg(feature = "discount")]
                discount,
                _spare,
                reply: __reply,
            },
        )
    }
    /// Sends what [`Register::final`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub(crate) fn r#final(&self, r#type: u8) -> ::actor_runtime::Reply<Vec<u8>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Deferred,
            move |__reply| TillMessage::Final {
                r#type,
                reply: __reply,
            },
        )
    }
    /// Sends what [`Register::clear`] sends, and returns at once: the answer comes through the reply.
    #[cfg(feature = "clear")]
    #[inline]
    pub fn clear(&self) -> ::actor_runtime::Reply<()> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| TillMessage::Clear {
                reply: __reply,
            },
        )
    }
}
/** Sends messages to a `Till` on another node: one method for each that travels.

 What every remote handle can do is in the trait [`RemoteHandle`](crate::remote::RemoteHandle). A call that fails says whether its message may have been handled.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct RegisterRemote(crate::remote::__private::Link<Register>);
#[automatically_derived]
impl ::core::clone::Clone for RegisterRemote {
    fn clone(&self) -> Self {
        RegisterRemote(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for RegisterRemote {
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
/// The messages of a [`RegisterRemote`], sent without waiting for what becomes of them.
#[allow(private_interfaces, unreachable_pub)]
pub struct RegisterRemoteAsk<'ask>(&'ask crate::remote::__private::Link<Register>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for RegisterRemoteAsk<'ask> {
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for RegisterRemoteAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for RegisterRemoteAsk<'ask> {
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(
                    __formatter,
                    "RegisterRemoteAsk",
                ),
                self.0,
            ),
        )
    }
}
#[allow(dead_code)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared(_: &Till) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Till>::new();
            __probe.is_declared();
        }
    }
    impl __Asked {
        const CHECKED: ::core::primitive::usize = {
            {
                {
                    const fn argument_item_of_sell<T: (crate::remote::Travels)>() {}
                    argument_item_of_sell::<Vec<String>>();
                }
                {
                    const fn argument_count_of_sell<T: (crate::remote::Travels)>() {}
                    argument_count_of_sell::<Option<u32>>();
                }
                #[cfg(feature = "discount")]
                {
                    const fn argument_discount_of_sell<T: (crate::remote::Travels)>() {}
                    argument_discount_of_sell::<Percent>();
                }
                {
                    const fn answer_of_sell<T: (crate::remote::Travels)>() {}
                    answer_of_sell::<Result<u32, String>>();
                }
            }
            {
                {
                    const fn answer_of_final<T: (crate::remote::Travels)>() {}
                    answer_of_final::<Vec<u8>>();
                }
            }
            {
                {
                    const fn argument_on_of_print<T: ::core::marker::Send>() {}
                    argument_on_of_print::<Paper>();
                }
            }
            {
                {
                    const fn argument_port_of_drawer<T: ::core::marker::Send>() {}
                    argument_port_of_drawer::<SerialPort>();
                }
            }
            0
        };
    }
    trait __Type<T> {
        type Type;
    }
    impl<T> __Type<T> for [(); 0] {
        type Type = T;
    }
    type __Checked<T> = <[(); __Asked::CHECKED] as __Type<T>>::Type;
    type __Link = crate::remote::__private::Link<__Checked<Register>>;
    #[derive(
        crate::remote::__private::serde::Serialize,
        crate::remote::__private::serde::Deserialize
    )]
    #[serde(crate = "crate::remote::__private::serde")]
    struct __SellArguments {
        item: __Checked<Vec<String>>,
        #[serde(default)]
        count: __Checked<Option<u32>>,
        #[cfg(feature = "discount")]
        discount: __Checked<Percent>,
        _spare: u8,
    }
    #[derive(
        crate::remote::__private::serde::Serialize,
        crate::remote::__private::serde::Deserialize
    )]
    #[serde(crate = "crate::remote::__private::serde")]
    struct __FinalArguments {
        r#type: u8,
    }
    #[cfg(feature = "clear")]
    #[derive(
        crate::remote::__private::serde::Serialize,
        crate::remote::__private::serde::Deserialize
    )]
    #[serde(crate = "crate::remote::__private::serde")]
    struct __ClearArguments {}
    #[derive(
        crate::remote::__private::serde::Serialize,
        crate::remote::__private::serde::Deserialize
    )]
    #[serde(crate = "crate::remote::__private::serde")]
    struct __PrintArguments {
        #[serde(with = "paper")]
        on: __Checked<Paper>,
    }
    #[allow(dead_code, private_interfaces, unreachable_pub)]
    impl RegisterRemote {
        /// Sells. See [`Till::total`].
        ///
        ///
        /// Urgent: once it is the first of this handle's messages on the actor's node, it overtakes what is queued in the mailbox, and gets through a full one. It overtakes no message of this handle that stands in line there.
        ///
        /// Blocks until the answer comes. In a task, write `remote.ask().sell(…).await` instead.
        ///
        /// # Errors
        ///
        /// If there is none left.
        /**
 If no answer comes: the error says whether the message may have been handled.*/
        #[must_use = "it may be sold out"]
        pub fn sell(
            &self,
            item: Vec<String>,
            count: Option<u32>,
            #[cfg(feature = "discount")]
            discount: Percent,
            _spare: u8,
        ) -> ::core::result::Result<Result<u32, String>, crate::remote::RemoteError> {
            crate::remote::RemoteReply::wait(
                ::core::convert::identity::<
                    crate::remote::RemoteReply<__Checked<Result<u32, String>>>,
                >(
                    __Link::ask(
                        &self.0,
                        "sell",
                        &__SellArguments {
                            item,
                            count,
                            #[cfg(feature = "discount")]
                            discount,
                            _spare,
                        },
                    ),
                ),
            )
        }
        /// Calls `Till::final`.
        ///
        /// Expires for callers in the actor's own process only: the actor does not hear of the deadlines of other nodes, and may handle a message whose caller has given up.
        ///
        /// Blocks until the answer comes. In a task, write `remote.ask().r#final(…).await` instead.
        /**
 # Errors

 If no answer comes: the error says whether the message may have been handled.*/
        pub(crate) fn r#final(
            &self,
            r#type: u8,
        ) -> ::core::result::Result<Vec<u8>, crate::remote::RemoteError> {
            crate::remote::RemoteReply::wait(
                ::core::convert::identity::<
                    crate::remote::RemoteReply<__Checked<Vec<u8>>>,
                >(__Link::ask(&self.0, "final", &__FinalArguments { r#type })),
            )
        }
        /// Calls `Till::clear`.
        ///
        /// Blocks until the answer comes. In a task, write `remote.ask().clear().await` instead.
        /**
 # Errors

 If no answer comes: the error says whether the message may have been handled.*/
        #[cfg(feature = "clear")]
        pub fn clear(&self) -> ::core::result::Result<(), crate::remote::RemoteError> {
            crate::remote::RemoteReply::wait(
                __Link::ask(&self.0, "clear", &__ClearArguments {}),
            )
        }
        /// Calls `Till::print`.
        ///
        /// Blocks until the actor's mailbox has accepted the message. To send many, write `remote.ask().print(…)` instead.
        /**
 # Errors

 If the message is not known to be accepted: the error says whether it may have been.*/
        #[deprecated]
        pub fn print(
            &self,
            on: Paper,
        ) -> ::core::result::Result<(), crate::remote::RemoteError> {
            __Link::tell(&self.0, "print", &__PrintArguments { on })
        }
    }
    #[allow(dead_code, private_interfaces, unreachable_pub)]
    impl RegisterRemoteAsk<'_> {
        /// Sends what [`RegisterRemote::sell`] sends, and returns at once: the answer comes through the reply.
        #[must_use = "it may be sold out"]
        pub fn sell(
            &self,
            item: Vec<String>,
            count: Option<u32>,
            #[cfg(feature = "discount")]
            discount: Percent,
            _spare: u8,
        ) -> crate::remote::RemoteReply<Result<u32, String>> {
            ::core::convert::identity::<
                crate::remote::RemoteReply<__Checked<Result<u32, String>>>,
            >(
                __Link::ask(
                    self.0,
                    "sell",
                    &__SellArguments {
                        item,
                        count,
                        #[cfg(feature = "discount")]
                        discount,
                        _spare,
                    },
                ),
            )
        }
        /// Sends what [`RegisterRemote::final`] sends, and returns at once: the answer comes through the reply.
        pub(crate) fn r#final(&self, r#type: u8) -> crate::remote::RemoteReply<Vec<u8>> {
            ::core::convert::identity::<
                crate::remote::RemoteReply<__Checked<Vec<u8>>>,
            >(__Link::ask(self.0, "final", &__FinalArguments { r#type }))
        }
        /// Sends what [`RegisterRemote::clear`] sends, and returns at once: the answer comes through the reply.
        #[cfg(feature = "clear")]
        pub fn clear(&self) -> crate::remote::RemoteReply<()> {
            __Link::ask(self.0, "clear", &__ClearArguments {})
        }
        /// Sends what [`RegisterRemote::print`] sends, and returns at once: the reply tells that the message was accepted.
        #[deprecated]
        pub fn print(&self, on: Paper) -> crate::remote::RemoteReply<()> {
            __Link::pipeline_tell(self.0, "print", &__PrintArguments { on })
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl crate::remote::Protocol for Register
    where
        for<'ask> TillMessage: ::actor_runtime::__private::Sent,
    {
        const PROTOCOL: &'static ::core::primitive::str = "shop.till/2";
        type Remote = RegisterRemote;
        fn decode(
            __method: &::core::primitive::str,
            __arguments: &[::core::primitive::u8],
        ) -> ::core::result::Result<
            crate::remote::__private::Incoming<TillMessage>,
            crate::remote::__private::Undecoded,
        > {
            match __method {
                "sell" => {
                    crate::remote::__private::ask(
                        __arguments,
                        |
                            __arguments: __SellArguments,
                            __reply: ::actor_runtime::ReplySender<
                                __Checked<Result<u32, String>>,
                            >|
                        TillMessage::Sell {
                            item: __arguments.item,
                            count: __arguments.count,
                            #[cfg(feature = "discount")]
                            discount: __arguments.discount,
                            _spare: __arguments._spare,
                            reply: __reply,
                        },
                    )
                }
                "final" => {
                    crate::remote::__private::ask(
                        __arguments,
                        |
                            __arguments: __FinalArguments,
                            __reply: ::actor_runtime::ReplySender<__Checked<Vec<u8>>>|
                        TillMessage::Final {
                            r#type: __arguments.r#type,
                            reply: __reply,
                        },
                    )
                }
                #[cfg(feature = "clear")]
                "clear" => {
                    crate::remote::__private::ask(
                        __arguments,
                        |_: __ClearArguments, __reply| TillMessage::Clear {
                            reply: __reply,
                        },
                    )
                }
                "print" => {
                    crate::remote::__private::tell(
                        __arguments,
                        |__arguments: __PrintArguments| TillMessage::Print {
                            on: __arguments.on,
                        },
                    )
                }
                _ => {
                    ::core::result::Result::Err(
                        crate::remote::__private::Undecoded::UnknownMessage,
                    )
                }
            }
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl crate::remote::RemoteHandle for RegisterRemote
    where
        for<'ask> TillMessage: ::actor_runtime::__private::Sent,
    {
        type Local = Register;
        type Ask<'ask> = RegisterRemoteAsk<'ask> where Self: 'ask;
        fn ask(&self) -> Self::Ask<'_> {
            RegisterRemoteAsk(&self.0)
        }
        fn from_link(__link: crate::remote::__private::Link<Register>) -> Self {
            RegisterRemote(__link)
        }
        fn link(&self) -> &crate::remote::__private::Link<Register> {
            &self.0
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl crate::remote::__private::serde::Serialize for RegisterRemote {
        fn serialize<S: crate::remote::__private::serde::Serializer>(
            &self,
            __serializer: S,
        ) -> ::core::result::Result<
            <S as crate::remote::__private::serde::Serializer>::Ok,
            <S as crate::remote::__private::serde::Serializer>::Error,
        > {
            let __link: &__Link = &self.0;
            crate::remote::__private::serialize_remote(__link, __serializer)
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl<'de> crate::remote::__private::serde::Deserialize<'de> for RegisterRemote {
        fn deserialize<D: crate::remote::__private::serde::Deserializer<'de>>(
            __deserializer: D,
        ) -> ::core::result::Result<
            Self,
            <D as crate::remote::__private::serde::Deserializer<'de>>::Error,
        > {
            let __link: __Link = crate::remote::__private::deserialize_remote(
                __deserializer,
            )?;
            ::core::result::Result::Ok(RegisterRemote(__link))
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Till {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
#[allow(deprecated)]
impl ::actor_runtime::Handle for Register
where
    for<'ask> TillMessage: ::actor_runtime::__private::Sent,
{
    type Message = TillMessage;
    type Ask<'ask> = RegisterAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        RegisterAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        Register(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Till>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "sell",
            1usize => "final",
            #[cfg(feature = "clear")]
            2usize => "clear",
            3usize => "print",
            4usize => "drawer",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Till"
        );
        &TYPE
    }
    const HAS_URGENT: ::core::primitive::bool = true;
    fn is_urgent(__message: &Self::Message) -> ::core::primitive::bool {
        match *__message {
            TillMessage::Sell { .. } => true,
            TillMessage::Final { .. } => false,
            #[cfg(feature = "clear")]
            TillMessage::Clear { .. } => false,
            TillMessage::Print { .. } => false,
            TillMessage::Drawer { .. } => false,
        }
    }
}
#[automatically_derived]
#[doc(hidden)]
#[allow(deprecated)]
impl ::actor_runtime::Actor<Register> for Till
where
    for<'ask> TillMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: TillMessage,
        __context: &mut ::actor_runtime::Context<Register>,
    ) {
        match __message {
            TillMessage::Sell {
                item: __argument_0,
                count: __argument_1,
                #[cfg(feature = "discount")]
                discount: __argument_2,
                _spare: __argument_3,
                reply: __reply,
            } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    {
                        #[cfg(not(feature = "discount"))]
                        {
                            <Till>::sell(
                                self,
                                ::actor_runtime::__private::IsContext::of(__context),
                                __argument_0,
                                __argument_1,
                                __argument_3,
                            )
                        }
                        #[cfg(feature = "discount")]
                        {
                            <Till>::sell(
                                self,
                                ::actor_runtime::__private::IsContext::of(__context),
                                __argument_0,
                                __argument_1,
                                __argument_2,
                                __argument_3,
                            )
                        }
                    },
                )
            }
            TillMessage::Final { r#type: __argument_0, reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                if ::actor_runtime::Context::is_wanted(__context, &__reply) {
                    ::actor_runtime::__private::defer(&__reply);
                    <Till>::r#final(self, __argument_0, __reply)
                }
            }
            #[cfg(feature = "clear")]
            TillMessage::Clear { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 2usize);
                <Till>::clear(self);
                ::actor_runtime::__private::answer(__reply, ())
            }
            TillMessage::Print { on: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 3usize);
                <Till>::print(self, __argument_0)
            }
            TillMessage::Drawer { port: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 4usize);
                <Till>::drawer(self, __argument_0)
            }
        }
    }
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_an_impl::remote as _;
        use ::actor_runtime::__private::options_of_an_impl::remote_crate as _;
        use ::actor_runtime::__private::options_of_an_impl::derive as _;
        use ::actor_runtime::__private::options_of_an_impl::handle as _;
    }
};
