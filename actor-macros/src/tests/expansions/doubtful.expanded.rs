#[allow(single_use_lifetimes, clippy::elidable_lifetime_names)]
impl<'a> Parser<'a> {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn run(&mut self, n: u64, job: Box<dyn Job + 'a>) {}
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    #[cfg(unix)]
    pub fn name(&self) -> Rc<str> {
        "".into()
    }
}
/// What a [`ParserHandle`] sends to its `Parser`: one variant for each message.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum ParserMessage<'a> {
    /// Calls `Parser::run`.
    Run {
        /// The argument `n`.
        n: u64,
        /// The argument `job`.
        job: Box<dyn Job + 'a>,
    },
    /// Calls `Parser::name`.
    #[cfg(unix)]
    Name {
        /// Where the answer goes.
        reply: ::actor_runtime::ReplySender<Rc<str>>,
    },
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::__private::Message for ParserMessage<'a> {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<ParserMessage<'static>>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Parser`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct ParserHandle<'a>(::actor_runtime::__private::Mailbox<ParserMessage<'a>>);
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::__private::Carrier for ParserHandle<'a> {
    type Carried = ParserMessage<'a>;
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a> ::core::clone::Clone for ParserHandle<'a> {
    #[inline]
    fn clone(&self) -> Self {
        ParserHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'a> ::core::fmt::Debug for ParserHandle<'a> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, single_use_lifetimes, unreachable_pub)]
impl<'a> ParserHandle<'a> {
    /// Calls `Parser::run`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn run(
        &self,
        n: u64,
        job: Box<dyn Job + 'a>,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            ParserMessage::Run { n, job },
        )
    }
    /// Calls `Parser::name`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().name().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[cfg(unix)]
    #[inline]
    pub fn name(&self) -> ::core::result::Result<Rc<str>, ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::ask(
            &self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| ParserMessage::Name {
                reply: __reply,
            },
        )
    }
}
/// The answered messages of a [`ParserHandle`], sent without waiting for the answers.
#[allow(private_interfaces, private_bounds, unreachable_pub)]
pub struct ParserAsk<'ask, 'a>(
    &'ask ::actor_runtime::__private::Mailbox<ParserMessage<'a>>,
);
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a> ::core::clone::Clone for ParserAsk<'ask, 'a> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a> ::core::marker::Copy for ParserAsk<'ask, 'a> {}
#[automatically_derived]
#[allow(single_use_lifetimes)]
impl<'ask, 'a> ::core::fmt::Debug for ParserAsk<'ask, 'a> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "ParserAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, single_use_lifetimes, unreachable_pub)]
impl<'ask, 'a> ParserAsk<'ask, 'a> {
    /// Sends what [`ParserHandle::name`] sends, and returns at once: the answer comes through the reply.
    #[cfg(unix)]
    #[inline]
    pub fn name(&self) -> ::actor_runtime::Reply<Rc<str>> {
        ::actor_runtime::__private::Mailbox::request(
            self.0,
            ::actor_runtime::__private::Plain,
            move |__reply| ParserMessage::Name {
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
        fn declared<'a>(_: &Parser<'a>) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Parser<'a>>::new();
            __probe.is_declared();
        }
        const CARRIED: ::core::primitive::usize = {
            {
                {
                    #[diagnostic::on_unimplemented(
                        message = "a message goes to its actor's thread, and this `dyn Job + 'a` cannot: take `Box<dyn Job + 'a + Send>`",
                        label = "not `Send`"
                    )]
                    trait __Sent {}
                    #[diagnostic::do_not_recommend]
                    impl<T: ::core::marker::Send> __Sent for T {}
                    const fn argument_job_of_run<T: __Sent>() {}
                    argument_job_of_run::<Box<dyn Job + 'static>>();
                }
            }
            #[cfg(unix)]
            {
                {
                    const fn answer_of_name<T: ::core::marker::Send>() {}
                    answer_of_name::<Rc<str>>();
                }
            }
            0
        };
    }
    #[automatically_derived]
    #[allow(single_use_lifetimes)]
    #[doc(hidden)]
    impl<'a> ::actor_runtime::__private::Carries for ParserMessage<'a> {
        type Checked = [(); __Asked::CARRIED];
    }
};
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::__private::OneActorImplPerType for Parser<'a> {
    #[cfg(any(unix))]
    type Kind = ::actor_runtime::__private::Answers;
    #[cfg(not(any(unix)))]
    type Kind = ::actor_runtime::__private::NeverAnswers;
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::Handle for ParserHandle<'a>
where
    for<'ask> ParserMessage<
        'a,
    >: ::actor_runtime::__private::Sent<
        <ParserMessage<'a> as ::actor_runtime::__private::Carries>::Checked,
    >,
{
    type Message = ParserMessage<'a>;
    type Ask<'ask> = ParserAsk<'ask, 'a> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        ParserAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        ParserHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Parser<'a>>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "run",
            #[cfg(unix)]
            1usize => "name",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Parser"
        );
        &TYPE
    }
}
#[automatically_derived]
#[allow(single_use_lifetimes)]
#[doc(hidden)]
impl<'a> ::actor_runtime::Actor<ParserHandle<'a>> for Parser<'a>
where
    for<'ask> ParserMessage<
        'a,
    >: ::actor_runtime::__private::Sent<
        <ParserMessage<'a> as ::actor_runtime::__private::Carries>::Checked,
    >,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: ParserMessage<'a>,
        __context: &mut ::actor_runtime::Context<ParserHandle<'a>>,
    ) {
        match __message {
            ParserMessage::Run { n: __argument_0, job: __argument_1 } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                <Parser<'a>>::run(self, __argument_0, __argument_1)
            }
            #[cfg(unix)]
            ParserMessage::Name { reply: __reply } => {
                ::actor_runtime::Context::begin(__context, 1usize);
                ::actor_runtime::__private::answer(__reply, <Parser<'a>>::name(self))
            }
        }
    }
}
