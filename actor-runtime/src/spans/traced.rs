//! The spans and events themselves.

use std::cell::RefCell;

use tracing::{
    Level, Span,
    level_filters::{LevelFilter, STATIC_MAX_LEVEL},
};

use crate::{ActorId, Exit, panics, sys};

/// Opens the span of a message: of the actor with this name and id, and of the message with this name. `tracing` wants a
/// static for each target, so each type has a function of its own.
pub(crate) type OpenSpan = fn(&str, u64, &str) -> Span;

/// The type of an actor, in generated code. A user's constant may have the name of a parameter, which would then be a
/// pattern: so no parameter has a name that somebody types.
#[doc(hidden)]
#[macro_export]
macro_rules! __actor_type {
    ($name:literal) => {
        $crate::__private::ActorType::new(
            ::core::concat!(::core::module_path!(), "::", $name),
            |__actor, __id, __message| {
                $crate::__private::tracing::span!(
                    target: ::core::concat!(::core::module_path!(), "::", $name),
                    parent: ::core::option::Option::None,
                    $crate::__private::tracing::Level::DEBUG,
                    "message",
                    actor = __actor,
                    id = __id,
                    message = __message,
                )
            },
        )
    };
}

sys::thread_local! {
    /// The span in which the message was sent that this thread is about to handle.
    static ARRIVED: RefCell<Option<Box<Span>>> = const { RefCell::new(None) };
}

/// Whether anybody may want the spans of messages. One load, where nobody does; none, where the program has compiled out
/// the level.
#[inline]
fn are_wanted() -> bool {
    LevelFilter::DEBUG <= STATIC_MAX_LEVEL && LevelFilter::current() >= LevelFilter::DEBUG
}

/// The span in which a message was sent. Boxed, because most messages are sent in none.
pub(crate) struct Origin(Option<Box<Span>>);

impl Origin {
    #[inline]
    pub(crate) fn now() -> Self {
        Origin(if are_wanted() { current() } else { None })
    }

    /// Keeps the span for the handler that this thread calls next. That handler takes it only if spans are wanted, which may
    /// change at any time: what is kept of an earlier message is given up.
    #[inline]
    pub(crate) fn arrive(&mut self) {
        let are_wanted = are_wanted();
        if are_wanted || self.0.is_some() {
            let span = self.0.take();
            keep(span.filter(|_| are_wanted));
        }
    }

    #[inline]
    pub(crate) fn forget(&mut self) {
        if let Some(span) = self.0.take() {
            give_up(span);
        }
    }
}

/// A message that is not handled keeps its span to its end.
impl Drop for Origin {
    #[inline]
    fn drop(&mut self) {
        self.forget();
    }
}

/// A subscriber's panic must not keep a mailbox from its end.
#[cold]
fn give_up(span: Box<Span>) {
    let _ = panics::catch(|| drop(span));
}

#[cold]
fn current() -> Option<Box<Span>> {
    let span = Span::current();
    (!span.is_none()).then(|| Box::new(span))
}

#[cold]
fn keep(span: Option<Box<Span>>) {
    // The former one is dropped outside of the borrow: its drop runs the subscriber's code.
    let former = ARRIVED.try_with(|arrived| arrived.replace(span));
    drop(former);
}

/// Gives up the span of a message that no handler of the runtime's gets.
#[inline]
pub(crate) fn forget_arrived() {
    if are_wanted() {
        keep(None);
    }
}

/// The span of the message that an actor handles.
pub(crate) struct Handling(Option<Box<Span>>);

impl Handling {
    pub(crate) const NOTHING: Self = Handling(None);

    #[inline]
    pub(crate) fn begin(
        &mut self,
        open: &OpenSpan,
        id: ActorId,
        name: &str,
        message: impl FnOnce() -> &'static str,
    ) {
        if are_wanted() {
            self.open(*open, id, name, message());
        }
    }

    #[cold]
    fn open(&mut self, open: OpenSpan, id: ActorId, name: &str, message: &'static str) {
        let sent = ARRIVED.try_with(|arrived| arrived.take()).ok().flatten();
        let span = open(name, id.number(), message);
        if span.is_disabled() {
            return;
        }
        if let Some(sent) = sent {
            span.follows_from(sent.id());
        }
        span.with_subscriber(|(id, dispatch)| dispatch.enter(id));
        self.0 = Some(Box::new(span));
    }

    #[inline]
    pub(crate) fn end(&mut self) {
        if let Some(span) = self.0.take() {
            close(*span);
        }
    }
}

#[cold]
fn close(span: Span) {
    span.with_subscriber(|(id, dispatch)| dispatch.exit(id));
}

/// The target of the events.
const TARGET: &str = "actor_runtime";

/// Tells of an end. If the actor `is_supervised`, a failure that it ends with is one too many. The thread may be in any span,
/// which the event has nothing to do with.
pub(crate) fn ended(
    type_path: impl FnOnce() -> &'static str,
    id: ActorId,
    actor: &str,
    exit: &Exit,
    is_supervised: bool,
) {
    if LevelFilter::current() == LevelFilter::OFF {
        return;
    }
    let (id, actor_type) = (id.number(), type_path());
    macro_rules! tell {
        ($level:ident, $what:literal) => {
            tracing::event!(
                target: TARGET, parent: None, Level::$level, actor, id, actor_type, %exit, $what
            )
        };
    }
    // A subscriber's panic must not keep an actor from its end.
    let told = panics::catch(|| match exit.is_failure() {
        true if is_supervised => tell!(ERROR, "gives up"),
        true => tell!(WARN, "has failed"),
        false => tell!(DEBUG, "has ended"),
    });
    drop(told);
}

/// Tells that an actor gets a fresh state.
pub(crate) fn restarted(
    type_path: impl FnOnce() -> &'static str,
    id: ActorId,
    actor: &str,
    incarnation: u64,
) {
    if LevelFilter::current() == LevelFilter::OFF {
        return;
    }
    let (id, actor_type) = (id.number(), type_path());
    let told = panics::catch(|| {
        tracing::event!(
            target: TARGET, parent: None, Level::INFO, actor, id, actor_type, incarnation, "restarts"
        );
    });
    drop(told);
}
