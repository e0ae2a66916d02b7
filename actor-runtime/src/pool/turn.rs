//! A turn of an idle actor that is its caller's: the handler is called without a message, and so without
//! anything that the two sides of one would share.

use std::{any::Any, marker::PhantomData};

use crate::{
    CallError,
    pool::{PoolSender, life::Body},
};

/// An idle actor whose state is an `A`, claimed by a caller that is to call a handler on it.
#[doc(hidden)]
#[must_use = "an actor that has been claimed is nobody else's to run"]
#[allow(missing_debug_implementations)]
pub struct Turn<'a, M, A> {
    pooled: &'a PoolSender<M>,
    body: Box<dyn Body<M>>,
    state: PhantomData<fn(&mut A)>,
}

impl<'a, M, A: 'static> Turn<'a, M, A> {
    pub(crate) fn of(pooled: &'a PoolSender<M>) -> Option<Self> {
        let body = pooled.claim_for_call(std::any::TypeId::of::<A>())?;
        Some(Turn { pooled, body, state: PhantomData })
    }

    /// Calls the handler of that message, with the state and its context.
    pub fn call<T>(
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
