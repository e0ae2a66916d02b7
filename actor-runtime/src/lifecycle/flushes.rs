//! Keeps what the marks in a mailbox stand for: flushes, with their replies, and messages of sources.
//
// A flush puts its mark into the mailbox and its reply into this queue under one lock, so the marks and the replies are
// in the same order. The mark of a source's message is an entry here without the message, which lies in the lane of the
// mailbox. The lock is taken after that of a waiting line or lane, and before that of a mailbox.

use std::{collections::VecDeque, mem};

use crate::{
    memory::shrink,
    sys::{self, Mutex},
};

/// Boxed with the first mark: most actors never have one.
#[derive(Default)]
pub(crate) struct Flushes(Mutex<Option<Box<Marks>>>);

/// What the marks in the mailbox stand for, in their order.
#[derive(Default)]
struct Marks(VecDeque<Marked>);

impl Marks {
    fn push(marks: &mut Option<Box<Marks>>, marked: Marked) {
        marks.get_or_insert_default().0.push_back(marked);
    }

    fn pop(&mut self) -> Option<Marked> {
        shrink::before_pop(&mut self.0);
        self.0.pop_front()
    }
}

/// What a mark stands for.
pub(crate) enum Marked {
    Flush(Flush),
    /// A message of a source.
    Source,
}

/// The answer to a flush. Called, it answers; dropped uncalled, it tells the caller that no answer comes.
pub(crate) type Flush = Box<dyn FnOnce() + Send>;

impl Flushes {
    /// Puts a mark into the mailbox, and keeps the reply. Hands the reply back if the mailbox refuses the mark.
    pub(crate) fn put<R: Send + 'static, E>(
        &self,
        reply: R,
        answer: fn(R),
        put_mark: impl FnOnce() -> Result<(), E>,
    ) -> Result<(), (E, R)> {
        let mut waiting = sys::lock(&self.0);
        match put_mark() {
            Ok(()) => {
                Marks::push(&mut waiting, Marked::Flush(Box::new(move || answer(reply))));
                Ok(())
            }
            Err(error) => Err((error, reply)),
        }
    }

    /// Puts the mark of a source's message into the mailbox.
    pub(crate) fn put_source<E>(&self, put_mark: impl FnOnce() -> Result<(), E>) -> Result<(), E> {
        let mut waiting = sys::lock(&self.0);
        put_mark()?;
        Marks::push(&mut waiting, Marked::Source);
        Ok(())
    }

    /// Takes what the mark that has come stands for.
    pub(crate) fn take_next(&self) -> Option<Marked> {
        sys::lock(&self.0).as_mut()?.pop()
    }

    /// Takes the mark that has come, if it is that of a source's message.
    pub(crate) fn take_next_source(&self) -> bool {
        let mut waiting = sys::lock(&self.0);
        let Some(marks) = &mut *waiting else { return false };
        let is_source = matches!(marks.0.front(), Some(Marked::Source));
        if is_source {
            marks.pop();
        }
        is_source
    }

    /// Answers the flush whose mark has come: all messages that were sent before it have been handled. Returns whether
    /// the mark is that of a source's message instead.
    pub(crate) fn answer_next(&self) -> bool {
        match self.take_next() {
            Some(Marked::Flush(answer)) => {
                answer();
                false
            }
            Some(Marked::Source) => true,
            None => false,
        }
    }

    /// Takes all of them, whose marks are gone with the mailbox.
    pub(crate) fn take_all(&self) -> VecDeque<Marked> {
        mem::take(&mut *sys::lock(&self.0)).map_or_else(VecDeque::new, |marks| marks.0)
    }
}
