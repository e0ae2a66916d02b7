//! The flushes whose turn has not come: where they are answered, while their marks wait in the mailbox.
//
// A mark is put into the mailbox under the lock under which its reply is noted here, so both are in one
// order. The lock is taken after that of a waiting line, and before that of a mailbox.

use std::{collections::VecDeque, mem};

use crate::{
    memory::shrink,
    sys::{self, Mutex},
};

#[derive(Default)]
pub(crate) struct Flushes(Mutex<VecDeque<Flush>>);

/// Answers the flush when it is called. Dropped uncalled, it tells the caller that no answer comes.
pub(crate) type Flush = Box<dyn FnOnce() + Send>;

impl Flushes {
    /// Puts a mark into the mailbox; hands the reply back if that has no place for it.
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

    /// The flush whose mark has come.
    pub(crate) fn take_next(&self) -> Option<Flush> {
        let mut waiting = sys::lock(&self.0);
        shrink::before_pop(&mut waiting);
        waiting.pop_front()
    }

    /// Answers the flush whose mark has come: all that was sent before has been handled.
    pub(crate) fn answer_next(&self) {
        if let Some(answer) = self.take_next() {
            answer();
        }
    }

    /// Those whose marks are gone with the mailbox.
    pub(crate) fn take_all(&self) -> VecDeque<Flush> {
        mem::take(&mut *sys::lock(&self.0))
    }
}
