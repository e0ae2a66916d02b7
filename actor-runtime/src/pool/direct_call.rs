//! A call of an idle actor's handler by whoever asks it: without a message, and so without anything that the
//! two sides of one would share.

use std::{
    any::{Any, TypeId},
    marker::PhantomData,
};

use crate::{
    CallError,
    pool::{PoolSender, life::Body},
};

/// An idle actor whose state is an `A`, claimed by a caller that is to call a handler on it.
#[doc(hidden)]
#[must_use = "an actor that has been claimed is nobody else's to run"]
#[allow(missing_debug_implementations)]
pub struct DirectCall<'a, M, A> {
    pooled: &'a PoolSender<M>,
    body: Box<dyn Body<M>>,
    state: PhantomData<fn(&mut A)>,
}

impl<'a, M, A: 'static> DirectCall<'a, M, A> {
    pub(crate) fn of(pooled: &'a PoolSender<M>) -> Option<Self> {
        let body = pooled.claim_for_call(TypeId::of::<A>())?;
        Some(DirectCall { pooled, body, state: PhantomData })
    }

    /// Calls the handler of that message, with the state and its context.
    pub fn run<T>(
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
