pub struct Beside<'a, T: ?Sized, U, V> {
    shown: &'a T,
    sent: U,
    kept: Option<V>,
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a, T: ?Sized, U, V> ::actor_runtime::Declared for Beside<'a, T, U, V> {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Beside")
    }
}
#[allow(single_use_lifetimes, clippy::elidable_lifetime_names)]
impl<'a, T: ?Sized + ToString, U: Clone + From<String>, V> Beside<'a, T, U, V> {
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn text(&mut self) -> U {
        self.kept = None;
        let text = self.shown.to_string();
        if text.is_empty() { self.sent.clone() } else { text.into() }
    }
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    #[cfg(any())]
    pub fn keep(&mut self, kept: V) {
        self.kept = Some(kept);
    }
}
/// What a [`BesideHandle`] sends to its `Beside`: one variant for each message.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum BesideMessage<U: Clone + From<String>, V> {
    /// Calls `Beside::text`.
    Text {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<U>,
    },
    /// Calls `Beside::keep`.
    #[cfg(any())]
    Keep {
        /// The argument `kept`.
        kept: V,
    },
    #[cfg(not(any(any())))]
    #[doc(hidden)]
    __Absent0(
        ::core::marker::PhantomData<fn() -> (::core::marker::PhantomData<V>,)>,
        ::core::convert::Infallible,
    ),
}
#[automatically_derived]
#[doc(hidden)]
impl<U: Clone + From<String>, V> ::actor_runtime::__private::Message
for BesideMessage<U, V> {
    type Packing = Self;
}
/** Sends messages to a `Beside`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct BesideHandle<'a, T: ?Sized + ToString, U: Clone + From<String>, V>(
    ::actor_runtime::__private::Mailbox<BesideMessage<U, V>>,
    ::core::marker::PhantomData<
        fn() -> (&'a (), ::core::marker::PhantomData<T>, Beside<'a, T, U, V>),
    >,
);
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<
    'a,
    T: ?Sized + ToString,
    U: Clone + From<String>,
    V,
> ::actor_runtime::__private::Carrier for BesideHandle<'a, T, U, V> {
    type Carried = BesideMessage<U, V>;
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a, T: ?Sized + ToString, U: Clone + From<String>, V> ::core::clone::Clone
for BesideHandle<'a, T, U, V> {
    #[inline]
    fn clone(&self) -> Self {
        BesideHandle(::core::clone::Clone::clone(&self.0), ::core::marker::PhantomData)
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a, T: ?Sized + ToString, U: Clone + From<String>, V> ::core::fmt::Debug
for BesideHandle<'a, T, U, V> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, single_use_lifetimes, unreachable_pub)]
impl<'a, T: ?Sized + ToString, U: Clone + From<String>, V> BesideHandle<'a, T, U, V> {
    /// Calls `Beside::text`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().text().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn text(&self) -> ::core::result::Result<U, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| BesideMessage::Text {
                reply: __reply,
            },
        )
    }
    /// Calls `Beside::keep`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[cfg(any())]
    #[inline]
    pub fn keep(
        &self,
        kept: V,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            BesideMessage::Keep { kept },
        )
    }
}
/// The answered messages of a [`BesideHandle`], sent without waiting for the answers.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct BesideAsk<'ask, 'a, T: ?Sized + ToString, U: Clone + From<String>, V>(
    &'ask ::actor_runtime::__private::Mailbox<BesideMessage<U, V>>,
    ::core::marker::PhantomData<
        fn() -> (&'a (), ::core::marker::PhantomData<T>, Beside<'a, T, U, V>),
    >,
);
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a, T: ?Sized + ToString, U: Clone + From<String>, V> ::core::clone::Clone
for BesideAsk<'ask, 'a, T, U, V> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a, T: ?Sized + ToString, U: Clone + From<String>, V> ::core::marker::Copy
for BesideAsk<'ask, 'a, T, U, V> {}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a, T: ?Sized + ToString, U: Clone + From<String>, V> ::core::fmt::Debug
for BesideAsk<'ask, 'a, T, U, V> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "BesideAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, single_use_lifetimes, unreachable_pub)]
impl<
    'ask,
    'a,
    T: ?Sized + ToString,
    U: Clone + From<String>,
    V,
> BesideAsk<'ask, 'a, T, U, V> {
    /// Sends what [`BesideHandle::text`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn text(&self) -> ::actor_runtime::Reply<U> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| BesideMessage::Text {
                reply: __reply,
            },
        )
    }
}
#[allow(dead_code, single_use_lifetimes)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared<'a, T: ?Sized + ToString, U: Clone + From<String>, V>(
            _: &Beside<'a, T, U, V>,
        ) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<
                Beside<'a, T, U, V>,
            >::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<
    'a,
    T: ?Sized + ToString,
    U: Clone + From<String>,
    V,
> ::actor_runtime::__private::OneActorImplPerType for Beside<'a, T, U, V> {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a, T: ?Sized + ToString, U: Clone + From<String>, V> ::actor_runtime::Handle
for BesideHandle<'a, T, U, V>
where
    for<'ask> BesideMessage<U, V>: ::actor_runtime::__private::Sent,
{
    type Message = BesideMessage<U, V>;
    type Ask<'ask> = BesideAsk<'ask, 'a, T, U, V> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        BesideAsk(&self.0, ::core::marker::PhantomData)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        BesideHandle(__mailbox, ::core::marker::PhantomData)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Beside<'a, T, U, V>>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "text",
            #[cfg(any())]
            1usize => "keep",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Beside"
        );
        &TYPE
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<
    'a,
    T: ?Sized + ToString,
    U: Clone + From<String>,
    V,
> ::actor_runtime::Actor<BesideHandle<'a, T, U, V>> for Beside<'a, T, U, V>
where
    for<'ask> BesideMessage<U, V>: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: BesideMessage<U, V>,
        __context: &mut ::actor_runtime::Context<BesideHandle<'a, T, U, V>>,
    ) {
        match __message {
            BesideMessage::Text { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                ::actor_runtime::__private::answer(
                    __reply,
                    <Beside<'a, T, U, V>>::text(self),
                )
            }
            #[cfg(any())]
            BesideMessage::Keep { kept: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                <Beside<'a, T, U, V>>::keep(self, __argument_0)
            }
        }
    }
}
