//! The options of an actor: its declaration sets them, and its builder may override them.

use std::{borrow::Cow, time::Duration};

/// What a bounded mailbox does with a message that it has no room for.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor(mailbox = 1, overflow = reject)]
/// struct Printer;
///
/// #[actor]
/// impl Printer {
///     pub fn print(&mut self, line: String) { println!("{line}") }
/// }
///
/// let (printer, _inbox) = PrinterHandle::channel();
/// printer.print("first".into())?;
/// assert_eq!(printer.print("second".into()), Err(CallError::Full));
/// # Ok::<(), CallError>(())
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum Overflow {
    /// The sender waits for room. Senders get room in the order in which they came.
    #[default]
    Block,
    /// The sender gets [`CallError::Full`](crate::CallError::Full).
    Reject,
    /// The message is dropped and counted in [`Stats::dropped`](crate::Stats::dropped). A tell
    /// returns `Ok`, and an ask gets [`CallError::Full`](crate::CallError::Full).
    DropNewest,
}

/// What a panic in a handler does to the actor.
///
/// ```
/// use actor_runtime::prelude::*;
///
/// #[actor(on_panic = resume)]
/// struct Divider;
///
/// #[actor]
/// impl Divider {
///     pub fn divide(&self, a: u32, b: u32) -> u32 { a / b }
/// }
///
/// let divider = Divider.spawn();
/// assert_eq!(divider.divide(1, 0), Err(CallError::Panicked));
/// assert_eq!(divider.divide(6, 3), Ok(2));
/// ```
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
#[non_exhaustive]
pub enum OnPanic {
    /// The actor ends, and all waiting callers learn why.
    #[default]
    Stop,
    /// The actor goes on with the next message, and with the state as the panic left it. Only the call whose
    /// handler panicked gets an error.
    Resume,
}

/// The options of one actor.
#[derive(Clone, Debug)]
#[doc(hidden)]
pub struct Options {
    pub(crate) name: Cow<'static, str>,
    pub(crate) mailbox: Option<usize>,
    pub(crate) overflow: Overflow,
    pub(crate) stack_size: Option<usize>,
    pub(crate) on_panic: OnPanic,
    pub(crate) timeout: Option<Duration>,
    pub(crate) count: bool,
    /// Whether a spawn returns only once `#[started]` has returned. Set by the builder alone.
    pub(crate) wait_for_start: bool,
    /// Set by the way in which the actor is spawned, and not by the user.
    pub(crate) supervised: bool,
    /// Set by the way in which the actor is spawned, and not by the user.
    pub(crate) pooled: bool,
}

/// One setter for each option that `#[actor(…)]` takes on a type.
impl Options {
    pub fn new(name: impl Into<Cow<'static, str>>) -> Self {
        Options {
            name: name.into(),
            mailbox: None,
            overflow: Overflow::default(),
            stack_size: None,
            on_panic: OnPanic::default(),
            timeout: None,
            count: false,
            wait_for_start: false,
            supervised: false,
            pooled: false,
        }
    }

    pub fn name(self, name: impl Into<Cow<'static, str>>) -> Self {
        Options { name: name.into(), ..self }
    }

    pub fn mailbox(self, places: usize) -> Self {
        Options { mailbox: Some(places), ..self }
    }

    pub fn overflow(self, overflow: Overflow) -> Self {
        Options { overflow, ..self }
    }

    pub fn stack_size(self, bytes: usize) -> Self {
        Options { stack_size: Some(bytes), ..self }
    }

    pub fn on_panic(self, on_panic: OnPanic) -> Self {
        Options { on_panic, ..self }
    }

    pub fn timeout(self, timeout: Duration) -> Self {
        Options { timeout: Some(timeout), ..self }
    }

    pub fn count(self) -> Self {
        Options { count: true, ..self }
    }

    pub(crate) fn wait_for_start(self) -> Self {
        Options { wait_for_start: true, ..self }
    }

    pub(crate) fn supervised(self) -> Self {
        Options { supervised: true, ..self }
    }
}
