const PLACES: usize = 8;
pub struct Desk;
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use ::actor_runtime::__private::options_of_a_type::mailbox as _;
        use ::actor_runtime::__private::options_of_a_type::overflow as _;
        use ::actor_runtime::__private::options_of_a_type::name as _;
        use ::actor_runtime::__private::options_of_a_type::stack_size as _;
        use ::actor_runtime::__private::options_of_a_type::on_panic as _;
        use ::actor_runtime::__private::options_of_a_type::timeout as _;
        use ::actor_runtime::__private::options_of_a_type::count as _;
    }
};
#[allow(dead_code)]
const _: () = {
    fn __asked(_: &Desk) {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfNeverAnswered as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Desk>::new();
        __probe.timeout();
    }
};
#[automatically_derived]
impl ::actor_runtime::Declared for Desk {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("front desk")
            .mailbox(PLACES * 2)
            .overflow(::actor_runtime::Overflow::Reject)
            .stack_size(128 * 1024)
            .on_panic(::actor_runtime::OnPanic::Resume)
            .timeout(::std::time::Duration::from_secs_f64(0.5))
            .count()
    }
}
impl Desk {
    #[allow(unreachable_pub, clippy::missing_const_for_fn)]
    pub fn ring(&self) -> bool {
        true
    }
}
/** What a [`Reception`] sends to its `Desk`: one variant for each message.

 Code that can name this type can send each of its variants as a value, even one whose method on the handle is not visible to it.*/
#[derive(Debug)]
#[allow(private_interfaces, unreachable_pub)]
pub(crate) enum Request {
    /// Calls `Desk::ring`.
    Ring {
        /// Where the answer goes.
        reply: actor_runtime::ReplySender<bool>,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl actor_runtime::__private::Message for Request {
    type Packing = <actor_runtime::__private::Large<
        { actor_runtime::__private::is_large::<Request>() },
    > as actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Desk`: one method for each.

 What every handle can do is in the trait [`Handle`](actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub(crate) struct Reception(actor_runtime::__private::Mailbox<Request>);
#[automatically_derived]
#[doc(hidden)]
impl actor_runtime::__private::Carrier for Reception {
    type Carried = Request;
}
#[automatically_derived]
impl ::core::clone::Clone for Reception {
    #[inline]
    fn clone(&self) -> Self {
        Reception(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for Reception {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl Reception {
    /// Calls `Desk::ring`.
    ///
    /// Blocks until the answer comes. In a task, write `handle.ask().ring().await` instead.
    /**
 # Errors

 If no answer comes: the actor has ended, has no room for the message, panicked over it, or takes too long.*/
    #[inline]
    pub fn ring(&self) -> ::core::result::Result<bool, actor_runtime::CallError> {
        actor_runtime::__private::ask!(
            & self.0, actor_runtime::__private::Plain, move | __reply | Request::Ring {
            reply : __reply, }, Desk, 0usize, move | __state, __context | { < Desk >
            ::ring(__state) }
        )
    }
}
/// The answered messages of a [`Reception`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub(crate) struct ReceptionAsk<'ask>(&'ask actor_runtime::__private::Mailbox<Request>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for ReceptionAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for ReceptionAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for ReceptionAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "ReceptionAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> ReceptionAsk<'ask> {
    /// Sends what [`Reception::ring`] sends, and returns at once: the answer comes through the reply.
    #[inline]
    pub fn ring(&self) -> actor_runtime::Reply<bool> {
        actor_runtime::__private::Mailbox::request(
            self.0,
            actor_runtime::__private::Plain,
            move |__reply| Request::Ring { reply: __reply },
        )
    }
}
#[allow(dead_code)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared(_: &Desk) {
            #[allow(unused_imports)]
            use actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &actor_runtime::__private::Probe::<Desk>::new();
            __probe.is_declared();
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl actor_runtime::__private::OneActorImplPerType for Desk {
    type Kind = actor_runtime::__private::Answers;
}
#[automatically_derived]
#[doc(hidden)]
impl actor_runtime::Handle for Reception
where
    for<'ask> Request: actor_runtime::__private::Sent,
{
    type Message = Request;
    type Ask<'ask> = ReceptionAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        ReceptionAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        Reception(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &actor_runtime::__private::Probe::<Desk>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "ring",
            _ => "",
        }
    }
    fn actor_type() -> &'static actor_runtime::__private::ActorType {
        static TYPE: actor_runtime::__private::ActorType = actor_runtime::__private::actor_type!(
            "Desk"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl actor_runtime::Actor<Reception> for Desk
where
    for<'ask> Request: actor_runtime::__private::Sent,
    for<'ask> Self: actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: Request,
        __context: &mut actor_runtime::Context<Reception>,
    ) {
        match __message {
            Request::Ring { reply: __reply } => {
                actor_runtime::Context::begin(__context, 0usize);
                actor_runtime::__private::answer(__reply, <Desk>::ring(self))
            }
        }
    }
}
#[allow(unexpected_cfgs)]
const _: () = {
    #[cfg(rust_analyzer)]
    mod __completed {
        use actor_runtime::__private::options_of_an_impl::handle as _;
        use actor_runtime::__private::options_of_an_impl::message as _;
        use actor_runtime::__private::options_of_an_impl::vis as _;
        use actor_runtime::__private::options_of_an_impl::derive as _;
    }
};
