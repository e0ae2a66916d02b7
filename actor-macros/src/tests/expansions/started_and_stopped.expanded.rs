use actor_runtime::{Context, Exit};
pub struct Log {
    lines: Vec<String>,
}
#[automatically_derived]
impl ::actor_runtime::Declared for Log {
    fn options() -> ::actor_runtime::__private::Options {
        ::actor_runtime::__private::Options::new("Log")
    }
}
impl Log {
    #[allow(
        unreachable_pub,
        clippy::needless_pass_by_value,
        clippy::missing_const_for_fn
    )]
    pub fn line(&mut self, line: String) {
        self.lines.push(line);
    }
    fn open(&mut self, ctx: &mut Context<LogHandle>) -> Result<(), std::fmt::Error> {
        ctx.stop();
        self.lines.clear();
        Ok(())
    }
    fn close(&mut self, exit: &Exit) {
        self.lines.push(exit.to_string());
    }
}
/// What a [`LogHandle`] sends to its `Log`: one variant for each message.
#[allow(private_interfaces, unreachable_pub)]
#[allow(clippy::exhaustive_enums)]
pub enum LogMessage {
    /// Calls `Log::line`.
    Line {
        /// The argument `line`.
        line: String,
    },
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Message for LogMessage {
    type Packing = <::actor_runtime::__private::Large<
        { ::actor_runtime::__private::is_large::<LogMessage>() },
    > as ::actor_runtime::__private::PackingFor<Self>>::Packing;
}
/** Sends messages to a `Log`: one method for each.

 What every handle can do is in the trait [`Handle`](::actor_runtime::Handle). When the last clone is gone, the actor handles what it has accepted, and ends.*/
#[allow(private_interfaces, unreachable_pub)]
pub struct LogHandle(::actor_runtime::__private::Mailbox<LogMessage>);
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::Carrier for LogHandle {
    type Carried = LogMessage;
}
#[automatically_derived]
impl ::core::clone::Clone for LogHandle {
    #[inline]
    fn clone(&self) -> Self {
        LogHandle(::core::clone::Clone::clone(&self.0))
    }
}
#[automatically_derived]
impl ::core::fmt::Debug for LogHandle {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::Debug::fmt(&self.0, __formatter)
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl LogHandle {
    /// Calls `Log::line`.
    /**
 # Errors

 If the message is not accepted: the actor has ended, or its mailbox has no room.*/
    #[inline]
    pub fn line(
        &self,
        line: String,
    ) -> ::core::result::Result<(), ::actor_runtime::CallError> {
        ::actor_runtime::__private::Mailbox::send_told(
            &self.0,
            ::actor_runtime::__private::Plain,
            LogMessage::Line { line },
        )
    }
}
/// The answered messages of a [`LogHandle`], sent without waiting for the answers.
#[allow(private_interfaces, unreachable_pub)]
pub struct LogAsk<'ask>(&'ask ::actor_runtime::__private::Mailbox<LogMessage>);
#[automatically_derived]
impl<'ask> ::core::clone::Clone for LogAsk<'ask> {
    #[inline]
    fn clone(&self) -> Self {
        *self
    }
}
#[automatically_derived]
impl<'ask> ::core::marker::Copy for LogAsk<'ask> {}
#[automatically_derived]
impl<'ask> ::core::fmt::Debug for LogAsk<'ask> {
    #[inline]
    fn fmt(&self, __formatter: &mut ::core::fmt::Formatter<'_>) -> ::core::fmt::Result {
        ::core::fmt::DebugTuple::finish(
            ::core::fmt::DebugTuple::field(
                &mut ::core::fmt::Formatter::debug_tuple(__formatter, "LogAsk"),
                self.0,
            ),
        )
    }
}
#[allow(dead_code, private_interfaces, unreachable_pub)]
impl<'ask> LogAsk<'ask> {}
#[allow(dead_code)]
const _: () = {
    struct __Asked;
    impl __Asked {
        #[deny(unused_must_use)]
        fn declared(_: &Log) {
            #[allow(unused_imports)]
            use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
            let __probe = &::actor_runtime::__private::Probe::<Log>::new();
            __probe.is_declared();
        }
        fn message_0(_: &Log, _: String) {
            {
                fn argument_line_of_line<T: ::core::marker::Send>() {}
                argument_line_of_line::<String>();
            }
        }
    }
};
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::__private::OneActorImplPerType for Log {
    type Kind = ::actor_runtime::__private::NeverAnswers;
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Handle for LogHandle
where
    for<'ask> LogMessage: ::actor_runtime::__private::Sent,
{
    type Message = LogMessage;
    type Ask<'ask> = LogAsk<'ask> where Self: 'ask;
    #[inline]
    fn ask(&self) -> Self::Ask<'_> {
        LogAsk(&self.0)
    }
    #[inline]
    fn from_mailbox(
        __mailbox: ::actor_runtime::__private::Mailbox<Self::Message>,
    ) -> Self {
        LogHandle(__mailbox)
    }
    #[inline]
    fn mailbox(&self) -> &::actor_runtime::__private::Mailbox<Self::Message> {
        &self.0
    }
    fn options() -> ::actor_runtime::__private::Options {
        #[allow(unused_imports)]
        use ::actor_runtime::__private::{IfDeclared as _, Otherwise as _};
        let __probe = &::actor_runtime::__private::Probe::<Log>::new();
        __probe.options()
    }
    fn message_name(
        __index: ::core::primitive::usize,
    ) -> &'static ::core::primitive::str {
        match __index {
            0usize => "line",
            _ => "",
        }
    }
    fn actor_type() -> &'static ::actor_runtime::__private::ActorType {
        static TYPE: ::actor_runtime::__private::ActorType = ::actor_runtime::__private::actor_type!(
            "Log"
        );
        &TYPE
    }
}
#[automatically_derived]
#[doc(hidden)]
impl ::actor_runtime::Actor<LogHandle> for Log
where
    for<'ask> LogMessage: ::actor_runtime::__private::Sent,
    for<'ask> Self: ::actor_runtime::Declared,
{
    #[inline]
    fn receive(
        &mut self,
        __message: LogMessage,
        __context: &mut ::actor_runtime::Context<LogHandle>,
    ) {
        match __message {
            LogMessage::Line { line: __argument_0 } => {
                ::actor_runtime::Context::begin(__context, 0usize);
                <Log>::line(self, __argument_0)
            }
        }
    }
    const HAS_STARTED: ::core::primitive::bool = true;
    #[inline]
    fn call_started_hook(
        &mut self,
        __context: &mut ::actor_runtime::Context<LogHandle>,
    ) -> ::core::result::Result<(), ::actor_runtime::__private::String> {
        ::actor_runtime::__private::Outcome::into_result(
            <Log>::open(self, ::actor_runtime::__private::IsContext::of(__context)),
        )
    }
    #[inline]
    fn call_stopped_hook(&mut self, __exit: &::actor_runtime::Exit) {
        <Log>::close(self, __exit)
    }
}
