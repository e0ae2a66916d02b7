//! Keeps the replies of flushes while their marks wait in the mailbox.
//
// A flush puts its mark into the mailbox and its reply into this queue under one lock, so the marks and the replies are
// in the same order. The lock is taken after that of a waiting line, and before that of a mailbox.

use std::{collections::VecDeque, mem};

use crate::{
    memory::shrink,
    sys::{self, Mutex},
};

#[derive(Default)]
pub(crate) struct Flushes(Mutex<VecDeque<Flush>>);

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
                waiting.push_back(Box::new(move || answer(reply)));
                Ok(())
            }
            Err(error) => Err((error, reply)),
        }
    }

    /// Takes the flush whose mark has come.
    pub(crate) fn take_next(&self) -> Option<Flush> {
        let mut waiting = sys::lock(&self.0);
        shrink::before_pop(&mut waiting);
        waiting.pop_front()
    }

    /// Answers the flush whose mark has come: all messages that were sent before it have been handled.
    pub(crate) fn answer_next(&self) {
        if let Some(answer) = self.take_next() {
            answer();
        }
    }

    /// Takes all flushes, whose marks are gone with the mailbox.
    pub(crate) fn take_all(&self) -> VecDeque<Flush> {
        mem::take(&mut *sys::lock(&self.0))
    }
}
