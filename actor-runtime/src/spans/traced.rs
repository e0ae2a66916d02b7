//! The spans and events themselves.

use std::{cell::RefCell, mem};

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
    static ARRIVED: RefCell<Held> = const { RefCell::new(Held::NOTHING) };
}

/// Whether anybody may want the spans of messages. One load, where nobody does; none, where the program has compiled out
/// the level.
#[inline]
fn are_wanted() -> bool {
    LevelFilter::DEBUG <= STATIC_MAX_LEVEL && LevelFilter::current() >= LevelFilter::DEBUG
}

/// A span, or none. Boxed, because most messages are sent in none.
///
/// The drop contains a panic of the subscriber's. That must not keep a mailbox from closing, nor end the process where
/// another panic unwinds.
struct Held(Option<Box<Span>>);

impl Held {
    const NOTHING: Self = Held(None);

    fn take(&mut self) -> Self {
        mem::replace(self, Held::NOTHING)
    }
}

impl Drop for Held {
    #[inline]
    fn drop(&mut self) {
        if let Some(span) = self.0.take() {
            give_up(span);
        }
    }
}

#[cold]
fn give_up(span: Box<Span>) {
    let _ = panics::catch(|| drop(span));
}

/// The span in which a message was sent.
pub(crate) struct Origin(Held);

impl Origin {
    #[inline]
    pub(crate) fn now() -> Self {
        Origin(if are_wanted() { current() } else { Held::NOTHING })
    }

    /// Keeps the span for the handler that this thread calls next. That handler takes it only if spans are wanted, which may
    /// change at any time: what is kept of an earlier message is given up.
    #[inline]
    pub(crate) fn arrive(&mut self) {
        let are_wanted = are_wanted();
        if are_wanted || self.0.0.is_some() {
            let held = self.0.take();
            keep(if are_wanted { held } else { Held::NOTHING });
        }
    }

    #[inline]
    pub(crate) fn forget(&mut self) {
        drop(self.0.take());
    }
}

#[cold]
fn current() -> Held {
    let span = Span::current();
    Held((!span.is_none()).then(|| Box::new(span)))
}

#[cold]
fn keep(span: Held) {
    // The former one is dropped outside of the borrow: its drop runs the subscriber's code.
    let former = ARRIVED.try_with(|arrived| arrived.replace(span));
    drop(former);
}

/// Gives up the span of a message that no handler of the runtime's gets.
#[inline]
pub(crate) fn forget_arrived() {
    if are_wanted() {
        keep(Held::NOTHING);
    }
}

/// The span of the message that an actor handles.
pub(crate) struct Handling(Held);

impl Handling {
    pub(crate) const NOTHING: Self = Handling(Held::NOTHING);

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
        let sent = ARRIVED.try_with(|arrived| arrived.replace(Held::NOTHING));
        let held = Held(Some(Box::new(open(name, id.number(), message))));
        let Some(span) = held.0.as_ref().filter(|span| !span.is_disabled()) else { return };
        if let Ok(Held(Some(sent))) = &sent {
            span.follows_from(sent.id());
        }
        span.with_subscriber(|(id, dispatch)| dispatch.enter(id));
        self.0 = held;
    }

    #[inline]
    pub(crate) fn end(&mut self) {
        let held = self.0.take();
        if let Some(span) = &held.0 {
            leave(span);
        }
    }
}

#[cold]
fn leave(span: &Span) {
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
