//! `DirectCall`: the thread that asks an idle actor calls the handler itself.
//
// There is no message then, and so neither an envelope nor a reply's slot that two threads would share.

use std::{
    any::{Any, TypeId},
    marker::PhantomData,
};

use crate::{
    CallError,
    mailbox::channel::pooled::{body::Body, sender::PoolSender},
    memory::packed::{Message, Packed, is_large},
};

/// An idle actor whose state is an `A`, claimed by a caller that is to call a handler on it.
#[doc(hidden)]
#[must_use = "no other thread can run the actor while it is claimed"]
#[allow(missing_debug_implementations)]
pub struct DirectCall<'a, M: Message, A> {
    pooled: &'a PoolSender<Packed<M>>,
    body: Box<dyn Body<Packed<M>>>,
    state: PhantomData<fn(&mut A)>,
}

impl<'a, M: Message, A: 'static> DirectCall<'a, M, A> {
    pub(crate) fn of(pooled: &'a PoolSender<Packed<M>>) -> Option<Self> {
        let body = pooled.claim_for_call(TypeId::of::<A>())?;
        Some(DirectCall { pooled, body, state: PhantomData })
    }

    /// Calls the handler of the message with this index, with the state and its context.
    #[inline]
    pub fn run<T, F>(self, message: usize, handler: F) -> Result<T, CallError>
    where
        F: FnOnce(&mut A, &mut dyn Any) -> T,
    {
        match is_large::<F>() || is_large::<T>() {
            true => self.run_apart(message, handler),
            false => self.run_here(message, handler),
        }
    }

    /// As `run_here`, in a frame of its own: the caller's frame has no room for what is large here.
    #[inline(never)]
    fn run_apart<T>(
        self,
        message: usize,
        handler: impl FnOnce(&mut A, &mut dyn Any) -> T,
    ) -> Result<T, CallError> {
        self.run_here(message, handler)
    }

    #[inline]
    fn run_here<T>(
        self,
        message: usize,
        handler: impl FnOnce(&mut A, &mut dyn Any) -> T,
    ) -> Result<T, CallError> {
        let (mut handler, mut answer) = (Some(handler), None);
        self.pooled.call(self.body, message, &mut |state, context| {
            if let (Some(state), Some(handler)) = (state.downcast_mut(), handler.take()) {
                answer = Some(handler(state, context));
            }
        });
        answer.ok_or(CallError::Panicked)
    }
}
