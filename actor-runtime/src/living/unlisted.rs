//! What spawns and ends an actor calls these, and they do nothing.

use std::sync::Arc as StdArc;

use crate::{ActorId, sys::Arc};

/// What can be shown of an actor: nothing.
pub(crate) trait Observe {}

impl<A: ?Sized> Observe for A {}

#[inline(always)]
pub(crate) fn enter<A>(_: ActorId, _: &Arc<A>) {}

#[inline(always)]
pub(crate) fn leave(_: ActorId) {}

#[inline(always)]
pub(crate) fn enter_group<G>(_: &StdArc<G>) {}
