pub struct Counter;
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
    pub fn add(&mut self, n: u64) {
        drop(n);
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub async fn total(&self, unit: &'static str) -> u64 {
        0
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn name(&self) -> Option<&'static str> {
        None
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn retry(&mut self) {}
}
/// What a [`CounterHandle`] sends to its `Counter`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum CounterMessage {
    /// Calls `Counter::add`.
    Add {
        /// The argument `n`.
        n: u64,
    },
    #[allow(warnings)]
    Total {
        unit: [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().total(…).await`"
            }
        }],
        reply: [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().total(…).await`"
            }
        }],
    },
    #[allow(warnings)]
    Name {
        reply: [(); {
            ::core::compile_error! {
                "a remote message cannot be named `name`: `remote.name()` means `RemoteHandle::name`; choose another name, such as `title`, or mark the message `#[local]`"
            }
        }],
    },
    #[allow(warnings)]
    Retry,
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
    /// Calls `Counter::add`.
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
    #[allow(warnings)]
    pub fn total(
        &self,
        _: &'static str,
    ) -> ::core::result::Result<
        u64,
        [(); {
            ::core::compile_error! {
                "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().total(…).await`"
            }
        }],
    > {
        ::core::unimplemented!()
    }
    #[allow(warnings)]
    pub fn name(
        &self,
    ) -> ::core::result::Result<Option<&'static str>, ::actor_runtime::CallError> {
        ::core::unimplemented!()
    }
    #[allow(warnings)]
    pub fn retry(&self) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::core::unimplemented!()
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
    #[allow(warnings)]
    pub fn total(&self, _: &'static str) -> ::actor_runtime::Reply<u64> {
        ::core::unimplemented!()
    }
    #[allow(warnings)]
    pub fn name(&self) -> ::actor_runtime::Reply<Option<&'static str>> {
        ::core::unimplemented!()
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
    #[allow(dead_code, private_interfaces, unreachable_pub)]
    impl CounterRemote {
        /// Calls `Counter::add`.
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
        #[allow(warnings)]
        pub fn total(
            &self,
            _: &'static str,
        ) -> ::core::result::Result<
            u64,
            [(); {
                ::core::compile_error! {
                    "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().total(…).await`"
                }
            }],
        > {
            ::core::unimplemented!()
        }
        #[allow(warnings)]
        pub fn name(
            &self,
        ) -> ::core::result::Result<Option<&'static str>, ::actor_remote::RemoteError> {
            ::core::unimplemented!()
        }
    }
    #[allow(dead_code, private_interfaces, unreachable_pub)]
    impl CounterRemoteAsk<'_> {
        /// Sends what [`CounterRemote::add`] sends, and returns at once: the reply tells that the message was accepted.
        pub fn add(&self, n: u64) -> ::actor_remote::RemoteReply<()> {
            __Link::pipeline_tell(self.0, "add", &__AddArguments { n })
        }
        #[allow(warnings)]
        pub fn total(&self, _: &'static str) -> ::actor_remote::RemoteReply<u64> {
            ::core::unimplemented!()
        }
        #[allow(warnings)]
        pub fn name(&self) -> ::actor_remote::RemoteReply<Option<&'static str>> {
            ::core::unimplemented!()
        }
    }
    #[automatically_derived]
    #[doc(hidden)]
    impl ::actor_remote::Protocol for CounterHandle
    where
        for<'ask> CounterMessage: ::actor_runtime::__private::Sent,
    {
        const PROTOCOL: &'static ::core::primitive::str = "";
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
            CounterMessage::Total { .. } => ::core::unimplemented!(),
            CounterMessage::Name { .. } => ::core::unimplemented!(),
            CounterMessage::Retry { .. } => ::core::unimplemented!(),
        }
    }
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_an_impl::remote as _;
        use ::actor_runtime::__private::options_of_an_impl::remote as _;
    }
};
::core::compile_error! {
    "a protocol has a major version: write `\"shop.counter/1\"`"
}
::core::compile_error! {
    "`remote` is given twice: keep one of them"
}
::core::compile_error! {
    "a handler runs on the actor's thread: remove `async`; callers can still await it, with `handle.ask().total(…).await`"
}
::core::compile_error! {
    "a remote message cannot be named `name`: `remote.name()` means `RemoteHandle::name`; choose another name, such as `title`, or mark the message `#[local]`"
}
::core::compile_error! {
    "`#[local]` is given twice: keep one of them"
}
