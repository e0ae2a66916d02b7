use std::collections::BTreeMap;
pub struct Tally<'a> {
    words: BTreeMap<&'a str, usize>,
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a> ::actor_runtime::Declared for Tally<'a> {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Tally")
    }
}
#[allow(single_use_lifetimes, clippy::elidable_lifetime_names)]
impl<'a> Tally<'a> {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn count(&mut self, word: &'a str) {
        *self.words.entry(word).or_default() += 1;
    }
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn longest(&self) -> Option<&'a str> {
        self.words.keys().copied().max_by_key(|word| word.len())
    }
}
/// What a [`TallyHandle`] sends to its `Tally`: one variant for each message.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum TallyMessage<'a> {
    /// Calls `Tally::count`.
    Count {
        /// The argument `word`.
        word: &'a str,
    },
    /// Calls `Tally::longest`.
    Longest {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Option<&'a str>>,
    },
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::__private::Message for TallyMessage<'a> {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<TallyMessage<'static>>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Tally`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct TallyHandle<'a>(::actor_runtime::__private::Mailbox<TallyMessage<'a>>);
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::__private::Carrier for TallyHandle<'a> {
    type Carried = TallyMessage<'a>;
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a> ::core::clone::Clone for TallyHandle<'a> {
    #[inline]
    fn clone(&self) -> Self {
        TallyHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a> ::core::fmt::Debug for TallyHandle<'a> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, single_use_lifetimes, unreachable_pub)]
impl<'a> TallyHandle<'a> {
    /// Calls `Tally::count`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn count(
        &self,
        word: &'a str,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            TallyMessage::Count { word },
        )
    }
    /// Calls `Tally::longest`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().longest().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn longest(
        &self,
    ) -> ::core::result::Result<Option<&'a str>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| TallyMessage::Longest {
                reply: __reply,
            },
        )
    }
}
/// The answered messages of a [`TallyHandle`], sent without waiting for the answers.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct TallyAsk<'ask, 'a>(
    &'ask ::actor_runtime::__private::Mailbox<TallyMessage<'a>>,
);
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a> ::core::clone::Clone for TallyAsk<'ask, 'a> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a> ::core::marker::Copy for TallyAsk<'ask, 'a> {}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a> ::core::fmt::Debug for TallyAsk<'ask, 'a> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "TallyAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, single_use_lifetimes, unreachable_pub)]
impl<'ask, 'a> TallyAsk<'ask, 'a> {
    /// Sends what [`TallyHandle::longest`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn longest(&self) -> ::actor_runtime::Reply<Option<&'a str>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| TallyMessage::Longest {
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
        fn declared<'a>(_: &Tally<'a>) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Tally<'a>>::new();
            __probe.is_declared();
        }
        fn message_0<'a>(_: &Tally<'a>, _: &'a str) {
            {
                fn argument_word_of_count<T: ::core::marker::Send>() {}
                argument_word_of_count::<&'a str>();
            }
        }
        fn message_1<'a>(_: &Tally<'a>, _: Option<&'a str>) {
            {
                fn answer_of_longest<T: ::core::marker::Send>() {}
                answer_of_longest::<Option<&'a str>>();
            }
        }
    }
};
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::__private::OneActorImplPerType for Tally<'a> {
    type Kind = ::actor_runtime::__private::Answers;
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::Handle for TallyHandle<'a>
where
    for<'ask> TallyMessage<'a>: ::actor_runtime::__private::Sent,
{
    type Message = TallyMessage<'a>;
    type Ask<'ask> = TallyAsk<'ask, 'a> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        TallyAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        TallyHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Tally<'a>>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "count",
            1usize => "longest",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Tally"
        );
        &TYPE
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::Actor<TallyHandle<'a>> for Tally<'a>
where
    for<'ask> TallyMessage<'a>: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: TallyMessage<'a>,
        __context: &mut ::actor_runtime::Context<TallyHandle<'a>>,
    ) {
        match __message {
            TallyMessage::Count { word: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                <Tally<'a>>::count(self, __argument_0)
            }
            TallyMessage::Longest { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(__reply, <Tally<'a>>::longest(self))
            }
        }
    }
}
