//! `Attachment`: what an actor keeps of a source, and by which it detaches it.

use std::{any::Any, fmt, sync::Arc as StdArc};

use crate::{
    mailbox::source::OnEnd,
    memory::packed::{Message, Packed},
};

/// What an actor keeps of a source: of a thread that it has [attached](crate::Context::attach), or of a
/// [recipient](crate::Context::source). Dropping it detaches the source.
///
/// Detaching is final, and never blocks:
///
/// - Messages of the source that are still queued are not handled. They count as accepted and undelivered. The hook of
///   [`Builder::undelivered`](crate::Builder::undelivered) does not get them, and asks among them fail. Their places come
///   free as the actor comes to them.
/// - A thread that waits for room with a message of the source goes on, with
///   [`CallError::Detached`](crate::CallError::Detached). So do all that send later.
/// - An attached thread ends. If it waits in its source, it ends after the next item.
///
/// The end of the state that has attached the source does the same, so an attachment need not be kept in the state: it
/// may be leaked by [`mem::forget`](std::mem::forget) if nothing is ever to detach it before.
///
/// ```
/// use std::{sync::mpsc, thread};
/// use actor_runtime::{Attachment, SourceEnd, prelude::*};
///
/// #[actor]
/// #[derive(Default)]
/// struct Log { lines: Vec<String>, source: Option<Attachment> }
///
/// #[actor]
/// impl Log {
///     pub fn follow(&mut self, ctx: &mut Context<LogHandle>, lines: mpsc::Receiver<String>) -> bool {
///         let Ok(source) = ctx.attach(lines, |text| LogMessage::Line { text }) else { return false };
///         source.on_end(|end| LogMessage::Line { text: format!("{end}") });
///         // Whatever it followed before is detached.
///         self.source = Some(source);
///         true
///     }
///
///     pub fn line(&mut self, text: String) { self.lines.push(text) }
///     pub fn lines(&self) -> Vec<String> { self.lines.clone() }
/// }
///
/// let log = Log::default().spawn();
/// let (send, lines) = mpsc::channel();
/// assert!(log.follow(lines)?);
/// send.send("first".to_owned())?;
/// drop(send);
/// while log.lines()?.len() < 2 {
///     thread::yield_now();
/// }
/// assert_eq!(log.lines()?, ["first", "finished"]);
/// # Ok::<(), Box<dyn std::error::Error>>(())
/// ```
#[must_use = "dropping an `Attachment` detaches its source"]
pub struct Attachment(StdArc<dyn AnySource>);

/// A source, without the type of its messages.
pub(crate) trait AnySource: Send + Sync {
    fn detach(&self);

    /// Takes what makes the message of the end: an `OnEnd` of the source's type of message. Returns whether it is one.
    fn on_end(self: StdArc<Self>, on_end: Box<dyn Any + Send>) -> bool;
}

/// How a source has ended.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum SourceEnd {
    /// It has no more items; or, of a [recipient](crate::Context::source), its last clone has been dropped.
    Finished,
    /// Its thread panicked, in the source or in the closure that makes the messages. The text is that of the panic.
    Panicked(String),
}

impl fmt::Display for SourceEnd {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            SourceEnd::Finished => f.write_str("finished"),
            SourceEnd::Panicked(text) => write!(f, "panicked: {text}"),
        }
    }
}

impl Attachment {
    pub(crate) fn new(source: StdArc<dyn AnySource>) -> Self {
        Attachment(source)
    }

    /// Detaches the source, as the drop does.
    pub fn detach(self) {}

    /// Has the actor told when the source ends by itself: `make` makes a message of its actor, which is handled after
    /// all that the source has sent. If the source has ended already, the message is sent at once. It never blocks: a
    /// message that finds no room stands in line alone.
    ///
    /// `make` runs where the source ends: on the attached thread, or on the thread that drops the last clone of the
    /// [recipient](crate::Context::source). If the source has ended already, it runs in this call.
    ///
    /// A source that is detached tells of no end. A panic of `make` is contained, and nothing is sent. Of several
    /// closures the last one counts.
    ///
    /// # Panics
    ///
    /// If `make` makes messages of another type than the attached source does.
    pub fn on_end<M>(&self, make: impl FnOnce(SourceEnd) -> M + Send + 'static)
    where
        M: Message + 'static,
    {
        let on_end: OnEnd<Packed<M>> = Box::new(|end| Packed::new(make(end)));
        let is_its_own = StdArc::clone(&self.0).on_end(Box::new(on_end));
        assert!(is_its_own, "`on_end` makes a message of another actor than that of its source");
    }
}

impl Drop for Attachment {
    fn drop(&mut self) {
        self.0.detach();
    }
}

impl fmt::Debug for Attachment {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Attachment").finish_non_exhaustive()
    }
}
